"""The employees file: which columns it has, and what each row must say.

A row is one employment with its posting, pay, memberships, account and contacts. Reading gives every fault of the
file at once; a fault names row and column and never repeats what stood in a contact or account cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from vethanam.errors import Fault, Unsound, UnsoundInput
from vethanam.money import rupees
from vethanam.people.actions import faults_of_birth
from vethanam.people.models import Employment
from vethanam.periods import Session
from vethanam.privacy.vault.number import Number
from vethanam.privacy.vault.number import parse as parse_contact
from vethanam.service_book.models import Pay, TaxChoice

FORMULA = ("=", "+", "-", "@", "\t")
LARGEST_FILE = 256 * 1024 * 1024


def _text(cell: str) -> str:
    if cell.startswith(FORMULA):
        raise Unsound("formula", "begins like a formula of a spreadsheet. Write the plain text")
    return cell


def _date(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Unsound("not_a_date", "is not a date. Write year-month-day, such as 2026-10-17") from None


def _money(cell: str) -> int:
    amount = rupees(cell)
    if amount < 0:
        raise Unsound("negative", "is negative. Enter an amount of zero or more, in rupees")
    return amount


def _pay(cell: str) -> int:
    amount = _money(cell)
    if amount == 0:
        raise Unsound("zero_pay", "is zero. Enter the pay in rupees, or leave the cell empty")
    return amount


def _whole(cell: str) -> int:
    if not cell.isdigit():
        raise Unsound("not_whole", "is not a whole number")
    return int(cell)


def _month(cell: str) -> int:
    number = _whole(cell)
    if not 1 <= number <= 12:
        raise Unsound("not_a_month", "is not the number of a month. Write 1 to 12")
    return number


def _yes(cell: str) -> bool:
    if cell.lower() not in {"yes", "no"}:
        raise Unsound("not_yes_or_no", "is neither yes nor no")
    return cell.lower() == "yes"


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in allowed:
            raise Unsound("not_allowed", f"is not known. Use one of: {', '.join(allowed)}")
        return cell

    return parse


def _contact(kind: str) -> Callable[[str], Number]:
    def parse(cell: str) -> Number:
        return parse_contact(kind, cell)

    return parse


def _account(cell: str) -> str:
    if not cell.isdigit() or not 6 <= len(cell) <= 20:
        raise Unsound(
            "not_an_account", "is not an account number of 6 to 20 digits. The value is not shown here"
        )
    return cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, whether each row must fill it, how a cell is read, and what it means."""

    name: str
    means: str
    parse: Callable[[str], Any] = _text
    is_required: bool = False
    is_private: bool = False


COLUMNS: tuple[Column, ...] = (
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
    Column("scale", "scale of pay, such as 27900-63700", _text),
    Column("basic_pay", "pay in rupees: basic pay, or the consolidated sum a month", _pay),
    Column("wage", "wage in rupees a day or an hour", _pay),
    Column("pay_from", "date from which this pay is held; empty: date of joining", _date),
    Column("increment_month", "month of the increment, 1 to 12", _month),
    Column("gpf_number", "General Provident Fund account"),
    Column("gpf_subscription", "monthly subscription in rupees", _money),
    Column("nps_number", "permanent retirement account number"),
    Column("sli_premium", "State Life Insurance premium as on her policies, rupees", _money),
    Column("gis_group", "Group Insurance group, A to D", _one_of("A", "B", "C", "D")),
    Column(
        "gis_amount", "Group Insurance subscription as on her record; empty: by the rate of the group", _money
    ),
    Column("medisep", "yes or no", _yes),
    Column("tax_regime", "new or old", _one_of(*TaxChoice.Regime.values)),
    Column("declared_deductions", "declared for the tax year, rupees", _money),
    Column("account_kind", "bank or treasury_savings", _one_of("bank", "treasury_savings")),
    Column("branch", "branch code (IFSC) of the account"),
    Column("account", "account number", _account, is_private=True),
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
)

