"""Make a bill of what a locked run says is due; check, countersign, present, withdraw, cancel it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max
from django.utils.timezone import localdate

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.actions.drawing_up import Sheet, draw_up
from vethanam.payroll.actions.runs import hold, latest_version, take_due
from vethanam.payroll.actions.signing import (
    OFFICE,
    PREPARE,
    PRESENT,
    act,
    close_presentation,
    keep,
    leaf_of,
    locked_bill,
    needs_reason,
    note,
    require,
    signer,
    stands,
)
from vethanam.payroll.claiming import Wanted, free_claims, wanted_claims
from vethanam.payroll.lines import in_words
from vethanam.payroll.models import Bill, BillLine, Claim, Presentation, Run
from vethanam.people.models import BillClass, Role
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class Made:
    """The bills made of a run, and in a sentence what was and was not claimed. ``waits`` names people left for later."""

    bills: tuple[Bill, ...]
    says: str
    waits: tuple[str, ...] = ()


@act
def make_bill(run_id: int, authority: Authority) -> Made:
    """Claim what a locked run says is due and nobody claimed or drew yet: one bill per class and head of account.

    Only what is missing is claimed, so that another call makes a supplementary bill for whoever was left out, or none.
    A person whose month stands on a live bill with other amounts waits until that bill is passed or cancelled.

    Raises
    ------
    Refused
        The run is not the latest locked one of its month, or the authority may not make bills of the code.
    """
    run = Run.objects.select_related("drawing_code").get(pk=run_id)
    require(authority, roles=OFFICE, scope=run.drawing_code.code, power=PREPARE, doing="Making a bill")
    by, for_whom = signer(authority)
    hold(run.month, run.drawing_code_id)
    latest = latest_version(run)
    if run.state != Run.State.LOCKED or latest is None or latest.pk != run.pk:
        raise Refused(
            "not_locked",
            "A bill is made of the latest version of a month, once it is locked. Lock it, or compute again.",
        )
    month, code = Month.from_key(run.month), run.drawing_code
    found = wanted_claims(run)
    claims = _claims(run, found.wanted, authority)
    if not claims:
        return Made(
            (), f"{in_words(month)}, {code.code}: {_nothing(found.waits)} No bill was made.", found.waits
        )
    grouped = groupby(
        sorted(claims, key=lambda pair: (pair[0].bill_class, pair[0].head)),
        key=lambda pair: (pair[0].bill_class, pair[0].head),
    )
    bills = tuple(
        _bill(run, kind, head, [claim for _, claim in group], authority, (by, for_whom))
        for (kind, head), group in grouped
    )
    numbers = " and ".join(bill.number for bill in bills)
    people = sum(bill.people for bill in bills)
    return Made(
        bills,
        f"{in_words(month)}, {code.code}: bill {numbers} claims for {people} {'person' if people == 1 else 'people'}.",
        found.waits,
    )


def _nothing(waits: tuple[str, ...]) -> str:
    if waits:
        return f"{len(waits)} people stand on a bill with other amounts; pass or cancel that bill first."
    return "Nothing is due that is not claimed or drawn already."


def _claims(run: Run, wanted: list[Wanted], authority: Authority) -> list[tuple[Wanted, Claim]]:
    """A claim for each thing wanted: one freed by a cancelled bill that asks exactly the same, or a new one."""
    free = {claim.pk: claim for claim in free_claims(run)}
    kept: dict[int, Claim] = {}
    for index, want in enumerate(wanted):
        same = next(
            (c for c in free.values() if c.pk not in {k.pk for k in kept.values()} and want.is_asked_by(c)),
            None,
        )
        if same:
            kept[index] = same
    stale = free.keys() - {claim.pk for claim in kept.values()}
    Claim.objects.filter(pk__in=stale).update(state=Claim.State.VOID)
    take_due(run)
    fresh = [(index, want.claim(run, authority.at)) for index, want in enumerate(wanted) if index not in kept]
    made = Claim.objects.bulk_create([claim for _, claim in fresh], batch_size=1000)
    kept |= dict(zip((index for index, _ in fresh), made, strict=True))
    return [(want, kept[index]) for index, want in enumerate(wanted)]


def _bill(
    run: Run, bill_class: int, head: int, claims: list[Claim], authority: Authority, signed: tuple[int, int]
) -> Bill:
    code, day, month = run.drawing_code, localdate(authority.at), Month.from_key(run.month)
    others = Bill.objects.filter(
        drawing_code=code, bill_class=bill_class, head=head, run__month=run.month
    ).exclude(state=Bill.State.CANCELLED)
    kind = (
        Bill.Kind.SUPPLEMENTARY
        if run.kind == Run.Kind.SUPPLEMENTARY or others.exists()
        else Bill.Kind.MONTHLY
    )
    drawn_in = month if kind == Bill.Kind.MONTHLY else max(month, Month.of(day))
    sheet = Sheet(code, bill_class, head, kind, drawn_in, run)
    return draw_up(sheet, claims, authority, signed, facts={"run": run.pk, "version": run.version})


@act
def check_bill(bill: Bill | int, authority: Authority) -> Bill:
    """The drawing officer checks a bill somebody else made.

    Raises
    ------
    Refused
        The same person made it, its class needs no check, or it is past that.
    """
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.DRAWING_OFFICER,),
        scope=now.drawing_code.code,
        power=PREPARE,
        doing="Checking a bill",
    )
    if now.signing != BillClass.Signing.MAKER_CHECKER:
        raise Refused(
            "needs_no_check",
            f"Bill {now.number} is {now.signing.replace('_', ' ')}; it is not checked in the office.",
        )
    stands(now, Bill.State.MADE, doing="Checking")
    return _sign(
        now,
        "checked",
        authority,
        not_by={now.made_by_id},
        says="Who checks a bill is another person than who made it",
    )


@act
def countersign_bill(bill: Bill | int, authority: Authority) -> Bill:
    """The controlling officer countersigns a bill of an office that has no second person.

    Raises
    ------
    Refused
        The same person made it, or its class needs no countersignature.
    """
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.COUNTERSIGNING_OFFICER,),
        scope=now.drawing_code.code,
        power=PREPARE,
        doing="Countersigning a bill",
    )
    if now.signing != BillClass.Signing.COUNTERSIGNED:
        raise Refused(
            "needs_no_countersignature",
            f"Bill {now.number} is {now.signing.replace('_', ' ')}; it is not countersigned.",
        )
    stands(now, Bill.State.MADE, doing="Countersigning")
    return _sign(
        now,
        "countersigned",
        authority,
        not_by={now.made_by_id},
        says="Who countersigns a bill is another person than who made it",
    )


def _sign(bill: Bill, what: str, authority: Authority, *, not_by: set[int], says: str) -> Bill:
    by, for_whom = signer(authority)
    if by in not_by:
        raise Refused("same_person", f"Bill {bill.number}: {says}. Ask a colleague with that power.")
    setattr(bill, f"{what}_by_id", by)
    setattr(bill, f"{what}_for_id", for_whom)
    bill.state = what
    keep(bill)
    note(bill, what, authority, leaf_of(bill, f"bill_{what}", authority))
    return bill


@act
def present_bill(bill: Bill | int, authority: Authority, *, answer: str = "") -> Presentation:
    """Present a bill to its treasury. A second presentation keeps the bill's number and gets a token of its own.

    ``answer`` says what was done about an objection.

    Raises
    ------
    Refused
        The bill is not signed as its class demands, or is at the treasury already.
    """
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.DRAWING_OFFICER,),
        scope=now.drawing_code.code,
        power=PRESENT,
        doing="Presenting a bill",
    )
    ready = {
        "maker_checker": Bill.State.CHECKED,
        "countersigned": Bill.State.COUNTERSIGNED,
        "self_drawn": Bill.State.MADE,
    }[now.signing]
    stands(now, ready, *Bill.AGAIN, doing="Presenting")
    now.presented_by_id, now.presented_for_id = signer(authority)
    if now.signing == BillClass.Signing.SELF_DRAWN and now.made_for_id != now.presented_for_id:
        raise Refused(
            "not_ones_own", f"Bill {now.number} is self-drawn: the officer whose pay it is presents it."
        )
    said = (
        needs_reason(answer, f"Presenting bill {now.number} again")
        if now.state == Bill.State.OBJECTED
        else " ".join(answer.split())[:500]
    )
    now.state = Bill.State.PRESENTED
    keep(now)
    coming = Presentation.objects.create(
        bill=now,
        treasury_id=now.treasury_id,
        ordinal=now.presentations.count() + 1,
        token=_next_token(now, authority),
        presented_at=authority.at,
    )
    facts = {"ordinal": coming.ordinal, "token": coming.token}
    note(
        now,
        "presented",
        authority,
        leaf_of(now, "bill_presented", authority, ordinal=coming.ordinal, token=coming.token),
        reason=said,
        facts=facts,
    )
    return coming


def _next_token(bill: Bill, authority: Authority) -> str:
    """The next token of the treasury in the account year: 2026/000118."""
    year = Month.of(localdate(authority.at)).account_year[:4]
    hold(-int(year), bill.treasury_id)
    last = Presentation.objects.filter(treasury=bill.treasury_id, token__startswith=f"{year}/").aggregate(
        last=Max("token")
    )["last"]
    return f"{year}/{int(last.split('/')[1]) + 1 if last else 1:06d}"


@act
def withdraw_bill(bill: Bill | int, authority: Authority, *, reason: str) -> Bill:
    """Take a bill back from the treasury before it decided. It can be presented again, or cancelled."""
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.DRAWING_OFFICER,),
        scope=now.drawing_code.code,
        power=PRESENT,
        doing="Withdrawing a bill",
    )
    stands(now, Bill.State.PRESENTED, Bill.State.QUEUED, doing="Withdrawing")
    said = needs_reason(reason, "Withdrawing a bill")
    close_presentation(now, Presentation.Outcome.WITHDRAWN, authority, said)
    now.state = Bill.State.WITHDRAWN
    keep(now)
    note(
        now, "withdrawn", authority, leaf_of(now, "bill_withdrawn", authority, {"reason": said}), reason=said
    )
    return now


@act
def cancel_bill(bill: Bill | int, authority: Authority, *, reason: str) -> Bill:
    """Cancel a bill the treasury has not passed: its claims are free again, its number is kept and never given again.

    Raises
    ------
    Refused
        The bill is passed; what it drew is given back by refund.
    """
    now = locked_bill(bill)
    roles = OFFICE if now.state == Bill.State.MADE else (Role.DRAWING_OFFICER,)
    require(
        authority,
        roles=roles,
        scope=now.drawing_code.code,
        power=PREPARE if now.state == Bill.State.MADE else PRESENT,
        doing="Cancelling a bill",
    )
    if now.state in Bill.PAID:
        raise Refused(
            "already_passed",
            f"Bill {now.number} is passed and cannot be cancelled. What it drew too much is refunded by challan.",
        )
    stands(
        now,
        *(state for state in Bill.State.values if state not in (*Bill.PAID, Bill.State.CANCELLED)),
        doing="Cancelling",
    )
    said = needs_reason(reason, "Cancelling a bill")
    if now.state in (Bill.State.PRESENTED, Bill.State.QUEUED):
        close_presentation(now, Presentation.Outcome.WITHDRAWN, authority, said)
    before = now.state
    now.state = Bill.State.CANCELLED
    keep(now)
    BillLine.objects.filter(bill=now).update(is_live=False)
    note(
        now,
        "cancelled",
        authority,
        leaf_of(now, "bill_cancelled", authority, {"reason": said}),
        reason=said,
        facts={"was": before},
    )
    return now
