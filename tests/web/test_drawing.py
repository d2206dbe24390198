"""The drawing office: open work, the next act, and no act of another office."""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import Any

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, at, small_office
from tests.people.lending import lend
from tests.web.conftest import NOW, Town
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import Bill, Resolution, Run, RunFinding
from vethanam.payroll.tasks import compute_in_background
from vethanam.people.models import AppointmentProposal, Delegation, Employment
from vethanam.service_book.models import Absence, Pay, PayeeAccount, ServiceSpell, Verification
from vethanam.web.drawing.book import entries_of
from vethanam.web.parts import access

NOVEMBER = OCTOBER.plus(1)


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _open_leave(town: Town) -> None:
    """Leave without an end, so that the person's month cannot be computed."""
    town.office.note(
        town.office.people["100235"], "absence", at(3, month=11).date(), at(4, month=11),
        kind_of_absence="without_allowances",
    )  # fmt: skip


def test_the_month_goes_from_compute_to_the_treasury(town: Town) -> None:
    clerk, officer = town.sign_in("clerk"), town.sign_in("officer")
    page = clerk.get("/office/0412/")
    assert "November 2026 is not computed yet" in _text(page)
    asked = clerk.post("/office/0412/2026-11/compute/")
    run = int(asked["Location"].rstrip("/").rsplit("/", 1)[1])
    assert "Computing November 2026" in _text(clerk.get(asked["Location"]))
    month = clerk.get("/office/0412/2026-11/")
    assert asked["Location"] in month.content.decode() and "Compute November" not in _text(month)
    compute_in_background(run)
    moved = clerk.get(asked["Location"], headers={"hx-request": "true"})
    assert moved["HX-Redirect"] == asked["Location"]
    assert "November 2026 is computed" in _text(clerk.get(asked["Location"]))
    made = clerk.post(f"/office/0412/runs/{run}/bill/", follow=True)
    assert "The bill waits for a second person" in _text(made)
    assert "You made this bill. Another person checks it." in _text(
        made
    ) or "The drawing officer checks it." in _text(made)
    bill = Bill.objects.order_by("-id").first()
    assert bill
    assert "Checked" in _text(officer.post(f"/office/0412/bills/{bill.pk}/check/", follow=True))
    assert "The bill is with the treasury" in _text(
        officer.post(f"/office/0412/bills/{bill.pk}/present/", follow=True)
    )


def test_who_made_a_bill_finds_no_button_to_check_it(town: Town) -> None:
    officer = town.sign_in("officer")
    run = compute_run(NOVEMBER, "0412", town.office.by("officer", at(25, month=11)))
    made = officer.post(f"/office/0412/runs/{run.run}/bill/", follow=True)
    assert "You made this bill. Another person checks it." in _text(made)
    refused = officer.post(f"{made.redirect_chain[-1][0]}check/", follow=True)
    assert "another person" in _text(refused)


def test_somebody_set_aside_is_held_with_a_reason(town: Town) -> None:
    _open_leave(town)
    compute_run(NOVEMBER, "0412", town.office.by("clerk", at(25, month=11)))
    clerk = town.sign_in("clerk")
    page = _text(clerk.get("/office/0412/2026-11/"))
    assert "one thing left before you can compare" in page
    assert "Person 100235 100235 · Teacher" in page
    finding = RunFinding.objects.get(blocks=True, is_set_aside=True)
    empty = clerk.post(f"/office/0412/findings/{finding.pk}/", {"reason": " "})
    assert 'aria-invalid="true"' in empty.content.decode()
    done = clerk.post(
        f"/office/0412/findings/{finding.pk}/", {"reason": "The order is on its way."}, follow=True
    )
    assert "Held: The order is on its way." in _text(done)
    assert Resolution.objects.get(finding=finding).kind == "held"


