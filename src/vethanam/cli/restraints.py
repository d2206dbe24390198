"""``vethanam restrain FILE``: records a restraint, or a later court decision about one.

The law officer named by ``--as`` enters it; a sample has only one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from vethanam.cli.officers import law_officer
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.privacy.actions import Filed, Position, file_restraint, propose_position
from vethanam.privacy.restraint_input import read_filing, read_position

app = typer.Typer(add_completion=False)


@app.command()
def restrain(
    file: Annotated[Path, typer.Argument(help="The order or undertaking in YAML or JSON.")],
    officer: Annotated[str | None, typer.Option("--as", help="Sign-in name of the law officer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Record a restraint.

    Prints the time from which messages in its scope stop, and the state of the queue.
    """
    given = _content(file)
    authority = law_officer(officer)
    if "state" in given:
        typer.echo(_recorded(authority, read_position(given, folder=file.parent), as_json))
        return
    filed = file_restraint(authority, read_filing(given, at=authority.at, folder=file.parent))
    typer.echo(json.dumps(_plain(filed), ensure_ascii=False, indent=2) if as_json else _told(filed))


def _recorded(authority: Authority, position: Position, as_json: bool) -> str:
    proposal = propose_position(authority, position)
    said = {
        "restraint": position.restraint, "state": position.state, "position": proposal.reference,
        "entry": proposal.leaf,
    }  # fmt: skip
    if as_json:
        return json.dumps(said)
    return (
        f"{position.restraint}: “{position.state}” waits as {proposal.reference} for the signatures of a law "
        f"officer and the data"
        " protection officer. Until then the restraint stays as it is."
    )


def _plain(filed: Filed) -> dict[str, Any]:
    return {
        "restraint": filed.reference, "instant": filed.instant.isoformat(timespec="milliseconds"),
        "queue": {"states": dict(filed.counts), "cancelled": filed.cancelled, "root": filed.root},
        "gap": dict(filed.gap), "entries": list(filed.leaves),
    }  # fmt: skip


def _told(filed: Filed) -> str:
    states = (
        ", ".join(f"{grouped(count)} {state}" for state, count in sorted(filed.counts.items()))
        or "no message"
    )
    lines = [
        (
            f"{filed.reference} holds since {filed.instant.isoformat(timespec='milliseconds')}; "
            f"nothing of its scope goes since."
        ),
        (
            f"The queue at that instant: {states}. {grouped(filed.cancelled)} were ended; "
            f"none of them goes by itself."
        ),
    ]
    if filed.root:
        lines.append(f"Statement of the queue: {filed.root}")
    if filed.gap:
        lines.append(
            f"Since the instant it speaks from, and before its entry, {grouped(filed.gap['count'])} messages "
            f"of its scope were "
            f"handed over, from {filed.gap['first']} to {filed.gap['last']}."
        )
    return "\n".join(lines)


def _content(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError:
        raise Unsound("restraint_file_unreadable", file=file.name) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise Unsound("not_yaml", file=file.name) from None
    if not isinstance(content, dict):
        raise Unsound("not_a_restraint", file=file.name)
    return content
