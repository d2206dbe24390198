#!/usr/bin/env python3
"""Earnings, deductions and net of each person of the sheets in a month, from the orders by plain arithmetic.

    python3 nets.py MONTH DEARNESS_PER_CENT [--drawn] [--basic NUMBER=PAY]

Written from docs/algorithms/month.md for the people of these sheets alone: pay on a scale of the 11th
revision, whole months on duty, salaries without income tax. It shares no line with Vethanam, so that two
programs must err alike for a wrong figure to pass. Amounts are whole rupees.
"""

from __future__ import annotations

import csv
import json
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SHEETS = Path(__file__).parent / "sheets"
#: house rent allowance by class of place, G.O.(P) No.27/2021/Fin: per cent of basic pay, least, most
HOUSE_RENT = {"A": (10, 2300, 10000), "B": (8, 2000, 8000), "C": (6, 1500, 6000), "D": (4, 1200, 4000)}
#: medical insurance from February 2026, G.O.(P) No.05/2026/Fin
MEDICAL = 687
#: national pension system: share of basic pay and dearness allowance, per cent
PENSION_SHARE = 10
#: profession tax of a half-year with an income of 1,25,000 and more, G.O. No.1149/2024/LSGD; of August
#: and February
PROFESSION_TAX, INCOME_OF_MOST, TAX_MONTHS = 1250, 125_000, ("02", "08")


def rupees(exact: Decimal) -> int:
    """Half up to a whole rupee."""
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def rows_of(name: str, folder: Path = SHEETS) -> list[dict[str, str]]:
    """The rows of a sheet."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet))


def lines_of(person: dict[str, str], place_class: str, month: str, dearness: Decimal) -> dict[str, int]:
    """Component to whole rupees of one person's month."""
    basic = Decimal(person["basic_pay"])
    rate, least, most = HOUSE_RENT[place_class]
    lines = {
        "basic_pay": rupees(basic),
        "dearness_allowance": rupees(basic * dearness / 100),
        "house_rent_allowance": rupees(min(max(basic * rate / 100, Decimal(least)), Decimal(most))),
    }
    half_year = sum(lines.values()) * 6
    if month[5:] in TAX_MONTHS:
        if half_year < INCOME_OF_MOST:
            sys.exit(f"{person['number']}: an income below the last slab is not for this program.")
        lines["profession_tax"] = PROFESSION_TAX
    if person["nps_number"]:
        share = rupees((basic + basic * dearness / 100) * PENSION_SHARE / 100)
        lines |= {"pension_contribution": share, "government_pension_contribution": share}
    else:
        lines["gpf_subscription"] = int(person["gpf_subscription"])
    lines["state_life_insurance"] = int(person["sli_premium"])
    lines["group_insurance"] = int(person["gis_amount"])
    lines["medisep"] = MEDICAL
    return lines


EARNINGS = ("basic_pay", "dearness_allowance", "house_rent_allowance")


def net_of(lines: dict[str, int]) -> int:
    """Earnings less deductions; the Government's own share is neither."""
    earned = sum(lines[name] for name in EARNINGS)
    own = {name: amount for name, amount in lines.items() if name != "government_pension_contribution"}
    return earned - sum(amount for name, amount in own.items() if name not in EARNINGS)


def month_of(
    month: str, dearness: Decimal, basic: dict[str, str] | None = None, folder: Path = SHEETS
) -> dict[str, dict[str, int]]:
    """Employee number to lines, of everybody; ``basic`` states another basic pay for some."""
    classes = {row["office"]: row["place_class"] for row in rows_of("office_classes", folder)}
    people = [
        {**row, "basic_pay": (basic or {}).get(row["number"], row["basic_pay"])}
        for row in rows_of("employees", folder)
    ]
    return {row["number"]: lines_of(row, classes[row["office"]], month, dearness) for row in people}


def main(argv: list[str]) -> None:
    """Print nets and totals as JSON, amounts in paise."""
    month, dearness = argv[0], Decimal(argv[1])
    changed = dict(word.split("=") for word in argv[2:] if "=" in word)
    nets = {number: net_of(lines) * 100 for number, lines in month_of(month, dearness, changed).items()}
    print(json.dumps({"month": month, "net_paise": sum(nets.values()), "nets": nets}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
