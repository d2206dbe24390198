"""The facts of a month: input of the rules, cut at each change, as known at an instant."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.orders.actions import record_order_effect
from vethanam.orders.models import Order
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.rules import assess
from vethanam.service_book.actions import record_many
from vethanam.service_book.models import Absence, Attendance, Fact, Membership
from vethanam.service_book.queries import BookMonth, BookReader, facts_for

EARLY, NOW = at(1), at(28)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def book(month: Month = OCTOBER, known_at=NOW, **chosen) -> BookMonth:  # type: ignore[no-untyped-def]
    return facts_for(BookReader(), month, known_at, rulebook_in_use(), **chosen)


def stretches(found: BookMonth) -> list[tuple[int, int, int | None, str | None]]:
    """First day, last day, basic pay in rupees and absence of each segment."""
    rows = found.facts.segments.iter_rows(named=True)
    return [
        (r["start"].day, r["until"].day, r["basic_pay"] and r["basic_pay"] // 100, r["absence"]) for r in rows
    ]


def test_an_ordinary_month_is_one_stretch(office: SmallOffice) -> None:
    office.hire("1", gpf=500_000)
    found = book(drawing_code="0412")
    assert stretches(found) == [(1, 31, 45600, None)] and not found.findings
    (person,) = found.facts.months.iter_rows(named=True)
    assert person["gpf_base"] == 4_560_000
    assert found.facts.memberships.rows() == [(person["employment"], "gpf", 500_000, None)]
    (segment,) = found.facts.segments.iter_rows(named=True)
    assert (segment["da_series"], segment["place_class"], segment["part"]) == (
        "state_11",
        segment["place_class"],
        1,
    )


def test_who_joins_in_the_afternoon_is_paid_from_the_next_day(office: SmallOffice) -> None:
    one = office.hire("1", joined=date(2026, 10, 17))
    for kind in ("service_spell", "posting", "pay"):
        from vethanam.service_book.models import FACTS

        office.amend(FACTS[kind].rows().get(employment=one), at(20), session="AN")
    assert stretches(book()) == [(18, 31, 45600, None)]


def test_nine_days_without_allowances_cut_the_month_in_three(office: SmallOffice) -> None:
    one = office.hire("1")
    office.note(
        one,
        "absence",
        date(2026, 10, 6),
        at(5),
        kind_of_absence="without_allowances",
        valid_until=date(2026, 10, 14),
    )
    assert stretches(book()) == [
        (1, 5, 45600, None),
        (6, 14, 45600, "without_allowances"),
        (15, 31, 45600, None),
    ]


def away(office: SmallOffice, one: Employment, kind: str, first: int, last: int, **more: int) -> None:
    office.note(
        one,
        "absence",
        date(2026, 10, first),
        at(5),
        kind_of_absence=kind,
        valid_until=date(2026, 10, last),
        **more,
    )


def test_a_suspension_around_its_review_goes_on_after_it(office: SmallOffice) -> None:
    one, two = office.hire("1"), office.hire("2")
    away(office, one, "suspension", 5, 25)
    away(office, one, "suspension", 10, 14, varied_to=7500)
    away(office, two, "without_allowances", 6, 8)
    assert stretches(book()) == [
        (1, 4, 45600, None),
        (5, 9, 45600, "suspension"),
        (10, 14, 45600, "suspension"),
        (15, 25, 45600, "suspension"),
        (26, 31, 45600, None),
        (1, 5, 45600, None),
        (6, 8, 45600, "without_allowances"),
        (9, 31, 45600, None),
    ]
    found = book().facts.segments.filter(absence="suspension")
    assert found["subsistence_rate"].to_list() == [None, 7500, None]
    assert found["absence_since"].to_list() == [date(2026, 10, 5)] * 3


def test_leave_that_follows_other_leave_does_not_begin_the_spell_anew(office: SmallOffice) -> None:
    one = office.hire("1")
    away(office, one, "half_pay", 1, 4)
    away(office, one, "earned", 5, 8)
    away(office, one, "commuted", 9, 31)
    found = book().facts.segments
    assert found["absence"].to_list() == ["half_pay", "earned", "commuted"]
    assert found["absence_since"].to_list() == [date(2026, 10, 1)] * 3


def kept(office: SmallOffice, *facts: Fact) -> None:
    """Verified facts as saved by an earlier version, which did not compare them with the book."""
    for fact in facts:
        fact.order, fact.recorded_at, fact.entered_by_id = office.order, at(5), office.by("clerk").account
    record_many(office.by("clerk", at(5)), facts)
    office.verify(list(facts), at(5))


def test_two_leaves_for_one_day_set_the_person_aside(office: SmallOffice) -> None:
    one, two = office.hire("1"), office.hire("2")
    leave = {"valid_until": date(2026, 10, 14), "kind_of_absence": "half_pay"}
    kept(
        office,
        Absence(employment=two, valid_from=date(2026, 10, 5), **leave),
        Absence(employment=two, valid_from=date(2026, 10, 15), **leave | {"valid_until": date(2026, 10, 16)}),
    )
    # the order of a leave was set aside, and is in force again after another leave was entered
    by = Order.objects.create(kind="office", number="LO 1/2026", dated=date(2026, 9, 1), recorded_at=at(5))
    office.note(
        one, "absence", date(2026, 9, 28), at(5), order=by, **leave | {"valid_until": date(2026, 10, 6)}
    )
    for state in ("set_aside", "in_force"):
        record_order_effect(office.by("officer", at(6)), by, state=state, valid_from=date(2026, 9, 1))
        if state == "set_aside":
            office.note(one, "absence", date(2026, 10, 5), at(6), **leave)
    (finding,) = book().findings
    assert (finding.record, finding.code, finding.blocks) == ("Employee 1", "two_absences", True)
    assert finding.says == (
        "October 2026. Two entries of leave or suspension hold 5 Oct 2026, from 28 Sep 2026 and from 5 Oct "
        "2026. Correct or end one of them."
    )
    assert {row["employment"] for row in book().facts.months.iter_rows(named=True)} == {two.pk}
    assert "two_absences" not in {one.code for one in book(OCTOBER.plus(1)).findings}


def test_leave_to_the_end_of_the_calendar_has_no_end(office: SmallOffice) -> None:
    one = office.hire("1")
    far = {"valid_until": date(9999, 12, 31), "kind_of_absence": "half_pay"}
    kept(office, Absence(employment=one, valid_from=date(2026, 10, 5), **far))
    assert [found.code for found in book().findings] == ["open_absence"]


def test_a_member_of_both_funds_is_set_aside(office: SmallOffice) -> None:
    one, two = office.hire("1", gpf=500_000), office.hire("2", gpf=500_000)
    ends = {"valid_until": date(2026, 9, 30)}
    office.amend(Membership.objects.get(employment=two), at(5), **ends)
    kept(
        office,
        *(Membership(employment=who, valid_from=date(2026, 10, 1), fund="nps") for who in (one, two)),
    )
    (finding,) = book().findings
    assert (finding.record, finding.code, finding.blocks) == ("Employee 1", "two_funds", True)
    assert "GPF from 1 Jun 2010, NPS from 1 Oct 2026" in finding.says
    assert book().facts.memberships.select("employment", "fund").rows() == [(two.pk, "nps")]


def test_a_transfer_makes_two_parts_and_each_code_sees_both(office: SmallOffice) -> None:
    other = small_office("0499")
    one = office.hire("1")
    office.note(
        one,
        "posting",
        date(2026, 10, 12),
        at(12),
        post=office.post,
        office=other.place,
        drawing_code=other.code,
        bill_class=office.bill_class,
    )
    for code in ("0412", "0499"):
        found = book(drawing_code=code)
        assert [
            (r["start"].day, r["until"].day, r["part"]) for r in found.facts.segments.iter_rows(named=True)
        ] == [(1, 11, 1), (12, 31, 2)]
        assert found.parts["drawing_code"].to_list() == [office.code.pk, other.code.pk]


def test_service_that_ends_ends_the_month(office: SmallOffice) -> None:
    from vethanam.service_book.models import ServiceSpell

    one = office.hire("1")
    office.amend(
        ServiceSpell.objects.get(employment=one),
        at(2),
        valid_until=date(2026, 10, 20),
        end_cause="resignation",
    )
    assert stretches(book()) == [(1, 20, 45600, None)]
    assert book(Month(2026, 11), at(28, month=11)).facts.segments.is_empty()


def test_what_was_known_then_and_what_is_known_now_are_one_query(office: SmallOffice) -> None:
    one = office.hire("1")
    office.note(
        one,
        "pay",
        date(2026, 10, 1),
        at(29),
        basis="scale",
        revision=11,
        scale="37400-79000",
        basic_pay=4_670_000,
        reason="increment",
    )
    assert stretches(book(known_at=NOW)) == [(1, 31, 45600, None)]
    assert stretches(book(known_at=at(30))) == [(1, 31, 46700, None)]


def test_a_correction_takes_the_place_of_what_it_corrects(office: SmallOffice) -> None:
    from vethanam.service_book.models import Pay

    one = office.hire("1")
    office.amend(Pay.objects.get(employment=one), at(20), basic_pay=4_450_000)
    assert stretches(book()) == [(1, 31, 44500, None)]


def test_the_order_of_recording_does_not_change_what_holds(office: SmallOffice) -> None:
    one, two = office.hire("1"), office.hire("2")
    changes = [(date(2026, 10, 10), 4_670_000), (date(2026, 10, 20), 4_780_000)]
    for employment, order in ((one, changes), (two, changes[::-1])):
        for day, pay in order:
            office.note(
                employment, "pay", day, at(21), basis="scale", revision=11, scale="37400-79000", basic_pay=pay
            )
    found = stretches(book())
    assert found[:3] == found[3:] == [(1, 9, 45600, None), (10, 19, 46700, None), (20, 31, 47800, None)]


def test_a_fact_is_read_through_its_order(office: SmallOffice) -> None:
    one = office.hire("1")
    fact = office.note(
        one,
        "absence",
        date(2026, 10, 6),
        at(5),
        kind_of_absence="without_allowances",
        valid_until=date(2026, 10, 14),
    )
    assert fact.order is not None
    other = small_office("0498")
    record_order_effect(
        office.by("clerk", at(20)),
        fact.order,
        state="stayed",
        valid_from=date(2026, 10, 1),
        employment=one.pk,
    )
    found = book(employments=[one.pk])
    # The whole book of this small office depends on its one order: stayed for her, no fact of hers holds.
    assert found.facts.segments.is_empty()
    assert other.code.code == "0498"


def test_an_order_stayed_within_the_month_counts_on_the_days_before(office: SmallOffice) -> None:
    one, other = office.hire("1"), office.hire("2")
    raised = Order.objects.create(number="Increment 1", dated=date(2026, 9, 28), recorded_at=at(1))
    for who in (one, other):
        office.note(
            who, "pay", date(2026, 10, 1), at(1), basis="scale", revision=11, scale="37400-79000",
            basic_pay=4_670_000,
            reason="increment", order=raised,
        )  # fmt: skip
    court = office.by("clerk", at(20))
    record_order_effect(court, raised, state="stayed", valid_from=date(2026, 10, 10), employment=one.pk)
    record_order_effect(court, raised, state="in_force", valid_from=date(2026, 10, 25), employment=one.pk)
    assert stretches(book(employments=[one.pk])) == [
        (1, 9, 46700, None),
        (10, 24, 45600, None),
        (25, 31, 46700, None),
    ]
    assert stretches(book(employments=[other.pk])) == [(1, 31, 46700, None)]
    # once vacated, the days of the stay are due again
    later = office.by("clerk", at(26))
    record_order_effect(later, raised, state="vacated", valid_from=date(2026, 10, 25), employment=one.pk)
    assert len(stretches(book(known_at=at(25), employments=[one.pk]))) == 3
    assert stretches(book(employments=[one.pk])) == [(1, 31, 46700, None)]


def test_a_suspension_stayed_and_vacated_leaves_the_days_at_work_as_they_were(office: SmallOffice) -> None:
    one = office.hire("1")
    by = Order.objects.create(number="Suspension 1", dated=date(2026, 9, 28), recorded_at=at(1))
    office.note(one, "absence", date(2026, 10, 1), at(1), kind_of_absence="suspension", order=by)
    court = office.by("clerk", at(20))
    record_order_effect(court, by, state="stayed", valid_from=date(2026, 10, 10), employment=one.pk)
    record_order_effect(court, by, state="vacated", valid_from=date(2026, 10, 25), employment=one.pk)
    assert [(s[0], s[1], s[3]) for s in stretches(book(employments=[one.pk]))] == [
        (1, 9, "suspension"),
        (10, 24, None),
        (25, 31, "suspension"),
    ]


def test_an_order_stayed_for_one_beside_pay_that_another_draws_later(office: SmallOffice) -> None:
    one, other = office.hire("1"), office.hire("2")
    raised = Order.objects.create(number="Increment 1", dated=date(2026, 9, 28), recorded_at=at(1))
    stage = {
        "basis": "scale",
        "revision": 11,
        "scale": "37400-79000",
        "basic_pay": 4_670_000,
        "reason": "increment",
    }
    office.note(one, "pay", date(2026, 10, 1), at(1), **stage, order=raised)
    office.note(other, "pay", date(2026, 10, 1), at(1), **stage, drawn_from=date(2026, 10, 16))
    court = office.by("clerk", at(20))
    record_order_effect(court, raised, state="stayed", valid_from=date(2026, 10, 10), employment=one.pk)
    assert stretches(book()) == [
        (1, 9, 46700, None),
        (10, 31, 45600, None),
        (1, 15, 45600, None),
        (16, 31, 46700, None),
    ]


def test_pay_drawn_late_gives_way_to_later_pay_that_counts_already(office: SmallOffice) -> None:
    """A promotion of 2024 with its increments, on paper until October 2026: the last of
    them is drawn then.
    """
    one, other = office.hire("1"), office.hire("2")
    stage = {"basis": "scale", "revision": 11, "scale": "37400-79000", "reason": "fixation"}
    drawn = date(2026, 10, 16)
    # entered out of order
    for since, pay in (
        (date(2026, 2, 1), 4_900_000),
        (date(2024, 8, 1), 4_670_000),
        (date(2025, 2, 1), 4_780_000),
    ):
        office.note(one, "pay", since, at(1), **stage, basic_pay=pay, drawn_from=drawn)
    office.note(other, "pay", date(2024, 8, 1), at(1), **stage, basic_pay=4_670_000, drawn_from=drawn)
    office.note(other, "pay", date(2026, 9, 1), at(1), **stage, basic_pay=4_780_000)
    assert stretches(book()) == [(1, 15, 45600, None), (16, 31, 49000, None), (1, 31, 47800, None)]


def test_days_of_the_half_year_are_those_served_with_pay(office: SmallOffice) -> None:
    """61 days from 1 August to 30 September; two of them without allowances leave 59, and no
    profession tax is due.
    """
    from vethanam.service_book.models import ServiceSpell

    whole, late, idle = (office.hire(number) for number in "123")
    for one, joined in ((late, date(2026, 8, 2)), (idle, date(2026, 8, 1))):
        office.amend(ServiceSpell.objects.get(employment=one), at(2), valid_from=joined)
    office.note(
        idle,
        "absence",
        date(2026, 8, 30),
        at(2),
        kind_of_absence="without_allowances",
        valid_until=date(2026, 8, 31),
    )
    found = (
        book(Month(2026, 8)).facts.months.select("employment", "half_year_days", "half_year_months").rows()
    )
    # 30 of 31 days and a month; 29 of 31 and a month
    assert found == [(whole.pk, None, None), (late.pk, 60, 19677), (idle.pk, 59, 19355)]
    lines = assess(book(Month(2026, 8)).facts, rulebook_in_use()).lines
    taxed = lines.filter(component="profession_tax")["employment"].to_list()
    assert taxed == [whole.pk, late.pk]
    assert book(Month(2026, 10)).facts.months["half_year_days"].to_list() == [None, None, None]


def test_what_nobody_verified_sets_the_person_aside(office: SmallOffice) -> None:
    one, _ = office.hire("1"), office.hire("2")
    office.record(
        one,
        "pay",
        date(2026, 10, 1),
        at(20),
        basis="scale",
        revision=11,
        scale="37400-79000",
        basic_pay=4_670_000,
    )
    found = book()
    assert [(f.code, f.record, f.blocks) for f in found.findings] == [("unverified", "Employee 1", True)]
    assert found.facts.months["employment"].to_list() == [office.people["2"].pk]


def test_leave_without_an_end_is_asked_for(office: SmallOffice) -> None:
    one = office.hire("1")
    office.note(one, "absence", date(2026, 10, 3), at(5), kind_of_absence="without_allowances")
    (finding,) = book().findings
    assert finding.code == "open_absence" and "has no end date" in finding.says


def test_nobody_on_wages_is_paid_nothing_for_a_forgotten_entry(office: SmallOffice) -> None:
    one = office.hire("1")
    office.note(one, "pay", date(2026, 10, 1), at(5), basis="daily")
    assert [f.code for f in book().findings] == ["no_wage", "no_attendance"]
    office.note(one, "wage", date(2026, 10, 1), at(5), rate=80_000)
    (finding,) = book().findings
    assert finding.says.endswith("No attendance is recorded. Enter the days worked, 0 where there were none.")
    worked = Attendance(employment=one, valid_from=date(2026, 10, 1), days=32)
    kept(office, worked)
    (finding,) = book().findings
    assert finding.says.endswith("32 days are entered for a month of 31. Correct the attendance.")
    office.note(one, "attendance", date(2026, 10, 1), at(6), days=0)
    assert worked.pk and book().findings == ()


def test_a_choice_for_the_tax_year_counts_from_the_pay_of_march(office: SmallOffice) -> None:
    one, march = office.hire("1", known=at(1, month=1)), Month(2026, 3)
    known = at(1, month=2)
    office.note(one, "tax_choice", date(2025, 4, 1), known, tax_year="2025-26", regime="old")
    office.note(
        one, "tax_choice", date(2026, 4, 1), known, tax_year="2026-27", regime="old", declared_deductions=100
    )
    office.note(one, "tax_choice", date(2026, 9, 1), known, tax_year="2026-27", regime="new")
    chosen = [
        (row["tax_regime"], row["declared_deductions"])
        for month in (march.plus(-1), march, march.plus(1), march.plus(6))
        for row in book(month).facts.months.iter_rows(named=True)
    ]
    assert chosen == [("old", 0), ("old", 100), ("old", 100), ("new", 0)]


def test_days_before_and_after_a_change_of_wage_are_entered_apart(office: SmallOffice) -> None:
    one = office.hire("1")
    office.note(one, "pay", date(2026, 10, 1), at(5), basis="daily")
    office.note(one, "wage", date(2026, 10, 1), at(5), rate=95_500)
    office.note(one, "wage", date(2026, 10, 16), at(5), rate=97_500)
    office.note(one, "attendance", date(2026, 10, 1), at(5), days=20)
    (finding,) = book().findings
    assert finding.code == "wage_changes" and finding.says.endswith(
        "The wage changes on 16 Oct 2026. Enter the days worked from that day on as attendance from 16 Oct "
        "2026, and those before it as attendance from 1 Oct 2026."
    )
    office.note(one, "attendance", date(2026, 10, 1), at(6), days=11)
    kept(office, Attendance(employment=one, valid_from=date(2026, 10, 16), days=17))
    (finding,) = book().findings
    assert finding.says.endswith(
        "17 days are entered for the 16 from 16 Oct 2026 on. Correct the attendance."
    )
    office.note(one, "attendance", date(2026, 10, 16), at(7), days=9)
    found = book()
    assert found.findings == () and found.facts.attendance.rows() == [
        (one.pk, 1, 11, 95_500),
        (one.pk, 1, 9, 97_500),
    ]


def test_work_before_any_wage_is_not_paid_at_a_later_one(office: SmallOffice) -> None:
    one = office.hire("1")
    office.note(one, "pay", date(2026, 10, 1), at(5), basis="hourly")
    office.note(one, "wage", date(2026, 10, 16), at(5), rate=12_000)
    office.note(one, "attendance", date(2026, 10, 1), at(5), days=40)
    office.note(one, "attendance", date(2026, 10, 16), at(5), days=50)
    (finding,) = book().findings
    assert finding.says.endswith(
        "No wage is recorded for the hours from 1 Oct 2026 on. Enter the rate with its order."
    )


def test_work_under_two_drawing_codes_is_paid_by_each(office: SmallOffice) -> None:
    other = small_office("0499")
    one = office.hire("1")
    office.note(one, "pay", date(2026, 10, 1), at(5), basis="daily")
    office.note(one, "wage", date(2026, 10, 1), at(5), rate=95_500)
    office.note(
        one, "posting", date(2026, 10, 12), at(12), post=office.post, office=other.place,
        drawing_code=other.code, bill_class=office.bill_class,
    )  # fmt: skip
    other.note(one, "attendance", date(2026, 10, 1), at(13), days=8)
    other.note(one, "attendance", date(2026, 10, 12), at(13), days=14)
    assert book().facts.attendance.rows() == [(one.pk, 1, 8, 95_500), (one.pk, 2, 14, 95_500)]


def test_an_order_of_transfer_stayed_within_the_month_moves_her_on_the_days_it_is_in_force(
    office: SmallOffice,
) -> None:
    other = small_office("0499")
    one = office.hire("1")
    moved = Order.objects.create(number="Transfer 1", dated=date(2026, 9, 28), recorded_at=at(1))
    office.note(
        one, "posting", date(2026, 10, 6), at(5), post=office.post, office=other.place,
        drawing_code=other.code,
        bill_class=office.bill_class, order=moved,
    )  # fmt: skip
    court = office.by("clerk", at(20))
    record_order_effect(court, moved, state="stayed", valid_from=date(2026, 10, 10), employment=one.pk)
    for code in ("0412", "0499"):
        found = book(drawing_code=code)
        assert [
            (r["start"].day, r["until"].day, r["part"]) for r in found.facts.segments.iter_rows(named=True)
        ] == [
            (1, 5, 1),
            (6, 9, 2),
            (10, 31, 3),
        ]
        assert found.parts["drawing_code"].to_list() == [office.code.pk, other.code.pk, office.code.pk]
        assert assess(found.facts, rulebook_in_use()).set_aside.is_empty()
    assert book(Month(2026, 11), at(28, month=11), drawing_code="0499").parts.is_empty()


def test_a_membership_counts_by_the_orders_in_force_on_the_last_day_served(office: SmallOffice) -> None:
    from vethanam.service_book.models import ServiceSpell

    served, left = office.hire("1"), office.hire("2")
    admitted = Order.objects.create(number="Admission 1", dated=date(2026, 9, 1), recorded_at=at(1))
    for one in (served, left):
        office.note(one, "membership", date(2026, 10, 1), at(1), fund="gpf", amount=300_000, order=admitted)
    spell = ServiceSpell.objects.get(employment=left)
    office.amend(spell, at(13), valid_until=date(2026, 10, 12), end_cause="death")
    record_order_effect(office.by("clerk", at(20)), admitted, state="stayed", valid_from=date(2026, 10, 20))
    assert book().facts.memberships.select("employment", "fund").rows() == [(left.pk, "gpf")]


def test_what_an_order_corrected_stands_again_on_the_days_it_is_stayed(office: SmallOffice) -> None:
    """Service ended by a stayed order continues unchanged; a second correction stays in force."""
    from vethanam.service_book.models import ServiceSpell

    one, other = office.hire("1"), office.hire("2")
    removed = Order.objects.create(number="Removal 1", dated=date(2026, 10, 2), recorded_at=at(2))
    for who in (one, other):
        spell = ServiceSpell.objects.get(employment=who)
        office.amend(spell, at(13), valid_until=date(2026, 10, 12), end_cause="removal", order=removed)
    court = office.by("clerk", at(20))
    record_order_effect(court, removed, state="stayed", valid_from=date(2026, 10, 20), employment=one.pk)
    record_order_effect(court, removed, state="vacated", valid_from=date(2026, 10, 26), employment=one.pk)
    assert [s[:2] for s in stretches(book(employments=[one.pk]))] == [(1, 12), (20, 25)]
    assert [s[:2] for s in stretches(book(employments=[other.pk]))] == [(1, 12)]
    assert [s[:2] for s in stretches(book(known_at=at(12), employments=[one.pk]))] == [(1, 31)]
    retired = Order.objects.create(number="Retirement 1", dated=date(2026, 10, 3), recorded_at=at(3))
    spell = ServiceSpell.objects.get(employment=one, end_cause="removal")
    office.amend(spell, at(21), valid_until=date(2026, 10, 22), end_cause="retirement", order=retired)
    assert [s[:2] for s in stretches(book(known_at=at(22), employments=[one.pk]))] == [(1, 22)]


@pytest.mark.parametrize(("vacated", "taken"), [(None, []), (date(2026, 10, 25), [400_000])])
def test_nothing_is_recovered_by_an_order_that_is_stayed_when_the_pay_falls_due(
    office: SmallOffice, vacated: date | None, taken: list[int]
) -> None:
    one = office.hire("1")
    advance = Order.objects.create(number="Recovery 1", dated=date(2026, 9, 1), recorded_at=at(1))
    office.note(
        one, "obligation", date(2026, 9, 1), at(1), kind_of_due="government_due", payee="Government",
        principal=2_000_000,
        instalment=400_000, order=advance,
    )  # fmt: skip
    court = office.by("clerk", at(20))
    record_order_effect(court, advance, state="stayed", valid_from=date(2026, 10, 10))
    if vacated:
        record_order_effect(court, advance, state="vacated", valid_from=vacated)
    assert book().facts.obligations["amount"].to_list() == taken


def test_memberships_end_with_the_service_they_are_of(office: SmallOffice) -> None:
    from vethanam.service_book.models import ServiceSpell

    one = office.hire("1", gpf=500_000, sli=100_000)
    spell = ServiceSpell.objects.get(employment=one)
    office.amend(spell, at(2), valid_until=date(2026, 10, 12), end_cause="retirement")
    office.note(one, "service_spell", date(2026, 10, 20), at(3))
    office.note(one, "membership", date(2026, 11, 1), at(3), fund="sli", amount=80_000)
    (october,) = book().facts.months.iter_rows(named=True)
    (november,) = book(Month(2026, 11), at(28, month=11)).facts.months.iter_rows(named=True)
    assert october["ends_on"] is None and november["ends_on"] is None
    assert book().facts.memberships.is_empty()
    assert book(Month(2026, 11), at(28, month=11)).facts.memberships.rows() == [(one.pk, "sli", 80_000, None)]
    assert book(Month(2026, 9)).facts.months["ends_on"].to_list() == [date(2026, 10, 12)]
    (asked,) = book().questions
    assert asked.says == (
        "Memberships ended with the service that ended on 12 Oct 2026: GPF. Nothing is taken for them in the "
        "service from 20 Oct 2026. Record those that she has in it."
    )
    assert not asked.blocks and not book(Month(2026, 11), at(28, month=11)).questions


def test_a_membership_of_the_month_in_which_service_ends_counts_to_its_last_day(office: SmallOffice) -> None:
    from vethanam.service_book.models import ServiceSpell

    one = office.hire("1", gpf=500_000)
    spell = ServiceSpell.objects.get(employment=one)
    office.amend(spell, at(2), valid_until=date(2026, 10, 12), end_cause="death")
    (october,) = book().facts.months.iter_rows(named=True)
    assert october["ends_on"] == date(2026, 10, 12)
    assert book().facts.memberships.rows() == [(one.pk, "gpf", 500_000, None)]
    assert not book().questions
