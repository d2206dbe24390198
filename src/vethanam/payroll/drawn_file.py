"""The file of what was drawn before this system: one row a month, one column a component, in rupees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, counted, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.money import Paise, rupees
from vethanam.payroll.actions.elsewhere import kinds_of
from vethanam.payroll.actions.signing import signer
from vethanam.payroll.components import codes_of
from vethanam.payroll.models import DrawnElsewhere
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.employees_file import lines_of

KEYS = ("number", "for_month", "voucher_number", "voucher_date")


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row: whose month, by which voucher, how much per component in paise."""

    number: str
    month: Month
    voucher: str
    dated: date
    amounts: Mapping[str, Paise]


@transaction.atomic
def import_drawn(authority: Authority, path: Path, *, verified_by: int) -> tuple[int, int]:
    """Take the months of a file as drawn before this system; gives how many are new and how many stood there already.

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
    rows = read_drawn(lines_of(path))
    there = _employments(rows)
    fresh = _not_entered(rows, there)
    DrawnElsewhere.objects.bulk_create(_records(authority, fresh, there, (by, verified_by)), batch_size=2000)
    if fresh:
        _leaf(authority, fresh, there, (by, verified_by))
    return len(fresh), len(rows) - len(fresh)


def _employments(rows: Sequence[DrawnRow]) -> dict[str, int]:
    """The employment of each number; UnsoundInput names every number nobody has."""
    numbers = {row.number for row in rows}
    there = dict(Employment.objects.filter(number__in=numbers).values_list("number", "pk"))
    says, code = "is not registered. Import the employee first.", "unknown_employee"
    unknown = [
        Fault(f"Employee {typed(number)}", "number", says, code) for number in sorted(numbers - set(there))
    ]
    if unknown:
        raise UnsoundInput("import_unsound", unknown, counted=counted(unknown))
    return there


def _not_entered(rows: Sequence[DrawnRow], there: Mapping[str, int]) -> list[DrawnRow]:
    standing = set(
        DrawnElsewhere.objects.filter(employment__in=there.values()).values_list(
            "employment_id", "for_month", "voucher_number"
        )
    )
    return [row for row in rows if (there[row.number], int(row.month), row.voucher) not in standing]


def _records(
    authority: Authority, fresh: Sequence[DrawnRow], there: Mapping[str, int], people: tuple[int, int]
) -> list[DrawnElsewhere]:
    codes = codes_of(kinds_of({name: None for row in fresh for name in row.amounts}))
    entered_by, verified_by = people
    return [
        DrawnElsewhere(
            employment_id=there[row.number],
            for_month=int(row.month),
            components=[codes[name] for name in sorted(row.amounts)],
            amounts=[row.amounts[name] for name in sorted(row.amounts)],
            source=DrawnElsewhere.Source.BEFORE_SYSTEM,
            voucher_number=row.voucher,
            voucher_date=row.dated,
            entered_by_id=entered_by,
            verified_by_id=verified_by,
            recorded_at=authority.at,
        )
        for row in fresh
    ]


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


def read_drawn(lines: Sequence[Sequence[str]]) -> list[DrawnRow]:
    """The rows of the file; UnsoundInput names every fault of it."""
    header = [cell.strip() for cell in lines[0]] if lines else []
    missing = [name for name in KEYS if name not in header]
    if missing:
        faults = [Fault("Row 1", name, "missing_column") for name in missing]
        raise UnsoundInput("The header does not fit. Nothing was imported.", faults)
    kinds_of({name: None for name in header if name not in KEYS})
    rows, faults = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cells):
            try:
                rows.append(_row(dict.fromkeys(header, "") | dict(zip(header, cells, strict=False))))
            except (Unsound, ValueError) as fault:
                says = (
                    fault.says
                    if isinstance(fault, Unsound)
                    else "The voucher date is not a date. Write year-month-day."
                )
                faults.append(Fault(f"Row {number}", "", says))
    if faults:
        raise UnsoundInput("import_unsound", faults, counted=counted(faults))
    return rows


def _row(cells: Mapping[str, str]) -> DrawnRow:
    amounts = {name: rupees(cell) for name, cell in cells.items() if name not in KEYS and cell}
    if not amounts or any(amount < 0 for amount in amounts.values()):
        raise Unsound("drawn_row_without_amount")
    return DrawnRow(
        cells["number"],
        Month.parse(cells["for_month"]),
        cells["voucher_number"],
        date.fromisoformat(cells["voucher_date"]),
        amounts,
    )
