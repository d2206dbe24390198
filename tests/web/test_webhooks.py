"""Webhooks on pages: two administrators register one, its secret is shown once, deliveries
are listed and repeated.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.web.test_masters import first, second, signed_in, text
from vethanam.people.models import MasterProposal
from vethanam.webhooks.models import Delivery, Webhook, WebhookSecret

__all__ = ["first", "second"]
GIVEN = {
    "code": "ag-office", "name": "Accountant General", "url": "https://ag.example/events",
    "events": "bill.passed",
    "within": "treasury", "scope": "T01",
}  # fmt: skip


@pytest.fixture
def webhook(first: Client, second: Client) -> Webhook:
    """A webhook entered by two administrators, with a secret."""
    enter(first, "treasury", code="T01", name="District treasury")
    agree(second)
    enter(first, "webhook", **GIVEN)
    agree(second)
    first.post("/webhooks/ag-office/secret/")
    return Webhook.objects.get()


def enter(client: Client, kind: str, /, **given: str) -> Any:
    return client.post(f"/masters/{kind}/enter/", given, follow=True)


def agree(client: Client) -> None:
    number = MasterProposal.objects.latest("id").pk
    assert client.post(f"/masters/proposals/{number}/", {"outcome": "agree"}, follow=True).status_code == 200


def test_a_wrong_webhook_is_told_by_field(first: Client) -> None:
    page = text(enter(first, "webhook", **{**GIVEN, "url": "http://10.0.0.1/", "events": "bill.born"}))
    assert "The address does not begin with https://" in page or "An event is one of" in page
    page = text(enter(first, "webhook", **{**GIVEN, "within": "department", "scope": "NONE"}))
    assert "Nothing has this code" in page
    page = text(enter(first, "webhook", **{**GIVEN, "scope": "NONE", "events": "use.refused"}))
    assert "Nothing has this code" in page and "does not happen within a drawing code or treasury" in page
    assert not MasterProposal.objects.exists()


def test_a_secret_is_shown_once_and_to_nobody_after(webhook: Webhook, first: Client, second: Client) -> None:
    page = first.post("/webhooks/ag-office/secret/")
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    assert WebhookSecret.objects.count() == 2
    for address in ("/webhooks/", "/webhooks/ag-office/", "/webhooks/ag-office/secret/"):
        assert secret not in second.get(address).content.decode()
    assert "Running" in text(first.get("/webhooks/"))
    assert "https://ag.example/events" in text(first.get("/webhooks/ag-office/"))


def test_a_webhook_is_ended_with_a_reason(webhook: Webhook, first: Client) -> None:
    assert "This is empty" in text(first.post("/webhooks/ag-office/end/", {"reason": ""}))
    ended = first.post("/webhooks/ag-office/end/", {"reason": "The system is closed"}, follow=True)
    assert "Webhook ag-office is ended." in text(ended)
    assert "Make another secret" not in text(ended) and "Ended" in text(ended)
    assert "was ended" in text(first.post("/webhooks/ag-office/secret/"))


def test_nobody_else_sees_a_webhook(webhook: Webhook) -> None:
    clerk = signed_in("third", "finance_officer")
    for address in ("/webhooks/", "/webhooks/ag-office/"):
        assert clerk.get(address).status_code in (403, 404)
    assert Client().get("/webhooks/").status_code == 302
    assert signed_in("fourth", "administrator").get("/webhooks/none/").status_code == 404


def test_nothing_failed_so_nothing_is_sent_again(webhook: Webhook, first: Client) -> None:
    page = text(first.post("/webhooks/ag-office/again/", follow=True))
    assert "has no delivery that failed" in page
    assert first.get("/webhooks/ag-office/again/").status_code == 405
    assert not Delivery.objects.exists()
