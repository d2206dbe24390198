"""Sealed contacts. ``number`` parses one, ``seal`` closes it with a public key, ``unseal`` opens it.

Only :mod:`vethanam.messaging.contact_opening` may import ``unseal``, and only the dispatcher imports
that; the import contracts enforce both.
``seal`` returns opaque bytes, and ``unseal`` returns a :class:`~vethanam.privacy.vault.number.Number`,
which prints masked.
"""
