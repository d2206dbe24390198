"""The treasury: presented bills, and never a bill drawn by the same person."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from tests.conftest import World
from tests.payments.paymaster_rounds import hand_over
from tests.payments.test_pay_days import clock
from tests.payroll.office import KOLKATA, OCTOBER, at
from tests.web.confirming import confirmed
from tests.web.conftest import Town
from vethanam.errors import Refused
from vethanam.payments import audit
from vethanam.payments.actions import ask_reissue, instruct
from vethanam.payments.channel import open_channel
from vethanam.payments.models import PaymentLeg
from vethanam.payroll.actions import (
    Challan,
    check_bill,
    compute_run,
    enter_refund,
    lock_run,
    make_bill,
    pass_bill,
    present_bill,
    queue_bill,
)
from vethanam.payroll.models import Bill, LineObjection, Payslip, Refund
from vethanam.people.appointments import decide_appointment
from vethanam.people.models import AppointmentProposal
from vethanam.service_book.models import ServiceSpell
from vethanam.web.parts import access


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def presented(town: Town) -> Bill:
    """November's bill, presented."""
    when, office = at(25, month=11), town.office
    run = compute_run(OCTOBER.plus(1), "0412", office.by("clerk", when))
    lock_run(run.run, office.by("clerk", when))
    (bill,) = make_bill(run.run, office.by("clerk", when)).bills
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    return Bill.objects.get(pk=bill.pk)


def test_a_bill_is_sent_back_with_reasons_and_then_passed(town: Town, presented: Bill) -> None:
    treasurer, officer = town.sign_in("treasurer"), town.sign_in("officer")
    assert "One bill waits, since 25 Nov" in _text(treasurer.get("/treasury/T07/"))
    where = f"/treasury/T07/bills/{presented.pk}/"
    wrong = treasurer.post(
        f"{where}object/", {"reason": "", "number_1": "100234", "why_1": "Check the rate."}
    )
    assert 'aria-invalid="true"' in wrong.content.decode()
    typed = {"reason": "The head is another office's.", "number_1": "100234", "why_1": "Check the rate."}
    assert "Sent back." in _text(treasurer.post(f"{where}object/", typed, follow=True))
    assert LineObjection.objects.get().reason == "Check the rate."
    page = _text(officer.get(f"/office/0412/bills/{presented.pk}/"))
    assert "The treasury sent the bill back" in page and "The head is another office's." in page.replace(
        "&#x27;", "'"
    )
    again = officer.post(
        f"/office/0412/bills/{presented.pk}/present/", {"answer": "Head corrected."}, follow=True
    )
    assert "The bill is with the treasury" in _text(again)
    passed = treasurer.post(
        f"{where}pass/", {"voucher_number": "4711", "voucher_date": "2026-11-25"}, follow=True
    )
    assert "Passed. Its payment file goes to the bank on 1 Dec 2026, its pay-day." in _text(passed)
    assert Bill.objects.get(pk=presented.pk).state == "passed"


def test_a_bill_is_kept_waiting_with_a_reason(town: Town, presented: Bill) -> None:
    treasurer = town.sign_in("treasurer")
    kept = treasurer.post(
        f"/treasury/T07/bills/{presented.pk}/queue/", {"reason": "Ways and means."}, follow=True
    )
    assert "The treasury keeps the bill waiting" in _text(kept) and "Ways and means." in _text(kept)


