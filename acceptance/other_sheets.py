#!/usr/bin/env python3
"""Other sheets of the same shape: another State's names, codes and numbers, and other pay, chosen by seed.

Nothing of a name or code of ``sheets`` is left but the department (purposes speak of it), the heads of
account, the scales and the bill class. The months drawn before are computed anew by ``nets.py``.
"""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from pathlib import Path

import nets

Row = dict[str, str]

#: columns with a code or name that other sheets refer to
CODED = (
    "code",
    "drawing_code",
    "treasury",
    "office",
    "parent",
    "post",
    "number",
    "district",
    "local_body",
    "taluk",
)
#: sheets whose own name is such a name
NAMED = ("districts", "local_bodies")
#: what changes hands among people of one scale and one pension
PAY = ("basic_pay", "gpf_subscription", "sli_premium", "gis_group", "gis_amount")
SYLLABLES = ("ka", "mi", "ro", "tha", "ne", "su", "vel", "dri", "pa", "lo")


def write_other(base: Path, folder: Path, seed: int, dearness: Decimal) -> dict[str, str]:
    """Write the sheets into a folder; the new name or code by the old one."""
    rng = random.Random(seed)
    sheets = {path.stem: nets.rows_of(path.stem, base) for path in sorted(base.glob("*.csv"))}
    called = _called(sheets, rng)
    _pay(sheets["employees"], rng)
    for name, rows in sheets.items():
        for row in rows:
            _rename(row, called, (*CODED, "name") if name in NAMED else CODED)
            if name in ("offices", "treasuries", "posts", "drawing_codes", *NAMED):
                _titled(row, rng)
    for row in sheets["employees"]:
        row["name"], row["name_ml"] = f"{_word(rng).title()} {rng.choice('ABCDEFGH')}.", ""
    _drawn(sheets, called, dearness)
    folder.mkdir()
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as sheet:
            writer = csv.DictWriter(sheet, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return called


def _called(sheets: dict[str, list[Row]], rng: random.Random) -> dict[str, str]:
    """A new code or name for each old one."""

    def new(name: str, column: str, made: list[str]) -> dict[str, str]:
        old = [row[column] for row in sheets[name]]
        return dict(zip(old, made[: len(old)], strict=True))

    words = [_word(rng) for _ in range(400)]
    words = [word for place, word in enumerate(words) if word not in words[:place]]
    letters = iter(word.upper()[:6] for word in words if len(word) >= 6)
    places = [word.title() for word in words]
    towns = new("local_bodies", "name", places[20:])
    return {
        **{row["taluk"]: place for row, place in zip(sheets["offices"], places[40:], strict=False)},
        **towns,
        **new("districts", "name", places),
        **new("drawing_codes", "code", [str(one) for one in rng.sample(range(1000, 7000), 3)]),
        **new("treasuries", "code", [f"T{one}" for one in rng.sample(range(10, 99), 2)]),
        **{row["code"]: f"{next(letters)}-{place}" for place, row in enumerate(sheets["offices"])},
        **{row["code"]: f"P{place}{next(letters)[:3]}" for place, row in enumerate(sheets["posts"])},
        **new("employees", "number", [str(one) for one in rng.sample(range(300_000, 800_000), 40)]),
    }


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(3))


def _rename(row: Row, called: dict[str, str], columns: tuple[str, ...]) -> None:
    row.update({name: called.get(row[name], row[name]) for name in columns if name in row})


def _titled(row: Row, rng: random.Random) -> None:
    """Another title in English, none in Malayalam; a name that is a key stays as it was renamed."""
    for name in ("title", "designation"):
        if name in row:
            row[name] = f"{_word(rng).title()} {_word(rng)}"
    if "name" in row and "code" in row:
        row["name"] = f"{_word(rng).title()} {_word(rng)}"
    row.update({name: "" for name in row if name.endswith("_ml")})


def _pay(people: list[Row], rng: random.Random) -> None:
    """Pay and subscriptions change hands within a scale and a pension."""
    groups: dict[tuple[str, bool], list[Row]] = {}
    for row in people:
        groups.setdefault((row["scale"], bool(row["nps_number"])), []).append(row)
    for rows in groups.values():
        given = [{name: row[name] for name in PAY} for row in rows]
        rng.shuffle(given)
        for row, pay in zip(rows, given, strict=True):
            row.update(pay)


def _drawn(sheets: dict[str, list[Row]], called: dict[str, str], dearness: Decimal) -> None:
    """The months drawn before, of these people and their pay."""
    people = {row["number"]: row for row in sheets["employees"]}
    classes = {row["office"]: row["place_class"] for row in sheets["office_classes"]}
    lines = [
        name for name in sheets["drawn"][0] if name not in ("number", "for_month") and "voucher" not in name
    ]
    for row in sheets["drawn"]:
        person = people[row["number"]]
        code, _slash, month = row["voucher_number"].partition("/")
        row["voucher_number"] = f"{called[code]}/{month}"
        found = nets.lines_of(person, classes[person["office"]], row["for_month"], dearness)
        row.update({name: str(found.get(name) or "") for name in lines})
