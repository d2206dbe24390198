"""The checks of an office's month, before it is computed and after: people who cannot be computed, and
people worth a look.

The service book is read as it stands, by the rules of a run, and nothing is stored. A finding that blocks
here keeps the same person out of the run. Each set of entries is read once for all people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from vethanam.errors import Finding, Unsound, typed
from vethanam.money import shown
from vethanam.orders.models import OrderEffect
from vethanam.orders.orders_in_force import not_in_force_since
from vethanam.payroll.occasions.leave_account import overdrawn
from vethanam.payroll.payslips.loans import loans_of_all
from vethanam.payroll.recovery_cautions import recoveries_without_reason
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.findings import people_findings
from vethanam.payroll.runs.month_comparison import earnings_changes
from vethanam.payroll.runs.queries import increments_due_to
from vethanam.payroll.snapshot import Snapshot, snapshot_of
from vethanam.people.models import DrawingCode, Employment
from vethanam.periods import Month
from vethanam.privacy.queries.contacts import live_contacts
from vethanam.service_book.book_conflicts import conflicts_of
from vethanam.service_book.models import Obligation
from vethanam.service_book.queries import BookReader, counting, employments_by_code, reach_of

#: a change of earnings above this share of the month before is worth a look, in hundredths
MUCH = 20


type Lacking = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class MonthChecks:
    """The findings that block people of a month, and those worth a look, sorted by kind and record."""

    blocking: tuple[Finding, ...]
    looks: tuple[Finding, ...]

    @property
    def all(self) -> tuple[Finding, ...]:
        """Blocking findings first."""
        return self.blocking + self.looks


def month_checks(
    reader: BookReader, drawing_code: str, month: Month, at: datetime, lacking: Lacking = lambda _: ""
) -> MonthChecks:
    """The checks of a drawing code's month as known at an instant.

    ``lacking`` gives the characters of a text that no paper shows.

    Raises
    ------
    Unsound
        The drawing code is unknown.
    """
    code = DrawingCode.objects.filter(code=drawing_code).values_list("pk", flat=True).first()
    if code is None:
        raise Unsound("no_such_code", code=typed(drawing_code, 20))
    reader = reader.keeping(reach_of(reader, month, at, [code]))
    rulebook = rulebook_in_use(at)
    whose = employments_by_code(reader, month, at, [code])
    people = whose["employment"].unique().sort().to_list()
    snapshot = snapshot_of(reader, month, at, rulebook, employments=people)
    assessment = snapshot.assessed(reader, rulebook)
    persons = {
        pk: (number, person, f"{name}{name_ml}")
        for pk, number, person, name, name_ml in Employment.objects.filter(pk__in=people)
        .order_by("number")
        .values_list("pk", "number", "person_id", "person__name", "person__name_ml")
    }
    numbers = {pk: number for pk, (number, *_) in persons.items()}
    found = [
        *people_findings(whose, snapshot, assessment, code),
        *conflicts_of(numbers, month),
        *_increments(month, numbers),
        *_contacts({pk: person for pk, (_, person, _) in persons.items()}, numbers),
        *_names(((pk, name) for pk, (*_, name) in persons.items()), numbers, lacking),
        *_leave(numbers, month, at),
        *_recoveries(numbers, month, at),
        *_stopped(reader, numbers, month, at),
        *_changed_much(reader, code, snapshot, assessment.lines, numbers),
    ]
    ordered = sorted(found, key=lambda one: (one.code, one.record))
    return MonthChecks(
        tuple(one for one in ordered if one.blocks), tuple(one for one in ordered if not one.blocks)
    )


def _increments(month: Month, numbers: Mapping[int, str]) -> list[Finding]:
    return [
        _finding(numbers, one, "increment_without_entry", {"month": str(since)})
        for one, since in increments_due_to([*numbers], month).items()
    ]


def _contacts(persons: Mapping[int, int], numbers: Mapping[int, str]) -> list[Finding]:
    """People that no message reaches: no contact in the service book, or none that is confirmed."""
    live = live_contacts(sorted(set(persons.values()))).values()
    known: Collection[int] = {one.person for one in live}
    confirmed: Collection[int] = {one.person for one in live if one.is_verified}
    return [
        _finding(numbers, one, "contact_unconfirmed" if person in known else "contact_missing", {})
        for one, person in persons.items()
        if person not in confirmed
    ]


def _names(names: Iterable[tuple[int, str]], numbers: Mapping[int, str], lacking: Lacking) -> list[Finding]:
    """People whose name has characters that our papers show as a question mark."""
    lack = {employment: lacking(name) for employment, name in names}
    return [
        _finding(
            numbers,
            employment,
            "name_not_printable",
            {"characters": [f"{one} (U+{ord(one):04X})" for one in characters]},
        )
        for employment, characters in lack.items()
        if characters
    ]


def _leave(numbers: Mapping[int, str], month: Month, at: datetime) -> list[Finding]:
    return [
        _finding(
            numbers,
            one.employment,
            "leave_below_zero",
            {
                "kind": one.kind,
                "since": one.since,
                "entered": one.entered,
                "taken": one.taken,
                "more": one.taken - one.entered,
            },
        )
        for one in overdrawn(sorted(numbers), month.last, at)
    ]


def _recoveries(numbers: Mapping[int, str], month: Month, at: datetime) -> list[Finding]:
    return [
        _finding(
            numbers,
            one.employment_id,
            "recovery_without_reason",
            {"kind": one.kind(), "entry": one.pk, "payee": one.payee, "cautions": cautions},
        )
        for one, cautions in recoveries_without_reason(sorted(numbers), month, at)
    ]


def _stopped(reader: BookReader, numbers: Mapping[int, str], month: Month, at: datetime) -> list[Finding]:
    """Recoveries by orders that are stayed or not in force, with the case and the balance."""
    since = not_in_force_since(month.last, at)
    rows = counting(Obligation, at).filter(order__in={order for order, _ in since}, employment__in=[*numbers])
    people = {
        one.employment_id: None
        for one in rows.order_by("employment", "id")
        if {(one.order_id, None), (one.order_id, one.employment_id)} & since.keys()
    }
    loans = loans_of_all(reader, [*people], at)
    return [
        _finding(
            numbers,
            employment,
            "recovery_stayed" if loan.effect.state == OrderEffect.State.STAYED else "recovery_stopped",
            {
                "kind": Obligation.kind(), "entry": loan.id, "component": loan.kind, "payee": loan.payee,
                "order": loan.order, "day": loan.effect.valid_from, "case": loan.effect.case_number or "—",
                "left": shown(loan.left),
            },
        )
        for employment in people
        for loan in loans[employment]
        if loan.is_stopped and loan.effect and loan.left
    ]  # fmt: skip


def _changed_much(
    reader: BookReader, code: int, snapshot: Snapshot, lines: pl.DataFrame, numbers: Mapping[int, str]
) -> list[Finding]:
    """People whose earnings changed by more than a fifth since the month before, with the largest cause."""
    return [
        _finding(
            numbers,
            one.employment,
            "earnings_rise_much" if one.now > one.before else "earnings_fall_much",
            {
                "month": str(snapshot.month.plus(-1)),
                "before": shown(one.before),
                "now": shown(one.now),
                "share": abs(one.now - one.before) * 100 // one.before,
                "cause": one.cause,
            },
        )
        for one in earnings_changes(reader, code, snapshot, lines, above=MUCH)
        if one.employment in numbers
    ]


def _finding(numbers: Mapping[int, str], employment: int, code: str, facts: Mapping[str, object]) -> Finding:
    return Finding(f"Employee {numbers[employment]}", code, facts={**facts, "employment": employment})
