"""Programs of other bodies on pages: two administrators enter one, its token is shown once and ended."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from tests.web.test_masters import first, second, signed_in, text
from tests.web.test_webhooks import agree, enter
from vethanam.identity.tokens import token_of, tokens_of
from vethanam.people.models import Program

__all__ = ["first", "second"]
TOKEN = "/administration/programs/ag-office/token/"
GIVEN = {
    "code": "ag-office", "name": "Accountant General", "office": "FIN", "role": "finance_officer",
    "valid_from": "2026-01-01", "valid_until": "2039-12-31",
}  # fmt: skip


@pytest.fixture
def program(first: Client, second: Client) -> Program:
    """A program entered by two administrators."""
    enter(first, "department", code="FIN", name="Finance")
    agree(second)
    enter(first, "program", **GIVEN)
    agree(second)
    return Program.objects.select_related("account").get()


def known(client: Client) -> Client:
    """The browser, in which the password was asked again just now."""
    session = client.session
    again = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [*session["account_authentication_methods"], again]
    session.save()
    return client


def test_a_token_is_made_on_the_page_shown_once_and_ended(
    program: Program, first: Client, second: Client
) -> None:
    assert first.get(TOKEN).status_code == 302
    assert "It has no token." in text(first.get("/administration/programs/"))
    last_day = (localdate() + timedelta(days=30)).isoformat()
    page = known(first).post(TOKEN, {"name": "vouchers", "last_day": last_day})
    (token,) = re.findall(r"vth_[A-Za-z0-9_-]{43}", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    found = token_of(token)
    assert found is not None and (found.account_id, found.role) == (program.account_id, "finance_officer")
    listed = second.get("/administration/programs/")
    assert "vouchers" in text(listed) and token not in listed.content.decode()
    second.post("/administration/programs/ag-office/end/", {"token": found.pk})
    assert tokens_of(program.account) == []


def test_a_token_past_the_program_is_refused_with_a_sentence(program: Program, first: Client) -> None:
    given = {"name": "vouchers", "last_day": "2040-01-01"}
    page = text(known(first).post(TOKEN, given))
    assert "The program ends on" in page and tokens_of(program.account) == []


def test_nobody_else_sees_programs(program: Program) -> None:
    clerk = signed_in("third", "finance_officer")
    assert clerk.get("/administration/programs/").status_code in (403, 404)
    assert clerk.post(TOKEN, {}).status_code in (403, 404)
