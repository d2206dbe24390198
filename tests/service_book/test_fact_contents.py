"""Contents of facts, by kind and id, for a page."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.service_book.actions import correct
from vethanam.service_book.models import FACTS, PayeeAccount
from vethanam.service_book.queries import book_of, held_by


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def test_a_correction_says_what_it_puts_right(office: SmallOffice) -> None:
    one = office.hire("1")
    entered = office.record(one, "wage", date(2026, 10, 1), at(5), rate=80_000)
    correction = correct(office.by("clerk", at(6)), entered, rate=85_000, valid_from=date(2026, 10, 3))
    held = held_by({"wage": [entered.pk, correction.pk]})
    assert held["wage", entered.pk].before is None
    said = held["wage", correction.pk]
    assert said.now == {"valid_from": "2026-10-03", "valid_until": None, "rate": 85_000}
    assert said.before == {"valid_from": "2026-10-01", "valid_until": None, "rate": 80_000}


def test_keys_are_said_by_what_they_name(office: SmallOffice) -> None:
    one = office.hire("1")
    (posting,) = [fact for fact in book_of(one.pk) if fact.kind == "posting"]
    now = held_by({"posting": [posting.id]})["posting", posting.id].now
    assert now["drawing_code"] == "0412" and now["bill_class"][0] == office.bill_class.title
    assert now["post"] == [office.post.designation, office.post.designation_ml]
    assert now["office"] == [office.place.name, office.place.name_ml]


def test_every_kind_can_be_asked_in_one_question_and_nothing_is_asked_of_none(office: SmallOffice) -> None:
    assert held_by({kind: [0] for kind in FACTS}) == {}
    assert held_by({}) == held_by({"pay": []}) == {}


def test_no_number_or_holder_of_an_account_is_read(office: SmallOffice) -> None:
    one = office.hire("1")
    for fact in book_of(one.pk):
        if fact.kind == "payee_account":
            now = held_by({"payee_account": [fact.id]})["payee_account", fact.id].now
            assert not now.keys() & set(PayeeAccount.unread) and "tail" in now
