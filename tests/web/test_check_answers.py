"""Before what cannot be undone a page shows the values as they will be stored, with Change and Confirm."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.payroll.office import OCTOBER, at
from tests.web.confirming import answers_of, confirmed
from tests.web.conftest import NOW, Town
from vethanam.acts.registry import acts
from vethanam.identity.models import Account, ConfirmedAct
from vethanam.payroll.actions import compute_run, lock_run, make_bill
from vethanam.payroll.models import Bill
from vethanam.privacy.models import Restraint
from vethanam.service_book.models import Death, ServiceSpell

NOVEMBER = OCTOBER.plus(1)
DEATH = {"valid_from": "2026-11-12", "certificate": "Reg. 12/2026"}
PAGE = "/office/0412/people/100235/new/death/"


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def made(town: Town) -> Bill:
    """A bill of November that can be cancelled."""
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(24, month=11)))
    lock_run(run.run, town.office.by("clerk", at(24, month=11)))
    (bill,) = make_bill(run.run, town.office.by("clerk", at(24, month=11))).bills
    return Bill.objects.get(pk=bill.pk)


def test_every_act_that_cannot_be_undone_says_so() -> None:
    found = {name for name, act in acts().items() if act.final}
    assert found == {
        "cancel", "refund", "dispatch", "answer_duty", "record", "correct", "close_account",
        "end_appointment", "restrain", "go_live", "end_key", "hand_over_feed", "publish",
        "sanction", "refuse_application", "end_award", "confirm_death", "sign_review", "verify_beneficiaries",
    }  # fmt: skip


def test_a_bill_is_cancelled_once_its_values_are_confirmed(town: Town, made: Bill) -> None:
    officer, page = town.sign_in("officer"), f"/office/0412/bills/{made.pk}/cancel/"
    asked = officer.post(page, {"reason": "Leave is missing."})
    shown = text(asked)
    assert made.number in shown and "Leave is missing." in shown and "November 2026" in shown
    assert "its number is not used again" in shown
    made.refresh_from_db()
    assert made.state == Bill.State.MADE
    done = officer.post(page, answers_of(asked))
    made.refresh_from_db()
    assert done.status_code == 302 and made.state == Bill.State.CANCELLED


def test_change_shows_the_form_with_what_was_typed(town: Town) -> None:
    clerk = town.sign_in("clerk")
    asked = clerk.post(PAGE, DEATH)
    assert "Person 100235" in text(asked) and "12 Nov 2026" in text(asked) and "Reg. 12/2026" in text(asked)
    back = clerk.post(PAGE, answers_of(asked) | {"answers": "change"})
    shown = back.content.decode()
    assert back.status_code == 200 and 'value="Reg. 12/2026"' in shown and "Not kept" not in shown
    assert not Death.objects.exists()


def test_a_second_press_stores_nothing_and_answers_alike(town: Town) -> None:
    clerk = town.sign_in("clerk")
    given = answers_of(clerk.post(PAGE, DEATH))
    first, second = (clerk.post(PAGE, given) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert Death.objects.count() == 1 == ConfirmedAct.objects.count()


def test_a_confirmation_is_of_exactly_these_values_and_this_account(town: Town) -> None:
    clerk, officer = town.sign_in("clerk"), town.sign_in("officer")
    given = answers_of(clerk.post(PAGE, DEATH))
    assert "Check before you confirm" in text(clerk.post(PAGE, given | {"valid_from": "2026-11-13"}))
    assert "Check before you confirm" in text(officer.post(PAGE, given))
    assert not Death.objects.exists()


def test_what_would_be_refused_is_refused_before_anybody_confirms(town: Town) -> None:
    shown = text(town.sign_in("clerk").post(PAGE, {"valid_from": "never"}))
    assert "Check before you confirm" not in shown and "Not kept" in shown


def test_the_end_of_a_service_is_checked_and_another_entry_is_not(town: Town) -> None:
    clerk, spell = town.sign_in("clerk"), ServiceSpell.objects.get(employment=town.office.people["100235"])
    page = f"/office/0412/people/100235/book/service_spell/{spell.pk}/?ends=yes"
    shown = text(clerk.post(page, {"valid_until": "2026-11-30", "end_cause": "retirement"}))
    assert "Check before you confirm" in shown and "30 Nov 2026" in shown and "Ended by retirement" in shown
    leave = {"valid_from": "2026-11-02", "session": "FN", "valid_until": "2026-11-03", "session_until": "AN"}
    given = leave | {"kind_of_absence": "earned", "order_number": "A 1", "order_dated": "2026-10-30"}
    other = clerk.post("/office/0412/people/100235/new/absence/", given)
    assert other.status_code == 302, text(other)


def test_a_button_without_a_form_is_checked_too(town: Town) -> None:
    officer, page = town.sign_in("officer"), "/office/0412/accounts/100235/"
    account = Account.objects.get(username="emp-100235")
    asked = officer.post(page, {"act": "close"})
    assert "Person 100235 · emp-100235" in text(asked) and ">Back<" in asked.content.decode()
    officer.post(page, answers_of(asked) | {"answers": "change"})
    account.refresh_from_db()
    assert account.is_active
    officer.post(page, answers_of(asked))
    account.refresh_from_db()
    assert not account.is_active


def test_the_hash_of_a_file_is_confirmed_in_its_place(town: Town) -> None:
    town.office.appoint("law", "law_officer", "", office="FIN")
    law, order = town.sign_in("law"), b"The order."
    given = {"kind": "court_order", "id": "WPC-9", "case_number": "W.P.(C) 9/2026", "court": "High Court",
        "dated": "2026-11-24", "case": "pending", "purposes": "SVC-TERMS",
        "document": SimpleUploadedFile("order.pdf", order)}  # fmt: skip
    asked = law.post("/restraints/enter/", given)
    assert "Short name WPC-9" in text(asked)
    assert hashlib.sha256(order).hexdigest() in text(asked) and not Restraint.objects.exists()
    done = law.post("/restraints/enter/", answers_of(asked))
    assert done.status_code == 302, text(done)
    assert bytes(Restraint.objects.get().document_hash or b"") == hashlib.sha256(order).digest()


def test_a_stop_by_hand_asks_nothing() -> None:
    assert not acts()["restrain"].is_final({"use": "ab12"})
    assert acts()["restrain"].is_final({"id": "WPC-1", "kind": "court_order"})


def test_in_malayalam_the_values_are_in_malayalam(town: Town) -> None:
    clerk = town.sign_in("clerk")
    shown = text(clerk.post(PAGE, DEATH, headers={"accept-language": "ml"}))
    assert "സ്ഥിരീകരിക്കുന്നതിനു മുമ്പ് പരിശോധിക്കുക" in shown
    assert NOW.year == 2026 and confirmed(clerk, PAGE, DEATH).status_code == 302
