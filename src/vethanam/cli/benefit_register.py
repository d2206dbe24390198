"""``vethanam benefits take-over FILE``: the register of a scheme, sheet by sheet, of any length."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from io import BufferedReader
from itertools import batched
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import polars as pl
import typer

from vethanam.acts.benefit_fields import CLERK, SCHEME, scheme_of
from vethanam.acts.benefit_sheets import taken_state, template_csv, template_workbook
from vethanam.benefits.models import SchemeOffice
from vethanam.benefits.sheets.checks import Place, checked_rows
from vethanam.benefits.sheets.intake import MOST_ROWS, body_for, take_beneficiaries, taken_before
from vethanam.errors import MOST_FAULTS, Fault, Refused, Unsound, UnsoundInput, counted, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.queries import authority_of, hats_of
from vethanam.service_book.sheets.cells import LINE
from vethanam.tables import content_of

#: columns with numbers that stand once in a file
ONCE = ("number", "beneficiary")


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of a file: its name, its bytes, and the rows of the file before it."""

    name: str
    content: bytes = field(repr=False)
    lines_before: int = 0


def take_over(
    file: Annotated[Path, typer.Argument(help="A sheet as CSV or XLSX, of any length as CSV.")],
    scheme: Annotated[str, typer.Option(help="The code of the scheme.")] = "",
    by: Annotated[
        str, typer.Option("--by", help="Sign-in name of the officer of the scheme, or clerk.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Write an empty sheet as FILE, with one filled row.")
    ] = False,
) -> None:
    """Take a register of beneficiaries over. Another person verifies each sheet.

    A longer file becomes several sheets, each one transaction. All of it is checked before anything is
    stored, and all faults are listed at once. After a kill, finished sheets stay and the next call continues.
    """
    if template:
        _write_template(file)
        return
    office = scheme_of(scheme)
    authority = _authority(by, office)
    faults = _faults_of(authority, office, file)
    done = [] if faults or dry_run else [*_taken(authority, office, file)]
    if as_json:
        said = [
            {"record": one.record, "column": one.field, "says": one.says, "code": one.code} for one in faults
        ]
        typer.echo(
            json.dumps({"sheets": done, "faults": said, "dry_run": dry_run}, indent=2, ensure_ascii=False)
        )
    else:
        _say(done, faults, dry_run=dry_run)
    if faults:
        raise typer.Exit(1)


def parts_of(file: Path) -> Iterator[Part]:
    """The sheets of a file: a workbook is one; a CSV is cut after every so many rows, header repeated.

    Raises
    ------
    Unsound
        A line is no CSV in UTF-8, or the file is cut off.
    """
    if not file.is_file():
        raise Unsound("no_such_folder", folder=typed(file.name))
    with file.open("rb") as opened:
        is_workbook = opened.read(4) == b"PK\x03\x04"
    if is_workbook:
        yield Part(file.name, content_of(file))
        return
    with file.open("rb") as opened:
        lines = csv.reader(_texts(opened, file.name), strict=True)
        try:
            header = next(lines, [])
            for place, rows in enumerate(batched(lines, MOST_ROWS)):
                last = len(rows[-1])
                if 0 < last < len(header) and not opened.peek(1):
                    raise _breaks_off(file.name, lines.line_num)
                written = io.StringIO()
                csv.writer(written, lineterminator="\n").writerows([header, *rows])
                yield Part(file.name, written.getvalue().encode(), place * MOST_ROWS)
        except csv.Error:
            raise _breaks_off(file.name, lines.line_num) from None


def _texts(lines: BufferedReader, name: str) -> Iterator[str]:
    """The lines of a file in UTF-8, one at a time."""
    for place, line in enumerate(lines, start=1):
        try:
            yield line.decode("utf-8-sig" if place == 1 else "utf-8")
        except UnicodeDecodeError:
            raise _breaks_off(name, place) from None


def _breaks_off(name: str, line: int) -> Unsound:
    return Unsound("sheet_breaks_off", file=name, line=line)


