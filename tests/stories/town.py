"""A small town's month, new by each seed: which offices draw, which bills meet an objection,
which payments come back.

Fifteen people of four drawing codes: maker and checker, an aided school with countersignature, a professor
who draws for himself; one paid through the treasury savings bank, one by money order, two with a society as
payee. It extends ``docs/acts`` with more such people.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.stories.folder import Row, read_rows, write_rows

ACTS = Path(__file__).parents[2] / "docs" / "acts"
CODES = ("0501", "0502", "0503", "0504")
MONTH = "2026-10"
SOCIETY = "Example teachers' society"
#: the model of each further person
_LIKE = ("200002", "200003", "200002", "200003", "200005", "200004", "200002", "200003")
#: who is not paid into a bank account
_ELSEWHERE = {
    "200001": {
        "account_kind": "treasury_savings", "branch": "T01", "account": "79901000201",
        "onward_branch": "SMPL0000052", "onward_account": "70000200101",
    },
    "200005": {"account_kind": "money_order", "branch": "680001", "account": ""},
}  # fmt: skip

type Act = dict[str, Any]


def draw_town(folder: Path) -> None:
    """The files of the directorate."""
    folder.mkdir(exist_ok=True)
    (folder / "directorate.yaml").write_bytes((ACTS / "directorate.yaml").read_bytes())
    rows = read_rows(ACTS / "employees.csv")
    known = {row["number"]: row for row in rows}
    for row in rows:
        row |= {"onward_branch": "", "onward_account": "", **_ELSEWHERE.get(row["number"], {})}
    more = [_another(known[like], 200008 + place) for place, like in enumerate(_LIKE)]
    write_rows(folder / "employees.csv", rows + more)


def _another(like: Row, number: int) -> Row:
    code = (
        "0502"
        if number % 2 and like["drawing_code"] == "0501" and like["bill_class"] == "establishment"
        else None
    )
    moved = {"drawing_code": code, "office": "OF52", "post": "clerk"} if code else {}
    return like | moved | {"account_kind": "bank", "branch": "SMPL0000051"} | {
        "number": str(number), "name": f"Employee {number}", "name_ml": "", "account": f"70000{number}",
        "gpf_number": f"G{number}" if like["gpf_number"] else "", "born": f"1985-01-{number % 28 + 1:02d}",
        "nps_number": f"1100{number}" if like["nps_number"] else "",
        "mobile": f"+91 00000 {number % 100000:05d}", "email_official": f"e{number}@office.example",
    }  # fmt: skip


def before() -> list[Act]:
    """The start of every story: the town is registered, and its facts are verified."""
    return [
        _act("2026-10-19T09:00", "sample-setup", "import", file="directorate.yaml", what="directorate"),
        _act("2026-10-19T09:10", "establishment", "import", file="employees.csv"),
        _act(
            "2026-10-19T10:01", "establishment", "record", employment="200006", fact="authorised_rate",
            valid_from="2026-03-01", component="basic_pay", amount=144200,
            order={"kind": "pay_slip", "number": "GE pay slip 0503/2026", "dated": "2026-03-20"},
        ),
        *(
            _act(
                "2026-10-19T10:02", f"clerk-{code}", "record", employment=number, fact="obligation",
                kind_of_due="cooperative", payee=SOCIETY, reference=f"L-{number}", valid_from="2026-10-01",
                principal=60000, instalment=1500, instalments=40,
                order={"number": f"CS {number}/2026", "dated": "2026-09-15"},
            )
            for code, number in (("0501", "200002"), ("0502", "200004"))
        ),
        _act(
            "2026-10-19T10:05", "establishment", "institution", name=SOCIETY, kind="cooperative",
            branch="SMPL0000060", number="90000000471",
        ),
        _act("2026-10-19T10:06", "treasury-t01", "verify_institution", name=SOCIETY),
        _act("2026-10-19T10:10", "establishment", "order", number="G.O.(P) No.214/2026/Fin",
            dated="2026-10-15",
             title="Rate of dearness allowance from 1 July 2026",
             title_ml="ക്ഷാമബത്ത നിരക്ക് 2026 ജൂലൈ 1 മുതൽ",
             with_effect_from="2026-07-01", first_drawn_month=202611),
        *(_act("2026-10-26T10:00", f"ddo-{code}", "verify", drawing_code=code) for code in CODES),
    ]  # fmt: skip


class Month:
    """The month of one seed, scene by scene."""

    def __init__(self, chance: random.Random, *, everybody: bool = False) -> None:
        self._chance = chance
        self.codes = chance.sample(CODES, len(CODES) if everybody else chance.choice((2, 3)))
        ways = ("plain", "plain", "objected", "objected", "withdrawn", "queued", "cancelled")
        self.ways = {code: chance.choice(ways) for code in self.codes}
        #: who is passed on the page rather than by an act
        self.pressed = {code for code in self.codes if chance.random() < 0.6}

    def drawing(self) -> list[Act]:
        """Carry every bill to the treasury, some of them a second time."""
        return [act for code in self.codes for act in self._drawn(code)]

    def _drawn(self, code: str) -> list[Act]:
        way, maker = self.ways[code], f"clerk-{code}" if code in ("0501", "0502") else f"ddo-{code}"
        officer, where = f"ddo-{code}", {"month": MONTH, "drawing_code": code}
        acts = [
            _act("2026-10-27T10:00", maker, "run", **where),
            _act("2026-10-27T10:30", officer, "resolve", **where, code="any", how="signed_off",
                reason="Looked at."),
            _act("2026-10-27T11:00", maker, "make", **where),
        ]  # fmt: skip
        if way == "cancelled":
            acts += [
                _act("2026-10-27T12:00", officer, "cancel", **where, reason="Made too early."),
                _act("2026-10-27T12:30", maker, "make", **where),
            ]
        if code in ("0501", "0502"):
            acts.append(_act("2026-10-27T15:00", officer, "check", **where))
        if code == "0504":
            acts.append(_act("2026-10-28T09:00", "educational-officer", "countersign", **where))
        acts.append(_act("2026-10-28T10:00", officer, "present", **where))
        if way == "objected":
            acts.append(
                _act("2026-10-28T12:00", "treasury-t01", "object", **where, reason="A paper is missing.")
            )
        elif way == "withdrawn":
            acts.append(
                _act("2026-10-28T12:00", officer, "withdraw", **where, reason="A paper is to be added.")
            )
        elif way == "queued":
            acts.append(_act("2026-10-28T12:00", "treasury-t01", "queue", **where, reason="Ways and means."))
        if way in ("objected", "withdrawn"):
            acts.append(_act("2026-10-28T15:00", officer, "present", **where, answer="It is attached."))
        return acts

    def passing(self) -> list[Act]:
        """The treasury passes the open bills on its page."""
        return [
            _act("2026-11-02T10:30", "treasury-t01", "pass", month=MONTH, drawing_code=code)
            for code in self.codes
            if code not in self.pressed
        ]

    def campaign(self) -> list[Act]:
        """An order is explained to everyone it affects."""
        return [
            _act("2026-10-27T09:00", "finance-desk", "compose", order={"number": "G.O.(P) No.214/2026/Fin"}),
            _act("2026-10-27T09:05", "finance", "approve"),
            _act("2026-10-27T09:10", "dpo", "approve"),
            _act("2026-10-27T09:15", "finance-desk", "dispatch"),
        ]

    def mending(self, failed: Sequence[tuple[str, str]]) -> list[Act]:
        """An employee with a failed payment gives another account (number of the employee, drawing code)."""
        acts = []
        for number, _ in failed:
            account = f"7{self._chance.randrange(10**9):09d}1"
            acts.append(
                _act(
                    "2026-11-03T10:00", "establishment", "record", employment=number, fact="payee_account",
                    valid_from="2026-11-03", kind_of_account="bank", branch="SMPL0000053", number=account,
                    tail=account[-4:], holder=f"Employee {number}",
                )
            )  # fmt: skip
        acts += [
            _act("2026-11-03T11:00", f"ddo-{code}", "verify", drawing_code=code)
            for code in sorted({code for _, code in failed})
        ]
        return acts


def written(acts: Sequence[Act], folder: Path, name: str) -> Path:
    """Acts as a file beside the others of the town."""
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(list(acts), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _act(at: str, by: str, do: str, **given: Any) -> Act:
    return {"at": at, "by": by, "do": do, "with": given}
