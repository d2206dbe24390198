"""Turn the payments of a passed bill into one bank instruction; book the rest at the treasury."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Broken, Refused
from vethanam.identity.authority import Authority
from vethanam.journal.epochs import is_settled
from vethanam.money import shown
from vethanam.payments.accounts import Payee, account_hash, fresh_salt, payee_of
from vethanam.payments.actions.bills import settle_bills
from vethanam.payments.actions.bookings import book, leg_of_schedule
from vethanam.payments.actions.deaths import keep_back
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.actions.legs import leg_of_pay, mark_of
from vethanam.payments.actions.recognition import (
    PAID_BEFORE,
    WAITS_FOR_RESTORE,
    held_schedules,
    recognise,
    withheld_legs,
)
from vethanam.payments.institutions import accounts_of_institutions
from vethanam.payments.messages import OTHER, SALARY, Account, Instruction, Transfer, build_instruction
from vethanam.payments.models import FileBody, LegAccount, PaymentFile, PaymentLeg
from vethanam.payments.references import fresh_reference, references
from vethanam.payroll.models import Bill, Refund
from vethanam.payroll.queries import Payable, Schedule, payables_of, schedules_of
from vethanam.people.models import Employment
from vethanam.service_book.models import PayeeAccount


@dataclass(frozen=True, slots=True)
class Draft:
    """A leg to be instructed, with the payee from its account fact."""

    leg: PaymentLeg
    payee: Payee


@transaction.atomic
def instruct(bill_id: int, authority: Authority) -> PaymentFile | None:
    """Write the instruction for every uninstructed payee of a passed bill, and book the rest.

    Payees are the employees and the institutions of its deductions; sums for Government, a local body or a
    fund move in the treasury's books. A repeated call writes nothing and returns the last file. A payee
    without an account, or dead, is a finding; once the account is recorded, a further file pays it. Returns
    None if no bank is needed.

    Raises
    ------
    Refused
        The treasury has not passed the bill.
    Broken
        The payables do not add up to the net of the bill.
    """
    bill = Bill.objects.select_for_update().get(pk=bill_id)
    if bill.state not in Bill.PAID:
        raise Refused("bill_not_passed", bill=bill.number)
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
    replaced = [draft.leg.replaces_id for draft in drafts if draft.leg.replaces_id]
    PaymentLeg.objects.filter(pk__in=replaced).update(state=PaymentLeg.State.REISSUED)
    return file


def _not_instructed(bill: Bill, payables: Sequence[Payable]) -> list[Payable]:
    """Positive payables without a leg to the employee, or with a withheld one, that were not given back."""
    legs = PaymentLeg.objects.filter(bill=bill, payee=PaymentLeg.Payee.EMPLOYEE)
    instructed = set(legs.values_list("payslip", flat=True)) - set(withheld_legs(bill))
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


def _drafts(bill: Bill, payables: Sequence[Payable], authority: Authority) -> list[Draft]:
    facts = PayeeAccount.objects.in_bulk([payable.account_fact_id for payable in payables])
    before, fresh = withheld_legs(bill), references()
    return [
        Draft(
            leg_of_pay(
                bill,
                payable,
                before.get(payable.payslip_id),
                fresh(),
                facts[payable.account_fact_id].kind_of_account,
                payable.account_fact_id,
                authority.at,
            ),
            payee_of(facts[payable.account_fact_id]),
        )
        for payable in payables
        if payable.account_fact_id is not None
    ]


def _to_institutions(bill: Bill, schedules: Sequence[Schedule], authority: Authority) -> list[Draft]:
    """A leg per uninstructed institution with an account; records findings for the others."""
    sent = set(
        PaymentLeg.objects.filter(bill=bill, payee=PaymentLeg.Payee.INSTITUTION).values_list(
            "schedule", "party"
        )
    )
    accounts, held = accounts_of_institutions(authority.at), held_schedules(bill)
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
        if schedule.component in held:
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
        leg.institution_account = account
        drafts.append(Draft(leg, payee_of(account)))
    return drafts


def keep_file(bill_id: int, drafts: Sequence[Draft], authority: Authority) -> PaymentFile:
    """Save a file for legs. Its bytes are fixed here; handing it over sends exactly these."""
    bill = (
        Bill.objects.select_for_update(of=("self",))
        .select_related("treasury", "drawing_code")
        .get(pk=bill_id)
    )
    ordinal = PaymentFile.objects.filter(bill=bill).count() + 1
    instruction = _instruction(bill, drafts, authority)
    body = build_instruction(instruction)
    file = PaymentFile.objects.create(
        message=instruction.message,
        bill=bill,
        ordinal=ordinal,
        execute_on=instruction.execute_on,
        legs_count=len(drafts),
        total=instruction.total,
        sha256=sha256(body).digest(),
        created_at=authority.at,
        made_by_id=authority.account,
    )
    FileBody.objects.create(file=file, body=body)
    return file


def write_file(bill_id: int, drafts: Sequence[Draft], authority: Authority) -> PaymentFile:
    """Save a file and its new legs."""
    file = keep_file(bill_id, drafts, authority)
    for draft in drafts:
        draft.leg.file = file
    legs = PaymentLeg.objects.bulk_create([draft.leg for draft in drafts], batch_size=1000)
    salts = [fresh_salt() for _ in drafts]
    LegAccount.objects.bulk_create(
        [
            LegAccount(
                leg=leg,
                salt=salt,
                account_hash=account_hash(salt, draft.payee.account),
                onward_hash=account_hash(salt, draft.payee.onward) if draft.payee.onward else None,
            )
            for leg, salt, draft in zip(legs, salts, drafts, strict=True)
        ],
        batch_size=1000,
    )
    return file


def _known_to_bank(leg: PaymentLeg) -> str | None:
    """The reference of the replaced leg, if the bank ever received it."""
    before = leg.replaces
    while before is not None and before.file is not None and before.file.state == PaymentFile.State.WITHDRAWN:
        before = before.replaces
    return before.end_to_end_id if before else None


def _instruction(bill: Bill, drafts: Sequence[Draft], authority: Authority) -> Instruction:
    """One instruction of a bill: the treasury pays from its own account on the day of the authority."""
    at = timezone.localtime(authority.at)
    treasury = bill.treasury
    employments = {draft.leg.employment_id for draft in drafts if draft.leg.employment_id}
    numbers = dict(Employment.objects.filter(pk__in=employments).values_list("pk", "number"))
    return Instruction(
        message=fresh_reference(),
        created_at=at.replace(microsecond=0),
        execute_on=at.date(),
        payer=treasury.name,
        payer_account=Account(treasury.code, treasury.code),
        transfers=tuple(
            Transfer(
                reference=draft.leg.end_to_end_id,
                amount=draft.leg.amount,
                payee=draft.payee.holder,
                account=draft.payee.account,
                onward=draft.payee.onward,
                purpose=OTHER if draft.leg.schedule else SALARY,
                remark=f"Bill {bill.number}, {draft.leg.schedule.replace('_', ' ')}"
                if draft.leg.schedule
                else "",
                replaces=_known_to_bank(draft.leg),
                employee=numbers.get(draft.leg.employment_id or 0, ""),
            )
            for draft in drafts
        ),
        mark=mark_of(bill),
    )
