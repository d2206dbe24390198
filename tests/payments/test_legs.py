"""Every kind of leg: bank, treasury savings sent on, provident fund, books of the
treasury, institutions, money orders.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from tests.payments.builders import AT, DAY
from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import body_of, hand_over, settle_pending
from tests.payments.test_answers import bill_state, found, notice, rejected, report, say
from vethanam.errors import Refused, Unsound
from vethanam.messaging.queries import events_to_tell
from vethanam.payments import audit, queries
from vethanam.payments.actions import Details, enter_account, instruct, reissue, verify_account
from vethanam.payments.messages import Account, Entry, Happening, Instruction, read_instruction
from vethanam.payments.models import Credit, PaymentFile, PaymentLeg
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import schedules_of
from vethanam.people.models import Role
from vethanam.service_book.models import Obligation

SOCIETY = "Teachers' co-operative society"
SOCIETY_ACCOUNT = Details(SOCIETY, "cooperative", "KSBK0000001", "90000001234", SOCIETY)


def sent(file: PaymentFile | None) -> Instruction:
    """The content of an instruction file."""
    assert file is not None
    return read_instruction(body_of(file))


def handed_over(desk: Desk, bill: int) -> Instruction:
    file = instruct(bill, desk.service)
    assert file is not None
    hand_over(file.pk, desk.channel, desk.service)
    return sent(file)


def legs(bill: int, **which: str) -> list[PaymentLeg]:
    return list(PaymentLeg.objects.filter(bill=bill, **which).order_by("id"))


def owes(desk: Desk, payee: str, kind: str = "cooperative") -> int:
    """An obligation of the first employee."""
    return Obligation.objects.create(
        employment_id=desk.employments[0], valid_from=date(2026, 4, 1), recorded_at=AT, kind_of_due=kind,
        payee=payee, reference="L-77", instalment=100000, entered_by_id=desk.service.account,
    ).pk  # fmt: skip


def verified_society(desk: Desk, details: Details = SOCIETY_ACCOUNT) -> int:
    """The society's account, entered by one officer and verified by another."""
    entered = enter_account(details, desk.officer, valid_from=date(2026, 4, 1))
    verify_account(entered.pk, replace(desk.service, role=Role.TREASURY_OFFICER))
    return entered.pk


# -- in the treasury's books ---------------------------------------------------------------------------------


def test_deductions_are_booked_by_the_voucher_and_ask_no_bank(desk: Desk) -> None:
    bill = desk.deducting(("income_tax", 500, None), ("gpf_subscription", 1000, None))
    assert handed_over(desk, bill).total == sum(NETS)
    assert [
        (leg.payee, leg.schedule, leg.amount, leg.kind, leg.state) for leg in legs(bill, kind="book_transfer")
    ] == [
        ("government", "income_tax", 2000, "book_transfer", "settled"),
        ("fund", "gpf_subscription", 4000, "book_transfer", "settled"),
    ]
    events = Credit.objects.filter(leg__bill=bill).values_list("answer__name", "on").distinct()
    assert [str(name) for name, _ in events] == ["None"] and [on for _, on in events] == [DAY]
    assert (
        queries.settlement_of(bill, queries.DEDUCTED).settled == 6000 == Bill.objects.get(pk=bill).deductions
    )
    assert audit.broken_invariants() == []


def test_nothing_is_booked_twice(desk: Desk) -> None:
    bill = desk.deducting(("income_tax", 500, None))
    instruct(bill, desk.service)
    instruct(bill, desk.later())
    assert len(legs(bill, payee="government")) == 1


def test_a_booked_leg_on_another_day_than_the_vouchers_is_refused_by_the_database(desk: Desk) -> None:
    bill = desk.deducting(("income_tax", 500, None))
    leg = PaymentLeg.objects.create(
        end_to_end_id="S9-9A1", bill_id=bill, payee="government", schedule="income_tax", kind="book_transfer",
        amount=2000, recorded_at=AT,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="no voucher of its bill says so"):
        Credit.objects.create(
            leg=leg, kind="credited", amount=2000, on=DAY + timedelta(days=1), recorded_at=AT
        )


def test_arrears_to_the_provident_fund_are_a_bill_of_net_nothing_and_each_person_is_told(desk: Desk) -> None:
    bill = desk.deducting(("arrears_to_provident_fund", 125100, None), nets=(0, 0, 0, 0))
    assert instruct(bill, desk.service) is None
    own = legs(bill)
    assert [(leg.kind, leg.payee, leg.state, leg.amount) for leg in own] == [
        ("provident_fund", "fund", "settled", 125100)
    ] * 4
    assert {leg.employment_id for leg in own} == set(desk.employments)
    assert Bill.objects.get(pk=bill).state == "closed"
    assert [event.text for event in events_to_tell()] == ["arrears-in-provident-fund"] * 4
    assert audit.broken_invariants() == []


