"""Leaves: an event, its business time, its logging time, and a commitment to its private part.

    {"at":"2026-11-03T04:30:00.000000Z","commitment":"9f…"|null,"kind":"use.refused",
     "logged_at":"2026-11-03T04:30:01.250000Z","public":{…},"sample":false,"v":1}

The leaf is the canonical JSON of exactly these members. ``at`` is business time, ``logged_at`` real
time, both in UTC to the microsecond. ``public`` holds nothing personal: that is checked here, before
anything is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from vethanam.errors import Broken, Unsound, holds_contact, typed
from vethanam.ledger.canonical import Json, canonical, parse

VERSION = 1
LARGEST_LEAF = 65_535
MEMBERS = frozenset({"at", "commitment", "kind", "logged_at", "public", "sample", "v"})
PERSONAL = frozenset(
    {
        "aadhaar",
        "account_number",
        "address",
        "contact",
        "email",
        "mail",
        "mobile",
        "name",
        "pan",
        "pen",
        "person",
    }
    | {"person_id", "phone"}
)
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_HASH = re.compile(r"[0-9a-f]{64}")
#: how the reading of an entry with members of other kinds may fail
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
#: years of a leaf: hours can be added and taken away
_EARLIEST, _LATEST = 2, 9998
_CONTACT = re.compile(r"\S@\S|\+[0-9]{2}[ -]?[0-9]{5}")


def leaf_bytes(
    kind: str,
    *,
    public: Mapping[str, Json],
    commitment: bytes | None,
    at: datetime,
    logged_at: datetime,
    is_sample: bool,
) -> bytes:
    """The bytes of a leaf.

    Parameters
    ----------
    kind
        A dotted lower-case name, such as ``use.refused``.
    public
        Permanent public content: codes, counts, hashes, references. ``persons`` is the hex root of a
        :class:`~vethanam.ledger.persons.PersonTree`.

    Raises
    ------
    Unsound
        A text of ``public`` has U+0000, an e-mail address or a number with a country code. Input forms
        refuse more (:func:`refuse_contacts`); references of banks and treasuries are long numbers.
    Broken
        ``public`` names something personal, the leaf is longer than 65,535 bytes (log a hash instead), or an
        instant has no zone.
    """
    if not _KIND.fullmatch(kind):
        raise Broken("not_a_kind", kind=typed(kind, 40))
    _refuse_personal(kind, public)
    leaf = canonical(
        {
            "at": instant(at),
            "commitment": commitment.hex() if commitment is not None else None,
            "kind": kind,
            "logged_at": instant(logged_at),
            "public": public,
            "sample": is_sample,
            "v": VERSION,
        }
    )
    if len(leaf) > LARGEST_LEAF:
        raise Broken("leaf_too_long", kind=kind, length=len(leaf))
    return leaf


def refuse_contacts(**texts: str) -> None:
    """Refuse typed texts for the public log that look like a contact; keyword names label them.

    Raises
    ------
    Unsound
        A text does. The sentence gives its label and repeats none of it.
    """
    for called, text in texts.items():
        if holds_contact(text):
            raise Unsound("contact_in_public", called=called.replace("_", " ").capitalize())


def instant(at: datetime) -> str:
    """An aware time in the notation of the log.

    >>> instant(datetime(2026, 11, 3, 10, tzinfo=UTC))
    '2026-11-03T10:00:00.000000Z'
    """
    if at.tzinfo is None:
        raise Broken("no_zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def check_leaf(leaf: Any) -> Mapping[str, Any]:
    """The leaf, if well-formed; else :class:`~vethanam.errors.Unsound`."""
    if not (
        isinstance(leaf, Mapping)
        and leaf.keys() == MEMBERS
        and leaf["v"] is not True
        and leaf["v"] == VERSION
        and isinstance(leaf["kind"], str)
        and _KIND.fullmatch(leaf["kind"])
        and all(isinstance(leaf[key], str) and _INSTANT.fullmatch(leaf[key]) for key in ("at", "logged_at"))
        and isinstance(leaf["sample"], bool)
        and isinstance(leaf["public"], Mapping)
        and (
            leaf["commitment"] is None
            or (isinstance(leaf["commitment"], str) and _HASH.fullmatch(leaf["commitment"]))
        )
    ):
        raise Unsound("not_a_leaf")
    return leaf


def leaf_in(text: bytes) -> Mapping[str, Any] | None:
    """The leaf of these bytes; None if they are none, or its times are none.

    A process that stages entries writes any bytes, and the log keeps them for ever: they stop no reader.
    """
    try:
        leaf = check_leaf(parse(text if len(text) <= LARGEST_LEAF else b""))
        times = [datetime.fromisoformat(leaf[name]) for name in ("at", "logged_at")]
    except (Unsound, ValueError):
        return None
    return leaf if all(_EARLIEST <= time.year <= _LATEST for time in times) else None


def _refuse_personal(kind: str, value: Json) -> None:
    if isinstance(value, Mapping):
        for key, member in value.items():
            if key in PERSONAL:
                raise Broken("personal_in_public", kind=kind, key=key)
            _refuse_personal(kind, member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            _refuse_personal(kind, member)
    elif isinstance(value, str):
        if "\0" in value:
            raise Unsound("not_canonical", why="a text holds the character U+0000")
        if _CONTACT.search(value):
            raise Unsound("contact_in_public", called="What is entered")
