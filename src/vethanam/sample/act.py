"""``vethanam act FILE``: dated acts by named officers drive the real system, on a database born as sample only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.db import connection

from vethanam.errors import Refused
from vethanam.sample.playing import OUR_OWN, Played, play, read_acts

app = typer.Typer(add_completion=False)


def only_on_a_sample() -> None:
    """Refuse where the database was not born as sample: anyone with a shell may act here as any officer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_sample()")
        (is_sample,) = cursor.fetchone() or (False,)
    if not is_sample:
        raise Refused("not_a_sample")


@app.command()
def act(
    file: Annotated[Path, typer.Argument(help="A list of acts, YAML or JSON.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
) -> None:
    """Play dated acts by named officers in their order; a refused act answers with its sentence and the next one follows."""
    only_on_a_sample()
    answers = list(play(read_acts(file)))
    if as_json:
        typer.echo(
            json.dumps([answer.as_json() for answer in answers], ensure_ascii=False, indent=2, default=str)
        )
    else:
        _say(answers)
    if any(answer.state.get("code") == OUR_OWN for answer in answers):
        raise typer.Exit(3)


def _say(answers: Sequence[Played]) -> None:
    for answer in answers:
        typer.echo(f"{answer.at}  {answer.by}  {answer.do}: {'' if answer.ok else 'Refused. '}{answer.says}")
        for fault in answer.state.get("faults", ()):
            place = ", ".join(filter(None, (fault["record"], fault["field"])))
            typer.echo(f"    {place}: {fault['says']}")
