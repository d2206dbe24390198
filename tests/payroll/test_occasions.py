"""Claims apart from the month's pay: surrender of earned leave, bonus and festival allowance of a year."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, at, draw_october
from vethanam.errors import Refused, Unsound
from vethanam.evidence.explanations import explanation_file
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.payroll.actions import (
    Challan,
    cancel_bill,
    check_bill,
    compute_run,
    confirm_refund,
    draw_festival,
    enter_refund,
    lock_run,
    make_bill,
    pass_bill,
    present_bill,
    settle_bill,
    surrender_leave,
)
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import Bill, Claim, DueRegister, Payslip
from vethanam.payroll.occasions.actions import Drawn
from vethanam.payroll.occasions.leave_account import earned_leave
from vethanam.payroll.queries import explanation, findings_of, month_of, schedules_of
from vethanam.payroll.register.drawn_lines import taxed_before
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.rules.recompute import check
from vethanam.service_book.models import ServiceSpell
from vethanam.service_book.reader import BookReader

pytestmark = pytest.mark.begins("on_leave")
NOVEMBER = Month(2026, 11)
#: 45,600 with dearness allowance of 35 %, 15,960, and house rent of 6 %, 2,736 (class C): by thirty for
#: ten days
TEN_DAYS = (4_560_000 + 1_596_000 + 273_600) // 3


@pytest.fixture(scope="module")
def on_leave(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """October is drawn; both have 120 days of earned leave to credit."""
    return furnish("on_leave", with_leave, on=furnished)


def with_leave(_world: World, office: SmallOffice) -> SmallOffice:
    for number in ("100234", "100235"):
        office.note(
            office.people[number],
            "leave_account",
            date(2026, 4, 1),
            at(2),
            kind_of_leave="earned",
            days=120,
            order=None,
        )
    draw_october(office)
    return office


def sanction(office: SmallOffice, mode: str = "cash", when: datetime | None = None) -> Order:
    return record_order(
        office.by("clerk", when or at(5, month=11)), number=f"Sanction {mode}", dated=date(2026, 11, 2),
        payment_mode=mode,
        kind=Order.Kind.SANCTION,
    )  # fmt: skip


def surrendered(
    office: SmallOffice, days: int, *, number: str = "100234", mode: str = "cash", day: int = 5
) -> Drawn:
    when = at(day, month=11)
    return surrender_leave(
        "0412", {number: days}, date(2026, 11, 4), sanction(office, mode), office.by("clerk", when)
    )


def drawn(office: SmallOffice, bill: Bill, when: datetime) -> Bill:
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    return pass_bill(bill, office.by("treasurer", when))


def test_ten_days_are_a_third_of_a_month_of_pay_and_allowances(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        (bill,) = surrendered(office, 10).bills
        assert (bill.kind, bill.gross, bill.net) == ("surrender", TEN_DAYS, TEN_DAYS)
        drawn(office, bill, at(6, month=11))
        slip = Payslip.objects.get(bill=bill)
        assert (slip.net, slip.tax_year) == (TEN_DAYS, "2026-27")
        account = earned_leave(office.people["100234"].pk, date(2026, 11, 30), at(7, month=11))
        assert account is not None and (account.balance, account.taken[0].bill) == (110, bill.number)
    assert broken_invariants() == []


def test_to_the_provident_fund_nothing_is_left_and_each_has_her_own_money_there(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        (bill,) = surrendered(office, 10, mode="provident_fund").bills
        assert (bill.gross, bill.deductions, bill.net) == (TEN_DAYS, TEN_DAYS, 0)
        drawn(office, bill, at(6, month=11))
        (schedule,) = schedules_of(Bill.objects.get(pk=bill.pk))
        assert (schedule.component, schedule.is_own, schedule.amount) == (
            "surrender_to_provident_fund", True, TEN_DAYS,
        )  # fmt: skip


def test_the_rest_of_thirty_days_can_be_surrendered_and_no_more(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        drawn(office, surrendered(office, 20).bills[0], at(6, month=11))
        with pytest.raises(Refused, match=r"At most 30 days .* 20 were surrendered already"):
            surrendered(office, 11, day=7)
        (second,) = surrendered(office, 10, day=7).bills
        assert second.gross == TEN_DAYS
        drawn(office, second, at(8, month=11))
        assert month_of(office.people["100234"].pk, NOVEMBER).gross == 3 * TEN_DAYS
    assert broken_invariants() == []


def test_not_more_days_than_stand_to_credit(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100235"]
        office.note(
            who,
            "leave_account",
            date(2026, 11, 1),
            at(2, month=11),
            kind_of_leave="earned",
            days=4,
            order=None,
        )
        with pytest.raises(Refused, match="4 days of earned leave stand to credit"):
            surrendered(office, 5, number="100235")


def test_leave_taken_since_the_account_was_entered_is_off_it(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100235"]
        office.note(
            who,
            "absence",
            date(2026, 11, 2),
            at(2, month=11),
            kind_of_absence="earned",
            valid_until=date(2026, 11, 4),
        )
        account = earned_leave(who.pk, date(2026, 11, 3), at(5, month=11))
        assert account is not None and account.balance == 118


def test_an_account_nobody_verified_counts_for_nothing(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100235"]
        office.record(
            who,
            "leave_account",
            date(2026, 11, 1),
            at(2, month=11),
            kind_of_leave="earned",
            days=300,
            order=None,
        )
        with pytest.raises(Refused, match="Nobody verified the leave account"):
            surrendered(office, 5, number="100235")


def test_somebody_without_a_leave_account_is_refused(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        office.hire("100240", known=at(2, month=11))
        with pytest.raises(Refused, match="The leave account is not entered"):
            surrendered(office, 5, number="100240")


def test_a_stranger_of_the_office_is_refused(world: World, office: SmallOffice) -> None:
    with world.role("web"), pytest.raises(Unsound, match="not posted under 0412"):
        surrendered(office, 5, number="999999")


def test_a_cancelled_bill_gives_the_days_back(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        (bill,) = surrendered(office, 30).bills
        with pytest.raises(Refused, match="30 were surrendered already"):
            surrendered(office, 1, day=6)
        cancel_bill(bill, office.by("clerk", at(6, month=11)), reason="Asked for too many")
        (again,) = surrendered(office, 10, day=7).bills
        assert again.gross == TEN_DAYS
        assert set(Claim.objects.filter(occasion__isnull=False).values_list("state", flat=True)) == {
            "void",
            "open",
        }
    assert broken_invariants() == []


def test_a_month_computed_after_it_neither_claims_nor_wants_it_back(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        (bill,) = surrendered(office, 10).bills
        run = compute_run(NOVEMBER, "0412", office.by("clerk", at(28, month=11)))
        assert [f.code for f in findings_of(run.run, blocking=True)] == []
        lock_run(run.run, office.by("clerk", at(28, month=11)))
        (month,) = make_bill(run.run, office.by("clerk", at(28, month=11))).bills
        drawn(office, Bill.objects.get(pk=bill.pk), at(29, month=11))
        drawn(office, Bill.objects.get(pk=month.pk), at(29, hour=11, month=11))
        again = compute_run(NOVEMBER, "0412", office.by("clerk", at(30, month=11)))
        assert [f.code for f in findings_of(again.run) if f.code.startswith(("drawn_", "claimed_"))] == []
        owed = arrears_of(
            BookReader(), OCTOBER, NOVEMBER, at(30, month=11), employments=[office.people["100234"].pk]
        )
        assert (owed.owed, owed.to_recover) == (0, 0)
    assert broken_invariants() == []


def test_it_is_taxed_with_the_pay_of_the_month_it_comes_in(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        who = office.people["100234"].pk
        (before,) = taxed_before(BookReader(), [who], Month(2026, 3), OCTOBER)["gross"].to_list()
        drawn(office, surrendered(office, 10).bills[0], at(6, month=11))
        (after,) = taxed_before(BookReader(), [who], Month(2026, 3), OCTOBER)["gross"].to_list()
        assert after - before == TEN_DAYS


def test_why_it_is_so_much_comes_out_again(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        drawn(office, surrendered(office, 10).bills[0], at(6, month=11))
        tree = explanation(BookReader(), office.people["100234"].pk, NOVEMBER, "leave_surrender")
        assert tree.value == TEN_DAYS
        assert [child.name for child in tree.children] == [
            "basic_pay",
            "dearness_allowance",
            "house_rent_allowance",
        ]
        assert [citation.order for citation in tree.citations] == ["Sanction cash"]
        assert "leave.surrender_divisor" in tree.unconfirmed
        whole = explanation(BookReader(), office.people["100234"].pk, NOVEMBER)
        assert (whole.children[-1].name, whole.children[-1].value) == ("leave_surrender", TEN_DAYS)
        for one in (tree, whole):
            file = explanation_file("100234", NOVEMBER, rulebook_in_use().hash, one)
            assert check(json.loads(file)) > 1


def retired(office: SmallOffice, days: int) -> None:
    """A person who retired on the last of October, and her leave account then."""
    who = office.people["100234"]
    spell = ServiceSpell.objects.get(employment=who)
    office.amend(spell, at(2, month=11), valid_until=date(2026, 10, 31), end_cause="retirement")
    office.note(
        who,
        "leave_account",
        date(2026, 10, 30),
        at(2, month=11),
        kind_of_leave="earned",
        days=days,
        order=None,
    )


def test_on_retirement_ten_months_of_leave_are_surrendered_and_no_tax_counts_them(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        retired(office, 300)
        who = office.people["100234"].pk
        (before,) = taxed_before(BookReader(), [who], Month(2026, 3), OCTOBER)["gross"].to_list()
        (bill,) = surrendered(office, 300, mode="provident_fund").bills
        assert (bill.gross, bill.net) == (30 * TEN_DAYS, 30 * TEN_DAYS)
        drawn(office, bill, at(6, month=11))
        assert taxed_before(BookReader(), [who], Month(2026, 3), OCTOBER)["gross"].to_list() == [before]
        tree = explanation(BookReader(), who, OCTOBER, "terminal_surrender")
        assert tree.value == 30 * TEN_DAYS
        assert "leave.terminal_surrender" in {used.name for used in tree.parameters}
        with pytest.raises(Refused, match=r"on retirement. 300 were surrendered already"):
            surrendered(office, 1, day=7)
    assert broken_invariants() == []


def test_on_retirement_not_more_than_stands_to_credit(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        retired(office, 40)
        with pytest.raises(Refused, match="40 days of earned leave stand to credit"):
            surrendered(office, 41)


def test_two_hands_at_the_register_hold_the_limit(world: World, office: SmallOffice) -> None:
    """The database repeats the action's check: it refuses a claim written past it."""
    with world.role("web"):
        (bill,) = surrendered(office, 30).bills
        claim = Claim.objects.get(lines__bill=bill)
        with pytest.raises(Exception, match="surrenders too many days"):
            Claim.objects.create(**written_again(claim))


