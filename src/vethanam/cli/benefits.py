"""``vethanam benefits``: explain a month of a beneficiary; list due, drawn and open; take a register over;
open and answer a delivery list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from django.utils.timezone import localdate

from vethanam.acts.benefit_fields import beneficiary_of, scheme_of
from vethanam.acts.benefit_payment_views import money_state
from vethanam.acts.benefit_payments import release_of
from vethanam.acts.demand_views import whole_demand
from vethanam.acts.demands import demand_of
from vethanam.acts.home_delivery_views import advance_state
from vethanam.benefits.models import Advance, Award
from vethanam.benefits.queries.award_months import explained
from vethanam.benefits.queries.cycles import MonthShare, month_shares, months_in_force
from vethanam.cli.benefit_register import take_over
from vethanam.cli.delivery_lists import answer_sealed, make_key, open_sealed
from vethanam.errors import Sentence, Unsound, typed
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.rules.parameters import shown_in

app = typer.Typer(
    help="Explain a month of a beneficiary; list due, drawn and open of a scheme; take a register over; "
    "open and answer a delivery list.",
    add_completion=False,
    no_args_is_help=True,
)
app.command()(take_over)
app.command("society-key")(make_key)
app.command("open-list")(open_sealed)
app.command("answer-list")(answer_sealed)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command()
def explain(
    beneficiary: Annotated[str, typer.Option(help="The number on her card.")],
    month: Annotated[str, typer.Option(help="A month, such as 2026-11.")],
    as_json: AsJson = False,
) -> None:
    """Show each award of a beneficiary in a month: decision, conditions, amount, figures, due, drawn."""
    found = beneficiary_of(beneficiary)
    rows = Award.objects.select_related("scheme", "beneficiary__person").filter(beneficiary=found)
    months = [explained(award, Month.parse(month)) for award in rows.order_by("pk")]
    if as_json:
        typer.echo(json.dumps({"beneficiary": found.number, "awards": months}, indent=2, ensure_ascii=False))
        return
    for one in months:
        typer.echo("\n".join(_lines(one)))


@app.command()
def arrears(
    scheme: Annotated[str, typer.Option(help="The code of a scheme.")],
    first: Annotated[str, typer.Option("--from", help="The first month.")],
    last: Annotated[str, typer.Option("--to", help="The last month.")],
    as_json: AsJson = False,
) -> None:
    """List due, drawn and open of a scheme by approved month and payer."""
    office, begins, ends = scheme_of(scheme), Month.parse(first), Month.parse(last)
    if ends < begins:
        raise Unsound("months_in_order", first=str(begins), last=str(ends))
    months = [key for key in months_in_force(office) if int(begins) <= key <= int(ends)]
    found = month_shares(office, months) if months else []
    if as_json:
        typer.echo(json.dumps({"scheme": office.code, "months": [_share(one) for one in found]}, indent=2))
        return
    for one in found:
        typer.echo(
            f"{Month.from_key(one.month)} {one.payer}: due {shown(one.due)}, drawn {shown(one.here)}, "
            f"elsewhere {shown(one.elsewhere)}, kept back {shown(one.kept)}, open {shown(one.open)}, "
            f"held {one.held}"
        )


@app.command()
def money(
    release: Annotated[str, typer.Option(help="The number of a release.")] = "",
    demand: Annotated[str, typer.Option(help="The number of a demand.")] = "",
    advance: Annotated[str, typer.Option(help="The number of a delivery list.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show where every rupee of a release, a demand or a delivery list is, counted again in the database."""
    if sum(map(bool, (release, demand, advance))) != 1:
        raise Unsound("money_of_one")
    found = _money_of(release, demand, advance)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        for one in found["places"]:
            people = f"{one['people']} awards, " if "people" in one else ""
            typer.echo(f"{one['place']}: {people}{shown(one['sum_paise'])}")
        typer.echo(_together(found))
    if not found["is_whole"]:
        raise typer.Exit(1)


def _money_of(release: str, demand: str, advance: str) -> Mapping[str, Any]:
    if demand:
        return whole_demand(demand_of(demand))
    if advance:
        row = Advance.objects.select_related("society", "release__scheme").filter(number=advance).first()
        if row is None:
            raise Unsound("advance_unknown", list=typed(advance, 16))
        return advance_state(row)
    return money_state(release_of(release), Month.of(localdate()))


def _together(found: Mapping[str, Any]) -> str:
    placed = shown(sum(one["sum_paise"] for one in found["places"]))
    if "list" in found:
        return f"together {placed}, advanced {shown(found['sum_paise'])}"
    if "demand" in found:
        return f"together {placed}, demanded {shown(found['principal_paise'] + found['interest_paise'])}"
    kept = f", kept back {shown(found['kept_back_paise'])}" if found["kept_back_paise"] else ""
    return f"together {placed}, drawn {shown(found['drawn_paise'])}{kept}"


def _share(one: MonthShare) -> dict[str, Any]:
    return {
        "month": str(Month.from_key(one.month)), "payer": one.payer, "due_paise": one.due,
        "drawn_paise": one.here, "elsewhere_paise": one.elsewhere, "kept_back_paise": one.kept,
        "open_paise": one.open, "held": one.held,
    }  # fmt: skip


def _lines(one: Mapping[str, Any]) -> Iterator[str]:
    decision = one["decision"] or "not computed"
    reason = f" ({one['reason']})" if one["reason"] else ""
    yield f"{one['award']} {one['scheme']} {one['month']}: {decision}{reason}"
    for branch in one["conditions"]:
        answer = {True: "yes", False: "no", None: "not known"}[branch["holds"]]
        yield f"  {branch['says']} {answer}"
        if branch["why"]:
            yield f"    {Sentence(branch['why']['code'], branch['why']['facts']).says}"
        yield from (f"    {order}" for order in branch["orders"])
    yield from _amount_lines(one)
    for share in one["shares"]:
        due = "held" if share["due_paise"] is None else shown(share["due_paise"])
        drawn = shown(share["drawn_paise"] + share["elsewhere_paise"])
        kept = share["kept_back_paise"]
        told = f", kept back {shown(kept)}" if kept else ""
        yield f"  {share['payer']}: due {due}, drawn {drawn}{told}"
    for drawal in one["drawals"]:
        yield f"  {drawal['release']} {drawal['cause']}: {shown(drawal['amount_paise'])}, {drawal['order']}"


def _amount_lines(one: Mapping[str, Any]) -> Iterator[str]:
    """The amount with its branches, each payer's least and most, and the figures with their orders."""
    if one["amount"]:
        yield from _node_lines("due", one["amount"]["due"])
        for payer, bounds in one["amount"]["shares"].items():
            for name, node in bounds.items():
                yield from _node_lines(f"{payer}, {name}", node)
    for figure in one["figures"]:
        key = f" {figure['key']}" if figure["key"] else ""
        values = ", ".join(shown_in(figure["fields"][name], unit) for name, unit in figure["units"].items())
        yield f"  {figure['figure']}{key}: {values} from {figure['from']}, {figure['order']}"


def _node_lines(name: str, node: Mapping[str, Any], depth: int = 1) -> Iterator[str]:
    amount = "held" if node["value_paise"] is None else shown(node["value_paise"])
    figure = f" ({node['figure']})" if "figure" in node else ""
    yield f"{'  ' * depth}{name}: {amount}{figure}"
    for part in node.get("parts", ()):
        answer = {True: "yes", False: "no"}[node["holds"]] if "holds" in node else ""
        yield from _node_lines(f"{node.get('says') or node['op']} {answer}".rstrip(), part, depth + 1)
