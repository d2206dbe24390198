"""The file of what was drawn before this system: one row a month, one column a component, in rupees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection, transaction
from django.utils.timezone import localdate

from vethanam.bulk import copy_rows
from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, counted, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.money import Paise, rupees, shown
from vethanam.payroll.actions.elsewhere import is_before_its_month, kinds_of
from vethanam.payroll.actions.signing import signer
from vethanam.payroll.components import codes_of, known_components
from vethanam.payroll.models import DrawnElsewhere
from vethanam.people.models import Employment
from vethanam.periods import Month

KEYS = ("number", "for_month", "voucher_number", "voucher_date")


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row of a file: whose month, by which voucher, how much per component in paise. ``line`` counts the header."""

    line: int
    number: str
    month: Month
    voucher: str
    dated: date
    amounts: Mapping[str, Paise]

    @property
    def place(self) -> str:
        """Where it stands, as a fault says it."""
        return f"Row {self.line}"

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells one row from another."""
        return self.number, int(self.month), self.voucher


@transaction.atomic
def import_drawn(
    authority: Authority, lines: Sequence[Sequence[str]], *, verified_by: int
) -> tuple[int, int]:
    """Take the months in the lines of a file as drawn before this system; gives how many are new and how many stood there.

    A row on record with the same date and amounts stands there already.

    ``verified_by`` is the person, another than the one who enters them, who compared the file with the registers.

    Raises
    ------
    UnsoundInput
        Every fault of the file, with row and column; nothing was kept.
    Refused
        The same person enters and verifies.
    """
    by, _ = signer(authority)
    if by == verified_by:
        raise Refused("import_verifier_entered")
    rows, there, fresh = fresh_drawn(lines, localdate(authority.at))
    enter_drawn(authority, fresh, there, entered_by=by, verified_by=verified_by)
    return len(fresh), len(rows) - len(fresh)


def fresh_drawn(
    lines: Sequence[Sequence[str]], today: date
) -> tuple[list[DrawnRow], dict[str, int], list[DrawnRow]]:
    """The rows of a file, the employment of each number, and the rows that are not on record. Waits for another import.

    Raises
    ------
    UnsoundInput
        Every fault of the file.
    """
    rows = read_drawn(lines, today)
    there = _employments(rows)
    with connection.cursor() as cursor:
        # another import of the same file waits, and then finds its rows on record
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('payroll_drawnelsewhere'))")
    return rows, there, _not_entered(rows, there)


def enter_drawn(
    authority: Authority,
    fresh: Sequence[DrawnRow],
    there: Mapping[str, int],
    *,
    entered_by: int,
    verified_by: int,
) -> None:
    """Append rows as drawn before this system, and one leaf that commits to them; from now on they count as drawn."""
    if not fresh:
        return
    copy_rows(DrawnElsewhere._meta.db_table, _frame(authority, fresh, there, (entered_by, verified_by)))
    _leaf(authority, fresh, there, (entered_by, verified_by))


def _employments(rows: Sequence[DrawnRow]) -> dict[str, int]:
    """The employment of each number; UnsoundInput names every number nobody has."""
    numbers = {row.number for row in rows}
    there = dict(Employment.objects.filter(number__in=numbers).values_list("number", "pk"))
    unknown = [
        Fault(f"Employee {typed(number)}", "number", "employee_not_registered")
        for number in sorted(numbers - set(there))
    ]
    if unknown:
        raise UnsoundInput("import_unsound", unknown, counted=counted(unknown))
    return there


type _Paper = tuple[date, Mapping[str, Paise]]


def _not_entered(rows: Sequence[DrawnRow], there: Mapping[str, int]) -> list[DrawnRow]:
    """The rows that are not on record; UnsoundInput names every one that is there with another date or amount."""
    standing = _on_record(there)
    fresh: list[DrawnRow] = []
    faults: list[Fault] = []
    for row in rows:
        known = standing.get((there[row.number], int(row.month), row.voucher), [])
        if not known:
            fresh.append(row)
        elif (row.dated, dict(row.amounts)) not in known:
            faults += _differences(row, known[0])
    if faults:
        raise UnsoundInput("import_unsound", faults, counted=counted(faults))
    return fresh


def _on_record(there: Mapping[str, int]) -> Mapping[tuple[int, int, str], list[_Paper]]:
    """By employment, month and voucher number the date and amounts of each entry that nothing corrects."""
    names = {code: one.name for code, one in known_components().items()}
    rows = DrawnElsewhere.objects.filter(employment__in=there.values(), superseded_by__isnull=True)
    found: dict[tuple[int, int, str], list[_Paper]] = defaultdict(list)
    for employment, month, voucher, dated, codes, amounts in rows.order_by("id").values_list(
        "employment_id", "for_month", "voucher_number", "voucher_date", "components", "amounts"
    ):
        lines = {names[code]: amount for code, amount in zip(codes, amounts, strict=True)}
        found[employment, month, voucher].append((dated, lines))
    return found


def _differences(row: DrawnRow, known: _Paper) -> Iterator[Fault]:
    """Each column in which a row differs from the entry on record."""
    dated, lines = known
    if row.dated != dated:
        yield Fault(row.place, "voucher_date", "other_on_record", {"recorded": dated, "here": row.dated})
    for name in sorted({*lines, *row.amounts}):
        there, here = lines.get(name, 0), row.amounts.get(name, 0)
        if there != here:
            yield Fault(row.place, name, "other_on_record", {"recorded": shown(there), "here": shown(here)})


def _frame(
    authority: Authority, fresh: Sequence[DrawnRow], there: Mapping[str, int], people: tuple[int, int]
) -> pl.DataFrame:
    """The rows as the table has them; its sums are worked out by the database."""
    codes = codes_of(kinds_of({name: None for row in fresh for name in row.amounts}))
    entered_by, verified_by = people
    rows = [
        (
            there[row.number],
            int(row.month),
            [codes[name] for name in sorted(row.amounts)],
            [row.amounts[name] for name in sorted(row.amounts)],
            row.voucher,
            row.dated,
        )
        for row in fresh
    ]
    schema = {
        "employment_id": pl.Int64,
        "for_month": pl.Int64,
        "components": pl.List(pl.Int64),
        "amounts": pl.List(pl.Int64),
        "voucher_number": pl.String,
        "voucher_date": pl.Date,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        gross=pl.lit(0),
        tax=pl.lit(0),
        source=pl.lit(DrawnElsewhere.Source.BEFORE_SYSTEM.value),
        entered_by_id=pl.lit(entered_by),
        verified_by_id=pl.lit(verified_by),
        recorded_at=pl.lit(authority.at.isoformat()),
        is_withdrawn=pl.lit(value=False),
    )


def _leaf(
    authority: Authority, fresh: Sequence[DrawnRow], there: Mapping[str, int], people: tuple[int, int]
) -> None:
    """One leaf for the whole file, committing to every row of it."""
    rows: list[Json] = [[there[row.number], str(row.month), row.voucher, dict(row.amounts)] for row in fresh]
    append(
        "drawn_imported",
        public={"rows": len(fresh)},
        private={"by": people[0], "verified": people[1], "rows": rows},
        at=authority.at,
        is_sample=authority.is_sample,
    )


def read_drawn(lines: Sequence[Sequence[str]], today: date) -> list[DrawnRow]:
    """The rows of the file; UnsoundInput names every fault of it, as on a day."""
    header = [cell.strip() for cell in lines[0]] if lines else []
    missing = [name for name in KEYS if name not in header]
    if missing:
        faults = [Fault("Row 1", name, "missing_column") for name in missing]
        raise UnsoundInput("header_unsound", faults)
    kinds_of({name: None for name in header if name not in KEYS})
    rows, faults = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cells):
            try:
                rows.append(_row(number, dict.fromkeys(header, "") | dict(zip(header, cells, strict=False))))
            except Unsound as fault:
                faults.append(Fault(f"Row {number}", "", fault.code, fault.facts))
            except ValueError:
                faults.append(Fault(f"Row {number}", "", "voucher_date_unreadable"))
    faults += [*_twice(rows), *_misdated(rows, today)]
    if faults:
        raise UnsoundInput("import_unsound", faults, counted=counted(faults))
    return rows


def _twice(rows: Sequence[DrawnRow]) -> Iterator[Fault]:
    """Rows of the same month and voucher of somebody as one before them."""
    first: dict[tuple[str, int, str], int] = {}
    for row in rows:
        if (line := first.setdefault(row.key, row.line)) != row.line:
            yield Fault(row.place, "voucher_number", "voucher_twice", {"row": line})


def _misdated(rows: Sequence[DrawnRow], today: date) -> Iterator[Fault]:
    for row in rows:
        if row.dated > today:
            yield Fault(row.place, "voucher_date", "voucher_day_after_today", {"day": row.dated})
        elif is_before_its_month(row.month, row.dated):
            yield Fault(
                row.place, "voucher_date", "voucher_day_before_month", {"day": row.dated, "month": row.month}
            )


def _row(line: int, cells: Mapping[str, str]) -> DrawnRow:
    amounts = {name: rupees(cell) for name, cell in cells.items() if name not in KEYS and cell}
    if not amounts or any(amount < 0 for amount in amounts.values()):
        raise Unsound("drawn_row_without_amount")
    return DrawnRow(
        line,
        cells["number"],
        Month.parse(cells["for_month"]),
        cells["voucher_number"],
        date.fromisoformat(cells["voucher_date"]),
        amounts,
    )
