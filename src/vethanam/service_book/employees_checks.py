"""What the rows of an employees file are checked against: themselves, each other, and who is registered already.

A fault names row and column and never repeats what stood in a contact or account cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from vethanam.errors import Fault, Sentence, typed
from vethanam.people.actions import LAST_AGE, faults_of_birth
from vethanam.service_book.branches import is_ifsc, is_pin
from vethanam.service_book.models import Pay, PayeeAccount
from vethanam.service_book.rulebook import funds_in_use

type Person = tuple[str, date]
#: whoever joins later than in a year is entered then
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, parsed. ``private`` holds account and contacts and is left out of every representation."""

    line: int
    fields: Mapping[str, Any]
    private: Mapping[str, Any] = field(repr=False)
    unread: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Any:
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is checked against: codes of this installation, stages of the scales, and who is there already."""

    posts: Mapping[str, int]
    offices: Mapping[str, int]
    drawing_codes: Mapping[str, int]
    bill_classes: Mapping[str, int]
    arranged: frozenset[tuple[str, str]]
    numbers: Mapping[str, tuple[str, date]]
    persons: Mapping[tuple[str, date], str]
    stages: Callable[[int, str], Sequence[int] | None]
    today: date
    #: last days of masters that are closed, by kind and code
    closed: Mapping[tuple[str, str], date] = field(default_factory=dict)


def faults_of_rows(rows: Sequence[Row], known: Known) -> list[Fault]:
    """Every fault of the rows against themselves, each other, and what is known already."""
    own = [
        Fault(f"Row {row.line}", name, says)
        for row in rows
        for name, says in _faults_of_row(row, known)
        if name not in row.unread
    ]
    return own + _faults_of_twins([row for row in rows if not row.unread & {"number", "name", "born"}], known)


def _faults_of_row(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    yield from _faults_of_days(row, known)
    yield from _faults_of_codes(row, known)
    yield from _faults_of_pay(row, known)
    yield from _faults_of_account(row)
    yield from _faults_of_schemes(row)


def _faults_of_schemes(row: Row) -> Iterator[tuple[str, str]]:
    """An employee is in one of the funds that share a scheme."""
    first: dict[str, str] = {}
    for fund in funds_in_use():
        number = next((sheet for sheet in fund.sheet if sheet.fills == "number"), None)
        if fund.scheme is None or number is None or not row[number.column]:
            continue
        if other := first.get(fund.scheme.column):
            yield number.column, f"stands beside a {other}. An employee subscribes to one of the two."
        first.setdefault(fund.scheme.column, number.means)


def _faults_of_account(row: Row) -> Iterator[tuple[str, str]]:
    kind, has_number = row["account_kind"], "account" in row.private
    if kind == PayeeAccount.Kind.MONEY_ORDER:
        if has_number:
            yield (
                "account",
                "stands beside a money order, which is paid at the counter. Leave the number out.",
            )
        if not is_pin(row["branch"] or ""):
            yield "branch", "is not the PIN code of a post office, six digits. A money order goes to one."
    elif has_number and not row["branch"]:
        yield "branch", "is empty beside an account number. Enter the branch code of the account."
    bank = PayeeAccount.Kind.BANK
    for name, is_of_bank in (("branch", (kind or bank) == bank), ("onward_branch", True)):
        if is_of_bank and row[name] and not is_ifsc(row[name]):
            yield (
                name,
                "is no IFSC. Write four letters, a zero and six letters or digits, such as SMPL0000012.",
            )
    onward = bool(row["onward_branch"]), "onward_account" in row.private
    if onward[0] != onward[1]:
        yield (
            "onward_account" if onward[0] else "onward_branch",
            "is empty, so treasury savings are sent on to half an account. Enter branch code and number.",
        )
    if any(onward) and (kind != PayeeAccount.Kind.TREASURY_SAVINGS or not has_number):
        yield (
            "onward_branch" if onward[0] else "onward_account",
            "is for treasury savings that are sent on. Enter the treasury savings account, or leave it empty.",
        )


def _faults_of_days(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    born, joined = row["born"], row["joined"]
    if born and joined and (says := faults_of_birth(born, joined, known.today)):
        yield "born", says
    if joined and joined > known.today + YEAR:
        yield "joined", f"joins on {joined}, more than a year after today. Check the date of joining."
    if row["ends"] and joined and row["ends"] < joined:
        yield "ends", f"ends on {row['ends']}, before joining on {joined}. Check both dates."
    if row["ends"] and born and row["ends"].year > born.year + LAST_AGE:
        yield "ends", f"ends on {row['ends']}, after the age of {LAST_AGE}. Check both dates."
    if row["order_dated"] and row["order_dated"] > known.today:
        yield "order_dated", f"{row['order_dated']} is after today. Check the date of the order."


def _faults_of_codes(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    for name, codes in (
        ("post", known.posts),
        ("office", known.offices),
        ("drawing_code", known.drawing_codes),
        ("bill_class", known.bill_classes),
    ):
        if row[name] and row[name] not in codes:
            yield (
                name,
                f"“{typed(row[name])}” is not a known code. Register the {name.replace('_', ' ')} first, or correct the code.",
            )
        last = known.closed.get((name, row[name]))
        first = row["posted_from"] or row["joined"]
        if last is not None and first is not None and first > last:
            yield name, Sentence("code_closed", {"code": row[name], "day": last}).says
    pair = (row["drawing_code"], row["bill_class"])
    if (
        row["drawing_code"] in known.drawing_codes
        and row["bill_class"] in known.bill_classes
        and pair not in known.arranged
    ):
        yield (
            "bill_class",
            f"Drawing code {pair[0]} has no head of account for bills of class {pair[1]}. Arrange the head first.",
        )


def _faults_of_pay(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    basis = row["pay_basis"]
    if basis == Pay.Basis.SCALE:
        for name in ("revision", "scale", "basic_pay"):
            if row[name] is None:
                yield name, "is empty. Pay on a scale needs revision, scale and basic pay."
        if row["revision"] is not None and row["scale"] is not None:
            yield from _faults_of_stage(row, known.stages(row["revision"], row["scale"]))
    elif basis == Pay.Basis.CONSOLIDATED and row["basic_pay"] is None:
        yield "basic_pay", "is empty. Consolidated pay needs the sum a month."
    elif basis in {Pay.Basis.DAILY, Pay.Basis.HOURLY} and row["wage"] is None:
        yield "wage", "is empty. A wage needs its rate a day or an hour."


def _faults_of_stage(row: Row, stages: Sequence[int] | None) -> Iterator[tuple[str, str]]:
    pay = row["basic_pay"]
    if stages is None:
        yield (
            "scale",
            f"is not a scale of revision {typed(row['revision'])}. Check the scale in the posting order.",
        )
    elif pay is not None and pay not in stages:
        near = [*[s for s in stages if s < pay][-1:], *[s for s in stages if s > pay][:1]]
        which = " and ".join(str(stage // 100) for stage in near)
        are = "stages are" if len(near) > 1 else "stage is"
        yield "basic_pay", f"{typed(pay // 100)} is not a stage of {row['scale']}. The nearest {are} {which}."


@dataclass(slots=True)
class _Seen:
    """The line on which each number and person of the file first stood."""

    numbers: dict[str, int] = field(default_factory=dict)
    persons: dict[Person, int] = field(default_factory=dict)


def _faults_of_twins(rows: Sequence[Row], known: Known) -> list[Fault]:
    """Numbers and persons that stand twice, in the file or with somebody registered already.

    An account may: spouses hold one together. Whoever verifies it is told, and the office before the bill is made.
    """
    faults: list[Fault] = []
    seen = _Seen()
    for row in rows:
        number, person = row["number"], (str(row["name"]).casefold(), row["born"])
        says = _number_twice(number, person, known, seen)
        if says:
            faults.append(Fault(f"Row {row.line}", "number", says, "duplicate_number"))
        elif says := _person_twice(number, person, known, seen):
            faults.append(Fault(f"Row {row.line}", "name", says, "same_person"))
        seen.numbers.setdefault(number, row.line)
        seen.persons.setdefault(person, row.line)
    return faults


def _number_twice(number: str, person: Person, known: Known, seen: _Seen) -> str | None:
    if number in known.numbers and known.numbers[number] != person:
        return f"{typed(number)} belongs to another person (name or date of birth differ). A number is given once."
    if number in seen.numbers:
        return f"{typed(number)} stands in row {seen.numbers[number]} too. A number is given once."
    return None


def _person_twice(number: str, person: Person, known: Known, seen: _Seen) -> str | None:
    if person in known.persons and known.persons[person] != number:
        where = f"as employee {known.persons[person]}"
    elif person in seen.persons:
        where = f"in row {seen.persons[person]}"
    else:
        return None
    return f"The same person (name and date of birth) is registered {where}. Add a second employment there."
