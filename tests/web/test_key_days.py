"""The pages of contacts opened by day, beside the view of the officers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conftest import World
from tests.payroll.office import OCTOBER
from tests.web.conftest import NOW, Town, sequence
from tests.web.test_record_holds import _text
from vethanam.acts.executor import look
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now
from vethanam.periods import Month
from vethanam.privacy.actions import sign_key_days
from vethanam.privacy.key_days import opened_contacts
from vethanam.privacy.models import KeyDay, OpenedCount, Use
from vethanam.web.parts.words import month

SPAN = {"since": "2026-01-01", "until": "2027-12-31"}
NOBODY = OCTOBER.plus(-8)
COUNT = "INSERT INTO privacy_openedcount (use_id, opened, begun, let_go) VALUES (%s, %s, %s, %s)"


@pytest.fixture
def signed(town: Town, world: World) -> Use:
    """A use with 25 opened contacts on one day and 7 on a later one, both signed, and a day without any."""
    use = Use.objects.filter(outcome__in=("allow", "partial")).earliest("pk")
    for opened in (25, 7):
        world.sql("dispatcher", COUNT, use.pk, opened, opened - 1, 1)
        _a_day_passes(world)
    _a_day_passes(world)
    return use


def _a_day_passes(world: World) -> None:
    with world.role("dispatcher"):
        at = business_now()[0] + timedelta(days=1)
        append("contact.erased", public={"count": 0}, private=None, at=at, is_sample=True)
        sign_key_days("vethanam.example/suite")
    sequence(world)


def month_of(opened: int) -> Month:
    """The month of the signed day with so many."""
    return Month.of(KeyDay.objects.get(opened=opened).day)


def shown(account: str, **given: Any) -> Any:
    asked = {**SPAN, **given}
    return look("opened_contacts", Account.objects.get(username=account), asked, NOW, is_sample=True)


def test_the_officer_sees_each_office_and_asks_about_one(town: Town, signed: Use) -> None:
    opened = [*KeyDay.objects.order_by("day").values_list("opened", flat=True)]
    assert [count for count in opened if count] == [25, 7] and 0 in opened
    state = shown("dpo", office=signed.office).state
    assert (state["opened"], state["office"]) == (32, signed.office)
    assert state["offices"] == [
        {"office": signed.office, "purpose": signed.purpose_code, "opened": 32, "uses": 1}
    ]
    assert all(one["entry"] is not None for one in state["days"])
    assert shown("dpo", office="CMO").state["opened"] == 0
    dpo = town.sign_in("dpo")
    page = _text(dpo.get(f"/protection/keys/{month_of(25)}/?office=CMO"))
    assert ": 0 contacts were opened." in page and f"{signed.office} " in page
    assert " 25 " in page and "Not compared yet" in page
    empty = _text(dpo.get(f"/protection/keys/{NOBODY}/"))
    assert "No contact was opened on a signed day of this month." in empty
    assert "/protection/keys/" in dpo.get("/protection/court/").content.decode()


def test_everybody_sees_counts_of_twenty_or_more_by_purpose(town: Town, signed: Use) -> None:
    page, later = (_text(Client().get(f"/keys/{month_of(opened)}/")) for opened in (25, 7))
    assert f"Contacts opened in {month(month_of(25))}" in page and "Signed until" in page
    assert re.search(rf"{signed.purpose_code} 25 [01] ", page)
    assert re.search(rf"{signed.purpose_code} (25|0) 1 ", later), "a day with fewer, and no count of it"
    assert not any(re.search(r" (32|7) ", one.split("Days in the record")[0]) for one in (page, later))
    found = opened_contacts(date(2026, 1, 1), date(2027, 12, 31))
    assert [(one.opened, one.few_days) for one in found.purposes] == [(25, 1)]
    assert f"/keys/{month_of(25)}/" in Client().get(f"/keys/{NOBODY}/").content.decode()
    assert Client().get("/keys/").status_code == 200
    told = Client().get(f"/api/public/keys?on={month_of(25).first}").json()
    (purpose,) = told["purposes"]
    assert (purpose["purpose"], purpose["opened"]) == (signed.purpose_code, 25)
    assert all({*one} == {"day", "entry"} for one in told["days"])
    assert Client().get("/api/public/keys?on=yesterday").status_code == 422


def test_nobody_else_asks_for_offices_and_a_period_turned_round_is_refused(town: Town, signed: Use) -> None:
    assert shown("clerk").code == "not_acting_as"
    assert town.sign_in("clerk").get("/protection/keys/").status_code == 403
    town.office.appoint("law", "law_officer", "", office="FIN")
    assert town.sign_in("law").get("/protection/keys/").status_code == 200
    turned = shown("dpo", since=SPAN["until"], until=SPAN["since"])
    assert turned.code == "file_period_ends_before"
    assert OpenedCount.objects.filter(use=signed).count() == 2
