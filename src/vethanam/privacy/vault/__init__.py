"""Sealed contacts. ``number`` parses one, ``seal`` closes it with a public key, ``unseal`` opens it.

Only :mod:`vethanam.messaging.dispatch` may import ``unseal``; the import contracts enforce it.
``seal`` returns opaque bytes, and ``unseal`` returns a :class:`~vethanam.privacy.vault.number.Number`,
which prints masked.
"""