def _faults_of(authority: Authority, office: SchemeOffice, file: Path) -> list[Fault]:
    """Every fault of a file, and each number that stands in two of its parts. Nothing is stored."""
    place, found = Place.of(authority, office, body_for(authority, office)), list[Fault]()
    numbers = {name: list[pl.DataFrame]() for name in ONCE}
    is_empty = True
    for part in parts_of(file):
        is_empty = False
        if taken_before(office, part.content):
            continue
        try:
            rows = checked_rows(part.content, part.name, place.after(part.lines_before))
        except UnsoundInput as unsound:
            found += unsound.faults
            if len(found) >= MOST_FAULTS:
                break
            continue
        for name, before in numbers.items():
            before.append(_shortened(rows, name))
    if is_empty:
        return [Fault(file.name, "", "sheet_without_rows")]
    if not found:
        found = [fault for name, parts in numbers.items() for fault in _twice(file.name, name, parts)]
    return found[:MOST_FAULTS]


def _shortened(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Row and short number of each cell that is filled."""
    filled = rows.select(LINE, name).drop_nulls(name)
    short = pl.Series("short", [_short(one) for one in filled[name]], dtype=pl.UInt64)
    return filled.select(LINE).with_columns(short)


def _twice(file: str, name: str, parts: list[pl.DataFrame]) -> Iterator[Fault]:
    """A fault for each row with a number of a part before; inside a part it was found already."""
    if len(parts) > 1:
        whole = pl.concat(parts).with_columns(first=pl.col(LINE).first().over("short"))
        for line, _, first in whole.filter(pl.col("first") != pl.col(LINE)).head(MOST_FAULTS).iter_rows():
            yield Fault(f"{file}, row {line}", name, "sheet_number_twice", {"first": first})


def _short(number: str) -> int:
    """Eight bytes of a hash: the numbers of 62 lakh people fit into 50 MB."""
    return int.from_bytes(blake2b(number.encode(), digest_size=8).digest())


def _taken(authority: Authority, office: SchemeOffice, file: Path) -> Iterator[dict[str, Any]]:
    for part in parts_of(file):
        began = monotonic()
        taken = take_beneficiaries(authority, office, part.content, part.name, lines_before=part.lines_before)
        yield {**taken_state(taken), "seconds": round(monotonic() - began, 1)}


def _say(done: list[dict[str, Any]], faults: list[Fault], *, dry_run: bool) -> None:
    for one in done:
        new = "taken over before" if one["taken_before"] else f"{one['new']} new"
        typer.echo(
            f"{one['file']}: {one['rows']} rows, {new}. Sheet {one['number']}. Another person verifies it."
        )
    if dry_run and not faults:
        typer.echo("No fault. Nothing was kept: a dry run.")
    for fault in faults:
        typer.echo(f"  {fault.record}{', ' + fault.field if fault.field else ''}: {fault.says}", err=True)
    if faults:
        typer.echo(f"{counted(faults)}. Nothing was taken over.", err=True)


def _write_template(file: Path) -> None:
    if file.suffix.lower() == ".xlsx":
        file.write_bytes(template_workbook(with_example=True))
    else:
        file.write_text(template_csv(with_example=True), encoding="utf-8", newline="")
    typer.echo(f"{file.name} is written.")


def _authority(by: str, office: SchemeOffice) -> Authority:
    """The officer of the scheme, else the clerk of a local body."""
    account = Account.objects.filter(username=by).first()
    if account is None:
        raise Unsound("take_over_by_nobody", name=typed(by, 40))
    at, is_sample = business_now()
    for hat in hats_of(account.pk, at):
        if "prepare" in hat.powers and (hat.role == CLERK or (hat.role, hat.scope) == (SCHEME, office.code)):
            return authority_of(
                account, at, role=hat.role, scope=hat.scope, power="prepare", is_sample=is_sample
            )
    raise Refused("benefit_of_another_office")
