"""Properties of arrears under late facts: seeded office lives, each computed in several ways.

`make agreement` runs more.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from django.db import connection, transaction

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.payroll.test_arrears import (
    NOVEMBER,
    adds_up,
    by_order,
    differences,
    draw_elsewhere,
    listed,
    order,
    raise_pay,
)
from vethanam.orders.models import Order
from vethanam.payroll.actions import make_arrear_bill
from vethanam.payroll.arrears import statement
from vethanam.payroll.arrears.month_cache import WorkedOut
from vethanam.payroll.arrears.past_dues import DueMonths
from vethanam.payroll.arrears.possible_causes import Causes
from vethanam.payroll.arrears.recoveries import recoveries_of
from vethanam.payroll.arrears.statement import Arrears, arrears_of
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import explanation
from vethanam.payroll.rulebook import rulebook_in_use, stages_on
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules.arrear_lines import follows_month
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book import figures
from vethanam.service_book.reader import BookReader

FIRST, LAST = Month(2026, 4), Month(2026, 9)
SEEDS = range(int(os.environ.get("VETHANAM_ARREAR_LIVES", "1")))


@contextmanager
def undone() -> Iterator[None]:
    """Roll back the work done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Late:
    """Something that comes late: a stage of pay, or leave, from a day on."""

    number: str
    kind: str
    day: date
    amount: int
    order: Order


def late_facts(seed: int) -> list[Late]:
    """Pay and leave from different days, each by an order of its own; some on the same instant."""
    chance = random.Random(seed)
    stages = [s for s in stages_on(OCTOBER)(11, "37400-79000") or () if s > 3_740_000]
    days = chance.sample([FIRST.first + timedelta(days=n) for n in range(180)], 5)
    found = []
    for place, day in enumerate(days):
        by = order(f"Late {seed}/{place}", date(2026, 10, 20), at(20))
        kind = chance.choice(["pay", "pay", "pay", "absence"])
        found.append(Late(chance.choice(["100234", "100235"]), kind, day, chance.choice(stages[:8]), by))
    return found


def record(office: SmallOffice, facts: Sequence[Late], instants: Sequence[datetime]) -> None:
    for fact, known in zip(facts, instants, strict=True):
        who = office.people[fact.number]
        if fact.kind == "pay":
            office.note(
                who, "pay", fact.day, known, basis="scale", revision=11, scale="37400-79000",
                basic_pay=fact.amount, reason="increment", order=fact.order,
            )  # fmt: skip
        else:
            office.note(
                who, "absence", fact.day, known, kind_of_absence="without_allowances",
                valid_until=fact.day + timedelta(days=4), order=fact.order,
            )  # fmt: skip


