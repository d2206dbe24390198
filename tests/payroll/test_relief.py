"""Relief for arrears of earlier tax years: the statement, and its part in the month's tax."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.payroll.test_arrears import RAISED, draw_elsewhere, raise_pay
from vethanam.payroll.actions import check_bill, list_arrears, make_arrear_bill, pass_bill, present_bill
from vethanam.payroll.arrears.relief_forecast import Relief, as_json, as_text, relief_of
from vethanam.payroll.arrears.statement import arrears_of
from vethanam.payroll.register.drawn_lines import taxed_before
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules.questions import ask
from vethanam.service_book.reader import BookReader

MARCH, ASKED = Month(2025, 3), at(20, month=11)
DECEMBER = Month(2026, 12)


pytestmark = pytest.mark.begins("raised_late")


@pytest.fixture(scope="module")
def raised_late(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """An increment of July 2025 ordered in November 2026; every month before was drawn; 30 % is
    borne this year alone.
    """
    return furnish("raised_late", raise_late, on=furnished)


def raise_late(_world: World, office: SmallOffice) -> SmallOffice:
    who = office.people["100234"]
    for tax_year, other in (("2025-26", 0), ("2026-27", 60_000_000)):
        office.note(
            who, "tax_choice", date(2010, 6, 1), at(1), tax_year=tax_year, regime="old", other_income=other
        )
    draw_elsewhere(office, who, MARCH.until(OCTOBER))
    raise_pay(office, date(2025, 7, 1))
    return office


def relief(office: SmallOffice) -> Relief:
    who = office.people["100234"].pk
    found = arrears_of(BookReader(), MARCH, OCTOBER, ASKED, employments=[who])
    told = relief_of(BookReader(), found, who)
    assert told is not None
    return told


def tax_of_month(office: SmallOffice, when: Month = DECEMBER) -> tuple[int, int, int]:
    """Arrears of earlier years among the facts, their tax, and the line of income tax."""
    snapshot = snapshot_of(
        BookReader(), when, at(25, month=12), rulebook_in_use(), employments=[office.people["100234"].pk]
    )
    row = snapshot.facts.months.row(0, named=True)
    lines = snapshot.assessed(BookReader(), rulebook_in_use()).lines
    tax = dict(lines.select("component", "due").iter_rows()).get("income_tax", 0)
    return row["arrears_of_earlier_years"], row["tax_on_earlier_years"], tax


def draw_arrears(office: SmallOffice) -> None:
    listed = list_arrears(MARCH, OCTOBER, "0412", office.by("clerk", ASKED))
    for bill in make_arrear_bill(listed.arrear_list.pk, office.by("clerk", ASKED)).bills:
        check_bill(bill, office.by("officer", ASKED))
        present_bill(bill, office.by("officer", ASKED))
        pass_bill(bill, office.by("treasurer", at(21, month=11)))


def test_the_statement_says_what_the_question_answers(world: World, office: SmallOffice) -> None:
    told = relief(office)
    (year,) = told.years
    who = [office.people["100234"].pk]
    before = int(taxed_before(BookReader(), who, MARCH, Month(2026, 2))["gross"].item())
    assert told.tree is not None
    income = next(node.value for node in told.tree.walk() if node.name == "total_income")
    given = {
        "regime": "old", "year": "2026-27", "total_income": (income or 0) // 100, "age": 41,
        "earlier": {"2025-26": {"gross_salary": before // 100, "arrears": year.arrears // 100}},
    }  # fmt: skip
    answer = ask({"id": 1, "ask": "relief_for_arrears", "given": given}, "kerala")["answer"]
    assert answer["relief_paise"] == told.amount and answer["years"][0]["added_paise"] == year.added
    assert told.amount and told.added and told.amount == told.added - told.added_then
    # 30 % and cess this year, 20 % then, to the ten rupees of each total income
    assert abs(told.amount - year.arrears * 104 // 1000) < 1000
    assert as_json(told)["relief_paise"] == told.amount and "Form 10E" in as_text(told)[0]


def test_the_tax_of_the_month_counts_with_it_once_it_is_asked(world: World, office: SmallOffice) -> None:
    draw_arrears(office)
    arrears, added, without = tax_of_month(office)
    assert arrears > 0 and added > 0
    office.note(
        office.people["100234"], "tax_choice", date(2026, 4, 1), at(22, month=11), tax_year="2026-27",
        regime="old", other_income=60_000_000, form_10e=True,
    )  # fmt: skip
    _, _, with_relief = tax_of_month(office)
    # three payments are left; 30 % and cess this year, 20 % then; income, tax and the month's share
    # are rounded
    assert abs((without - with_relief) * 3 - arrears * 104 // 1000) <= 2000 and without > with_relief


def test_a_year_not_drawn_whole_gives_no_relief_and_says_why(world: World, office: SmallOffice) -> None:
    who = office.people["100235"]
    draw_elsewhere(office, who, Month(2025, 7).until(OCTOBER))
    raise_pay(office, date(2025, 8, 1), RAISED, number="100235")
    found = arrears_of(BookReader(), Month(2025, 7), OCTOBER, ASKED, employments=[who.pk])
    told = relief_of(BookReader(), found, who.pk)
    assert told is not None and told.amount is None and told.unknown == ("2025-26",)
    assert "not known" in as_text(told)[0]


def test_a_year_whose_law_is_not_in_the_rules_is_named(world: World, office: SmallOffice) -> None:
    who = office.people["100235"]
    draw_elsewhere(office, who, Month(2023, 3).until(Month(2025, 2)))
    raise_pay(office, date(2023, 8, 1), RAISED, number="100235")
    found = arrears_of(BookReader(), Month(2023, 3), Month(2025, 2), ASKED, employments=[who.pk])
    told = relief_of(BookReader(), found, who.pk)
    assert told is not None and told.amount is None and told.unknown == ("2023-24",)


def test_arrears_of_this_year_alone_have_no_relief(world: World, office: SmallOffice) -> None:
    who = office.people["100235"]
    draw_elsewhere(office, who, Month(2026, 3).until(OCTOBER))
    raise_pay(office, date(2026, 8, 1), RAISED, number="100235")
    found = arrears_of(BookReader(), Month(2026, 3), OCTOBER, ASKED, employments=[who.pk])
    assert relief_of(BookReader(), found, who.pk) is None
