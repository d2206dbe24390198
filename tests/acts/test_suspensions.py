"""A suspension is settled by an order: duty, leave or no duty, and the answer says what follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts.executor import Performed, look, perform
from vethanam.payroll.runs.increments import next_increment
from vethanam.periods import Month
from vethanam.service_book.models import Absence, Fact, Verification
from vethanam.service_book.queries import counting

ORDER = {"number": "Reinstatement 1/2026", "dated": "2026-10-19"}
LATER = date(2026, 10, 30)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    office.hire("1")
    return office


def suspended(office: SmallOffice, first: date, until: date | None = None, **fields: Any) -> Fact:
    fields |= {"valid_until": until} if until else {}
    return office.note(office.people["1"], "absence", first, at(10), kind_of_absence="suspension", **fields)


def settled(office: SmallOffice, entry: Fact, treated_as: str, **given: Any) -> Performed:
    given = {"employment": "1", "id": entry.pk, "treated_as": treated_as, "order": ORDER} | given
    return perform("settle_suspension", office.officers["clerk"], given, at(20), is_sample=True)


def verified(office: SmallOffice) -> list[tuple[str, date, date | None, bool]]:
    """All that waits is verified; the absences that count then."""
    seen = set(Verification.objects.filter(kind="absence").values_list("fact", flat=True))
    office.verify([one for one in Absence.objects.order_by("pk") if one.pk not in seen], at(21))
    rows = counting(Absence).filter(employment=office.people["1"]).order_by("valid_from")
    return [(one.kind_of_absence, one.valid_from, one.valid_until, one.is_not_duty) for one in rows]


def with_increment_in_october(office: SmallOffice) -> None:
    stage = {"basis": "scale", "revision": 11, "scale": "37400-79000", "basic_pay": 4_670_000}
    office.note(
        office.people["1"], "pay", date(2025, 10, 1), at(5), **stage, reason="increment", increment_month=10
    )


def test_duty_takes_the_suspension_back_when_another_person_has_verified_it(office: SmallOffice) -> None:
    entry = suspended(office, date(2026, 9, 1), date(2026, 9, 30))
    done = settled(office, entry, "duty")
    assert done.ok, done
    assert counting(Absence).filter(pk=entry.pk).exists()
    (correction,) = Absence.objects.filter(supersedes=entry.pk)
    assert correction.is_withdrawn and str(correction.order) == "Reinstatement 1/2026 dated 19 Oct 2026"
    assert verified(office) == []
    said = " ".join(done.state["follows"])
    assert "due as on duty" in said and "no month of increment on record" in said
    assert "certificate of non-employment for each month, September 2026 to September 2026" in said
    assert "was not read" not in said


def test_leave_changes_the_kind_and_a_review_holds_no_day_twice(office: SmallOffice) -> None:
    first = suspended(office, date(2026, 3, 1), date(2026, 9, 30))
    review = suspended(office, date(2026, 9, 1), date(2026, 9, 30), varied_to=7500)
    done = settled(office, first, "half_pay")
    assert done.ok, done
    assert len(done.state["ids"]) == 2
    assert "leave account (half pay)" in done.says
    assert verified(office) == [
        ("half_pay", date(2026, 3, 1), date(2026, 8, 31), False),
        ("half_pay", date(2026, 9, 1), date(2026, 9, 30), False),
    ]
    assert not counting(Absence).filter(pk=review.pk).exists()


def test_days_that_are_no_duty_stay_and_postpone_the_increment(office: SmallOffice) -> None:
    with_increment_in_october(office)
    entry = suspended(office, date(2026, 8, 1), date(2026, 9, 30))
    done = settled(office, entry, "not_duty")
    assert done.ok, done
    follows = done.state["follows"]
    assert (
        "The 61 days do not count for the increment: it moves from October 2026 to December 2026." in follows
    )
    assert "The subsistence allowance stays as drawn; no more is due for these days." in follows
    assert any("was not read: house rent allowance" in one for one in follows)
    before = next_increment(office.people["1"].pk, LATER)
    assert before is not None and (before.month, before.undecided) == (Month(2026, 10), True)
    assert verified(office) == [("suspension", date(2026, 8, 1), date(2026, 9, 30), True)]
    after = next_increment(office.people["1"].pk, LATER)
    assert after is not None
    assert (after.month, after.lost, after.undecided) == (Month(2026, 12), 61, False)


def test_days_that_count_leave_the_increment_and_stated_allowances_are_named(office: SmallOffice) -> None:
    with_increment_in_october(office)
    office.note(
        office.people["1"],
        "authorised_rate",
        date(2020, 1, 1),
        at(4),
        component="risk_allowance",
        amount=1000,
    )
    entry = suspended(office, date(2026, 8, 1), date(2026, 9, 30))
    given = {"employment": "1", "id": entry.pk}
    told = look("suspension", office.officers["clerk"], given, at(20), is_sample=True)
    assert told.ok, told
    ways = {one["treated_as"]: " ".join(one["follows"]) for one in told.state["choices"]}
    assert "The 61 days count for the increment: they do not move it from October 2026." in ways["duty"]
    assert (
        "count for the increment" in ways["earned"]
        and "unpaid (without allowances)" in (ways["without_allowances"])
    )
    assert "moves from October 2026 to December 2026" in ways["without_allowances"]
    assert "an order must say" in ways["dies_non"]
    assert "was not read: house rent allowance, risk allowance" in ways["not_duty"]


def test_one_that_goes_on_needs_its_last_day(office: SmallOffice) -> None:
    entry = suspended(office, date(2026, 9, 1))
    assert settled(office, entry, "not_duty").code == "suspension_goes_on"
    assert settled(office, entry, "not_duty", valid_until="2026-09-30").ok
    assert verified(office) == [("suspension", date(2026, 9, 1), date(2026, 9, 30), True)]


def test_another_last_day_than_the_one_on_record_is_refused(office: SmallOffice) -> None:
    entry = suspended(office, date(2026, 9, 1), date(2026, 9, 30))
    assert settled(office, entry, "duty", valid_until="2026-09-29").code == "suspension_ends_otherwise"


def test_an_order_is_needed(office: SmallOffice) -> None:
    entry = suspended(office, date(2026, 9, 1), date(2026, 9, 30))
    given = {"employment": "1", "id": entry.pk, "treated_as": "duty"}
    done = perform("settle_suspension", office.officers["clerk"], given, at(20), is_sample=True)
    assert not done.ok and [fault.field for fault in done.faults] == ["order"]


def test_leave_is_no_suspension(office: SmallOffice) -> None:
    leave = office.note(
        office.people["1"], "absence", date(2026, 9, 1), at(10), kind_of_absence="earned",
        valid_until=date(2026, 9, 5),
    )  # fmt: skip
    assert settled(office, leave, "duty").code == "not_a_suspension"


def test_one_taken_back_or_settled_is_not_settled_the_same_way_again(office: SmallOffice) -> None:
    entry = suspended(office, date(2026, 9, 1), date(2026, 9, 30))
    assert settled(office, entry, "not_duty").ok
    assert settled(office, entry, "not_duty").code == "suspension_settled_already"
    assert settled(office, entry, "duty").ok  # the order was another
    assert settled(office, entry, "duty").code == "suspension_taken_back"
    assert verified(office) == []


def test_the_entry_of_another_person_is_not_found(office: SmallOffice) -> None:
    entry = suspended(office, date(2026, 9, 1), date(2026, 9, 30))
    office.hire("2")
    assert settled(office, entry, "duty", employment="2").code == "no_such_fact"


def test_only_an_ended_suspension_is_marked_as_no_duty(office: SmallOffice) -> None:
    given = {
        "fact": "absence", "employment": "1", "valid_from": "2026-09-01", "order": ORDER, "is_not_duty": True,
    }  # fmt: skip
    for more in (
        {"kind_of_absence": "earned", "valid_until": "2026-09-05"},
        {"kind_of_absence": "suspension"},
    ):
        done = perform("record", office.officers["clerk"], given | more, at(20), is_sample=True)
        assert done.code == "unsound_fact" and "is settled as no duty, but" in done.says