@pytest.fixture(scope="module")
def two_people_drawn(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """Every month of both people was drawn by another system."""
    return furnish("two_people", draw_two_people, on=furnished, role="web")


def draw_two_people(_world: World, office: SmallOffice) -> SmallOffice:
    for number in ("100234", "100235"):
        draw_elsewhere(office, office.people[number], FIRST.until(LAST))
    return office


def asked(office: SmallOffice, when: datetime = NOVEMBER, *, every_line: bool = False) -> Arrears:
    people = [office.people[number].pk for number in ("100234", "100235")]
    return arrears_of(BookReader(), FIRST, LAST, when, employments=people, every_line=every_line)


def with_corrected_house_rent(book: Rulebook, recorded: date) -> Rulebook:
    """The rulebook with the house rent of class C doubled from a day before October's
    bill, recorded after it.
    """
    name = "house_rent_allowance.slab"
    parameter = book.parameters[name]
    wrong = next(v for v in reversed(parameter.values) if v.key == "11/C")
    right = replace(
        wrong,
        with_effect_from=date(2026, 9, 1),
        recorded=recorded,
        fields={field: content * 2 for field, content in wrong.fields.items()},
        citation=replace(wrong.citation, order="Erratum 1/2026", dated=recorded),
    )
    changed = {**book.parameters, name: replace(parameter, values=(*parameter.values, right))}
    return Rulebook(book.pack, changed, "0" * 64)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.begins("two_people_drawn")
def test_order_of_recording_chunks_and_ties_change_nothing(
    seed: int, world: World, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.role("web"):
        facts = late_facts(seed)
        apart = [at(2 + place, month=11) for place in range(len(facts))]
        found = []
        for instants in (apart, apart[::-1], [apart[0]] * len(facts)):
            with undone():
                record(office, facts, instants)
                now = asked(office)
                assert adds_up(now)
                found.append(now)
                monkeypatch.setattr(statement, "CHUNK", 1)
                monkeypatch.setattr(statement, "PERSON_MONTHS", 1)
                alone = asked(office)
                monkeypatch.undo()
                assert alone.months.equals(now.months)
                assert by_order(alone) == by_order(now)
        assert found[0].owed or found[0].to_recover
        for other in found[1:]:
            assert other.months.equals(found[0].months)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.begins("two_people_drawn")
def test_what_was_known_then_is_asked_again_for_ever(seed: int, world: World, office: SmallOffice) -> None:
    with world.role("web"):
        facts = late_facts(seed)
        assert asked(office, at(30), every_line=True).parts.is_empty()
        then = []
        for place, fact in enumerate(facts):
            known = at(2 + place, month=11)
            record(office, [fact], [known])
            then.append((known, asked(office, known)))
        for known, found in then:
            again = asked(office, known)
            assert again.months.equals(found.months)
            assert by_order(again) == by_order(found)
        assert asked(office, at(30), every_line=True).parts.is_empty()


@pytest.mark.begins("two_people_drawn")
def test_claims_are_due_less_drawn_in_sql(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 5, 12))
        raise_pay(office, date(2026, 7, 1), 4_780_000, at(6, month=11))
        raise_pay(office, date(2026, 6, 1), 3_850_000, number="100235")
        made = listed(office, FIRST, LAST)
        make_arrear_bill(made.arrear_list.pk, office.by("clerk", NOVEMBER))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT sum(c.gross) FROM payroll_claim c WHERE c.cause_id IS NOT NULL "
                "AND c.state <> 'void'),"
                " (SELECT sum(u.due - u.drawn) FROM payroll_arrearmonth m, "
                "unnest(m.components, m.due, m.drawn)"
                "  u(component, due, drawn) JOIN payroll_component k ON k.code = u.component "
                "AND k.kind = 'earning'"
                "  WHERE m.arrear_list_id = %s)",
                [made.arrear_list.pk],
            )
            claimed, owed = cursor.fetchone()
        assert claimed == owed == made.arrear_list.owed > 0


@pytest.mark.begins("october_drawn")
def test_overlapping_orders_never_pay_twice(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        one = raise_pay(
            office,
            date(2026, 10, 1),
            by=order("One", date(2026, 11, 1), at(5, month=11), payment_mode="cash"),
        )
        two = raise_pay(
            office, date(2026, 10, 16), 4_780_000, at(9, month=11),
            by=order("Two", date(2026, 11, 2), at(9, month=11), payment_mode="provident_fund",
                locked_until=date(2030, 4, 1)),
        )  # fmt: skip
        made = listed(office)
        bills = make_arrear_bill(made.arrear_list.pk, office.by("clerk", NOVEMBER)).bills
        asked_for = {
            cause.number: cause for cause in made.arrears.causes if cause.number in (one.number, two.number)
        }
        assert asked_for["Two"].locked_until == date(2030, 4, 1)
        assert sum(bill.gross for bill in bills) == made.arrear_list.owed
        assert sum(bill.net for bill in bills) == by_order(made.arrears)["One"]
        assert make_arrear_bill(listed(office).arrear_list.pk, office.by("clerk", NOVEMBER)).bills == ()
        assert Bill.objects.filter(kind="arrear").count() == len(bills)


@pytest.fixture
def corrected(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Rulebook], None]]:
    """Makes the rulebook in use another one, until the test is over."""

    def use(other: Rulebook) -> None:
        monkeypatch.setattr(figures, "load_pack", lambda _name: other)
        figures._laid_over.cache_clear()

    yield use
    figures._laid_over.cache_clear()


