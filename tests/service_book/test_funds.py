"""A fund declared by the pack in use is entered, imported and read like any other,
by its declaration alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.errors import Unsound
from vethanam.periods import Month
from vethanam.rules.funds import Fund, Funds, SheetColumn, Stated
from vethanam.service_book import employees_file, rulebook
from vethanam.service_book.actions import record
from vethanam.service_book.models import Membership
from vethanam.service_book.queries import BookReader, facts_for

OCTOBER = Month(2026, 10)
CARE = Fund(
    "care",
    "Care",
    member=Stated("is_in_care", "in care"),
    amount=Stated("care_amount", "care"),
    sheet=(
        SheetColumn("care_number", "number of the card", "number"),
        SheetColumn("care_amount", "sum a month, rupees", "amount"),
    ),
)


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Funds]:
    """The pack in use with a further fund."""
    pack = rulebook.pack_in_use()
    more = replace(pack, funds=Funds(*pack.funds, CARE))
    monkeypatch.setattr(rulebook, "pack_in_use", lambda: more)
    employees_file.columns.cache_clear()
    yield more.funds
    employees_file.columns.cache_clear()


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def test_a_membership_of_it_is_recorded_and_a_row_of_the_month(office: SmallOffice, declared: Funds) -> None:
    one = office.hire("1")
    fact = office.note(one, "membership", date(2026, 10, 1), at(1), fund="care", amount=25_00, group="")
    assert isinstance(fact, Membership) and "care" in dict(Membership._meta.get_field("fund").flatchoices)
    found = facts_for(BookReader(), OCTOBER, at(28), rulebook.rulebook_in_use(), employments=[one.pk])
    assert found.facts.memberships.rows() == [(one.pk, "care", 25_00, None)]


def test_the_employees_file_has_its_columns_and_reads_them(declared: Funds) -> None:
    named = {column.name: column for column in employees_file.columns()}
    assert "care_number,care_amount,tax_regime" in employees_file.template()
    assert named["care_amount"].parse("45") == 45_00 and named["care_number"].means == "number of the card"


def test_a_fund_that_no_pack_declares_is_refused_and_told_with_those_there_are(office: SmallOffice) -> None:
    one = office.hire("1")
    with pytest.raises(
        Unsound, match=r"is of a fund that the rules in use do not have; use one of: gpf, nps"
    ):
        record(office.by("clerk", at(2)), "membership", one, valid_from=date(2026, 10, 1), fund="care")
