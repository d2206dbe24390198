"""Lists of arrears and the due register, with plain SQL: many lists are taken as each by
itself, or none is.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from tests.conftest import World
from tests.payroll.office import SmallOffice, at, small_office
from tests.payroll.register import DEDUCTED, EARNED, MONTH, claim, insertion
from vethanam.orders.models import Order
from vethanam.payroll.models import ArrearList, ArrearMonth, Run

TAKE = "SELECT payroll_take_arrears(%s::bigint[])"


def list_arrears(
    office: SmallOffice, number: str, due: list[int], months: tuple[int, ...] = (MONTH,), **when: Any
) -> int:
    """A list of arrears as an action would write it, for one person of the office."""
    who = office.people[number]
    kept = ArrearList.objects.create(
        drawing_code=office.code, first=months[0], last=months[-1], employments=[who.pk], known_at=at(**when),
        result_hash=b"x", people=1, owed=0, to_recover=0, account=office.officers["clerk"],
    )  # fmt: skip
    ArrearMonth.objects.bulk_create(
        ArrearMonth(
            arrear_list=kept,
            employment=who,
            for_month=month,
            components=[EARNED, DEDUCTED],
            due=due,
            drawn=[0, 0],
        )
        for month in months
    )
    return int(kept.pk)


def register(world: World) -> list[tuple[Any, ...]]:
    """The register by person and month: components, due, open."""
    return world.sql(
        "owner",
        "SELECT employment_id, for_month, components, due, open FROM payroll_dueregister ORDER BY 1, 2",
    )


@pytest.fixture
def two_offices(world: World, locked: Run, office: SmallOffice) -> tuple[SmallOffice, SmallOffice]:
    """The office with the locked run, and another one with a person of its own."""
    with world.role("worker"):
        other = small_office("0413")
        other.hire("100300")
    return office, other


def test_lists_of_many_offices_are_taken_as_each_by_itself(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, other = two_offices
    with world.role("web"):
        claim(world, one, earned=1_000_000, deducted=0)
        lists = [
            list_arrears(one, "100234", [6_000_000, 600_000], (202609, MONTH)),
            list_arrears(other, "100300", [4_000_000, 400_000]),
        ]
    assert world.sql("web", TAKE, lists) == [(0,)]
    first, second = one.people["100234"].pk, other.people["100300"].pk
    assert register(world) == [
        (first, 202609, [EARNED, DEDUCTED], [6_000_000, 600_000], [0, 0]),
        (first, MONTH, [EARNED, DEDUCTED], [6_000_000, 600_000], [1_000_000, 0]),
        (second, MONTH, [EARNED, DEDUCTED], [4_000_000, 400_000], [0, 0]),
    ]


def test_month_whose_due_falls_below_what_is_claimed_stays_and_the_others_are_taken(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, other = two_offices
    with world.role("web"):
        claim(world, one, earned=1_000_000, deducted=0)
        lists = [
            list_arrears(one, "100234", [900_000, 0]),
            list_arrears(other, "100300", [4_000_000, 400_000]),
        ]
    assert world.sql("web", TAKE, lists) == [(1,)]
    assert [row[3] for row in register(world)] == [[5_000_000, 500_000], [4_000_000, 400_000]]


def test_one_stale_list_is_refused_and_none_is_taken(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, other = two_offices
    with world.role("web"):
        lists = [
            list_arrears(other, "100300", [4_000_000, 400_000]),
            list_arrears(one, "100234", [6_000_000, 600_000]),
        ]
        list_arrears(one, "100234", [5_500_000, 600_000], day=29)
    with pytest.raises(psycopg.errors.CheckViolation, match="a later list was made"):
        world.sql("web", TAKE, lists)
    assert [row[3] for row in register(world)] == [[5_000_000, 500_000]]


def test_month_on_two_lists_is_refused(world: World, two_offices: tuple[SmallOffice, SmallOffice]) -> None:
    one, other = two_offices
    with world.role("web"):
        other.people["100234"] = one.people["100234"]
        lists = [list_arrears(office, "100234", [6_000_000, 600_000]) for office in (one, other)]
    with pytest.raises(psycopg.errors.CheckViolation, match="on two of the lists"):
        world.sql("web", TAKE, lists)


def test_lists_that_name_the_same_month_wait_for_each_other(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, other = two_offices
    with world.role("web"):
        other.people["100234"] = one.people["100234"]
        first, later = (
            list_arrears(whose, "100234", due)
            for whose, due in ((one, [6_000_000, 0]), (other, [7_000_000, 0]))
        )
    outcome: list[Any] = []
    with world.connect("web") as holding, holding.transaction():
        holding.execute(TAKE, [[first]])
        rival = threading.Thread(target=lambda: outcome.append(world.sql("web", TAKE, [later])))
        rival.start()
        rival.join(0.3)
        assert rival.is_alive()
    rival.join(10)
    assert outcome == [[(0,)]]
    assert [row[3] for row in register(world)] == [[7_000_000, 0]]


def test_month_is_on_a_list_that_exists(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        kept = list_arrears(office, "100234", [6_000_000, 600_000])
    copied = (
        "INSERT INTO payroll_arrearmonth (arrear_list_id, employment_id, for_month, components, due, drawn)"
        " SELECT %s, employment_id, 202608, components, due, drawn FROM payroll_arrearmonth"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="there is no list"):
        world.sql("web", copied, kept + 1)
    world.sql("web", copied, kept)


def test_claim_names_an_order_that_exists(world: World, two_offices: tuple[SmallOffice, SmallOffice]) -> None:
    one, _ = two_offices
    with world.role("web"):
        order = by_order("Fixation 1")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="there is no order"):
        claim(world, one, earned=1_000_000, cause_id=order + 1)
    claim(world, one, earned=1_000_000, cause_id=order)


LOCK = "SELECT payroll_lock_months(%s::bigint[], %s, %s)"


def by_order(number: str) -> int:
    """An order that causes arrears."""
    return Order.objects.create(
        kind=Order.Kind.OFFICE, number=number, dated=date(2026, 10, 1), recorded_at=at()
    ).pk


def test_claim_takes_what_is_due_from_its_list_and_the_list_takes_the_months_that_no_claim_asks(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, _ = two_offices
    with world.role("web"):
        kept = list_arrears(one, "100234", [6_000_000, 600_000], (202609, MONTH))
        claim(
            world, one, earned=5_500_000, deducted=0, due=[6_000_000, 600_000], arrear_list_id=kept,
            cause_id=by_order("Fixation 1"),
        )  # fmt: skip
    who = one.people["100234"].pk
    asked = (who, MONTH, [EARNED, DEDUCTED], [6_000_000, 600_000], [5_500_000, 0])
    assert register(world) == [asked]
    assert world.sql("web", TAKE, [kept]) == [(0,)]
    assert register(world) == [
        (who, 202609, [EARNED, DEDUCTED], [6_000_000, 600_000], [0, 0]),
        asked,
    ]


def test_claim_of_a_month_that_the_register_does_not_know_takes_it_from_its_list(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    _, other = two_offices
    with world.role("web"):
        kept = list_arrears(other, "100300", [4_000_000, 400_000])
        other.people["100234"] = other.people["100300"]
        claim(
            world, other, earned=3_000_000, deducted=0, arrear_list_id=kept, cause_id=by_order("Fixation 1")
        )
    assert register(world)[-1][2:] == ([EARNED, DEDUCTED], [4_000_000, 400_000], [3_000_000, 0])


def test_claim_above_what_its_list_says_is_refused(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, _ = two_offices
    with world.role("web"):
        kept = list_arrears(one, "100234", [6_000_000, 600_000])
        cause = by_order("Fixation 1")
    with pytest.raises(psycopg.errors.CheckViolation, match="claims_within_due"):
        claim(world, one, earned=6_000_001, deducted=0, arrear_list_id=kept, cause_id=cause)
    assert [row[3] for row in register(world)] == [[5_000_000, 500_000]]


def test_claim_that_names_a_list_of_another_code_or_an_old_one_is_refused(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, other = two_offices
    with world.role("web"):
        theirs = list_arrears(other, "100300", [4_000_000, 400_000])
        old = list_arrears(one, "100234", [6_000_000, 600_000])
        list_arrears(one, "100234", [5_500_000, 600_000], day=29)
        cause = by_order("Fixation 1")
    for kept, says in (
        (theirs, "a list of its drawing code"),
        (2**40, "a list of its"),
        (old, "a later list"),
    ):
        with pytest.raises(psycopg.errors.CheckViolation, match=says):
            claim(world, one, earned=1, deducted=0, arrear_list_id=kept, cause_id=cause)


def claim_together(holding: Any, asks: list[dict[str, Any]]) -> None:
    """Insert claims by one statement."""
    rows = [insertion(**ask, deducted=0) for ask in asks]
    into, values = rows[0][0].removesuffix(" RETURNING id").split(" VALUES ")
    holding.execute(
        f"{into} VALUES {', '.join([values] * len(rows))}", [value for _, *own in rows for value in own]
    )


def test_months_that_were_locked_and_those_that_were_not_are_asked_alike(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, other = two_offices
    others = replace(other, people={"100234": other.people["100300"]})
    with world.role("web"):
        lists = [list_arrears(one, "100234", [6_000_000, 600_000], (202609, MONTH))]
        lists.append(list_arrears(others, "100234", [4_000_000, 400_000]))
        causes = [by_order("Fixation 1"), by_order("Fixation 2")]
    asks = [
        {"office": one, "cause_id": causes[0], "arrear_list_id": lists[0], "earned": 5_000_000},
        {"office": one, "cause_id": causes[1], "arrear_list_id": lists[0], "earned": 1_000_000},
        {"office": one, "cause_id": causes[0], "arrear_list_id": lists[0], "earned": 1, "for_month": 202609},
        {"office": others, "cause_id": causes[0], "arrear_list_id": lists[1], "earned": 4_000_000},
    ]
    with world.connect("worker") as holding, holding.transaction():
        holding.execute(LOCK, [[one.people["100234"].pk], MONTH, MONTH])
        claim_together(holding, asks)
        claim_together(holding, [{**asks[2], "cause_id": causes[1]}])
    first, second = one.people["100234"].pk, others.people["100234"].pk
    assert register(world) == [
        (first, 202609, [EARNED, DEDUCTED], [6_000_000, 600_000], [2, 0]),
        (first, MONTH, [EARNED, DEDUCTED], [6_000_000, 600_000], [6_000_000, 0]),
        (second, MONTH, [EARNED, DEDUCTED], [4_000_000, 400_000], [4_000_000, 0]),
    ]


def test_months_that_are_locked_to_be_claimed_wait(
    world: World, two_offices: tuple[SmallOffice, SmallOffice]
) -> None:
    one, _ = two_offices
    with world.role("web"):
        kept = list_arrears(one, "100234", [6_000_000, 600_000])
    outcome: list[Any] = []
    with world.connect("worker") as holding, holding.transaction():
        holding.execute(LOCK, [[one.people["100234"].pk], 202609, MONTH])
        rival = threading.Thread(target=lambda: outcome.append(world.sql("web", TAKE, [kept])))
        rival.start()
        rival.join(0.3)
        assert rival.is_alive()
    rival.join(10)
    assert outcome == [[(0,)]]
