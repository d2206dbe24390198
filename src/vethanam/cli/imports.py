"""``vethanam import employees FILE``: a CSV or XLSX file into the service book, all of it or nothing."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.errors import Unsound, UnsoundInput, typed
from vethanam.errors import as_json as in_json
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.payroll.rulebook import stages_on
from vethanam.people.models import Role
from vethanam.people.queries import authority_of, hats_of
from vethanam.periods import Month
from vethanam.service_book import employees_file
from vethanam.service_book.intake import Intake, import_employees
from vethanam.tables import lines_of

app = typer.Typer(
    help="Import employees from a file, all or nothing.", add_completion=False, no_args_is_help=True
)
_IN_CLEAR = (
    "The contacts are sealed. The file still holds them in clear: destroy it when it is no longer needed."
)


@app.callback()
def importing() -> None:
    """Import files into the service book."""


@app.command()
def employees(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8, or XLSX. See `vethanam import template`.")],
    by: Annotated[
        str, typer.Option("--by", help="Sign-in name of the importing clerk or drawing officer.")
    ] = "establishment",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Import employees from a file: new ones and changes.

    If any row has a fault, all faults are listed and nothing is stored.
    """
    authority = _authority(by)
    stages = stages_on(Month.of(authority.at.date()))
    try:
        taken = import_employees(authority, lines_of(file), stages=stages, dry_run=dry_run)
    except UnsoundInput as unsound:
        _show_faults(unsound, as_json)
        raise typer.Exit(unsound.exit_code) from None
    if as_json:
        typer.echo(json.dumps(_counts(taken), ensure_ascii=False))
        return
    kept = " Nothing was kept: a dry run." if dry_run else ""
    rows = "1 row" if taken.rows == 1 else f"{taken.rows} rows"
    typer.echo(f"{rows}: {taken.new} new, {len(taken.changed)} changed.{kept}")
    if taken.contacts and not dry_run:
        typer.echo(_IN_CLEAR, err=True)


@app.command()
def template() -> None:
    """Print the header of an empty employees file; the meaning of each column goes to stderr."""
    for column in employees_file.columns():
        typer.echo(
            f"{column.name:<22} {'required' if column.is_required else '        '}  {column.means}", err=True
        )
    typer.echo(employees_file.template(), nl=False)


def _authority(by: str) -> Authority:
    at, is_sample = business_now()
    account = Account.objects.filter(username=by).first()
    if account is None:
        raise Unsound("importer_unknown", by=typed(by, 40))
    return authority_of(account, at, role=_role(account, at), power="prepare", is_sample=is_sample)


def _counts(taken: Intake) -> dict[str, Any]:
    return {
        "rows": taken.rows,
        "new": taken.new,
        "changed": list(taken.changed),
        "contacts_sealed": taken.contacts,
        "dry_run": taken.is_dry_run,
    }


def _role(account: Account, at: datetime) -> str:
    """The role for an import: drawing officer if the account has that role alone, else clerk."""
    held = {hat.role for hat in hats_of(account.pk, at) if "prepare" in hat.powers}
    return Role.DRAWING_OFFICER if Role.CLERK not in held and Role.DRAWING_OFFICER in held else Role.CLERK


def _show_faults(unsound: UnsoundInput, as_json: bool) -> None:
    if as_json:
        faults = [
            {"record": f.record, "column": f.field, "says": f.says, "code": f.code, "facts": in_json(f.facts)}
            for f in unsound.faults
        ]
        said = {"says": unsound.says, "code": unsound.code, "faults": faults}
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    typer.echo(unsound.says, err=True)
    for fault in unsound.faults:
        typer.echo(f"  {fault.record}{', ' + fault.field if fault.field else ''}: {fault.says}", err=True)
