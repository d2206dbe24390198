"""``vethanam evidence roll``: rolls of affected people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vethanam.acts.rolls import state_of
from vethanam.errors import Refused
from vethanam.evidence.roll_making import make_rolls
from vethanam.evidence.roll_proofs import proof_of_roll
from vethanam.evidence.rolls import rolls
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.models import Employment, Role

app = typer.Typer(help="Rolls of affected people.", add_completion=False, no_args_is_help=True)


@app.command("list")
def listed() -> None:
    """The rolls with their counts. The acts make_roll and confirm_roll ask for one and confirm it."""
    for one in map(state_of, rolls()):
        counts = ""
        if one["state"] == "made":
            counts = (
                f": {one['lines']} people, {one['uses']} uses, {one['messages']} messages, "
                f"{one['claimed']} claimed, {one['drawn']} drawn, {one['paid']} paid, "
                f"{one['returned']} returned, {one['told']} told"
            )
        typer.echo(f"{one['roll']}, {one['of']} {one['subject']}, {one['state']}{counts}.")


@app.command()
def make() -> None:
    """Make each roll that two officers have signed for, as the worker does by itself."""
    at, is_sample = business_now()
    account = Account.objects.get(username="service-worker")
    made = make_rolls(Authority(account.pk, None, "DEPT", Role.SERVICE, at, is_sample=is_sample))
    typer.echo(f"Made: {made}.")


@app.command()
def proof(
    roll: Annotated[str, typer.Argument(help="The name of the roll.")],
    number: Annotated[str, typer.Option("--employee", help="Employee number of the person.")],
    to: Annotated[Path, typer.Option("--to", help="A new file; an existing one is not overwritten.")],
) -> None:
    """Prove that a person is on a roll, or that she is not. Give the file to nobody without her.

    Check it with `vethanam ledger verify FILE`.
    """
    employment = Employment.objects.filter(number=number).first()
    if employment is None:
        raise Refused("no_employee", number=number)
    with to.open("xb") as file:
        file.write(proof_of_roll(roll, employment.person_id))
    typer.echo(f"The proof was written to {to}. Give it to nobody without her.")
