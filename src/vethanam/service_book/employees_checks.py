"""Checks of the rows of an employees file: each alone, against each other, and against registered people.

A fault names row and column and never repeats a contact or account cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from vethanam.errors import Fault, Sentence, typed
from vethanam.people.actions import LAST_AGE, fault_of_birth
from vethanam.service_book.branches import is_ifsc, is_pin
from vethanam.service_book.models import Pay, PayeeAccount
from vethanam.service_book.rulebook import funds_in_use

type Person = tuple[str, date]
#: a later joining date than this from now is refused
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Row:
    """One parsed row. ``private`` holds account and contacts and is left out of every representation."""

    line: int
    fields: Mapping[str, Any]
    private: Mapping[str, Any] = field(repr=False)
    unread: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Any:
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Known:
    """Reference data for the checks: codes of this installation, stages of the scales, registered people."""

    posts: Mapping[str, int]
    offices: Mapping[str, int]
    drawing_codes: Mapping[str, int]
    bill_classes: Mapping[str, int]
    arranged: frozenset[tuple[str, str]]
    numbers: Mapping[str, tuple[str, date]]
    persons: Mapping[tuple[str, date], str]
    stages: Callable[[int, str], Sequence[int] | None]
    today: date
    #: last days of closed masters, by kind and code
    closed: Mapping[tuple[str, str], date] = field(default_factory=dict)


def faults_of_rows(rows: Sequence[Row], known: Known) -> list[Fault]:
    """Every fault of the rows: each alone, against each other, and against registered people."""
    own = [
        Fault(f"Row {row.line}", name, wrong.code, wrong.facts)
        for row in rows
        for name, wrong in _faults_of_row(row, known)
        if name not in row.unread
    ]
    return own + _faults_of_twins([row for row in rows if not row.unread & {"number", "name", "born"}], known)


def _faults_of_row(row: Row, known: Known) -> Iterator[tuple[str, Sentence]]:
    yield from _faults_of_days(row, known)
    yield from _faults_of_codes(row, known)
    yield from _faults_of_pay(row, known)
    yield from _faults_of_account(row)
    yield from _faults_of_schemes(row)
    yield from _faults_of_identity(row, known)


def says_who(row: Row) -> bool:
    """Whether a row resolves a match with a registered person of the same name and date of birth."""
    return bool(row["same_person"] or row["another_person"])


def _faults_of_identity(row: Row, known: Known) -> Iterator[tuple[str, Sentence]]:
    if row["same_person"] and row["another_person"]:
        yield "another_person", Sentence("twin_of_both")
    if says_who(row) and not row["reason"]:
        yield "reason", Sentence("twin_without_reason")
    if row["same_person"] and row["number"] not in known.numbers:
        other = known.numbers.get(row["same_person"])
        if other is None:
            yield "same_person", Sentence("sheet_unknown_employee", {"number": typed(row["same_person"])})
        elif other != (str(row["name"]).casefold(), row["born"]):
            yield "same_person", Sentence("twin_differs", {"number": typed(row["same_person"])})


def _faults_of_schemes(row: Row) -> Iterator[tuple[str, Sentence]]:
    """Faults of an employee in two funds that share a scheme."""
    first: dict[str, str] = {}
    for fund in funds_in_use():
        number = next((sheet for sheet in fund.sheet if sheet.fills == "number"), None)
        if fund.scheme is None or number is None or not row[number.column]:
            continue
        if other := first.get(fund.scheme.column):
            yield number.column, Sentence("number_of_other_scheme", {"other": other})
        first.setdefault(fund.scheme.column, number.means)


def _faults_of_account(row: Row) -> Iterator[tuple[str, Sentence]]:
    kind, has_number = row["account_kind"], "account" in row.private
    if kind == PayeeAccount.Kind.MONEY_ORDER:
        if has_number:
            yield "account", Sentence("money_order_with_number")
        if not is_pin(row["branch"] or ""):
            yield "branch", Sentence("not_a_pin")
    elif has_number and not row["branch"]:
        yield "branch", Sentence("no_branch")
    bank = PayeeAccount.Kind.BANK
    for name, is_of_bank in (("branch", (kind or bank) == bank), ("onward_branch", True)):
        if is_of_bank and row[name] and not is_ifsc(row[name]):
            yield name, Sentence("not_an_ifsc")
    onward = bool(row["onward_branch"]), "onward_account" in row.private
    if onward[0] != onward[1]:
        yield "onward_account" if onward[0] else "onward_branch", Sentence("half_onward_account")
    if any(onward) and (kind != PayeeAccount.Kind.TREASURY_SAVINGS or not has_number):
        yield "onward_branch" if onward[0] else "onward_account", Sentence("onward_without_savings")


def _faults_of_days(row: Row, known: Known) -> Iterator[tuple[str, Sentence]]:
    born, joined = row["born"], row["joined"]
    if born and joined and (wrong := fault_of_birth(born, joined, known.today)):
        yield "born", wrong
    if joined and joined > known.today + YEAR:
        yield "joined", Sentence("joins_too_late", {"joined": joined})
    if row["ends"] and joined and row["ends"] < joined:
        yield "ends", Sentence("ends_before_joining", {"ends": row["ends"], "joined": joined})
    if row["ends"] and born and row["ends"].year > born.year + LAST_AGE:
        yield "ends", Sentence("ends_too_late", {"ends": row["ends"], "age": LAST_AGE})
    if row["order_dated"] and row["order_dated"] > known.today:
        yield "order_dated", Sentence("order_day_after_today", {"day": row["order_dated"]})


def _faults_of_codes(row: Row, known: Known) -> Iterator[tuple[str, Sentence]]:
    for name, codes in (
        ("post", known.posts),
        ("office", known.offices),
        ("drawing_code", known.drawing_codes),
        ("bill_class", known.bill_classes),
    ):
        if row[name] and row[name] not in codes:
            yield name, Sentence("code_not_registered", {"code": typed(row[name]), "fact": name})
        last = known.closed.get((name, row[name]))
        first = row["posted_from"] or row["joined"]
        if last is not None and first is not None and first > last:
            yield name, Sentence("code_closed", {"code": row[name], "day": last})
    pair = (row["drawing_code"], row["bill_class"])
    if (
        row["drawing_code"] in known.drawing_codes
        and row["bill_class"] in known.bill_classes
        and pair not in known.arranged
    ):
        yield "bill_class", Sentence("head_not_arranged", {"drawing_code": pair[0], "bill_class": pair[1]})


def _faults_of_pay(row: Row, known: Known) -> Iterator[tuple[str, Sentence]]:
    basis = row["pay_basis"]
    if basis == Pay.Basis.SCALE:
        for name in ("revision", "scale", "basic_pay"):
            if row[name] is None:
                yield name, Sentence("scale_pay_incomplete")
        if row["revision"] is not None and row["scale"] is not None:
            yield from _faults_of_stage(row, known.stages(row["revision"], row["scale"]))
    elif basis == Pay.Basis.CONSOLIDATED and row["basic_pay"] is None:
        yield "basic_pay", Sentence("consolidated_pay_missing")
    elif basis in {Pay.Basis.DAILY, Pay.Basis.HOURLY} and row["wage"] is None:
        yield "wage", Sentence("wage_missing")


def _faults_of_stage(row: Row, stages: Sequence[int] | None) -> Iterator[tuple[str, Sentence]]:
    pay = row["basic_pay"]
    if stages is None:
        yield "scale", Sentence("not_a_scale", {"revision": typed(row["revision"])})
    elif pay is not None and pay not in stages:
        near = [*[s for s in stages if s < pay][-1:], *[s for s in stages if s > pay][:1]]
        facts = {"pay": typed(pay // 100), "scale": row["scale"]}
        stages_near = [str(stage // 100) for stage in near]
        if len(stages_near) > 1:
            facts |= {"below": stages_near[0], "above": stages_near[1]}
            yield "basic_pay", Sentence("row_not_a_stage", facts)
        else:
            yield "basic_pay", Sentence("row_not_the_end_stage", {**facts, "stage": stages_near[0]})


@dataclass(slots=True)
class _Seen:
    """The first line of each number and person in the file."""

    numbers: dict[str, int] = field(default_factory=dict)
    persons: dict[Person, int] = field(default_factory=dict)


def _faults_of_twins(rows: Sequence[Row], known: Known) -> list[Fault]:
    """Numbers and persons that occur twice, in the file or among registered people.

    Accounts may repeat: spouses hold one together. The verifier is told, and the office before the
    bill is made.
    """
    faults: list[Fault] = []
    seen = _Seen()
    for row in rows:
        number, person = row["number"], (str(row["name"]).casefold(), row["born"])
        if wrong := _number_twice(number, person, known, seen):
            faults.append(Fault(f"Row {row.line}", "number", wrong.code, wrong.facts))
        elif not says_who(row) and (wrong := _person_twice(number, person, known, seen)):
            faults.append(Fault(f"Row {row.line}", "name", wrong.code, wrong.facts))
        seen.numbers.setdefault(number, row.line)
        seen.persons.setdefault(person, row.line)
    return faults


def _number_twice(number: str, person: Person, known: Known, seen: _Seen) -> Sentence | None:
    if number in known.numbers and known.numbers[number] != person:
        return Sentence("number_of_another", {"number": typed(number)})
    if number in seen.numbers:
        return Sentence("number_twice", {"number": typed(number), "row": seen.numbers[number]})
    return None


def _person_twice(number: str, person: Person, known: Known, seen: _Seen) -> Sentence | None:
    if number in known.numbers:  # her own, as checked before
        return None
    if person in known.persons:
        return Sentence("person_registered", {"number": known.persons[person]})
    if person in seen.persons:
        return Sentence("person_in_row", {"row": seen.persons[person]})
    return None
