"""Sheets of beneficiaries for tests: rows of people who are eligible for the old age pension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.benefits.bodies import FITTING, OLD_AGE, Bodies
from vethanam.benefits.models import BeneficiarySheet
from vethanam.benefits.sheets.intake import TakenSheet, take_beneficiaries
from vethanam.tables import as_csv

ROW: Mapping[str, str] = {
    "name": "Sarada K.", "born": "1950-05-05", "local_body": "221001", "ward": "12", "scheme": OLD_AGE,
    "sanctioned_from": "2016-04", "sanction_order": "C2-41/2016", "sanctioned_on": "2016-03-28",
    "route": "home", "society": "S1", "stated_on": "2026-09-01",
    **{name: value for name, value in FITTING.items() if name != "income_certified_on"},
    "income_valid_until": "2031-12-31",
}  # fmt: skip


def rows_of(count: int, **changes: str) -> list[dict[str, str]]:
    """Rows of different people, numbered from 1."""
    return [
        {"number": f"SEV-{n}", **ROW, "name": f"Person {n}", "born": f"{1930 + n % 30}-01-02", **changes}
        for n in range(1, count + 1)
    ]


def sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The rows as CSV."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    return as_csv(header, [[row.get(name, "") for name in header] for row in rows]).encode()


def taken(bodies: Bodies, rows: Sequence[Mapping[str, str]], by: str = "old-age", **more: Any) -> TakenSheet:
    """The sheet, taken over by an officer of the scheme."""
    scheme = bodies.schemes[OLD_AGE]
    return take_beneficiaries(bodies.by(by), scheme, sheet(rows), "beneficiaries.csv", **more)


def last_sheet() -> BeneficiarySheet:
    """The latest sheet."""
    return BeneficiarySheet.objects.select_related("scheme", "local_body").latest("pk")
