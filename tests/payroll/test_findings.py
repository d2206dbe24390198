"""Findings of a run on deductions beyond the pay: each with its consequence."""

from __future__ import annotations

from datetime import date

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.web.test_findings import in_malayalam
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import RunFinding
from vethanam.periods import Month


def not_taken(office: SmallOffice, month: Month, when: int) -> dict[str, str]:
    run = compute_run(month, "0412", office.by("clerk", at(when, month=month.number)))
    codes = ["carried_over_the_year", "carried_in_balance", "not_carried"]
    rows = RunFinding.objects.filter(run=run.run, code__in=codes).order_by("pk")
    assert all("<span" not in in_malayalam(row) for row in rows)
    return {row.component: row.says for row in rows}


def test_in_a_month_without_pay_a_premium_is_left_to_somebody_and_a_balance_goes_on(
    world: World, office: SmallOffice
) -> None:
    with world.role("web"):
        who = office.people["100234"]
        office.note(who, "membership", date(2026, 1, 1), at(2), fund="medisep")
        office.note(
            who, "obligation", date(2026, 1, 1), at(2), kind_of_due="lic", payee="LIC", instalment=100_000
        )
        office.note(
            who, "absence", date(2026, 10, 1), at(2), kind_of_absence="without_allowances",
            valid_until=date(2026, 10, 31)
        )  # fmt: skip
        said = not_taken(office, OCTOBER, 25)
        assert set(said) == {"medisep", "festival_advance", "lic"}
        assert said["medisep"] == (
            "Medisep: pay did not reach for ₹\u202f687 of October 2026. No rule takes it later by itself: "
            "enter it as an obligation of a month with pay, with its order, or have the person pay it."
        )
        assert said["lic"].endswith("or have the person pay it.")
        assert said["festival_advance"].endswith(
            "It stays in the balance, and instalments go on until that is paid."
        )
        # true of November: the advance is taken again, the premium of October is not
        compute_run(OCTOBER.plus(1), "0412", office.by("clerk", at(25, month=11)))
        assert not_taken(office, OCTOBER.plus(1), 26) == {}


def test_income_tax_that_pay_did_not_reach_for_is_spread(world: World, office: SmallOffice) -> None:
    """On 29 days without allowances two days' pay does not reach for a tax on other income."""
    with world.role("web"):
        who = office.people["100234"]
        office.note(
            who,
            "tax_choice",
            date(2026, 4, 1),
            at(2),
            tax_year="2026-27",
            regime="old",
            other_income=150_000_000,
        )
        office.note(
            who, "absence", date(2026, 10, 3), at(2), kind_of_absence="without_allowances",
            valid_until=date(2026, 10, 31)
        )  # fmt: skip
        assert not_taken(office, OCTOBER, 25)["income_tax"].endswith(
            "It is spread over the later payments of the tax year."
        )
