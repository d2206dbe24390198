"""Excess pay is recovered with its first day, and against a caution only by a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.acts.executor import Performed, perform
from vethanam.payroll.runs.month_checks import month_checks
from vethanam.people.models import Person, Post
from vethanam.service_book.models import Obligation, ServiceSpell
from vethanam.service_book.reader import BookReader

EXCESS: dict[str, Any] = {
    "fact": "obligation",
    "employment": "1",
    "kind_of_due": "overpayment",
    "payee": "Government",
    "valid_from": "2026-10-01",
    "principal": 5000,
    "instalment": 1000,
    "excess_since": "2026-01-01",
    "order": {"number": "REC 1/2026", "dated": "2026-09-30"},
}


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    """An office of gazetted posts: no caution applies to its people."""
    office = small_office()
    office.post = Post.objects.create(code="gazetted", designation="Assistant Director", is_gazetted=True)
    office.hire("1")
    return office


def done(office: SmallOffice, act: str = "record", **given: Any) -> Performed:
    return perform(act, office.officers["clerk"], given, at(20), is_sample=True)


def refused(office: SmallOffice, **more: Any) -> tuple[str, str, str]:
    """Field, code and sentence of the one fault."""
    performed = done(office, **(EXCESS | more))
    assert not performed.ok
    (fault,) = performed.faults
    return fault.field, fault.code, fault.says


def in_a_plain_post(office: SmallOffice) -> None:
    office.post = Post.objects.create(code="plain", designation="Clerk")
    office.hire("8")


def elder(office: SmallOffice, born: date) -> None:
    office.hire("9", person=Person.objects.create(name="Elder", born=born, recorded_at=at(1)))


def test_without_a_caution_no_reason_is_asked(office: SmallOffice) -> None:
    assert done(office, **EXCESS).ok
    assert (Obligation.objects.get().in_spite_of, Obligation.objects.get().excess_since) == (
        "", date(2026, 1, 1),
    )  # fmt: skip


def test_the_first_day_of_the_excess_is_asked(office: SmallOffice) -> None:
    field, code, _ = refused(office, excess_since=None)
    assert (field, code) == ("excess_since", "recovery_needs_first_day")


def test_the_excess_began_before_the_order(office: SmallOffice) -> None:
    assert refused(office, excess_since="2026-10-01")[:2] == ("excess_since", "recovery_before_excess")


def test_a_post_that_is_not_gazetted_is_a_caution(office: SmallOffice) -> None:
    in_a_plain_post(office)
    field, code, says = refused(office, employment="8")
    assert (field, code) == ("in_spite_of", "recovery_cautions")
    assert "Rafiq Masih" in says and f"The post {office.post.designation} is not gazetted" in says
    assert "no group is on record" in says and "Service ends" not in says


def test_retirement_within_a_year_is_a_caution(office: SmallOffice) -> None:
    elder(office, date(1971, 9, 10))  # 56 in September 2027
    assert "Service ends on 30 Sep 2027" in refused(office, employment="9")[2]
    elder_later = Person.objects.create(name="Later", born=date(1971, 10, 10), recorded_at=at(1))
    office.hire("10", person=elder_later)
    assert done(office, **(EXCESS | {"employment": "10"})).ok


def test_who_has_left_the_service_is_a_caution(office: SmallOffice) -> None:
    spell = ServiceSpell.objects.get(employment=office.people["1"])
    office.amend(spell, at(5), valid_until=date(2026, 10, 31), end_cause="resignation")
    assert "Service ends on 31 Oct 2026" in refused(office)[2]


def test_an_excess_over_five_years_old_is_a_caution(office: SmallOffice) -> None:
    assert done(office, **(EXCESS | {"excess_since": "2021-09-01"})).ok
    says = refused(office, excess_since="2021-08-31")[2]
    assert "The excess began on 31 Aug 2021, over five years before the order." in says


def test_a_reason_is_kept_and_holds_no_contact(office: SmallOffice) -> None:
    old = {"excess_since": "2020-01-01"}
    assert refused(office, **old, in_spite_of="   ")[1] == "recovery_cautions"
    assert refused(office, **old, in_spite_of="Ask +91 00000 00001")[1] == "contact_in_words"
    assert done(office, **(EXCESS | old | {"in_spite_of": "She undertook in writing to repay."})).ok
    assert Obligation.objects.latest("pk").in_spite_of == "She undertook in writing to repay."


def test_a_correction_of_the_sum_keeps_the_reason_or_needs_one(office: SmallOffice) -> None:
    assert done(office, **(EXCESS | {"excess_since": "2020-01-01", "in_spite_of": "Undertaken."})).ok
    entry = Obligation.objects.get()
    named = {"fact": "obligation", "id": entry.pk}
    performed = done(office, "correct", **named, in_spite_of=None)
    assert [fault.code for fault in performed.faults] == ["recovery_cautions"]
    assert done(office, "correct", **named, principal=4000).ok


def test_other_debts_are_not_asked(office: SmallOffice) -> None:
    in_a_plain_post(office)
    other = {"employment": "8", "kind_of_due": "conveyance_advance", "excess_since": None}
    assert done(office, **(EXCESS | other)).ok


def test_the_checks_of_a_month_name_a_recovery_without_a_reason(office: SmallOffice) -> None:
    who = office.people["1"]
    fields = {
        "kind_of_due": "overpayment",
        "payee": "Government",
        "principal": 500_000,
        "instalment": 100_000,
    }
    entry = office.note(who, "obligation", date(2026, 10, 1), at(10), **fields)
    found = [
        one
        for one in month_checks(BookReader(), "0412", OCTOBER, at(28)).looks
        if one.code == "recovery_without_reason"
    ]
    assert [(one.record, one.facts["entry"]) for one in found] == [("Employee 1", entry.pk)]
    assert "Nobody entered since which day it was drawn" in found[0].says
    office.amend(entry, at(11), in_spite_of="Undertaken.")
    assert "recovery_without_reason" not in {
        one.code for one in month_checks(BookReader(), "0412", OCTOBER, at(28)).looks
    }
