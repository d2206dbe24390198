"""The invariants hold after a month, and each that is broken by force is told."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from vethanam.payroll.actions import check_bill, compute_run, lock_run, make_bill, pass_bill, present_bill
from vethanam.payroll.audit import broken_invariants


@pytest.fixture
def world(furnished_world: World, furnished_office: SmallOffice) -> World:
    """October is passed."""
    office = furnished_office
    with furnished_world.role("web"):
        run = compute_run(OCTOBER, "0412", office.by("clerk"))
        lock_run(run.run, office.by("clerk"))
        (bill,) = make_bill(run.run, office.by("clerk")).bills
        check_bill(bill, office.by("officer"))
        present_bill(bill, office.by("officer"))
        pass_bill(bill, office.by("treasurer", at(29)))
    return furnished_world


def broken(world: World) -> list[str]:
    with world.role("worker"):
        return sorted({finding.code for finding in broken_invariants()})


def test_nothing_is_broken_after_a_month(world: World) -> None:
    assert broken(world) == []


@pytest.mark.parametrize(("code", "text"), [
    ("register_differs", "UPDATE payroll_dueregister SET drawn[1] = drawn[1] - 100, due[1] = due[1] - 100"),
    ("payslips_differ", "UPDATE payroll_payslip SET gross = gross + 1, net = net + 1"),
    ("drawn_without_payslip", "UPDATE payroll_payslip SET claims = array_fill(9999, ARRAY[cardinality(claims)])"),
])  # fmt: skip
def test_what_a_superuser_breaks_is_told(world: World, code: str, text: str) -> None:
    world.sql("postgres", f"SET session_replication_role = replica; {text}")
    assert code in broken(world)
