"""Pay of an employee found dead after the bill was passed: withheld if not yet sent, else a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, Min, OuterRef, Subquery
from django.db.models.functions import ExtractMonth, ExtractYear

from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.findings import UNPROVEN, UNPROVEN_AT_OFFICE, WAITS
from vethanam.payments.models import PaymentFile, PaymentFinding, PaymentLeg
from vethanam.payroll.models import Bill, Claim
from vethanam.payroll.queries import Payable
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount, ServiceSpell
from vethanam.service_book.reader import BookReader

#: findings: pay due to the heirs (office), payment withheld (treasury), paid after death
OF_HEIRS, KEPT_BACK, GONE = "died_before_payment", "payment_kept_back", "paid_after_death"


def keep_back(bill: Bill, payables: Sequence[Payable], authority: Authority) -> list[Payable]:
    """The payables to pay now.

    Pay of the dead never goes to their own account; it is withheld and both officers are told.

    Pay up to the day of death is for the nominee or the legal heirs: it goes to a verified account dated
    after the death. Pay drawn for days after the death is not theirs: it is given back whole.
    """
    found = to_keep(bill, payables, authority)
    told = _tell(bill, found, authority)
    _settle_others(bill, payables, told, authority)
    kept = {payable.payslip_id for payable in found.kept}
    return [payable for payable in payables if payable.payslip_id not in kept]


@dataclass(frozen=True, slots=True)
class Kept:
    """Withheld pay: the payables, the deaths by employment, and the payslips drawn for days after a death."""

    kept: Sequence[Payable]
    dead: Mapping[int, date]
    beyond: frozenset[int]


def to_keep(bill: Bill, payables: Sequence[Payable], authority: Authority) -> Kept:
    """Payables that would go to a dead employee's own account, and those drawn for days after the death."""
    dead = deaths_of(BookReader(), [payable.employment_id for payable in payables], authority.at)
    ours = {
        payable.payslip_id: dead[payable.employment_id]
        for payable in payables
        if payable.employment_id in dead
    }
    beyond = _drawn_beyond(bill, [one for one in payables if one.payslip_id in ours], dead) if ours else set()
    since = dict(
        PayeeAccount.objects.filter(
            pk__in=[one.account_fact_id for one in payables if one.payslip_id in ours]
        ).values_list("pk", "valid_from")
    )
    kept = [
        payable
        for payable in payables
        if (died := ours.get(payable.payslip_id)) is not None
        and (payable.payslip_id in beyond or since.get(payable.account_fact_id or 0, died) <= died)
    ]
    return Kept(kept, dead, frozenset(beyond))


def find_paid_after_death(authority: Authority) -> int:
    """Record a finding for each payment to a dead employee's own account for days after the death; returns
    how many are new.
    """
    spells = ServiceSpell.objects.filter(end_cause=ServiceSpell.Cause.DEATH)
    died = spells.filter(employment=OuterRef("employment")).order_by("valid_until").values("valid_until")[:1]
    found = PaymentFinding.objects.filter(code=GONE, leg=OuterRef("pk"))
    legs = (
        PaymentLeg.objects.filter(
            ~Exists(found),
            payee=PaymentLeg.Payee.EMPLOYEE,
            state__in=PaymentLeg.LIVE,
            employment__in=spells.values("employment"),
        )
        .exclude(file__state__in=PaymentFile.UNSENT)
        .annotate(died=Subquery(died))
        .filter(for_month__gte=ExtractYear("died") * 100 + ExtractMonth("died"))
        .select_related("bill", "employment")
        .annotate(since=F("account_fact__valid_from"))
        .order_by("id")
    )
    return sum(_find_gone(leg, authority) for leg in legs)


def _find_gone(leg: PaymentLeg, authority: Authority) -> bool:
    reader = BookReader()
    whose = leg.pay.employment
    died = deaths_of(reader, [whose], authority.at).get(whose)
    if died is None or leg.since > died or _last(leg.pay.for_month) <= died:  # type: ignore[attr-defined]
        return False
    if deaths_of(reader, [whose], _first_known(leg.bill)).get(whose) == died:
        return False
    facts = _facts(leg.employment, leg.amount, died)
    record = f"Employee {facts['employee']}"
    return find(authority, f"leg:{leg.pk}", record, GONE, facts, leg=leg, bill_id=leg.bill_id)


def _tell(bill: Bill, found: Kept, authority: Authority) -> set[str]:
    """Record findings for office and treasury about withheld pay; returns their keys."""
    kept, dead, beyond = found.kept, found.dead, found.beyond
    whose = Employment.objects.in_bulk([payable.employment_id for payable in kept])
    settle_by_itself(
        authority,
        "no_account",
        [str(one.payslip_id) for one in kept],
        "The death of the person is on record.",
    )
    keys = set()
    for payable in kept:
        facts = _facts(whose[payable.employment_id], payable.net, dead[payable.employment_id])
        key, record = f"{payable.payslip_id}:{facts['died']}", f"Employee {facts['employee']}"
        own = facts | {"amount_paise": payable.net, "is_beyond": payable.payslip_id in beyond}
        find(authority, key, record, OF_HEIRS, own, bill=bill)
        find(authority, key, record, KEPT_BACK, facts, bill=bill)
        keys.add(key)
    return keys


def _settle_others(bill: Bill, payables: Sequence[Payable], told: set[str], authority: Authority) -> None:
    """Close outdated findings about these people: the heirs are paid, or the death was corrected."""
    whose = {payable.employment_id for payable in payables}
    found = PaymentFinding.objects.filter(bill=bill, code__in=(OF_HEIRS, KEPT_BACK), resolved_at__isnull=True)
    for code, key, facts in found.values_list("code", "key", "facts"):
        own = key.partition(":")[2]
        if facts["employment"] in whose and own not in told:
            says = "It goes to an account that holds, or the day of death was corrected."
            settle_by_itself(authority, code, [own], says)


def _facts(employment: Employment | None, amount: int, died: date) -> dict[str, str | int]:
    number, pk = (employment.number, employment.pk) if employment else ("", 0)
    return {
        "employee": number,
        "employment": pk,
        "amount": shown(amount, paise=True),
        "died": died.isoformat(),
    }


def _drawn_beyond(bill: Bill, payables: Sequence[Payable], dead: dict[int, date]) -> set[int]:
    """The payslips computed without knowing of the death, for a month that extends beyond it."""
    knew = deaths_of(BookReader(), [payable.employment_id for payable in payables], _first_known(bill))
    return {
        payable.payslip_id
        for payable in payables
        if _last(payable.for_month) > dead[payable.employment_id]
        and knew.get(payable.employment_id) != dead[payable.employment_id]
    }


def _first_known(bill: Bill) -> datetime:
    """The knowledge time of a bill: that of its first run, or its making."""
    run = Claim.objects.filter(lines__bill=bill, lines__is_live=True).aggregate(at=Min("run__known_at"))["at"]
    return min(run, bill.made_at) if run else bill.made_at


def _last(month: int) -> date:
    return Month(month // 100, month % 100).last


def settle_of(bill_id: int, employment: int, authority: Authority) -> None:
    """Close the office's open findings about an employee's pay in a bill that was given back by challan."""
    found = PaymentFinding.objects.filter(
        bill=bill_id,
        code__in=(*WAITS, KEPT_BACK, GONE, UNPROVEN, UNPROVEN_AT_OFFICE),
        facts__employment=employment,
        resolved_at__isnull=True,
    )
    for code, key in found.values_list("code", "key"):
        settle_by_itself(authority, code, [key.partition(":")[2]], "It was given back by challan.")
