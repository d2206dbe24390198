"""Close a contact with the vault's public key. This module can close and cannot open.

Sealed bytes: one byte ``0x01``, then HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256),
HKDF-SHA256, AES-256-GCM, with ``info = vethanam|intake|person|kind|version`` and the text padded to a
multiple of 64 bytes.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from vethanam.privacy.vault.binding import Binding, padded
from vethanam.privacy.vault.number import Number

INTAKE = b"\x01"
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal(number: Number, binding: Binding, public_key: X25519PublicKey) -> bytes:
    """The contact as bytes that only the dispatcher can open, bound to this person, kind and version."""
    return INTAKE + SUITE.encrypt(padded(number.for_gateway()), public_key, info=binding.context(b"intake"))


def seal_code(code: str, binding: Binding, public_key: X25519PublicKey) -> bytes:
    """A code bound to this contact, sealed in the same way."""
    return INTAKE + SUITE.encrypt(padded(code), public_key, info=binding.context(b"code"))
