"""Interest on money that a society gave back late: held with the missing order, then by its form."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acts.test_delivery_inbox import entered, says
from tests.benefits.bodies import at
from tests.benefits.test_pages import signed_in, text
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_home_delivery import acted, advanced
from vethanam.acts.executor import look
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.models import Advance, MoneyReturn
from vethanam.benefits.queries.deliveries import money_of_advance
from vethanam.web.parts import access

#: 20 days after the last day of delivery, 8 November
LATE = at(28, month=11)
OF_A_FORM: dict[str, Any] = {
    "parameter": "benefits.delivery.money_back", "with_effect_from": "2026-10-01",
    "value": "{days: 10, rate: 7.5, form: simple}", "order_number": "G.O.(P) 2/2026/Fin",
    "order_dated": "2026-11-20",
}  # fmt: skip


def given_back(scheme: SignedScheme, when: Any) -> Advance:
    """A list of which one line was delivered; 4,000 rupees of the others came back on a day."""
    advance = advanced(scheme, "Anna", "Beena", "Chandra")
    entered(scheme, "Anna", outcome="delivered", proof="thumb", proof_reference="Page 1")
    for name in ("Beena", "Chandra"):
        entered(scheme, name, outcome="absent")
    given: dict[str, Any] = {"advance": advance.number}
    assert acted(scheme, "check_deliveries", "society-secretary", outcome="agree", **given).ok
    given |= {"amount": "4000", "on": str(when.date()), "reference": "UTR0001"}
    back = acted(scheme, "return_money", "society-secretary", when, **given)
    assert back.ok, back.says
    assert late(scheme, when) is None  # not confirmed
    confirm = {"entry": back.state["entry"], "outcome": "agree"}
    assert acted(scheme, "check_money_return", "old-age", when, **confirm).ok
    return advance


def late(scheme: SignedScheme, when: Any, name: str = "old-age") -> Any:
    """What an officer reads about late money."""
    (seen,) = look("advances", scheme.bodies.officers[name], {}, when).state["advances"]
    return seen["late"]


def with_form(scheme: SignedScheme) -> None:
    """Two officers of finance enter the figure with the form of the interest."""
    scheme.bodies.appoint("finance-two", "finance_officer", "")
    proposed = scheme.do("enter_parameter", "signing-finance", LATE, **OF_A_FORM)
    scheme.do("decide_parameter", "finance-two", LATE, proposal=proposed["proposal"], outcome="agree")


def to_pay(scheme: SignedScheme, name: str = "society-secretary") -> list[str]:
    """The rows of an officer's inbox that ask for interest."""
    told = [one.replace("\N{NARROW NO-BREAK SPACE}", " ") for one in says(scheme, name, 28, 11)]
    return [one for one in told if "interest" in one]


def test_interest_is_held_until_an_order_names_its_form(scheme: SignedScheme) -> None:
    given_back(scheme, LATE)
    told = late(scheme, LATE)
    assert (told["sum_paise"], told["days"]) == (400_000, 20)
    assert told["forms_paise"] == {"once": 30_000, "simple": 1644, "compound": 1644}
    assert (told["interest_paise"], told["form"]) == (None, None)
    assert "Order of 2022 on undelivered pensions, not read" in told["order"]
    assert late(scheme, LATE, "society-secretary") == told

    with_form(scheme)
    told = late(scheme, at(29, month=11))
    assert (told["interest_paise"], told["form"]) == (1644, "simple")
    assert "G.O.(P) 2/2026/Fin" in told["order"]


def test_money_that_came_back_in_time_bears_none(scheme: SignedScheme) -> None:
    advance = given_back(scheme, at(8, month=11))
    assert late(scheme, at(8, month=11)) is None
    refused = acted(
        scheme, "pay_late_interest", "society-secretary", at(8, month=11), advance=advance.number, amount="1",
        on="2026-11-08", reference="UTR0002",
    )  # fmt: skip
    assert refused.code == "no_late_money"


def test_the_society_pays_the_interest_once_its_form_is_known(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: 4,000 x 7.5 % x 20 / 365 = 16.44, beside the advance; held before the order, and paid once."""
    monkeypatch.setattr(access, "business_now", lambda: (LATE, True))
    advance = given_back(scheme, LATE)
    given: dict[str, Any] = {
        "advance": advance.number, "amount": "16.44", "on": str(LATE.date()), "reference": "UTR0002",
    }  # fmt: skip
    assert to_pay(scheme) == []
    held = acted(scheme, "pay_late_interest", "society-secretary", LATE, **given)
    assert held.code == "late_interest_held" and "not read" in held.says
    with_form(scheme)
    assert to_pay(scheme) == [f"List {advance.number}: money came back late. Pay the interest of ₹ 16.44."]
    assert to_pay(scheme, "other-society") == to_pay(scheme, "agent") == to_pay(scheme, "old-age") == []
    more = acted(scheme, "pay_late_interest", "society-secretary", LATE, **{**given, "amount": "16.45"})
    assert more.code == "late_interest_above_rest"
    for who in ("agent", "other-society", "old-age"):
        assert acted(scheme, "pay_late_interest", who, LATE, **given).ok is False
    place = f"/benefits/S1/advances/{advance.number}/"
    with scheme.world.role("web"):
        secretary = signed_in("society-secretary")
        page = text(secretary.get(place))
        assert "Still to be paid of it: ₹ 16.44" in page and "Pay interest on late money" in page
        fields = {name: given[name] for name in ("amount", "on", "reference")}
        page = text(secretary.post(f"{place}interest/", fields, follow=True))
        assert "Still to be paid of it: ₹ 0" in page and "UTR0002" in page
    assert (
        acted(scheme, "pay_late_interest", "society-secretary", LATE, **given).code == "return_entered_before"
    )
    again = {**given, "reference": "UTR0003"}
    refused = acted(scheme, "pay_late_interest", "society-secretary", LATE, **again)
    assert refused.code == "late_interest_above_rest"
    assert to_pay(scheme) == []
    told = late(scheme, LATE)
    assert (told["interest_paid_paise"], told["interest_paying_paise"]) == (0, 1644)
    entry = MoneyReturn.objects.get(is_interest=True).pk
    confirm: dict[str, Any] = {"entry": entry, "outcome": "agree"}
    assert acted(scheme, "check_money_return", "widows", LATE, **confirm).ok is False
    assert acted(scheme, "check_money_return", "old-age", LATE, **confirm).ok
    told = late(scheme, LATE)
    assert (told["interest_paid_paise"], told["interest_rest_paise"]) == (1644, 0)
    assert dict(money_of_advance(advance).places) == {
        "delivered": 200_000, "to_deliver": 0, "to_return": 0, "returned": 400_000,
    }  # fmt: skip
    assert broken_invariants() == []


def test_the_page_tells_the_interest_and_the_missing_order(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "business_now", lambda: (LATE, True))
    advance = given_back(scheme, LATE)
    with scheme.world.role("web"):
        for who, code in (("society-secretary", "S1"), ("old-age", "IGNOAPS")):
            page = text(signed_in(who).get(f"/benefits/{code}/advances/{advance.number}/"))
            assert "came back up to 20 days late" in page
            assert "Missing: Order of 2022 on undelivered pensions, not read" in page
