"""The worker writes legs that the database takes, of another payslip, party or account than the bill pays."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.payments.paymaster.conftest import SignedOffice
from tests.payroll.office import at
from vethanam.payments.actions import instructions, reissue
from vethanam.payments.actions.legs import leg_again
from vethanam.payments.models import PaymentFinding, PaymentLeg
from vethanam.payments.paymaster.account_proofs import ProvenAccount
from vethanam.payments.paymaster.bill_proofs import ProvenBill
from vethanam.payments.paymaster.file_proofs import _fault_of_account, _Left
from vethanam.payments.references import fresh_reference
from vethanam.service_book.actions import correct, verify
from vethanam.service_book.models import PayeeAccount

FORMER, OWN = "31234567890", "31234567899"


def paid_month(signed: SignedOffice) -> PaymentLeg:
    """October paid to both; the leg of the first."""
    signed.account("100234", FORMER)
    signed.account("100235", "31234567891")
    signed.pass_month()
    signed.pay()
    assert (signed.why(), signed.paid["paid"]) == (set(), 2)
    return PaymentLeg.objects.select_related("bill").get(employment__number="100234")


def write(signed: SignedOffice, leg: PaymentLeg) -> None:
    """A file with one leg, as a taken-over worker writes it, and the rounds that follow."""
    with transaction.atomic():
        instructions.write_file(leg.bill_id, [leg], signed.service)
    signed.pay()


def second(leg: PaymentLeg, **given: Any) -> PaymentLeg:
    """A further first leg to the payee of a leg, of a payslip that nobody has."""
    return PaymentLeg(
        end_to_end_id=fresh_reference(), bill=leg.bill, payslip=999_999, employment_id=leg.employment_id,
        person_id=leg.person_id, for_month=leg.for_month, kind=leg.kind, amount=leg.amount,
        account_fact_id=leg.account_fact_id, recorded_at=leg.recorded_at, **given,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "why"), [({}, "paid_before"), ({"party": "Another"}, "account_of_another")]
)
def test_a_second_leg_of_another_payslip_or_party_is_not_paid(
    signed: SignedOffice, given: dict[str, str], why: str
) -> None:
    write(signed, second(paid_month(signed), **given))
    assert (signed.why(), signed.paid["paid"]) == ({why}, 2)


def test_a_deduction_goes_to_its_institution_and_a_net_to_its_employee(subtests: pytest.Subtests) -> None:
    account = ProvenAccount(owner=7)
    for name, given in (
        ("a deduction into an employee's account", {"schedule": "sli", "party": "X", "account_fact_id": 3}),
        ("a deduction of an employee's leg", {"schedule": "sli", "party": "X"}),
        ("a net into an institution's account", {"institution_account_id": 3}),
        ("a net of a party", {"party": "X", "account_fact_id": 3}),
    ):
        with subtests.test(name):
            why = _fault_of_account(PaymentLeg(pk=1, employment_id=7, **given), account, ())
            assert why is not None and why.code == "account_of_another"
    own = PaymentLeg(pk=1, employment_id=7, account_fact_id=3)
    assert _fault_of_account(own, account, ()) is None


def test_rows_of_a_deduction_into_an_employees_account_pay_nobody(signed: SignedOffice) -> None:
    paid = paid_month(signed)
    forged = PaymentLeg(
        end_to_end_id=fresh_reference(), bill=paid.bill, schedule="sli", party="Another", payee="institution",
        kind="bank", amount=paid.amount, account_fact_id=paid.account_fact_id, recorded_at=paid.recorded_at,
    )  # fmt: skip
    before = len(list(signed.channel.outgoing.glob("*.xml")))
    write(signed, forged)
    assert (signed.why(), signed.paid["paid"]) == ({"account_of_another"}, 2)
    assert PaymentLeg.objects.get(schedule="sli").state == "withheld"
    assert len(list(signed.channel.outgoing.glob("*.xml"))) == before


def test_what_a_leg_says_beside_its_payee_brings_no_money_back(signed: SignedOffice) -> None:
    leg = paid_month(signed)
    with signed.world.role("paymaster"):
        left = _Left(ProvenBill({leg.employment_id or 0: leg.amount}), leg.bill_id)
    for party in ("", "Another"):
        why = left.take(second(leg, party=party))
        assert why is not None and why.code == "paid_before"


def take_back(signed: SignedOffice, newer: int) -> None:
    """Rows of web take a signed account back, in two officers' names."""
    office = signed.office
    with signed.world.role("web"):
        row = PayeeAccount.objects.defer(*PayeeAccount.unread).get(pk=newer)
        verify(office.by("officer", at(21)), [correct(office.by("clerk", at(21)), row, is_withdrawn=True)])


def test_a_withheld_payment_written_anew_goes_to_no_former_account(signed: SignedOffice) -> None:
    signed.account("100234", FORMER)
    newer = signed.account("100234", OWN)
    signed.account("100235", "31234567891")
    take_back(signed, newer)
    signed.pass_month()
    signed.pay()
    leg = PaymentLeg.objects.get(employment__number="100234")
    assert (leg.state, signed.paid["paid"]) == ("withheld", 1)
    write(signed, leg_again(leg, fresh_reference(), leg.kind, at(29), account_fact=leg.account_fact_id))
    assert (signed.why(), signed.paid["paid"]) == ({"account_not_in_force"}, 1)


def test_a_returned_payment_goes_to_no_account_before_a_later_one(signed: SignedOffice) -> None:
    """The bank returned it; the payee has a new account since, and the worker takes her oldest one."""
    former = signed.account("100234", FORMER)
    signed.account("100234", "31234560009")
    signed.account("100235", "31234567891")
    signed.pass_month()
    signed.pay()
    leg = PaymentLeg.objects.get(employment__number="100234")
    signed.account("100234", OWN)
    signed.pay()
    leg.refresh_from_db()
    assert (leg.state, signed.paid["returned"]) == ("returned", 1)
    write(signed, leg_again(leg, fresh_reference(), leg.kind, at(29), account_fact=former))
    told = {one.facts["why"]["code"] for one in PaymentFinding.objects.filter(code="payment_not_proven")}
    assert told == {"account_not_in_force"}
    assert FORMER not in "".join(path.read_text() for path in signed.channel.outgoing.glob("*.xml"))


def test_an_officer_takes_the_account_before_the_one_that_returned_it(signed: SignedOffice) -> None:
    former = signed.account("100234", FORMER)
    signed.account("100234", "31234560009")
    signed.account("100235", "31234567891")
    signed.pass_month()
    signed.pay()
    leg = PaymentLeg.objects.get(employment__number="100234")
    assert leg.state == "returned"
    reissue(leg.pk, former, signed.office.by("officer", at(29)))
    signed.pay()
    assert (signed.why(), signed.states()["100234"]) == (set(), "settled")
