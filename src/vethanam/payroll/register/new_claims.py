"""The unclaimed and undrawn due of a locked run, as claims to be made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet

from vethanam.money import Paise
from vethanam.payroll.models import Assessed, BillLine, Claim, Resolution, Run
from vethanam.payroll.register.components import Known, known_components
from vethanam.payroll.register.drawn_lines import claim_lines, elsewhere_lines
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

type LineKey = tuple[int, int | None]  # component, obligation
type Person = tuple[int, int]  # employment, part


@dataclass(frozen=True, slots=True)
class Wanted:
    """One claim to be made: lines in bill order, each with its whole due and the amount claimed now."""

    employment: int
    part: int
    instalment: int
    bill_class: int
    head: int
    lines: tuple[tuple[LineKey, Paise, Paise], ...]
    unconfirmed: tuple[int, ...]
    gross: Paise
    deductions: Paise

    def is_asked_by(self, claim: Claim) -> bool:
        """True if an existing claim has exactly these lines."""
        return (
            claim.employment_id,
            claim.part,
            claim.instalment,
            claim.components,
            claim.obligations,
            claim.due,
            claim.claimed,
        ) == (
            self.employment,
            self.part,
            self.instalment,
            *self._arrays(),
        )

    def claim(self, run: Run, at: datetime) -> Claim:
        """The claim, unsaved."""
        components, obligations, due, claimed = self._arrays()
        return Claim(
            employment_id=self.employment,
            for_month=run.month,
            part=self.part,
            drawing_code_id=run.drawing_code_id,
            instalment=self.instalment,
            run=run,
            components=components,
            obligations=obligations,
            due=due,
            claimed=claimed,
            unconfirmed=list(self.unconfirmed),
            gross=self.gross,
            deductions=self.deductions,
            net=self.gross - self.deductions,
            recorded_at=at,
        )

    def _arrays(self) -> tuple[list[int], list[int | None], list[int], list[int]]:
        keys = [key for key, _, _ in self.lines]
        return (
            [c for c, _ in keys],
            [o for _, o in keys],
            [due for _, due, _ in self.lines],
            [asked for _, _, asked in self.lines],
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Claims to be made, and the numbers of employees on a live bill with other amounts."""

    wanted: list[Wanted]
    waits: tuple[str, ...]


def free_claims(run: Run) -> QuerySet[Claim]:
    """Open claims for the pay of the run's month and code that are on no live bill."""
    on_a_bill = BillLine.objects.filter(claim=OuterRef("pk"), is_live=True)
    rows = Claim.objects.filter(
        drawing_code=run.drawing_code_id, for_month=run.month, cause__isnull=True, state=Claim.State.OPEN
    )
    return rows.exclude(Exists(on_a_bill)).order_by("id")


def wanted_claims(run: Run) -> Found:
    """Claims that may be made of a run: due less drawn and live amounts, within the rest of the month.

    A negative difference is never claimed; the run's findings name it. Deductions never exceed the earnings
    claimed beside them: they are reduced from the bottom up.
    """
    held = set(
        Resolution.objects.filter(finding__run=run, kind=Resolution.Kind.HELD).values_list(
            "finding__employment_id", flat=True
        )
    )
    rows = [
        row
        for row in Assessed.objects.filter(run=run).order_by("employment_id", "part")
        if row.employment_id not in held
    ]
    own = [row for row in rows if row.drawing_code_id == run.drawing_code_id and row.head_id is not None]
    taken = _Taken(run, [row.employment_id for row in own])
    room = _room(rows, taken)
    known = known_components()
    wanted, waits = [], []
    for row in own:
        person = (row.employment_id, row.part)
        asked = _asked(row, taken, room)
        if person in taken.live:
            waits += [row.employment_id] if taken.live[person] != _due_less_drawn(row, taken) else []
        elif any(known[code].kind == "earning" for (code, _), _, _ in asked):
            wanted.append(
                _wanted(row, _net_not_below_zero(asked, known), taken.instalments[person] + 1, known)
            )
    numbers = Employment.objects.filter(pk__in=waits).order_by("number").values_list("number", flat=True)
    return Found(wanted, tuple(numbers))


