"""``vethanam pay compare``: compares a month drawn by the former system with the
rules, with proven causes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from vethanam.acts.comparison_workbooks import comparison_workbook
from vethanam.acts.former_system import told
from vethanam.journal.business_time import business_now
from vethanam.money import shown
from vethanam.payroll.former_system.comparison import Comparison, comparison_of
from vethanam.periods import Month


def compare(
    month: Annotated[str, typer.Option("--month", help="A taken-over month of work, such as 2026-07.")],
    office: Annotated[str | None, typer.Option(help="A drawing code; default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write the rows as a workbook.")] = None,
) -> None:
    """Compare a month of the former system with the rules of today. Nothing is stored.

    The exit code is 2 while a difference is neither settled nor signed off.
    """
    at, _ = business_now()
    found = comparison_of(Month.parse(month), at, office)
    if xlsx is not None:
        xlsx.write_bytes(comparison_workbook(found))
    if as_json:
        typer.echo(json.dumps(told(found), ensure_ascii=False))
    else:
        _say(found)
    if found.open:
        raise typer.Exit(2)


def _say(found: Comparison) -> None:
    typer.echo(
        f"{found.month}: {found.people} people, {found.equal} equal to the paisa, {len(found.open)} rows "
        f"open."
    )
    for row in found.differences:
        who = row.members[0].number if len(row.members) == 1 else f"{len(row.members)} people"
        cause = f"{row.cause} {row.said}".strip()
        signed = f" Signed: {row.reason}" if row.reason else ""
        typer.echo(
            f"  {who}, {row.component}: drawn {shown(row.drawn)}, here {shown(row.computed)}. "
            f"{cause}.{signed}"
        )
        if row.note:
            typer.echo(f"    {row.note}")
