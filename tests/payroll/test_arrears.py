"""Arrears: due by today's knowledge less drawn, by causing order; listed, claimed, cancelled, never twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import polars as pl
import pytest
from django.db.models import Sum

from tests.conftest import World
from tests.payroll.office import KOLKATA, OCTOBER, SmallOffice, at, draw_october, small_office
from vethanam.errors import Refused, Unsound
from vethanam.orders.models import Order, OrderEffect
from vethanam.payroll.actions import (
    Listed,
    Voucher,
    cancel_bill,
    check_bill,
    compute_run,
    list_arrears,
    lock_run,
    make_arrear_bill,
    make_bill,
    pass_bill,
    present_bill,
)
from vethanam.payroll.arrears import report
from vethanam.payroll.arrears.set_offs import settled
from vethanam.payroll.arrears.statement import Arrears, arrears_of
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import Bill, Claim, Payslip
from vethanam.payroll.queries import findings_of
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.people.models import Employment, OfficeClass, Person
from vethanam.periods import Month
from vethanam.rules import assess
from vethanam.service_book.models import Fact
from vethanam.service_book.queries import BookReader, facts_for

NOVEMBER = datetime(2026, 11, 20, 10, tzinfo=KOLKATA)
EARLY_NOVEMBER, OPENED = at(5, month=11), at(2)
PAY = 4_560_000
RAISED = 4_670_000


def order(number: str, dated: date, known: datetime, **fields: object) -> Order:
    return Order.objects.create(number=number, dated=dated, recorded_at=known, **fields)


def raise_pay(
    office: SmallOffice,
    valid_from: date,
    basic_pay: int = RAISED,
    known: datetime = EARLY_NOVEMBER,
    by: Order | None = None,
    number: str = "100234",
) -> Order:
    """An increment recorded later than it is true."""
    by = by or order(f"Increment {valid_from:%m}/{basic_pay}", date(2026, 11, 1), known)
    office.note(
        office.people[number], "pay", valid_from, known, basis="scale", revision=11, scale="37400-79000",
        basic_pay=basic_pay, reason="increment", order=by,
    )  # fmt: skip
    return by


def like_pay(office: SmallOffice, who: Employment, since: date, known: datetime, pay: int = PAY) -> Fact:
    """Pay as the others of the office have it, from a day."""
    return office.note(
        who, "pay", since, known, basis="scale", revision=11, scale="37400-79000", basic_pay=pay
    )


def hired_with_pay_from(office: SmallOffice, number: str, since: date, pay: int = PAY) -> Employment:
    """A person long in service; an import brought the pay from a later day only."""
    person = Person.objects.create(name=f"Person {number}", born=date(1985, 5, 5), recorded_at=at(1))
    who = Employment.objects.create(person=person, number=number, category="state", recorded_at=at(1))
    joined = date(2010, 6, 1)
    office.note(who, "service_spell", joined, at(1))
    office.note(
        who, "posting", joined, at(1), post=office.post, office=office.place, drawing_code=office.code,
        bill_class=office.bill_class,
    )  # fmt: skip
    like_pay(office, who, since, at(1), pay)
    office.people[number] = who
    return who


def draw_elsewhere(
    office: SmallOffice,
    who: Employment,
    months: Iterable[Month],
    known: datetime = OPENED,
    *,
    paid_as: Employment | None = None,
) -> None:
    """Each month by the rules as known when its voucher was passed, drawn by another system.

    ``paid_as`` is a person with recorded pay, used where the pay of ``who`` is unknown.
    """
    for month in months:
        day = month.plus(1).first
        paid = paid_as or who
        facts = facts_for(BookReader(), month, known, rulebook_in_use(), employments=[paid.pk]).facts
        lines = assess(facts, rulebook_in_use(), known_at=day).lines
        earned = lines.filter(pl.col("kind") == "earning").select("component", "amount")
        voucher = Voucher("before_system", f"{month}/1", day)
        entered = max(known, datetime(day.year, day.month, day.day, 10, tzinfo=KOLKATA))
        office.drew_elsewhere(who, month, dict(earned.iter_rows()), voucher, entered)


def differences(found: Arrears, number: str = "100234") -> dict[tuple[str, str], int]:
    who = found.numbers
    rows = found.months.filter(pl.col("difference") != 0)
    return {
        (str(Month.from_key(row["for_month"])), row["component"]): row["difference"]
        for row in rows.iter_rows(named=True)
        if who[row["employment"]] == number
    }


def by_order(found: Arrears, component: str | None = None) -> dict[str, int]:
    rows = found.parts if component is None else found.parts.filter(pl.col("component") == component)
    sums = rows.group_by("cause").agg(pl.col("amount").sum())
    return {found.causes[cause].number: amount for cause, amount in sums.iter_rows()}


def adds_up(found: Arrears) -> bool:
    key = ["employment", "for_month", "component"]
    parts = found.parts.group_by(key).agg(pl.col("amount").sum())
    both = found.months.join(parts, on=key, how="left").with_columns(pl.col("amount").fill_null(0))
    return (
        both["difference"].equals(both["amount"].rename("difference"))
        and parts.height == both.filter(pl.col("difference") != 0).height
    )


@pytest.mark.begins("october_drawn")
def test_unchanged_past_has_no_arrears(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412", every_line=True)
        assert found.months.height > 4
        assert not any(found.months["difference"])
        assert found.parts.is_empty()
        assert found.owed == found.to_recover == 0
        assert found.not_drawn.is_empty()


@pytest.mark.begins("october_drawn")
def test_late_increment_is_owed_by_its_order(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        by = raise_pay(office, date(2026, 10, 1))
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert differences(found) == {
            ("2026-10", "basic_pay"): 110_000,
            ("2026-10", "dearness_allowance"): 38_500,
            ("2026-10", "house_rent_allowance"): 6_600,
        }
        assert by_order(found) == {by.number: 155_100}
        assert adds_up(found)
        assert found.owed == 155_100


@pytest.mark.begins("october_drawn")
def test_as_known_then_reproduces_the_old_bill(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1))
        assert arrears_of(BookReader(), OCTOBER, OCTOBER, at(30), drawing_code="0412").owed == 0


@pytest.mark.begins("october_drawn")
def test_two_orders_over_one_month_have_two_parts(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        one = raise_pay(office, date(2026, 10, 1))
        two = raise_pay(office, date(2026, 10, 16), 4_780_000, at(9, month=11))
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        pay = by_order(found, "basic_pay")
        assert pay == {one.number: 110_000, two.number: round(110_000 * 16 / 31 / 100) * 100}
        assert adds_up(found)


@pytest.mark.begins("october_drawn")
def test_order_of_recording_does_not_change_what_is_due(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 16), 4_780_000, at(5, month=11))
        raise_pay(office, date(2026, 10, 1), RAISED, at(9, month=11))
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert differences(found)["2026-10", "basic_pay"] == 110_000 + round(110_000 * 16 / 31 / 100) * 100
        assert adds_up(found)


def test_dearness_allowance_drawn_late_is_owed_by_each_order(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100234"]
        draw_elsewhere(office, who, Month(2025, 7).until(Month(2025, 9)))
        found = arrears_of(BookReader(), Month(2025, 7), Month(2025, 9), NOVEMBER, employments=[who.pk])
        # drawn 15 % in July, 18 % in August and September; due 35 % of 45,600
        assert differences(found) == {
            ("2025-07", "dearness_allowance"): 912_000,
            ("2025-08", "dearness_allowance"): 775_200,
            ("2025-09", "dearness_allowance"): 775_200,
        }
        assert by_order(found) == {
            "G.O.(P) No.105/2025/Fin": 136_800,
            "G.O.(P) No.135/2025/Fin": 3 * 182_400,
            "G.O.(P) No.15/2026/Fin": 3 * 136_800,
            "G.O.(P) No.27/2026/Fin": 3 * 456_000,
        }
        assert adds_up(found)
        assert {cause.instalments for cause in found.causes if "135/2025" in cause.number} == {8}


def test_pay_recorded_after_an_import_is_no_cause_of_months_of_which_no_pay_was_known(
    world: World, office: SmallOffice
) -> None:
    """They were drawn elsewhere at the rates of their day; the pay of those months was entered a
    month after the import.
    """
    with world.role("web"):
        like = office.people["100234"]
        who = hired_with_pay_from(office, "100299", date(2026, 4, 1))
        months = list(Month(2025, 7).until(Month(2025, 9)))
        draw_elsewhere(office, who, months, paid_as=like)
        assert arrears_of(
            BookReader(), months[0], months[-1], EARLY_NOVEMBER, employments=[who.pk]
        ).months.is_empty()
        pay = like_pay(office, who, date(2010, 6, 1), at(6, month=11))
        assert pay.employment_id == who.pk
        found = arrears_of(BookReader(), months[0], months[-1], NOVEMBER, employments=[who.pk])
        assert by_order(found) == {
            "G.O.(P) No.105/2025/Fin": 136_800,
            "G.O.(P) No.135/2025/Fin": 3 * 182_400,
            "G.O.(P) No.15/2026/Fin": 3 * 136_800,
            "G.O.(P) No.27/2026/Fin": 3 * 456_000,
        }
        assert adds_up(found)
        # the later fixation is caused by its own order
        by = raise_pay(office, date(2025, 9, 1), known=at(7, month=11), number="100299")
        again = arrears_of(BookReader(), months[0], months[-1], NOVEMBER, employments=[who.pk])
        assert by_order(again, "basic_pay") == {by.number: 110_000}


def test_a_history_entered_at_once_became_known_by_the_days_of_its_orders(
    world: World, office: SmallOffice
) -> None:
    """An order drawn by another system at that time causes no arrears; its undrawn part is
    due under that order.
    """
    months = list(Month(2025, 7).until(Month(2025, 9)))
    with world.role("web"):
        like, who = (
            office.people["100234"],
            hired_with_pay_from(office, "100299", date(2020, 1, 1), 4_340_000),
        )
        later = order("Increment of 2025", date(2025, 1, 2), at(3))
        earlier = order("Increment of 2024", date(2024, 1, 2), at(4))
        # entered in no order of their days, after an import that knew of neither
        raise_pay(office, date(2025, 1, 1), PAY, at(3), later, "100299")
        raise_pay(office, date(2024, 1, 1), 4_450_000, at(4), earlier, "100299")
        draw_elsewhere(office, who, months, at(5), paid_as=like)
        found = arrears_of(BookReader(), months[0], months[-1], NOVEMBER, employments=[who.pk])
        assert by_order(found) == {
            "G.O.(P) No.105/2025/Fin": 136_800,
            "G.O.(P) No.135/2025/Fin": 3 * 182_400,
            "G.O.(P) No.15/2026/Fin": 3 * 136_800,
            "G.O.(P) No.27/2026/Fin": 3 * 456_000,
        }
        assert adds_up(found)
        # of the same time, and never drawn
        missed = order("Increment of July", date(2025, 7, 2), at(6))
        raise_pay(office, date(2025, 7, 1), RAISED, at(6), missed, "100299")
        again = arrears_of(BookReader(), months[0], months[-1], NOVEMBER, employments=[who.pk])
        assert by_order(again, "basic_pay") == {missed.number: 3 * 110_000}
        assert adds_up(again)


def test_order_and_rate_together_add_up(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100234"]
        draw_elsewhere(office, who, [Month(2025, 9)])
        by = raise_pay(office, date(2025, 9, 1))
        found = arrears_of(BookReader(), Month(2025, 9), Month(2025, 9), NOVEMBER, employments=[who.pk])
        assert differences(found)["2025-09", "dearness_allowance"] == 1_634_500 - 820_800
        # the increment at the 18 % that were drawn; the rest of the open rates goes with their orders
        assert by_order(found, "dearness_allowance") == {
            by.number: 19_800,
            "G.O.(P) No.135/2025/Fin": 186_800,
            "G.O.(P) No.15/2026/Fin": 140_100,
            "G.O.(P) No.27/2026/Fin": 467_000,
        }
        assert by_order(found, "basic_pay") == {by.number: 110_000}
        assert adds_up(found)


@pytest.mark.begins("october_drawn")
def test_of_two_causes_each_part_goes_as_its_order_says(world: World, office: SmallOffice) -> None:
    """An increment, paid at once, of a month with rates owed in eight instalments."""
    with world.role("web"):
        who, month = office.people["100234"], Month(2025, 9)
        draw_elsewhere(office, who, [month])
        by = raise_pay(office, date(2025, 9, 1))
        (bill,) = make_arrear_bill(
            listed(office, month, month).arrear_list.pk, office.by("clerk", NOVEMBER)
        ).bills
        claims = Claim.objects.filter(cause__isnull=False).order_by("id")
        # the rates in the first of eight instalments: 4, 3 and 10 % of 46,700, to the rupee below
        assert {claim.cause.number: claim.claimed for claim in claims if claim.cause} == {
            by.number: [110_000, 19_800, 6_600],
            "G.O.(P) No.135/2025/Fin": [23_300],
            "G.O.(P) No.15/2026/Fin": [17_500],
            "G.O.(P) No.27/2026/Fin": [58_300],
        }
        drawn(office, bill)
        later = arrears_of(BookReader(), month, month, NOVEMBER, employments=[who.pk])
        assert by_order(later) == {
            "G.O.(P) No.135/2025/Fin": 186_800 - 23_300,
            "G.O.(P) No.15/2026/Fin": 140_100 - 17_500,
            "G.O.(P) No.27/2026/Fin": 467_000 - 58_300,
        }


def test_months_nobody_drew_are_listed_and_not_counted(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        found = arrears_of(BookReader(), Month(2026, 9), OCTOBER, NOVEMBER, drawing_code="0412")
        assert found.months.is_empty()
        assert found.owed == 0
        assert sorted(found.not_drawn["for_month"].to_list()) == [202609, 202609, 202610, 202610]


def test_leave_regularised_later_gives_back_what_was_not_drawn(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100234"]
        leave = office.note(
            who, "absence", date(2026, 10, 1), at(20), kind_of_absence="without_allowances",
            valid_until=date(2026, 10, 10)
        )  # fmt: skip
        draw_october(office)
        by = order("Leave 9/2026", date(2026, 11, 2), at(5, month=11))
        office.amend(leave, at(5, month=11), kind_of_absence="earned", order=by)
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert differences(found)["2026-10", "basic_pay"] == PAY - round(PAY * 21 / 31 / 100) * 100
        assert set(by_order(found)) == {by.number}
        assert adds_up(found)


@pytest.mark.begins("october_drawn")
def test_what_was_drawn_above_due_is_negative(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        by = raise_pay(office, date(2026, 10, 1), 4_450_000)
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert differences(found)["2026-10", "basic_pay"] == -110_000
        assert found.owed == 0
        assert found.to_recover == 155_100
        assert by_order(found) == {by.number: -155_100}


@pytest.mark.begins("october_drawn")
def test_what_was_drawn_after_service_ended_is_above_due_by_that_order(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        by = order("Relieved 1/2026", date(2026, 9, 30), EARLY_NOVEMBER)
        office.note(
            office.people["100234"], "service_spell", date(2010, 6, 1), EARLY_NOVEMBER,
            valid_until=date(2026, 9, 30), order=by,
        )  # fmt: skip
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert differences(found)["2026-10", "basic_pay"] == -PAY
        assert by_order(found, "basic_pay") == {by.number: -PAY}
        assert adds_up(found)


def test_stayed_order_is_the_cause_of_what_falls(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        by = raise_pay(
            office, date(2026, 10, 1), known=at(20), by=order("Increment 1", date(2026, 10, 1), at(20))
        )
        draw_october(office)
        court = order("W.P.(C) 7/2026", date(2026, 11, 3), at(4, month=11), kind="court")
        OrderEffect.objects.create(
            order=by,
            state="stayed",
            valid_from=date(2026, 10, 1),
            recorded_at=at(4, month=11),
            by_order=court,
        )
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert by_order(found) == {court.number: -155_100}
        assert adds_up(found)


@pytest.mark.parametrize("state", ["vacated", "in_force"])
def test_a_stay_that_is_vacated_leaves_the_stayed_month_due_again(
    world: World, office: SmallOffice, state: str
) -> None:
    """Vacated on the day of a later order; one that holds from that day on owes nothing
    for the days before.
    """
    with world.role("web"):
        by = raise_pay(
            office, date(2026, 9, 1), known=at(20), by=order("Increment 1", date(2026, 9, 1), at(20))
        )
        stay = order("W.P.(C) 7/2026", date(2026, 10, 3), at(21), kind="court")
        for effect, day, known in (
            ("stayed", date(2026, 10, 1), at(21)),
            (state, date(2026, 11, 18), at(18, month=11)),
        ):
            OrderEffect.objects.create(
                order=by, state=effect, valid_from=day, recorded_at=known, by_order=stay
            )
        draw_october(office)
        assert arrears_of(BookReader(), OCTOBER, OCTOBER, at(17, month=11), drawing_code="0412").owed == 0
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        if state == "in_force":
            assert found.owed == 0
            return
        assert by_order(found) == {stay.number: 155_100}
        assert adds_up(found)
        (bill,) = make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        assert bill.gross == 155_100
        drawn(office, bill)
        assert broken_invariants() == []


@pytest.mark.begins("october_drawn")
def test_what_another_voucher_drew_is_drawn(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        by = raise_pay(office, date(2026, 10, 1))
        paper = Voucher(
            "manual_bill",
            "M/9",
            date(2026, 11, 10),
        )
        office.drew_elsewhere(
            office.people["100234"], OCTOBER, {"basic_pay": 60_000}, paper, at(11, month=11)
        )
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert differences(found)["2026-10", "basic_pay"] == 50_000
        assert adds_up(found)
        assert by_order(found, "dearness_allowance") in ({by.number: 38_500}, {"": 38_500})


# -- lists, claims and bills ---------------------------------------------------------------------------------


def listed(
    office: SmallOffice, first: Month = OCTOBER, last: Month = OCTOBER, when: datetime = NOVEMBER
) -> Listed:
    return list_arrears(first, last, "0412", office.by("clerk", when))


def drawn(office: SmallOffice, bill: Bill, when: datetime = NOVEMBER) -> None:
    """Checked, presented and passed."""
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    pass_bill(bill, office.by("treasurer", when))


@pytest.mark.begins("october_drawn")
def test_arrears_are_listed_then_drawn_once(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        by = raise_pay(office, date(2026, 10, 1))
        made = listed(office)
        assert (made.arrear_list.owed, made.arrear_list.people) == (155_100, 1)
        assert not Bill.objects.filter(kind="arrear").exists()
        (bill,) = make_arrear_bill(made.arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        claim = Claim.objects.get(lines__bill=bill)
        assert (claim.cause_id, claim.for_month, claim.instalment, claim.net) == (by.pk, 202610, 1, 155_100)
        assert (bill.kind, bill.gross, bill.drawn_in) == ("arrear", 155_100, 202611)
        assert make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills == ()
        drawn(office, bill)
        assert arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412").owed == 0
        assert make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills == ()
        assert broken_invariants() == []


@pytest.mark.begins("october_drawn")
def test_cancelled_arrear_bill_frees_its_claims(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1))
        (bill,) = make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        cancel_bill(bill, office.by("clerk", NOVEMBER), reason="Wrong month")
        (again,) = make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        assert (again.gross, again.number) == (bill.gross, "2026/0412/3")
        drawn(office, again)
        assert broken_invariants() == []


@pytest.mark.begins("october_drawn")
def test_negative_difference_is_a_finding_and_no_claim(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1), 4_450_000)
        made = make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER))
        assert made.bills == ()
        assert {finding.code for finding in made.findings} == {"overdrawn"}


@pytest.mark.begins("october_drawn")
def test_list_of_overdrawn_people_alone_says_that_nothing_is_owed(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1), 4_450_000)
        says = listed(office).says.replace("\u202f", "")
        assert "owed to" not in says
        assert "1 person drew ₹1,551 above due" in says


@pytest.mark.begins("october_drawn")
def test_what_no_order_gives_is_owed_and_not_left_to_claim(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1))
        who = office.people["100235"]
        short = Voucher("before_system", "2026-09/1", date(2026, 10, 1))
        september = Month(2026, 9)
        facts = facts_for(BookReader(), september, OPENED, rulebook_in_use(), employments=[who.pk]).facts
        due = assess(facts, rulebook_in_use(), known_at=date(2026, 10, 1)).lines.filter(
            pl.col("kind") == "earning"
        )
        drawn_less = {
            name: amount - (50_000 if name == "basic_pay" else 0)
            for name, amount in due.select("component", "amount").iter_rows()
        }
        office.drew_elsewhere(who, september, drawn_less, short, OPENED)
        first = listed(office, september, OCTOBER)
        sums = settled(BookReader(), first.arrears)
        assert (sums.owed, sums.no_order, sums.claimed) == (155_100 + 50_000, 50_000, 155_100)
        (bill,) = make_arrear_bill(first.arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        assert bill.gross == sums.claimed
        said = report.as_json(BookReader(), first.arrears)
        assert (said["no_order_paise"], said["to_claim_paise"]) == (50_000, 155_100)
        assert {one["pen"]: one["to_claim_paise"] for one in said["people"]} == {
            "100234": 155_100,
            "100235": 0,
        }
        assert sum(one["to_claim_paise"] for one in said["offices"]) == 155_100
        assert "No order says why ₹500 is owed" in "".join(
            report.as_text(BookReader(), first.arrears)
        ).replace("\u202f", "")


def test_suspension_treated_as_duty_pays_less_what_was_drawn_in_it(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100234"]
        suspended = office.note(who, "absence", date(2026, 10, 1), at(20), kind_of_absence="suspension")
        draw_october(office)
        by = order("Reinstatement 1/2026", date(2026, 11, 4), at(5, month=11))
        office.amend(suspended, at(5, month=11), is_withdrawn=True, order=by)
        first = listed(office)
        half = 2_280_000
        assert differences(first.arrears)["2026-10", "basic_pay"] == PAY
        assert differences(first.arrears)["2026-10", "subsistence_allowance"] == -half
        assert {finding.code for finding in first.findings} == {"set_off"}
        (bill,) = make_arrear_bill(first.arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        claim = Claim.objects.get(cause__number=by.number)
        # half the pay, 35 per cent of that half, house rent of 6 per cent: the month in suspension drew
        # the rest
        assert (bill.gross, claim.gross) == (half + 798_000 + 273_600,) * 2
        sums = settled(BookReader(), first.arrears)
        assert (sums.set_off, sums.claimed, sums.left, sums.net) == (half, bill.gross, 0, bill.gross)
        said = report.as_json(BookReader(), first.arrears)
        assert (said["set_off_paise"], said["to_claim_paise"], said["left_to_recover_paise"]) == (
            half,
            bill.gross,
            0,
        )
        assert [one["set_off_paise"] for one in said["people"]] == [half]
        totals = [
            name for name in said["people"][0] if name.endswith("_paise") and name in said["offices"][0]
        ]
        for group in ("people", "offices", "cadres"):
            assert {name: sum(one[name] for one in said[group]) for name in totals} == {
                name: said[name] for name in totals
            }
        assert {"set_off_paise", "to_claim_paise", "left_to_recover_paise", "net_paise"} <= set(totals)
        said_of_it = report.as_text(BookReader(), first.arrears)[1].replace("\u202f", "")
        assert said_of_it.startswith(
            "  ₹22,800 is set off within its order: ₹33,516 is left to claim, ₹0 to recover"
        )
        assert make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills == ()
        drawn(office, bill)
        assert make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills == ()
        assert broken_invariants() == []


def test_what_one_order_gave_and_another_took_back_was_never_drawn_and_is_not_set_off(
    world: World, office: SmallOffice
) -> None:
    """Subsistence is raised by one order and becomes pay by the next: half the pay was drawn, and no
    more is set off.
    """
    with world.role("web"):
        who = office.people["100234"]
        suspended = office.note(who, "absence", date(2026, 10, 1), at(20), kind_of_absence="suspension")
        draw_october(office)
        raised = order("Subsistence 1/2026", date(2026, 11, 3), at(4, month=11))
        varied = office.amend(suspended, at(4, month=11), varied_to=7500, order=raised)
        by = order("Reinstatement 1/2026", date(2026, 11, 4), at(5, month=11))
        office.amend(varied, at(5, month=11), is_withdrawn=True, order=by)
        first = listed(office)
        half = 2_280_000
        assert differences(first.arrears)["2026-10", "subsistence_allowance"] == -half
        (bill,) = make_arrear_bill(first.arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        assert bill.gross == half + 798_000 + 273_600
        sums = settled(BookReader(), first.arrears)
        assert (sums.set_off, sums.claimed, sums.left, sums.net) == (half, bill.gross, 0, bill.gross)
        assert {finding.code for finding in first.findings} == {"set_off"}
        assert broken_invariants() == []


def test_what_an_order_recovers_already_is_not_set_off(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100234"]
        suspended = office.note(who, "absence", date(2026, 10, 1), at(20), kind_of_absence="suspension")
        draw_october(office)
        by = order("Reinstatement 1/2026", date(2026, 11, 4), at(5, month=11))
        office.amend(suspended, at(5, month=11), is_withdrawn=True, order=by)
        recovery = order("Recovery 1", date(2026, 11, 9), at(10, month=11))
        office.note(
            who, "obligation", date(2026, 11, 1), at(10, month=11), kind_of_due="overpayment",
            payee="Treasury", principal=1_000_000, instalment=500_000, instalments=2, order=recovery,
        )  # fmt: skip
        first = listed(office)
        (bill,) = make_arrear_bill(first.arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        assert bill.gross == 2_280_000 + 798_000 + 273_600 + 1_000_000
        sums = settled(BookReader(), first.arrears)
        assert (sums.set_off, sums.claimed, sums.left) == (1_280_000, bill.gross, 1_000_000)
        assert {f.code: f.facts["paise"] for f in first.findings} == {
            "set_off": -1_280_000,
            "overdrawn_recovered": -1_000_000,
        }


def test_eight_instalments_add_up_and_one_is_drawn_in_a_month(world: World, office: SmallOffice) -> None:
    first, last = Month(2025, 7), Month(2025, 9)
    with world.role("web"):
        draw_elsewhere(office, office.people["100234"], first.until(last))
        took = []
        for number in range(8):
            when = datetime(2026 + (10 + number) // 12, (10 + number) % 12 + 1, 20, 10, tzinfo=KOLKATA)
            made = make_arrear_bill(
                listed(office, first, last, when).arrear_list.pk, office.by("clerk", when)
            )
            (bill,) = made.bills
            took.append(bill.gross)
            if number == 0:
                again = make_arrear_bill(
                    listed(office, first, last, when).arrear_list.pk, office.by("clerk", when)
                )
                assert again.bills == ()
            drawn(office, bill, when)
        assert sum(took) == 2_462_400
        assert max(took[:7]) - min(took[:7]) == 0
        assert arrears_of(BookReader(), first, last, when, drawing_code="0412").owed == 0
        assert broken_invariants() == []


def test_an_instalment_not_paid_yet_is_set_against_its_own_order(world: World, office: SmallOffice) -> None:
    first, last = Month(2025, 7), Month(2025, 9)
    by = ("G.O.(P) No.135/2025/Fin", date(2025, 10, 30)), ("G.O.(P) No.15/2026/Fin", date(2026, 2, 4))
    with world.role("web"):
        order(*by[0], EARLY_NOVEMBER, instalments=5)
        order(*by[1], EARLY_NOVEMBER, instalments=7)
        draw_elsewhere(office, office.people["100234"], first.until(last))
        took: list[dict[str, int]] = []
        for time in range(3):
            when = datetime(2026 + (10 + time) // 12, (10 + time) % 12 + 1, 20, 10, tzinfo=KOLKATA)
            (bill,) = make_arrear_bill(
                listed(office, first, last, when).arrear_list.pk, office.by("clerk", when)
            ).bills
            rows = Claim.objects.filter(lines__bill=bill).values_list("cause__number").annotate(Sum("gross"))
            took.append(dict(rows))
            if time == 0:
                drawn(office, bill, when)
        # a fifth of 5,472 and a seventh of 4,104, in any order of payment
        for number, share in ((by[0][0], 109_400), (by[1][0], 58_600)):
            assert [gross[number] for gross in took] == [share] * 3
        assert broken_invariants() == []


@pytest.mark.begins("october_drawn")
def test_arrears_of_an_order_for_the_provident_fund_go_there(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        by = order("Increment 9", date(2026, 11, 1), EARLY_NOVEMBER, payment_mode="provident_fund")
        raise_pay(office, date(2026, 10, 1), by=by)
        (bill,) = make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        assert (bill.gross, bill.deductions, bill.net) == (155_100, 155_100, 0)
        drawn(office, bill)
        assert arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412").owed == 0
        assert broken_invariants() == []


@pytest.mark.begins("october_drawn")
def test_list_is_refused_once_something_changed(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1))
        made = listed(office)
        raise_pay(office, date(2026, 10, 16), 4_780_000, at(21, month=11))
        with pytest.raises(Refused) as refused:
            make_arrear_bill(made.arrear_list.pk, office.by("clerk", at(22, month=11)))
        assert refused.value.code == "list_is_stale"


def test_tax_of_arrears_falls_in_the_year_of_receipt(world: World, office: SmallOffice) -> None:
    first = last = Month(2025, 9)
    december = Month(2026, 12)
    with world.role("web"):
        who = office.people["100234"]
        draw_elsewhere(office, who, [first])
        before = snapshot_of(
            BookReader(), december, NOVEMBER, rulebook_in_use(), employments=[who.pk]
        ).facts.months
        (bill,) = make_arrear_bill(
            listed(office, first, last).arrear_list.pk, office.by("clerk", NOVEMBER)
        ).bills
        drawn(office, bill)
        after = snapshot_of(
            BookReader(), december, NOVEMBER, rulebook_in_use(), employments=[who.pk]
        ).facts.months
        assert after["tax_gross_to_date"][0] - before["tax_gross_to_date"][0] == bill.gross
        assert Payslip.objects.get(bill=bill).tax_year == "2026-27"


@pytest.mark.begins("october_drawn")
def test_month_computed_again_after_its_arrears_finds_nothing_overdrawn(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1))
        (bill,) = make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        drawn(office, bill)
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(25, month=11)))
        codes = {finding.code for finding in findings_of(run.run)}
        assert not codes & {"drawn_above_due", "claimed_above_due"}


def test_after_a_transfer_the_office_of_the_last_posting_draws(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        draw_october(office)
        other = small_office("0413")
        who, moved = office.people["100234"], datetime(2026, 11, 10, 10, tzinfo=KOLKATA)
        office.note(
            who, "posting", date(2026, 11, 10), moved, post=other.post, office=other.place,
            drawing_code=other.code,
            bill_class=other.bill_class,
        )  # fmt: skip
        other.people["100234"] = who
        by = raise_pay(other, date(2026, 10, 1), known=at(12, month=11))
        assert arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412").owed == 0
        found = list_arrears(OCTOBER, OCTOBER, "0413", other.by("clerk-0413", NOVEMBER))
        assert (found.arrears.owed, by_order(found.arrears)) == (155_100, {by.number: 155_100})
        (bill,) = make_arrear_bill(found.arrear_list.pk, other.by("clerk-0413", NOVEMBER)).bills
        assert (bill.drawing_code.code, bill.gross) == ("0413", 155_100)
        with pytest.raises(Unsound) as refused:
            list_arrears(OCTOBER, OCTOBER, "0412", office.by("clerk", NOVEMBER), employments=[who.pk])
        assert refused.value.code == "not_of_the_office"


def test_late_transfer_to_another_class_of_place_changes_house_rent(
    world: World, office: SmallOffice
) -> None:
    with world.role("worker"):
        draw_october(office)
        village = small_office("0413")
        OfficeClass.objects.create(
            office=village.place, place_class="D", valid_from=date(2015, 1, 1), recorded_at=at(1, month=1)
        )
        by = order("Transfer 7", date(2026, 9, 28), EARLY_NOVEMBER)
        office.note(
            office.people["100234"], "posting", date(2026, 10, 1), EARLY_NOVEMBER, post=village.post,
            office=village.place, drawing_code=office.code, bill_class=office.bill_class, order=by,
        )  # fmt: skip
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412")
        assert set(differences(found)) == {("2026-10", "house_rent_allowance")}
        assert differences(found)["2026-10", "house_rent_allowance"] < 0
        assert set(by_order(found)) == {by.number}


def taken_and_given_back(office: SmallOffice) -> tuple[Order, Order]:
    """Leave without allowances of ten days, entered after October was paid, then regularised; a
    transfer raises house rent.

    Gives the order that gives the leave back and the order of transfer.
    """
    town = small_office("0413")
    OfficeClass.objects.create(
        office=town.place, place_class="B", valid_from=date(2015, 1, 1), recorded_at=at(1, month=1)
    )
    who = office.people["100234"]
    leave = office.note(
        who, "absence", date(2026, 10, 1), at(3, month=11), kind_of_absence="without_allowances",
        valid_until=date(2026, 10, 10), order=order("Leave 8/2026", date(2026, 11, 2), at(3, month=11)),
    )  # fmt: skip
    back = order("Leave 9/2026", date(2026, 11, 4), at(5, month=11))
    office.amend(leave, at(5, month=11), kind_of_absence="earned", order=back)
    moved = order("Transfer 7", date(2026, 9, 28), at(6, month=11))
    office.note(
        who, "posting", date(2026, 10, 1), at(6, month=11), post=town.post, office=town.place,
        drawing_code=office.code, bill_class=office.bill_class, order=moved,
    )  # fmt: skip
    return back, moved


def test_what_one_order_takes_and_another_gives_back_is_no_claim_and_stops_no_bill(
    world: World, office: SmallOffice
) -> None:
    with world.role("worker"):
        draw_october(office)
        back, _ = taken_and_given_back(office)
        raised = raise_pay(office, date(2026, 10, 1), 3_830_000, number="100235")
        made = listed(office)
        # 8 % of 45,600 is due in a place of class B, 6 % was drawn
        assert differences(made.arrears) == {("2026-10", "house_rent_allowance"): 91_200}
        assert by_order(made.arrears, "basic_pay")[back.number] == PAY - round(PAY * 21 / 31 / 100) * 100
        (bill,) = make_arrear_bill(made.arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        asked = dict(Claim.objects.filter(lines__bill=bill).values_list("cause__number", "gross"))
        assert bill.people == 2 and asked.pop(raised.number) == 90_000 + 31_500 + 5_400
        assert sum(asked.values()) == 91_200
        drawn(office, bill)
        assert arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, drawing_code="0412").owed == 0
        assert broken_invariants() == []


def moved_within_october(office: SmallOffice) -> SmallOffice:
    """From the 16th another drawing code draws for 100234."""
    other = small_office("0413")
    office.note(
        office.people["100234"], "posting", date(2026, 10, 16), at(3), post=other.post, office=other.place,
        drawing_code=other.code, bill_class=other.bill_class,
    )  # fmt: skip
    other.people["100234"] = office.people["100234"]
    return other


def draw_part(office: SmallOffice, code: str, when: datetime) -> None:
    run = compute_run(OCTOBER, code, office.by(f"clerk-{code}", when))
    lock_run(run.run, office.by(f"clerk-{code}", when))
    for bill in make_bill(run.run, office.by(f"clerk-{code}", when)).bills:
        check_bill(bill, office.by(f"officer-{code}", when))
        present_bill(bill, office.by(f"officer-{code}", when))
        pass_bill(bill, office.by("treasurer", when))


def test_the_part_of_a_month_that_another_office_draws_is_no_arrear(
    world: World, office: SmallOffice
) -> None:
    with world.role("worker"):
        other, who = moved_within_october(office), office.people["100234"]
        draw_october(office)
        waits = arrears_of(BookReader(), OCTOBER, OCTOBER, at(2, month=11), employments=[who.pk])
        assert (waits.owed, waits.to_recover, waits.parts.height) == (0, 0, 0)
        # 16 of 31 days of basic pay, with 35 % and 6 %, each line rounded to the rupee
        assert waits.not_drawn.rows() == [(who.pk, 202610, 2_353_500 + 823_700 + 141_200, 0)]
        assert "No order says why" not in "".join(report.as_text(BookReader(), waits))
        draw_part(other, "0413", at(3, month=11))
        whole = arrears_of(BookReader(), OCTOBER, OCTOBER, at(4, month=11), employments=[who.pk])
        assert (whole.owed, whole.to_recover, whole.not_drawn.height) == (0, 0, 0)
        assert broken_invariants() == []


def test_a_late_order_is_owed_of_a_month_of_which_a_part_waits(world: World, office: SmallOffice) -> None:
    """The order's gain over the whole month is claimed; the other office's bill draws its
    part with the remainder.
    """
    with world.role("worker"):
        other, who = moved_within_october(office), office.people["100234"]
        draw_october(office)
        by = raise_pay(other, date(2026, 10, 1), known=at(2, month=11))
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, at(3, month=11), employments=[who.pk])
        assert by_order(found) == {by.number: found.owed} and adds_up(found)
        assert abs(found.owed - 155_100) < 300
        draw_part(other, "0413", at(4, month=11))
        left = arrears_of(BookReader(), OCTOBER, OCTOBER, at(5, month=11), employments=[who.pk])
        assert left.to_recover == 0 and set(by_order(left)) == {by.number}
        assert broken_invariants() == []


def test_a_voucher_for_the_part_of_another_office_counts_as_drawn(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        moved_within_october(office)
        draw_october(office)
        who = office.people["100234"]
        paper = Voucher("manual_bill", "M/9", date(2026, 11, 2))
        half = {"basic_pay": 2_353_500, "dearness_allowance": 823_700, "house_rent_allowance": 141_200}
        office.drew_elsewhere(who, OCTOBER, half, paper, at(3, month=11))
        found = arrears_of(BookReader(), OCTOBER, OCTOBER, at(4, month=11), employments=[who.pk])
        assert (found.owed, found.to_recover, found.not_drawn.height) == (0, 0, 0)


def test_arrears_of_others_are_not_listed(world: World, office: SmallOffice) -> None:
    with world.role("web"), pytest.raises(Refused):
        list_arrears(OCTOBER, OCTOBER, "0412", office.by("treasurer", NOVEMBER))
