"""Acts on a month and its bills: run, resolve, make, check, countersign, present, withdraw, cancel, object, queue, lapse,
pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import bills, making, passing, runs
from vethanam.payroll.models import Bill, Run, RunFinding, for_month
from vethanam.periods import Month
from vethanam.sample.acts import Act, Answer, day
from vethanam.sample.verbs.answers import send_again

_NAMED = ("bill", "drawing_code", "month", "bill_class")


def run(authority: Authority, act: Act) -> Answer:
    """``{month, drawing_code}``: compute the month."""
    act.only("month", "drawing_code", "kind")
    done = runs.compute_run(Month.parse(act["month"]), str(act["drawing_code"]), authority)
    return Answer(done.says, run_state(done.run))


def resolve(authority: Authority, act: Act) -> Answer:
    """``{month, drawing_code, how: held | signed_off, reason}`` and ``employment``, ``code`` or both: settle open findings.

    ``code: any`` means all that still block.
    """
    act.only("month", "drawing_code", "employment", "code", "how", "reason")
    latest = _latest(act)
    rows = RunFinding.objects.filter(run=latest, resolution__isnull=True)
    if act.get("code") == "any":
        rows = rows.filter(blocks=True)
    elif not act.get("employment"):
        rows = rows.filter(code=act["code"])
    else:
        rows = rows.filter(employment__number=str(act["employment"]))
        rows = rows.filter(code=act["code"]) if act.get("code") else rows
    if not (findings := list(rows.order_by("pk"))):
        raise Refused("no_finding", month=act["month"], drawing_code=act["drawing_code"])
    for finding in findings:
        runs.resolve_finding(finding.pk, authority, kind=str(act["how"]), reason=str(act["reason"]))
    people = len({finding.record for finding in findings})
    counted = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    whom = "1 person" if people == 1 else f"{people} people"
    verb = "is" if len(findings) == 1 else "are"
    return Answer(f"{counted} about {whom} {verb} settled.", run_state(latest.pk))


def make(authority: Authority, act: Act) -> Answer:
    """``{month, drawing_code}``: lock the run and make a bill of what is due and nobody claimed yet.

    ``months`` in place of ``month``: one bill of all of them.
    """
    act.only(*_NAMED, "months")
    several = [str(month) for month in act.get("months") or []]
    latest = [_latest(act, month) for month in several or [act["month"]]]
    for run in latest:
        runs.lock_run(run.pk, authority)
    made = (
        making.make_bill_of_months([run.pk for run in latest], authority)
        if several
        else making.make_bill(latest[0].pk, authority)
    )
    return Answer(made.says, {"bills": [bill_state(bill) for bill in made.bills], "waits": list(made.waits)})


def check(authority: Authority, act: Act) -> Answer:
    """``{bill}`` or ``{drawing_code, month}``: the checker signs."""
    return _each(act, (Bill.State.MADE,), "checked", lambda bill: bills.check_bill(bill, authority))


def countersign(authority: Authority, act: Act) -> Answer:
    """The countersigning officer signs."""
    return _each(
        act,
        (Bill.State.CHECKED, Bill.State.MADE),
        "countersigned",
        lambda bill: bills.countersign_bill(bill, authority),
    )


def present(authority: Authority, act: Act) -> Answer:
    """Present to the treasury; again after an objection, with ``answer``. With a payee, a payment that failed is sent again."""
    if any(act.get(name) for name in ("reference", "employment", "institution")):
        return send_again(authority, act)
    ready = (
        Bill.State.MADE,
        Bill.State.CHECKED,
        Bill.State.COUNTERSIGNED,
        *Bill.AGAIN,
    )
    return _each(
        act,
        ready,
        "presented",
        lambda bill: bills.present_bill(bill, authority, answer=str(act.get("answer", ""))),
        "answer",
    )


def withdraw(authority: Authority, act: Act) -> Answer:
    """Take a presented bill back, with ``reason``."""
    return _each(
        act,
        (Bill.State.PRESENTED, Bill.State.QUEUED),
        "withdrawn",
        lambda bill: bills.withdraw_bill(bill, authority, reason=str(act["reason"])),
        "reason",
    )


def cancel(authority: Authority, act: Act) -> Answer:
    """Cancel a bill that is not passed, with ``reason``; its claims are free again."""
    live = tuple(state for state in Bill.State if state not in (*Bill.PAID, Bill.State.CANCELLED))
    return _each(
        act,
        live,
        "cancelled",
        lambda bill: bills.cancel_bill(bill, authority, reason=str(act["reason"])),
        "reason",
    )


def object_to(authority: Authority, act: Act) -> Answer:
    """The treasury objects, with ``reason`` and, by employee number, ``lines``."""
    lines = {str(number): str(why) for number, why in act.mapping("lines").items()}
    said = str(act["reason"])
    return _each(
        act,
        (Bill.State.PRESENTED, Bill.State.QUEUED),
        "objected",
        lambda bill: passing.object_bill(bill, authority, reason=said, lines=lines),
        "reason",
        "lines",
    )


def queue(authority: Authority, act: Act) -> Answer:
    """The treasury keeps a bill waiting, with ``reason``."""
    return _each(
        act,
        (Bill.State.PRESENTED,),
        "queued",
        lambda bill: passing.queue_bill(bill, authority, reason=str(act["reason"])),
        "reason",
    )


def lapse(authority: Authority, act: Act) -> Answer:
    """A bill presented in an account year that is over lapses, with ``reason``."""
    return _each(
        act,
        (Bill.State.PRESENTED, Bill.State.QUEUED),
        "lapsed",
        lambda bill: passing.lapse_bill(bill, authority, reason=str(act["reason"])),
        "reason",
    )


def pass_(authority: Authority, act: Act) -> Answer:
    """The treasury passes a bill; ``voucher_number`` and ``voucher_date`` may be given."""
    dated = day(act["voucher_date"]) if act.get("voucher_date") else None

    def sign(bill: Bill) -> object:
        return passing.pass_bill(
            bill, authority, voucher_number=str(act.get("voucher_number", "")), voucher_date=dated
        )

    return _each(
        act, (Bill.State.PRESENTED, Bill.State.QUEUED), "passed", sign, "voucher_number", "voucher_date"
    )


def run_state(run_id: int) -> dict[str, Any]:
    """A run as ``state``: version, totals and findings."""
    found = Run.objects.get(pk=run_id)
    findings = RunFinding.objects.filter(run=found).order_by("pk")
    return {
        "run": found.pk,
        "version": found.version,
        "state": found.state,
        "people": found.people,
        "set_aside": found.set_aside,
        "gross_paise": found.gross,
        "deductions_paise": found.deductions,
        "net_paise": found.net,
        "findings": [
            {"record": f.record, "code": f.code, "says": f.says, "blocks": f.blocks} for f in findings
        ],
    }


def bill_state(bill: Bill) -> dict[str, Any]:
    """A bill as ``state``."""
    return {
        "bill": bill.number,
        "kind": bill.kind,
        "state": bill.state,
        "people": bill.people,
        "gross_paise": bill.gross,
        "deductions_paise": bill.deductions,
        "net_paise": bill.net,
    }


def _latest(act: Act, named: object = None) -> Run:
    month, code = Month.parse(str(named or act["month"])), str(act["drawing_code"])
    found = (
        Run.objects.filter(month=int(month), drawing_code__code=code, version__isnull=False)
        .order_by("-version")
        .first()
    )
    if found is None:
        raise Refused("no_run", month=month, code=code)
    return found


def _each(act: Act, states: tuple[str, ...], done: str, sign: Callable[[Bill], object], *more: str) -> Answer:
    """Do one thing to the bills an act names: one by its number, or those of a code and month in a fitting state."""
    act.only(*_NAMED, *more)
    chosen = _named(act, states)
    for bill in chosen:
        sign(bill)
        bill.refresh_from_db()
    numbers = ", ".join(bill.number for bill in chosen)
    return Answer(f"Bill {numbers} is {done}.", {"bills": [bill_state(bill) for bill in chosen]})


def _named(act: Act, states: tuple[str, ...]) -> list[Bill]:
    if act.get("bill"):
        found = list(Bill.objects.filter(number=str(act["bill"])))
        if not found:
            raise Unsound("bill_number_unknown", bill=typed(act["bill"], 40))
        return found
    month = Month.parse(act["month"])
    rows = Bill.objects.filter(for_month(int(month)), drawing_code__code=str(act["drawing_code"]))
    if act.get("bill_class"):
        rows = rows.filter(bill_class__code=str(act["bill_class"]))
    found = list(rows.filter(state__in=states).order_by("pk"))
    if not found:
        raise Refused("no_bill_waits", month=month, drawing_code=act["drawing_code"])
    return found
