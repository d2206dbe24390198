"""A treasury looks at payments; another treasury is shown nothing of them."""

from __future__ import annotations

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts.executor import look


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def test_who_is_no_treasury_sees_no_payments(office: SmallOffice) -> None:
    clerk = office.officers["clerk"]
    for view in ("payment", "payment_findings"):
        assert look(view, clerk, {}, at(), is_sample=True).code == "not_acting_as"


def test_a_payment_is_named_and_an_unknown_one_is_a_sentence(office: SmallOffice) -> None:
    treasurer = office.officers["treasurer"]
    assert look("payment", treasurer, {}, at(), is_sample=True).code == "payment_not_named"
    unknown = look("payment", treasurer, {"reference": "P1A1"}, at(), is_sample=True)
    assert unknown.code == "no_such_payment"
    assert look("payment_findings", treasurer, {}, at(), is_sample=True).state == {
        "findings": [],
        "next": None,
    }
