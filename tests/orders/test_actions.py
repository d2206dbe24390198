"""An order is recorded once; its effects are appended."""

from __future__ import annotations

import threading
import time
from datetime import date

import psycopg
import pytest
from django.db import transaction

from tests.conftest import World
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.bulk import side_by_side
from vethanam.errors import Unsound
from vethanam.journal.models import Staged
from vethanam.orders.actions import FEW, record_order, record_order_effect, record_orders
from vethanam.orders.models import Order, OrderEffect


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def test_an_order_is_recorded_with_its_number_as_printed(office: SmallOffice) -> None:
    before = Staged.objects.count()
    order = record_order(
        office.by("clerk", at(20)),
        number=" G.O.(P)  No.1/2026/Fin ",
        dated=date(2026, 10, 1),
        paragraph="3",
        payment_mode=Order.PaymentMode.PROVIDENT_FUND,
        instalments=4,
    )
    assert (order.number, order.paragraph, order.instalments) == ("G.O.(P) No.1/2026/Fin", "3", 4)
    assert str(order) == "G.O.(P) No.1/2026/Fin dated 01 Oct 2026" and order.recorded_at == at(20)
    assert Staged.objects.count() == before + 1


def test_the_same_order_again_is_the_same_row_and_no_second_leaf(office: SmallOffice) -> None:
    first = record_order(office.by("clerk", at(20)), number="LO 41/2026", dated=date(2026, 10, 5))
    before = Staged.objects.count()
    again = record_order(office.by("clerk", at(21)), number="LO  41/2026", dated=date(2026, 10, 5))
    assert again.pk == first.pk and Staged.objects.count() == before


def test_two_sheets_that_name_the_same_new_orders_record_each_once(world: World) -> None:
    """The second begins while the first has recorded them and not committed."""
    orders = [(f"G.O.(Rt) {number}/1993", date(1993, 1, 1)) for number in range(FEW)]
    recorded = threading.Event()
    with world.role("worker"):
        who = small_office().by("clerk", at(20))

        def record(is_first: bool) -> dict[tuple[str, date], int]:
            if not is_first:
                recorded.wait(30)
            with transaction.atomic():
                ids = record_orders(who, orders, kind=Order.Kind.OFFICE)
                recorded.set()
                time.sleep(0.3 * is_first)
            return ids

        first, second = side_by_side(record, [True, False])
    assert first == second and len(first) == FEW
    assert world.sql("worker", "SELECT count(*) FROM orders_order WHERE number LIKE 'G.O.(Rt) %%'") == [
        (FEW,)
    ]


def test_a_number_is_used_again_on_another_day(office: SmallOffice) -> None:
    first = record_order(office.by("clerk", at(20)), number="LO 41", dated=date(2026, 10, 5))
    second = record_order(office.by("clerk", at(20)), number="LO 41", dated=date(2025, 10, 5))
    assert first.pk != second.pk


def test_an_order_without_a_number_is_refused(office: SmallOffice) -> None:
    with pytest.raises(Unsound, match="needs its number"):
        record_order(office.by("clerk", at(20)), number="  ", dated=date(2026, 10, 5))


@pytest.mark.parametrize("contact", ["+91 00000 00045", "0000000045", "somebody@example.invalid"])
def test_a_contact_in_the_number_of_an_order_is_refused_and_not_repeated(
    office: SmallOffice, contact: str
) -> None:
    before = Staged.objects.count()
    with pytest.raises(Unsound, match="Number of an order: this stands in public for ever") as refused:
        record_order(office.by("clerk", at(20)), number=f"LO 41/2026 ({contact})", dated=date(2026, 10, 5))
    assert contact not in str(refused.value) and "LO 41" not in str(refused.value)
    assert Staged.objects.count() == before


def test_an_order_dated_after_today_is_refused(office: SmallOffice) -> None:
    with pytest.raises(Unsound, match="after today"):
        record_order(office.by("clerk", at(20)), number="LO 41/2026", dated=date(2026, 10, 21))


def test_what_became_of_an_order_is_appended_with_its_case(office: SmallOffice) -> None:
    effect = record_order_effect(
        office.by("clerk", at(20)),
        office.order,
        state=OrderEffect.State.STAYED,
        valid_from=date(2026, 10, 10),
        case_number="WP(C) 1/2026",
    )
    assert (effect.employment, effect.case_number, effect.recorded_at) == (None, "WP(C) 1/2026", at(20))


def test_an_effect_nobody_knows_is_refused(office: SmallOffice) -> None:
    with pytest.raises(Unsound, match="Use one of: in_force, stayed"):
        record_order_effect(
            office.by("clerk", at(20)), office.order, state="frozen", valid_from=date(2026, 10, 10)
        )


def test_no_process_changes_or_deletes_an_order(world: World) -> None:
    for table in ("orders_order", "orders_ordereffect"):
        for role in ("web", "worker", "dispatcher", "sequencer"):
            for verb in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(psycopg.Error, match=r"permission denied|appended to"):
                    world.sql(role, verb)
