"""An act is read whole, done whole, and answered with every fault at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acts.keys import signs
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts.executor import Limit, Performed, look, perform, prepare
from vethanam.acts.registry import acts, views
from vethanam.orders.models import Order
from vethanam.people.models import CONSENT_MANAGER, Role
from vethanam.service_book.models import PayeeAccount

QUARTERS: dict[str, Any] = {
    "fact": "quarters",
    "employment": "1",
    "valid_from": "2026-10-01",
    "order": {"number": "LO 1/2026", "dated": "2026-09-30"},
}


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    office.hire("1")
    return office


def done(office: SmallOffice, name: str, by: str = "clerk", **given: Any) -> Performed:
    return perform(name, office.officers[by], given, at(20), is_sample=True, sign=signs)


def test_an_act_answers_with_a_sentence_that_can_be_translated(office: SmallOffice) -> None:
    performed = done(office, "record", **QUARTERS)
    assert performed.ok and performed.sentence is not None
    assert performed.sentence.code == "fact_is_recorded"
    assert set(performed.state) == {"fact", "id"}


def test_every_fault_is_told_at_once(office: SmallOffice) -> None:
    performed = done(
        office,
        "record",
        **{**QUARTERS, "valid_from": "then", "order": {"number": "1", "dated": "x"}, "weather": 1},
    )
    assert not performed.ok
    assert sorted((fault.field, fault.code) for fault in performed.faults) == [
        ("order.dated", "act_date_unreadable"), ("valid_from", "act_date_unreadable"),
        ("weather", "act_key_unknown"),
    ]  # fmt: skip


def test_of_a_refused_act_nothing_is_kept(office: SmallOffice) -> None:
    performed = done(office, "record", **{**QUARTERS, "valid_until": "2026-09-01"})
    assert (performed.ok, performed.code) == (False, "unsound_fact")
    assert not Order.objects.filter(number="LO 1/2026").exists()


def test_a_pay_that_its_scale_does_not_have_is_a_fault_of_its_field(office: SmallOffice) -> None:
    pay = {"basis": "scale", "revision": 11, "scale": "37400-79000", "basic_pay": 45601}
    performed = done(office, "record", **{**QUARTERS, **pay, "fact": "pay"})
    assert [fault.field for fault in performed.faults] == ["basic_pay"]


def test_a_limit_keeps_an_account_to_one_role(office: SmallOffice) -> None:
    given = {"drawing_code": "0412"}
    limited = perform(
        "verify", office.officers["officer"], given, at(20), is_sample=True, limit=Limit(Role.CLERK, "")
    )
    assert limited.code == "not_acting_as"


def test_an_authority_of_a_page_must_hold_a_role_of_the_act(office: SmallOffice) -> None:
    authority = office.by("treasurer", at(20))
    performed = perform("record", office.officers["treasurer"], QUARTERS, authority=authority)
    assert performed.code == "not_acting_as"


def test_an_order_says_a_second_time_what_it_said(office: SmallOffice) -> None:
    assert done(office, "record", **QUARTERS).ok
    again = {
        **QUARTERS,
        "valid_from": "2026-11-01",
        "order": {**QUARTERS["order"], "payment_mode": "provident_fund"},
    }
    assert done(office, "record", **again).code == "order_says_otherwise"


def test_an_account_is_kept_in_capitals_without_spaces_with_its_last_digits(office: SmallOffice) -> None:
    account = {"branch": "test0000001", "number": "3333 3330 0003"}
    performed = done(
        office, "record", fact="payee_account", employment="1", valid_from="2026-10-01", **account
    )
    kept = PayeeAccount.objects.defer(*PayeeAccount.unread).get(pk=performed.state["id"])
    assert (kept.branch, kept.tail) == ("TEST0000001", "0003")


def test_a_view_shows_and_refuses(office: SmallOffice) -> None:
    shown = look("person", office.officers["clerk"], {"employment": "1"}, at(20), is_sample=True)
    assert shown.ok and shown.state["employment"] == "1"
    office.appoint("stranger", "drawing_officer", "0999")
    refused = look("person", office.officers["stranger"], {"employment": "1"}, at(20), is_sample=True)
    assert refused.code == "pay_of_another_office"


def test_only_an_act_that_prepares_can_be_prepared(office: SmallOffice) -> None:
    assert (
        prepare(
            "cancel", office.officers["officer"], {"reason": "A wrong head."}, at(20), is_sample=True
        ).code
        == "nothing_to_sign"
    )


def test_every_declaration_has_a_title_and_a_text_and_known_roles() -> None:
    for declared in (*acts().values(), *views().values()):
        assert declared.title and declared.about, declared.name
        assert set(declared.roles) <= {*Role.values, CONSENT_MANAGER}, declared.name
