"""``vethanam pay``: compute a month, lock it and make its bills; explain a line of pay.

``--as`` names the signing officer. On a sample without it the code's own officer signs, at the time of the
last act. On a real installation a shell cannot sign: without ``--as`` a month can only be computed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

import typer

from vethanam.acts.arrears import request_state
from vethanam.clauses import Explanation
from vethanam.clauses.comparison import moved
from vethanam.cli.bank_round import settle
from vethanam.cli.costing import cost
from vethanam.cli.former_system import compare
from vethanam.cli.language import Language, lines_of, moved_lines, speaker_of
from vethanam.errors import Refused, Unsound, VethanamError, as_json, typed
from vethanam.evidence.explanations import explanation_file
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.money import shown
from vethanam.payroll.actions import (
    RunOutcome,
    ask_arrears,
    complete_arrears,
    compute_runs,
    lock_run,
    make_bill,
)
from vethanam.payroll.arrears import relief_forecast, report
from vethanam.payroll.arrears.home_offices import of_post
from vethanam.payroll.arrears.statement import arrears_of, people_of
from vethanam.payroll.bills.queries import employment_of
from vethanam.payroll.models import Bill, Run
from vethanam.payroll.queries import explanation, rulebook_hash
from vethanam.payroll.runs.queries import FindingView, findings_of_all
from vethanam.people.models import DrawingCode, Role
from vethanam.people.queries import Hat, appointments_at, authority_of
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

app = typer.Typer(
    help="Compute, explain and bill a month; list arrears; cost orders.",
    add_completion=False,
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
MonthText = Annotated[str, typer.Option("--month", help="A month of work, such as 2026-10.")]


@app.command()
def run(
    month: MonthText,
    office: Annotated[str | None, typer.Option(help="A drawing code; default: all.")] = None,
    lock: Annotated[bool, typer.Option("--lock", help="Lock the run if no finding is open.")] = False,
    bill: Annotated[bool, typer.Option("--bill", help="Lock the run and make its bills.")] = False,
    officer: Annotated[
        str | None, typer.Option("--as", help="Sign-in name of the clerk or drawing officer.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute a month with today's knowledge. Exit code 2 if an office was refused; the others are done."""
    steps = [name for name, wanted in (("lock", lock or bill), ("bill", bill)) if wanted]
    found = run_month(Month.parse(month), office=office, officer=officer, steps=steps)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        for result in found["offices"]:
            typer.echo(_told(result))
    raise typer.Exit(2 if any("error" in result for result in found["offices"]) else 0)


def run_month(
    month: Month, *, office: str | None = None, officer: str | None = None, steps: Sequence[str] = ()
) -> dict[str, Any]:
    """Compute a month of one drawing code or of all; returns the document that ``--json`` prints."""
    codes = _codes(office)
    at, is_sample = business_now()
    authorities, results = _authorities(codes, officer, at, is_sample=is_sample, is_signing=bool(steps))
    outcomes = compute_runs(month, authorities, _tell)
    refused = {code: outcome for code, outcome in outcomes.items() if isinstance(outcome, VethanamError)}
    done = {code: outcome for code, outcome in outcomes.items() if isinstance(outcome, RunOutcome)}
    results |= {code: _error(code, error) for code, error in refused.items()}
    results |= _results(done)
    if steps:
        results |= {code: _further(results[code], authorities[code], steps) for code in done}
    offices = [results[code] for code in codes]
    return {"month": str(month), "offices": offices, **_totals(offices), "result": result_of_all(offices)}


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{done} of {total} drawing codes", err=True)


def result_of_all(results: Sequence[Mapping[str, Any]]) -> str:
    """One hash over the results of several offices, each with its code, in code order."""
    named = sorted((result["drawing_code"], result.get("result", "")) for result in results)
    return hashlib.sha256("".join(f"{code} {own}\n" for code, own in named).encode()).hexdigest()


