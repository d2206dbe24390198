"""``vethanam slip``: is the code on a payslip signed by the State?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from vethanam.cli import boot
from vethanam.errors import Unsound
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.slips import CodeOutcome, Statement, checked_code

app = typer.Typer(help="Check the code on a payslip.", add_completion=False, no_args_is_help=True)
#: exit codes: holds, does not hold, cannot be told
_EXIT = {CodeOutcome.SIGNED: 0, CodeOutcome.ALTERED: 1, CodeOutcome.UNKNOWN_KEY: 4}
_SAID = {
    CodeOutcome.SIGNED: "Signed with the key {key}. Compare each figure with the paper.",
    CodeOutcome.ALTERED: "Altered: the code is not as it was signed.",
    CodeOutcome.UNKNOWN_KEY: "Unknown key {key}: it is none of the keys that this check knows.",
}


@app.callback()
def slip() -> None:
    """Check the code on a payslip."""


@app.command()
def check(
    text: Annotated[str, typer.Argument(help="The text of the code as a scanner gives it; - reads it.")],
    key: Annotated[
        list[str] | None,
        typer.Option("--key", help="A key of payslips, as published; left out: those of this installation."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Check the code on a payslip and print its figures.

    Exit code 0: signed. 1: altered. 2: no code of a payslip. 4: signed by no known key.
    """
    if key is None:
        boot("web")
    outcome, statement = checked_code(sys.stdin.read() if text == "-" else text, _keys(key))
    if as_json:
        typer.echo(json.dumps({"verdict": str(outcome), **_shown(statement)}, indent=2, ensure_ascii=False))
    else:
        typer.echo(_SAID[outcome].format(key=statement.key))
        for name, value in _shown(statement).items():
            typer.echo(f"{name}: {'none' if value is None else value}")
    raise typer.Exit(_EXIT[outcome])


def _keys(given: list[str] | None) -> list[VerifierKey]:
    if given is not None:
        return [VerifierKey.parse(one) for one in given]
    from vethanam.evidence.statement_keys import known_statement_keys

    found = known_statement_keys()
    if not found:
        raise Unsound("no_statement_keys")
    return found


def _shown(statement: Statement) -> dict[str, object]:
    sums = ("gross", "deductions", "net")
    return {f"{name}_paise" if name in sums else name: value for name, value in asdict(statement).items()}
