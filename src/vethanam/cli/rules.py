"""``vethanam rules``: show a rule with its parameters, ask questions, run examples.

Needs no database and no Django.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.cli import DEFAULT_PACK
from vethanam.cli.language import Language, Plain, Speaker, speaker_of
from vethanam.cli.questions import questions_from
from vethanam.errors import Unsound
from vethanam.rules import load_pack
from vethanam.rules.question_files import compared, plain
from vethanam.rules.questions import ask_all, day
from vethanam.rules.rule_text import shown
from vethanam.rules.worked_examples import pack_beside

#: the setting that names the rule pack of an installation
_PACK = "VETHANAM_PACK"

app = typer.Typer(help="Show, ask and test the pay rules.", add_completion=False, no_args_is_help=True)


@app.command()
def show(
    component: Annotated[
        str, typer.Argument(help="A line of the bill, a step, or a parameter such as pay.scales.")
    ],
    on: Annotated[str, typer.Option("--on", help="Date or month; default: today.")] = "",
    pack: Annotated[str, typer.Option(envvar=_PACK, help="The rule pack.")] = DEFAULT_PACK,
    lang: Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show a rule, its parameters in force, and their orders."""
    when = day(on) if on else _today()
    told = shown(load_pack(pack), component, when)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _page(told, speaker_of(lang)))


def _today() -> date:
    """Today. Only the faces read the clock."""
    return date.today()  # noqa: DTZ011 - a day of the office, not an instant


def _page(told: dict[str, Any], say: Speaker) -> str:
    first, _, more = told["text"].partition("\n\n")
    rule = " ".join(first.split())
    said = say.rule(rule)
    text = told["text"] if said == rule else "\n\n".join(part for part in (said, more) if part)
    name = told["label"] if isinstance(say, Plain) else say.component(told["name"])
    lines = [f"{name} ({told['name']}), {say.label('on')} {told['on']}", "", text, ""]
    for figure in told["figures"]:
        mark = "" if figure["verified"] else f"  [{say.label('unconfirmed')}]"
        key = f" {figure['key']}" if figure["key"] else ""
        drawn = f", {say.label('first_drawn')} {figure['first_drawn']}" if figure["first_drawn"] else ""
        lines.append(f"{figure['name']}{key}: {figure['text']}{mark}")
        lines.append(
            f"    {figure['order']}; {say.label('in_force_from')} {figure['with_effect_from']}{drawn}"
        )
        if figure["note"]:
            lines.append(f"    {figure['note']}")
    missing = say.label("No_figure_in_force")
    lines += [f"{missing}: {name}" for name in told["missing"]]
    return "\n".join(lines)


@app.command()
def ask(
    file: Annotated[Path, typer.Argument(help="Questions in YAML or JSON; - for standard input.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON list in the order of the questions.")
    ] = False,
    pack: Annotated[
        str, typer.Option(envvar=_PACK, help="Rule pack of questions without one.")
    ] = DEFAULT_PACK,
    lang: Language = "en",
) -> None:
    """Answer the questions in a file. Exit code 2 if a question cannot be used."""
    answers = ask_all(questions_from(file), pack)
    if as_json:
        told = json.dumps(plain(answers), ensure_ascii=False, indent=2)
        typer.echo(told.encode("utf-8", "replace").decode())  # an unpaired surrogate in an id is replaced
    else:
        say = speaker_of(lang)
        for answer in answers:
            typer.echo(_answer(answer, say))
    if any("error" in answer for answer in answers):
        raise typer.Exit(2)


def _answer(answer: dict[str, Any], say: Speaker) -> str:
    if "error" in answer:
        return f"{answer['id']}: {say.refused(answer['error']['message'])} ({answer['error']['code']})"
    said = ", ".join(f"{say.key(name)} {_short(value)}" for name, value in answer["answer"].items())
    weak = (
        f"\n    {say.label('unconfirmed')}: {', '.join(answer['unconfirmed'])}"
        if answer["unconfirmed"]
        else ""
    )
    return f"{answer['id']}: {said}{weak}"


def _short(content: Any) -> str:
    text = json.dumps(plain(content), ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."


@app.command()
def test(
    files: Annotated[
        list[Path], typer.Argument(help="Files of questions with expected answers (then: or expect:).")
    ],
    pack: Annotated[
        str | None,
        typer.Option(
            help=(
                "Rule pack of questions without one; default: the pack of the file's folder, or the one in "
                "use."
            )
        ),
    ] = None,
) -> None:
    """Run worked examples. Exit code 1 if an answer differs, 2 if a file cannot be used."""
    count, differing = 0, 0
    for path in files:
        of_file = pack or pack_beside(path) or os.environ.get(_PACK) or DEFAULT_PACK
        for item in questions_from(path):
            if not isinstance(item, dict):
                raise Unsound("question_not_a_map", path=path)
            result = compared(item, of_file)
            count += 1
            if result.agrees:
                continue
            differing += 1
            typer.echo(f"{path.name}: {result.id}")
            for name, wanted, came in result.differences:
                typer.echo(f"    {name}: expected {_short(wanted)}, came {_short(came)}")
    typer.echo(f"{count - differing} of {count} examples agree.")
    if differing:
        raise typer.Exit(1)
