"""The pages of a message to many people and of finance in a real browser: both languages, three widths."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.web.conftest import NOW, Town
from tests.web.sound_pages import PHONE, WIDE, Visit, faults_of, session_of
from tests.web.test_campaign import fields, order
from vethanam.messaging.models import Campaign
from vethanam.orders.models import Order
from vethanam.privacy.actions import Filing, file_restraint

pytestmark = pytest.mark.debian("chromium")
__all__ = ["order"]


def visits(town: Town, order: Order) -> list[Visit]:
    """A declined message, one with added words that is sent again, and a restraint over both."""
    writer, text = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    written = {**fields(writer.get(text).content), "ask": "1", "again": "The first named a wrong page."}
    written["en_body"] = written["en_body"].replace("Questions:", "It is drawn in November 2026.\nQuestions:")
    written["ml_body"] += "\n2026 നവംബറിലെ ശമ്പളത്തോടൊപ്പം എടുക്കും."
    for _time in range(2):
        writer.post(text, written)
    declined, again = Campaign.objects.order_by("pk")
    why = {"reason": "The order is not printed yet."}
    town.sign_in("dpo").post(f"/tell/approvals/{declined.reference}/decline/", why)
    law = replace(town.office.by("clerk", NOW), role="law_officer")
    scope = {"purposes": ["SVC-TERMS"]}
    filing = Filing("WPC-7", "court_order", NOW, scope, case_number="W.P.(C) 7/2026", excepts=("SAL-CREDIT",))
    file_restraint(law, replace(filing, court="High Court of Kerala"))
    of_writer = [
        "/tell/", "/tell/history/", text, f"/tell/order/{order.pk}/people/", "/inbox/",
        f"/tell/message/{declined.reference}/", f"/tell/message/{again.reference}/",
    ]  # fmt: skip
    of_owner = [f"/tell/approvals/{again.reference}/{page}" for page in ("", "decline/")]
    of_finance = [
        "/finance/", "/finance/order/", "/finance/order/?what=dearness_allowance.rate", "/finance/trends/",
        "/finance/trends/?by=office", "/finance/year/", "/lists/drawn_sums/",
    ]  # fmt: skip
    named = (("writer", of_writer), ("owner", of_owner), ("finance", of_finance))
    found = [Visit(who, address) for who, addresses in named for address in addresses]
    return [*found, Visit("information", "/tell/other/PUBLICITY/"), Visit("information", "/tell/history/")]


@pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])
def test_every_page_of_a_message_is_sound(
    town: Town,
    order: Order,
    served: str,
    browser_type_launch_args: dict[str, Any],
    language: str,
    axe_at: int,
) -> None:
    wanted = visits(town, order)
    sessions = {who: session_of(town, who) for who in dict.fromkeys(visit.who for visit in wanted)}
    assert faults_of(wanted, sessions, served, browser_type_launch_args, language, axe_at) == {}
