"""The append-only log as mathematics: what a leaf, a head, a proof and a bundle are, byte by byte.

Decided here: how leaves are hashed and the tree is built (RFC 9162), how a head is signed (C2SP signed note
and tlog-checkpoint), how personal facts are committed to, what a bundle holds and whether one verifies.

May enter: bytes, plain JSON values, hashes, keys passed in. Never enters: a framework, a database, a clock,
a network, a contact. ``standalone.py`` is a second, independent verifier in one file for whoever trusts
none of this.

The formats are written down in ``docs/spec``.
"""