def test_a_death_of_a_drawn_month_stands_on_the_months_page_until_its_list_is_written_down(
    town: Town,
) -> None:
    spell = ServiceSpell.objects.get(employment=town.office.people["100235"])
    town.office.amend(spell, at(5, month=11), valid_until=date(2026, 10, 12), end_cause="death")
    clerk = town.sign_in("clerk")
    page = clerk.get("/office/0412/2026-11/").content.decode()
    (address,) = re.findall(r'href="(/office/0412/arrears/[^"]+)"', page)
    assert "1 person has entries that reach back" in page and address.endswith("?from=2026-10&amp;to=2026-10")
    assert "100235" in _text(clerk.get(address.replace("&amp;", "&")))
    clerk.post("/office/0412/arrears/list/?from=2026-10&to=2026-10")
    assert "no entry reaches back" in _text(clerk.get("/office/0412/2026-11/"))
    person = _text(clerk.get("/office/0412/people/100235/?month=2026-11"))
    assert "In service until 12 Oct 2026 · ended by death" in person


def test_an_entry_is_corrected_and_another_person_verifies_it(town: Town) -> None:
    _open_leave(town)
    leave = Absence.objects.get()
    clerk, second = town.sign_in("clerk"), town.sign_in("second")
    where = f"/office/0412/people/100235/book/absence/{leave.pk}/"
    assert clerk.get(where).status_code == 200
    kept = clerk.post(where, {"valid_from": "2026-11-03", "valid_until": "2026-11-12"}, follow=True)
    assert "Another person verifies it" in _text(kept)
    correction = Absence.objects.get(supersedes=leave)
    own = clerk.post("/office/0412/entries/", {"fact": f"absence-{correction.pk}"})
    assert "Nothing here for you to verify." in _text(own)
    seen = _text(second.get("/office/0412/entries/"))
    assert "3 Nov 2026 – 12 Nov 2026" in seen and "before: 3 Nov 2026 · Leave without allowances" in seen
    verified = second.post("/office/0412/entries/", {"fact": f"absence-{correction.pk}"}, follow=True)
    assert "Verified." in _text(verified)


def _ticked(page: Any) -> list[str]:
    boxes = re.findall(r'<input type="checkbox" name="fact"[^>]*>', page.content.decode())
    return [box for box in boxes if "checked" in box]


def test_nothing_is_ticked_beforehand_and_nothing_ticked_is_said(town: Town) -> None:
    leave = town.office.record(
        town.office.people["100235"], "absence", date(2026, 11, 3), at(4, month=11), kind_of_absence="earned",
        valid_until=date(2026, 11, 5),
    )  # fmt: skip
    second, where = town.sign_in("second"), "/office/0412/entries/"
    seen = second.get(where)
    assert f"absence-{leave.pk}" in seen.content.decode() and _ticked(seen) == []
    assert 'href="?tick=all#verify">Tick all' in seen.content.decode()
    whole = second.get(where, {"tick": "all"})
    assert len(_ticked(whole)) == 1 and "Tick none" in _text(whole)
    for address in (where, f"{where}?tick=all"):
        none = second.post(address)
        assert "Nothing was ticked. Tick each entry" in _text(none) and _ticked(none) == []
    gone = second.post(where, {"fact": "absence-0"})
    assert "None of these is waiting for you any more." in _text(gone)
    assert not Verification.objects.filter(kind="absence").exists()


def test_whoever_verifies_an_account_sees_for_whom_else_it_is_named(town: Town) -> None:
    account = {"branch": "TEST0000001", "number": "77777770001", "tail": "0001", "holder": "Two"}
    for number in ("100234", "100235"):
        town.office.record(
            town.office.people[number], "payee_account", date(2026, 11, 3), at(4, month=11), **account
        )
    second = town.sign_in("second")
    seen = second.get("/office/0412/entries/")
    assert "The same account is named for 1 other person (Person 100235 (100235))." in _text(seen)
    assert "The same account is named for 1 other person (Person 100234 (100234))." in _text(seen)
    assert "7777777" not in seen.content.decode()
    second.get("/language/ml/")
    entries = _text(second.get("/office/0412/entries/"))
    assert "ഇതേ അക്കൗണ്ട് മറ്റൊരാൾക്കും (Person 100235 (100235)) ചേർത്തിട്ടുണ്ട്." in entries


