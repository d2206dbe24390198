"""The demo's local body: beneficiaries of two schemes, their officers, and the acts that pay a month."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vethanam.sample.directorate import MONTH, NO_SUCH_ACCOUNT
from vethanam.sample.names import name_of

BODY, DEPARTMENT, HEAD = "220599", "SJD", "2235-60-102-99"
#: a stopped pension, a person who is not eligible, and one whose account the bank does not know, by place
STOPPED, WITH_PENSION, WRONG_ACCOUNT = 7, 11, 13
_FIRST_NAME, _FIRST_ACCOUNT = 300_001, 8_000_000_001
_ORDER = {"order_number": "G.O.(P) No.17/2026/Fin", "order_dated": "2026-02-24"}
_RELEASE = {"number": "G.O.(Rt) No.6155/2026/Fin", "dated": "2026-10-27"}
_COMMON = {
    "local_body": BODY, "sanctioned_from": "2026-02", "sanction_order": "C2-41/2026",
    "sanctioned_on": "2026-01-28", "route": "bank", "consent_form": "paper", "consented_on": "2026-01-10",
    "mustered_on": "2026-02-03", "mustered_manner": "centre", "stated_on": "2026-02-01",
    "is_resident": "yes", "has_service_pension": "no", "has_board_pension": "no", "epf_pension": "0",
    "nps_pension": "0", "ex_gratia_pension": "0", "drawn_from": "2026-02", "drawn_until": "2026-09",
}  # fmt: skip

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """The people of one scheme in the local body, and rupees a month."""

    scheme: str
    title: str
    title_ml: str
    people: int
    rupees: int
    born: int
    own: tuple[tuple[str, str], ...]

    @property
    def file(self) -> str:
        """The name of its sheet."""
        return f"{self.scheme.lower()}.csv"

    @property
    def paid(self) -> int:
        """The number of people paid in a month."""
        return self.people - 2


REGISTERS = (
    Register(
        "IGNOAPS", "Old age pension", "വാർദ്ധക്യകാല പെൻഷൻ", 180, 2100, 1948,
        (
            ("income", "84000"), ("income_valid_until", "2031-12-31"), ("pays_income_tax", "no"),
            ("in_care_home", "no"), ("on_central_list", "no"), ("drawn_state", "2000"),
        ),
    ),
    Register(
        "STHREE_SURAKSHA", "Women's security pension", "സ്ത്രീ സുരക്ഷാ പെൻഷൻ", 120, 1000, 1972,
        (("sex", "woman"), ("card", "pink"), ("in_government_service", "no"), ("drawn_state", "1000")),
    ),
)  # fmt: skip
MASTERS: dict[str, list[Row]] = {
    "districts": [{"name": "Kollam"}],
    "local_bodies": [
        {
            "name": "Sample village panchayat, Kollam", "name_ml": "മാതൃകാ ഗ്രാമപഞ്ചായത്ത്, കൊല്ലം",
            "kind": "panchayat", "district": "Kollam", "code": BODY,
        }
    ],
    "scheme_offices": [
        {
            "code": one.scheme, "title": one.title, "title_ml": one.title_ml, "department": DEPARTMENT,
            "head": HEAD, "takes_local_bodies": True,
        }
        for one in REGISTERS
    ],
}  # fmt: skip
#: sign-in name, role, scopes
OFFICERS = (
    ("panchayat-clerk", "local_body_clerk", (BODY,)),
    ("panchayat-secretary", "local_body_secretary", (BODY,)),
    ("scheme-desk", "scheme_officer", tuple(one.scheme for one in REGISTERS)),
    ("scheme-officer", "scheme_officer", tuple(one.scheme for one in REGISTERS)),
)


def write_registers(folder: Path) -> None:
    """Write the sheet of each register."""
    for place, register in enumerate(REGISTERS):
        rows = list(_rows(register, place * 1_000))
        with (folder / register.file).open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(
                file, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n"
            )
            table.writeheader()
            table.writerows(rows)


def _rows(register: Register, before: int) -> Iterator[Row]:
    for place in range(1, register.people + 1):
        name, name_ml = name_of(_FIRST_NAME + before + place)
        born = date(register.born + place % 15, 1 + place % 12, 3)
        row = {
            "number": f"{register.scheme[:3]}-{place}", "scheme": register.scheme, "name": name,
            "name_ml": name_ml, "born": born.isoformat(), "ward": str(1 + place % 19), **_COMMON,
            **dict(register.own), "branch": f"SMPL000{1 + place % 40:04d}",
            "account": str(_FIRST_ACCOUNT + (before + place) * 10_010),
            "mustered_reference": f"AKS-{place}", "suspended_from": "", "suspension": "",
        }  # fmt: skip
        if place == STOPPED:
            row |= {"suspended_from": "2026-04", "suspension": "not_mustered", "drawn_until": "2026-03"}
        if place == WITH_PENSION:
            row["has_service_pension"] = "yes"
        if place == WRONG_ACCOUNT:
            row["account"] = row["account"][:-4] + NO_SUCH_ACCOUNT
        yield row


def acts_of_benefits() -> Iterator[Row]:
    """A rate by order; each register taken over, its month computed, approved, released, and paid by two."""
    rate = {
        "parameter": "benefits.monthly", "key": "social_security_pension", "value": str(REGISTERS[0].rupees),
        "with_effect_from": "2026-03-01", **_ORDER,
    }  # fmt: skip
    yield _act("20T10:00", "finance", "enter_parameter", rate)
    yield _act("20T11:00", "finance-second", "decide_parameter", {"outcome": "agree"})
    for number, one in enumerate(REGISTERS, start=1):
        office = {"office": one.scheme}
        taken = {"scheme": one.scheme, "file": one.file}
        yield _act("21T10:00", "panchayat-clerk", "take_over_beneficiaries", taken)
        yield _act("21T15:00", "panchayat-secretary", "verify_beneficiaries", {"sheet": number})
        asked = {"scheme": one.scheme, "month": str(MONTH), **office}
        yield _act("27T10:00", "scheme-desk", "cycle", asked)
        computed = {"cycle": f"{one.scheme}-{MONTH}-1", **office}
        yield _act("27T12:00", "scheme-officer", "approve_cycle", computed)
        released = {
            "scheme": one.scheme, "for_months": [str(MONTH)], "sum": str(one.paid * one.rupees),
            "order": _RELEASE,
        }  # fmt: skip
        yield _act("28T10:00", "finance", "release_benefit", released)
        release = {"release": f"R26{number:08d}"}
        yield _act("28T12:00", "scheme-officer", "order_benefit_payment", {**release, **office})
        yield _act("28T15:00", "finance-second", "order_benefit_payment", release)


def _act(at: str, by: str, do: str, given: Row) -> Row:
    return {"at": f"{MONTH}-{at}", "by": by, "do": do, "with": given}
