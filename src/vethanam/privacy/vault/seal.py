"""Close a contact with the vault's public key. This module can close and cannot open.

Sealed bytes: one byte ``0x01``, then HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, with
``info = vethanam|intake|person|kind|version`` and the text padded to a multiple of 64 bytes.

Many contacts are closed with one ephemeral key for each thousand: the curve costs ten times as much as all else. The key and
nonce of each follow from the shared secret and its own ``info``, so the bytes are those of RFC 9180 and are opened one by one.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from itertools import batched

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vethanam.errors import Broken
from vethanam.privacy.vault.binding import Binding, padded
from vethanam.privacy.vault.number import Number

INTAKE = b"\x01"
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
#: the same suite by its numbers: of the key encapsulation, and of all three
_KEM, _HPKE = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
_OF_ONE_KEY = 1000


def seal(number: Number, binding: Binding, public_key: X25519PublicKey) -> bytes:
    """The contact as bytes that only the dispatcher can open, and only for this person, kind and version."""
    return INTAKE + SUITE.encrypt(padded(number.for_gateway()), public_key, info=binding.context(b"intake"))


def seal_many(contacts: Sequence[tuple[Number, Binding]], public_key: X25519PublicKey) -> list[bytes]:
    """The same of many contacts, in their order.

    Raises
    ------
    Broken
        Two have one binding: they would be closed with one key and nonce.
    """
    if len({binding for _, binding in contacts}) != len(contacts):
        raise Broken("seal_twice")
    return [
        closed for some in batched(contacts, _OF_ONE_KEY) for closed in _sealed_together(some, public_key)
    ]


def _sealed_together(
    contacts: Sequence[tuple[Number, Binding]], public_key: X25519PublicKey
) -> Iterator[bytes]:
    """Seals under one ephemeral key. Names are those of RFC 9180, sections 4.1 and 5.1, base mode."""
    ephemeral = X25519PrivateKey.generate()
    enc = ephemeral.public_key().public_bytes_raw()
    context = enc + public_key.public_bytes_raw()
    eae_prk = _labeled_extract(b"", _KEM, b"eae_prk", ephemeral.exchange(public_key))
    shared_secret = _labeled_expand(eae_prk, _KEM, b"shared_secret", context, 32)
    secret = _labeled_extract(shared_secret, _HPKE, b"secret", b"")
    begins = b"\0" + _labeled_extract(b"", _HPKE, b"psk_id_hash", b"")
    for number, binding in contacts:
        schedule = begins + _labeled_extract(b"", _HPKE, b"info_hash", binding.context(b"intake"))
        key = _labeled_expand(secret, _HPKE, b"key", schedule, 32)
        nonce = _labeled_expand(secret, _HPKE, b"base_nonce", schedule, 12)
        yield INTAKE + enc + AESGCM(key).encrypt(nonce, padded(number.for_gateway()), None)


def _labeled_extract(salt: bytes, suite: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, "sha256")


def _labeled_expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """At most 32 bytes: one block of HKDF."""
    text = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, text + b"\1", "sha256")[:length]


def seal_code(code: str, binding: Binding, public_key: X25519PublicKey) -> bytes:
    """A code that goes to this very contact and nowhere else, closed in the same way."""
    return INTAKE + SUITE.encrypt(padded(code), public_key, info=binding.context(b"code"))