def test_a_credit_that_came_back_is_sent_again_to_a_verified_account(town: Town, bill: Bill) -> None:
    clerk, second, officer = (town.sign_in(name) for name in ("clerk", "second", "officer"))
    page = f"/office/0412/bills/{bill.pk}/accounts/"
    assert "One credit came back" in _text(clerk.get(page))
    leg = re.search(r'name="leg" value="(\d+)"', clerk.get(page).content.decode())
    assert leg
    wrong = clerk.post(
        page,
        {
            "leg": leg[1], "kind_of_account": "bank", "branch": "TEST0000001", "number": "12",
            "number_again": "12",
        },
    )  # fmt: skip
    assert "six to eighteen digits" in _text(wrong) and ">12<" not in wrong.content.decode()
    kept = clerk.post(
        page,
        {
            "leg": leg[1], "kind_of_account": "bank", "branch": "TEST0000001", "number": "33333330003",
            "number_again": "33333330003",
        },
        follow=True,
    )  # fmt: skip
    assert "A new account ending 0003 is recorded; another person verifies it." in _text(kept)
    fact = PayeeAccount.objects.only("pk").order_by("-pk").first()
    assert fact
    second.post("/office/0412/entries/", {"fact": f"payee_account-{fact.pk}"})
    again = officer.post(page, {"leg": leg[1], "again": "yes"}, follow=True)
    assert "The payment is sent again." in _text(again)


SAVINGS = {
    "kind_of_account": "treasury_savings", "branch": "T07", "number": "79901000201",
    "onward_branch": "TEST0000002", "onward_number": "33333330004",
}  # fmt: skip


def _twice(typed: dict[str, str]) -> dict[str, str]:
    """The numbers typed a second time, as the form asks."""
    return typed | {f"{name}_again": typed[name] for name in ("number", "onward_number") if name in typed}


BY_POST = {"kind_of_account": "money_order", "branch": "680001", "number": ""}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (SAVINGS, ("A new account ending 0201", "treasury_savings", "T07", "0201", "TEST0000002", "0004")),
        (BY_POST, ("A money order to post office 680001", "money_order", "680001", "", "", "")),
    ],
)
def test_what_came_back_goes_to_treasury_savings_or_a_post_office(
    town: Town, bill: Bill, typed: dict[str, str], told: tuple[str, ...]
) -> None:
    clerk, page = town.sign_in("clerk"), f"/office/0412/bills/{bill.pk}/accounts/"
    leg = re.search(r'name="leg" value="(\d+)"', clerk.get(page).content.decode())
    assert leg
    kept = clerk.post(page, _twice(typed) | {"leg": leg[1]}, follow=True)
    words, *columns = told
    assert f"{words} is recorded; another person verifies it." in _text(kept)
    names = ("kind_of_account", "branch", "tail", "onward_branch", "onward_tail")
    assert list(PayeeAccount.objects.order_by("-pk").values_list(*names)[0]) == columns


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (SAVINGS | {"branch": "T99"}, "No treasury has this code"),
        (SAVINGS | {"onward_number": ""}, "is sent on to half an account"),
        (SAVINGS | {"onward_branch": "T07"}, "has onward branch that is no IFSC"),
        (BY_POST | {"branch": "TEST0000001"}, "is a money order to no post office"),
        (BY_POST | {"number": "33333330004"}, "is a money order with an account number"),
    ],
)
def test_an_account_that_cannot_be_right_is_not_recorded(
    town: Town, bill: Bill, typed: dict[str, str], says: str
) -> None:
    clerk, page = town.sign_in("clerk"), f"/office/0412/bills/{bill.pk}/accounts/"
    leg = re.search(r'name="leg" value="(\d+)"', clerk.get(page).content.decode())
    assert leg
    before = PayeeAccount.objects.count()
    wrong = clerk.post(page, _twice(typed) | {"leg": leg[1]})
    assert says in _text(wrong) and "3333333" not in wrong.content.decode()
    assert PayeeAccount.objects.count() == before


def test_a_bill_is_never_seen_from_another_office(town: Town, bill: Bill) -> None:
    town.office.appoint("stranger", "drawing_officer", "0999")
    stranger = town.sign_in("stranger")
    assert stranger.get(f"/office/0412/bills/{bill.pk}/").status_code == 403
    assert stranger.get(f"/office/0999/bills/{bill.pk}/").status_code == 404
    assert stranger.get("/office/0999/people/100234/").status_code == 404


