"""The office's messages by year: when each goes, what became of it, and the refused requests."""

from __future__ import annotations

from typing import Any

from tests.conftest import World
from tests.web.conftest import NOW, Town
from tests.web.test_campaign import approved, compose, fields, order
from vethanam.acts.executor import look, perform
from vethanam.identity.models import Account
from vethanam.messaging.actions.campaign_queue import queue_allowed, send
from vethanam.messaging.models import Campaign
from vethanam.orders.models import Order
from vethanam.web.campaign.views_history import rows_of_year

__all__ = ["order"]


def test_each_message_says_when_it_goes_and_opens_to_its_counts(
    town: Town, order: Order, world: World
) -> None:
    writer = town.sign_in("writer")
    campaign = compose(writer, order)
    page = writer.get("/tell/history/").content.decode()
    assert "One message or request in 2026" in page and "Waits for approvals: 1" in page
    assert "25 Nov 2026, 10:00 – 28 Nov 2026, 10:00" in page
    assert f'href="/tell/message/{campaign.reference}/"' in page
    assert "Goes 25 Nov 2026, 10:00" in writer.get("/tell/").content.decode()
    approved(town, campaign, "owner", "dpo")
    send(town.office.by("writer", NOW), campaign)
    with world.role("worker"):
        assert queue_allowed() == 3
    with world.connect("postgres") as below:
        below.execute("SET session_replication_role = replica")
        below.execute("UPDATE privacy_outbox SET state = 'sent', done_at = now()")
    (row,) = rows_of_year("FIN", 2026, NOW)
    assert (row.state, row.handed_over, row.delivered, row.not_deliverable) == ("sent", 3, 3, 0)
    page = writer.get(f"/tell/message/{campaign.reference}/").content.decode()
    assert "Messages by state" in page and "With the gateway" in page


def test_refused_requests_of_the_office_stand_among_them_with_their_reason(town: Town, order: Order) -> None:
    press = town.sign_in("information")
    page = press.get("/tell/history/").content.decode()
    (row,) = rows_of_year("PRD", 2026, NOW)
    assert (row.state, row.address, row.handed_over) == ("refused", "", None)
    assert row.under in page and "Refused: 1" in page


def test_a_year_and_a_state_narrow_the_list(town: Town, order: Order) -> None:
    writer, address = town.sign_in("writer"), f"/tell/order/{order.pk}/text/"
    compose(writer, order)
    asked = {**fields(writer.get(address).content), "ask": "1", "again": "Once more."}
    asked["en_body"] += " Minister."
    writer.post(address, asked)
    everything = writer.get("/tell/history/").content.decode()
    assert "Two messages and requests in 2026" in everything
    refused = writer.get("/tell/history/?state=refused&year=2026").content.decode()
    assert refused.count('<th scope="row"') == 1 and "/tell/message/" not in refused
    assert writer.get("/tell/history/?year=1999").content.decode().count('<th scope="row"') == 2
    assert rows_of_year("FIN", 2025, NOW) == []


def test_another_office_sees_its_own_alone(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    assert campaign.reference not in town.sign_in("information").get("/tell/history/").content.decode()
    assert town.sign_in("clerk").get("/tell/history/").status_code == 403


def listed(**given: Any) -> list[str]:
    shown = look("messages", Account.objects.get(username="writer"), given, NOW, is_sample=True)
    return [row["message"] for row in shown.state["messages"]]


def test_the_list_of_messages_narrows_by_year_and_state(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    assert listed(year=2026, state="waits") == listed() == [campaign.reference]
    assert listed(year=2025) == listed(state="sent") == []
    shown = look("messages", Account.objects.get(username="writer"), {}, NOW, is_sample=True).state
    (row,) = shown["messages"]
    assert (row["send_from"][:10], row["handed_over"], row["delivered"]) == ("2026-11-25", 0, 0)


def test_a_list_in_one_state_is_paged(town: Town, order: Order) -> None:
    writer = Account.objects.get(username="writer")
    for _time in range(3):
        assert perform("compose", writer, {"order": order.number, "again": "More."}, NOW, is_sample=True).ok
    first = look("messages", writer, {"state": "waits", "most": 2}, NOW, is_sample=True).state
    rest = look("messages", writer, {"state": "waits", "after": first["next"]}, NOW, is_sample=True).state
    found = [row["message"] for row in (*first["messages"], *rest["messages"])]
    assert found == list(Campaign.objects.order_by("-pk").values_list("reference", flat=True))


def test_a_state_that_no_message_has_is_refused(town: Town, order: Order) -> None:
    shown = look("messages", Account.objects.get(username="writer"), {"state": "lost"}, NOW, is_sample=True)
    assert not shown.ok
