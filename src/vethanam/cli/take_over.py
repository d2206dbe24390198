"""``vethanam take-over FOLDER``: the sheets of the system before, one after the other; each whole or not at all."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer
from django.db import transaction

from vethanam.acts.sheets import SHEETS, sheet_named, template_csv, template_workbook
from vethanam.acts.taking_over import kind_of, state_of, take_sheet
from vethanam.errors import Fault, Unsound, UnsoundInput, VethanamError, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.models import Role
from vethanam.people.queries import authority_of, hats_of
from vethanam.tables import content_of

app = typer.Typer(
    help="Take over the sheets of the system before.", add_completion=False, no_args_is_help=True
)
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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, keep nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    template: Annotated[
        str,
        typer.Option(
            "--template", help="Write an empty sheet of this name into FOLDER; “all” for every one."
        ),
    ] = "",
) -> None:
    """Take over every sheet of a folder in its order; a sheet that was taken over before is passed by.

    Each sheet is one transaction: killed in the middle, what was done stands and the next call goes on. The faults of all
    sheets are shown at once; a sheet with a fault is left out, and those after it are checked only.
    """
    if template:
        _write_templates(folder, template)
        return
    authority = _authority(by)
    done, faults = _taken(_files(folder), authority, dry_run=dry_run)
    if as_json:
        typer.echo(
            json.dumps({"sheets": done, "faults": [_plain(fault) for fault in faults]}, ensure_ascii=False)
        )
    else:
        _say(done, faults)
    if faults:
        raise typer.Exit(2)


def _taken(
    files: list[Found], authority: Authority, *, dry_run: bool
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Each sheet taken over, or what is wrong with it. After a fault the rest is only checked: it may rest on what is missing.

    In a dry run later sheets see what earlier ones state; at the end all of it is taken back.
    """
    done: list[dict[str, Any]] = []
    faults: list[Fault] = []

    def one_by_one() -> None:
        for found in files:
            began = monotonic()
            _progress(f"{found.path.name}: reading")
            try:
                with transaction.atomic():
                    taken = take_sheet(
                        authority,
                        found.kind,
                        content_of(found.path),
                        found.path.name,
                        dry_run=bool(faults) and not dry_run,
                    )
            except UnsoundInput as unsound:
                faults.extend(unsound.faults)
                continue
            except VethanamError as refused:
                faults.append(Fault(found.path.name, "", refused.says, refused.code))
                continue
            done.append({**state_of(taken), "seconds": round(monotonic() - began, 1), "dry_run": dry_run})
            _progress(f"{found.path.name}: {taken.rows} rows, {taken.new} new, {monotonic() - began:.1f} s")

    if not dry_run:
        one_by_one()
        return done, faults
    try:
        with transaction.atomic():
            one_by_one()
            raise _Kept
    except _Kept:
        return done, faults


def _files(folder: Path) -> list[Found]:
    """The sheets of a folder, in the order in which one names what those before it entered.

    Raises
    ------
    UnsoundInput
        A file is named like no sheet.
    """
    if folder.is_file():
        return [Found(folder, kind_of(folder.name, content_of(folder)))]
    if not folder.is_dir():
        raise Unsound("no_such_file", f"There is no folder {typed(folder.name)}. Check the name.")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    unknown = [
        path.name for path in paths if sheet_named(path.name) is None and path.stem not in OF_THE_DIRECTORATE
    ]
    if unknown:
        faults = [
            Fault(
                name, "", Unsound("sheet_not_known", file=name, sheets=list(SHEETS)).says, "sheet_not_known"
            )
            for name in unknown
        ]
        raise UnsoundInput("Some files are named like no sheet. Nothing was taken over.", faults)
    order = list(SHEETS)
    named = [Found(path, kind) for path in paths if (kind := sheet_named(path.name)) is not None]
    return sorted(named, key=lambda found: (order.index(found.kind), found.path.name))


#: sheets of the directorate, which are imported apart: departments, treasuries, offices and so on
OF_THE_DIRECTORATE: frozenset[str] = frozenset({"offices"})


def _write_templates(folder: Path, name: str) -> None:
    wanted = list(SHEETS) if name == "all" else [name]
    unknown = [one for one in wanted if one not in SHEETS]
    if unknown:
        raise Unsound("sheet_not_known", file=typed(name), sheets=list(SHEETS))
    folder.mkdir(parents=True, exist_ok=True)
    for one in wanted:
        (folder / f"{one}.csv").write_text(template_csv(one), encoding="utf-8", newline="")
        (folder / f"{one}.xlsx").write_bytes(template_workbook(one))
    typer.echo(f"{len(wanted)} empty sheets, each as CSV and XLSX, are in {folder.name}.")


def _authority(by: str) -> Authority:
    at, is_sample = business_now()
    account = Account.objects.filter(username=by).first()
    if account is None:
        raise Unsound(
            "no_such_account", f"No account is called {typed(by, 40)}. Name the one who takes over with --by."
        )
    held = {hat.role for hat in hats_of(account.pk, at) if "prepare" in hat.powers}
    role = Role.DRAWING_OFFICER if Role.CLERK not in held and Role.DRAWING_OFFICER in held else Role.CLERK
    return authority_of(account, at, role=role, power="prepare", is_sample=is_sample)


def _progress(says: str) -> None:
    if sys.stderr.isatty():
        typer.echo(says, err=True)


def _say(done: list[dict[str, Any]], faults: list[Fault]) -> None:
    for one in done:
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
