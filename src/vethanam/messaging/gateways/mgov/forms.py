"""The forms that Mobile Seva takes, and the meaning of its answers.

Its answer is a text. ``402,MsgID = …`` means taken; an HTTP status means nothing. ``key`` covers user,
header, text and secure key, and not the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import md5, sha1, sha512
from pathlib import Path
from urllib.parse import urlencode

from vethanam.errors import Broken
from vethanam.messaging.gateways.letter import Fate, Handed, Letter

#: begins the reference of a message that the portal took; its own number follows
KNOWN_AS = "mgov:"
_TAKEN = re.compile(rb"\s*402\s*,\s*MsgID\s*=\s*([0-9A-Za-z._-]{1,60})\s*")
#: the portal took it and submits it later: it may have gone; with a number, its report can tell
_WILL_SUBMIT = re.compile(rb"\s*409\b.*?(?:MsgID\s*=\s*([0-9A-Za-z._-]{1,60})\s*)?", re.DOTALL)
_REFUSED = re.compile(rb"\s*(\d{3})\b")
LOGIN_REFUSED = frozenset({401, 415, 416, 425})
#: office, header or text are not registered there as here: never a fault of the person's number
REGISTRATION_REFUSED = frozenset({411, 412, 422, 423})
_LATER = frozenset({403, 404, 405, 407, 408, 410, 418})
_NEVER = frozenset({406, 413, 414})


@dataclass(frozen=True, slots=True)
class PortalAccount:
    """The account at the portal, with the hash of its password as the portal wants it."""

    name: str
    password_hash: str = field(repr=False)
    secure_key: str = field(repr=False)


def account_in(path: Path) -> PortalAccount:
    """The account in a file of the key folder: ``name:password``, then the secure key; ``md5`` in a third
    line where the portal wants that hash in place of SHA-1.

    Raises
    ------
    Broken
        The file is missing or incomplete.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError:
        raise Broken("portal_account_unreadable", file=path.name) from None
    name, _, password = lines[0].strip().partition(":")
    secure_key = lines[1].strip() if len(lines) > 1 else ""
    if not (name and password and secure_key):
        raise Broken("portal_account_unreadable", file=path.name)
    chosen = md5 if len(lines) > 2 and lines[2].strip() == "md5" else sha1
    return PortalAccount(name, chosen(password.encode(), usedforsecurity=False).hexdigest(), secure_key)


def form_of(account: PortalAccount, letter: Letter, number: str) -> bytes:
    """The form of one message; ``number`` without the plus."""
    content, kind = content_of(letter.body)
    header = letter.sender.header
    whole = "".join((account.name, header, content, account.secure_key))
    numbers = letter.numbers
    told = {
        "username": account.name,
        "password": account.password_hash,
        "senderid": header,
        "content": content,
        "smsservicetype": kind,
        "mobileno": number,
        "key": sha512(whole.encode()).hexdigest(),
        "templateid": numbers.template if numbers else "",
        "entityid": numbers.entity if numbers else "",
    }
    return urlencode(told).encode("ascii")


def content_of(body: str) -> tuple[str, str]:
    """A text as the portal wants it, and its kind there; letters beyond ASCII are numbered entities."""
    body = body.strip()
    if body.isascii():
        return body, "singlemsg"
    return "".join(f"&#{ord(letter)};" for letter in body), "unicodemsg"


def code_in(answer: bytes) -> int:
    """The portal's code; 0 where its answer has none."""
    found = _REFUSED.match(answer)
    return int(found[1]) if found else 0


def fate_of(answer: bytes) -> Handed:
    """The fate that an answer tells; an answer of another form may mean anything."""
    taken = _TAKEN.fullmatch(answer)
    if taken is not None:
        return Handed(Fate.ACCEPTED, "mgov 402", (KNOWN_AS + taken[1].decode(),))
    if (later := _WILL_SUBMIT.fullmatch(answer)) is not None:
        known = (KNOWN_AS + later[1].decode(),) if later[1] else ()
        return Handed(Fate.UNCERTAIN, "mgov 409", known)
    code = code_in(answer)
    shown = f"mgov {code}" if code else "mgov without a code"
    if code in REGISTRATION_REFUSED:
        return Handed(Fate.TEMPORARY, shown, is_registration_refused=True)
    if code in LOGIN_REFUSED or code in _LATER:
        return Handed(Fate.TEMPORARY, shown)
    return Handed(Fate.PERMANENT if code in _NEVER else Fate.UNCERTAIN, shown)