def test_arrears_to_an_account_are_told_as_arrears_and_not_as_a_second_salary(desk: Desk) -> None:
    bill = desk.deducting(kind="arrear")
    entries = [
        Entry(t.reference, Happening.CREDITED, t.amount, DAY, t.account)
        for t in handed_over(desk, bill).transfers
    ]
    say(desk, notice(*entries))
    assert [event.text for event in events_to_tell()] == ["arrears-credited"] * len(NETS)


# -- institutions --------------------------------------------------------------------------------------------


def test_an_institution_is_in_the_file_and_is_never_told(desk: Desk) -> None:
    verified_society(desk)
    bill = desk.deducting(("cooperative", 100000, owes(desk, SOCIETY)))
    instruction = handed_over(desk, bill)
    last = instruction.transfers[-1]
    assert (last.payee, last.amount, last.account.number, last.purpose) == (
        SOCIETY,
        400000,
        "90000001234",
        "OTHR",
    )
    assert "cooperative" in last.remark
    assert instruction.total == sum(NETS) + 400000
    entries = [
        Entry(t.reference, Happening.CREDITED, t.amount, DAY, t.account) for t in instruction.transfers
    ]
    say(desk, notice(*entries[:-1]))
    assert Bill.objects.get(pk=bill).state == "part_credited"
    say(desk, notice(entries[-1], message="N2"))
    assert Bill.objects.get(pk=bill).state == "closed"
    assert {event.text for event in events_to_tell()} == {"salary-credited"}
    assert len(events_to_tell()) == len(NETS)
    assert audit.broken_invariants() == []


def test_an_institution_without_a_verified_account_is_found_and_paid_once_it_has_one(desk: Desk) -> None:
    bill = desk.deducting(("cooperative", 100000, owes(desk, SOCIETY)))
    settle_pending(desk.channel, desk.service)
    (finding,) = queries.open_findings(bill, officer=Role.TREASURY_OFFICER, scope="TVM01")
    assert finding.code == "no_institution_account"
    assert "Teachers' co-operative society has no verified account" in finding.says
    assert audit.broken_invariants() == []
    entered = enter_account(SOCIETY_ACCOUNT, desk.officer, valid_from=date(2026, 4, 1))
    settle_pending(desk.channel, desk.later())
    assert legs(bill, payee="institution") == []
    verify_account(entered.pk, replace(desk.later(), role=Role.TREASURY_OFFICER))
    settle_pending(desk.channel, desk.later(3))
    assert [leg.amount for leg in legs(bill, payee="institution")] == [400000]
    assert [finding.code for finding in queries.open_findings(bill)] == ["no_answer"]


def test_whoever_entered_an_institutions_account_does_not_verify_it(desk: Desk) -> None:
    entered = enter_account(SOCIETY_ACCOUNT, desk.officer, valid_from=date(2026, 4, 1))
    with pytest.raises(Refused, match="you entered this account"):
        verify_account(entered.pk, replace(desk.officer, role=Role.TREASURY_OFFICER))


def test_an_institution_is_entered_with_every_fault_at_once(desk: Desk) -> None:
    wrong = Details("", "bank", "?", "1", "")
    with pytest.raises(Unsound) as refusal:
        enter_account(wrong, desk.officer, valid_from=DAY)
    assert all(
        word in refusal.value.says for word in ("no name", "no known kind", "no branch", "no account number")
    )


def test_an_institution_that_sent_back_is_the_treasurys_and_is_paid_again_on_its_new_account(
    desk: Desk,
) -> None:
    verified_society(desk)
    bill = desk.deducting(("cooperative", 100000, owes(desk, SOCIETY)))
    instruction = handed_over(desk, bill)
    last = len(instruction.transfers) - 1
    say(desk, report(instruction, rejected(instruction, last, "AC04")))
    (finding,) = queries.open_findings(bill, officer=Role.TREASURY_OFFICER)
    assert (finding.code, finding.record) == ("institution_not_paid", SOCIETY)
    (failed,) = legs(bill, payee="institution")
    with pytest.raises(Unsound, match="not one of"):
        reissue(failed.pk, 10_000, replace(desk.officer))
    again = reissue(
        failed.pk, verified_society(desk, replace(SOCIETY_ACCOUNT, number="90000009999")), desk.officer
    )
    hand_over(again.pk, desk.channel, desk.service)
    assert sent(again).transfers[0].account.number == "90000009999"
    assert queries.open_findings(bill) == []
    assert queries.settlement_of(bill, queries.DEDUCTED).open == 400000


# -- treasury savings, sent on -------------------------------------------------------------------------------


@pytest.fixture
def sent_on(desk: Desk) -> Instruction:
    """Instruct everybody; the first has a treasury savings account with onward transfer to a bank."""
    desk.new_account(
        desk.employments[0], "79901012345", kind_of_account="treasury_savings", branch="TVM01",
        onward_branch="SBIN0070028", onward_number="40000005555", onward_tail="5555",
    )  # fmt: skip
    return handed_over(desk, desk.bill)


def hop(instruction: Instruction, which: Account, happening: Happening, days: int = 0) -> Entry:
    transfer = instruction.transfers[0]
    code = "AC04" if happening == Happening.RETURNED else ""
    return Entry(transfer.reference, happening, transfer.amount, DAY + timedelta(days=days), which, code)