def written_again(claim: Claim) -> dict[str, Any]:
    """The columns of one more claim like it, without a request."""
    own = {f.attname: getattr(claim, f.attname) for f in Claim._meta.concrete_fields if f.attname != "id"}
    return own | {"instalment": 2}


# -- the festival of a year ----------------------------------------------------------------------------------


def on_the_lowest_scale(office: SmallOffice, who: Employment, since: date = date(2024, 1, 1)) -> None:
    """27,900 with dearness allowance of 12 % on 31 March 2025: 31,248, below the ceiling of 39,872."""
    office.note(
        who, "pay", since, at(3), basis="scale", revision=11, scale="27900-63700", basic_pay=2_790_000,
    )  # fmt: skip


def test_somebody_whose_pay_is_no_stage_of_the_scale_draws_no_bonus_of_nothing(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        office.hire("100236", basic_pay=2_790_000, known=at(2))
        (left,) = draw_festival("0412", 2025, order_of_2025(office), office.by("clerk")).left
        assert left.number == "100236" and "scale" in left.says


def order_of_2025(office: SmallOffice) -> Order:
    return record_order(office.by("clerk"), number="G.O.(P) 1/2025/Fin", dated=date(2025, 8, 26))


def test_bonus_up_to_the_ceiling_and_the_festival_allowance_above_it(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        on_the_lowest_scale(office, office.hire("100236", known=at(2)))
        found = draw_festival("0412", 2025, order_of_2025(office), office.by("clerk"))
        (bill,) = found.bills
        assert (bill.kind, bill.people, bill.gross) == ("festival", 3, 450_000 + 2 * 300_000)
        drawn(office, bill, at(29))
        asked = {
            c.employment.number: c.gross
            for c in Claim.objects.filter(lines__bill=bill).select_related("employment")
        }
        assert asked == {"100234": 300_000, "100235": 300_000, "100236": 450_000}
        register = DueRegister.objects.get(employment=office.people["100236"], for_month=202508)
        assert (register.due, register.drawn, register.open) == ([450_000], [450_000], [0])
        tree = explanation(BookReader(), office.people["100236"].pk, Month(2025, 8), "bonus")
        assert (tree.value, tree.givens[0].number) == (450_000, 3_124_800)
        file = explanation_file("100236", Month(2025, 8), rulebook_in_use().hash, tree)
        assert check(json.loads(file)) == 1
    assert broken_invariants() == []


def test_who_came_too_late_for_it_is_left_and_told_why(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        office.hire("100237", joined=date(2025, 1, 6), known=at(2))
        on_the_lowest_scale(
            office, office.hire("100238", joined=date(2024, 7, 1), known=at(2)), date(2024, 7, 2)
        )
        office.hire("100239", joined=date(2025, 6, 1), known=at(2))
        left = {
            one.number: one.code
            for one in draw_festival("0412", 2025, order_of_2025(office), office.by("clerk")).left
        }
        assert left == {
            "100237": "service_too_short",
            "100238": "proportion_unknown",
            "100239": "not_in_service_on",
        }


def test_neither_is_drawn_twice_for_one_year(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        (bill,) = draw_festival("0412", 2025, order_of_2025(office), office.by("clerk")).bills
        again = draw_festival("0412", 2025, order_of_2025(office), office.by("clerk", at(29)))
        assert not again.bills and {one.code for one in again.left} == {"festival_drawn"}
        with pytest.raises(Refused, match=f"on bill {bill.number}"):
            draw_festival("0412", 2025, order_of_2025(office), office.by("clerk", at(29)), only=["100234"])
        claim = Claim.objects.filter(lines__bill=bill)[0]
        with pytest.raises(Exception, match="asked twice"):
            Claim.objects.create(**written_again(claim))


def test_of_a_year_whose_order_was_not_read_nothing_is_drawn(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        found = draw_festival("0412", 2026, order_of_2025(office), office.by("clerk"))
        assert not found.bills
        assert "No order for the festival of 2026 was read" in found.left[0].says


def test_what_is_given_back_whole_by_challan_is_drawn_no_more_and_can_be_asked_again(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        (bill,) = surrendered(office, 30).bills
        drawn(office, bill, at(6, month=11))
        settle_bill(bill, office.by("treasurer", at(7, month=11)), settled=bill.net)
        who = office.people["100234"]
        refund = enter_refund(
            bill, office.by("second", at(9, month=11)), employment=who,
            challan=Challan("77", date(2026, 11, 9)),
            reason="Surrendered by mistake.",
        )  # fmt: skip
        with pytest.raises(Refused, match="30 were surrendered already"):
            surrendered(office, 10, day=9)
        confirm_refund(refund, office.by("treasurer", at(10, month=11)))
        account = earned_leave(who.pk, date(2026, 11, 30), at(10, month=11))
        assert account is not None and account.balance == 120
        (again,) = surrendered(office, 10, day=11).bills
        assert again.gross == TEN_DAYS
    assert broken_invariants() == []
