"""A parameter of the rulebook on a page: by name, slab by slab, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from vethanam.rules import load_pack
from vethanam.web.pay.figures import example_said, figure_name, figure_said, figures_said


@pytest.mark.parametrize(
    ("name", "key", "on", "says"),
    [
        (
            "profession_tax.slabs",
            None,
            date(2026, 10, 1),
            (
                "income 0: 0; income 12,000: 320; income 18,000: 450; income 30,000: 600; income 45,000: "
                "750; income 1,00,000: 1,000; income 1,25,000: 1,250"
            ),
        ),
        ("house_rent_allowance.slab", "11/A", date(2026, 10, 1), "rate 10 %, least 2,300, most 10,000"),
        ("house_rent_allowance.slab", "11/A", date(2020, 10, 1), ""),
        ("house_rent_allowance.quarters", None, date(2026, 10, 1), "no"),
        ("pay.master_scale", "11", date(2026, 10, 1), "83 stages, 23,000 to 1,66,800"),
        ("pension_contribution.joined_from", None, date(2026, 10, 1), "1 Apr 2013"),
        ("profession_tax.schedule", None, date(2026, 10, 1), "months 8, 2, least days of work 60"),
        ("rounding.line", None, date(2026, 10, 1), "to the nearest rupee"),
        (
            "suspension.not_deducted",
            None,
            date(2026, 10, 1),
            "provident fund subscription, family benefit scheme, postal life insurance, LIC premium",
        ),
    ],
)
def test_a_figure_is_said_by_its_fields(name: str, key: str | None, on: date, says: str) -> None:
    parameter = load_pack("kerala").parameters[name]
    value = parameter.in_force(on, key)
    assert value is not None
    with override("en"):
        assert figure_said(parameter, value) == says


def test_every_figure_has_a_name_in_malayalam_and_says_no_english_field() -> None:
    with override("ml"):
        parameters = load_pack("kerala").parameters
        assert [name for name in parameters if figure_name(name).isascii()] == []
        for parameter in parameters.values():
            if len(parameter.units) > 1:
                for value in parameter.values:
                    words = figure_said(parameter, value).split()
                    assert not any(word in parameter.units for word in words), parameter.name


def test_an_example_is_said_by_names_with_sums_in_rupees() -> None:
    given = {"basic_pay": 45600, "city_class": "A", "in_quarters": True, "months": 6}
    with override("en"):
        assert example_said(given) == (
            "basic pay 45,600; class of the place A; in Government quarters yes; months 6"
        )
    answer = {"slab_tax_paise": 4500000, "amounts_paise": [100, 250], "refused": "A half-year has 6 months."}
    with override("en"):
        assert example_said(answer) == (
            "tax by the slabs ₹\u202f45,000; amounts ₹\u202f1, ₹\u202f2.50; refused A half-year has 6 months."
        )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("income 5,00,000, most 12,500", "income 5,00,000, most 12,500"),
        ("rate 10 %, floor 2,300, ceiling 10,000", "rate 10 %, least 2,300, most 10,000"),
        ("premium not known, month 11", "premium not known, month 11"),
        ("35 %", "35 %"),
        ("calendar_days", "calendar days"),
        ("12 stages, 23,000 to 50,200", "12 stages, 23,000 to 50,200"),
    ],
)
def test_what_the_rules_say_of_a_figure_is_said_by_its_fields(text: str, says: str) -> None:
    with override("en"):
        assert figures_said(text) == says
    with override("ml"):
        assert not any(
            word in ("income", "most", "rate", "least", "known", "month")
            for word in figures_said(text).split()
        )