BY_NAME = {column.name: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Row:
    """One row, parsed. ``private`` holds account and contacts and is left out of every representation."""

    line: int
    fields: Mapping[str, Any]
    private: Mapping[str, Any] = field(repr=False)
    unread: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Any:
        return self.fields.get(name)


def template() -> str:
    """The header line of an empty file, to be downloaded and filled."""
    return ",".join(column.name for column in COLUMNS) + "\r\n"


def lines_of(path: Path) -> list[list[str]]:
    """The cells of a CSV or XLSX file, as text.

    Raises
    ------
    Unsound
        The file is missing, too large, or neither of the two.
    """
    if not path.is_file():
        raise Unsound("no_such_file", f"There is no file {path.name}. Check the name and the folder.")
    if path.stat().st_size > LARGEST_FILE:
        raise Unsound("file_too_large", f"{path.name} is larger than 256 MB. Split it by office.")
    content = path.read_bytes()
    if content[:4] == b"PK\x03\x04":
        return _lines_of_workbook(content, path.name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unsound(
            "not_a_table", f"{path.name} is neither CSV in UTF-8 nor XLSX. Save the table as one of them."
        )
    return [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text))]


def _lines_of_workbook(content: bytes, name: str) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # opens only when a workbook is given

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, OSError):
        raise Unsound(
            "not_a_table", f"{name} is not a workbook that can be read. Save it as XLSX or CSV."
        ) from None
    return [[_plain(cell) for cell in line] for line in sheet.to_python()]


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell).strip()


def read(lines: Sequence[Sequence[str]], known: Known) -> list[Row]:
    """Parse and check every row of a file against itself and against what is known already.

    Raises
    ------
    UnsoundInput
        Every fault of the file, each with row and column; nothing was kept.
    """
    if not lines or not any(lines[0]):
        raise UnsoundInput(
            "The file is empty.",
            [Fault("Row 1", "", "The file has no header. Download the template and fill it.", "empty")],
        )
    header = [cell.strip().lower() for cell in lines[0]]
    faults = _faults_of_header(header)
    if faults:
        raise UnsoundInput("The header does not fit. Nothing was imported.", faults)
    rows: list[Row] = []
    for line, cells in enumerate(lines[1:], start=2):
        if any(cells):
            rows.append(_row(line, header, cells, faults))
    for row in rows:
        faults += [
            Fault(f"Row {row.line}", name, says)
            for name, says in _faults_of_row(row, known)
            if name not in row.unread
        ]
    faults += _faults_of_twins(rows, known)
    if faults:
        raise UnsoundInput(f"{len(faults)} things to mend. Nothing was imported.", faults)
    return rows


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
    accounts: Mapping[tuple[str, str], str]
    stages: Callable[[int, str], Sequence[int] | None]
    today: date


def _faults_of_header(header: Sequence[str]) -> list[Fault]:
    faults = [
        Fault("Row 1", name, "is not a column of this file. Use the names of the template.", "unknown_column")
        for name in header
        if name and name not in BY_NAME
    ]
    faults += [
        Fault("Row 1", column.name, "is missing. Every file has this column.", "missing_column")
        for column in COLUMNS
        if column.is_required and column.name not in header
    ]
    twice = {name for name in header if name and header.count(name) > 1}
    return faults + [
        Fault("Row 1", name, "stands twice. Keep one of them.", "column_twice") for name in sorted(twice)
    ]


def _row(line: int, header: Sequence[str], cells: Sequence[str], faults: list[Fault]) -> Row:
    fields: dict[str, Any] = {}
    private: dict[str, Any] = {}
    if len(cells) > len(header):
        faults.append(
            Fault(
                f"Row {line}",
                "",
                f"has {len(cells)} cells, the header {len(header)}. Check commas and quotation marks.",
                "cells",
            )
        )
    for name, cell in zip(header, cells, strict=False):
        column = BY_NAME[name]
        if not cell:
            continue
        try:
            value = column.parse(cell)
        except Unsound as fault:
            faults.append(Fault(f"Row {line}", name, fault.says.rstrip(".") + ".", fault.code))
            continue
        if column.is_private:
            private[name] = value
        else:
            fields[name] = value
    filled = {name for name, cell in zip(header, cells, strict=False) if cell}
    faults += [
        Fault(f"Row {line}", column.name, "is empty. Every row fills this column.", "empty_cell")
        for column in COLUMNS
        if column.is_required and column.name not in filled
    ]
    return Row(line, fields, private, frozenset(filled - set(fields) - set(private)))