@app.command()
def explain(
    pen: Annotated[str, typer.Option(help="The employee's number.")],
    month: MonthText,
    component: Annotated[
        str | None, typer.Option(help="One line, such as dearness_allowance; default: all.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", help="An earlier month to compare with, line by line."),
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Explain a line of a month, with the facts known when it was computed.

    With --json, `python3 src/vethanam/rules/recompute.py FILE` recomputes the output independently.
    """
    reader = BookReader()
    employment = employment_of(pen)
    if against is not None:
        both = [explanation(reader, employment.pk, Month.parse(one)) for one in (against, month)]
        typer.echo(_moved(both[0], both[1], lang, as_json=as_json))
        return
    tree = explanation(reader, employment.pk, Month.parse(month), component)
    if as_json:
        file = explanation_file(
            pen, Month.parse(month), rulebook_hash(employment.pk, Month.parse(month)), tree
        )
        typer.echo(file.decode(), nl=False)
    else:
        typer.echo("\n".join(lines_of(tree, speaker_of(lang))))


def _moved(before: Explanation, now: Explanation, lang: str, *, as_json: bool) -> str:
    lines = moved(before, now)
    if as_json:
        nets = {"net_before_paise": before.value, "net_paise": now.value}
        content = nets | {"lines": [line.as_json() for line in lines]}
        return json.dumps(content, indent=2, ensure_ascii=False)
    return "\n".join(moved_lines(before, now, lines, speaker_of(lang)))


@app.command()
def arrears(
    first: Annotated[str, typer.Option("--from", help="The first month of work, such as 2024-01.")],
    last: Annotated[str, typer.Option("--to", help="The last month of work.")],
    office: Annotated[str | None, typer.Option(help="A drawing code; default: everybody.")] = None,
    pen: Annotated[str | None, typer.Option(help="One employee's number.")] = None,
    post: Annotated[str | None, typer.Option(help="One cadre, by the code of its post.")] = None,
    everybody: Annotated[
        bool,
        typer.Option("--everybody", help="Count everybody's claimable arrears, by order and drawing code."),
    ] = False,
    claim: Annotated[
        bool,
        typer.Option("--claim", help="With --everybody: list and claim them. Each office makes its bill."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show arrears: due with today's knowledge less drawn, by person, month, component and order.

    Only --claim claims something.
    """
    reader = BookReader()
    if everybody or claim:
        if not everybody or office or pen or post:
            raise Unsound("everybody_alone")
        asked = arrears_of_everybody(Month.parse(first), Month.parse(last), claims=claim)
        typer.echo(json.dumps(asked, indent=2, ensure_ascii=False) if as_json else _told_of_everybody(asked))
        return
    if office is not None:
        _codes(office)
    start, end = Month.parse(first), Month.parse(last)
    if end < start:
        raise Unsound("wrong_months", last=end, first=start)
    at, _ = business_now()
    some = [employment_of(pen).pk] if pen is not None else None
    if post is not None:
        some = of_post(reader, post, people_of(reader, office, at) if some is None else some, at)
    found = arrears_of(reader, start, end, at, drawing_code=office, employments=some)
    relief = relief_forecast.relief_of(reader, found, some[0]) if pen is not None and some else None
    if as_json:
        content = report.as_json(reader, found) | (
            {"relief": relief_forecast.as_json(relief)} if relief else {}
        )
        typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
    else:
        typer.echo(
            "\n".join([*report.as_text(reader, found), *(relief_forecast.as_text(relief) if relief else [])])
        )


app.command()(cost)
app.command()(compare)
app.command()(settle)


def arrears_of_everybody(first: Month, last: Month, *, claims: bool) -> dict[str, Any]:
    """Count or claim everybody's arrears as the worker; returns the document that ``--json`` prints."""
    at, is_sample = business_now()
    account = Account.objects.get(username="service-worker")
    authority = Authority(account.pk, None, "DEPT", Role.SERVICE, at, is_sample=is_sample)
    asked, _ = ask_arrears(first, last, authority, claims=claims, press=uuid4().hex)
    return request_state(complete_arrears(asked.pk))


def _told_of_everybody(asked: Mapping[str, Any]) -> str:
    result = asked["result"]
    done = (
        f"claimed on {result['lists']} lists" if asked["claims"] else "can be claimed; nothing is claimed yet"
    )
    said = [
        (
            f"{asked['from']} to {asked['to']}: {shown(result['gross_paise'])} of {result['people']} people "
            f"{done}."
        )
    ]
    if result["left"]:
        said.append(f"  Offices claim the arrears of {result['left']} more people themselves.")
    if result.get("no_order_paise"):
        said.append(f"  No order says why {shown(result['no_order_paise'])} is owed. Enter the order.")
    said += [
        f"  {one['order']}: {shown(one['gross_paise'])}, {one['people']} people" for one in result["orders"]
    ]
    for one in result["offices"]:
        listed = f", list {one['list']}" if one["list"] else ""
        said.append(f"  {one['drawing_code']}: {shown(one['gross_paise'])}, {one['people']} people{listed}")
    return "\n".join(said + [f"  {one['record']}. {one['says']}" for one in result["found"]])


def _codes(office: str | None) -> list[str]:
    codes = DrawingCode.objects.order_by("code")
    if office is not None:
        codes = codes.filter(code=office)
    found = list(codes.values_list("code", flat=True))
    if not found:
        raise Unsound("no_such_code", code=typed(office or ""))
    return found


def _error(code: str, refused: VethanamError) -> dict[str, Any]:
    return {
        "drawing_code": code,
        "error": {"code": refused.code, "message": refused.says, "facts": as_json(refused.facts)},
    }


def _further(result: dict[str, Any], authority: Authority, steps: Sequence[str]) -> dict[str, Any]:
    """Lock the run and make its bills."""
    run = result["run"]
    try:
        if "lock" in steps:
            lock_run(run, authority)
        if "bill" in steps:
            made = make_bill(run, authority)
            result = result | {
                "bills": [_bill(one) for one in made.bills],
                "waits": list(made.waits),
                "says": made.says,
            }
        return result | {"state": Run.objects.values_list("state", flat=True).get(pk=run)}
    except VethanamError as refused:
        return _error(result["drawing_code"], refused)


def _results(outcomes: Mapping[str, RunOutcome]) -> dict[str, dict[str, Any]]:
    runs = Run.objects.in_bulk([outcome.run for outcome in outcomes.values()])
    findings = findings_of_all(runs)
    return {
        code: _result(code, runs[outcome.run], outcome, findings.get(outcome.run, []))
        for code, outcome in outcomes.items()
    }


def _result(code: str, found: Run, outcome: RunOutcome, findings: Sequence[FindingView]) -> dict[str, Any]:
    return {
        "drawing_code": code,
        "run": found.pk,
        "version": found.version,
        "is_unchanged": outcome.is_unchanged,
        "says": outcome.says,
        "people": found.people,
        "set_aside": found.set_aside,
        "lines_held": found.lines_held,
        "gross_paise": found.gross,
        "deductions_paise": found.deductions,
        "net_paise": found.net,
        "snapshot": bytes(found.snapshot_hash or b"").hex(),
        "rulebook": bytes(found.rulebook_hash or b"").hex(),
        "result": bytes(found.result_hash or b"").hex(),
        "findings": [
            {
                "record": f.record,
                "code": f.code,
                "component": f.component,
                "says": f.says,
                "facts": f.facts,
                "blocks": f.blocks,
                "resolution": f.resolution,
            }
            for f in findings
        ],
        "state": found.state,
    }


def _bill(bill: Bill) -> dict[str, Any]:
    return {
        "bill": bill.number,
        "kind": bill.kind,
        "people": bill.people,
        "gross_paise": bill.gross,
        "deductions_paise": bill.deductions,
        "net_paise": bill.net,
    }


def _totals(results: list[dict[str, Any]]) -> dict[str, int]:
    names = ("people", "set_aside", "lines_held", "gross_paise", "deductions_paise", "net_paise")
    return {name: sum(result.get(name, 0) for result in results) for name in names}


def _told(result: dict[str, Any]) -> str:
    if "error" in result:
        return f"{result['drawing_code']}: {result['error']['message']}"
    found = [
        f"  {f['record']}. {f['says']}" for f in result["findings"] if f["blocks"] and not f["resolution"]
    ]
    return "\n".join(
        [
            (
                f"{result['says']} Net {shown(result['net_paise'])}, version {result['version']}, "
                f"{result['state']}."
            ),
            *found,
        ]
    )


def _authorities(
    codes: Sequence[str], officer: str | None, at: datetime, *, is_sample: bool, is_signing: bool
) -> tuple[dict[str, Authority], dict[str, dict[str, Any]]]:
    """The authority for each code: the named officer; on a sample the code's own officer; else the worker.

    Codes without a possible authority are returned as errors. The worker signs nothing.
    """
    found: dict[str, Authority] = {}
    errors: dict[str, dict[str, Any]] = {}
    own = _own_officers(codes, at) if is_sample and officer is None else {}
    for code in codes:
        try:
            found[code] = own.get(code) or _authority(
                code, officer, at, is_sample=is_sample, is_signing=is_signing
            )
        except VethanamError as refused:
            errors[code] = _error(code, refused)
    return found, errors


def _authority(
    code: str, officer: str | None, at: datetime, *, is_sample: bool, is_signing: bool
) -> Authority:
    if officer is not None and is_sample:
        account = Account.objects.filter(username=officer).first()
        if account is None:
            raise Unsound("no_such_officer", officer=typed(officer, 40))
        return authority_of(account, at, scope=code, power="prepare", is_sample=True)
    if is_sample:
        raise Refused("nobody_appointed", code=code, at=at)
    if is_signing or officer is not None:
        raise Refused("signs_for_nobody")
    account = Account.objects.get(username="service-worker")
    return Authority(account=account.pk, person=None, office="DEPT", role=Role.SERVICE, scope=code, at=at)


def _own_officers(codes: Sequence[str], at: datetime) -> dict[str, Authority]:
    """The clerk of each code, or else its drawing officer: the default officer on a sample."""
    found: dict[str, Authority] = {}
    for role in (Role.CLERK, Role.DRAWING_OFFICER):
        for held in appointments_at(at, role=role, scope__in=list(codes)):
            hat = Hat(held.role, held.scope, held.office, held.person_id)
            found.setdefault(held.scope, hat.worn(held.account_id, at, is_sample=True))
    return found
