"""A recovery under an order set aside is owed back, and claimed once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.payroll.test_arrears import by_order, differences, drawn, order, raise_pay
from tests.payroll.test_taxed import pay
from vethanam.orders.models import Order, OrderEffect
from vethanam.payroll.actions import compute_run, list_arrears, make_arrear_bill
from vethanam.payroll.arrears.set_offs import left_to_recover
from vethanam.payroll.arrears.statement import Arrears, arrears_of
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import Bill, Claim, Payslip
from vethanam.payroll.queries import findings_of
from vethanam.payroll.register.drawn_lines import taxed_before
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.service_book.reader import BookReader

pytestmark = pytest.mark.begins("october_drawn")
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
PAID, COURT, LATER = at(28, month=11), at(5, month=12), at(7, month=12)
OVERPAID, TAKEN = 155_100, 130_900


def recovered(office: SmallOffice) -> Obligation:
    """Of October ₹1,551 was drawn above due; an order recovers it, and the pay of November
    gave ₹1,309 of it.
    """
    raise_pay(office, date(2026, 10, 1), 4_450_000)
    by = order("Recovery 1/2026", date(2026, 11, 9), at(10, month=11))
    owed = office.note(
        office.people["100234"], "obligation", date(2026, 11, 1), at(10, month=11), kind_of_due="overpayment",
        payee="Government", principal=OVERPAID, instalment=TAKEN, order=by,
    )  # fmt: skip
    pay(office, NOVEMBER, PAID)
    assert isinstance(owed, Obligation)
    return owed


def the_order(owed: Obligation) -> Order:
    assert owed.order is not None
    return owed.order


def set_aside(owed: Obligation, by: str = "W.P.(C) 9/2026", valid_from: date = date(2026, 12, 4)) -> Order:
    court = order(by, valid_from, COURT, kind="court")
    OrderEffect.objects.create(
        order=the_order(owed), state="set_aside", valid_from=valid_from, recorded_at=COURT, by_order=court
    )
    return court


def found(when: datetime = LATER) -> Arrears:
    return arrears_of(BookReader(), OCTOBER, NOVEMBER, when, drawing_code="0412")


def billed(office: SmallOffice, when: datetime = LATER) -> tuple[Bill, ...]:
    made = list_arrears(OCTOBER, NOVEMBER, "0412", office.by("clerk", when))
    return make_arrear_bill(made.arrear_list.pk, office.by("clerk", when)).bills


def balance(office: SmallOffice) -> list[int]:
    who = [office.people["100234"].pk]
    left = snapshot_of(BookReader(), DECEMBER, at(20, month=12), rulebook_in_use(), employments=who).balances
    return left.filter(kind="overpayment")["balance"].to_list()


def test_what_was_taken_is_owed_back_by_the_order_that_set_it_aside(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        owed = recovered(office)
        assert ("2026-11", "recovery_returned") not in differences(found())
        court = set_aside(owed)
        assert differences(found())["2026-11", "recovery_returned"] == TAKEN
        assert by_order(found(), "recovery_returned") == {court.number: TAKEN}
        (bill,) = billed(office)
        claim = Claim.objects.get(lines__bill=bill)
        assert (claim.for_month, claim.cause_id, claim.gross, claim.net) == (202611, court.pk, TAKEN, TAKEN)
        assert billed(office) == ()
        drawn(office, bill, LATER)
        assert Payslip.objects.get(bill=bill).net == TAKEN
        assert found().owed == 0 and billed(office) == ()
        assert broken_invariants() == []


def test_what_is_returned_is_no_income_and_the_month_shows_nothing_overdrawn(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        owed = recovered(office)
        who, march = [office.people["100234"].pk], Month(2026, 3)
        before = taxed_before(BookReader(), who, march, DECEMBER)
        set_aside(owed)
        (bill,) = billed(office)
        drawn(office, bill, LATER)
        assert taxed_before(BookReader(), who, march, DECEMBER).equals(before)
        run = compute_run(NOVEMBER, "0412", office.by("clerk", at(9, month=12)))
        named = {(one.code, one.component) for one in findings_of(run.run)}
        assert not {what for what, component in named if component == "recovery_returned"}


def test_a_fresh_order_recovers_the_whole_and_keeps_nothing_of_what_is_returned(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        owed = recovered(office)
        set_aside(owed)
        who = office.people["100234"]
        assert left_to_recover(BookReader(), found())[who.pk] == OVERPAID
        office.note(
            who, "obligation", date(2026, 12, 1), at(6, month=12), kind_of_due="overpayment",
            payee="Government",
            principal=OVERPAID, instalment=TAKEN,
            order=order("Recovery 2/2026", date(2026, 12, 6), at(6, month=12)),
        )  # fmt: skip
        assert who.pk not in left_to_recover(BookReader(), found())
        # ₹1,309 goes back, ₹1,551 is taken: together what was drawn above due
        assert balance(office) == [OVERPAID]
        (bill,) = billed(office)
        assert bill.gross == TAKEN


@pytest.mark.parametrize(("principal", "returned"), [(OVERPAID, 0), (TAKEN, 0), (100_000, TAKEN - 100_000)])
def test_a_fresh_order_that_goes_on_with_the_recovery_keeps_what_was_taken(
    world: World, office: SmallOffice, principal: int, returned: int
) -> None:
    with world.role("web"):
        owed = recovered(office)
        set_aside(owed)
        fresh = order("Recovery 2/2026", date(2026, 12, 6), at(6, month=12))
        office.amend(owed, at(6, month=12), order=fresh, principal=principal)
        assert differences(found()).get(("2026-11", "recovery_returned"), 0) == returned
        assert [max(left, 0) for left in balance(office)] == [max(principal - TAKEN, 0)]


def test_an_order_set_aside_by_none_that_is_named_is_its_own_cause(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        owed = recovered(office)
        OrderEffect.objects.create(
            order=the_order(owed), state="set_aside", valid_from=date(2026, 11, 1), recorded_at=COURT
        )
        (bill,) = billed(office)
        assert bill.gross == TAKEN
        assert Claim.objects.get(lines__bill=bill).cause_id == owed.order_id


@pytest.mark.parametrize("state", ["stayed", "superseded"])
def test_an_order_that_is_stayed_or_superseded_returns_nothing(
    world: World, office: SmallOffice, state: str
) -> None:
    with world.role("web"):
        owed = recovered(office)
        OrderEffect.objects.create(
            order=the_order(owed), state=state, valid_from=date(2026, 11, 1), recorded_at=COURT
        )
        assert ("2026-11", "recovery_returned") not in differences(found())


def test_an_order_that_holds_again_is_owed_what_was_returned(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        owed = recovered(office)
        set_aside(owed)
        (bill,) = billed(office)
        drawn(office, bill, LATER)
        OrderEffect.objects.create(
            order=the_order(owed),
            state="in_force",
            valid_from=date(2026, 12, 4),
            recorded_at=at(8, month=12),
        )
        again = found(at(9, month=12))
        assert differences(again)["2026-11", "recovery_returned"] == -TAKEN
