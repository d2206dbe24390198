"""An office enters the account for a recovery; the recovery's form warns if there is none."""

from __future__ import annotations

import re
from typing import Any

from tests.web.conftest import Town
from vethanam.payments.models import InstitutionAccount

BOOK = "/office/0412/people/100235/"
ORDER = {"order_number": "EP 12/2026", "order_dated": "2026-11-02", "order_kind": "court"}
ATTACHED = {
    "valid_from": "2026-11-01", "kind_of_due": "attachment", "payee": "Court of Kochi", "instalment": "4000",
    "is_divisible": "yes",
    **ORDER,
}  # fmt: skip
ACCOUNT = {
    "name": "Court of Kochi",
    "kind": "court",
    "branch": "TEST0000001",
    "number": "55555550005",
    "number_again": "55555550005",
}


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_recovery_for_somebody_without_an_account_leads_to_where_it_is_entered(town: Town) -> None:
    clerk, page = town.sign_in("clerk"), "/office/0412/institutions/"
    told = clerk.post(f"{BOOK}new/obligation/", ATTACHED, follow=True)
    assert "Court of Kochi has no verified account yet" in _text(told)
    assert 'value="Court of Kochi"' in told.content.decode()
    assert f'href="{page}"' in clerk.get("/office/0412/bills/").content.decode()
    entered = clerk.post(page, ACCOUNT, follow=True)
    assert "A treasury officer verifies it" in _text(entered)
    account = InstitutionAccount.objects.only("pk", "institution", "verified_at").get()
    assert "You entered it" in _text(clerk.get(page))
    second = town.sign_in("second")
    assert 'name="account"' not in second.get(page).content.decode()
    refused = second.post(page, {"account": str(account.pk)})
    assert "does not act as treasury officer" in _text(refused)
    town.sign_in("treasurer").post("/treasury/T07/bank/institutions/", {"account": str(account.pk)})
    again = clerk.post(f"{BOOK}new/obligation/", ATTACHED | {"valid_from": "2026-12-01"}, follow=True)
    assert "has no verified account" not in _text(again)


def test_what_goes_to_government_needs_none(town: Town) -> None:
    advance = ATTACHED | {"kind_of_due": "festival_advance", "payee": "Government"}
    told = town.sign_in("clerk").post(f"{BOOK}new/obligation/", advance, follow=True)
    assert "has no verified account" not in _text(told)
