"""Money given back by challan: the drawn amount falls, register and arrears follow, and never
more than was drawn.
"""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import Any

import polars as pl
import psycopg
import pytest
from django.db import connections

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, at
from vethanam.errors import Refused, Unsound
from vethanam.payroll.actions import (
    Challan,
    check_bill,
    compute_run,
    confirm_refund,
    enter_refund,
    lock_run,
    make_bill,
    pass_bill,
    present_bill,
    refuse_refund,
    settle_bill,
)
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import Bill, BillAct, Payslip, Refund
from vethanam.payroll.queries import month_of
from vethanam.payroll.register.drawn_lines import claim_lines, recovered_before
from vethanam.service_book.reader import BookReader

PAID, CAME = at(29), at(3, month=12)
CHALLAN = Challan("C-17", date(2026, 12, 2))
REASON = "Pay was drawn for days without pay."


def passed(office: SmallOffice) -> Bill:
    """October's bill, passed."""
    return pass_bill(presented(office), office.by("treasurer", PAID))


def presented(office: SmallOffice) -> Bill:
    """October's bill, with the treasury."""
    run = compute_run(OCTOBER, "0412", office.by("clerk"))
    lock_run(run.run, office.by("clerk"))
    (bill,) = make_bill(run.run, office.by("clerk")).bills
    check_bill(bill, office.by("officer"))
    present_bill(bill, office.by("officer"))
    return bill


@pytest.fixture(scope="module")
def october_paid(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """October's bill is passed and credited."""
    return furnish("october_paid", pay_october, on=furnished, role="web")


def pay_october(_world: World, office: SmallOffice) -> SmallOffice:
    bill = passed(office)
    settle_bill(bill, office.by("treasurer", at(30)), settled=bill.net)
    return office


@pytest.fixture
def prepared(request: pytest.FixtureRequest, furnished: Furnished) -> Furnished:
    begins: Furnished = (
        request.getfixturevalue("october_paid") if "paid" in request.fixturenames else furnished
    )
    return begins


@pytest.fixture
def paid(world: World) -> Bill:
    """October's bill, passed and credited."""
    with world.role("web"):
        return Bill.objects.get()


def enter(office: SmallOffice, bill: Bill, number: str = "100234", **given: Any) -> Refund:
    """The second clerk, who did not make the bill, enters a challan."""
    filled: dict[str, Any] = {"challan": CHALLAN, "reason": REASON, **given}
    return enter_refund(bill, office.by("second", CAME), employment=office.people[number], **filled)


def drawn(office: SmallOffice, number: str = "100234") -> dict[str, int]:
    lines = claim_lines(BookReader(), [office.people[number].pk], OCTOBER, OCTOBER, only_pay=True)
    paid = lines.filter(pl.col("state") == "drawn").group_by("component").agg(pl.col("amount").sum())
    return dict(paid.iter_rows())


def owed(office: SmallOffice, when: datetime = CAME) -> dict[str, int]:
    found = arrears_of(BookReader(), OCTOBER, OCTOBER, when, employments=[office.people["100234"].pk])
    rows = found.months.select("component", "difference").iter_rows()
    return {component: difference for component, difference in rows if difference}


def test_the_whole_pay_comes_back(world: World, office: SmallOffice, paid: Bill) -> None:
    person = office.people["100234"].pk
    with world.role("web"):
        before, net = drawn(office), Payslip.objects.get(employment=person).net
        assert owed(office) == {}
        refund = enter(office, paid)
        assert (refund.amount, drawn(office)) == (net, before)
        confirm_refund(refund, office.by("treasurer", CAME))
        assert set(drawn(office).values()) == {0}
        month = month_of(person, OCTOBER)
        assert (month.net, month.drawn_net) == (0, 0)
        assert [(r.challan_number, r.amount) for r in month.refunds] == [("C-17", net)]
        assert recovered_before(BookReader(), [person], OCTOBER.plus(1))["recovered"].to_list() == [0]
        assert owed(office) == {
            name: before[name] for name in ("basic_pay", "dearness_allowance", "house_rent_allowance")
        }
        assert (Payslip.objects.get(employment=person).net, broken_invariants()) == (net, [])
        acts = BillAct.objects.filter(bill=paid).order_by("-id").values_list("act", "reason")[:2]
        assert list(acts) == [("refunded", REASON), ("refund_entered", REASON)]


def test_a_part_comes_back_and_then_the_rest(world: World, office: SmallOffice, paid: Bill) -> None:
    with world.role("web"):
        before = drawn(office)
        first = enter(office, paid, amounts={"basic_pay": 100_000, "dearness_allowance": 35_000})
        confirm_refund(first, office.by("treasurer", CAME))
        assert (first.amount, first.account_year) == (135_000, "2026-27")
        assert drawn(office)["basic_pay"] == before["basic_pay"] - 100_000
        assert owed(office) == {"basic_pay": 100_000, "dearness_allowance": 35_000}
        rest = enter(office, paid, challan=Challan("C-18", date(2026, 12, 3)))
        assert rest.amount == Payslip.objects.get(employment=office.people["100234"]).net - 135_000
        with pytest.raises(Unsound, match="drew nothing for this employee that is not refunded"):
            enter(office, paid, challan=Challan("C-19", date(2026, 12, 3)))


def test_what_was_given_back_and_is_still_due_is_claimed_again(
    world: World, office: SmallOffice, paid: Bill
) -> None:
    with world.role("web"):
        confirm_refund(enter(office, paid, amounts={"basic_pay": 100_000}), office.by("treasurer", CAME))
        assert paid.run_id is not None
        (again,) = make_bill(paid.run_id, office.by("clerk", at(4, month=12))).bills
        assert (again.kind, again.gross, again.people) == ("supplementary", 100_000, 1)
        assert make_bill(paid.run_id, office.by("clerk", at(4, month=12))).bills == ()


def test_a_refused_challan_changes_nothing_and_its_number_is_free(
    world: World, office: SmallOffice, paid: Bill
) -> None:
    with world.role("web"):
        before = drawn(office)
        refund = enter(office, paid)
        refuse_refund(refund, office.by("treasurer", CAME), reason="No such challan came in.")
        assert (drawn(office), enter(office, paid).challan_number) == (before, "C-17")
        with pytest.raises(Refused, match="is refused already"):
            confirm_refund(refund, office.by("treasurer", CAME))


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"amounts": {"basic_pay": 4_560_001}}, "is above the ₹\u202f45,600 that"),
    ({"amounts": {"basic_pay": 0}}, "above zero"),
    ({"amounts": {"gpf_subscription": 500_000}}, "A challan pays something in"),
    ({"challan": Challan("C-1", date(2026, 12, 4))}, "after today"),
    ({"challan": Challan("C-1", date(2026, 10, 28))}, "before the voucher"),
    ({"challan": Challan(" ", date(2026, 12, 2))}, "has a number"),
    ({"challan": Challan("C-1", date(2026, 12, 2), 1)}, "the challan is for ₹\u202f0.01, the lines come to"),
    ({"reason": " "}, "needs a reason"),
]


