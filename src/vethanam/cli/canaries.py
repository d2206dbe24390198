"""``vethanam canaries``: plant made-up contacts that no message reaches, and record an arrival."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.acts.canaries import state_of
from vethanam.acts.declaration import Prepared
from vethanam.cli.counterparts import offered
from vethanam.cli.performed_acts import Officer, performed_as
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.canaries import proposals
from vethanam.messaging.canary_models import CanaryProposal, CanaryReached

app = typer.Typer(help="Plant canaries; record what reached one.", add_completion=False, no_args_is_help=True)


@app.command("list")
def listed() -> None:
    """The canaries of each holder, proposed and planted, newest first. Their addresses are not shown."""
    for one in map(state_of, proposals()):
        typer.echo(
            f"{one['proposal']}  {one['mark']}  {one['kind']} {one['holder']}: {one['count']} at "
            f"{one['domain']}, {one['state']}."
        )


@app.command()
def plant(
    kind: Annotated[CanaryProposal.HolderKind, typer.Argument(help="The kind of holder.")],
    holder: Annotated[str, typer.Argument(help="Its code, as in the register of its kind.")],
    people: Annotated[int, typer.Argument(help="Number of canaries, 500 at most.")],
    domain: Annotated[str, typer.Option(help="A mail domain that receives mail to every name.")],
    officer: Officer,
) -> None:
    """Propose canaries, on a sample. The other officer agrees. Elsewhere both sign on the page *Canaries*."""
    given = {"kind": kind.value, "holder": holder, "people": people, "domain": domain}
    _done("plant_canaries", officer, given)


@app.command()
def agree(
    proposal: Annotated[int, typer.Argument(help="Number of the proposal.")],
    officer: Officer,
) -> None:
    """Agree to canaries, on a sample. Elsewhere both officers sign on the page *Canaries*."""
    _done("agree_canaries", officer, {"proposal": proposal})


@app.command("open")
def open_one(
    code: Annotated[str, typer.Argument(help="The 12 letters between the last full stop and the at sign.")],
    file: Annotated[Path, typer.Option("--file", help="The message as it came; only its hash is kept.")],
    day: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day on which it came.")],
    officer: Officer,
    channel: Annotated[
        CanaryReached.Channel, typer.Option("--by", help="How it came.")
    ] = CanaryReached.Channel.EMAIL,
) -> None:
    """Record an arrival at a canary. A case opens for the mark of its holder. Do not type the address."""
    try:
        words = sha256(file.read_bytes()).hexdigest()
    except OSError:
        raise Unsound("canary_file_unreadable", file=file.name) from None
    given = {"code": code, "day": day.date().isoformat(), "channel": channel.value, "words": words}
    _done("open_canary", officer, given)


def _done(act: str, officer: str, given: dict[str, Any]) -> None:
    typer.echo(performed_as(officer, act, given, sign=_signed).says)


def _signed(authority: Authority, officer: str, asked: Prepared) -> Mapping[str, Any]:
    """The signature of the sample's officer."""
    counterparts = offered() if authority.is_sample else None
    if counterparts is None or counterparts.sign is None:
        raise Refused("canaries_signed_on_page")
    return counterparts.sign(authority, officer, asked)
