"""Contacts, closed. ``number`` parses one, ``seal`` closes it with a public key, ``unseal`` opens it.

Only :mod:`vethanam.messaging.dispatch` may import ``unseal``; the import contracts hold it. What leaves ``seal`` is
opaque bytes, and what leaves ``unseal`` is a :class:`~vethanam.privacy.vault.number.Number` that prints masked.
"""
