"""The sheet of months drawn before: checked and kept when one person gives it, entered when another verifies it."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.errors import Broken, Fault, Refused, UnsoundInput, counted
from vethanam.identity.authority import Authority
from vethanam.ledger.canonical import Json, canonical
from vethanam.payroll.drawn_file import DrawnRow, enter_drawn, fresh_drawn
from vethanam.service_book.models import Posting, Sheet
from vethanam.service_book.sheets.entering import (
    Entered,
    Taken,
    codes_of_employments,
    keep_sheet,
    known_sheet,
    taken_before,
)
from vethanam.tables import lines_in

KIND = "drawn"


def take_drawn(authority: Authority, content: bytes, name: str, *, dry_run: bool = False) -> Taken:
    """Check a sheet of months drawn before and keep it; nothing of it counts as drawn before another person verifies it.

    Raises
    ------
    UnsoundInput
        Every fault of the sheet, with row and column.
    """
    if known := known_sheet(KIND, content):
        return taken_before(known)
    with transaction.atomic():
        rows, there, fresh = _checked(content, name, authority)
        taken = Taken(KIND, name, len(rows), len(fresh), is_dry_run=dry_run)
        if dry_run or not fresh:
            return taken
        texts = [_text(row, there[row.number]) for row in fresh]
        totals: dict[str, int] = defaultdict(int)
        for row in fresh:
            for component, amount in row.amounts.items():
                totals[component] += amount
        codes = codes_of_employments(sorted({there[row.number] for row in fresh}))
        _check_scope(authority, name, {there[row.number] for row in fresh})
        entered = Entered(texts, {}, codes, totals, zlib.compress(content))
        return keep_sheet(authority, taken, content, entered)


def enter_sheet(authority: Authority, sheet: Sheet) -> int:
    """Enter the months of a kept sheet: who verifies it now compared them. Gives how many are new.

    Raises
    ------
    Refused
        No person entered the sheet.
    UnsoundInput
        What is on record by now contradicts it.
    """
    if sheet.person_id is None or authority.person is None:
        raise Refused("sheet_needs_person")
    content = _content(sheet)
    _, there, fresh = _checked(content, sheet.file_name, authority)
    enter_drawn(authority, fresh, there, entered_by=sheet.person_id, verified_by=authority.person)
    return len(fresh)


def rows_kept(sheet: Sheet, authority: Authority) -> Sequence[DrawnRow]:
    """The rows of a kept sheet that are not on record."""
    return _checked(_content(sheet), sheet.file_name, authority)[2]


def _content(sheet: Sheet) -> bytes:
    """The bytes that were given, whole.

    Raises
    ------
    Broken
        They are not those of which the hash is kept.
    """
    content = zlib.decompress(bytes(sheet.content or b""))
    if sha256(content).digest() != bytes(sheet.file_hash):
        raise Broken("sheet_root_differs", sheet=sheet.pk)
    return content


def _checked(
    content: bytes, name: str, authority: Authority
) -> tuple[list[DrawnRow], dict[str, int], list[DrawnRow]]:
    try:
        return fresh_drawn(lines_in(content, name), localdate(authority.at))
    except UnsoundInput as unsound:
        faults = [replace(fault, record=_placed(name, fault)) for fault in unsound.faults]
        raise UnsoundInput("sheet_has_faults", faults, counted=counted(faults), file=name) from None


def _placed(name: str, fault: Fault) -> str:
    return f"{name}, {fault.record[:1].lower()}{fault.record[1:]}"


def _check_scope(authority: Authority, name: str, employments: Collection[int]) -> None:
    """An office takes over the months of people who were posted under it."""
    if not authority.scope:
        return
    own = Posting.objects.filter(drawing_code__code=authority.scope).values_list("employment", flat=True)
    outside = sorted(set(employments) - set(own))
    if outside:
        raise Refused("sheet_of_other_codes", sheet=name, codes=codes_of_employments(outside))


def _text(row: DrawnRow, employment: int) -> str:
    amounts: dict[str, Json] = dict(row.amounts)
    said: dict[str, Json] = {
        "drawn": amounts,
        "employment": employment,
        "for_month": str(row.month),
        "voucher": row.voucher,
        "dated": row.dated.isoformat(),
    }
    return canonical(said).decode()
