"""``vethanam permit``: is a use of contacts allowed?

Answers a file of questions, without database or Django.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.cli.questions import questions_from
from vethanam.privacy.permit.questions import answer_all, differences_of

app = typer.Typer(
    help="Check whether a use of contacts is allowed.", add_completion=False, no_args_is_help=True
)


@app.callback()
def permit() -> None:
    """Check whether a use of contacts is allowed on a date, given the situation in a file."""


@app.command()
def ask(
    file: Annotated[Path, typer.Argument(help="Questions in YAML or JSON; - for standard input.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON list in the order of the questions.")
    ] = False,
) -> None:
    """Answer the questions in a file. Exit code 2 if a question cannot be used."""
    answers = answer_all(questions_from(file))
    if as_json:
        typer.echo(json.dumps(answers, ensure_ascii=False, indent=2))
    else:
        for answer in answers:
            typer.echo(_line(answer))
    if any("error" in answer for answer in answers):
        raise typer.Exit(2)


@app.command()
def test(
    files: Annotated[
        list[Path], typer.Argument(help="Files of questions with expected answers (then: or expect:).")
    ],
) -> None:
    """Run worked examples. Exit code 1 if an answer differs."""
    count = differing = 0
    for path in files:
        for question in questions_from(path):
            for answer in answer_all([question]):
                count += 1
                differences = differences_of(question, answer)
                if differences:
                    differing += 1
                    typer.echo(f"{path.name}: {_name(answer)}")
                    for where, wanted, came in differences:
                        typer.echo(f"    {where}: expected {_short(wanted)}, came {_short(came)}")
    typer.echo(f"{count - differing} of {count} examples agree.")
    if differing:
        raise typer.Exit(1)


def _name(answer: dict[str, Any]) -> str:
    return f"{answer['id']} {answer['key']}" if "key" in answer else str(answer["id"])


def _line(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{_name(answer)}: {answer['error']['message']} ({answer['error']['code']})"
    codes = ", ".join(code for code in (answer["reason"], *answer["also"]) if code)
    return f"{_name(answer)}: {answer['says']}" + (f" ({codes})" if codes else "")


def _short(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, default=str)
    return text if len(text) <= 120 else f"{text[:117]}..."
