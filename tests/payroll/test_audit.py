"""The invariants hold after a month, and each broken one is reported."""

from __future__ import annotations

import pytest

from tests.conftest import World
from vethanam.payroll.audit import broken_invariants

pytestmark = pytest.mark.begins("october_drawn")


def broken(world: World) -> list[str]:
    with world.role("worker"):
        return sorted({finding.code for finding in broken_invariants()})


def test_nothing_is_broken_after_a_month(world: World) -> None:
    assert broken(world) == []


@pytest.mark.parametrize(("code", "text"), [
    ("register_differs", "UPDATE payroll_dueregister SET drawn[1] = drawn[1] - 100, due[1] = due[1] - 100"),
    ("recoveries_differ", "UPDATE payroll_recoveredsum SET amount = amount + 1"),
    ("payslips_differ_from_bill", "UPDATE payroll_payslip SET gross = gross + 1, net = net + 1"),
    ("drawn_without_payslip",
        "UPDATE payroll_payslip SET claims = array_fill(9999, ARRAY[cardinality(claims)])"),
])  # fmt: skip
def test_what_a_superuser_breaks_is_told(world: World, code: str, text: str) -> None:
    world.sql("postgres", f"SET session_replication_role = replica; {text}")
    assert code in broken(world)
