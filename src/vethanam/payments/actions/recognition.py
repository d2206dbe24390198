"""Payments of found files that a bill explains: they become its legs and are not made a second time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.actions.bookings import leg_of_schedule
from vethanam.payments.actions.failures import settle_failures
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.actions.legs import leg_again, leg_of_pay
from vethanam.payments.bill_mark import mark_of
from vethanam.payments.found_transfers import open_transfers
from vethanam.payments.models import FoundFile, FoundTransfer, PaymentFile, PaymentLeg
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import Payable, Schedule
from vethanam.people.models import Employment
from vethanam.service_book.models import PayeeAccount

#: findings: the rest of a bill waits for the settlement; pay that a found file may have paid already
WAITS_FOR_RESTORE, PAID_BEFORE = "restored_bill_waits", "paid_before_restore"


def unexplained_of(file: PaymentFile) -> tuple[int, int]:
    """Count and sum of a file's payments that no bill of this database explains."""
    amounts = FoundTransfer.objects.filter(file__message=file.message, leg__isnull=True).values_list(
        "amount", flat=True
    )
    return len(amounts), sum(amounts)


def withheld_legs(bill: Bill) -> dict[int | None, PaymentLeg]:
    """The payments of a bill that are withheld and not yet replaced, by payslip."""
    legs = PaymentLeg.objects.filter(bill=bill, state=PaymentLeg.State.WITHHELD, payslip__isnull=False)
    return {leg.payslip: leg for leg in legs}


def recognise(
    bill: Bill, payables: Sequence[Payable], schedules: Sequence[Schedule], authority: Authority
) -> list[Payable]:
    """Make legs of the found payments that a bill explains; returns the payables left to pay.

    Employee, amount, drawing code and month explain a payment. An employee with a found payment of another
    amount or month is not paid: that is a finding.
    """
    if not FoundFile.objects.exists():
        return list(payables)
    found = open_transfers().filter(file__mark=mark_of(bill), replaces="").select_related("file")
    moved = _moved_into(found, authority)
    left = _of_pay(bill, payables, [one for one in found if one.employee and one.pk not in moved], authority)
    _of_schedules(bill, schedules, [one for one in found if one.schedule and one.pk not in moved], authority)
    return left


def _of_pay(
    bill: Bill, payables: Sequence[Payable], found: Sequence[FoundTransfer], authority: Authority
) -> list[Payable]:
    numbers = dict(
        Employment.objects.filter(pk__in=[one.employment_id for one in payables]).values_list("pk", "number")
    )
    rows = PayeeAccount.objects.filter(
        pk__in=[one.account_fact_id for one in payables if one.account_fact_id]
    )
    facts = {pk: (kind, tail) for pk, kind, tail in rows.values_list("pk", "kind_of_account", "tail")}
    by_pay: dict[tuple[str, int], list[FoundTransfer]] = defaultdict(list)
    for transfer in found:
        by_pay[transfer.employee, transfer.amount].append(transfer)
    before, legs, left = withheld_legs(bill), [], []
    for payable in payables:
        alike = by_pay.get((numbers[payable.employment_id], payable.net))
        if not alike:
            left.append(payable)
            continue
        transfer = alike.pop(0)
        kind, tail = facts.get(payable.account_fact_id or 0, (PaymentLeg.Kind.BANK, ""))
        leg = leg_of_pay(
            bill, payable, before.get(payable.payslip_id), transfer.reference, kind,
            payable.account_fact_id if tail and tail == transfer.tail else None, authority.at,
        )  # fmt: skip
        legs.append((transfer, leg))
    _keep(bill, legs, authority)
    paid = open_transfers().filter(replaces="", employee__in=[numbers[one.employment_id] for one in left])
    return _held(bill, left, numbers, set(paid.values_list("employee", flat=True)), authority)


def _held(
    bill: Bill, left: Sequence[Payable], numbers: dict[int, str], paid: set[str], authority: Authority
) -> list[Payable]:
    """The payables without those of employees that a found file may have paid already."""
    free = [one for one in left if numbers[one.employment_id] not in paid]
    for one in left:
        number = numbers[one.employment_id]
        if number in paid:
            facts = {
                "employment": one.employment_id,
                "amount_paise": one.net,
                "amount": shown(one.net, paise=True),
            }
            find(authority, str(one.payslip_id), f"Employee {number}", PAID_BEFORE, facts, bill=bill)
    keys = [str(one.payslip_id) for one in free]
    settle_by_itself(authority, PAID_BEFORE, keys, "Two persons decided on the file.")
    return free


