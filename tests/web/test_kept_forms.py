"""A form that is sent after its session ended comes back with what was typed, once its author signs in."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.web.conftest import Town
from tests.web.passkeys import PASSWORD
from tests.web.test_treasury import presented
from vethanam.identity.models import Account
from vethanam.payroll.models import Bill

__all__ = ["presented"]

PAGE = "/office/0412/people/100235/new/absence/"
TYPED = {
    "valid_from": "2026-11-02", "session": "FN", "valid_until": "2026-11-03", "session_until": "AN",
    "kind_of_absence": "earned", "order_number": "Order A/17",
    "order_dated": "2026-10-30",
}  # fmt: skip
WORDS = "We read it in the order twice"


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _with_password(name: str) -> None:
    account = Account.objects.get(username=name)
    account.set_password(PASSWORD)
    account.save()


def _expired(client: Client) -> Client:
    """The same browser, hours later."""
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    return client


def _signs_in(client: Client, name: str, address: str) -> Any:
    _with_password(name)
    page = address.replace("/sign-in/", "/sign-in/password/")
    back = re.search(r"next=([^&]+)", address)
    given = {"login": name, "password": PASSWORD, "next": back[1] if back else "/"}
    return client.post(page, given, follow=True)


def test_what_was_typed_stands_there_again(town: Town) -> None:
    clerk = _expired(town.sign_in("clerk"))
    asked = clerk.post(PAGE, TYPED)
    assert asked.status_code == 302 and asked["Location"].startswith("/sign-in/?next=")
    page = _signs_in(clerk, "clerk", asked["Location"])
    shown = page.content.decode()
    assert page.redirect_chain[-1][0] == PAGE
    for value in ("2026-11-02", "2026-11-03", "Order A/17"):
        assert f'value="{value}"' in shown
    assert '<option value="earned" selected>' in shown
    assert "your session had ended" in text(page) and "Type contacts" not in text(page)
    assert 'value="2026-11-02"' not in clerk.get(PAGE).content.decode()
    assert clerk.post(PAGE, TYPED).status_code == 302


def test_another_account_of_the_browser_does_not_see_it(town: Town) -> None:
    clerk = _expired(town.sign_in("clerk"))
    asked = clerk.post(PAGE, TYPED)
    page = _signs_in(clerk, "officer", asked["Location"])
    assert page.status_code == 200 and "Order A/17" not in page.content.decode()


def test_nothing_secret_is_kept_and_nothing_lies_open(town: Town) -> None:
    clerk = _expired(town.sign_in("clerk"))
    page = "/office/0412/people/100235/new/payee_account/"
    given = {"valid_from": "2026-11-02", "session": "FN", "kind_of_account": "bank", "branch": "TEST0000001",
        "number": "33333330001", "number_again": "33333330001", "holder": "Person 100235"}  # fmt: skip
    asked = clerk.post(page, given)
    stored = json.dumps([row.get_decoded() for row in Session.objects.all()])
    assert "kept_form" in stored
    for typed in ("33333330001", "TEST0000001", "Person 100235", "payee_account"):
        assert typed not in stored
    shown = _signs_in(clerk, "clerk", asked["Location"])
    assert 'value="TEST0000001"' in shown.content.decode() and "33333330001" not in shown.content.decode()
    assert "Type contacts, account numbers" in text(shown)


def test_a_contact_in_words_is_not_kept(town: Town) -> None:
    clerk = _expired(town.sign_in("clerk"))
    asked = clerk.post(PAGE, TYPED | {"order_number": "told by 98460 12345"})
    shown = _signs_in(clerk, "clerk", asked["Location"])
    assert 'value="2026-11-02"' in shown.content.decode() and "12345" not in shown.content.decode()


@pytest.mark.parametrize("number", ["3333 3333 0001", "12 3456 789 0123", "33.33-33.33-00.01"])
def test_an_account_number_in_groups_is_not_kept_and_dates_in_words_are(town: Town, number: str) -> None:
    clerk = _expired(town.sign_in("clerk"))
    asked = clerk.post(PAGE, TYPED | {"order_number": f"paid to {number}"})
    assert number not in _signs_in(clerk, "clerk", asked["Location"]).content.decode()
    days = "from 02.11.2026 - 05.11.2026"
    asked = _expired(town.sign_in("clerk")).post(PAGE, TYPED | {"order_number": days})
    kept = town.sign_in("clerk")
    kept.cookies = asked.client.cookies
    assert days in _signs_in(kept, "clerk", asked["Location"]).content.decode()


def test_after_half_an_hour_nothing_is_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = _expired(town.sign_in("clerk"))
    asked = clerk.post(PAGE, TYPED)
    monkeypatch.setattr("vethanam.web.parts.kept_forms.KEPT_SECONDS", -1)
    assert "Order A/17" not in _signs_in(clerk, "clerk", asked["Location"]).content.decode()


def test_lines_of_a_form_come_back_too(town: Town, presented: Bill) -> None:
    treasurer = _expired(town.sign_in("treasurer"))
    page = f"/treasury/T07/bills/{presented.pk}/object/"
    given = {"reason": "Two lines.", "number_1": "100234", "why_1": WORDS}
    asked = treasurer.post(page, given)
    shown = _signs_in(treasurer, "treasurer", asked["Location"]).content.decode()
    assert f'value="{WORDS}"' in shown and 'value="Two lines."' in shown


def _posts(town: Town, **headers: str) -> Any:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = town.sign_in("clerk").cookies
    browser.get(PAGE)
    return browser, browser.post(PAGE, TYPED | {"csrfmiddlewaretoken": "a" * 64}, headers=headers)


def test_a_token_of_an_earlier_session_leads_back_to_the_form(town: Town) -> None:
    browser, asked = _posts(town, origin="http://testserver", referer=f"http://testserver{PAGE}")
    assert asked.status_code == 302 and asked["Location"] == PAGE
    assert 'value="Order A/17"' in browser.get(PAGE).content.decode()


def test_another_site_fills_no_form(town: Town) -> None:
    browser, refused = _posts(town, origin="https://elsewhere.example")
    assert refused.status_code == 403
    assert "Order A/17" not in browser.get(PAGE).content.decode()
    browser, refused = _posts(town)
    assert refused.status_code == 403


def test_a_button_with_an_old_token_is_told_that_nothing_was_done(town: Town) -> None:
    browser, _page = _posts(town)
    page = "http://testserver/account/"
    given = {"csrfmiddlewaretoken": "a" * 64}
    headers = {"origin": "http://testserver", "referer": page}
    assert browser.post("/account/devices/", given, headers=headers).status_code == 403
    anybody = Client(enforce_csrf_checks=True)
    anybody.get("/sign-in/password/")
    signing_in = anybody.post("/sign-in/password/", given | {"login": "clerk"}, headers=headers)
    assert signing_in.status_code == 403
