"""``vethanam take-over FOLDER``: imports the sheets of the former system one by one, each whole
or not at all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer
from django.db import transaction

from vethanam.acts.masters import is_of_directorate, propose_directorate
from vethanam.acts.sheets import SHEETS, sheet_named, stage_of, template_csv, template_workbook
from vethanam.acts.takeover import kind_of, state_of, take_sheet
from vethanam.bulk import side_by_side
from vethanam.errors import Fault, Unsound, UnsoundInput, VethanamError, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.models import Role
from vethanam.people.queries import authority_of, hats_of
from vethanam.tables import content_of

app = typer.Typer(help="Import the sheets of the former system.", add_completion=False, no_args_is_help=True)
_ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder and its sheet."""

    path: Path
    kind: str


class _Kept(Exception):
    """Unwinds a dry run of a whole folder."""


@app.command()
def take_over(
    folder: Annotated[Path, typer.Argument(help="A folder of sheets, or one file; see --template.")],
    by: Annotated[str, typer.Option("--by", help="Sign-in name of the clerk or drawing officer.")] = "",
    code: Annotated[str, typer.Option("--for", help="The drawing code, if you work for several.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    template: Annotated[
        str,
        typer.Option(
            "--template", help="Write an empty sheet of this name into FOLDER; “all” for every sheet."
        ),
    ] = "",
    example: Annotated[bool, typer.Option("--example", help="With --template: add one filled row.")] = False,
) -> None:
    """Take over every sheet of a folder in order; a sheet that was taken over before is skipped.

    Each sheet is one transaction. After a kill, finished sheets stay and the next call continues. All faults
    of all sheets are listed at once. A sheet with a fault is left out, and sheets that may refer to it are
    only checked.
    """
    if template:
        _write_templates(folder, template, with_example=example)
        return
    account = _account(by)
    proposed, faults = _directorate(folder, account, dry_run=dry_run)
    done: list[dict[str, Any]] = [*proposed]
    files = files_of(folder)
    if not faults and files and not any(one["waits"] for one in proposed):
        found, faults = take_files(files, authority_for(account, code), dry_run=dry_run)
        done += found
    if as_json:
        typer.echo(
            json.dumps({"sheets": done, "faults": [_plain(fault) for fault in faults]}, ensure_ascii=False)
        )
    else:
        _say(done, faults)
    if faults:
        raise typer.Exit(2)


def take_files(
    files: Sequence[Found], authority: Authority, *, dry_run: bool
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Take over each sheet in its own transaction, or list its faults; two kinds of sheet run at a time.

    After a fault, later sheets of the kind and of later stages are only checked, as they may depend on it.

    In a dry run later sheets see the rows of earlier ones; all are rolled back at the end.
    """
    if dry_run:
        return _dry_run(files, authority)
    done: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for _, stage in groupby(files, key=lambda found: stage_of(found.kind)):
        kinds = [list(some) for _, some in groupby(stage, key=lambda found: found.kind)]
        largest_first = sorted(kinds, key=lambda some: -sum(found.path.stat().st_size for found in some))
        take = partial(_take_one_by_one, authority=authority, checks_only=bool(faults))
        taken = {some[0].kind: result for some, result in
                 zip(largest_first, side_by_side(take, largest_first), strict=True)}  # fmt: skip
        for some in kinds:
            done += taken[some[0].kind][0]
            faults += taken[some[0].kind][1]
    return done, faults


def _take_one_by_one(
    files: Sequence[Found], *, authority: Authority, checks_only: bool = False, dry_run: bool = False
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Take over these sheets in order; after a fault the others are only checked, outside of a dry run."""
    done: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for found in files:
        began = monotonic()
        _progress(f"{found.path.name}: reading")
        only_checked = (checks_only or bool(faults)) and not dry_run
        try:
            with transaction.atomic():
                content = content_of(found.path)
                taken = take_sheet(authority, found.kind, content, found.path.name, dry_run=only_checked)
        except UnsoundInput as unsound:
            faults.extend(unsound.faults)
            continue
        except VethanamError as refused:
            faults.append(Fault(found.path.name, "", refused.code, refused.facts))
            continue
        done.append({**state_of(taken), "seconds": round(monotonic() - began, 1), "dry_run": dry_run})
        _progress(f"{found.path.name}: {taken.rows} rows, {taken.new} new, {monotonic() - began:.1f} s")
    return done, faults


def _dry_run(files: Sequence[Found], authority: Authority) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Take over each sheet in one transaction and roll it back."""
    try:
        with transaction.atomic():
            done, faults = _take_one_by_one(files, authority=authority, dry_run=True)
            raise _Kept
    except _Kept:
        return done, faults


def files_of(folder: Path) -> list[Found]:
    """The sheets of a folder, ordered so that a sheet comes after those it refers to.

    Raises
    ------
    UnsoundInput
        A file has no sheet's name.
    """
    if folder.is_file():
        return [Found(folder, kind_of(folder.name, content_of(folder)))]
    if not folder.is_dir():
        raise Unsound("no_such_folder", folder=typed(folder.name))
    paths = _paths(folder)
    unknown = [
        path.name for path in paths if sheet_named(path.name) is None and not is_of_directorate(path.name)
    ]
    if unknown:
        faults = [
            Fault(name, "", "sheet_not_known", {"file": name, "sheets": list(SHEETS)}) for name in unknown
        ]
        raise UnsoundInput("sheets_misnamed", faults)
    order = list(SHEETS)
    named = [Found(path, kind) for path in paths if (kind := sheet_named(path.name)) is not None]
    return sorted(named, key=lambda found: (stage_of(found.kind), order.index(found.kind), found.path.name))


def _directorate(
    folder: Path, account: Account, *, dry_run: bool
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Propose the masters in the folder's directorate sheets, if the account is an administrator's.

    A second administrator must agree; a clerk takes over the sheets that name those masters afterwards.
    """
    files = {path.name: content_of(path) for path in _paths(folder) if is_of_directorate(path.name)}
    at, is_sample = business_now()
    if not files or not any(hat.role == Role.ADMINISTRATOR for hat in hats_of(account.pk, at)):
        return [], []
    authority = authority_of(account, at, role=Role.ADMINISTRATOR, is_sample=is_sample)
    try:
        with transaction.atomic():
            proposal = propose_directorate(authority, files)
            if dry_run:
                raise _Kept
    except _Kept:
        proposal = None
    except UnsoundInput as unsound:
        return [], list(unsound.faults)
    state = {
        "sheet": "directorate",
        "files": sorted(files),
        "proposal": proposal,
        "waits": proposal is not None,
    }
    return [state], []


def _paths(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)


def _write_templates(folder: Path, name: str, *, with_example: bool) -> None:
    wanted = list(SHEETS) if name == "all" else [name]
    unknown = [one for one in wanted if one not in SHEETS]
    if unknown:
        raise Unsound("sheet_not_known", file=typed(name), sheets=list(SHEETS))
    folder.mkdir(parents=True, exist_ok=True)
    for one in wanted:
        (folder / f"{one}.csv").write_text(
            template_csv(one, with_example=with_example), encoding="utf-8", newline=""
        )
        (folder / f"{one}.xlsx").write_bytes(template_workbook(one, with_example=with_example))
    typer.echo(f"{len(wanted)} sheets, each as CSV and XLSX, are in {folder.name}.")


def _account(by: str) -> Account:
    account = Account.objects.filter(username=by).first()
    if account is None:
        raise Unsound("take_over_by_nobody", name=typed(by, 40))
    return account


def authority_for(account: Account, code: str = "") -> Authority:
    """The authority for a take-over: clerk, else drawing officer; all codes before a single one.

    Raises
    ------
    Refused
        The account has neither role, or not for this drawing code.
    """
    at, is_sample = business_now()
    hats = sorted(
        (hat for hat in hats_of(account.pk, at) if "prepare" in hat.powers and code in ("", hat.scope)),
        key=lambda hat: hat.scope != "",
    )
    held = {hat.role for hat in hats}
    role = Role.DRAWING_OFFICER if Role.CLERK not in held and Role.DRAWING_OFFICER in held else Role.CLERK
    return authority_of(
        account, at, role=role, scope=code or None, power="prepare", is_sample=is_sample, hats=hats
    )


def _progress(says: str) -> None:
    if sys.stderr.isatty():
        typer.echo(says, err=True)


def _say(done: list[dict[str, Any]], faults: list[Fault]) -> None:
    for one in done:
        if one["sheet"] == "directorate":
            waits = (
                f"proposed as {one['proposal']}. Another administrator agrees; then give the folder again."
                if one["waits"]
                else "nothing new."
            )
            typer.echo(f"{', '.join(one['files'])}: {waits}")
            continue
        what = (
            "taken over before" if one["taken_before"] else f"{one['new']} new, {one['changed']} corrections"
        )
        kept = " Nothing was kept: a dry run." if one["dry_run"] else ""
        number = f" Sheet {one['number']}." if one["number"] and not one["dry_run"] else ""
        typer.echo(f"{one['file']}: {one['rows']} rows, {what}.{number}{kept}")
    for fault in faults:
        typer.echo(f"  {fault.record}{', ' + fault.field if fault.field else ''}: {fault.says}", err=True)


def _plain(fault: Fault) -> dict[str, str]:
    return {"record": fault.record, "column": fault.field, "says": fault.says, "code": fault.code}