def held_schedules(bill: Bill) -> set[str]:
    """The deductions of a bill that a found file may have paid already, in another amount."""
    found = open_transfers().filter(file__mark=mark_of(bill), replaces="").exclude(schedule="")
    return set(found.values_list("schedule", flat=True))


def _of_schedules(
    bill: Bill, schedules: Sequence[Schedule], found: Sequence[FoundTransfer], authority: Authority
) -> None:
    there = set(PaymentLeg.objects.filter(bill=bill, schedule__gt="").values_list("schedule", "party"))
    waiting, legs = list(found), []
    for schedule in schedules:
        if schedule.to != "institution" or (schedule.component, schedule.party) in there:
            continue
        own = (schedule.component, schedule.amount)
        transfer = next((one for one in waiting if (one.schedule, one.amount) == own), None)
        if transfer:
            waiting.remove(transfer)
            leg = leg_of_schedule(bill, schedule, PaymentLeg.Kind.BANK, transfer.reference, authority)
            legs.append((transfer, leg))
    _keep(bill, legs, authority)


def _keep(bill: Bill, legs: Sequence[tuple[FoundTransfer, PaymentLeg]], authority: Authority) -> None:
    """Save the legs in the file that they came in.

    The paymaster takes its bytes over and hands it over again.
    """
    for transfer, leg in legs:
        leg.file = file_of(transfer.file, bill, authority)
    PaymentLeg.objects.bulk_create([leg for _, leg in legs], batch_size=1000)
    _explain([(transfer, leg) for transfer, leg in legs])


def _explain(legs: Sequence[tuple[FoundTransfer, PaymentLeg]]) -> None:
    for transfer, leg in legs:
        transfer.leg = leg
    FoundTransfer.objects.bulk_update([transfer for transfer, _ in legs], ["leg"], batch_size=1000)


def file_of(
    found: FoundFile, bill: Bill, authority: Authority, state: str = PaymentFile.State.LEAVING
) -> PaymentFile:
    """The payment file of a found one, made with its first explained payment."""
    file = PaymentFile.objects.filter(message=found.message).first()
    if file is None:
        file = PaymentFile.objects.create(
            message=found.message,
            bill=bill,
            ordinal=PaymentFile.objects.filter(bill=bill).count() + 1,
            execute_on=found.execute_on,
            legs_count=found.legs_count,
            total=found.total,
            state=state,
            created_at=found.created_at,
            made_by_id=authority.account,
        )
    return file


def _moved_into(found: QuerySet[FoundTransfer], authority: Authority) -> set[int]:
    """Move legs that a found file has from the waiting file in which this database still has them.

    The found file was written after a death, without the pay of the dead; the waiting one never left.
    """
    here = {
        leg.end_to_end_id: leg
        for leg in PaymentLeg.objects.filter(
            end_to_end_id__in=found.values("reference"),
            state=PaymentLeg.State.INSTRUCTED,
            file__state__in=(PaymentFile.State.WRITTEN, PaymentFile.State.LEAVING),
            file__sha256__isnull=True,
        ).select_related("file", "bill__drawing_code")
    }
    pairs = [(one, here[one.reference]) for one in found if one.reference in here]
    for old in {leg.file_id: leg.file for _, leg in pairs if leg.file}.values():
        ours = [(one, leg) for one, leg in pairs if leg.file_id == old.pk]
        anew = file_of(ours[0][0].file, ours[0][1].bill, authority, PaymentFile.State.WRITTEN)
        old.state = PaymentFile.State.WITHDRAWN
        old.save(update_fields=["state"])
        PaymentLeg.objects.filter(pk__in=[leg.pk for _, leg in ours]).update(file=anew)
        PaymentLeg.objects.filter(file=old).update(state=PaymentLeg.State.WITHHELD)
        anew.state = PaymentFile.State.LEAVING
        anew.save(update_fields=["state"])
        _explain(ours)
    return {one.pk for one, _ in pairs}


@transaction.atomic
def recognise_reissues(authority: Authority) -> None:
    """Make legs of found payments that were sent again, once the failure of the first is known."""
    found = {one.replaces: one for one in open_transfers().exclude(replaces="").select_related("file")}
    if not found:
        return
    failed = PaymentLeg.objects.select_for_update(of=("self",)).filter(
        end_to_end_id__in=list(found), state__in=PaymentLeg.FAILED
    )
    for leg in failed.select_related("bill__drawing_code").order_by("id"):
        transfer = found[leg.end_to_end_id]
        if transfer.amount == leg.amount:
            _keep(
                leg.bill, [(transfer, leg_again(leg, transfer.reference, leg.kind, authority.at))], authority
            )
            PaymentLeg.objects.filter(pk=leg.pk).update(state=PaymentLeg.State.REISSUED)
            settle_failures([leg], authority)
