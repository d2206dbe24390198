"""The employees file: its columns, and the checks of each row.

A row is one employment with its posting, pay, memberships, account and contacts. Reading reports every fault
of the file at once; a fault names row and column and never repeats a contact or account cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from vethanam.errors import MOST_FAULTS, Fault, Unsound, UnsoundInput, counted, holds_contact
from vethanam.money import rupees
from vethanam.people.models import Employment
from vethanam.periods import Session
from vethanam.privacy.vault.number import Number
from vethanam.privacy.vault.number import parse as parse_contact
from vethanam.rules.funds import SheetColumn
from vethanam.service_book.employees_checks import Known, Row, faults_of_rows
from vethanam.service_book.fund_numbers import is_digits_of_fund
from vethanam.service_book.models import Pay, PayeeAccount, TaxChoice
from vethanam.service_book.rulebook import funds_in_use
from vethanam.tables import FORMULA

#: digits that could be a phone number: an invalid scale is not repeated
_OF_A_SCALE = re.compile(r"\d{4,6}-\d{4,6}")
_A_NAME = re.compile(r"[a-z][a-z_ ]*")


def _text(cell: str) -> str:
    if cell.startswith(FORMULA):
        raise Unsound("formula")
    if holds_contact(cell):
        raise Unsound("contact_in_the_wrong_column")
    return cell


def _scale(cell: str) -> str:
    return cell if _OF_A_SCALE.fullmatch(cell) else _text(cell)


def _fund_number(cell: str) -> str:
    """A fund number of digits; only one with the form of a mobile number is refused."""
    return cell if is_digits_of_fund(cell) else _text(cell)


def _date(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Unsound("not_a_date") from None


def _money(cell: str) -> int:
    amount = rupees(cell)
    if amount < 0:
        raise Unsound("negative")
    return amount


def _pay(cell: str) -> int:
    amount = _money(cell)
    if amount == 0:
        raise Unsound("zero_pay")
    return amount


def _whole(cell: str) -> int:
    if not cell.isdecimal():
        raise Unsound("not_whole")
    return int(cell)


def _month(cell: str) -> int:
    number = _whole(cell)
    if not 1 <= number <= 12:
        raise Unsound("not_a_month_number")
    return number


def _yes(cell: str) -> bool:
    if cell.lower() not in {"yes", "no"}:
        raise Unsound("not_yes_or_no")
    return cell.lower() == "yes"


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in allowed:
            raise Unsound("cell_not_allowed", allowed=[*allowed])
        return cell

    return parse


def _contact(kind: str) -> Callable[[str], Number]:
    def parse(cell: str) -> Number:
        return parse_contact(kind, cell)

    return parse


def _branch(cell: str) -> str:
    return _text(cell).upper()


def _account(cell: str) -> str:
    if not cell.isdecimal() or not 6 <= len(cell) <= 20:
        raise Unsound("not_an_account")
    return cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: name, meaning, parser, and whether it is required."""

    name: str
    means: str
    parse: Callable[[str], Any] = _text
    is_required: bool = False
    is_private: bool = False


_BEFORE_FUNDS: tuple[Column, ...] = (
    Column("number", "permanent employee number (PEN), or a temporary number", is_required=True),
    Column("name", "name as in the service book", is_required=True),
    Column("name_ml", "name in Malayalam"),
    Column("born", "date of birth, year-month-day", _date, is_required=True),
    Column("category", "category of service", _one_of(*Employment.Category.values), is_required=True),
    Column("joined", "date of joining", _date, is_required=True),
    Column("joined_session", "FN or AN", _one_of(*(s.value for s in Session))),
    Column("ends", "last day of service, if known (retirement, end of a term)", _date),
    Column("end_cause", "why it ends", _one_of("retirement", "resignation", "death", "term_over", "removal")),
    Column("post", "code of the post", is_required=True),
    Column("office", "code of the office of duty", is_required=True),
    Column("drawing_code", "code of the drawing officer", is_required=True),
    Column("bill_class", "code of the class of bill", is_required=True),
    Column("posted_from", "date of joining this post; empty: date of joining service", _date),
    Column("posted_session", "FN or AN", _one_of(*(s.value for s in Session))),
    Column("pay_basis", "how pay is fixed", _one_of(*Pay.Basis.values), is_required=True),
    Column("revision", "pay revision, 10 or 11; for pay on a scale", _whole),
    Column("scale", "scale of pay, such as 27900-63700", _scale),
    Column("basic_pay", "pay in rupees: basic pay, or the consolidated sum a month", _pay),
    Column("wage", "wage in rupees a day or an hour", _pay),
    Column("pay_from", "date from which this pay is held; empty: date of joining", _date),
    Column("increment_month", "month of the increment, 1 to 12", _month),
)
_AFTER_FUNDS: tuple[Column, ...] = (
    Column("tax_regime", "new or old", _one_of(*TaxChoice.Regime.values)),
    Column("declared_deductions", "declared for the tax year, rupees", _money),
    Column(
        "account_kind",
        "bank, treasury_savings or money_order; empty: bank",
        _one_of(*PayeeAccount.Kind.values),
    ),
    Column(
        "branch",
        "branch code (IFSC) of the account; the treasury's code; the PIN code of the post office",
        _branch,
    ),
    Column("account", "account number; a money order has none", _account, is_private=True),
    Column(
        "onward_branch",
        "branch code (IFSC) of the bank account that treasury savings are sent on to",
        _branch,
    ),
    Column("onward_account", "number of that account", _account, is_private=True),
    Column(
        "mobile",
        "mobile number for messages about her own pay; sealed while the file is read",
        _contact("mobile"),
        is_private=True,
    ),
    Column(
        "email_official",
        "official e-mail address; sealed while the file is read",
        _contact("email_official"),
        is_private=True,
    ),
    Column(
        "email_personal",
        "e-mail address of her own; sealed while the file is read",
        _contact("email_personal"),
        is_private=True,
    ),
    Column(
        "contact_verified_on",
        "day on which the contacts were confirmed with her; empty: unverified, portal copy only",
        _date,
    ),
    Column("language", "language of messages, en or ml", _one_of("en", "ml")),
    Column("order_number", "number of the order of appointment or posting", is_required=True),
    Column("order_dated", "date of that order", _date, is_required=True),
    Column("same_person", "number of her other employment, where this is a second service of one person"),
    Column("another_person", "yes, where somebody else of this name and date of birth is registered", _yes),
    Column("reason", "how it is known who she is: a record, a certificate, an order"),
)