def test_the_register_says_how_long_bills_wait(
    town: Town, presented: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    treasurer = town.sign_in("treasurer")
    assert "One up to 2 days" in _text(treasurer.get("/treasury/T07/"))
    monkeypatch.setattr(access, "business_now", lambda: (at(6, month=12), True))
    page = _text(treasurer.get("/treasury/T07/"))
    assert "One bill waits, since 25 Nov" in page and "One 8 to 30 days" in page and "11 days" in page


def test_a_bill_lapses_when_its_year_is_over(
    town: Town, presented: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    treasurer, officer = town.sign_in("treasurer"), town.sign_in("officer")
    where = f"/treasury/T07/bills/{presented.pk}/"
    assert "Let it lapse" not in _text(treasurer.get(where))
    april = datetime(2027, 4, 2, 10, tzinfo=KOLKATA)
    monkeypatch.setattr(access, "business_now", lambda: (april, True))
    assert "Let it lapse" in _text(treasurer.get(where))
    assert 'aria-invalid="true"' in treasurer.post(f"{where}lapse/", {"reason": ""}).content.decode()
    lapsed = treasurer.post(f"{where}lapse/", {"reason": "The grant lapsed."}, follow=True)
    assert "Lapsed. The office can present it again, or cancel it." in _text(lapsed)
    page = officer.get(f"/office/0412/bills/{presented.pk}/")
    assert "The bill lapsed with its account year" in _text(page) and "The grant lapsed." in _text(page)
    again = officer.post(f"/office/0412/bills/{presented.pk}/present/", follow=True)
    assert "The bill is with the treasury" in _text(again) and "2027/000001" in _text(again)


def test_a_challan_goes_from_the_office_to_the_treasury_and_to_her_page(town: Town, bill: Bill) -> None:
    clerk, treasurer, hers = (town.sign_in(name) for name in ("clerk", "treasurer", "emp-100234"))
    where = f"/office/0412/bills/{bill.pk}/"
    assert f"{where}refund/" in clerk.get(where).content.decode()
    typed = {
        "employment": "100234", "challan": "C-17", "dated": "2026-11-20", "amount": "900",
        "reason": "A day without pay.",
        "line_basic_pay": "1000",
    }  # fmt: skip
    wrong = clerk.post(f"{where}refund/", typed)
    assert "the challan is for" in _text(wrong) and 'value="C-17"' in wrong.content.decode()
    before = _text(hers.get("/pay/2026-10/"))
    assert "by challan" not in before
    done = clerk.post(f"{where}refund/", typed | {"amount": "1,000"}, follow=True)
    assert "Entered. The treasury confirms it." in _text(done) and "Waits for the treasury" in _text(done)
    refund = Refund.objects.get()
    assert "confirm or refuse it" in _text(treasurer.get("/treasury/T07/"))
    assert "Challan C-17" in _text(treasurer.get(f"/treasury/T07/challans/{refund.pk}/"))
    told = confirmed(treasurer, f"/treasury/T07/challans/{refund.pk}/", {"confirm": "yes"}, follow=True)
    assert "Confirmed. It counts as not drawn." in _text(told)
    assert "was given back on 20 Nov 2026 by challan C-17" in _text(hers.get("/pay/2026-10/"))


def test_a_challan_for_two_is_confirmed_on_one_page_when_both_are_entered(town: Town, bill: Bill) -> None:
    clerk, treasurer = town.sign_in("clerk"), town.sign_in("treasurer")
    where = f"/office/0412/bills/{bill.pk}/refund/"
    typed = {"challan": "C-20", "dated": "2026-11-20", "whole": "3,000", "reason": "Days without pay."}
    first = {"employment": "100234", "amount": "1000", "line_basic_pay": "1000"}
    clerk.post(where, typed | first)
    page = f"/treasury/T07/challans/{Refund.objects.get().pk}/"
    waits = _text(treasurer.post(page, {"confirm": "yes"}))
    assert "The whole challan ₹ 3,000" in waits and "1,000 of it is entered" in waits
    clerk.post(where, typed | {"employment": "100235", "amount": "2000", "line_basic_pay": "2000"})
    assert f"₹ 2,000 · {bill.number}" in _text(treasurer.get(page))
    done = confirmed(treasurer, page, {"confirm": "yes"}, follow=True)
    assert "Confirmed." in _text(done) and "confirm or refuse it" not in _text(done)
    assert list(Refund.objects.values_list("state", "amount").order_by("amount")) == [
        ("confirmed", 100_000),
        ("confirmed", 200_000),
    ]


def test_pay_that_came_back_is_given_back_whole_and_not_sent_again(town: Town, bill: Bill) -> None:
    """The bank refused the payment of 100236: she received nothing, so no part of it can
    come back from her.
    """
    clerk, officer, treasurer = (town.sign_in(name) for name in ("clerk", "officer", "treasurer"))
    where = f"/office/0412/bills/{bill.pk}/"
    leg = PaymentLeg.objects.get(bill=bill, employment=town.office.people["100236"])
    assert leg.state in PaymentLeg.FAILED and "Correct the account" in _text(officer.get(where))
    typed = {"employment": "100236", "challan": "C-18", "dated": "2026-11-20", "reason": "Left service."}
    part = clerk.post(f"{where}refund/", typed | {"amount": "1000", "line_basic_pay": "1000"})
    assert "came back from the bank, so nothing was received" in _text(part)
    clerk.post(f"{where}refund/", typed | {"amount": f"{leg.amount / 100:.2f}"}, follow=True)
    refund = Refund.objects.get(employment=leg.employment)
    assert "Correct the account" not in _text(officer.get(where))
    with pytest.raises(Refused, match="was given back to the treasury"):
        ask_reissue(leg.pk, leg.account_fact_id or 0, town.office.by("officer", at(25, month=11)))
    confirmed(treasurer, f"/treasury/T07/challans/{refund.pk}/", {"confirm": "yes"})
    assert Bill.objects.get(pk=bill.pk).state == "closed"
    assert audit.broken_invariants() == []


@pytest.mark.parametrize("known", ["before the file was written", "before it left"])
def test_pay_of_somebody_who_died_is_kept_back_and_given_back_to_the_head(
    town: Town, presented: Bill, world: World, known: str
) -> None:
    """The death became known after the bill was passed, for a month beyond the death: nothing is
    paid, all goes back.
    """
    office, treasurer, clerk = town.office, town.sign_in("treasurer"), town.sign_in("clerk")
    office_page, bank = f"/office/0412/bills/{presented.pk}/", "/treasury/T07/bank/"
    pass_bill(presented.pk, office.by("treasurer", at(25, month=11)), voucher_date=at(25, month=11).date())
    clock(world, 1, month=12)
    spell = ServiceSpell.objects.get(employment=office.people["100235"])
    if known == "before it left":
        with world.role("worker"):
            instruct(presented.pk, office.by("clerk", at(1, month=12)))
        assert "Not handed over yet" in _text(treasurer.get(bank))
    office.amend(spell, at(2, month=12), valid_until=date(2026, 11, 14), end_cause="death")
    channel = open_channel(town.folder / "bank", town.folder / "bank.pub")
    with world.role("worker"):
        file = instruct(presented.pk, office.by("clerk", at(3, month=12)))
        assert file is not None
        file = hand_over(file.pk, channel, office.by("clerk", at(3, month=12)))
        legs = PaymentLeg.objects.filter(bill=presented, employment=spell.employment)
        assert not legs.exclude(state="withheld").exists()
    assert ("Withdrawn before it left" in _text(treasurer.get(bank))) == (known == "before it left")
    net = Payslip.objects.get(bill=presented, employment=spell.employment).net
    assert "is not in the payment file: the person died on 14 Nov 2026." in _text(treasurer.get(bank))
    assert "the bill also covers later days. Give the whole back" in _text(clerk.get(office_page))
    treasurer.get("/language/ml/")
    assert "പേയ്മെന്റ് ഫയലിലില്ല" in _text(treasurer.get(bank))
    treasurer.get("/language/en/")
    typed = {
        "employment": "100235",
        "challan": "C-31",
        "dated": "2026-11-25",
        "reason": "Died on 14 November.",
    }
    part = clerk.post(f"{office_page}refund/", typed | {"amount": "1000", "line_basic_pay": "1000"})
    assert "was never sent, so nothing was received. Give back the whole." in _text(part)
    early = clerk.post(f"{office_page}refund/", typed | {"employment": "100234", "amount": "1000"})
    assert "is with the bank and not answered yet" in _text(early)
    clerk.post(f"{office_page}refund/", typed | {"amount": f"{net / 100:.2f}"}, follow=True)
    with world.role("worker"):
        assert instruct(presented.pk, office.by("clerk", at(4, month=12))) == file
    refund = Refund.objects.get()
    confirmed(treasurer, f"/treasury/T07/challans/{refund.pk}/", {"confirm": "yes"})
    assert Refund.objects.get().state == "confirmed"
    assert "payment file: the person died" not in _text(treasurer.get(bank))
    assert audit.broken_invariants() == []


def test_a_challan_nobody_knows_is_refused_with_a_reason(town: Town, bill: Bill) -> None:
    office = town.office
    challan = Challan("C-19", at(20, month=11).date())
    refund = enter_refund(
        bill, office.by("clerk", at(21, month=11)), employment=office.people["100234"], challan=challan,
        reason="Twice."
    )  # fmt: skip
    treasurer, officer = town.sign_in("treasurer"), town.sign_in("officer")
    where = f"/treasury/T07/challans/{refund.pk}/"
    assert "This is empty. Enter it." in _text(treasurer.post(where, {"refuse": " "}))
    confirmed(treasurer, where, {"refuse": "No such challan came in."})
    assert "No such challan came in." in _text(officer.get(f"/office/0412/bills/{bill.pk}/"))


def test_whoever_drew_a_bill_does_not_pass_it(town: Town, presented: Bill) -> None:
    town.office.appoint("both", "treasury_officer", "T07", person=presented.presented_by, office="TRY")
    both = town.sign_in("both")
    page = _text(both.get(f"/treasury/T07/bills/{presented.pk}/"))
    assert "You drew this bill. Another treasury officer decides on it." in page
    assert "you drew it; another officer decides" in _text(both.get("/treasury/T07/"))
    both.post(
        f"/treasury/T07/bills/{presented.pk}/pass/", {"voucher_number": "1", "voucher_date": "2026-11-25"}
    )
    assert Bill.objects.get(pk=presented.pk).state == "presented"


def test_another_treasury_sees_nothing(town: Town, presented: Bill) -> None:
    town.office.appoint("elsewhere", "treasury_officer", "T99", office="TRY")
    elsewhere = town.sign_in("elsewhere")
    assert elsewhere.get(f"/treasury/T07/bills/{presented.pk}/").status_code == 403
    assert elsewhere.get(f"/treasury/T99/bills/{presented.pk}/").status_code == 404


def test_a_treasury_is_handed_over_and_its_old_officer_passes_no_more(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    treasurer, successor = town.sign_in("treasurer"), town.sign_in("second")
    where = "/treasury/T07/hand-over/"
    assert "Hand the treasury over" in _text(treasurer.get("/treasury/T07/"))
    assert successor.get(where).status_code == 403
    assert "That day is over" in _text(treasurer.post(where, {"to": "second", "last_day": "2026-11-24"}))
    done = treasurer.post(where, {"to": "second", "last_day": "2026-11-30"}, follow=True)
    assert "Proposed." in _text(done)
    administrator = town.office.appoint("administrator", "administrator", "")
    asked = AppointmentProposal.objects.get()
    decide_appointment(town.office.by(administrator.username, at(26, month=11)), asked, is_agreed=True)
    assert treasurer.get(where).status_code == 404
    monkeypatch.setattr(access, "business_now", lambda: (at(1, month=12), True))
    assert treasurer.get("/treasury/T07/").status_code == 403
    assert successor.get("/treasury/T07/").status_code == 200


def test_a_bill_of_an_account_year_that_is_over_is_not_passed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, treasurer = town.office, town.sign_in("treasurer")
    march = datetime(2027, 3, 30, 10, tzinfo=KOLKATA)
    run = compute_run(OCTOBER.plus(4), "0412", office.by("clerk", march)).run
    lock_run(run, office.by("clerk", march))
    (bill,) = make_bill(run, office.by("clerk", march)).bills
    check_bill(bill, office.by("officer", march))
    present_bill(bill, office.by("officer", march))
    where = f"/treasury/T07/bills/{bill.pk}/"
    assert "which is over" not in _text(treasurer.get("/treasury/T07/")) + _text(
        treasurer.get(f"{where}pass/")
    )
    april = march.replace(month=4, day=2)
    monkeypatch.setattr(access, "business_now", lambda: (april, True))
    queue_bill(bill, office.by("treasurer", april), reason="Ways and means.")
    assert "of the grant of 2026-27, which is over: let it lapse" in _text(treasurer.get("/treasury/T07/"))
    assert "Its account year is over. Let it lapse" in _text(treasurer.get(where))
    for day in ("2027-03-31", "2027-04-02"):
        told = _text(treasurer.post(f"{where}pass/", {"voucher_number": "", "voucher_date": day}))
        assert "is of the grant of 2026-27, which is over" in told
    treasurer.get("/language/ml/")
    assert "2026-27 വർഷത്തെ വിഹിതത്തിൽനിന്നുള്ളത്" in _text(treasurer.get("/treasury/T07/"))
    treasurer.get("/language/en/")
    assert Bill.objects.get(pk=bill.pk).state == "queued"
    treasurer.post(f"{where}lapse/", {"reason": "The grant lapsed."})
    assert Bill.objects.get(pk=bill.pk).state == "lapsed"
