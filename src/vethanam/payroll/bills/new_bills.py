"""Make a bill of the unclaimed due of locked runs, of one month or several."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.timezone import localdate

from vethanam.errors import Refused, Sentence
from vethanam.identity.authority import Authority
from vethanam.payroll.bills.drafts import Sheet, draw_up, received_on, set_apart
from vethanam.payroll.former_system.actions import require_live
from vethanam.payroll.models import Bill, BillLine, Claim, Run, for_month
from vethanam.payroll.powers import OFFICE, PREPARE, act, require, signer
from vethanam.payroll.register.new_claims import Wanted, free_claims, wanted_claims
from vethanam.payroll.runs.actions import hold, latest_version, take_due
from vethanam.payroll.runs.finding_rows import people_said
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.queries import WORKED_OUT, reaching_back


@dataclass(frozen=True, slots=True)
class Made:
    """The bills of a run, with a summary sentence. ``waits`` names people left for a later bill."""

    bills: tuple[Bill, ...]
    sentence: Sentence
    waits: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


@act
def make_bill(run_id: int, authority: Authority, *, without: Collection[str] = ()) -> Made:
    """Claim the due of a locked run that is neither claimed nor drawn: one bill per class
    and head of account. Pay of a dead person is a bill of its own, for the heirs.

    Only the missing amounts are claimed, so a second call makes a supplementary bill for people left out, or
    none. A person with other amounts of the month on a live bill waits until that bill is passed or
    cancelled. ``without`` leaves out employees by number: the next call makes their bill.

    Raises
    ------
    Refused
        The run is not the latest locked one of its month, or the authority may not make bills of the code.
        Also if claims of a cancelled bill would be repeated although entries about them were verified since
        the run.
    """
    left_out = Employment.objects.filter(number__in=list(without)).values_list("pk", flat=True)
    run = Run.objects.select_related("drawing_code").get(pk=run_id)
    return _make([run], authority, frozenset(left_out))


@act
def make_bill_of_months(run_ids: Sequence[int], authority: Authority) -> Made:
    """Claim the due of locked runs of several months of one code, in one bill per class and head of account.

    Each month is claimed as in :func:`make_bill`, with its own claims. A payslip has the lines of every
    month.

    Raises
    ------
    Refused
        As for one month; or the runs are of different codes, or their pay is received in two tax years.
    """
    runs = list(Run.objects.filter(pk__in=run_ids).select_related("drawing_code").order_by("month"))
    if not runs or len({(run.drawing_code_id, run.month) for run in runs}) < len(run_ids):
        raise Refused("no_months")
    if len({run.drawing_code_id for run in runs}) > 1:
        raise Refused("two_offices")
    _received_in_one_year([Month.from_key(run.month) for run in runs], localdate(authority.at))
    return _make(runs, authority)


def _received_in_one_year(months: Sequence[Month], day: date) -> None:
    years = {Month.of(received_on(month, day)).account_year: month for month in months}
    if len(years) > 1:
        (one, early), (other, late) = sorted(years.items())
        raise Refused("two_tax_years", early=early, one=one, late=late, other=other)


def _make(runs: Sequence[Run], authority: Authority, left_out: Collection[int] = ()) -> Made:
    """Bills of the latest locked runs of a code, in the order of months."""
    code = runs[0].drawing_code
    require_live(code)
    require(authority, roles=OFFICE, scope=code.code, power=PREPARE, doing="Making a bill")
    signed = signer(authority)
    claims: list[tuple[Wanted, Claim]] = []
    waits: dict[str, None] = {}
    for run in runs:
        hold(run.month, code.pk)
        latest = latest_version(run)
        if run.state != Run.State.LOCKED or latest is None or latest.pk != run.pk:
            raise Refused("not_locked")
        found = wanted_claims(run)
        wanted = [want for want in found.wanted if want.employment not in left_out]
        _by_what_is_known(run, wanted)
        claims += _claims(run, wanted, authority, left_out)
        waits |= dict.fromkeys(found.waits)
    facts: dict[str, Any] = {"months": [Month.from_key(run.month) for run in runs], "code": code.code}
    if not claims:
        return Made((), Sentence("no_bill_made", {**facts, "why": _nothing(tuple(waits))}), tuple(waits))
    apart = set_apart((claim for _, claim in claims), authority.at)
    grouped = groupby(
        sorted(claims, key=lambda pair: _sheet_of(pair[0], apart)), key=lambda pair: _sheet_of(pair[0], apart)
    )
    bills = tuple(
        _bill(runs, bill_class, head, [claim for _, claim in group], authority, signed, of_dead=dead > 0)
        for (dead, bill_class, head), group in grouped
    )
    facts["bills"] = " and ".join(bill.number for bill in bills)
    facts["people"] = people_said(sum(bill.people for bill in bills))
    return Made(bills, Sentence("bill_made", facts), tuple(waits))


def _sheet_of(wanted: Wanted, apart: Collection[int]) -> tuple[int, int, int]:
    """The key of a bill: the dead person (0: none), class, head of account."""
    return (wanted.employment if wanted.employment in apart else 0, wanted.bill_class, wanted.head)


def _by_what_is_known(run: Run, wanted: Sequence[Wanted]) -> None:
    """Refuse to repeat claims of a cancelled bill if entries about them are newer than the run."""
    whose = sorted({want.employment for want in wanted})
    freed = BillLine.objects.filter(
        claim__run=run, claim__employment__in=whose, bill__state=Bill.State.CANCELLED
    )
    if not freed.exists():
        return
    entries = reaching_back(whose, run.known_at, Month.from_key(run.month).plus(1).first, WORKED_OUT)
    if not entries:
        return
    some = Employment.objects.filter(pk__in={entry.employment for entry in entries}).order_by("number")
    numbers = list(some.values_list("number", flat=True))
    named = [*numbers[:5], *(["…"] if len(numbers) > 5 else [])]
    month, day = Month.from_key(run.month), localdate(run.known_at)
    raise Refused("entries_since", month=month, day=day, numbers=named, again=month)


def _nothing(waits: tuple[str, ...]) -> Sentence:
    if not waits:
        return Sentence("nothing_due")
    return Sentence("one_waits") if len(waits) == 1 else Sentence("people_wait", {"count": len(waits)})


def _claims(
    run: Run, wanted: list[Wanted], authority: Authority, left_out: Collection[int]
) -> list[tuple[Wanted, Claim]]:
    """One claim per wanted amount: an identical one freed by a cancelled bill, or a new one.

    The freed claims of people who are left out stay for their own bill.
    """
    freed = free_claims(run).exclude(employment__in=list(left_out))
    free = {claim.pk: claim for claim in freed.select_for_update(of=("self",))}
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
    runs: Sequence[Run],
    bill_class: int,
    head: int,
    claims: list[Claim],
    authority: Authority,
    signed: tuple[int, int],
    *,
    of_dead: bool,
) -> Bill:
    code, day, month = runs[0].drawing_code, localdate(authority.at), Month.from_key(runs[-1].month)
    if len(runs) > 1:
        several = Bill.Kind.DECEASED if of_dead else Bill.Kind.SUPPLEMENTARY
        sheet = Sheet(code, bill_class, head, several, max(month, Month.of(day)))
        facts = {"runs": [{"run": run.pk, "version": run.version} for run in runs]}
        return draw_up(sheet, claims, authority, signed, facts=facts)
    (run,) = runs
    kind = Bill.Kind.DECEASED if of_dead else _kind(run, bill_class, head)
    drawn_in = month if kind == Bill.Kind.MONTHLY else max(month, Month.of(day))
    sheet = Sheet(code, bill_class, head, kind, drawn_in, run)
    return draw_up(sheet, claims, authority, signed, facts={"run": run.pk, "version": run.version})


def _kind(run: Run, bill_class: int, head: int) -> Bill.Kind:
    """The first bill of a month, class and head draws the month; each further one is supplementary."""
    others = Bill.objects.filter(
        for_month(run.month), drawing_code=run.drawing_code, bill_class=bill_class, head=head
    ).exclude(state=Bill.State.CANCELLED)
    is_first = run.kind != Run.Kind.SUPPLEMENTARY and not others.exclude(kind=Bill.Kind.DECEASED).exists()
    return Bill.Kind.MONTHLY if is_first else Bill.Kind.SUPPLEMENTARY
