"""Compensation is paid on two signatures more than a bill, and not while its order is stayed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.payments.paymaster.conftest import SignedOffice, enrol
from tests.payroll.office import at
from vethanam.evidence.roll_making import make_rolls
from vethanam.identity.models import Account
from vethanam.orders.actions import record_order_effect
from vethanam.orders.models import Order
from vethanam.payments.models import PaymentFile
from vethanam.payroll.models import Bill, Compensation
from vethanam.people.models import HeadOfAccount
from vethanam.people.queries import authority_of
from vethanam.privacy.actions.duties import open_case_of_looks
from vethanam.privacy.models import RollLine

ORDER: dict[str, Any] = {
    "order_number": "WP(C) 9/2026",
    "order_dated": "2026-10-20",
    "head": "2075-00-800-99",
}
AMOUNT = 1_000_000


@pytest.fixture
def drawn(signed: SignedOffice) -> SignedOffice:
    """A passed bill of compensation for two people on the roll of a case of looks."""
    for number, digits in (("100234", "31234567890"), ("100235", "31234567891")):
        signed.account(number, digits)
    for name, role in (
        ("law", "law_officer"), ("dpo", "data_protection_officer"), ("finance", "finance_officer"),
    ):  # fmt: skip
        enrol(signed.office.appoint(name, role, "", office="FIN"))
    HeadOfAccount.objects.create(code=ORDER["head"], title="Sums by order of a court", is_charged=True)
    lines = _roll(signed)
    _accounts(signed, lines)
    with signed.world.role("web"):
        _claims(signed, lines)
        reference = str(
            signed.do("order_compensation", "law", roll=_roll_name(), amount="10000", **ORDER)["compensation"]
        )
        signed.do("approve_compensation", "finance", compensation=reference)
        signed.do("enter_compensation_tax", "law", compensation=reference, rate=0, basis="Opinion 4/2026")
        state = signed.do("draw_compensation", "clerk", drawing_code="0412", compensation=reference)
        bill = str(state["bills"][0]["bill"])
        signed.do("check", "officer", bill=bill)
        signed.do("present", "officer", bill=bill)
        signed.do("pass", "treasurer", bill=bill)
    return signed


def _roll_name() -> str:
    return str(RollLine.objects.select_related("roll")[0].roll.reference)


def _roll(signed: SignedOffice) -> list[RollLine]:
    clerk, dpo = signed.office.officers["clerk"], signed.office.by("dpo", at(28))
    case = open_case_of_looks(dpo, clerk.pk, 21)
    assert case is not None
    people = [one.person_id for one in signed.office.people.values()]
    signed.world.sql(
        "postgres",
        "INSERT INTO privacy_look (account_id, person, page, reason, office, role, scope, at)"
        " SELECT %s, p, 'pay', '', 'FIN', 'clerk', '', %s::timestamptz - interval '1 hour'"
        " FROM unnest(%s::bigint[]) p",
        clerk.pk, case.opened_at, people,
    )  # fmt: skip
    signed.world.sql(
        "postgres",
        "INSERT INTO privacy_lookentry (look_id, person, number, head, is_outside)"
        " SELECT id, person, 1, decode(repeat('00', 32), 'hex'), true FROM privacy_look",
    )
    with signed.world.role("web"):
        roll = signed.do("make_roll", "law", of="case", subject=case.number)["roll"]
        signed.do("confirm_roll", "dpo", roll=roll)
    signed.sign_log()
    assert make_rolls(signed.service, signed.log_key.verifier) == 1
    return list(RollLine.objects.select_related("roll"))


def _accounts(signed: SignedOffice, lines: list[RollLine]) -> None:
    for line in lines:
        account = Account.objects.create(username=f"emp-{line.person}", kind=Account.Kind.PERSON)
        signed.world.sql(
            "postgres", "UPDATE people_person SET account_id = %s WHERE id = %s", account.pk, line.person
        )
        signed.office.officers[account.username] = account


def _claims(signed: SignedOffice, lines: list[RollLine]) -> None:
    for line in lines:
        signed.do("claim_on_roll", f"emp-{line.person}", roll=line.roll.reference, line=line.number)


def test_two_people_are_paid_on_four_signatures(drawn: SignedOffice) -> None:
    drawn.pay()
    bill = Bill.objects.get(kind="compensation")
    assert (drawn.why(), drawn.states(), bill.state) == (
        set(), {"100234": "settled", "100235": "settled"}, "closed",
    )  # fmt: skip
    assert bill.net == 2 * AMOUNT and drawn.paid["paid"] == 2


def test_a_changed_amount_or_another_head_is_not_paid(drawn: SignedOffice) -> None:
    drawn.world.sql(
        "postgres",
        "SET session_replication_role = replica; UPDATE payroll_compensation SET amounts = '{\"\": 900000}'",
    )
    drawn.pay()
    assert (drawn.why(), {*drawn.states().values()}) == ({"compensation_unsigned"}, {"withheld"})


def test_a_decision_that_only_a_row_names_is_not_paid(drawn: SignedOffice) -> None:
    leaf = Compensation.objects.get().leaf
    drawn.world.sql(
        "postgres",
        f"SET session_replication_role = replica; UPDATE payroll_compensationdecision SET leaf = {leaf}",
    )
    drawn.pay()
    assert drawn.why() == {"compensation_unsigned"}


def test_nothing_is_signed_while_the_order_is_stayed(drawn: SignedOffice) -> None:
    order = Order.objects.get(number=ORDER["order_number"])
    law = authority_of(drawn.office.officers["law"], at(28), is_sample=True)
    record_order_effect(law, order, state="stayed", valid_from=at(28).date())
    drawn.pay()
    assert not PaymentFile.objects.exists() and not drawn.paid["paid"]
    record_order_effect(law, order, state="vacated", valid_from=at(28).date())
    drawn.pay()
    assert {*drawn.states().values()} == {"settled"}
