"""Changes to an entry: corrected by its own order, ended, withdrawn by one person or by two."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.payroll.office import at
from tests.web.conftest import Town
from vethanam.orders.models import OrderEffect
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import RunFinding
from vethanam.periods import Month
from vethanam.service_book.models import Absence, Pay, PayeeAccount, Quarters, ServiceSpell

BOOK = "/office/0412/people/100235/"
NOVEMBER = Month(2026, 11)
ORDER = {"order_number": "LO 41/2026", "order_dated": "2026-11-02"}


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _leave(town: Town, *, is_verified: bool) -> Absence:
    who, days = town.office.people["100235"], {"valid_until": date(2026, 11, 12)}
    note = town.office.note if is_verified else town.office.record
    fact = note(
        who, "absence", date(2026, 11, 3), at(20, month=11), kind_of_absence="without_allowances", **days
    )
    assert isinstance(fact, Absence)
    return fact


def _set_aside(town: Town, hour: int) -> list[str]:
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(26, hour, month=11))).run
    return list(RunFinding.objects.filter(run=run, is_set_aside=True).values_list("record", flat=True))


def test_what_nobody_verified_is_taken_back_at_once(town: Town) -> None:
    leave = _leave(town, is_verified=False)
    second = town.sign_in("second")
    page = second.get("/office/0412/entries/").content.decode()
    assert f'href="{BOOK}book/absence/{leave.pk}/"' in page  # the person can ask about it
    form = second.get(f"{BOOK}book/absence/{leave.pk}/").content.decode()
    assert f'href="{BOOK}book/absence/{leave.pk}/back/"' in form
    assert "Nobody has verified it" in _text(second.get(f"{BOOK}book/absence/{leave.pk}/back/"))
    gone = second.post(f"{BOOK}book/absence/{leave.pk}/back/", {}, follow=True)
    assert "Taken back." in _text(gone) and f"book/absence/{leave.pk}/" not in gone.content.decode()
    assert "No entry waits" in _text(second.get("/office/0412/entries/"))
    assert _set_aside(town, 9) == []


def test_what_was_verified_counts_until_another_person_has_seen_that_it_is_taken_back(town: Town) -> None:
    leave = _leave(town, is_verified=True)
    clerk, second = town.sign_in("clerk"), town.sign_in("second")
    told = clerk.post(f"{BOOK}book/absence/{leave.pk}/back/", ORDER, follow=True)
    assert "Another person verifies that it is taken back" in _text(told)
    assert "Taken back, not verified" in _text(told)
    taken = Absence.objects.get(supersedes=leave)
    assert taken.is_withdrawn and str(taken.order) == "LO 41/2026 dated 02 Nov 2026"
    assert _set_aside(town, 9) == ["Employee 100235"]
    assert "You entered" in _text(clerk.get("/office/0412/entries/"))
    page = second.get("/office/0412/entries/")
    assert "Taken back: verified, it counts no more" in _text(page)
    second.post("/office/0412/entries/", {"fact": f"absence-{taken.pk}"})
    assert _set_aside(town, 10) == []
    assert f"book/absence/{taken.pk}/" not in clerk.get(BOOK).content.decode()


def test_what_was_taken_back_wrongly_is_recorded_again(town: Town) -> None:
    leave = _leave(town, is_verified=True)
    town.sign_in("clerk").post(f"{BOOK}book/absence/{leave.pk}/back/", {})
    taken = Absence.objects.get(supersedes=leave)
    second = town.sign_in("second")
    where = f"{BOOK}book/absence/{taken.pk}/"
    page = second.get(where)
    assert "Recorded again, it stands" in _text(page) and "/back/" not in page.content.decode()
    second.post(where, {"valid_from": "2026-11-03", "valid_until": "2026-11-12"})
    again = Absence.objects.get(supersedes=taken)
    assert not again.is_withdrawn and again.valid_until == date(2026, 11, 12)


def test_an_account_is_taken_back_while_nobody_verified_it(town: Town) -> None:
    clerk = town.sign_in("clerk")
    account = {
        "valid_from": "2026-11-01",
        "kind_of_account": "bank",
        "branch": "TEST0000001",
        "number": "33333330003",
        "number_again": "33333330003",
    }
    clerk.post(f"{BOOK}new/payee_account/", account)
    entered = PayeeAccount.objects.only("pk").latest("pk")
    where = f"{BOOK}book/payee_account/{entered.pk}/back/"
    assert f'href="{where}"' in clerk.get(BOOK).content.decode()
    assert "Taken back." in _text(clerk.post(where, {}, follow=True))
    assert PayeeAccount.objects.only("pk").get(supersedes=entered.pk)
    stands = PayeeAccount.objects.only("pk").filter(employment=town.office.people["100235"]).earliest("pk")
    assert clerk.get(f"{BOOK}book/payee_account/{stands.pk}/back/").status_code == 404


def test_what_goes_on_is_ended_on_a_form_of_its_own_by_its_own_order(town: Town) -> None:
    who = town.office.people["100235"]
    quarters = town.office.note(who, "quarters", date(2026, 9, 1), at(20, month=11))
    clerk = town.sign_in("clerk")
    page = clerk.get(f"{BOOK}new/").content.decode()
    spell = ServiceSpell.objects.get(employment=who)
    assert "Something ends" in page and f'href="{BOOK}book/service_spell/{spell.pk}/?ends=yes"' in page
    where = f"{BOOK}book/quarters/{quarters.pk}/?ends=yes"
    form = clerk.get(where).content.decode()
    assert 'name="valid_until"' in form and 'name="valid_from"' not in form
    assert "ends on 31 Aug 2026, before it begins on 1 Sep 2026" in _text(
        clerk.post(where, {"valid_until": "2026-08-31"})
    )
    clerk.post(where, {"valid_until": "2026-11-10", **ORDER})
    ended = Quarters.objects.get(supersedes=quarters)  # type: ignore[misc]
    assert ended.valid_until == date(2026, 11, 10) and ended.order is not None
    assert ended.order.number == "LO 41/2026"


def test_a_correction_may_cite_another_order(town: Town) -> None:
    leave = _leave(town, is_verified=True)
    clerk = town.sign_in("clerk")
    where = f"{BOOK}book/absence/{leave.pk}/"
    form = clerk.get(where).content.decode()
    assert 'value="Order 1/2015"' in form
    same = {"order_number": "Order 1/2015", "order_dated": "2015-05-01"}
    assert "Nothing was changed" in _text(clerk.post(where, same))
    clerk.post(where, ORDER)
    assert str(Absence.objects.get(supersedes=leave).order) == "LO 41/2026 dated 02 Nov 2026"


def test_how_arrears_of_an_order_are_paid_is_entered_with_the_pay_it_fixes(town: Town) -> None:
    clerk = town.sign_in("clerk")
    pay = {
        "valid_from": "2026-07-01", "reason": "fixation", "basis": "scale", "revision": "11",
        "scale": "37400-79000", "basic_pay": "38300", **ORDER, "order_kind": "office",
    }  # fmt: skip
    to_fund = {
        "order_payment_mode": "provident_fund",
        "order_instalments": "2",
        "order_locked_until": "2028-04-01",
    }
    clerk.post(f"{BOOK}new/pay/", pay | to_fund)
    order = _pay_order(town)
    assert (order.kind, order.payment_mode, order.instalments, order.locked_until) == (
        "office", "provident_fund", 2, date(2028, 4, 1),
    )  # fmt: skip
    other = clerk.post(f"{BOOK}new/pay/", pay | {"valid_from": "2026-08-01", "order_payment_mode": "cash"})
    assert "is already recorded with other terms for its arrears" in _text(other)


def _pay_order(town: Town) -> Any:
    return Pay.objects.filter(employment=town.office.people["100235"]).latest("pk").order


def test_what_became_of_an_order_counts_for_its_person_and_is_the_officers_word(town: Town) -> None:
    leave = _leave(town, is_verified=True)
    where = f"{BOOK}book/absence/{leave.pk}/order/"
    clerk, officer = town.sign_in("clerk"), town.sign_in("officer")
    assert where not in clerk.get(f"{BOOK}book/absence/{leave.pk}/").content.decode()
    assert "Only the drawing officer enters" in _text(clerk.get(where, follow=True))
    by = {"order_number": "LO 77/2026", "order_dated": "2026-11-02"}
    clerk.post(f"{BOOK}book/absence/{leave.pk}/", by)
    fact = Absence.objects.get(supersedes=leave)
    town.office.verify([fact], at(21, month=11))
    where = f"{BOOK}book/absence/{fact.pk}/order/"
    assert f'href="{where}"' in officer.get(f"{BOOK}book/absence/{fact.pk}/").content.decode()
    assert "is not known here" in _text(
        officer.post(where, {"state": "annulled", "valid_from": "2026-11-03"})
    )
    stayed = {"state": "stayed", "valid_from": "2026-11-03", "case_number": "W.P.(C) 12/2026"}
    told = officer.post(where, stayed, follow=True)
    assert "Stayed, from 3 Nov 2026 · W.P.(C) 12/2026" in _text(told)
    effect = OrderEffect.objects.get()
    assert (effect.state, effect.employment, effect.order) == ("stayed", fact.employment_id, fact.order)
