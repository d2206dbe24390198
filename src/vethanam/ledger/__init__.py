"""The append-only log as mathematics: leaves, heads, proofs and bundles, byte by byte.

This room decides how leaves are hashed and the tree is built (RFC 9162), how a head is signed (C2SP signed
note and tlog-checkpoint), how personal facts are committed to, and whether a bundle verifies.

It takes bytes, plain JSON values, hashes and keys. It never takes a framework, a database, a clock, a
network or a contact. ``standalone.py`` is a second, independent verifier in one file, for readers who do not
trust this code.

The formats are specified in ``docs/spec``.
"""
