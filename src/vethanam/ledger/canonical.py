"""Canonical JSON for hashes, signatures and commitments: exactly one spelling per value.

The form is RFC 8785 (JCS) narrowed so that every language reads the same value from it:

    text in UTF-8, no space between tokens, members sorted by key, keys ASCII,
    only null, true, false, whole numbers within ±(2^53 - 1), strings, arrays, objects, 64 levels deep at most

    {"at":"2026-11-03T04:30:00.000000Z","kind":"use","sample":true}
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from vethanam.errors import Unsound

type Json = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None

LARGEST = 2**53 - 1
DEEPEST = 64
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Json) -> bytes:
    """The canonical bytes of a JSON value.

    Raises
    ------
    Unsound
        The value holds a float, a date, a whole number beyond ±(2^53 - 1), a key that is not ASCII text or a
        lone surrogate. Write such a thing as text.

    >>> canonical({"b": [1, None], "a": "വേതനം"}).decode()
    '{"a":"വേതനം","b":[1,null]}'
    """
    _check(value)
    text = _WRITER.encode(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise _not_canonical("a text holds half of a surrogate pair") from None


def canonical_around(members: Mapping[str, Json], names: Collection[str]) -> list[str]:
    """The canonical text of an object, cut at the values of ``names``, which come in sorted order.

    Objects that differ in a few values are written by joining the parts with the canonical texts
    of those values.

    >>> canonical_around({"a": 1, "c": "x"}, ["d", "b"])
    ['{"a":1,"b":', ',"c":"x","d":', '}']
    """
    canonical({**dict.fromkeys(names), **members})
    parts, text = [], "{"
    for place, name in enumerate(sorted({*members, *names})):
        text += f"{',' if place else ''}{_WRITER.encode(name)}:"
        if name in names:
            parts.append(text)
            text = ""
        else:
            text += _WRITER.encode(members[name])
    return [*parts, text + "}"]


def parse(text: bytes) -> Any:
    """The value of canonical bytes; :class:`~vethanam.errors.Unsound` for any other spelling.

    >>> parse(b'{"a":1}')
    {'a': 1}
    """
    try:
        value = json.loads(
            text.decode(), object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float
        )
    except (ValueError, RecursionError):
        raise _not_canonical("it is not JSON without fractions and repeated keys") from None
    if canonical(value) != text:
        raise _not_canonical("it is JSON, but written in another form")
    return value


def _check(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise _not_canonical(f"it is nested more than {DEEPEST} levels deep")
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise _not_canonical("a number is too large")
    elif isinstance(value, (dict, Mapping)):  # fast path for a dict
        for key, member in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise _not_canonical("a key is not ASCII text")
            if member is not None and type(member) is not str:
                _check(member, depth + 1)
    elif isinstance(value, (list, tuple)):
        for member in value:
            _check(member, depth + 1)
    else:
        raise _not_canonical(f"a value is of the kind {type(value).__name__}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _no_float(_: str) -> Any:
    raise ValueError("fraction")


def _not_canonical(why: str) -> Unsound:
    return Unsound("not_canonical", why=why)
