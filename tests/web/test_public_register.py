"""The public register: totals with smaller requests, search, chart, table; an officer's own approvals."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from tests.conftest import World
from tests.web.conftest import NOW, Town
from tests.web.test_campaign import approved, compose, order
from vethanam.acts.executor import look, perform
from vethanam.identity.models import Account
from vethanam.orders.models import Order
from vethanam.periods import Month
from vethanam.privacy.models import Outbox
from vethanam.privacy.queries import UseShown, month_counts, register, uses_overview

__all__ = ["order"]


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def table(query: str = "") -> list[dict[str, str]]:
    answer = Client().get(f"/messages/table.csv{query}")
    assert answer["Content-Disposition"] == 'attachment; filename="messages.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.fixture
def busy(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[UseShown]:
    """A month with two listed requests, one of them refused, and forty of one person each."""
    refused = next(use for use in uses_overview().uses if use.outcome == "deny")
    one = next(use for use in uses_overview().uses if use.outcome != "deny")
    one = replace(one, at=refused.at)
    listed = [
        replace(one, reference="a" * 32, subjects=500, messages={"sent": 450, "cancelled": 50}),
        replace(refused, reference="b" * 32, subjects=900, order_number="G.O.(P) No.7/2026/PRD"),
    ]
    small = [
        replace(one, reference=f"{n:032x}", subjects=1, messages={"accepted": 1}, at=one.at)
        for n in range(40)
    ]
    monkeypatch.setattr(register, "_shown", lambda _: [*listed, *small])
    return listed


def test_what_a_month_tells_is_what_was_told(town: Town, world: World) -> None:
    with world.connect("postgres") as below:
        below.execute("SET session_replication_role = replica")
        below.execute("UPDATE privacy_outbox SET state = 'sent', done_at = now()")
    told = Outbox.objects.filter(state="sent").count()
    assert sum(one.handed_over for one in month_counts()) == told > 0
    month = next(one.month for one in month_counts() if one.handed_over)
    page = text_of(Client().get(f"/messages/{month}/"))
    assert "fewer than 20 messages were handed over in this month; fewer than 20 of them" in page


def test_a_month_counts_the_smaller_requests_too(busy: list[UseShown]) -> None:
    (one,) = {localdate(use.at).replace(day=1) for use in busy}
    page = text_of(Client().get("/messages/"))
    assert "490 messages were handed over in this month; 40 of them under requests about 100 people" in page
    row = {
        "month": str(Month.of(one)), "requests": 2, "refused": 1, "handed_over": 450, "smaller_requests": 40,
        "handed_over_by_smaller": 40,
    }  # fmt: skip
    assert Client().get("/api/public/messages").json()["months"] == [row]
    assert "a" * 32 in Client().get("/messages/").content.decode()
    assert f"{1:032x}" not in Client().get("/messages/").content.decode()


def test_a_few_messages_beside_many_are_not_told_to_the_figure(
    busy: list[UseShown], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(busy[0], reference="c" * 32, subjects=3, messages={"sent": 3})
    monkeypatch.setattr(register, "_shown", lambda _: [*busy, few])
    page = text_of(Client().get("/messages/"))
    assert "450 and fewer than 20 more messages were handed over" in page and "453" not in page


def test_a_search_finds_by_word_order_office_state_and_day(busy: list[UseShown]) -> None:
    first, refused = busy
    day = f"{refused.at:%Y-%m-%d}"
    for query, found in {
        "q=no.7/2026": {refused.reference},
        "q=INFORMATION+relations": {refused.reference},
        f"q={first.reference}": {first.reference},
        "state=refused": {refused.reference},
        f"office={first.office}": {first.reference},
        f"on={day}": {use.reference for use in busy if f"{use.at:%Y-%m-%d}" == day},
        "q=nothing-like-it": set(),
        "on=yesterday": {use.reference for use in busy},
    }.items():
        assert {row["reference"] for row in table(f"?{query}")} == found, query
        page = Client().get(f"/messages/?{query}").content.decode()
        assert {use.reference for use in busy if f"/messages/{use.reference}/" in page} == found, query
    assert "Nothing in the register fits." in text_of(Client().get("/messages/?q=nothing-like-it"))
    assert "1 request fits." in text_of(Client().get("/messages/?state=refused"))


def test_the_chart_has_a_column_for_the_month_and_the_table_its_figures(busy: list[UseShown]) -> None:
    page = Client().get("/messages/")
    assert "<svg" in page.content.decode() and "Messages handed over by month" in page.content.decode()
    assert re.search(r"2026 2 1 450 40 40", text_of(page))
    (first, _refused) = table()
    assert (first["people"], first["handed_over"], first["state"]) == ("500", "450", "part")


def test_an_officer_finds_again_what_she_approved_and_declined(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    dpo = town.sign_in("dpo")
    assert "You have approved nothing yet" in text_of(dpo.get("/tell/approvals/given/"))
    approved(town, campaign, "owner", "dpo")
    assert campaign.reference not in dpo.get("/tell/approvals/").content.decode()
    page = dpo.get("/tell/approvals/given/")
    assert f"/tell/approvals/{campaign.reference}/" in page.content.decode()
    assert "1 approval that you gave" in text_of(page) and "Data protection officer" in text_of(page)
    assert dpo.get(f"/tell/approvals/{campaign.reference}/").status_code == 200
    assert town.sign_in("writer").get("/tell/approvals/given/").status_code == 403
    shown = look("my_approvals", Account.objects.get(username="dpo"), {}, NOW, is_sample=True)
    (row,) = shown.state["approvals"]
    assert (row["of"], row["reference"], row["declined"]) == ("campaign", campaign.reference, False)


def test_a_declined_message_stays_in_the_list_of_its_officer(town: Town, order: Order) -> None:
    campaign = compose(town.sign_in("writer"), order)
    given = {"campaign": campaign.reference, "reason": "It was sent before."}
    assert perform("decline_message", Account.objects.get(username="owner"), given, NOW, is_sample=True).ok
    assert "Declined" in text_of(town.sign_in("owner").get("/tell/approvals/given/"))


def test_a_complaint_by_header_and_day_has_a_page_for_the_person_and_one_for_the_officer(town: Town) -> None:
    person, asked = town.sign_in("emp-100234"), "?header=VM-VTNFIN-S&on=2026-11-21"
    assert "/pay/uses/header/" in person.get("/pay/uses/").content.decode()
    assert "Finance Department sent you no message on that day" in text_of(
        person.get(f"/pay/uses/header/{asked}")
    )
    assert "Nobody here sends under this header" in text_of(
        person.get("/pay/uses/header/?header=VTNXXX&on=2026-11-21")
    )
    wrong = text_of(person.get("/pay/uses/header/?header=94470+12345&on=2026-11-21"))
    assert "is no header" in wrong and "94470" not in wrong.replace("&", "")
    dpo = town.sign_in("dpo")
    page = text_of(dpo.get("/protection/complaint/?header=VTNPRD&on=2026-11-21"))
    assert "From Information and Public Relations Department" in page and "Refused" in page
    assert town.sign_in("clerk").get("/protection/complaint/").status_code == 403
