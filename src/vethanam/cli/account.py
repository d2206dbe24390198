"""``vethanam account create NAME --role administrator``: the first accounts, made at the machine."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.accounts import Invitation, NewPerson, create_administrator
from vethanam.people.models import Role

app = typer.Typer(
    help="Create the first two administrators of an installation.", add_completion=False, no_args_is_help=True
)


@app.callback()
def accounts() -> None:
    """Create the first two administrators of an installation."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The sign-in name.")],
    person: Annotated[str, typer.Option(help="Name of the person, as in the service book.")],
    born: Annotated[str, typer.Option(help="Date of birth, such as 1975-12-31.")],
    role: Annotated[str, typer.Option(help="Must be administrator.")] = Role.ADMINISTRATOR,
    person_ml: Annotated[str, typer.Option(help="Name of the person in Malayalam.")] = "",
    office: Annotated[str, typer.Option(help="Code of the person's department.")] = "DEPT",
) -> None:
    """Create an administrator and print a first code, once.

    Works while there are fewer than two administrators.
    """
    if role != Role.ADMINISTRATOR:
        raise Unsound("only_administrators", role=typed(role, 24))
    invitation = make_administrator(name, person, _day(born), person_ml=person_ml, office=office)
    typer.echo(f"Sign-in name: {invitation.issued.account.username}")
    typer.echo(f"First code:   {invitation.issued.code}")
    typer.echo(f"Counts until: {invitation.issued.ends_at:%Y-%m-%d}")
    typer.echo("Open /activate/ on the pages of this installation. The code is shown this once.")


def make_administrator(
    name: str,
    person: str,
    born: date,
    *,
    person_ml: str = "",
    office: str = "DEPT",
    at: datetime | None = None,
) -> Invitation:
    """Create an administrator with an account and a first code. ``at`` is business time; default: now.

    Raises
    ------
    Refused
        The installation has two administrators, or the name is taken.
    """
    return create_administrator(_machine(at), name, NewPerson(person, born, person_ml), office=office)


def _machine(at: datetime | None) -> Authority:
    """The authority of commands at the machine: the service account of the web process."""
    now, is_sample = business_now()
    account = Account.objects.only("pk").get(username="service-web")
    return Authority(account.pk, None, "DEPT", Role.SERVICE, at or now, is_sample=is_sample)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unsound("born_unreadable") from None
