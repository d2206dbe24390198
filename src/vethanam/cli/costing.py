"""``vethanam pay cost``: the cost of one or several proposed orders. Nothing is stored or paid."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from vethanam.errors import Unsound, typed
from vethanam.journal.business_time import business_now
from vethanam.money import shown
from vethanam.payroll.costing.actions import months_asked
from vethanam.payroll.costing.order_cost import people_for, told
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.rules.costing import cost_of
from vethanam.rules.proposed_orders import read_proposal


def cost(
    files: Annotated[list[Path], typer.Argument(help="Proposed orders, one YAML file each.")],
    last: Annotated[str, typer.Option("--to", help="The last month of work, such as 2027-12.")],
    office: Annotated[str | None, typer.Option(help="A drawing code; default: everybody.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Show the cost of proposed orders by month, head, office, scale and component.

    Orders in force stay as they are.
    """
    if office is not None and not DrawingCode.objects.filter(code=office).exists():
        raise Unsound("no_such_code", code=typed(office, 20))
    rulebook, end = rulebook_in_use(), Month.parse(last)
    proposals = [read_proposal(_text(file), rulebook, file.name) for file in files]
    first = min(Month.of(proposal.with_effect_from) for proposal in proposals)
    for proposal in proposals:
        months_asked(Month.of(proposal.with_effect_from), end)

    def report(done: int, of: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"{done} of {of} people read", err=True)

    at, _ = business_now()
    people = people_for(first, end, at, rulebook, drawing_code=office, report=report)
    base = people.baseline(rulebook)
    found = [told(cost_of(proposal, base), people) for proposal in proposals]
    if as_json:
        typer.echo(
            json.dumps(found[0] if len(found) == 1 else {"orders": found}, indent=2, ensure_ascii=False)
        )
    else:
        for one in found:
            typer.echo("\n".join(_lines(one)))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Unsound("no_such_text_file", file=file) from None


def _lines(one: dict[str, Any]) -> list[str]:
    said = [
        f"{one['title']}: {shown(one['cost_paise'])} until {one['until']}, {one['people']} people.",
        f"  arrears {shown(one['arrears_paise'])}, with the salaries {shown(one['with_salary_paise'])}",
    ]
    for name in ("heads", "scales"):
        for row in one[name]:
            label = row.get("title") or row.get("head") or row.get("scale") or "none"
            said.append(f"  {label}: {shown(row['cost_paise'])}, {row['people']} people")
    if one["lines_held"]:
        said.append(f"  {one['lines_held']} lines are held by an unknown figure; they are in no sum.")
    if one["months_not_drawn"]:
        said.append(f"  {one['months_not_drawn']} months nobody drew here; they are in no sum.")
    if one["set_aside"]:
        said.append(f"  {one['set_aside']} people cannot be computed; they are in no sum.")
    return said
