"""What the directorate drew from March to September, worked out by the same rules, as the file of the former system."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from vethanam.money import RUPEE
from vethanam.payroll.drawn_file import KEYS
from vethanam.periods import Month
from vethanam.rules import MonthFacts, Rulebook, assess
from vethanam.rules.columns import ATTENDANCE, MONTHS, RATES, SEGMENTS

type Row = Mapping[str, Any]


def write_drawn(
    path: Path,
    rows: Sequence[Row],
    records: Sequence[tuple[str, str, Row]],
    rulebook: Rulebook,
    classes: Mapping[str, str],
    last: Month,
) -> None:
    """One row for each month each person served before the demo's month, from the March paid in the tax year."""
    people = {place: row for place, row in enumerate(rows, start=1) if row["joined"] < last.first}
    to_date: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    drawn: list[dict[str, Any]] = []
    for month in Month(int(last.tax_year[:4]), 3).until(last.plus(-1)):
        facts = _facts(month, people, records, rulebook, classes, to_date)
        lines = assess(facts, rulebook).lines.filter(pl.col("state") == "payable", pl.col("amount") > 0)
        for (employment,), own in lines.group_by("employment", maintain_order=True):
            place = int(str(employment))
            amounts = dict(zip(own["component"], own["amount"], strict=True))
            to_date[place][0] += int(own.filter(pl.col("kind") == "earning")["amount"].sum())
            to_date[place][1] += amounts.get("income_tax", 0)
            row = people[place]
            drawn.append({
                "number": row["number"], "for_month": str(month), "voucher_number": f"{row['drawing_code']}/{month}", "voucher_date": month.plus(1).first,
                **{name: amount // RUPEE for name, amount in amounts.items()},
            })  # fmt: skip
    names = list(dict.fromkeys(name for row in drawn for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(
            file, [*KEYS, *(name for name in names if name not in KEYS)], restval="", lineterminator="\n"
        )
        table.writeheader()
        table.writerows(drawn)


def _facts(
    month: Month,
    people: Mapping[int, Row],
    records: Sequence[tuple[str, str, Row]],
    rulebook: Rulebook,
    classes: Mapping[str, str],
    to_date: Mapping[int, Sequence[int]],
) -> MonthFacts:
    serving = {place: row for place, row in people.items() if row["joined"] <= month.first}
    places = {row["number"]: place for place, row in serving.items()}
    told: dict[str, list[Row]] = defaultdict(list)
    for _, number, what in records:
        if number in places and what["valid_from"] <= month.first:
            told[what["fact"]].append({"employment": places[number], **what})
    quartered = {what["employment"] for what in told["quarters"]}
    days = {"start": month.first, "until": month.last, "part": 1}
    return MonthFacts(
        month=month,
        segments=SEGMENTS.rows([_segment(place, row, rulebook, classes, place in quartered) | days for place, row in serving.items()]),
        months=MONTHS.rows([_month(place, row, month, to_date.get(place, (0, 0))) for place, row in serving.items()]),
        rates=RATES.rows([
            {"employment": w["employment"], "component": w["component"], "amount": w["amount"] * RUPEE, **days} for w in told["authorised_rate"]
        ]),
        attendance=ATTENDANCE.rows([
            {"employment": w["employment"], "part": 1, "worked": w["days"], "rate": serving[w["employment"]]["wage"] * RUPEE}
            for w in told["attendance"] if w["valid_from"] == month.first
        ]),
    )  # fmt: skip


def _segment(
    place: int, row: Row, rulebook: Rulebook, classes: Mapping[str, str], in_quarters: bool
) -> dict[str, Any]:
    on_scale = row["pay_basis"] == "scale"
    return {
        "employment": place, "category": row["category"], "pay_basis": row["pay_basis"],
        "revision": row["revision"] if on_scale else None, "scale": row["scale"] if on_scale else None,
        "basic_pay": row["basic_pay"] * RUPEE if on_scale else None,
        "da_series": rulebook.da_series(row["category"], row["pay_basis"], row["revision"] or None),
        "place_class": classes[row["office"]], "in_quarters": in_quarters, "is_gazetted": row["post"] in {"headmaster", "officer", "professor", "judge"},
    }  # fmt: skip


def _month(place: int, row: Row, month: Month, to_date: Sequence[int]) -> dict[str, Any]:
    def paise(name: str) -> int | None:
        return row[name] * RUPEE if row.get(name) not in (None, "") else None

    scheme = "gpf" if row.get("gpf_number") else "nps" if row.get("nps_number") else "none"
    base = (
        paise("basic_pay")
        if row["pay_basis"] == "scale"
        and row["pay_from"]
        and row["pay_from"] <= date(month.first.year, 3, 31)
        else None
    )
    stated: dict[str, Any] = {
        "employment": place, "born": row["born"], "joined": row["joined"], "ends_on": row.get("ends") or None, "pension_scheme": scheme,
        "gpf_subscription": paise("gpf_subscription") if scheme == "gpf" else None, "gpf_base": base, "sli_premium": paise("sli_premium"),
        "is_gis": bool(row.get("gis_group")), "gis_amount": paise("gis_amount"), "gis_group": row.get("gis_group") or None,
        "is_medisep": row.get("medisep") == "yes", "tax_regime": row.get("tax_regime") or "new",
        "declared_deductions": paise("declared_deductions"), "tax_gross_to_date": to_date[0], "tax_deducted_to_date": to_date[1],
    }  # fmt: skip
    return {name: value for name, value in stated.items() if value is not None}
