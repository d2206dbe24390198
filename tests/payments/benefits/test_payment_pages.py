"""A release on its pages: ordered by the scheme and by finance, accounts signed, every rupee placed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.benefits.bodies import OLD_AGE, at
from tests.benefits.test_month_pages import viewed
from tests.benefits.test_pages import signed_in, text
from tests.payments.benefits.conftest import SignedScheme
from tests.signers import signs
from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import prepare
from vethanam.acts.signing_page import Page
from vethanam.benefits.models import Beneficiary
from vethanam.benefits.queries.own_page import own_page
from vethanam.identity.authority import Authority
from vethanam.web.parts import access, signatures
from vethanam.web.paymaster.pages import content_of


def signed(acting: Authority, _name: str, prepared: Prepared) -> Mapping[str, Any]:
    """The software key of an officer of a sample."""
    return signs(acting, prepared)


def signed_for(scheme: SignedScheme, release: str) -> dict[str, str]:
    """The parts that the paymaster's page shows of an order of payment."""
    officer = scheme.bodies.officers["signing-scheme"]
    asked = prepare("order_benefit_payment", officer, {"release": release}, at(), is_sample=True)
    page = Page("present", "", ("", ""), "", "", "", "", "", [], says=asked.state["summary"])
    return dict(content_of(page).pairs)


def test_a_release_is_ordered_and_followed_on_its_pages(
    scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "business_now", lambda: (at(), True))
    monkeypatch.setattr(signatures, "_offered", [signed])
    scheme.award("31234567890", "Anna")
    release = scheme.release(2000)
    pages = f"/benefits/{OLD_AGE}/payments/"
    with scheme.world.role("web"):
        officer, finance = signed_in("signing-scheme"), signed_in("signing-finance")
        shown = text(officer.get(pages))
        assert "Payment not ordered yet 1 ₹ 2,000" in shown and "Order the payment" in shown
        assert signed_for(scheme, release.number) == {
            "Released money": release.number, "Scheme": OLD_AGE, "Months": "January 2026", "Awards": "1",
            "Sum": "₹\u202f2,000.00", "Order": release.order.number,
            "Head of account": "2235-60-102-99",
        }  # fmt: skip
        done = text(officer.post(f"{pages}{release.number}/order/", follow=True))
        assert "is ordered: ₹ 2,000. Awards: 1." in done and "waits for the order of the other office" in done
        assert "ordered already" in text(officer.post(f"{pages}{release.number}/order/"))
        theirs = f"/finance/benefits/{OLD_AGE}/payments/"
        assert "Order the payment" in text(finance.get(theirs))
        assert "is ordered by both" in text(finance.post(f"{theirs}{release.number}/order/", follow=True))
        accounts = "/benefits/221001/accounts/"
        secretary = signed_in("signing-secretary")
        page = text(secretary.get(accounts))
        assert "SBIN0070028" in page and "••7890" in page and "31234567890" not in page
        (account,) = viewed("signing-secretary", "benefit_accounts_to_sign")
        assert account["branch"] in page and account["tail"] in page and "number" not in account
        assert "Accounts signed: 1." in text(secretary.post(accounts, follow=True))
        assert "No account waits for your signature" in text(secretary.get(accounts))
    scheme.pay()
    with scheme.world.role("web"):
        assert "Credited 1 ₹ 2,000" in text(officer.get(pages))
        legs = text(officer.get(f"{pages}{release.number}/"))
        assert "Anna" in legs and "Oct 2026" in legs
        (leg,) = viewed("signing-scheme", "benefit_legs", release=release.number)
        assert (leg["state"], leg["sum_paise"]) == ("credited", 2000_00) and leg["reference"] in legs
        (paid,) = viewed("signing-finance", "benefit_payments", scheme=OLD_AGE)
        assert paid["is_whole"] and paid["ordered_by"] == ["scheme_officer", "finance_officer"]
        assert paid["places"] == [{"place": "credited", "people": 1, "sum_paise": 2000_00}]
        assert officer.get(f"/benefits/{OLD_AGE}/payments/R1/").status_code == 404
    (hers,) = own_page(Beneficiary.objects.get(), at(29)).awards
    assert hers.last is not None and hers.last.amount == 2000_00 and hers.last.months == (202601,)
    assert (hers.last.tail, hers.last.order) == ("7890", release.order.number)
