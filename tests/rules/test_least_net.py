"""The net pay that recoveries leave: unset nothing is protected and a finding says so; set, it is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.made import OCTOBER, RULES, facts, record, segment
from vethanam.rules import Assessment, assess, explain
from vethanam.rules.rulebook import Rulebook

NAME = "recoveries.least_net"
#: pay 45,600, dearness allowance 15,960, house rent allowance 3,648
GROSS = 65_208_00


def book(share: int | None) -> Rulebook:
    """The rules with a protected share in hundredths of one per cent; None: as nobody set it."""
    if share is None:
        return RULES
    parameter = RULES.parameters[NAME]
    (value,) = parameter.values
    entered = replace(parameter, values=(replace(value, fields={"value": share}),))
    return Rulebook(RULES.pack, {**RULES.parameters, NAME: entered}, "with a least net")


def owing(amount: int, share: int | None, **more: Any) -> Assessment:
    debt = {
        "employment": 1, "obligation": 7, "kind": "government_due", "amount": amount, "is_divisible": True,
    }  # fmt: skip
    month = facts(segment(), month=OCTOBER, records=[record()], owed=[debt | more])
    return assess(month, book(share))


def net_of(result: Assessment) -> int:
    return int(result.totals["net"].sum())


def codes(result: Assessment) -> set[str]:
    return set(result.findings["code"])


def test_unset_protects_nothing_and_the_finding_says_that_nobody_set_it() -> None:
    result = owing(70_000_00, None)
    assert net_of(result) == 0 and "least_net_not_set" in codes(result)


def test_unset_is_not_told_where_net_pay_is_left() -> None:
    result = owing(60_000_00, None)
    assert net_of(result) == 5_208_00 and "least_net_not_set" not in codes(result)


def test_a_quarter_of_gross_pay_is_left() -> None:
    # 65,208 x 25 % = 16,302
    result = owing(70_000_00, 25_00)
    assert net_of(result) == 16_302_00
    assert codes(result) >= {"deductions_carried"} and "least_net_not_set" not in codes(result)
    (carried,) = result.lines.filter(result.lines["component"] == "government_due")["carried"]
    assert carried == 70_000_00 - (GROSS - 16_302_00)


@pytest.mark.parametrize(("owed", "share", "named"), [
    (70_000_00, 25_00, [NAME]), (70_000_00, None, []), (10_000_00, 25_00, []),
])  # fmt: skip
def test_a_shortened_line_names_the_share_that_shortened_it(
    owed: int, share: int | None, named: list[str]
) -> None:
    debt = {"kind": "government_due", "amount": owed}
    tree = explain(facts(segment(), month=OCTOBER, owed=[debt]), book(share), "government_due")
    assert [one.name for one in tree.parameters] == named


def test_the_share_is_rounded_up_to_the_rupee() -> None:
    # 65,208 x 33.33 % = 21,733.83
    assert net_of(owing(70_000_00, 33_33)) == 21_734_00


def test_a_debt_that_fits_is_taken_whole() -> None:
    assert net_of(owing(48_906_00, 25_00)) == 16_302_00
    assert "deductions_carried" not in codes(owing(48_906_00, 25_00))


@pytest.mark.parametrize("share", [None, 25_00])
def test_a_person_without_debts_is_not_touched(share: int | None) -> None:
    result = assess(facts(segment(), month=OCTOBER, records=[record()]), book(share))
    assert net_of(result) == GROSS and codes(result) & {"least_net_not_set", "deductions_carried"} == set()
