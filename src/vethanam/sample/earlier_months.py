"""The directorate's pay from March to September, computed by the same rules, as a file
of the former system.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from vethanam.acts.sheets import DRAWN, SHEETS
from vethanam.money import RUPEE
from vethanam.periods import Month
from vethanam.rules import MonthFacts, Rulebook, assess
from vethanam.rules.columns import ATTENDANCE, MEMBERSHIPS, MONTHS, RATES, SEGMENTS

type Row = Mapping[str, Any]


GAZETTED = frozenset({"headmaster", "officer", "professor", "judge"})
NOTHING = (0, 0)


@dataclass(frozen=True, slots=True)
class Former:
    """The former system's data: people by place, records by employee number, and the class of each office."""

    people: Mapping[int, Row]
    records: Sequence[tuple[str, Row]]
    classes: Mapping[str, str]
    rulebook: Rulebook


def write_drawn(path: Path, former: Former, last: Month) -> None:
    """Write one row per person and month before the demo's month, from the March paid in the tax year."""
    drawn = list(_drawn(former, last))
    names = list(dict.fromkeys(name for row in drawn for name in row))
    keys = SHEETS[DRAWN].header
    names = [*keys, *(name for name in names if name not in keys)]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, names, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(drawn)


def _drawn(former: Former, last: Month) -> Iterator[dict[str, Any]]:
    to_date: dict[int, tuple[int, int]] = {}
    for month in Month(int(last.tax_year[:4]), 3).until(last.plus(-1)):
        lines = assess(_facts(month, former, to_date), former.rulebook).lines
        payable = lines.filter(pl.col("state") == "payable", pl.col("amount") > 0)
        for (employment,), own in payable.group_by("employment", maintain_order=True):
            place = int(str(employment))
            amounts = dict(zip(own["component"], own["amount"], strict=True))
            gross, tax = to_date.get(place, NOTHING)
            gross += int(own.filter(pl.col("kind") == "earning")["amount"].sum())
            to_date[place] = (gross, tax + amounts.get("income_tax", 0))
            row = former.people[place]
            yield {
                "number": row["number"],
                "for_month": str(month),
                "voucher_number": f"{row['drawing_code']}/{month}",
                "voucher_date": month.plus(1).first,
            } | {name: amount // RUPEE for name, amount in amounts.items()}


def _facts(month: Month, former: Former, to_date: Mapping[int, tuple[int, int]]) -> MonthFacts:
    serving = {place: row for place, row in former.people.items() if row["joined"] <= month.first}
    told = _told(month, former, {row["number"]: place for place, row in serving.items()})
    quartered = {what["employment"] for what in told["quarters"]}
    days = {"start": month.first, "until": month.last, "part": 1}
    return MonthFacts(
        month=month,
        segments=SEGMENTS.rows(
            [_segment(place, row, former, place in quartered) | days for place, row in serving.items()]
        ),
        months=MONTHS.rows(
            [_month(place, row, month, to_date.get(place, NOTHING)) for place, row in serving.items()]
        ),
        rates=RATES.rows([_rate(what) | days for what in told["authorised_rate"]]),
        attendance=ATTENDANCE.rows(
            [
                _worked(what, serving[what["employment"]]["wage"])
                for what in told["attendance"]
                if what["valid_from"] == month.first
            ]
        ),
        memberships=MEMBERSHIPS.rows(
            [member for place, row in serving.items() for member in _memberships(place, row, former)]
        ),
    )


def _told(month: Month, former: Former, places: Mapping[str, int]) -> dict[str, list[Row]]:
    """The records in force on the first of the month of those in service, by kind of fact."""
    told: dict[str, list[Row]] = defaultdict(list)
    for number, what in former.records:
        if number in places and what["valid_from"] <= month.first:
            told[what["fact"]].append({"employment": places[number], **what})
    return told


def _rate(what: Row) -> dict[str, Any]:
    return {
        "employment": what["employment"],
        "component": what["component"],
        "amount": what["amount"] * RUPEE,
    }


def _worked(what: Row, wage: int) -> dict[str, Any]:
    return {"employment": what["employment"], "part": 1, "worked": what["days"], "rate": wage * RUPEE}


def _segment(place: int, row: Row, former: Former, in_quarters: bool) -> dict[str, Any]:
    on_scale = row["pay_basis"] == "scale"
    series = former.rulebook.da_series(row["category"], row["pay_basis"], row["revision"] or None)
    return {
        "employment": place,
        "category": row["category"],
        "pay_basis": row["pay_basis"],
        "revision": row["revision"] if on_scale else None,
        "scale": row["scale"] if on_scale else None,
        "basic_pay": row["basic_pay"] * RUPEE if on_scale else None,
        "da_series": series,
        "place_class": former.classes[row["office"]],
        "in_quarters": in_quarters,
        "is_gazetted": row["post"] in GAZETTED,
    }


def _month(place: int, row: Row, month: Month, to_date: tuple[int, int]) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "employment": place,
        "born": row["born"],
        "joined": row["joined"],
        "ends_on": row.get("ends") or None,
        "gpf_base": _pay_in_march(row, month),
        "tax_regime": row.get("tax_regime") or "new",
        "declared_deductions": _paise(row, "declared_deductions"),
        "tax_gross_to_date": to_date[0],
        "tax_deducted_to_date": to_date[1],
    }
    return {name: value for name, value in stated.items() if value is not None}


def _memberships(place: int, row: Row, former: Former) -> Iterator[dict[str, Any]]:
    def cell(name: str) -> Any:
        written = row.get(name)
        return (
            {"": None, "yes": True, "no": False}.get(written, written)
            if isinstance(written, str)
            else written
        )

    for fund, stated in former.rulebook.pack.funds.in_sheet(cell):
        amount, group = stated["amount"], stated["group"]
        yield {
            "employment": place,
            "fund": fund.code,
            "amount": None if amount is None else amount * RUPEE,
            "group": group or None,
        }


def _pay_in_march(row: Row, month: Month) -> int | None:
    """The basic pay of 31 March, or None if it was not yet held then."""
    march = date(month.first.year, 3, 31)
    was_held = row["pay_basis"] == "scale" and row["pay_from"] and row["pay_from"] <= march
    return _paise(row, "basic_pay") if was_held else None


def _paise(row: Row, name: str) -> int | None:
    return row[name] * RUPEE if row.get(name) not in (None, "") else None
