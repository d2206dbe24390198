"""Draws the demo's directorate: about 1,200 people under 24 drawing codes, the same every time.

Amounts are drawn from the stages of the scales in force; names are of two short
lists of ours, contacts are of ranges nobody has.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from vethanam.money import RUPEE
from vethanam.periods import Month
from vethanam.sample.names import name_of
from vethanam.sample.offices import POSTS, Code, PostKind, codes, post

MONTH = Month(2026, 10)
SEED = 20261031
REVISION = 11
#: endings of account numbers that the demo's bank does not credit
NO_SUCH_ACCOUNT, RETURNED_LATER = "0000", "0009"
REFUSED_ENDINGS = (NO_SUCH_ACCOUNT, "0001", RETURNED_LATER)
GIS_STATED = {"A": 600, "B": 500, "C": 400, "D": 300}
type Stages = Callable[[int, str], Sequence[int] | None]
type Row = dict[str, Any]


class Directorate:
    """Generates people from one seeded source, so that the folder is reproducible."""

    def __init__(self, stages: Stages, people: int = 0) -> None:
        self.stages = stages
        self.codes = codes(people)
        #: only the demo's own directorate stands beside a panchayat with beneficiaries
        self.has_local_body = not people
        self.random = random.Random(SEED)  # noqa: S311 - the same people every time; nothing is secret
        self.next_number = 100101
        self.next_account = 7_000_000_001
        self.rows: list[Row] = []
        for code in self.codes:
            self._fill(code)

    def _fill(self, code: Code) -> None:
        for place in range(code.people):
            if code.code == "0421":
                self.rows.append(self.person(code, post("headmaster"), category="aided", bill_class="aided"))
            elif code.bill_class == "gazetted":
                kind = post("professor") if code.code == "0422" else post("judge")
                self.rows.append(
                    self._authorised(code, kind, "ugc" if kind.code == "professor" else "judicial")
                )
            elif place == 0:
                self.rows.append(self.person(code, post("officer" if code.people > 60 else "headmaster")))
            else:
                kind = self.random.choices(POSTS, [p.share for p in POSTS])[0]
                self.rows.append(self.person(code, kind))

    def person(
        self, code: Code, kind: PostKind, *, category: str = "state", bill_class: str | None = None
    ) -> Row:
        """A person on a stage of the post's scale, with the memberships of her year of joining."""
        draw = self.random
        # Increments fall due from November to March, so that pay has been the same since March; the
        # cases differ.
        joined = date(draw.randint(1997, 2024), draw.choice((1, 2, 3, 11, 12)), draw.randint(1, 28))
        served = MONTH.first.year - joined.year
        stages = self.stages(REVISION, kind.scale) or []
        stage = min(len(stages) - 1, max(0, served + draw.randint(-2, 3)))
        row = self._identity(joined)
        row |= {
            "category": category,
            "joined": joined,
            "joined_session": "FN",
            "post": kind.code,
            "office": code.office,
            "drawing_code": code.code,
            "bill_class": bill_class or code.bill_class,
            "pay_basis": "scale",
            "posted_from": max(joined, date(2024, 6, 1)),
            "revision": REVISION,
            "scale": kind.scale,
            "basic_pay": stages[stage] // RUPEE,
            "pay_from": date(2025 if joined.month > 3 else 2026, joined.month, 1),
            "increment_month": joined.month,
            "sli_premium": (stages[stage] // RUPEE * 22 // 100_000 + draw.choice((1, 1, 2, 3))) * 100,
            "gis_group": kind.group,
            "gis_amount": GIS_STATED[kind.group],
            "medisep": "yes",
            "tax_regime": "old" if draw.random() < 0.06 else "new",
        }
        if row["tax_regime"] == "old":
            row["declared_deductions"] = draw.choice((50000, 100000, 150000))
        if joined < date(2013, 4, 1):
            row |= {
                "gpf_number": f"G{row['number']}",
                "gpf_subscription": round(row["basic_pay"] * draw.uniform(0.08, 0.2) / 500) * 500,
            }
        else:
            row["nps_number"] = f"1100{row['number']}00"
        return row

    def _identity(self, joined: date) -> Row:
        number, draw = self.next_number, self.random
        self.next_number += draw.choice((1, 1, 2, 3))
        self.next_account += 7
        while str(self.next_account)[-4:] in REFUSED_ENDINGS:
            self.next_account += 7
        born = joined - timedelta(days=draw.randint(22 * 366, 32 * 366))
        born = max(
            born, date(1970, 12, 2) + timedelta(days=number % 365)
        )  # only the chosen person retires this month
        name, name_ml = name_of(number)
        row: Row = {
            "number": str(number),
            "name": name,
            "name_ml": name_ml,
            "born": born,
            "account_kind": "bank",
            "branch": f"SMPL000{draw.randint(1, 40):04d}",
            "account": str(self.next_account),
            "mobile": f"+9100000{number % 100000:05d}",
            "email_official": f"e{number}@sample.example",
            "contact_verified_on": date(2026, 6, 30),
            "language": "ml" if draw.random() < 0.7 else "en",
            "order_number": f"G.O.(Rt) {number % 400 + 1}/{joined.year}/GEdn",
            "order_dated": joined - timedelta(days=20),
        }
        return row

    def _authorised(self, code: Code, kind: PostKind, category: str) -> Row:
        row = self.person(code, post("officer"), category=category)
        row |= {"post": kind.code, "pay_basis": "authorised", "gis_group": "A", "gis_amount": GIS_STATED["A"]}
        for name in ("revision", "scale", "basic_pay"):
            row[name] = ""
        row["pay_from"] = max(row["joined"], date(2024, 6, 1))
        return row
