"""Close a contact with the vault's public key. This module can close and cannot open.

Sealed bytes: one byte ``0x03``, then HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256),
HKDF-SHA256, AES-256-GCM, with ``info = vethanam|intake/2|person|kind|version|register|hash of her secret``
and the text padded to a multiple of 64 bytes. Seals from before persons had secrets begin with ``0x01``;
their ``info`` is ``vethanam|intake|person|kind|version``, with the register unless it is the service book.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from vethanam.privacy.vault.binding import Binding, padded
from vethanam.privacy.vault.number import Number

INTAKE, BOUND_INTAKE = b"\x01", b"\x03"
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal(number: Number, binding: Binding, public_key: X25519PublicKey) -> bytes:
    """The contact as bytes that only the dispatcher can open, bound to this person and her secret, kind and
    version.
    """
    info = binding.context_with_secret(b"intake/2")
    return BOUND_INTAKE + SUITE.encrypt(padded(number.for_gateway()), public_key, info=info)


def seal_code(code: str, binding: Binding, public_key: X25519PublicKey) -> bytes:
    """A code bound to this contact, sealed in the same way."""
    return INTAKE + SUITE.encrypt(padded(code), public_key, info=binding.context(b"code"))
