"""Costs of proposed orders, carried from month to month: equal to each month read and computed
alone, person by person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from tests.payroll.test_arrears import draw_elsewhere, order
from vethanam.orders.models import OrderEffect
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.costing import order_cost
from vethanam.payroll.costing.order_cost import People, people_for, told
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import OfficeClass
from vethanam.periods import Month
from vethanam.rules import assess
from vethanam.rules.costing import Cost, cost_of
from vethanam.rules.formula import LARGEST_AMOUNT
from vethanam.rules.proposed_orders import Proposal, read_proposal
from vethanam.service_book.models import Membership
from vethanam.service_book.queries import BookReader, facts_for

FIRST, LAST = Month(2026, 10), Month(2027, 6)
KNOWN = at(20, month=10)
DA = """
title: DA three per cent more
with_effect_from: 2026-11-01
first_drawn: 2027-01
changes:
  - {parameter: dearness_allowance.rate, key: state_11, add: 3}
  - {parameter: house_rent_allowance.slab, key: 11/C, value: {rate: 8, floor: 1700, ceiling: 6000}}
"""
FITMENT = """
title: Pay fixed anew
with_effect_from: 2026-10-01
changes:
  - {parameter: dearness_allowance.rate, key: state_11, value: 0}
fitment: {revision: 11, merge: 35, per_cent: 10, step: 100}
"""


def scale_pay(amount: int) -> dict[str, Any]:
    return {"basis": "scale", "revision": 11, "scale": "37400-79000", "basic_pay": amount}


def eventful(office: SmallOffice) -> list[int]:
    """Twelve people of an office, most with an entered change between October and June."""
    known, other = at(2), small_office("0517")
    names = (
        "raised", "retires", "leaves", "moves", "suspended", "away", "stated", "stayed", "townsman", "rich",
        "plain", "joins",
    )  # fmt: skip
    late = {"joins": date(2026, 11, 17)}
    who = {
        name: office.hire(f"2{place:02}", joined=late.get(name, date(2010, 6, 1)), nps=0)
        for place, name in enumerate(names)
    }

    def note(name: str, kind: str, since: date, **fields: Any) -> None:
        office.note(who[name], kind, since, known, **fields)

    note("raised", "pay", date(2027, 1, 1), **scale_pay(4_670_000))
    note("raised", "pay", date(2027, 3, 16), **scale_pay(4_780_000))
    _end_nps(office, who["raised"].pk, date(2027, 4, 30), known)
    note("raised", "membership", date(2027, 5, 1), fund="gpf", amount=500_000)
    note("retires", "service_spell", date(2010, 6, 1), valid_until=date(2027, 2, 28))
    note("leaves", "service_spell", date(2010, 6, 1), valid_until=date(2026, 12, 10))
    there = {
        "post": other.post,
        "office": other.place,
        "drawing_code": other.code,
        "bill_class": other.bill_class,
    }
    note("moves", "posting", date(2026, 12, 16), session="AN", **there)
    note(
        "suspended", "absence", date(2026, 11, 5), kind_of_absence="suspension", valid_until=date(2027, 4, 7)
    )
    note("away", "absence", date(2027, 1, 25), kind_of_absence="half_pay", valid_until=date(2027, 2, 3))
    note(
        "stated",
        "authorised_rate",
        date(2026, 12, 1),
        component="personal_pay",
        amount=50_000,
        valid_until=date(2027, 1, 31),
    )
    by = order("Increment 9/2026", date(2026, 9, 1), known)
    note("stayed", "pay", date(2026, 9, 1), order=by, **scale_pay(4_780_000))
    for day, state in ((date(2027, 1, 1), "stayed"), (date(2027, 3, 12), "vacated")):
        OrderEffect.objects.create(order=by, state=state, valid_from=day, recorded_at=known)
    note(
        "townsman",
        "posting",
        date(2026, 9, 1),
        **there | {"drawing_code": office.code, "bill_class": office.bill_class},
    )
    OfficeClass.objects.create(
        office=other.place, place_class="D", valid_from=date(2027, 2, 10), recorded_at=known
    )
    choice = {"tax_year": "2027-28", "regime": "old", "other_income": 0}
    note("rich", "tax_choice", date(2026, 10, 1), declared_deductions=LARGEST_AMOUNT + 1, **choice)
    return [one.pk for one in office.people.values()]


def _end_nps(office: SmallOffice, employment: int, last: date, known: datetime) -> None:
    member = Membership.objects.get(employment=employment, fund="nps", superseded_by=None)
    office.amend(member, known, valid_until=last)


def doubtful(office: SmallOffice) -> None:
    """Three of them have a deduction or an account that is unverified, corrected or without an amount."""
    known, people = at(3), office.people
    office.record(people["200"], "membership", date(2026, 8, 1), known, fund="sli", amount=30_000)
    _end_nps(office, people["209"].pk, date(2026, 4, 30), known)
    scheme = office.note(people["209"], "membership", date(2026, 5, 1), known, fund="gpf", amount=500_000)
    office.amend(scheme, known, fund="medisep", amount=None)
    account = {"branch": "ABCD0123456", "number": "1234567890", "tail": "7890", "holder": "Somebody"}
    office.record(people["205"], "payee_account", date(2027, 2, 1), known, **account)


def rows_of(people: People, costs: Sequence[Cost]) -> list[dict[str, Any]]:
    """The cost of orders by month and named place."""
    found = []
    for number, cost in enumerate(costs):
        named = cost.by_place.join(people.places, on="place", how="left").drop("place")
        found += [{"order": number, **row} for row in named.iter_rows(named=True)]
        found += [{"order": number, "held": cost.held}]
    return sorted(found, key=str)


def brings(of: list[int], month: Month, proposal: Proposal | None) -> int:
    """Everybody's month assessed by itself; under the proposal with figures alone."""
    book = rulebook_in_use()
    lines = assess(
        facts_for(BookReader(), month, KNOWN, book, employments=of).facts,
        proposal.over(book) if proposal else book,
        reading="due",
    ).lines
    return int(lines.filter(pl.col("kind") != "deduction")["amount"].sum())


