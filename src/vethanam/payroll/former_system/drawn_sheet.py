"""The sheet of months drawn by the former system: one person submits it, a second verifies and enters it."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from hashlib import sha256

import polars as pl
from django.db import transaction
from django.utils.timezone import localdate

from vethanam.errors import Broken, Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.former_system.drawn_file import components_of, enter_drawn, fresh_drawn, texts_of_drawn
from vethanam.service_book.models import Posting, Sheet
from vethanam.service_book.sheets.cells import Faults, cells_of
from vethanam.service_book.sheets.intake import (
    Entered,
    Taken,
    codes_of_employments,
    keep_sheet,
    known_sheet,
    taken_before,
)

KIND = "drawn"
#: fast compression: one level more saves a tenth and takes twice as long
_LEVEL = 1


def take_drawn(authority: Authority, content: bytes, name: str, *, dry_run: bool = False) -> Taken:
    """Check and keep a sheet of months drawn by the former system; ``dry_run`` only checks.

    It counts as drawn only after a second person verifies it. The same file again changes nothing.

    Raises
    ------
    UnsoundInput
        Every fault of the sheet, with row and column.
    """
    if known := known_sheet(KIND, content):
        return taken_before(known)
    with transaction.atomic():
        rows, fresh = _checked(content, name, authority)
        taken = Taken(KIND, name, rows.height, fresh.height, is_dry_run=dry_run)
        if dry_run or fresh.is_empty():
            return taken
        employments = fresh["employment_id"].unique().sort().to_list()
        _check_scope(authority, name, employments)
        totals = {
            one: int(fresh[one].sum()) for one in components_of(fresh) if fresh[one].is_not_null().any()
        }
        codes = codes_of_employments(employments)
        texts = texts_of_drawn(fresh).to_list()
        return keep_sheet(
            authority, taken, content, Entered(texts, {}, codes, totals, zlib.compress(content, _LEVEL))
        )


def enter_sheet(authority: Authority, sheet: Sheet) -> int:
    """Enter the months of a kept sheet, verified by the acting person. Returns the number of new months.

    Raises
    ------
    Refused
        No person submitted the sheet.
    UnsoundInput
        Entries on record contradict it by now.
    """
    if sheet.person_id is None or authority.person is None:
        raise Refused("sheet_needs_person")
    _, fresh = _checked(_content(sheet), sheet.file_name, authority)
    enter_drawn(authority, fresh, entered_by=sheet.person_id, verified_by=authority.person)
    return fresh.height


def rows_kept(sheet: Sheet, authority: Authority) -> pl.DataFrame:
    """The rows of a kept sheet that are not on record."""
    return _checked(_content(sheet), sheet.file_name, authority)[1]


def _content(sheet: Sheet) -> bytes:
    """The submitted bytes.

    Raises
    ------
    Broken
        The bytes do not match the saved hash.
    """
    content = zlib.decompress(bytes(sheet.content or b""))
    if sha256(content).digest() != bytes(sheet.file_hash):
        raise Broken("sheet_root_differs", sheet=sheet.pk)
    return content


def _checked(content: bytes, name: str, authority: Authority) -> tuple[pl.DataFrame, pl.DataFrame]:
    header, cells, formulas = cells_of(content, name)
    return fresh_drawn(header, cells, formulas, localdate(authority.at), Faults(name))


def _check_scope(authority: Authority, name: str, employments: Collection[int]) -> None:
    """Refuse months of people who were never posted under the office."""
    if not authority.scope:
        return
    own = Posting.objects.filter(drawing_code__code=authority.scope).values_list("employment", flat=True)
    outside = sorted(set(employments) - set(own))
    if outside:
        raise Refused("sheet_of_other_codes", sheet=name, codes=codes_of_employments(outside))
