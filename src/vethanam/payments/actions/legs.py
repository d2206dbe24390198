"""The legs that pay: of a payslip, and again after a failure."""

from __future__ import annotations

from datetime import datetime

from vethanam.payments.models import PaymentLeg
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import Payable


def leg_of_pay(
    bill: Bill,
    payable: Payable,
    before: PaymentLeg | None,
    reference: str,
    kind: str,
    account_fact: int | None,
    at: datetime,
) -> PaymentLeg:
    """The leg that pays an employee; ``before`` is the withheld leg that it replaces."""
    return PaymentLeg(
        end_to_end_id=reference,
        attempt=before.attempt + 1 if before else 1,
        replaces=before,
        bill=bill,
        payslip=payable.payslip_id,
        employment_id=payable.employment_id,
        person_id=payable.person_id,
        for_month=payable.for_month,
        kind=kind,
        amount=payable.net,
        account_fact_id=account_fact,
        recorded_at=at,
    )


def leg_again(
    leg: PaymentLeg,
    reference: str,
    kind: str,
    at: datetime,
    *,
    account_fact: int | None = None,
    institution_account: int | None = None,
) -> PaymentLeg:
    """The leg that is sent in place of a failed one."""
    return PaymentLeg(
        end_to_end_id=reference,
        bill=leg.bill,
        payslip=leg.payslip,
        employment_id=leg.employment_id,
        person_id=leg.person_id,
        for_month=leg.for_month,
        payee=leg.payee,
        schedule=leg.schedule,
        party=leg.party,
        kind=kind,
        amount=leg.amount,
        account_fact_id=account_fact,
        institution_account_id=institution_account,
        attempt=leg.attempt + 1,
        replaces=leg,
        recorded_at=at,
    )