def test_the_lines_of_a_bill_add_up_to_it(town: Town, bill: Bill) -> None:
    file = town.sign_in("officer").get(f"/office/0412/bills/{bill.pk}/lines.csv").content.decode()
    rows = list(csv.DictReader(file.splitlines()))
    assert sum(int(row["net_paise"]) for row in rows) == bill.net
    assert len(rows) == bill.people
    assert rows[0]["name"] == f"Person {rows[0]['employee']}" and rows[0]["post"]


def test_differences_add_up_to_the_change_of_net(town: Town, bill: Bill) -> None:
    page = town.sign_in("officer").get(f"/office/0412/runs/{bill.run_id}/differences/")
    shown = page.context["page"]
    assert sum(row.change for row in shown.explained) == shown.change
    assert "Yearly increment" in _text(page)


def test_help_is_seen_and_ended_here(town: Town) -> None:
    lent = lend(town.office, "second", "prepare", at(27, month=11).date(), when=at(24, month=11))
    officer = town.sign_in("officer")
    assert "may prepare and check until 27 Nov 2026. Cannot present." in _text(officer.get("/office/0412/"))
    assert "For the drawing officer, 0412" in _text(town.sign_in("second").get("/office/0412/"))
    ended = officer.post("/office/0412/help/end/", {"delegation": lent.pk}, follow=True)
    assert "Ended. Earlier acts stay valid." in _text(ended)
    assert "until 27 Nov 2026" not in _text(ended)


def test_whoever_was_lent_a_look_sends_no_form(town: Town) -> None:
    office = town.office
    for name, power in (("looker", "view"), ("helper", "prepare")):
        office.appoint(name, "clerk", "0999")
        lend(office, name, power, at(27, month=11).date(), when=at(24, month=11))
    waits = office.record(office.people["100235"], "quarters", date(2026, 11, 3), at(4, month=11))
    for name, status in (("looker", 403), ("helper", 302)):
        reader, where = town.sign_in(name), "/office/0412/entries/"
        assert reader.get(where).status_code == 200
        assert reader.post(where, {"fact": f"quarters-{waits.pk}"}).status_code == status
        assert Verification.objects.filter(kind="quarters", fact=waits.pk).exists() == (status == 302)


def test_a_passed_month_offers_no_second_computing(town: Town) -> None:
    officer = town.sign_in("officer")
    passed = _text(officer.get("/office/0412/2026-10/"))
    assert "See the bill" in passed
    assert "October 2026 is paid" in passed
    assert "Compute again" not in passed
    assert "0 changes" not in passed
    assert "every change has a reason" in passed
    town.office.hire("100237", joined=at(20).date(), known=at(20, month=11))
    assert "Compute again" in _text(officer.get("/office/0412/2026-10/"))


def test_an_increment_that_nobody_entered_is_looked_at(town: Town) -> None:
    clerk, office = town.sign_in("clerk"), town.office
    for number, month in (("100235", 11), ("100236", 12)):
        pay = Pay.objects.get(employment=office.people[number])
        office.amend(pay, at(2, month=11), increment_month=month, valid_from=date(2025, 12, 1))
    compute_run(NOVEMBER, "0412", office.by("clerk", at(25, month=11)))
    page = clerk.get("/office/0412/2026-11/")
    assert "0 entered, 1 due without an entry" in _text(page)
    listed = _text(clerk.get("/office/0412/increments/2026-11/"))
    assert "November 2026: one increment is due without an entry" in listed
    assert "100235" in listed
    assert "100236" not in listed


def test_an_increment_entered_is_done(town: Town) -> None:
    page = _text(town.sign_in("clerk").get("/office/0412/2026-10/"))
    assert "1 entered, 0 due without an entry Done" in page