def test_what_does_not_fit_is_refused_in_a_sentence(world: World, office: SmallOffice, paid: Bill) -> None:
    with world.role("web"):
        for given, says in WRONG:
            with pytest.raises((Refused, Unsound), match=says):
                enter(office, paid, **given)
        assert not Refund.objects.exists()


def test_a_challan_is_entered_once(world: World, office: SmallOffice, paid: Bill) -> None:
    with world.role("web"):
        enter(office, paid)
        with pytest.raises(Refused, match="entered already"):
            enter(office, paid, number="100235")


def test_nothing_is_refunded_before_it_is_passed(world: World, office: SmallOffice) -> None:
    with (
        world.role("web"),
        pytest.raises(Refused, match="A refund needs it passed or part credited or closed"),
    ):
        enter(office, presented(office))


def test_what_a_passed_bill_drew_and_never_left_is_given_back(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        assert enter(office, passed(office)).state == "entered"


def test_the_treasury_confirms_and_never_who_drew_the_bill(
    world: World, office: SmallOffice, paid: Bill
) -> None:
    with world.role("worker"):
        both = office.appoint("both", "treasury_officer", "T07", person=paid.presented_by, office="TRY")
        assert both
    with world.role("web"):
        refund = enter(office, paid)
        with pytest.raises(Refused, match="needs a treasury officer"):
            confirm_refund(refund, office.by("officer", CAME))
        with pytest.raises(Refused, match="you drew it or entered its refund"):
            confirm_refund(refund, office.by("both", CAME))
        with pytest.raises(Refused, match="needs a clerk or drawing officer"):
            enter_refund(
                paid, office.by("treasurer", CAME), employment=office.people["100235"], challan=CHALLAN,
                reason=REASON
            )  # fmt: skip


def test_two_at_once_cannot_give_back_the_same_money(world: World, office: SmallOffice, paid: Bill) -> None:
    """Two sessions enter the whole refund under two challans: one succeeds."""
    outcome: list[str] = []
    gate = threading.Barrier(2)

    def one(number: str) -> None:
        try:
            gate.wait(10)
            enter(office, paid, challan=Challan(number, date(2026, 12, 2)))
            outcome.append("entered")
        except (Refused, Unsound) as error:
            outcome.append(error.code)
        finally:
            connections.close_all()

    with world.role("web"):
        rivals = [threading.Thread(target=one, args=(number,)) for number in ("C-1", "C-2")]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join(20)
        assert sorted(outcome) == ["entered", "nothing_to_refund"]


# -- refusals of the database itself -------------------------------------------------------------------------


def _line(world: World, refund: Refund, amount: int) -> None:
    world.sql(
        "web",
        "INSERT INTO payroll_refundline (refund_id, claim_id, component, amount)"
        " SELECT %s, c.id, k.code, %s FROM payroll_claim c, payroll_component k"
        "  WHERE c.employment_id = %s AND k.name = 'house_rent_allowance'",
        refund.pk,
        amount,
        refund.employment_id,
    )


def _by(world: World, refund: Refund, state: str, person: int) -> None:
    world.sql(
        "web",
        (
            "UPDATE payroll_refund SET state = %s, decided_at = now(), decided_by_id = %s, "
            "decided_for_id = %s WHERE id = %s"
        ),
        state,
        person,
        person,
        refund.pk,
    )


def test_the_database_holds_a_refund_within_what_was_drawn(
    world: World, office: SmallOffice, paid: Bill
) -> None:
    with world.role("web"):
        refund = enter(office, paid, amounts={"basic_pay": 100})
        rent = drawn(office)["house_rent_allowance"]
        treasurer = office.by("treasurer", CAME).person or 0
    with pytest.raises(psycopg.errors.CheckViolation, match="drew less"):
        _line(world, refund, rent + 1)
    with pytest.raises(psycopg.errors.CheckViolation, match="refund_confirmed_by_another"):
        _by(world, refund, "confirmed", refund.entered_by_id)
    with pytest.raises(psycopg.errors.CheckViolation, match="who drew the bill"):
        _by(world, refund, "confirmed", paid.checked_by_id or 0)
    _line(world, refund, rent)
    with pytest.raises(psycopg.errors.CheckViolation, match="do not add up"):
        _by(world, refund, "confirmed", treasurer)
    _by(world, refund, "refused", treasurer)
    with pytest.raises(psycopg.errors.CheckViolation, match="is decided"):
        _by(world, refund, "confirmed", treasurer)


# -- one challan for several ---------------------------------------------------------------------------------

WHOLE = 300_000


def part_of(whole: int, amount: int, dated: date = date(2026, 12, 2)) -> dict[str, Any]:
    return {"challan": Challan("C-20", dated, amount, whole), "amounts": {"basic_pay": amount}}


def test_a_challan_for_several_is_confirmed_when_all_of_it_is_entered(
    world: World, office: SmallOffice, paid: Bill
) -> None:
    with world.role("web"):
        before = drawn(office)["basic_pay"], drawn(office, "100235")["basic_pay"]
        first = enter(office, paid, **part_of(WHOLE, 100_000))
        with pytest.raises(Refused, match="1,000 of it is entered"):
            confirm_refund(first, office.by("treasurer", CAME))
        second = enter(office, paid, "100235", **part_of(WHOLE, 200_000))
        confirm_refund(first, office.by("treasurer", CAME))
        second.refresh_from_db()
        assert second.state == Refund.State.CONFIRMED
        after = drawn(office)["basic_pay"], drawn(office, "100235")["basic_pay"]
        assert after == (before[0] - 100_000, before[1] - 200_000)
        assert broken_invariants() == []
        with pytest.raises(Refused, match="entered already"):
            enter(office, paid, "100235", **part_of(WHOLE, 100_000))


def test_a_refused_challan_is_refused_for_all_it_covers(
    world: World, office: SmallOffice, paid: Bill
) -> None:
    with world.role("web"):
        before = drawn(office), drawn(office, "100235")
        first = enter(office, paid, **part_of(WHOLE, 100_000))
        enter(office, paid, "100235", **part_of(WHOLE, 200_000))
        refuse_refund(first, office.by("treasurer", CAME), reason="No such challan came in.")
        assert set(Refund.objects.values_list("state", flat=True)) == {"refused"}
        assert (drawn(office), drawn(office, "100235")) == before
        assert enter(office, paid, challan=Challan("C-20", date(2026, 12, 2))).challan_total is None


@pytest.mark.parametrize(
    ("number", "second", "says"),
    [
        ("100235", part_of(WHOLE, 250_000), "come to more than it says"),
        ("100235", part_of(WHOLE + 100, 200_000), "entered already"),
        ("100235", part_of(WHOLE, 200_000, date(2026, 12, 3)), "entered already"),
        ("100235", {"challan": Challan("C-20", date(2026, 12, 2))}, "entered already"),
        ("100234", part_of(WHOLE, 200_000), "already for this employee and bill"),
    ],
)
def test_a_second_refund_by_a_challan_must_fit_the_first(
    world: World, office: SmallOffice, paid: Bill, number: str, second: dict[str, Any], says: str
) -> None:
    with world.role("web"):
        enter(office, paid, **part_of(WHOLE, 100_000))
        with pytest.raises(Refused, match=says):
            enter(office, paid, number, **second)


def test_a_part_above_the_whole_challan_is_refused(world: World, office: SmallOffice, paid: Bill) -> None:
    with world.role("web"), pytest.raises(Unsound, match="this part alone comes to"):
        enter(office, paid, **part_of(50_000, 100_000))