@pytest.mark.begins("october_drawn")
def test_corrected_parameter_is_owed_by_its_order_and_old_bill_comes_out_as_it_did(
    world: World, office: SmallOffice, corrected: Callable[[Rulebook], None]
) -> None:
    with world.role("web"):
        who = office.people["100234"]
        bill = snapshot_of(BookReader(), OCTOBER, at(28), rulebook_in_use(), employments=[who.pk])
        then = bill.assessed(BookReader(), rulebook_in_use()).lines
        told = explanation(BookReader(), who.pk, OCTOBER, "house_rent_allowance").as_json()
        corrected(with_corrected_house_rent(rulebook_in_use(), date(2026, 11, 4)))
        again = snapshot_of(BookReader(), OCTOBER, at(28), rulebook_in_use(), employments=[who.pk])
        assert all(again.frames()[name].equals(frame) for name, frame in bill.frames().items())
        assert again.assessed(BookReader(), rulebook_in_use()).lines.equals(then)
        assert explanation(BookReader(), who.pk, OCTOBER, "house_rent_allowance").as_json() == told
        before = arrears_of(BookReader(), OCTOBER, OCTOBER, at(3, month=11), employments=[who.pk])
        assert before.owed == 0
        now = arrears_of(BookReader(), OCTOBER, OCTOBER, NOVEMBER, employments=[who.pk])
        drawn = then.filter(pl.col("component") == "house_rent_allowance")["amount"][0]
        assert differences(now) == {("2026-10", "house_rent_allowance"): drawn}
        assert by_order(now) == {"Erratum 1/2026": drawn}


@pytest.mark.begins("october_drawn")
def test_recovery_of_what_was_overdrawn_is_an_order_of_its_own(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        raise_pay(office, date(2026, 10, 1), 4_450_000)
        made = listed(office)
        (first, *_) = (f for f in made.findings if f.code == "overdrawn")
        assert first.says.endswith("record the order as a recovery of over-payment with its instalments.")
        who = office.people["100234"]
        office.note(
            who, "obligation", date(2026, 11, 1), at(10, month=11), kind_of_due="overpayment",
            payee="Treasury", principal=155_100, instalment=51_700, instalments=3,
            order=order("Recovery 1", date(2026, 11, 9), at(10, month=11)),
        )  # fmt: skip
        (again, *_) = (f for f in listed(office).findings if f.code == "overdrawn_recovered")
        assert "An order recovers ₹\u202f1,551" in again.says
        assert recoveries_of(BookReader(), [who.pk], NOVEMBER)[who.pk].taken == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_months_carried_on_are_due_what_each_assessed_by_itself_is(
    seed: int, world: World, office: SmallOffice
) -> None:
    with world.role("web"), undone():
        facts = late_facts(seed)
        record(office, facts, [at(2 + place, month=11) for place in range(len(facts))])
        people = [who.pk for who in office.people.values()]
        causes = Causes(rulebook_in_use(), NOVEMBER)
        months = DueMonths(BookReader(), people, FIRST, LAST, WorkedOut(causes))
        several = 0
        for month in FIRST.until(LAST):
            by_itself = snapshot_of(BookReader(), month, NOVEMBER, rulebook_in_use(), employments=people)
            lines = by_itself.assessed(BookReader(), rulebook_in_use(), reading="due").lines
            key = ["employment", "component", "kind"]
            sums = lines.filter(follows_month(rulebook_in_use())).group_by(key).agg(pl.col("due").sum())
            carried = months.now([month]).lines
            assert carried.select(*key, "due").sort(key).equals(sums.sort(key))
            several += carried.height
        assert several > 6 * len(people)
