"""Entries that change a drawn month appear on the month's page until a list of arrears includes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.payroll.test_arrears import NOVEMBER as LATER
from tests.payroll.test_arrears import PAY, listed, raise_pay
from vethanam.orders.models import OrderEffect
from vethanam.payroll.actions import compute_run
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.queries import checklist
from vethanam.periods import Month
from vethanam.service_book.models import Membership, Pay, ServiceSpell
from vethanam.service_book.reader import BookReader

pytestmark = pytest.mark.begins("october_drawn")

NOVEMBER = Month(2026, 11)
KNOWN = at(20, month=11)


def row(month: Month = NOVEMBER) -> tuple[str, int, Month | None]:
    (found,) = [
        item
        for item in checklist(BookReader(), "0412", month, at(25, month=11)).items
        if item.name == "drawn_months"
    ]
    return found.state, found.count, found.since


def ends(office: SmallOffice, number: str, day: date) -> None:
    spell = ServiceSpell.objects.get(employment=office.people[number])
    office.amend(spell, at(8, month=11), valid_until=day, end_cause="retirement")


def test_an_increment_of_a_drawn_month_is_told_by_person_and_first_month(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        assert row() == ("done", 0, None)
        by = raise_pay(office, date(2026, 10, 1))
        raise_pay(office, date(2026, 10, 15), number="100235", by=by)
        assert row() == ("look", 2, OCTOBER)
        assert row(OCTOBER) == ("done", 0, None)


def test_what_begins_in_the_month_itself_does_not_reach_back(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 11, 1))
        assert row() == ("done", 0, None)


def test_of_a_later_end_of_service_only_the_days_after_it_change(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        ends(office, "100234", date(2026, 11, 30))
        ends(office, "100235", date(2026, 10, 31))
        assert row() == ("done", 0, None)


def test_an_end_of_service_within_a_drawn_month_is_told(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        ends(office, "100234", date(2026, 10, 30))
        assert row() == ("look", 1, OCTOBER)


def test_pay_taken_back_is_told_from_the_day_it_was_of(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 11, 1))
        pay = Pay.objects.get(employment=office.people["100234"], valid_from=date(2026, 11, 1))
        office.amend(pay, KNOWN, valid_from=date(2026, 10, 10))
        assert row() == ("look", 1, OCTOBER)


@pytest.mark.parametrize(
    ("state", "told"), [("stayed", 1), ("set_aside", 1), ("vacated", 0), ("in_force", 0)]
)
def test_what_becomes_of_an_order_is_told_from_its_day(
    world: World, office: SmallOffice, state: str, told: int
) -> None:
    with world.role("web"):
        day = date(2026, 11, 5) if state in ("vacated", "in_force") else date(2026, 10, 12)
        OrderEffect.objects.create(order=office.order, state=state, valid_from=day, recorded_at=KNOWN)
        # every entry of both cites that order
        assert row() == (("look", 2, OCTOBER) if told else ("done", 0, None))


def test_a_stay_that_is_vacated_is_told_from_the_day_of_the_stay(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        for state, day, known in (
            ("stayed", date(2026, 10, 20), at(1)),
            ("vacated", date(2026, 11, 5), KNOWN),
        ):
            OrderEffect.objects.create(
                order=office.order, state=state, valid_from=day, recorded_at=known,
                employment=office.people["100235"].pk,
            )  # fmt: skip
        assert row() == ("look", 1, OCTOBER)
        listed(office, when=LATER)
        assert row() == ("done", 0, None)


def test_a_list_that_is_written_down_settles_what_was_known_by_then(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        by = raise_pay(office, date(2026, 10, 1))
        listed(office, when=LATER)
        assert row() == ("done", 0, None)
        raise_pay(office, date(2026, 10, 1), known=at(24, month=11), number="100235", by=by)
        assert row() == ("look", 1, OCTOBER)


def test_a_month_is_computed_again_when_an_entry_of_it_was_verified_since(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        compute_run(NOVEMBER, "0412", office.by("clerk", KNOWN))
        assert not checklist(BookReader(), "0412", NOVEMBER, at(25, month=11)).is_stale
        office.note(office.people["100234"], "quarters", date(2026, 12, 1), at(21, month=11))
        assert not checklist(BookReader(), "0412", NOVEMBER, at(25, month=11)).is_stale
        office.note(
            office.people["100234"], "obligation", date(2026, 11, 1), at(21, month=11), kind_of_due="lic",
            payee="LIC",
            instalment=100_000,
        )  # fmt: skip
        assert checklist(BookReader(), "0412", NOVEMBER, at(25, month=11)).is_stale
        compute_run(NOVEMBER, "0412", office.by("clerk", at(22, month=11)))
        assert not checklist(BookReader(), "0412", NOVEMBER, at(25, month=11)).is_stale


# -- open work after a list ----------------------------------------------------------------------------------


def named(name: str, when: datetime = LATER) -> tuple[int, Month | None]:
    found = [item for item in checklist(BookReader(), "0412", NOVEMBER, when).items if item.name == name]
    return (found[0].count, found[0].since) if found else (0, None)


def overdrawn(office: SmallOffice) -> None:
    """A lower stage that an order gives from October, learnt after October was drawn, and on a list."""
    raise_pay(office, date(2026, 10, 1), 4_450_000)
    listed(office, when=LATER)


def test_what_a_list_found_drawn_above_due_is_told_until_an_order_recovers_it(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1), 4_450_000)
        assert named("above_due") == (0, None)  # the entry itself is shown
        listed(office, when=LATER)
        assert row() == ("done", 0, None) and named("above_due") == (1, OCTOBER)
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, LATER, drawing_code="0412")
        office.note(
            office.people["100234"], "obligation", date(2026, 12, 1), at(21, month=11),
            kind_of_due="overpayment", payee="Government", principal=found.to_recover, instalment=100_000,
        )  # fmt: skip
        assert named("above_due", at(22, month=11)) == (0, None)


def test_an_order_over_less_than_was_drawn_above_due_is_not_enough(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        overdrawn(office)
        office.note(
            office.people["100234"], "obligation", date(2026, 12, 1), at(21, month=11),
            kind_of_due="overpayment", payee="Government", principal=100, instalment=100,
        )  # fmt: skip
        assert named("above_due", at(22, month=11)) == (1, OCTOBER)


def test_an_entry_that_is_corrected_leaves_nothing_drawn_above_due(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        overdrawn(office)
        wrong = Pay.objects.get(employment=office.people["100234"], valid_from=date(2026, 10, 1))
        office.amend(wrong, at(21, month=11), basic_pay=PAY)
        assert named("above_due", at(22, month=11)) == (0, None)


def join_nps(office: SmallOffice, known: datetime) -> None:
    who = office.people["100234"]
    if fund := Membership.objects.filter(employment=who, fund="gpf").first():
        office.amend(fund, known, valid_until=date(2026, 9, 30))
    office.note(who, "membership", date(2026, 10, 1), known, fund="nps", number="1" * 12)


def test_a_contribution_that_drawn_months_did_not_take_is_told_until_it_is_listed(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        join_nps(office, at(5, month=11))
        assert row() == ("done", 0, None) and named("untaken") == (1, OCTOBER)
        listed(office, when=LATER)
        assert named("untaken") == (0, None)


def test_of_whoever_is_owed_pay_too_the_entry_of_pay_alone_is_told(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        join_nps(office, at(5, month=11))
        raise_pay(office, date(2026, 10, 1))
        assert row() == ("look", 1, OCTOBER) and named("untaken") == (0, None)


def test_an_insurance_entered_late_is_taken_from_now_on_and_not_told(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        office.note(
            office.people["100234"], "membership", date(2026, 10, 1), at(5, month=11), fund="sli",
            amount=50_000
        )  # fmt: skip
        assert named("untaken") == (0, None)
