"""The reference itself, against figures worked by hand from the orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.reference import tables, tax
from tests.reference.facts import Obligation, Person, Record, Segment
from tests.reference.month import attachment_limit, month_of

OCTOBER = (2026, 10)
SETTLED = Record(born=date(1980, 1, 1), is_tax_settled=True)


def clerk(basic_pay: int, **differently: object) -> Segment:
    """October 2026 on duty in a corporation, on a stage of the eleventh revision."""
    whole = Segment(
        1,
        date(2026, 10, 1),
        date(2026, 10, 31),
        "state",
        "scale",
        11,
        None,
        Decimal(basic_pay),
        "state_11",
        "A",
    )
    return replace(whole, **differently)  # type: ignore[arg-type]


def month(*segments: Segment, record: Record = SETTLED, obligations: tuple[Obligation, ...] = ()) -> Person:
    """A person of October 2026."""
    return Person(1, OCTOBER, record, segments, obligations=obligations)


def amounts(person: Person) -> dict[str, int | None]:
    """Each component of the month in whole rupees; held ones as None."""
    return {
        line.component: None if line.amount is None else int(line.amount) for line in month_of(person).lines
    }


def test_a_whole_month_on_duty() -> None:
    assert amounts(month(clerk(45600))) == {
        "basic_pay": 45600, "dearness_allowance": 15960, "house_rent_allowance": 4560,
    }  # fmt: skip


def test_a_part_month_is_paid_by_calendar_days_and_rounded_once() -> None:
    joined_on_the_18th = clerk(45600, start=date(2026, 10, 18))
    # 45,600 × 14 / 31 = 20,593.55; 15,960 × 14 / 31 = 7,207.74; 4,560 × 14 / 31 = 2,059.35
    assert amounts(month(joined_on_the_18th)) == {
        "basic_pay": 20594, "dearness_allowance": 7208, "house_rent_allowance": 2059,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("basic_pay", "place", "rent"),
    [(23000, "A", 2300), (23000, "B", 2000), (23000, "D", 1200), (100300, "A", 10000), (100300, "D", 4000)],
)
def test_house_rent_stays_between_floor_and_ceiling(basic_pay: int, place: str, rent: int) -> None:
    assert amounts(month(clerk(basic_pay, place_class=place)))["house_rent_allowance"] == rent


def test_half_pay_leave_at_the_limit_of_rule_93_and_above_it() -> None:
    leave = {"absence": "half_pay", "absence_since": date(2026, 10, 1), "in_quarters": True}
    # half 25,100; DA on 50,200 is 17,570; 65 % of 67,770 is 44,050.50, so 1,380.50 more
    assert amounts(month(clerk(50200, **leave))) == {
        "basic_pay": 25100, "dearness_allowance": 17570, "special_leave_allowance": 1381,
    }  # fmt: skip
    assert amounts(month(clerk(51400, **leave))) == {"basic_pay": 25700, "dearness_allowance": 8995}


def test_house_rent_ends_with_the_180th_day_of_leave() -> None:
    leave = clerk(45600, absence="earned", absence_since=date(2026, 4, 24))
    # 24 April is day 1, 20 October day 180: 20 days of 31
    assert amounts(month(leave))["house_rent_allowance"] == 2942


def test_suspension_pays_half_with_dearness_on_it_and_no_house_rent() -> None:
    assert amounts(month(clerk(45600, absence="suspension", absence_since=date(2026, 10, 1)))) == {
        "subsistence_allowance": 22800, "dearness_allowance": 7980,
    }  # fmt: skip


def test_an_unknown_slab_holds_its_line_and_only_that() -> None:
    tenth = clerk(27800, revision=10, da_series="state_10")
    assert amounts(month(tenth)) == {
        "basic_pay": 27800, "dearness_allowance": None, "house_rent_allowance": None,
    }  # fmt: skip


def test_recoveries_give_way_from_the_bottom_and_net_is_never_negative() -> None:
    due = (
        Obligation(1, "lic", Decimal(5000)),
        Obligation(2, "house_building_advance", Decimal(30000)),
        Obligation(3, "cooperative", Decimal(20000), is_divisible=False),
        Obligation(4, "attachment", Decimal(90000)),
    )
    outcome = month_of(month(clerk(45600, in_quarters=True), obligations=due))
    deductions = [line for line in outcome.lines if line.kind == "deduction"]
    taken = {line.component: (int(line.amount or 0), int(line.carried)) for line in deductions}
    # 61,560 gross; the decree reaches (45,600 − 1,000) / 3; from the bottom: lic goes whole, the indivisible
    # one too
    assert taken == {
        "house_building_advance": (30000, 0), "attachment": (14866, 0), "cooperative": (0, 20000),
        "lic": (0, 5000),
    }  # fmt: skip
    assert outcome.net(1) == 61560 - 30000 - 14866


def test_the_limit_of_an_attachment_drops_paise() -> None:
    assert attachment_limit("attachment", Decimal(41000)) == 13333
    assert attachment_limit("maintenance", Decimal(41000)) == 27333


@pytest.mark.parametrize(
    ("income", "year", "regime", "due"),
    [
        (1200000, "2025-26", "new", 0),
        (1210000, "2025-26", "new", 10400),  # slabs 61,500, relief leaves 10,000, cess 400
        (710000, "2024-25", "new", 10400),
        (500000, "2025-26", "old", 0),
        (510000, "2025-26", "old", 15080),  # 12,500 + 2,000, no relief, cess 580
        (5100000, "2025-26", "new", 1227200),  # 10,80,000 at 50 lakh + 1,00,000, cess 47,200
    ],
)
def test_the_tax_of_a_year(income: int, year: str, regime: str, due: int) -> None:
    assert tax.tax_of_year(Decimal(income), year=year, regime=regime, age=40) == due


def test_pay_of_march_is_taxed_in_the_next_year() -> None:
    assert tax.TaxYear.of((2026, 2)) == tax.TaxYear("2025-26", 1)
    assert tax.TaxYear.of((2026, 3)) == tax.TaxYear("2026-27", 12)


def test_profession_tax_of_both_slab_sets() -> None:
    assert tax.profession_tax(Decimal(12000), date(2024, 8, 1)) == 120
    assert tax.profession_tax(Decimal(12000), date(2025, 2, 1)) == 320
    assert tax.profession_tax(Decimal("11999.99"), date(2025, 2, 1)) == 0


def test_stages_run_through_the_printed_span() -> None:
    assert len(tables.stages(tables.MASTER_11)) == 83
    assert tables.stages_of("23000-50200", tables.MASTER_11)[-1] == 50200


def test_subsistence_gives_nothing_to_the_provident_fund() -> None:
    member = replace(SETTLED, pension_scheme="gpf", gpf_subscription=Decimal(3000))
    suspended = clerk(45600, absence="suspension", absence_since=date(2026, 10, 1))
    part_2 = clerk(45600, part=2, start=date(2026, 10, 16))
    part_1 = replace(suspended, until=date(2026, 10, 15))
    assert "gpf_subscription" not in amounts(month(suspended, record=member))
    lines = month_of(month(part_1, part_2, record=member)).lines
    assert [(line.part, int(line.amount or 0)) for line in lines if line.component == "gpf_subscription"] == [
        (2, 3000)
    ]
