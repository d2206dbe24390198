"""An order that does not hold, and by which the rulebook still counts: every run says so, and its
arrears are not claimed.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.payroll.test_arrears import draw_elsewhere, drawn, listed
from tests.web.test_findings import in_malayalam
from vethanam.errors import Refused
from vethanam.orders.actions import record_order, record_order_effect
from vethanam.orders.models import Order
from vethanam.payroll.actions import compute_run, lock_run, make_arrear_bill, resolve_finding
from vethanam.payroll.models import Claim, RunFinding
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.lapsed_orders import figures_by, stopped_orders
from vethanam.periods import Month
from vethanam.rules.proposed_orders import read_proposal

RATE = ("G.O.(P) No.27/2026/Fin", date(2026, 2, 20))


def tell(office: SmallOffice, state: str, when: datetime, employment: int | None = None) -> Order:
    clerk = office.by("clerk", when)
    order = record_order(clerk, number=RATE[0], dated=RATE[1])
    record_order_effect(clerk, order, state=state, valid_from=when.date(), employment=employment)
    return order


STOPPED = ("order_of_figures_stopped", "order_of_one_stopped")


def findings(run: int) -> list[tuple[str, str]]:
    rows = RunFinding.objects.filter(run=run, code__in=STOPPED).order_by("pk")
    assert all("<span" not in in_malayalam(row) for row in rows)
    return [(row.record, row.says) for row in rows]


def test_a_run_after_a_stay_says_which_figures_still_count(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        before = compute_run(OCTOBER, "0412", office.by("clerk", at(20)))
        tell(office, "stayed", at(21))
        after = compute_run(OCTOBER, "0412", office.by("clerk", at(22)))
        assert (findings(before.run), after.version) == ([], 2)
        ((record, says),) = findings(after.run)
        assert record == "G.O.(P) No.27/2026/Fin dated 20 Feb 2026"
        assert says == (
            f"{record} does not hold from 21 Oct 2026, but the rulebook still counts its figures: "
            f"Dearness allowance as a "
            "percentage of basic pay, by the series the scale belongs to (dearness_allowance/rate.yaml: "
            "state_11 35 %, before it 25 %). The figure before it comes back by a value: add one to each of "
            "these files, with_effect_from “2026-10-21”, unless the order of the court gives another figure. "
            "Or sign this off with a reason."
        )
        with pytest.raises(Refused, match="A finding is open"):
            lock_run(after.run, office.by("clerk", at(22)))
        finding = RunFinding.objects.get(run=after.run, code__in=STOPPED)
        resolve_finding(
            finding.pk, office.by("officer", at(22)), kind="signed_off", reason="The appeal is heard."
        )
        lock_run(after.run, office.by("clerk", at(22)))


def test_a_stay_that_was_vacated_or_is_of_later_days_says_nothing(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        tell(office, "stayed", at(5, month=11))
        assert stopped_orders(OCTOBER, at(28, month=11)) == []
        assert len(stopped_orders(OCTOBER.plus(1), at(28, month=11))) == 1
        tell(office, "vacated", at(20, month=11))
        assert stopped_orders(OCTOBER.plus(1), at(28, month=11)) == []


def test_an_order_whose_figure_another_replaced_says_nothing(world: World, office: SmallOffice) -> None:
    assert figures_by("G.O.(P) No.15/2026/Fin", date(2026, 2, 4), date(2026, 2, 1), at(28))
    assert not figures_by("G.O.(P) No.15/2026/Fin", date(2026, 2, 4), date(2026, 10, 1), at(28))


def test_an_order_stayed_for_one_is_told_of_that_one(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        tell(office, "stayed", at(21), office.people["100235"].pk)
        run = compute_run(OCTOBER, "0412", office.by("clerk", at(22)))
        ((record, says),) = findings(run.run)
        assert record == "Employee 100235"
        assert "Enter the person's pay as an authorised rate from 21 Oct 2026." in says


def test_the_value_that_is_asked_for_brings_the_earlier_figure_back(
    world: World, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    november = OCTOBER.plus(1)
    entered = read_proposal(
        "{title: W.P. 1/2026, with_effect_from: 2026-11-01, changes: [{parameter: dearness_allowance.rate, "
        "key: state_11, value: 25}]}",
        rulebook_in_use(),
    ).over(rulebook_in_use())
    with world.role("web"):
        tell(office, "set_aside", at(1, month=11))
        assert "state_11 35 %, before it 25 %" in stopped_orders(november, at(5, month=11))[0].sentence.says
        monkeypatch.setattr(
            "vethanam.payroll.runs.lapsed_orders.rulebook_in_use", lambda known_at=None: entered
        )
        assert stopped_orders(november, at(5, month=11)) == []
    rates = [
        entered.in_force(month).dearness_allowance.rate.content(key="state_11")
        for month in (OCTOBER, november)
    ]
    assert rates == [3500, 2500]


def test_an_order_stayed_again_counts_for_nothing_since_the_second_stay(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        for state, when in (
            ("stayed", at(2, month=11)), ("vacated", at(9, month=11)), ("stayed", at(16, month=11)),
            ("set_aside", at(20, month=11)),
        ):  # fmt: skip
            tell(office, state, when)
        (one,) = stopped_orders(OCTOBER.plus(1), at(28, month=11))
        assert one.since == date(2026, 11, 16)


def test_the_next_instalment_of_an_order_set_aside_is_not_claimed(world: World, office: SmallOffice) -> None:
    first = last = Month(2026, 1)
    december = at(20, month=12)
    with world.role("web"):
        clerk = office.by("clerk", at(2, month=11))
        record_order(clerk, number=RATE[0], dated=RATE[1], payment_mode="cash", instalments=2)
        draw_elsewhere(office, office.people["100234"], [first])
        (bill,) = make_arrear_bill(
            listed(office, first, last, at(20, month=11)).arrear_list.pk, office.by("clerk", at(20, month=11))
        ).bills
        drawn(office, bill, at(20, month=11))
        tell(office, "set_aside", at(25, month=11))
        made = make_arrear_bill(
            listed(office, first, last, december).arrear_list.pk, office.by("clerk", december)
        )
        claimed = set(
            Claim.objects.filter(lines__bill__in=made.bills).values_list("cause__number", flat=True)
        )
        assert RATE[0] not in claimed and "G.O.(P) No.15/2026/Fin" in claimed
        assert ("Employee 100234", "arrears_by_stopped_order") in {(f.record, f.code) for f in made.findings}
