"""``vethanam retention``: destroys what is due, and holds what is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from vethanam.cli.officers import officer_named
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.models import Role
from vethanam.privacy.actions import (
    Holding,
    announce_destructions,
    destroy_announced,
    set_hold,
)
from vethanam.privacy.end_proofs import prove_ends
from vethanam.privacy.retention import destructible, held_now

app = typer.Typer(
    help="Destroy what is due, and hold what is asked for.", add_completion=False, no_args_is_help=True
)
_Officer = Annotated[str, typer.Option("--as", help="Sign-in name of the officer.")]
_Role = Annotated[Role, typer.Option("--role", help="law_officer or data_protection_officer.")]
_Codes = Annotated[list[str], typer.Option()]
_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
_LOTS = 1_000_000


@app.callback()
def retention() -> None:
    """Destroy what is due, and hold what is asked for."""


@app.command()
def run(dry_run: Annotated[bool, typer.Option(help="List what is due, and change nothing.")] = False) -> None:
    """Announce what is due in the log, and destroy what the log has announced.

    The worker does so each night. What was just announced goes once the log has signed it: run it again.
    """
    for due in destructible():
        parts = " and ".join(
            name for name, is_due in (("requests", due.of_log), ("records", due.of_record)) if is_due
        )
        typer.echo(
            f"{due.purpose} {due.month:%Y-%m}: {parts} of {due.uses} uses; {due.openings} private parts of "
            f"entries, {due.records} records of people."
        )
    for named, count in held_now():
        typer.echo(f"Held by {named}: {count} uses.")
    if dry_run:
        return
    prove_ends()
    gone = destroy_announced(_LOTS)
    announced = announce_destructions(_worker())
    typer.echo(f"Destroyed: {gone} rows. Announced: {announced}.")


@app.command()
def hold(  # noqa: PLR0913, PLR0917 - the fields of a hold
    ground: Annotated[str, typer.Argument(help="court_order, restraint, breach, roll or audit.")],
    named: Annotated[str, typer.Argument(help="Number or name of the case, order or audit.")],
    asked_by: Annotated[str, typer.Option("--asked-by", help="Who asked.")],
    officer: _Officer,
    role: _Role = Role.LAW_OFFICER,
    purpose: _Codes = [],  # noqa: B006 - read only
    office: _Codes = [],  # noqa: B006
    use: _Codes = [],  # noqa: B006
    since: _Day = None,
    until: _Day = None,
) -> None:
    """Keep what it names beyond its time. --purpose, --office and --use may be repeated."""
    made = set_hold(
        officer_named(officer, role),
        Holding(
            ground, named, asked_by, purpose, office, use, since and since.date(), until and until.date()
        ),
    )
    typer.echo(f"{made.reference} keeps it from now on. Two officers end it, each with her key.")


def _worker() -> Authority:
    at, is_sample = business_now()
    account = Account.objects.get(username="service-worker")
    return Authority(account.pk, None, "DEPT", Role.SERVICE, at, is_sample=is_sample)