def test_the_instruction_says_where_it_is_sent_on_and_each_hop_is_told_for_what_it_is(
    desk: Desk, sent_on: Instruction
) -> None:
    transfer = sent_on.transfers[0]
    assert transfer.onward == Account("SBIN0070028", "40000005555")
    say(desk, notice(hop(sent_on, transfer.account, Happening.CREDITED)))
    assert [event.text for event in events_to_tell()] == ["salary-in-treasury-savings"]
    say(desk, notice(hop(sent_on, transfer.onward, Happening.CREDITED, 1), message="N2"))
    assert [(event.text, event.tail) for event in events_to_tell()] == [
        ("salary-in-treasury-savings", "2345"),
        ("salary-sent-on", "5555"),
    ]
    assert queries.settlement_of(desk.bill).settled == NETS[0]
    assert found(desk) == []


def test_the_second_hop_may_be_heard_of_first(desk: Desk, sent_on: Instruction) -> None:
    transfer = sent_on.transfers[0]
    assert transfer.onward
    say(desk, notice(hop(sent_on, transfer.onward, Happening.CREDITED, 1)))
    assert (PaymentLeg.objects.get(end_to_end_id=transfer.reference).state, events_to_tell()) == (
        "instructed",
        [],
    )
    say(desk, notice(hop(sent_on, transfer.account, Happening.CREDITED), message="N2"))
    assert PaymentLeg.objects.get(end_to_end_id=transfer.reference).state == "settled"
    assert found(desk) == []


def test_what_came_back_to_treasury_savings_is_the_offices_and_is_not_lost(
    desk: Desk, sent_on: Instruction
) -> None:
    transfer = sent_on.transfers[0]
    assert transfer.onward
    say(desk, notice(hop(sent_on, transfer.account, Happening.CREDITED)))
    say(desk, notice(hop(sent_on, transfer.onward, Happening.RETURNED, 1), message="N2"))
    (finding,) = queries.open_findings(officer=Role.DRAWING_OFFICER, scope="0412")
    assert (finding.code, finding.record) == ("onward_came_back", "Employee 100230")
    assert "lies in the treasury savings account" in finding.says
    assert queries.settlement_of(desk.bill).settled == NETS[0]
    assert [event.text for event in events_to_tell()] == ["salary-in-treasury-savings"]


def test_sent_on_though_treasury_savings_did_not_keep_it_is_asked(desk: Desk, sent_on: Instruction) -> None:
    transfer = sent_on.transfers[0]
    assert transfer.onward
    say(desk, notice(hop(sent_on, transfer.onward, Happening.CREDITED, 1)))
    say(desk, report(sent_on, rejected(sent_on, 0)))
    assert found(desk) == ["sent_on_before"]
    assert queries.settlement_of(desk.bill).rejected == 0


def test_a_leg_that_is_sent_on_to_nobody_has_no_second_hop(desk: Desk, sent_on: Instruction) -> None:
    assert found(desk) == []
    stranger = replace(
        hop(sent_on, Account("SBIN0070028", "40000005555"), Happening.CREDITED),
        reference=sent_on.transfers[1].reference,
        amount=sent_on.transfers[1].amount,
    )
    say(desk, notice(stranger))
    assert found(desk) == ["another_account"]


# -- money orders --------------------------------------------------------------------------------------------


def test_a_money_order_goes_to_a_post_office_and_is_paid_to_who_calls(desk: Desk) -> None:
    desk.new_account(desk.employments[1], "", kind_of_account="money_order", branch="695001")
    instruction = handed_over(desk, desk.bill)
    order = instruction.transfers[1]
    assert order.account == Account("695001", "")
    body = body_of(PaymentFile.objects.get(bill=desk.bill))
    assert b"<Cd>HOLD</Cd>" in body
    say(desk, notice(Entry(order.reference, Happening.CREDITED, order.amount, DAY, order.account)))
    assert legs(desk.bill, kind="money_order")[0].state == "settled"
    assert [event.text for event in events_to_tell()] == ["salary-at-post-office"]
    assert (found(desk), bill_state(desk)) == ([], "part_credited")


# -- schedules -----------------------------------------------------------------------------------------------


def test_schedules_are_one_for_each_payee_and_come_to_the_deductions(desk: Desk) -> None:
    mine, theirs = owes(desk, SOCIETY), owes(desk, "Munsiff court", "attachment")
    bill = Bill.objects.get(
        pk=desk.deducting(
            ("cooperative", 100000, mine), ("attachment", 5000, theirs), ("income_tax", 700, None)
        )
    )
    schedules = schedules_of(bill)
    assert [(one.component, one.to, one.party, one.amount, one.people) for one in schedules] == [
        ("income_tax", "government", "", 2800, 4),
        ("attachment", "institution", "Munsiff court", 20000, 4),
        ("cooperative", "institution", SOCIETY, 400000, 4),
    ]
    assert sum(one.amount for one in schedules) == bill.deductions
    assert {row.account for row in schedules[2].rows} == {"L-77"}
