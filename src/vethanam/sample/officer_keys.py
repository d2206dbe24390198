"""Software keys of a sample's officers: real keys, made when first used, where an office's people would hold passkeys."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from vethanam.acts.declaration import Prepared
from vethanam.acts.signing import to_base64
from vethanam.errors import Unsound
from vethanam.identity.actions import enrol_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import keys_of
from vethanam.ledger.signatures import SOFTWARE, Signature, challenge_of

FOLDER = "officers"


def key_of(authority: Authority, username: str) -> tuple[SigningKey, Ed25519PrivateKey]:
    """An officer's key, enrolled on the first call."""
    private = _private_key(username)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    known = keys_of(authority.person) if authority.person is not None else []
    enrolled = next(
        (key for key in known if bytes(key.public_key) == public and key.algorithm == SOFTWARE), None
    )
    return enrolled or enrol_key(authority, public), private


def assertion_of(authority: Authority, username: str, prepared: Prepared) -> Mapping[str, Any]:
    """The assertion of an officer's own key over what an act prepared."""
    key, private = key_of(authority, username)
    return {"key": key.reference, "signature": to_base64(private.sign(prepared.challenge))}


def signed(private: Ed25519PrivateKey, commitment: bytes, role: str) -> Signature:
    """What the officer's key makes of a commitment, in a role."""
    return Signature(private.sign(challenge_of(commitment, role)))


def _private_key(username: str) -> Ed25519PrivateKey:
    path = Path(settings.VETHANAM_STATE) / "keys" / FOLDER / f"{username}.key"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write(path, Ed25519PrivateKey.generate())
        found = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError):
        raise Unsound("officer_keys_closed") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise Unsound("officer_key_of_another_kind", path=path.name)
    return found


def _write(path: Path, made: Ed25519PrivateKey) -> None:
    """A new key file, whole or not at all; one that another process made meanwhile stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if os.geteuid() == 0:  # the folder's owner, the web process, reads it too
        owner = path.parent.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
