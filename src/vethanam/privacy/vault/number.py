"""A contact between intake and seal: it prints masked and refuses to be copied.

A :class:`Number` is a phone number, an e-mail address or a postal address in clear. It lives only from the
parser of a face to :func:`~vethanam.privacy.vault.seal.seal`, and from ``unseal`` to the gateway. Only
:meth:`Number.for_gateway` returns its text; the shape tests list its callers.
"""

from __future__ import annotations

import hmac
import re
from enum import StrEnum
from typing import Any, NoReturn, final

from vethanam.errors import Broken, Unsound


class ContactKind(StrEnum):
    """The kind of contact; names are the fields of the purpose catalogue."""

    MOBILE = "mobile"
    EMAIL_OFFICIAL = "email_official"
    EMAIL_PERSONAL = "email_personal"
    POSTAL_ADDRESS = "postal_address"
    GUARDIAN_MOBILE = "guardian_mobile"
    EMERGENCY_CONTACT = "emergency_contact"

    @property
    def is_phone(self) -> bool:
        """Whether the kind is a phone number."""
        return self in (ContactKind.MOBILE, ContactKind.GUARDIAN_MOBILE, ContactKind.EMERGENCY_CONTACT)

    @property
    def is_email(self) -> bool:
        """Whether the kind is an e-mail address."""
        return self in (ContactKind.EMAIL_OFFICIAL, ContactKind.EMAIL_PERSONAL)


_SEPARATORS = re.compile(r"[\s\-().\u00a0\u202f]")
_PHONE = re.compile(r"(?:\+91|0091|91|0)?(\d{10})", re.ASCII)
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
_EMAIL = re.compile(f"({_LOCAL})@({_HOST})", re.ASCII)
_LONGEST = 254


def _refuses(what: str) -> Any:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise Broken("contact_stays", what=what)

    return refuse


@final
class Number:
    """One contact in clear. Its ``repr`` and ``str`` are the mask; every way to copy it out raises.

    >>> number = parse("mobile", "+91 00000 00045")
    >>> number
    <mobile ••45>
    >>> f"{number:>20}"  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    vethanam.errors.Broken: ...
    """

    __slots__ = ("_Number__clear", "kind")
    kind: ContactKind
    __clear: str

    def __init__(self, kind: ContactKind, text: str) -> None:
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "_Number__clear", text)

    @property
    def mask(self) -> str:
        """The text for a page: two digits of a number, nothing of an address."""
        return self.__clear[-2:] if self.kind.is_phone else ""

    def for_gateway(self) -> str:
        """The clear text, only for a seal or a gateway."""
        return self.__clear

    def mark_under(self, key: bytes) -> bytes:
        """HMAC-SHA-256 of the contact under a key: equal for equal contacts, and nothing without the key."""
        return hmac.digest(key, self.__clear.encode(), "sha256")

    def __repr__(self) -> str:
        return f"<{self.kind.value} ••{self.mask}>" if self.mask else f"<{self.kind.value}>"

    __str__ = __repr__
    __format__ = _refuses("formatted")
    __reduce__ = _refuses("pickled")
    __reduce_ex__ = _refuses("pickled")
    __getstate__ = _refuses("pickled")
    __copy__ = _refuses("copied")
    __deepcopy__ = _refuses("copied")
    __iter__ = _refuses("read letter by letter")
    __len__ = _refuses("measured")
    __bytes__ = _refuses("written as bytes")
    __eq__ = _refuses("compared")
    __hash__ = _refuses("hashed")
    __setattr__ = _refuses("changed")
    __delattr__ = _refuses("changed")


def parse(kind: str, text: str) -> Number:
    """Parse a contact as written, once, at intake.

    A phone number becomes ``+91`` and ten digits; an e-mail keeps its local part and gets a lower-case host.

    Raises
    ------
    Unsound
        The text cannot be a contact of this kind. The sentence says how to write one and repeats none
        of the input.
    """
    known = kind_of(kind)
    plain = text.strip()
    if known.is_phone:
        return Number(known, "+91" + _matched(_PHONE, _SEPARATORS.sub("", plain), known)[1])
    if known.is_email:
        match = _matched(_EMAIL, plain, known)
        return Number(known, f"{match[1]}@{match[2].lower()}")
    if not plain or len(plain) > 500:
        raise Unsound("not_an_address")
    return Number(known, plain)


def kind_of(kind: str) -> ContactKind:
    """The kind of contact with this name; Unsound lists the known kinds."""
    try:
        return ContactKind(kind)
    except ValueError:
        kinds = ", ".join(ContactKind)
        raise Unsound("not_a_contact_kind", kinds=kinds) from None


def _matched(pattern: re.Pattern[str], text: str, kind: ContactKind) -> re.Match[str]:
    match = pattern.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise Unsound("not_a_phone_number" if kind.is_phone else "not_a_mail_address", kind=kind.value)
    return match