def _of_fund(sheet: SheetColumn) -> Column:
    parse = {
        "number": _fund_number,
        "amount": _money,
        "group": _one_of(*sheet.words) if sheet.words else _text,
        "member": _yes,
    }[sheet.fills]
    return Column(sheet.column, sheet.means, parse)


@cache
def columns() -> tuple[Column, ...]:
    """Every column of the file, with those of the rule pack's funds."""
    of_funds = [_of_fund(sheet) for fund in funds_in_use() for sheet in fund.sheet]
    return (*_BEFORE_FUNDS, *of_funds, *_AFTER_FUNDS)


def _by_name() -> dict[str, Column]:
    return {column.name: column for column in columns()}


def template() -> str:
    """The header line of an empty file, for download."""
    return ",".join(column.name for column in columns()) + "\r\n"


def read(lines: Sequence[Sequence[str]], known: Known) -> list[Row]:
    """Parse and check every row of a file.

    Raises
    ------
    UnsoundInput
        Every fault of the file, each with row and column, of very many the first; nothing was saved.
    """
    if not lines or not any(lines[0]):
        raise UnsoundInput("file_empty", [Fault("Row 1", "", "empty")])
    header = [cell.strip().lower() for cell in lines[0]]
    faults = _faults_of_header(header)
    if faults:
        raise UnsoundInput("header_unsound", faults)
    rows: list[Row] = []
    readers = [_Reader(_by_name()[name]) if name else None for name in header]
    required = frozenset(column.name for column in columns() if column.is_required)
    beyond = 0
    for line, cells in enumerate(lines[1:], start=2):
        if any(cells):
            rows.append(_row(line, readers, required, cells, faults))
        if len(faults) > MOST_FAULTS:  # counted, and neither kept nor checked further
            beyond += len(faults) - MOST_FAULTS
            del faults[MOST_FAULTS:]
            rows.clear()
    faults += faults_of_rows(rows, known)
    if faults:
        raise UnsoundInput("import_unsound", faults, counted=counted(range(len(faults) + beyond)))
    return rows


def _faults_of_header(header: Sequence[str]) -> list[Fault]:
    known = _by_name()
    faults = [
        Fault("Row 1", _heading(place, name), "column_not_in_file")
        for place, name in enumerate(header, start=1)
        if name and name not in known
    ]
    faults += [
        Fault("Row 1", column.name, "missing_column")
        for column in columns()
        if column.is_required and column.name not in header
    ]
    twice = {name for name in header if name in known and header.count(name) > 1}
    return faults + [Fault("Row 1", name, "column_twice") for name in sorted(twice)]


def _heading(place: int, name: str) -> str:
    """The label of an unknown column: its position unless it looks like a name, because a file without a
    header begins with a person.
    """
    return name if _A_NAME.fullmatch(name) else f"column {place}"


class _Reader:
    """Parses the cells of one column: each different text once, but for those that are not kept."""

    def __init__(self, column: Column) -> None:
        self.name, self.is_private, self._parse = column.name, column.is_private, column.parse
        self._known: dict[str, Any] = {}

    def __call__(self, cell: str) -> Any:
        if self.is_private:
            return self._parse(cell)
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = self._parse(cell)
        return found


def _row(
    line: int,
    readers: Sequence[_Reader | None],
    required: frozenset[str],
    cells: Sequence[str],
    faults: list[Fault],
) -> Row:
    fields, private, unread = dict[str, Any](), dict[str, Any](), set[str]()
    if len(cells) > len(readers):
        faults.append(Fault(f"Row {line}", "", "cells", {"cells": len(cells), "columns": len(readers)}))
    for reader, cell in zip(readers, cells, strict=False):
        if not cell or reader is None:
            continue
        try:
            (private if reader.is_private else fields)[reader.name] = reader(cell)
        except Unsound as fault:
            faults.append(Fault(f"Row {line}", reader.name, fault.code, fault.facts))
            unread.add(reader.name)
    if missing := required - fields.keys() - private.keys() - unread:
        faults += [
            Fault(f"Row {line}", column.name, "empty_cell") for column in columns() if column.name in missing
        ]
    return Row(line, fields, private, frozenset(unread))