def test_months_carried_on_cost_what_each_read_by_itself_costs(world: World, office: SmallOffice) -> None:
    book = rulebook_in_use()
    with world.role("worker"):
        of = eventful(office)
        proposals = [read_proposal(text, book) for text in (DA, FITMENT)]
        carried = people_for(FIRST, LAST, KNOWN, book, employments=of)
        base = carried.baseline(book)
        together = [cost_of(one, base) for one in proposals]
        assert len(base.alike) < len(carried.counted.months)
        apart = []
        assert carried.counted.months == tuple(FIRST.until(LAST))
        for month in FIRST.until(LAST):
            alone = people_for(month, month, KNOWN, book, employments=of)
            costs = [cost_of(proposal, alone.baseline(book)) for proposal in proposals]
            apart += rows_of(alone, costs)
            aside = carried.counted.aside[month]
            assert aside == alone.counted.aside[month] == (month.tax_year == "2027-28")
            cost = together[0].by_place.filter(pl.col("month") == int(month))["cost"].sum()
            more = brings(of, month, proposals[0]) - brings(of, month, None)
            assert cost == (more if month > FIRST else 0)
        held = [row for row in apart if "held" in row]
        assert sum(row["held"] for row in held) == 0 == sum(cost.held for cost in together)
        assert [row for row in rows_of(carried, together) if "held" not in row] == sorted(
            (row for row in apart if "held" not in row), key=str
        )
        # she is moved to the other office in the middle of December
        assert len({row["office"] for row in apart if "office" in row}) == 2


def test_whose_facts_did_not_change_is_read_once(
    world: World, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[int]] = []

    def noting(*args: Any, employments: list[int], **named: Any) -> Any:
        read.append(employments)
        return facts_for(*args, employments=employments, **named)

    monkeypatch.setattr(order_cost, "facts_for", noting)
    with world.role("worker"):
        of = eventful(office)
        plain, leaves = office.people["210"].pk, office.people["202"].pk
        people_for(FIRST, LAST, KNOWN, rulebook_in_use(), employments=of)
        assert sorted(read[0]) == sorted(of)
        assert sum(plain in some for some in read) == 1
        # October, December, and January, in which she is gone
        assert sum(leaves in some for some in read) == 3
        assert sum(map(len, read)) < 4 * len(of)


def test_everybody_is_who_serves_now_or_in_the_first_month(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        of = eventful(office)
        doubtful(office)
        later = office.people["211"].pk
        everybody = people_for(FIRST, LAST, KNOWN, rulebook_in_use())
        chosen = people_for(
            FIRST, LAST, KNOWN, rulebook_in_use(), employments=[one for one in of if one != later]
        )
        found = [
            told(cost_of(read_proposal(DA, rulebook_in_use()), one.baseline(rulebook_in_use())), one)
            for one in (everybody, chosen)
        ]
        assert found[0] == found[1]
        assert found[0]["cost_paise"] > 0
        assert [everybody.counted.aside[month] for month in (FIRST, Month(2027, 2), LAST)] == [1, 2, 3]


def test_months_that_nobody_drew_cost_no_arrears(world: World, office: SmallOffice) -> None:
    """Of April to August both were in service: April and July were drawn for one, July for the other."""
    book, april = rulebook_in_use(), Month(2026, 4)
    text = DA.replace("2026-11-01", "2026-04-01").replace("2027-01", "2026-10")
    with world.role("worker"):
        one, two = (office.people[number] for number in ("100234", "100235"))
        draw_elsewhere(office, one, [april, Month(2026, 7)])
        draw_elsewhere(office, two, [Month(2026, 7)])
        people = people_for(april, OCTOBER, KNOWN, book, drawing_code="0412")
        found = told(cost_of(read_proposal(text, book), people.baseline(book)), people)
        by_month = {row["month"]: (row["people"], row["cost_paise"]) for row in found["months"]}
        # dearness allowance 3 %, house rent 2 % of 45,600 and of 37,400
        first, second = 136_800 + 91_200, 112_200 + 74_800
        assert by_month == {
            "2026-04": (1, first),
            "2026-07": (2, first + second),
            # the month just over may be drawn yet
            "2026-09": (2, first + second),
            "2026-10": (2, first + second),
        }
        assert found["months_not_drawn"] == 1 + 2 + 2 + 2
        assert found["arrears_paise"] == 3 * first + 2 * second
        drawn_alone = arrears_of(
            BookReader(), april, Month(2026, 8), KNOWN, drawing_code="0412", every_line=True
        ).months
        assert drawn_alone.select("employment", "for_month").n_unique() == 3
