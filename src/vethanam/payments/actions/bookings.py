"""Book transfers of a passed bill to Government, local bodies and funds in the treasury's
books, without a bank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payments.actions.commitments import commit_persons
from vethanam.payments.models import Credit, PaymentLeg
from vethanam.payments.references import references
from vethanam.payroll.models import Bill, Payslip, Presentation
from vethanam.payroll.queries import Schedule

_PAYEES = {
    "government": PaymentLeg.Payee.GOVERNMENT,
    "local_body": PaymentLeg.Payee.LOCAL_BODY,
    "fund": PaymentLeg.Payee.FUND,
    "institution": PaymentLeg.Payee.INSTITUTION,
}


def book(bill: Bill, schedules: Sequence[Schedule], authority: Authority) -> int:
    """Book the schedules of a passed bill that need no bank, once; returns the number of legs.

    They are settled by the voucher on its day. An arrear for provident funds has one leg per person.

    Raises
    ------
    Broken
        The bill is passed and has no voucher.
    """
    booked = [one for one in schedules if one.to != "institution" and one.amount > 0]
    if not booked or PaymentLeg.objects.filter(bill=bill, kind__in=PaymentLeg.BOOKED).exists():
        return 0
    drafts, fresh = [], references()
    for schedule in booked:
        drafts += (
            _to_own_funds(bill, schedule, fresh, authority)
            if schedule.is_own
            else [leg_of_schedule(bill, schedule, PaymentLeg.Kind.BOOK_TRANSFER, fresh(), authority)]
        )
    _settle(bill, PaymentLeg.objects.bulk_create(drafts, batch_size=1000), authority)
    return len(drafts)


def leg_of_schedule(
    bill: Bill, schedule: Schedule, kind: PaymentLeg.Kind, reference: str, authority: Authority
) -> PaymentLeg:
    """The leg that pays a schedule's payee."""
    return PaymentLeg(
        end_to_end_id=reference,
        bill=bill,
        payee=_PAYEES[schedule.to],
        schedule=schedule.component,
        party=schedule.party,
        kind=kind,
        amount=schedule.amount,
        recorded_at=authority.at,
    )


def _to_own_funds(
    bill: Bill, schedule: Schedule, fresh: Callable[[], str], authority: Authority
) -> list[PaymentLeg]:
    """One leg per person with an arrear for her provident fund."""
    persons = dict(Payslip.objects.filter(bill=bill).values_list("id", "person_id"))
    legs: dict[int, PaymentLeg] = {}
    for row in schedule.rows:
        if row.payslip is None:
            raise Broken("schedule_without_payslip", bill=bill.number)
        leg = legs.setdefault(
            row.payslip,
            PaymentLeg(
                end_to_end_id=fresh(),
                bill=bill,
                payslip=row.payslip,
                employment_id=row.employment,
                person_id=persons[row.payslip],
                for_month=0,
                payee=PaymentLeg.Payee.FUND,
                schedule=schedule.component,
                kind=PaymentLeg.Kind.PROVIDENT_FUND,
                amount=0,
                recorded_at=authority.at,
            ),
        )
        leg.amount += row.amount
        leg.for_month = max(leg.for_month or 0, int(row.for_month))
    return [leg for leg in legs.values() if leg.amount > 0]


def _settle(bill: Bill, legs: Sequence[PaymentLeg], authority: Authority) -> None:
    voucher = Presentation.objects.filter(bill=bill, outcome=Presentation.Outcome.PASSED).first()
    if voucher is None or voucher.voucher_date is None:
        raise Broken("no_voucher", bill=bill.number)
    on = voucher.voucher_date
    booked = Credit.objects.bulk_create(
        [
            Credit(leg=leg, kind=Credit.Kind.CREDITED, amount=leg.amount, on=on, recorded_at=authority.at)
            for leg in legs
        ],
        batch_size=1000,
    )
    commitments = commit_persons([(_record(one), one.leg, one) for one in booked])
    leaf = append(
        "payment.booked",
        public={"bill": bill.number, "persons": commitments.root},
        private={"legs": len(legs), "total_paise": sum(leg.amount for leg in legs)},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    commitments.keep(leaf)
    PaymentLeg.objects.filter(pk__in=[leg.pk for leg in legs]).update(state=PaymentLeg.State.SETTLED)


def _record(credit: Credit) -> dict[str, Json]:
    return {
        "payment": credit.leg.end_to_end_id,
        "event": credit.kind,
        "amount_paise": credit.amount,
        "on": credit.on.isoformat(),
    }
