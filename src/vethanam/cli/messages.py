"""``vethanam messages``: compare an operator's counts, enter a report of the portal, pause a sending."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.acts.fields import File
from vethanam.cli.performed_acts import Officer, performed_as
from vethanam.errors import Unsound

app = typer.Typer(
    help="Compare an operator's counts with ours; enter a report of the portal; pause a sending.",
    add_completion=False, no_args_is_help=True,
)  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def reconcile(
    file: Annotated[Path, typer.Argument(help="The operator's count file: header, template, day, count.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Compare an operator's count file with our own counts. Exit code 1 if the operator has more."""
    state = _done("reconcile_counts", officer, {"file": _file(file)}, as_json)
    if not as_json:
        for line in state["lines"]:
            typer.echo(
                f"{line['header']}  {line['template']}  {line['day']}  operator {line['operators']}  "
                f"ours {line['ours']}"
            )
    if state["over"]:
        raise typer.Exit(1)


@app.command()
def report(
    file: Annotated[Path, typer.Argument(help="The portal's report file: message, header, status.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Enter a report file of the portal Mobile Seva. Exit code 1 if it has messages that are not ours."""
    state = _done("record_portal_report", officer, {"file": _file(file)}, as_json)
    if state["unknown"]:
        raise typer.Exit(1)


@app.command()
def pause(
    use: Annotated[str, typer.Argument(help="Reference of the use.")],
    officer: Officer,
    reason: Annotated[str, typer.Option(help="Why it is paused.")],
    as_json: AsJson = False,
) -> None:
    """Pause a sending."""
    _done("pause_message", officer, {"use": use, "reason": reason}, as_json)


def _file(path: Path) -> File:
    try:
        return File(path.name, path.read_bytes())
    except OSError:
        raise Unsound("count_file_unreadable", file=path.name) from None


def _done(act: str, officer: str, given: dict[str, Any], as_json: bool) -> dict[str, Any]:
    performed = performed_as(officer, act, given)
    typer.echo(json.dumps(performed.state, ensure_ascii=False, indent=2) if as_json else performed.says)
    return dict(performed.state)
