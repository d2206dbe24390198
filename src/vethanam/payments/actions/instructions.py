"""Turn the payments of a passed bill into one file for the paymaster; book the rest at the treasury.

No account number is read here: a leg names its entry, and the paymaster makes the bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Broken, Refused
from vethanam.identity.authority import Authority
from vethanam.journal.epochs import is_settled
from vethanam.money import shown
from vethanam.payments.actions.bills import settle_bills
from vethanam.payments.actions.bookings import book, leg_of_schedule
from vethanam.payments.actions.compensation_holds import waits_for_order
from vethanam.payments.actions.deaths import keep_back
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.actions.legs import leg_of_pay
from vethanam.payments.actions.recognition import (
    PAID_BEFORE,
    WAITS_FOR_RESTORE,
    held_schedules,
    recognise,
    withheld_legs,
)
from vethanam.payments.actions.unproven import unproven_legs
from vethanam.payments.institutions import accounts_of_institutions
from vethanam.payments.models import PaymentFile, PaymentLeg
from vethanam.payments.references import fresh_reference, references
from vethanam.payroll.compensation.holds import refuse_held
from vethanam.payroll.models import Bill, Refund
from vethanam.payroll.pay_calendar.queries import bill_pays_on, business_day
from vethanam.payroll.queries import Payable, Schedule, payables_of, schedules_of
from vethanam.service_book.models import PayeeAccount


@transaction.atomic
def instruct(bill_id: int, authority: Authority) -> PaymentFile | None:
    """Write the instruction for every uninstructed payee of a passed bill, and book the rest.

    Payees are the employees and the institutions of its deductions; sums for Government, a local body or a
    fund move in the treasury's books. A repeated call writes nothing and returns the last file. A payee
    without an account, or dead, is a finding; once the account is recorded, a further file pays it.
    While the order behind compensation is not in force nothing is written. Returns None if no bank is
    needed.

    Raises
    ------
    Refused
        The treasury has not passed the bill, or its pay-day has not come.
    Broken
        The payables do not add up to the net of the bill.
    """
    bill = Bill.objects.select_for_update().get(pk=bill_id)
    if bill.state not in Bill.PAID:
        raise Refused("bill_not_passed", bill=bill.number)
    require_pay_day(bill)
    if waits_for_order(bill, authority):
        return PaymentFile.objects.filter(bill=bill).order_by("ordinal").last()
    payables = payables_of(bill_id, authority.at)
    if sum(payable.net for payable in payables) != bill.net:
        raise Broken("payables_differ", bill=bill.number, net=shown(bill.net))
    schedules = schedules_of(bill)
    if sum(schedule.amount for schedule in schedules) != bill.deductions:
        raise Broken("schedules_differ", bill=bill.number, deductions=shown(bill.deductions))
    book(bill, schedules, authority)
    waiting = recognise(bill, _not_instructed(bill, payables), schedules, authority)
    living = keep_back(bill, waiting, authority)
    drafts = [
        *_drafts(bill, _with_account(bill, living, authority), authority),
        *_to_institutions(bill, schedules, authority),
    ]
    if is_settled():
        settle_by_itself(
            authority, WAITS_FOR_RESTORE, [str(bill_id)], "The files before the restore are settled."
        )
    elif drafts:
        find(authority, str(bill_id), f"Bill {bill.number}", WAITS_FOR_RESTORE, {}, bill=bill)
        drafts = []
    if not drafts:
        if not waiting:
            settle_bills([bill_id], authority)
        return PaymentFile.objects.filter(bill_id=bill_id).order_by("ordinal").last()
    file = write_file(bill_id, drafts, authority)
    replaced = [leg.replaces_id for leg in drafts if leg.replaces_id]
    PaymentLeg.objects.filter(pk__in=replaced).update(state=PaymentLeg.State.REISSUED)
    return file


def _not_instructed(bill: Bill, payables: Sequence[Payable]) -> list[Payable]:
    """Positive payables without a leg to the employee, or with a withheld one, that were not given back.

    One that the paymaster could not prove waits until its findings are closed.
    """
    legs = PaymentLeg.objects.filter(bill=bill, payee=PaymentLeg.Payee.EMPLOYEE)
    held = unproven_legs(bill)
    free = {payslip for payslip, leg in withheld_legs(bill).items() if leg.pk not in held}
    instructed = set(legs.values_list("payslip", flat=True)) - free
    refunds = Refund.objects.filter(bill=bill).exclude(state=Refund.State.REFUSED)
    given_back = set(refunds.values_list("employment", flat=True))
    waiting = [
        payable
        for payable in payables
        if payable.net > 0
        and payable.payslip_id not in instructed
        and payable.employment_id not in given_back
    ]
    return sorted(waiting, key=lambda payable: payable.payslip_id)


def _with_account(bill: Bill, payables: Sequence[Payable], authority: Authority) -> list[Payable]:
    """Payables with an account; records findings for the others and closes those resolved."""
    known = [payable for payable in payables if payable.account_fact_id is not None]
    settle_by_itself(
        authority, "no_account", [str(payable.payslip_id) for payable in known], "The account was recorded."
    )
    for payable in payables:
        if payable.account_fact_id is None:
            facts = {"employment": payable.employment_id, "amount_paise": payable.net}
            find(authority, str(payable.payslip_id), f"Bill {bill.number}", "no_account", facts, bill=bill)
    return known


def _drafts(bill: Bill, payables: Sequence[Payable], authority: Authority) -> list[PaymentLeg]:
    rows = PayeeAccount.objects.filter(pk__in=[payable.account_fact_id for payable in payables])
    kinds = dict(rows.values_list("pk", "kind_of_account"))
    before, fresh = withheld_legs(bill), references()
    return [
        leg_of_pay(
            bill,
            payable,
            before.get(payable.payslip_id),
            fresh(),
            kinds[payable.account_fact_id],
            payable.account_fact_id,
            authority.at,
        )
        for payable in payables
        if payable.account_fact_id is not None
    ]


def _to_institutions(bill: Bill, schedules: Sequence[Schedule], authority: Authority) -> list[PaymentLeg]:
    """A leg per uninstructed institution with an account; records findings for the others."""
    legs = PaymentLeg.objects.filter(bill=bill, payee=PaymentLeg.Payee.INSTITUTION)
    held = unproven_legs(bill)
    before = {
        (leg.schedule, leg.party): leg
        for leg in legs.filter(state=PaymentLeg.State.WITHHELD)
        if leg.pk not in held
    }
    sent = set(legs.values_list("schedule", "party")) - set(before)
    accounts, known_before = accounts_of_institutions(authority.at), held_schedules(bill)
    drafts = []
    for schedule in schedules:
        if (
            schedule.to != "institution"
            or schedule.amount <= 0
            or (schedule.component, schedule.party) in sent
        ):
            continue
        account = accounts.get(schedule.party)
        key = f"{bill.pk}:{schedule.component}:{schedule.party}"[:110]
        if schedule.component in known_before:
            facts = {"amount_paise": schedule.amount, "amount": shown(schedule.amount, paise=True)}
            find(authority, key, f"Bill {bill.number}", PAID_BEFORE, facts, bill=bill)
            continue
        if account is None:
            facts = {"institution": schedule.party, "amount_paise": schedule.amount}
            find(authority, key, f"Bill {bill.number}", "no_institution_account", facts, bill=bill)
            continue
        settle_by_itself(authority, "no_institution_account", [key], "The account was entered and verified.")
        settle_by_itself(authority, PAID_BEFORE, [key], "Two persons decided on the file.")
        leg = leg_of_schedule(bill, schedule, PaymentLeg.Kind.BANK, fresh_reference(), authority)
        leg.institution_account_id = account
        if withheld := before.get((schedule.component, schedule.party)):
            leg.replaces, leg.attempt = withheld, withheld.attempt + 1
        drafts.append(leg)
    return drafts


def require_pay_day(bill: Bill) -> date | None:
    """The pay-day of a bill, which has come; None for a bill without one.

    Raises
    ------
    Refused
        It has not come yet.
    """
    day = bill_pays_on(bill.pk)
    if day is not None and business_day() < day:
        raise Refused("before_pay_day", bill=bill.number, day=day)
    return day


def keep_file(bill_id: int, legs: Sequence[PaymentLeg], authority: Authority) -> PaymentFile:
    """Save a file for legs. The paymaster fixes its bytes; handing it over sends exactly these.

    Raises
    ------
    Refused
        The bill's pay-day has not come, or the order behind its compensation is not in force.
    """
    bill = Bill.objects.select_for_update(of=("self",)).get(pk=bill_id)
    refuse_held(bill)
    pay_day = require_pay_day(bill)
    ordinal = PaymentFile.objects.filter(bill=bill).count() + 1
    return PaymentFile.objects.create(
        message=fresh_reference(),
        bill=bill,
        ordinal=ordinal,
        execute_on=max(filter(None, (timezone.localdate(authority.at), pay_day))),
        legs_count=len(legs),
        total=sum(leg.amount for leg in legs),
        created_at=authority.at,
        made_by_id=authority.account,
    )


def write_file(bill_id: int, legs: Sequence[PaymentLeg], authority: Authority) -> PaymentFile:
    """Save a file and its new legs."""
    file = keep_file(bill_id, legs, authority)
    for leg in legs:
        leg.file = file
    PaymentLeg.objects.bulk_create(legs, batch_size=1000)
    return file