class _Taken:
    """Amounts the run's people drew or have on live bills for the month, by any drawing code."""

    def __init__(self, run: Run, people: list[int]) -> None:
        reader = BookReader()
        month, codes = (
            Month.from_key(run.month),
            {known.name: code for code, known in known_components().items()},
        )
        free = list(free_claims(run).values_list("pk", flat=True))
        self.drawn: dict[Person, dict[LineKey, int]] = defaultdict(lambda: defaultdict(int))
        self.live: dict[Person, dict[LineKey, int]] = {}
        self.by_component: dict[tuple[int, int], int] = defaultdict(int)
        self.instalments: dict[Person, int] = defaultdict(int)
        for line in (
            claim_lines(reader, people, month, month)
            .filter(~pl.col("claim").is_in(free))
            .iter_rows(named=True)
        ):
            person, key = (line["employment"], line["part"]), (codes[line["component"]], line["obligation"])
            self.by_component[line["employment"], key[0]] += line["amount"]
            if line["drawing_code"] == run.drawing_code_id and line["state"] == Claim.State.DRAWN:
                self.drawn[person][key] += line["amount"]
            elif line["drawing_code"] == run.drawing_code_id and line["cause"] is None:
                self.live.setdefault(person, defaultdict(int))[key] += line["amount"]
        for line in elsewhere_lines(reader, people, month, month).iter_rows(named=True):
            self.by_component[line["employment"], codes[line["component"]]] += line["amount"]
        drawn = Claim.objects.filter(
            employment__in=people, for_month=run.month, cause__isnull=True, state=Claim.State.DRAWN
        )
        for employment, part in drawn.values_list("employment_id", "part"):
            self.instalments[employment, part] += 1


def _room(rows: list[Assessed], taken: _Taken) -> dict[tuple[int, int], int]:
    """Amount left per employment and component of the whole month, over all parts and drawing codes."""
    room: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        for code, amount in zip(row.components, row.amounts, strict=True):
            room[row.employment_id, code] += amount
    return {key: amount - taken.by_component[key] for key, amount in room.items()}


def _due_less_drawn(row: Assessed, taken: _Taken) -> dict[LineKey, int]:
    drawn = taken.drawn[row.employment_id, row.part]
    due = dict(zip(zip(row.components, row.obligations, strict=True), row.amounts, strict=True))
    left = {key: amount - drawn[key] for key, amount in due.items()}
    return {key: amount for key, amount in left.items() if amount > 0}


def _asked(
    row: Assessed, taken: _Taken, room: dict[tuple[int, int], int]
) -> list[tuple[LineKey, Paise, Paise]]:
    """Lines with an amount left, in bill order; each reduces the room of the month."""
    asked = []
    left = _due_less_drawn(row, taken)
    for code, obligation, due in zip(row.components, row.obligations, row.amounts, strict=True):
        amount = min(left.get((code, obligation), 0), room[row.employment_id, code])
        if amount > 0:
            room[row.employment_id, code] -= amount
            asked.append(((code, obligation), due, amount))
    return asked


def _net_not_below_zero(
    asked: list[tuple[LineKey, Paise, Paise]], known: dict[int, Known]
) -> list[tuple[LineKey, Paise, Paise]]:
    """Reduce deductions from the bottom up until the earnings beside them cover them."""
    gross = sum(amount for (code, _), _, amount in asked if known[code].kind == "earning")
    kept = []
    for key, due, amount in asked:
        if known[key[0]].kind != "deduction":
            kept.append((key, due, amount))
        elif gross > 0:
            kept.append((key, due, min(amount, gross)))
            gross -= min(amount, gross)
    return kept


def _wanted(
    row: Assessed, asked: list[tuple[LineKey, Paise, Paise]], instalment: int, known: dict[int, Known]
) -> Wanted:
    def total(kind: str) -> Paise:
        return sum(amount for (code, _), _, amount in asked if known[code].kind == kind)

    codes = {code for (code, _), _, _ in asked}
    return Wanted(
        row.employment_id,
        row.part,
        instalment,
        row.bill_class_id,
        row.head_id or 0,
        tuple(asked),
        tuple(code for code in row.unconfirmed if code in codes),
        total("earning"),
        total("deduction"),
    )
