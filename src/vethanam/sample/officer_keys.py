"""Software keys of a sample's officers, made on first use; a real office uses passkeys."""

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
from vethanam.acts.executor import look, perform
from vethanam.acts.key_signatures import Sign, to_base64
from vethanam.acts.record_lookup import account_of
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.ledger.signatures import SOFTWARE

FOLDER = "officers"
#: the sample's administrators; the first countersigns the keys of all others
ADMINISTRATORS = ("administrator", "second-administrator")


def sign(authority: Authority, username: str, prepared: Prepared) -> Mapping[str, Any]:
    """Sign as an officer with her software key, which is enrolled on the first call."""
    private = private_key(username)
    reference = _enrolled(authority, username, _public(private))
    return {"key": reference, "signature": to_base64(private.sign(prepared.challenge))}


def _enrolled(authority: Authority, username: str, public: str) -> str:
    """The reference of an officer's key."""
    account = account_of(username)
    mine = look("own_keys", account, {}, authority.at, is_sample=True).state.get("keys", ())
    known = next((one["key"] for one in mine if one["public_key"] == public and not one["is_ended"]), None)
    if known is not None:
        return str(known)
    first = ADMINISTRATORS[0]
    if username != first:  # the log's first key is an administrator's
        _enrolled(authority, first, _public(private_key(first)))
    given = {"public_key": public, "algorithm": SOFTWARE}
    reference = str(_done("enrol_key", username, given, authority)["key"])
    if username != first:
        _done("confirm_keys", first, {"keys": [reference]}, authority, signs=True)
    return reference


def _done(
    act: str, username: str, given: Mapping[str, Any], authority: Authority, *, signs: bool = False
) -> Mapping[str, Any]:
    """Do an act at the same time; returns the changed state."""
    own: Sign | None = (lambda acting, prepared: sign(acting, username, prepared)) if signs else None
    done = perform(act, account_of(username), given, authority.at, is_sample=True, sign=own)
    if not done.ok:
        raise Unsound(done.code, **done.facts)
    return done.state


def _public(private: Ed25519PrivateKey) -> str:
    return to_base64(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def private_key(username: str) -> Ed25519PrivateKey:
    """The private key of an officer, made on the first call.

    Raises
    ------
    Unsound
        The process may not read the key, or it is of another type.
    """
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
    """Write a new key file atomically; one written meanwhile by another process stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if os.geteuid() == 0:  # the web process, which owns the folder, reads it too
        owner = path.parent.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