def test_an_office_is_handed_over_and_the_old_officer_draws_no_more(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, second = town.sign_in("officer"), town.sign_in("second")
    assert "You draw for office 0412" in _text(officer.get("/office/0412/officers/"))
    assert officer.get("/office/0412/officers/hand-over/").status_code == 200
    assert second.get("/office/0412/officers/hand-over/").status_code == 403
    where = "/office/0412/officers/hand-over/"
    assert "No account is called nobody" in _text(
        officer.post(where, {"to": "nobody", "last_day": "2026-11-30"})
    )
    assert "That day is over" in _text(officer.post(where, {"to": "second", "last_day": "2026-11-24"}))
    done = officer.post(where, {"to": "second", "last_day": "2026-11-30"}, follow=True)
    assert "Proposed." in _text(done) and "until 30 Nov 2026" not in _text(done)
    decide = f"/office/0412/officers/appointments/{AppointmentProposal.objects.get().pk}/decide/"
    assert "Agreed." in _text(town.sign_in("controller").post(decide, {"act": "agree"}, follow=True))
    assert "until 30 Nov 2026" in _text(officer.get("/office/0412/officers/"))
    assert officer.get(where).status_code == 404
    monkeypatch.setattr(access, "business_now", lambda: (at(1, month=12), True))
    assert officer.get("/office/0412/bills/").status_code == 403
    bill = town.bills[OCTOBER]
    assert "people have their pay" in _text(second.get(f"/office/0412/bills/{bill}/"))


def test_a_colleague_is_let_help_and_the_help_is_ended(town: Town) -> None:
    officer = town.sign_in("officer")
    wrong = officer.post("/office/0412/officers/", {"to": "second", "power": "prepare", "until": "soon"})
    assert "is not a date. Write year-month-day" in _text(wrong)
    done = officer.post(
        "/office/0412/officers/", {"to": "second", "power": "prepare", "until": "2026-11-30"}, follow=True
    )
    assert "second Prepare and check, until 30 Nov 2026" in _text(done)
    assert "Waits for the controlling officer or an administrator" in _text(done)
    lent, helper, controller = Delegation.objects.get(), town.sign_in("second"), town.sign_in("controller")
    assert "For the drawing officer, 0412" not in _text(helper.get("/office/0412/"))
    assert "A power lent to second by officer: agree or reject." in _text(controller.get("/inbox/"))
    assert officer.get("/office/0412/officers/appointments/").status_code == 403
    page = _text(controller.get("/office/0412/officers/appointments/"))
    assert "Prepare and check · Drawing officer, 0412" in page and "Lent by officer" in page
    decide = f"/office/0412/officers/appointments/lent/{lent.pk}/decide/"
    assert officer.post(decide, {"act": "agree"}).status_code == 403
    assert "Write why" in _text(controller.post(decide, {"act": "reject", "reason": ""}, follow=True))
    agreed = _text(controller.post(decide, {"act": "agree"}, follow=True))
    assert "Agreed. The power counts from now on." in agreed and "Lent by officer End it" in agreed
    assert "Write why" not in agreed and "Nothing waits." in agreed
    assert "For the drawing officer, 0412" in _text(helper.get("/office/0412/"))
    page = _text(officer.get("/office/0412/officers/"))
    assert "A colleague may prepare and check until 30 Nov 2026. Cannot present. End it" in page
    ended = officer.post("/office/0412/help/end/", {"delegation": lent.pk}, follow=True)
    assert "Nobody acts in the officer's name." in _text(ended)


def test_the_superior_ends_a_lent_power_once(town: Town) -> None:
    lent = lend(town.office, "second", "view", at(30, month=11).date(), when=at(24, month=11))
    decide = f"/office/0412/officers/appointments/lent/{lent.pk}/decide/"
    assert town.sign_in("officer").post(decide, {"act": "end"}).status_code == 403
    controller = town.sign_in("controller")
    assert "Ended. Earlier acts stay valid." in _text(controller.post(decide, {"act": "end"}, follow=True))
    again = _text(controller.post(decide, {"act": "end"}, follow=True))
    assert "Ended. Earlier acts stay valid." not in again and "Lent by officer" not in again


def test_a_rejected_power_is_told_to_its_officer(town: Town) -> None:
    lent = lend(town.office, "second", "view", at(30, month=11).date(), when=at(24, month=11), agrees=None)
    given = {"act": "reject", "reason": "She joins the treasury."}
    decide = f"/office/0412/officers/appointments/lent/{lent.pk}/decide/"
    assert "Rejected." in _text(town.sign_in("controller").post(decide, given, follow=True))
    assert "Rejected She joins the treasury." in _text(town.sign_in("officer").get("/office/0412/officers/"))


def test_months_that_nobody_drew_become_one_bill(town: Town) -> None:
    office, september = town.office, OCTOBER.plus(-1)
    office.hire("100300", known=at(20, month=11))
    for month in (september, OCTOBER):
        compute_run(month, "0412", office.by("clerk", NOW))
    client, page = town.sign_in("clerk"), "/office/0412/bills/several/"
    shown = client.get(page).content.decode()
    assert "September 2026" in shown and "October 2026" in shown
    assert page in client.get("/office/0412/bills/").content.decode()
    runs = re.findall(r'name="run" value="(\d+)"', shown)
    refused = client.post(page)
    assert "Choose months of the office" in refused.content.decode() and Bill.objects.count() == 2
    gone = client.post(page, {"run": runs}, follow=True)
    assert "September 2026, October 2026" in gone.content.decode()
    bill = Bill.objects.get(run__isnull=True)
    assert (bill.people, bill.kind) == (1, "supplementary")
    assert "Every month that was computed is on a bill." in client.get(page).content.decode()
    run = Run.objects.get(pk=runs[1])
    offers = client.get(f"/office/0412/runs/{run.pk}/differences/").content.decode()
    assert f"/office/0412/bills/{bill.pk}/" in offers
    assert town.sign_in("treasurer").get(page).status_code == 403


def test_no_month_is_drawn_while_one_of_them_cannot_be_locked(town: Town) -> None:
    office, september = town.office, OCTOBER.plus(-1)
    for number in ("100300", "100301"):
        office.hire(number, known=at(20, month=11))
    office.note(
        office.people["100301"], "absence", OCTOBER.first, at(21, month=11),
        kind_of_absence="without_allowances",
    )  # fmt: skip
    for month in (september, OCTOBER):
        compute_run(month, "0412", office.by("clerk", NOW))
    client, page = town.sign_in("clerk"), "/office/0412/bills/several/"
    runs = re.findall(r'name="run" value="(\d+)"', client.get(page).content.decode())
    assert len(runs) == 2
    assert 'role="alert"' in client.post(page, {"run": runs}).content.decode()
    assert (Bill.objects.count(), Run.objects.get(pk=runs[0]).state) == (2, Run.State.COMPUTED)


def test_an_office_that_was_left_keeps_the_list_of_entries_and_not_what_they_say(
    town: Town, world: World
) -> None:
    found = town.office.people["100235"]
    before = entries_of("0412", found, at(25, month=11))
    assert any("₹" in entry.says for entry in before) and any(entry.act for entry in before)
    _moved(town, world, found)
    left = entries_of("0412", found, at(25, month=11))
    assert len(left) == len(before) + 1 and {(entry.says, entry.act) for entry in left} == {("", "")}
    assert any("₹" in entry.says for entry in entries_of("0777", found, at(25, month=11)))
    assert any("₹" in entry.says for entry in entries_of("0412", found, at(19, month=11)))


def _moved(town: Town, world: World, found: Employment) -> None:
    """To another office on the 20th of November, entered and verified the day before."""
    with world.role("owner"):
        there = small_office("0777")
    town.office.note(
        found, "posting", date(2026, 11, 20), at(19, month=11), post=there.post, office=there.place,
        drawing_code=there.code, bill_class=there.bill_class,
    )  # fmt: skip


def test_an_office_that_was_left_corrects_no_entry_and_is_told_who_does(town: Town, world: World) -> None:
    pay = Pay.objects.filter(employment__number="100235").latest("pk")
    where = f"/office/0412/people/100235/book/pay/{pay.pk}/"
    clerk = town.sign_in("clerk")
    assert "id_basic_pay" in clerk.get(where).content.decode()
    _moved(town, world, pay.employment)
    for page in (clerk.get(where, follow=True), clerk.post(where, {"basic_pay": "41100"}, follow=True)):
        assert "the office of 0777 has the service book now. An officer of that office corrects." in _text(
            page
        )
        assert "id_basic_pay" not in page.content.decode()
    assert not Pay.objects.filter(supersedes=pay).exists()
