"""An office's entries in the book: one of each kind, a month's increments, a person posted here."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.conftest import World
from tests.payroll.office import at, small_office
from tests.web.confirming import confirmed
from tests.web.conftest import Town
from vethanam.acts import facts
from vethanam.people.models import Employment
from vethanam.privacy.models import Contact
from vethanam.service_book.models import FACTS, Absence, Membership, Obligation, Pay, PayeeAccount, Posting
from vethanam.web.drawing.new_entries import OFFERED

BOOK = "/office/0412/people/100235/"
ORDER = {"order_number": "LO 41/2026", "order_dated": "2026-11-02"}
PAY = {"basis": "scale", "revision": "11", "scale": "37400-79000", "increment_month": "11"}
GIVEN: dict[str, dict[str, str]] = {
    "pay": {"valid_from": "2026-11-01", "reason": "increment", "basic_pay": "46700", **PAY},
    "absence": {
        "valid_from": "2026-11-03", "session": "FN", "valid_until": "2026-11-12",
        "kind_of_absence": "suspension",
        "varied_to": "37.5",
    },
    "attendance": {"valid_from": "2026-11-01", "days": "12"},
    "obligation": {
        "valid_from": "2026-11-01", "kind_of_due": "festival_advance", "payee": "Government",
        "principal": "20,000", "instalment": "4000", "instalments": "5", "is_divisible": "yes",
    },
    "membership": {"valid_from": "2026-11-01", "fund": "gpf", "amount": "6000"},
    "payee_account": {"valid_from": "2026-11-01", "kind_of_account": "bank", "branch": "TEST0000001",
        "number": "33333330003", "number_again": "33333330003"},
    "quarters": {"valid_from": "2026-11-01"},
    "tax_choice": {"valid_from": "2026-04-01", "regime": "old", "declared_deductions": "150000",
        "form_10e": "no"},
    "service_spell": {"valid_from": "2026-11-01", "session": "AN"},
    "authorised_rate": {"valid_from": "2026-11-01", "component": "dearness_allowance", "amount": "15000"},
    "wage": {"valid_from": "2026-11-01", "rate": "975"},
    "guardianship": {"valid_from": "2026-11-01", "guardian": "Mother", "guardian_ml": "അമ്മ",
        "proof": "court", "proof_reference": "O.P. 12/2025"},
    "leave_account": {"valid_from": "2026-11-01", "kind_of_leave": "earned", "days": "120"},
}  # fmt: skip


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _faults(page: Any) -> str:
    found = re.search(r'class="summary.*?</div>', page.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def _last(kind: str) -> Any:
    unread = PayeeAccount.unread if kind == "payee_account" else ()
    return FACTS[kind].rows().defer(*unread).order_by("-pk").first()


def test_every_kind_of_entry_is_offered_from_the_persons_page_and_asks_its_own_columns(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert f'href="{BOOK}new/"' in clerk.get(BOOK).content.decode()
    clerk.post(f"{BOOK}new/obligation/", GIVEN["obligation"] | ORDER)  # a recovery that can be stopped
    page = clerk.get(f"{BOOK}new/").content.decode()
    assert set(OFFERED) == {*FACTS, "suspension"} and all(
        f'href="{BOOK}new/{kind}/"' in page for kind in FACTS
    )
    for kind, columns in facts.COLUMNS.items():
        form = clerk.get(f"{BOOK}new/{kind}/").content.decode()
        left_out = {"varied_to"} if kind == "absence" else set()
        assert all(f'name="{column.name}"' in form for column in columns if column.name not in left_out)
        assert ('name="order_number"' in form) is (kind != "payee_account")
    assert clerk.get(f"{BOOK}new/nothing/").status_code == 404


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_an_entry_of_each_kind_is_recorded_and_waits_for_another_person(town: Town, kind: str) -> None:
    clerk, second = town.sign_in("clerk"), town.sign_in("second")
    kept = clerk.post(f"{BOOK}new/{kind}/", GIVEN[kind] | ORDER, follow=True)
    assert "Recorded. Another person verifies it" in _text(kept)
    fact = _last(kind)
    assert (
        fact.employment == town.office.people["100235"] and str(fact.valid_from) == GIVEN[kind]["valid_from"]
    )
    assert fact.order is None if kind == "payee_account" else str(fact.order.number) == "LO 41/2026"
    verified = second.post("/office/0412/entries/", {"fact": f"{kind}-{fact.pk}"}, follow=True)
    assert "Verified." in _text(verified)


def test_what_was_typed_is_kept_as_the_book_holds_it(town: Town) -> None:
    clerk = town.sign_in("clerk")
    for kind in ("obligation", "payee_account"):
        clerk.post(f"{BOOK}new/{kind}/", GIVEN[kind] | ORDER)
    clerk.post(f"{BOOK}new/suspension/", GIVEN["absence"] | {"varied_to": "37.5"} | ORDER)
    absence, obligation, account = Absence.objects.get(), Obligation.objects.get(), _last("payee_account")
    assert (absence.kind_of_absence, absence.varied_to, absence.valid_until) == (
        "suspension", 3750, date(2026, 11, 12),
    )  # fmt: skip
    assert (obligation.principal, obligation.instalment, obligation.instalments, obligation.interest) == (
        2_000_000, 400_000, 5, 0,
    )  # fmt: skip
    assert (account.branch, account.tail) == ("TEST0000001", "0003")
    suspended = {"obligation": str(obligation.pk), "valid_from": "2026-12-01", "valid_until": "2026-12-31"}
    clerk.post(f"{BOOK}new/recovery_suspension/", suspended | ORDER)
    assert _last("recovery_suspension").obligation == obligation


def test_every_fault_of_a_form_is_told_at_once_and_nothing_is_kept(town: Town) -> None:
    clerk = town.sign_in("clerk")
    wrong = {"valid_from": "2026-13-01", "kind_of_absence": "sabbatical", "varied_to": "175", "session": "FN"}
    told = "".join(_faults(clerk.post(f"{BOOK}new/{kind}/", wrong)) for kind in ("absence", "suspension"))
    for said in (
        "is not a date. Write year-month-day", "“sabbatical” is not known here. Use one of: earned",
        "a number up to 100", "Number of the order : This is empty. Enter it.",
        "Dated : This is empty. Enter it.",
    ):  # fmt: skip
        assert said in told
    assert not Absence.objects.exists()
    early = clerk.post(f"{BOOK}new/absence/", GIVEN["absence"] | ORDER | {"valid_until": "2026-11-01"})
    assert "ends on 1 Nov 2026, before it begins on 3 Nov 2026" in _faults(early)
    late = clerk.post(f"{BOOK}new/absence/", GIVEN["absence"] | ORDER | {"order_dated": "2027-11-01"})
    assert "after today" in _faults(late)
    half = clerk.post(f"{BOOK}new/membership/", GIVEN["membership"] | {"order_number": "X 1"})
    assert "Dated : This is empty. Enter it." in _faults(half)
    assert not Absence.objects.exists() and not Membership.objects.filter(fund="gpf", amount=600_000).exists()


@pytest.mark.parametrize(
    ("kind", "changed", "said", "in_malayalam"),
    [
        ("attendance", {"days": "40"}, "has 40 days, and the month has 30 from 1 Nov 2026 on", "40 ദിവസം"),
        ("absence", {"valid_until": "9999-12-31"}, "after the age of 80; leave the end out", "80 വയസ്സിനു"),
        ("obligation", {"instalment": "1"}, "5 instalments of ₹ 1, which do not reach the ₹ 20,000",
            "5 തവണകൾ"),
        ("membership", {"fund": "nps"}, "of the NPS on days of the membership of the GPF", "NPS അംഗത്വമാണ്"),
        ("absence", {"kind_of_absence": "earned"},
            "or suspension (half-pay leave) from 10 Nov 2026 to 30 Nov 2026",
            "ഉള്ള ദിവസങ്ങളിലാണ്"),
    ],
)  # fmt: skip
def test_what_contradicts_the_calendar_or_the_book_is_refused(
    town: Town, kind: str, changed: dict[str, str], said: str, in_malayalam: str
) -> None:
    clerk, who = town.sign_in("clerk"), town.office.people["100235"]
    town.office.note(who, "absence", date(2026, 11, 10), at(2, month=11), kind_of_absence="half_pay",
                     valid_until=date(2026, 11, 30))  # fmt: skip
    if not Membership.objects.filter(employment=who, fund="gpf").exists():
        town.office.note(who, "membership", date(2020, 1, 1), at(2, month=11), fund="gpf", amount=500_000)
    count = FACTS[kind].rows().count()
    page = clerk.post(f"{BOOK}new/{kind}/", GIVEN[kind] | ORDER | changed)
    assert said in _faults(page).replace("\u202f", " ").replace("\xa0", " ")
    clerk.cookies["django_language"] = "ml"
    assert in_malayalam in _text(clerk.post(f"{BOOK}new/{kind}/", GIVEN[kind] | ORDER | changed))
    assert FACTS[kind].rows().count() == count


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"basic_pay": "46800"}, "The nearest are ₹ 46,700 and ₹ 47,800"),
        ({"scale": "37400-79001"}, "This revision has no such scale"),
        ({"revision": "99"}, "This revision has no such scale"),
        ({"basic_pay": "79001"}, "79,000, and no stagnation increment: those go to"),
        ({"basic_pay": "99000"}, "and no stagnation increment: those go to"),
    ],
)
def test_a_pay_is_a_stage_of_its_scale(town: Town, changed: dict[str, str], said: str) -> None:
    page = town.sign_in("clerk").post(f"{BOOK}new/pay/", GIVEN["pay"] | ORDER | changed)
    assert said in _faults(page)


def test_the_number_of_an_account_is_never_shown_again(town: Town) -> None:
    wrong = GIVEN["payee_account"] | {
        "branch": "NOWHERE",
        "number": "33333330003",
        "number_again": "33333330003",
    }
    page = town.sign_in("clerk").post(f"{BOOK}new/payee_account/", wrong)
    assert "branch that is no IFSC" in _faults(page) and "33333330003" not in page.content.decode()


def test_a_new_pay_begins_with_the_scale_that_she_has(town: Town) -> None:
    form = (
        town.sign_in("clerk").get(f"{BOOK}new/pay/?reason=increment&valid_from=2026-11-01").content.decode()
    )
    assert 'value="37400-79000"' in form and 'value="2026-11-01"' in form
    assert '<option value="increment" selected>' in form and '<option value="scale" selected>' in form


def test_a_correction_may_change_every_column(town: Town) -> None:
    clerk = town.sign_in("clerk")
    spell = FACTS["service_spell"].rows().get(employment=town.office.people["100235"])
    where = f"{BOOK}book/service_spell/{spell.pk}/"
    assert 'name="end_cause"' in clerk.get(where).content.decode()
    ends = {"valid_from": str(spell.valid_from), "valid_until": "2026-11-30", "end_cause": "retirement"}
    confirmed(clerk, where, ends)
    assert (_last("service_spell").end_cause, _last("service_spell").supersedes) == ("retirement", spell)
    account = _last("payee_account")
    assert clerk.get(f"{BOOK}book/payee_account/{account.pk}/").status_code == 404


def _due_in_november(town: Town) -> None:
    for number in ("100235", "100236"):
        pay = Pay.objects.get(employment=town.office.people[number])
        town.office.amend(pay, at(2, month=11), increment_month=11)


def test_the_increments_of_one_order_are_entered_together(town: Town) -> None:
    _due_in_november(town)
    town.office.note(
        town.office.people["100236"], "absence", date(2026, 3, 1), at(3, month=11),
        kind_of_absence="without_allowances",
        valid_until=date(2026, 4, 30),
    )  # fmt: skip
    clerk, page = town.sign_in("clerk"), "/office/0412/increments/2026-11/"
    seen = clerk.get(f"{page}?tick=all").content.decode()
    assert 'value="100235" id="n100235" checked' in seen and 'id="n100236"' not in seen
    assert "61 days without allowances postpone it to January 2027" in seen
    assert f"{BOOK.replace('5/', '6/')}new/pay/?reason=increment" in seen
    nobody = clerk.post(page, ORDER)
    assert "Nobody is ticked" in _faults(nobody)
    unsigned = clerk.post(page, {"number": "100235"})
    assert "This is empty" in _faults(unsigned) and 'id="n100235" checked' in unsigned.content.decode()
    alone = clerk.post(page, ORDER | {"number": ["100235", "100236"]})
    assert "Person 100236 (100236): this increment is entered by itself" in _faults(alone)
    kept = clerk.post(page, ORDER | {"number": "100235"}, follow=True)
    assert "One increment is recorded" in _text(kept)
    (entered,) = Pay.objects.filter(reason="increment", valid_from=date(2026, 11, 1))
    assert (entered.employment, entered.basic_pay, entered.scale, entered.increment_month) == (
        town.office.people["100235"], 3_830_000, "37400-79000", 11,
    )  # fmt: skip
    town.office.verify([entered], at(20, month=11))
    assert "100235" not in clerk.get(page).content.decode()


def test_an_increment_is_told_until_it_or_the_pay_that_is_kept_is_entered(town: Town) -> None:
    _due_in_november(town)
    clerk, january = town.sign_in("clerk"), "/office/0412/increments/2027-01/"
    listed = _text(clerk.get(january))
    assert "January 2027: two increments are due without an entry" in listed and "from 1 Nov 2026" in listed
    clerk.post(january, ORDER | {"number": "100235"})
    assert Pay.objects.get(reason="increment", employment__number="100235").valid_from == date(2026, 11, 1)
    assert "100235" not in _text(clerk.get(january))
    kept = {**PAY, "valid_from": "2026-11-01", "reason": "fixation", "basic_pay": "45600", **ORDER}
    clerk.post("/office/0412/people/100236/new/pay/", kept)
    assert "No increment is due without an entry" in _text(clerk.get(january))


def test_somebody_from_elsewhere_is_posted_here(world: World, town: Town) -> None:
    with world.role("worker"):
        guest = small_office("0413").hire("100500")
    clerk, second, page = town.sign_in("clerk"), town.sign_in("second"), "/office/0412/people/joins/"
    posting = {
        "employment": "100500", "valid_from": "2026-11-02", "session": "FN", "post": "HST", "office": "O0412",
        "bill_class": "class-0412", "confirmed": "100500", **ORDER,
    }  # fmt: skip
    assert "No employee has number 999999" in _faults(clerk.post(page, posting | {"employment": "999999"}))
    assert clerk.post(page, posting | {"employment": "1\0", "confirmed": ""}).status_code == 200
    assert 'name="drawing_code"' not in clerk.get(page).content.decode()  # another code would be refused
    kept = clerk.post(page, posting, follow=True)
    assert "Recorded." in _text(kept)
    fact = Posting.objects.get(employment=guest, drawing_code=town.office.code)
    for address in (
        "",
        "2026-11/basic_pay/",
        "new/absence/",
    ):  # one clerk alone cannot read people of another office
        assert clerk.get(f"/office/0412/people/100500/{address}").status_code == 404
    assert "Verified." in _text(
        second.post("/office/0412/entries/", {"fact": f"posting-{fact.pk}"}, follow=True)
    )
    assert clerk.get("/office/0412/people/100500/new/absence/").status_code == 200


def test_the_number_of_a_guardian_is_sealed_and_no_page_shows_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.VETHANAM_STATE", town.folder)
    clerk = town.sign_in("clerk")
    assert f"{BOOK}guardian-number/" in clerk.get(f"{BOOK}new/").content.decode()
    refused = clerk.post(f"{BOOK}guardian-number/", {"contact": "12345"})
    assert "Write +91 and ten digits" in _faults(refused)
    kept = clerk.post(f"{BOOK}guardian-number/", {"contact": "+91 98765 01234"}, follow=True)
    assert "Sealed. Messages go to it once another person has verified" in _text(kept)
    assert "98765 01234" not in kept.content.decode()
    (sealed,) = Contact.objects.filter(kind="guardian_mobile")
    assert sealed.person == Employment.objects.get(number=BOOK.split("/")[4]).person_id
    assert town.sign_in("controller").get(f"{BOOK}guardian-number/").status_code == 403


def test_who_only_looks_on_enters_nothing(town: Town) -> None:
    controller = town.sign_in("controller")
    assert "/new/" not in controller.get(BOOK).content.decode()
    assert controller.get(f"{BOOK}new/pay/").status_code == 403


def test_a_promotion_tells_what_the_rules_fix_it_to(town: Town) -> None:
    """From 37,400 in 37400-79000: a notional increment to 38,300, then the stage above it in 39300-83000."""
    clerk = town.sign_in("clerk")
    promoted = GIVEN["pay"] | ORDER | {"reason": "promotion", "scale": "39300-83000", "basic_pay": ""}
    asked = clerk.post(f"{BOOK}new/pay/", promoted)
    assert "37,400 in 37400-79000 the rules of promotion give ₹ 39,300" in _faults(asked)
    other = clerk.post(f"{BOOK}new/pay/", promoted | {"basic_pay": "40300"}, follow=True)
    assert "Recorded." in _text(other) and "the rules of promotion give ₹ 39,300" in _text(other)
    same = clerk.post("/office/0412/people/100236/new/pay/", promoted | {"basic_pay": "47800"}, follow=True)
    assert "Recorded." in _text(same) and "the rules of promotion" not in _text(same)


def test_pay_goes_to_another_name_only_after_a_death(town: Town) -> None:
    clerk, heir = town.sign_in("clerk"), GIVEN["payee_account"] | {"holder": "The nominee"}
    alive = clerk.post(f"{BOOK}new/payee_account/", heir)
    assert "only after her death is entered" in _faults(alive)
    who = town.office.people["100235"]
    spell = FACTS["service_spell"].rows().get(employment=who)
    town.office.amend(spell, at(20, month=11), valid_until=date(2026, 11, 10), end_cause="death")
    clerk.post(f"{BOOK}new/payee_account/", heir | {"valid_from": "2026-11-11"})
    assert _last("payee_account").valid_from == date(2026, 11, 11)


def test_a_posting_begins_with_the_place_of_the_office(town: Town) -> None:
    form = town.sign_in("clerk").get("/office/0412/people/joins/").content.decode()
    assert 'value="O0412"' in form and 'value="class-0412" selected' in form


def test_a_subscription_below_the_least_is_refused_with_the_figure(town: Town) -> None:
    """6 % of 37,400 is 2,244; the premium of State Life Insurance has its own least."""
    clerk, page = town.sign_in("clerk"), f"{BOOK}new/membership/"
    before = Membership.objects.count()
    given = {"valid_from": "2026-11-01", "fund": "gpf", "amount": "2000"}
    said = _text(clerk.post(page, given))
    assert "The least is ₹ 2,244 a month for November 2026. Enter at least that." in said
    assert Membership.objects.count() == before
    assert clerk.post(page, given | {"amount": "2244"}).status_code == 302
    said = _text(clerk.post(page, {"valid_from": "2026-11-01", "fund": "sli", "amount": "100"}))
    assert "The least is ₹" in said and Membership.objects.count() == before + 1


def test_a_correction_below_the_least_is_refused_too_and_an_ended_one_is_not_asked(town: Town) -> None:
    clerk, held = town.sign_in("clerk"), Membership.objects.get(employment=town.office.people["100235"])
    page = f"{BOOK}book/membership/{held.pk}/"
    answer = clerk.get(page)
    assert answer.status_code == 200
    said = _text(clerk.post(page, {"valid_from": "2010-06-01", "fund": "gpf", "amount": "1000"}))
    assert "The least is ₹ 2,244" in said
