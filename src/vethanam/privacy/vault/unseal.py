"""Open a sealed contact, and reseal it under a data key of its person. Only the dispatcher uses this module.

Opening an intake seal (``0x03``) costs a curve multiplication. Once opened under a grant it is resealed
(``0x04``) with AES-256-GCM under a new data key of that person, wrapped by the key-encryption key of the
epoch. Deleting the wrapped key erases the contact. Each version of a contact has its own data key, so a key
seals one text only.

Both forms are bound to the person's secret. ``0x01`` and ``0x02`` are the forms of before, without it: an
intake seal of before becomes one with it when it is opened, a resealed one stays until her next entry.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vethanam.errors import Broken
from vethanam.privacy.vault.binding import Binding, padded, unpadded
from vethanam.privacy.vault.keys import VaultKeys
from vethanam.privacy.vault.number import ContactKind, Number
from vethanam.privacy.vault.seal import BOUND_INTAKE, INTAKE, SUITE

VAULT, BOUND_VAULT = b"\x02", b"\x04"
NONCE_BYTES = 12
DATA_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key of one person, wrapped under the key-encryption key of ``epoch``."""

    epoch: int
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Resealed:
    """The replacement of an intake seal: the contact under a data key, and that key wrapped."""

    sealed: bytes = field(repr=False)
    key: WrappedKey


def unseal(sealed: bytes, binding: Binding, keys: VaultKeys, key: WrappedKey | None = None) -> Number:
    """The contact of ``binding``.

    Raises
    ------
    Broken
        The bytes are not a seal of this person with this secret, kind and version, or the key is not ours.
    """
    form, body = sealed[:1], sealed[1:]
    if form in (INTAKE, BOUND_INTAKE):
        plain = _open_intake(body, _context(form, binding), keys)
    elif form in (VAULT, BOUND_VAULT) and key is not None:
        plain = _open(body, _unwrapped(key, binding, keys), _context(form, binding))
    else:
        raise _will_not_open()
    return Number(ContactKind(binding.kind), unpadded(plain))


def unseal_code(sealed: bytes, binding: Binding, keys: VaultKeys) -> str:
    """The code for the contact of ``binding``; :class:`~vethanam.errors.Broken` if the seal does not open."""
    if sealed[:1] != INTAKE:
        raise _will_not_open()
    return unpadded(_open_intake(sealed[1:], binding.context(b"code"), keys))


def reseal(number: Number, binding: Binding, keys: VaultKeys) -> Resealed:
    """Seal an opened contact under a new data key of its person."""
    data_key = secrets.token_bytes(DATA_KEY_BYTES)
    form = BOUND_VAULT if binding.secret_hash else VAULT
    sealed = form + _close(padded(number.for_gateway()), data_key, _context(form, binding))
    wrapped = _close(data_key, keys.key_encryption[keys.epoch], _key_context(binding, keys.epoch))
    return Resealed(sealed, WrappedKey(keys.epoch, wrapped))


def rewrapped(epoch: int, wrapped: bytes, binding: Binding, keys: VaultKeys) -> bytes:
    """A data key wrapped in ``epoch``, rewrapped for the current one; the contact is not opened."""
    data_key = _unwrapped(WrappedKey(epoch, wrapped), binding, keys)
    return _close(data_key, keys.key_encryption[keys.epoch], _key_context(binding, keys.epoch))


def is_intake(sealed: bytes) -> bool:
    """Whether these bytes are still an intake seal."""
    return sealed[:1] in (INTAKE, BOUND_INTAKE)


def _context(form: bytes, binding: Binding) -> bytes:
    match form:
        case b"\x01":
            return binding.context(b"intake")
        case b"\x02":
            return binding.context(b"vault")
        case b"\x03":
            return binding.context_with_secret(b"intake/2")
        case _:
            return binding.context_with_secret(b"vault/2")


def _open_intake(body: bytes, context: bytes, keys: VaultKeys) -> bytes:
    for half in keys.private_halves:
        try:
            return SUITE.decrypt(body, half, info=context)
        except (InvalidTag, ValueError):
            continue
    raise _will_not_open()


def _unwrapped(key: WrappedKey, binding: Binding, keys: VaultKeys) -> bytes:
    wrapping = keys.key_encryption.get(key.epoch)
    if wrapping is None:
        raise Broken("vault_epoch", epoch=key.epoch)
    return _open(key.wrapped, wrapping, _key_context(binding, key.epoch))


def _key_context(binding: Binding, epoch: int) -> bytes:
    return binding.context(b"key") + b"|" + str(epoch).encode()


def _close(plain: bytes, key: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def _open(body: bytes, key: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], context)
    except (InvalidTag, ValueError):
        raise _will_not_open() from None


def _will_not_open() -> Broken:
    return Broken("vault_seal")
