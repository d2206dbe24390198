"""Ed25519 keys in a hardware module, by PKCS#11.

The key file of such a key has one line instead of a private key, a URI of RFC 7512:

    pkcs11:token=TOKEN;object=LABEL?module-path=/usr/lib/….so&pin-source=file:/etc/vethanam/log.pin

The module signs and never gives the private key out. Only the account of the process reads the PIN's file.
The package ``pkcs11`` (extra ``pkcs11``) is imported only where a key is in a module.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vethanam.errors import Broken, Unsound

if TYPE_CHECKING:
    from pkcs11 import Session

SCHEME = "pkcs11:"
#: id-Ed25519 (RFC 8410) as CKA_EC_PARAMS
_ED25519 = bytes.fromhex("06032b6570")
_PROBE = b"vethanam: does this module sign?"


@dataclass(frozen=True, slots=True)
class KeyAddress:
    """The place of a key: token and label in it, the module's library, and the file of the PIN."""

    token: str
    label: str
    module: Path
    pin_file: Path

    @classmethod
    def parse(cls, uri: str) -> Self:
        """Parse a key's URI; :class:`~vethanam.errors.Unsound`, without the text, for any other attribute."""
        path, _, query = uri.strip().removeprefix(SCHEME).partition("?")
        try:
            found = dict(part.split("=", 1) for part in (*path.split(";"), *query.split("&")))
        except ValueError:
            found = {}
        values = {name: unquote(value) for name, value in found.items() if value}
        if not is_address(uri) or set(values) != {"token", "object", "module-path", "pin-source"}:
            raise Unsound("not_a_key_address")
        module, pin_file = Path(values["module-path"]), Path(urlsplit(values["pin-source"]).path)
        if not module.is_absolute() or not pin_file.is_absolute():
            raise Unsound("not_a_key_address")
        return cls(values["token"], values["object"], module, pin_file)


@dataclass(frozen=True, slots=True, repr=False)
class ModuleKey:
    """A key in a module, a :class:`~vethanam.ledger.notes.Signer`, logged in while the process lives."""

    address: KeyAddress
    private: Any
    public: Ed25519PublicKey

    def sign(self, data: bytes, /) -> bytes:
        """The module's signature; :class:`~vethanam.errors.Broken` if it gives none."""
        from pkcs11 import Mechanism

        with _failures(self.address):
            return bytes(self.private.sign(data, mechanism=Mechanism.EDDSA))

    def public_key(self) -> Ed25519PublicKey:
        """The key that verifies the signatures."""
        return self.public


def is_address(text: str) -> bool:
    """Whether a key file names a place in a module and holds no private key."""
    return text.startswith(SCHEME)


def open_key(uri: str) -> ModuleKey:
    """The key at an address.

    Raises
    ------
    Broken
        The package or the module is missing, it refuses the PIN, it has no such token or key, or it would
        give the private key out.
    """
    address = KeyAddress.parse(uri)
    return _key(address, _session(address))


def make_key(uri: str) -> ModuleKey:
    """Make a key in the module, or take the present one, and prove that it signs."""
    address = KeyAddress.parse(uri)
    session = _session(address, rw=True)
    from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass

    with _failures(address):
        label = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: address.label}
        if not list(session.get_objects(label)):
            curve = session.create_domain_parameters(
                KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: _ED25519}, local=True
            )
            curve.generate_keypair(
                mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
                label=address.label,
                store=True,
                capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
                private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
            )
    key = _key(address, session)
    try:
        key.public.verify(key.sign(_PROBE), _PROBE)
    except InvalidSignature:
        raise Broken("module_failed", module=address.module, why="InvalidSignature") from None
    return key


def _key(address: KeyAddress, session: Session) -> ModuleKey:
    from pkcs11 import Attribute, KeyType, ObjectClass

    with _failures(address):
        private, public = (
            session.get_key(object_class=half, key_type=KeyType.EC_EDWARDS, label=address.label)
            for half in (ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY)
        )
        # made in the module and never outside it: a copy of a key that was brought in may lie anywhere
        stays = (
            Attribute.LOCAL,
            Attribute.NEVER_EXTRACTABLE,
            Attribute.ALWAYS_SENSITIVE,
            Attribute.SENSITIVE,
        )
        if private[Attribute.EXTRACTABLE] or not all(private[one] for one in stays):
            raise Broken("module_key_extractable", label=address.label, token=address.token)
        # an OCTET STRING, as the standard says, or bare
        point = bytes(public[Attribute.EC_POINT])[-32:]
    return ModuleKey(address, private, Ed25519PublicKey.from_public_bytes(point))


def _session(address: KeyAddress, *, rw: bool = False) -> Session:
    """Log in. The last try before the module locks the PIN is left to a person."""
    try:
        import pkcs11
    except ImportError:
        raise Broken("no_pkcs11_package") from None
    try:
        library = pkcs11.lib(str(address.module))
    except pkcs11.PKCS11Error:
        raise Broken("module_not_loaded", module=address.module) from None
    with _failures(address):
        token = library.get_token(token_label=address.token)
        if token.flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY:
            raise Broken("module_pin_last_try", token=address.token)
        try:
            return token.open(user_pin=_pin(address.pin_file), rw=rw)
        except pkcs11.UserAlreadyLoggedIn:  # another key's session of this process
            return token.open(rw=rw)


def _pin(path: Path) -> str:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8") as file:
            status, pin = os.fstat(file.fileno()), file.read(1000).strip()
    except (OSError, ValueError):
        raise Broken("no_module_pin", path=path) from None
    is_ours = os.geteuid() in (0, status.st_uid) and not status.st_mode & 0o077
    if not is_ours or not stat.S_ISREG(status.st_mode):
        raise Broken("module_pin_open", path=path)
    return pin


@contextmanager
def _failures(address: KeyAddress) -> Iterator[None]:
    """Turn a module's failures into sentences without the PIN."""
    import pkcs11

    try:
        yield
    except pkcs11.NoSuchToken:
        raise Broken("token_not_in_module", token=address.token, module=address.module) from None
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinLocked) as error:
        raise Broken("module_pin_wrong", path=address.pin_file, why=type(error).__name__) from None
    except pkcs11.NoSuchKey:
        raise Broken("key_not_in_module", label=address.label, token=address.token) from None
    except pkcs11.PKCS11Error as error:
        raise Broken("module_failed", module=address.module, why=type(error).__name__) from None
