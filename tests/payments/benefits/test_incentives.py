"""The incentive of a society: claimed once for what was delivered, ordered by two keys, paid once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from tests.acts.test_delivery_inbox import entered, says
from tests.benefits.bodies import OLD_AGE, at
from tests.benefits.test_month_pages import viewed
from tests.benefits.test_pages import signed_in, text
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.benefits.test_benefit_answers import say
from tests.payments.benefits.test_failed_advances import files, later, notice, rejection, round_of
from tests.payments.benefits.test_home_delivery import acted, advanced, enter_account
from vethanam.acts.executor import look, perform
from vethanam.acts.signing_page import Opened, page_of
from vethanam.benefits.entering import entered as columns
from vethanam.benefits.models import Advance, IncentiveBill, IncentiveOrder, Leg
from vethanam.benefits.queries import incentives
from vethanam.payments.messages import Happening, read_instruction
from vethanam.web.parts import access
from vethanam.web.paymaster.pages import content_of

BOTH = ("signing-scheme", "signing-finance")


def delivered(scheme: SignedScheme) -> Advance:
    """A list with two deliveries and one line that was not delivered, all checked."""
    advance = advanced(scheme, "Anna", "Beena", "Chandra")
    for name in ("Anna", "Beena"):
        entered(scheme, name, outcome="delivered", proof="thumb", proof_reference="Page 1")
    entered(scheme, "Chandra", outcome="absent")
    assert acted(scheme, "check_deliveries", "society-secretary", advance=advance.number, outcome="agree").ok
    return advance


def claimed(scheme: SignedScheme, advance: Advance) -> str:
    """The number of the bill that the secretary claims."""
    done = acted(scheme, "claim_incentive", "society-secretary", advance=advance.number)
    assert done.ok, done.says
    return str(done.state["bill"])


def seen(scheme: SignedScheme, name: str) -> list[dict[str, Any]]:
    """The bills that an officer sees."""
    return list(look("incentives", scheme.bodies.officers[name], {}, at(30)).state["incentives"])


def test_an_incentive_is_claimed_ordered_and_paid_once(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna", "Beena", "Chandra")
    given: dict[str, Any] = {"advance": advance.number}
    entered(scheme, "Anna", outcome="delivered", proof="thumb", proof_reference="Page 1")
    assert acted(scheme, "claim_incentive", "society-secretary", **given).code == "incentive_before_end"
    entered(scheme, "Beena", outcome="delivered", proof="thumb", proof_reference="Page 1")
    entered(scheme, "Chandra", outcome="absent")
    assert acted(scheme, "check_deliveries", "society-secretary", outcome="agree", **given).ok
    asked = f"List {advance.number} is delivered to the end: claim the incentive."
    assert asked in says(scheme, "society-secretary")
    for other in ("agent", "other-society", "old-age"):
        assert not acted(scheme, "claim_incentive", other, **given).ok
    bill = claimed(scheme, advance)
    assert acted(scheme, "claim_incentive", "society-secretary", **given).code == "incentive_claimed_before"
    assert asked not in says(scheme, "society-secretary")
    row = IncentiveBill.objects.get()
    assert (row.deliveries, row.agent, row.own, row.total) == (2, 2500, 500, 6000)  # 25 + 5 rupees each
    assert "January 2023" in row.figure
    round_of(scheme)
    assert len(files(scheme)) == 1  # nobody has ordered it

    to_order = f"Incentive bill {bill}: order its payment of ₹\N{NARROW NO-BREAK SPACE}60."
    assert to_order in says(scheme, "signing-scheme") and to_order in says(scheme, "signing-finance")
    assert to_order not in says(scheme, "widows")
    assert scheme.do("order_incentive", "signing-scheme", at(30), bill=bill)["state"] == "ordered_by_one"
    again = perform("order_incentive", scheme.bodies.officers["signing-scheme"], {"bill": bill}, at(30))
    assert again.code == "incentive_ordered_before"
    assert not perform("order_incentive", scheme.bodies.officers["society-secretary"], {"bill": bill}).ok
    unknown = perform("order_incentive", scheme.bodies.officers["widows"], {"bill": bill}, at(30))
    assert unknown.code == "incentive_unknown"
    round_of(scheme)
    assert len(files(scheme)) == 1
    assert scheme.do("order_incentive", "signing-finance", at(30), bill=bill)["state"] == "ordered"
    assert to_order not in says(scheme, "signing-scheme") + says(scheme, "signing-finance")
    for _ in range(3):
        round_of(scheme)
    assert len(files(scheme)) == 2
    sent = read_instruction(files(scheme)[-1].read_bytes())
    (transfer,) = sent.transfers
    assert (transfer.amount, transfer.account.number) == (6000, "4455667788")
    assert say(scheme, "credited", notice(sent, Happening.CREDITED, "N1", 30)) == "credited"
    round_of(scheme)
    assert len(files(scheme)) == 2
    (shown,) = seen(scheme, "society-secretary")
    assert (shown["state"], shown["paid_on"], shown["difference_paise"]) == ("credited", "2026-10-30", 0)
    assert seen(scheme, "signing-finance") == seen(scheme, "old-age") == [shown]
    assert seen(scheme, "other-society") == seen(scheme, "widows") == []
    assert scheme.places(advance.release) == {"delivered": (2, 4000), "undelivered": (1, 2000)}


def test_a_rejected_incentive_goes_once_to_the_account_signed_later(
    scheme: SignedScheme,
) -> None:
    bill = claimed(scheme, delivered(scheme))
    for who in BOTH:
        scheme.do("order_incentive", who, at(30), bill=bill)
    round_of(scheme)
    first = read_instruction(files(scheme)[-1].read_bytes())
    assert say(scheme, "rejected", rejection(first)) == "rejected"
    (asked,) = says(scheme, "treasury-clerk")
    assert asked.startswith("The account of Society did not get the incentive of list")
    later(scheme, 31)
    account = enter_account(scheme, "7788990011", at(31))
    scheme.do("verify_institution", "signing-treasury", at(31), account=account)
    for _ in range(3):
        round_of(scheme)
    assert len(files(scheme)) == 3
    again = read_instruction(files(scheme)[-1].read_bytes())
    (before,), (transfer,) = first.transfers, again.transfers
    assert (transfer.replaces, transfer.amount) == (before.reference, 6000)
    assert transfer.account.number == "7788990011"


def test_rows_alone_pay_no_incentive(scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was taken over writes orders and legs without a signature."""
    monkeypatch.setattr(incentives, "is_ordered_by_both", lambda _orders: True)
    advance = delivered(scheme)
    by = {who: columns(scheme.bodies.by(who, at(30))) for who in (*BOTH, "society-secretary")}
    facts: dict[str, Any] = {"advance": advance, "agent": 2500, "own": 500, "figure": "An order", "leaf": -1}
    secretary = by["society-secretary"]
    for count, total in ((3, 9000), (2, 6001)):
        with pytest.raises(DatabaseError), transaction.atomic():
            IncentiveBill.objects.create(number="I9", deliveries=count, total=total, **facts, **secretary)
    bill = IncentiveBill.objects.create(number="I9", deliveries=2, total=6000, **facts, **secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        IncentiveOrder.objects.create(bill=bill, role="scheme_officer", leaf=-2, **secretary)
    roles = zip(BOTH, ("scheme_officer", "finance_officer"), strict=True)
    for place, (who, role) in enumerate(roles):
        IncentiveOrder.objects.create(bill=bill, role=role, leaf=-3 - place, **by[who])
    for _ in range(2):
        round_of(scheme)
    assert len(files(scheme)) == 1
    legs = Leg.objects.filter(kind="bill").values_list("state", "why", "amount")
    assert set(legs) == {("withheld", "payment_not_ordered", 6000)}


def test_a_new_rate_of_two_officers_of_finance_counts_from_its_day(scheme: SignedScheme) -> None:
    """A later order over the same day is told as a difference, and deducts nothing."""
    advance = delivered(scheme)
    bill = claimed(scheme, advance)
    row: dict[str, Any] = {
        "parameter": "benefits.delivery.incentive", "with_effect_from": "2026-10-01",
        "value": "{agent: 20, society: 4}", "order_number": "G.O.(P) 1/2026/Fin", "order_dated": "2026-10-30",
    }  # fmt: skip
    scheme.bodies.appoint("finance-two", "finance_officer", "")
    proposed = scheme.do("enter_parameter", "signing-finance", at(30), **row)
    scheme.do("decide_parameter", "finance-two", at(31), proposal=proposed["proposal"], outcome="agree")
    (shown,) = look("incentives", scheme.bodies.officers["old-age"], {}, at(31)).state["incentives"]
    assert (shown["bill"], shown["sum_paise"], shown["difference_paise"]) == (bill, 6000, -1200)
    assert shown["scheme"] == OLD_AGE


def test_the_pages_claim_show_and_order_an_incentive(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "business_now", lambda: (at(30), True))
    advance = delivered(scheme)
    with scheme.world.role("web"):
        secretary = signed_in("society-secretary")
        page = f"/benefits/S1/advances/{advance.number}/"
        assert "Claim the incentive" in text(secretary.get(page))
        assert signed_in("agent").get(f"{page}incentive/").status_code == 403
        assert "2 deliveries at ₹ 30 are ₹ 60." in text(secretary.get(f"{page}incentive/"))
        claimed_page = text(secretary.post(f"{page}incentive/", follow=True))
        assert "the incentive for 2 deliveries is ₹ 60" in claimed_page
        (bill,) = viewed("society-secretary", "incentives")
        assert bill["bill"] in claimed_page and "Claimed: waits for both orders" in claimed_page
        assert "Claim the incentive" not in claimed_page
        officer, finance = signed_in("signing-scheme"), signed_in("signing-finance")
        of_scheme = f"/benefits/{OLD_AGE}/payments/"
        of_finance = f"/finance/benefits/{OLD_AGE}/payments/"
        for client, payments in ((officer, of_scheme), (finance, of_finance)):
            shown = text(client.get(payments))
            assert f"{bill['bill']}, " in shown and "2 deliveries at ₹ 30, ₹ 60" in shown
        asked = text(officer.get(f"{of_scheme}incentives/{bill['bill']}/"))
        assert "Order the payment of an incentive" in asked and bill["bill"] in asked
        assert bill["bill"] in text(finance.get(f"/finance/benefits/{OLD_AGE}/incentives/{bill['bill']}/"))
        assert finance.get(f"/finance/benefits/X/incentives/{bill['bill']}/").status_code == 404
        assert officer.get(f"{of_scheme}incentives/I9/").status_code == 404
        secretary.get("/language/ml/")
        assert "ഇൻസെന്റീവ്" in text(secretary.get(page))
    account = scheme.bodies.officers["signing-scheme"].pk
    given = json.dumps({"bill": bill["bill"]})
    with scheme.world.role("paymaster"):
        signing = page_of(Opened(account, "scheme_officer", OLD_AGE, "order_incentive", given, ""))
    with override("en"):
        pairs = dict(content_of(signing).pairs)
    assert (pairs["Incentive bill"], pairs["Delivery list"]) == (bill["bill"], advance.number)
    assert (pairs["Deliveries"], pairs["Sum"]) == ("2", "₹\N{NARROW NO-BREAK SPACE}60.00")
