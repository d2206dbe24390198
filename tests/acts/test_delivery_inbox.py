"""The inbox of home delivery: each officer sees her next press, and nothing once it is done."""

from __future__ import annotations

from typing import Any

from tests.benefits.bodies import OLD_AGE, at
from tests.payments.benefits.conftest import SignedScheme, scheme, world
from tests.payments.benefits.test_home_delivery import acted, enter_account, line_of, with_society
from vethanam.acts.executor import look
from vethanam.benefits.models import Advance

__all__ = ["scheme", "world"]


def says(scheme: SignedScheme, name: str, day: int = 30, month: int = 10) -> list[str]:
    """The waiting work of an officer."""
    shown = look("inbox", scheme.bodies.officers[name], {}, at(day, month=month), is_sample=True).state
    return [row["says"] for row in shown["inbox"]]


def entered(scheme: SignedScheme, name: str, **given: Any) -> None:
    """The agent's entry of one line."""
    advance = Advance.objects.get().number
    given = {"advance": advance, "reference": line_of(name).reference, "on": "2026-10-30", **given}
    done = acted(scheme, "enter_delivery", "agent", **given)
    assert done.ok, done.says


def test_everybody_sees_her_press_from_the_order_to_the_money_back(scheme: SignedScheme) -> None:
    for name in ("Anna", "Beena"):
        scheme.award("", name, "home")
    scheme.sign_accounts()
    release = scheme.release(4000)
    to_order = f"Release {release.number}: order its payment."
    assert to_order in says(scheme, "signing-scheme") and to_order in says(scheme, "signing-finance")
    assert to_order not in says(scheme, "widows")
    scheme.order(release)
    assert to_order not in says(scheme, "signing-scheme") + says(scheme, "signing-finance")
    with_society(scheme, has_account=False)
    scheme.pay(rounds=1)
    wanted = "Society is to bring 2 payments home and has no account here: enter it."
    assert wanted in says(scheme, "treasury-clerk") and wanted not in says(scheme, "society-secretary")
    account = enter_account(scheme)
    assert says(scheme, "treasury-clerk") == []
    assert says(scheme, "signing-treasury") == ["The account of Society: verify it."]
    scheme.do("verify_institution", "signing-treasury", at(29), account=account)
    scheme.pay()

    advance = Advance.objects.get()
    given: dict[str, Any] = {"advance": advance.number}
    took = f"The money of list {advance.number} has come, for 2 people: take the list for your agents."
    assert (says(scheme, "society-secretary"), says(scheme, "agent")) == ([took], [])
    assert acted(scheme, "take_delivery_list", "society-secretary", **given).ok
    to_deliver = f"List {advance.number}: 2 people to be paid and entered until 8 Nov 2026."
    assert (says(scheme, "society-secretary"), says(scheme, "agent")) == ([], [to_deliver])
    assert says(scheme, "other-society") == says(scheme, "agent", 9, 11) == []
    entered(scheme, "Anna", outcome="delivered", proof="thumb", proof_reference="Page 1")
    assert says(scheme, "agent") == [to_deliver.replace("2 people", "1 people")]
    entered(scheme, "Beena", outcome="absent")
    to_check = f"List {advance.number}: check the deliveries that are entered: 2."
    assert (says(scheme, "society-secretary"), says(scheme, "agent")) == ([to_check], [])
    assert acted(scheme, "check_deliveries", "society-secretary", outcome="agree", **given).ok
    to_return = f"List {advance.number}: give back ₹\N{NARROW NO-BREAK SPACE}2,000 that was not delivered."
    to_claim = f"List {advance.number} is delivered to the end: claim the incentive."
    assert set(says(scheme, "society-secretary")) == {to_return, to_claim}
    back: dict[str, Any] = {"amount": "2000", "on": "2026-10-30", "reference": "UTR0001", **given}
    assert acted(scheme, "return_money", "society-secretary", **back).ok
    assert says(scheme, "society-secretary") == [to_claim]
    (to_confirm,) = says(scheme, "old-age")
    assert to_confirm.startswith(f"List {advance.number}: confirm that")
    (row,) = look("money_returns", scheme.bodies.officers["old-age"], given, at(30)).state["returns"]
    confirmed: dict[str, Any] = {"entry": row["entry"], "outcome": "agree", "office": OLD_AGE}
    assert acted(scheme, "check_money_return", "old-age", **confirmed).ok
    assert says(scheme, "society-secretary") == [to_claim]
    assert says(scheme, "old-age") == says(scheme, "agent") == []
