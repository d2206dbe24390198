"""A treasury looks at payments and settles with its bank; another treasury is shown nothing of them."""

from __future__ import annotations

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts import bank
from vethanam.acts.executor import look, perform


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def test_who_is_no_treasury_neither_settles_nor_sees_payments(office: SmallOffice) -> None:
    clerk = office.officers["clerk"]
    assert perform("bank_round", clerk, {}, at(), is_sample=True).code == "not_acting_as"
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


def test_the_pages_leave_the_bank_to_the_worker(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank, "is_worker", lambda: False)
    assert (
        perform("bank_round", office.officers["treasurer"], {}, at(), is_sample=True).code == "worker_settles"
    )