def _faults_of_row(row: Row, known: Known) -> Iterable[tuple[str, str]]:
    born, joined = row["born"], row["joined"]
    if born and joined and (says := faults_of_birth(born, joined)):
        yield "born", says
    if row["ends"] and joined and row["ends"] < joined:
        yield "ends", f"ends on {row['ends']}, before joining on {joined}. Check both dates."
    for name, codes in (
        ("post", known.posts),
        ("office", known.offices),
        ("drawing_code", known.drawing_codes),
        ("bill_class", known.bill_classes),
    ):
        if row[name] and row[name] not in codes:
            yield (
                name,
                f"“{row[name]}” is not a known code. Register the {name.replace('_', ' ')} first, or correct the code.",
            )
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
    yield from _faults_of_pay(row, known)
    if row["order_dated"] and row["order_dated"] > known.today:
        yield "order_dated", f"{row['order_dated']} is after today. Check the date of the order."
    if "account" in row.private and not row["branch"]:
        yield "branch", "is empty beside an account number. Enter the branch code of the account."
    if row["gpf_number"] and row["nps_number"]:
        yield (
            "nps_number",
            "stands beside a General Provident Fund account. An employee subscribes to one of the two.",
        )


def _faults_of_pay(row: Row, known: Known) -> Iterable[tuple[str, str]]:
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


def _faults_of_stage(row: Row, stages: Sequence[int] | None) -> Iterable[tuple[str, str]]:
    pay = row["basic_pay"]
    if stages is None:
        yield (
            "scale",
            f"“{row['scale']}” is not a scale of revision {row['revision']}. Check the scale in the posting order.",
        )
    elif pay is not None and pay not in stages:
        below = max((s for s in stages if s < pay), default=stages[0])
        above = min((s for s in stages if s > pay), default=stages[-1])
        yield (
            "basic_pay",
            f"{pay // 100} is not a stage of {row['scale']}. The nearest stages are {below // 100} and {above // 100}.",
        )


def _faults_of_twins(rows: Sequence[Row], known: Known) -> list[Fault]:
    faults = []
    numbers: dict[str, int] = {}
    persons: dict[tuple[str, date], int] = {}
    accounts: dict[tuple[str, str], int] = {}
    for row in (row for row in rows if not row.unread & {"number", "name", "born"}):
        number, person = row["number"], (str(row["name"]).casefold(), row["born"])
        account = (row["branch"] or "", row.private.get("account", ""))
        if number in known.numbers and known.numbers[number] != person:
            faults.append(
                Fault(
                    f"Row {row.line}",
                    "number",
                    f"{number} belongs to another person (name or date of birth differ). A number is given once.",
                    "duplicate_number",
                )
            )
        elif number in numbers:
            faults.append(
                Fault(
                    f"Row {row.line}",
                    "number",
                    f"{number} stands in row {numbers[number]} too. A number is given once.",
                    "duplicate_number",
                )
            )
        elif person in persons or known.persons.get(person, number) != number:
            where = (
                f"as employee {known.persons[person]}"
                if person in known.persons
                else f"in row {persons[person]}"
            )
            faults.append(
                Fault(
                    f"Row {row.line}",
                    "name",
                    f"The same person (name and date of birth) is registered {where}. Add a second employment there.",
                    "same_person",
                )
            )
        if account[1] and (account in accounts or known.accounts.get(account, number) != number):
            where = f"in row {accounts[account]}" if account in accounts else "already"
            faults.append(
                Fault(
                    f"Row {row.line}",
                    "account",
                    f"The same account is registered {where} for another person. The number is not shown here.",
                    "same_account",
                )
            )
        numbers.setdefault(number, row.line)
        persons.setdefault(person, row.line)
        accounts.setdefault(account, row.line)
    return faults
