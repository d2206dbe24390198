"""``vethanam senders``: bring senders in from a sheet, and check their records elsewhere.

``vethanam dlt import``: bring in the numbers of short texts from a file of an operator's portal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from vethanam.acts.masters import propose_directorate
from vethanam.errors import Unsound, UnsoundInput, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.messaging.gateways.secure_lines import Tls, security_of
from vethanam.messaging.operator_exports import ROW, Template, read_export
from vethanam.messaging.registered_gateways import in_settings
from vethanam.messaging.sender_records import Checked, check_certificates, check_senders
from vethanam.people.models import Role
from vethanam.people.queries import authority_of
from vethanam.privacy.law.windows import IST
from vethanam.tables import as_csv, bounded_content, tables_in

app = typer.Typer(help="Bring in and check senders of messages.", add_completion=False, no_args_is_help=True)
dlt = typer.Typer(
    help="Bring in texts from an operator's portal.", add_completion=False, no_args_is_help=True
)
By = Annotated[str, typer.Option("--by", help="Sign-in name of the proposing administrator.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be proposed; store nothing.")]


@app.callback()
def senders() -> None:
    """Bring in and check senders of messages."""


@dlt.callback()
def operators() -> None:
    """Bring in texts from an operator's portal."""


@app.command("import")
def import_senders(
    file: Annotated[
        Path, typer.Argument(help="Sheets `senders` and `sender_managers`: CSV in UTF-8, or XLSX.")
    ],
    by: By,
) -> None:
    """Propose the rows of a sheet; another administrator agrees or declines on the page of masters."""
    _propose(by, {file.name: bounded_content(file)})


@app.command()
def check(
    selector: Annotated[
        str, typer.Option("--selector", help="DKIM selector of a mail server that signs letters itself.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
) -> None:
    """Compare SPF, DKIM and DMARC, numbers at the operators and certificates with the wanted ones.

    Exits with 1 if one does not hold.
    """
    day, keys = business_now()[0].astimezone(IST).date(), Path(settings.VETHANAM_STATE) / "keys"
    checked = [*check_senders(day, keys, selector=selector), *_certificates()]
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in checked], ensure_ascii=False, indent=2))
    else:
        _show(checked)
    if not all(one.holds for one in checked):
        raise typer.Exit(1)


@dlt.command("import")
def import_templates(
    file: Annotated[Path, typer.Argument(help="The portal's list of templates: CSV in UTF-8, or XLSX.")],
    by: By,
    dry_run: DryRun = False,
) -> None:
    """Propose the number of each text with words in the file; the other templates are listed."""
    day = business_now()[0].astimezone(IST).date()
    (table, *_) = tables_in(bounded_content(file), file.name, first_only=True)
    found = list(read_export(table.lines, day))
    _show_others(found)
    rows = [[one.row[name] for name in ROW] for one in found if one.row]
    typer.echo(f"{len(rows)} of {len(found)} templates are texts of a sender here.")
    if rows and not dry_run:
        _propose(by, {"operator_texts.csv": as_csv(ROW, rows).encode()})


def _certificates() -> list[Checked]:
    files = {
        "smtp": (settings.VETHANAM_SMTP_TLS, Tls.STARTTLS, settings.VETHANAM_SMTP_CA),
        "smpp": (settings.VETHANAM_SMPP_TLS, Tls.TLS, settings.VETHANAM_SMPP_CA),
        "mgov": ("", Tls.TLS, settings.VETHANAM_MGOV_CA),
    }
    sides = []
    for side in in_settings():
        chosen, otherwise, authorities = files[side.kind]
        sides.append((side, security_of(chosen, otherwise, side.host, authorities)))
    return list(check_certificates(sides, timezone.now()))


def _propose(by: str, files: dict[str, bytes]) -> None:
    try:
        number = propose_directorate(_authority(by), files)
    except UnsoundInput as unsound:
        typer.echo(unsound.says, err=True)
        for fault in unsound.faults:
            typer.echo(f"    {fault.record}, {fault.field}: {fault.says}", err=True)
        raise typer.Exit(unsound.exit_code) from None
    if number is None:
        typer.echo("Nothing changes: every row stands as it is.")
        return
    typer.echo(f"Proposal {number}: another administrator agrees under Masters.")


def _authority(by: str) -> Authority:
    at, is_sample = business_now()
    account = Account.objects.filter(username=by).first()
    if account is None:
        raise Unsound("importer_unknown", by=typed(by, 40))
    return _of(account, at, is_sample)


def _of(account: Account, at: datetime, is_sample: bool) -> Authority:
    return authority_of(account, at, role=Role.ADMINISTRATOR, power="prepare", is_sample=is_sample)


def _show(checked: Sequence[Checked]) -> None:
    for one in checked:
        typer.echo(f"{'holds ' if one.holds else 'DIFFERS'}  {one.of}  {one.record}")
        if not one.holds:
            typer.echo(f"         wanted: {one.wanted}\n         found:  {one.found or 'nothing'}")


def _show_others(found: Sequence[Template]) -> None:
    for one in found:
        if one.why is not None:
            typer.echo(f"Line {one.line}, template {one.template_id}: {one.why.says}", err=True)
