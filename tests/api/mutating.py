"""Wrong requests: a missing key, an extra one, another type, hostile values, a contact instead of a text."""

from __future__ import annotations

import copy
import random
from typing import Any

#: nobody's contacts, planted in requests instead of a text
CONTACTS = ("+91 00000 54321", "planted@mail.example")
#: values that often break programs
NASTY: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", " ", "\u0000", "a" * 5_000, "’; DROP TABLE x; --", "../../etc/passwd",
    "%s %(x)s {0}", "\u202e\u0d15", "🧾", [], {}, [[]], [None], {"": None}, {"number": "x"}, ["1"] * 300,
    "2026-02-30", "9999-12-31", "0001-01-01", "2026-13", "NaN", "-0", "١٢٣", "1e400",
    "2026/0412/99999999999999999999",
    {"name": "x", "content": "!"},
    {"name": "a.csv", "content": "YSxiCjEsMgo="},
)  # fmt: skip


def nested(depth: int) -> Any:
    """Lists within lists."""
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def mutated(body: Any, dice: random.Random) -> Any:
    """The same body with one to three faults."""
    if not isinstance(body, dict):
        return body
    wrong = copy.deepcopy(body)
    for _ in range(dice.randint(1, 3)):
        inner = [value for value in wrong.values() if isinstance(value, dict)]
        _one_wrong(dice.choice(inner) if inner and dice.random() < 0.4 else wrong, dice)
    return wrong


def _one_wrong(part: dict[str, Any], dice: random.Random) -> None:
    keys = list(part)
    kind = dice.choice(("drop", "add", "nasty", "nasty", "contact", "deep", "swap"))
    if kind == "add" or not keys:
        part[dice.choice(("weather", "id", "__class__", "ünknown", "", "account_id", CONTACTS[0]))] = (
            copy.deepcopy(dice.choice(NASTY))
        )
    elif kind == "drop":
        del part[dice.choice(keys)]
    elif kind == "nasty":
        part[dice.choice(keys)] = copy.deepcopy(dice.choice(NASTY))
    elif kind == "contact":
        part[dice.choice(keys)] = dice.choice(CONTACTS)
    elif kind == "deep":
        part[dice.choice(keys)] = nested(dice.choice((5, 200)))
    else:
        first, second = dice.choice(keys), dice.choice(keys)
        part[first], part[second] = part[second], part[first]


def planted(value: Any, dice: random.Random) -> Any:
    """The same body with some texts replaced by a contact."""
    if isinstance(value, dict):
        return {name: planted(one, dice) for name, one in value.items()}
    if isinstance(value, list):
        return [planted(one, dice) for one in value]
    return dice.choice(CONTACTS) if isinstance(value, str) and dice.random() < 0.1 else value
