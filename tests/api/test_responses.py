"""Answers of the API: done, refused, faulty, unauthorised; once per key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Caller
from tests.conftest import World
from tests.payroll.office import SmallOffice
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token, revoke_token, tokens_of
from vethanam.people.models import Program
from vethanam.service_book.models import Quarters

Calling = Callable[..., Caller]
QUARTERS: dict[str, Any] = {
    "fact": "quarters",
    "employment": "1",
    "valid_from": "2026-10-01",
    "order": {"number": "LO 1/2026", "dated": "2026-09-30"},
}
PROGRAM = """
INSERT INTO people_program
  (code, name, name_ml, office, role, scope, valid_from, valid_until, account_id, recorded_at)
VALUES
  ('bank', 'A bank', '', 'TRY', 'treasury_officer', 'T07', '2026-01-01', '2040-12-31', {account}, now())
"""


def test_an_act_is_done_and_answers_with_its_state(calling: Calling) -> None:
    answer = calling("clerk").post("acts/record", QUARTERS)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["ok"] and told["says"] == "Employee 1: quarters from 1 Oct 2026 is recorded."
    assert told["state"] == {"fact": "quarters", "id": Quarters.objects.get().pk}


def test_a_refused_act_answers_409_with_its_sentence(calling: Calling) -> None:
    answer = calling("clerk").post("acts/record", {**QUARTERS, "employment": "99"})
    assert answer.status_code == 409
    assert answer.json() == {
        "ok": False,
        "code": "unknown_employee",
        "says": "No employee has number 99. Check the number.",
        "facts": {"number": "99"},
    }


def test_every_fault_is_told_at_once_with_its_place_and_never_its_value(calling: Calling) -> None:
    given = {
        **QUARTERS,
        "valid_from": "+91 00000 00045",
        "order": {"number": "", "dated": "then"},
        "weather": "fine",
    }
    answer = calling("clerk").post("acts/record", given)
    assert answer.status_code == 422
    faults = {(one["where"], one["code"]) for one in answer.json()["faults"]}
    assert faults == {
        ("valid_from", "act_date_unreadable"), ("order.dated", "act_date_unreadable"),
        ("order.number", "act_key_missing"),
        ("weather", "act_key_unknown"),
    }  # fmt: skip
    assert "00045" not in answer.content.decode()


@pytest.mark.parametrize("body", [b"[1]", b"{", b'{"a": NaN}', b'"x"', b"[" * 100_000, b'{"a": "\\ud800"}'])
def test_what_is_no_json_object_is_a_fault(calling: Calling, body: bytes) -> None:
    caller = calling("clerk")
    headers = {"Authorization": f"Bearer {caller.token}"}
    answer = Client().post("/api/acts/verify", body, content_type="application/json", headers=headers)
    assert answer.status_code == 422 and answer.json()["faults"][0]["code"] == "body_not_json"


def test_without_a_token_nobody_is_let_in(office: SmallOffice) -> None:
    answer = Client().post("/api/acts/verify", {}, content_type="application/json")
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "token_needed"
    signed_in = Client()
    signed_in.force_login(
        Account.objects.get(username="clerk"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert signed_in.post("/api/acts/verify", {}, content_type="application/json").status_code == 401


def test_a_token_that_was_ended_lets_nobody_in(calling: Calling) -> None:
    caller = calling("clerk")
    (token,) = tokens_of(caller.account)
    revoke_token(token)
    assert caller.post("acts/verify").status_code == 401


def test_whoever_does_not_act_as_this_is_told_so(calling: Calling) -> None:
    answer = calling("treasurer").post("acts/run", {"month": "2026-10", "drawing_code": "0412"})
    assert answer.status_code == 403 and answer.json()["code"] == "not_acting_as"


def test_a_token_is_limited_to_its_role(calling: Calling) -> None:
    limited = calling("officer", role="clerk")
    assert limited.post("acts/verify", {"drawing_code": "0412"}).status_code == 403
    assert calling("officer").post("acts/verify", {"drawing_code": "0412"}).status_code == 200


@pytest.fixture
def bank(office: SmallOffice, api_world: World) -> Program:
    """A program of a bank, for the treasury of the office."""
    account = Account.objects.create(username="program-bank", kind=Account.Kind.SERVICE)
    api_world.sql("owner", PROGRAM.format(account=account.pk))
    return Program.objects.get()


def test_a_token_of_a_program_reads_and_performs_no_act(calling: Calling, bank: Program) -> None:
    caller = calling("program-bank", role=bank.role, scope=bank.scope)
    for act in ("acts/pass", "acts/pass/prepare", "acts/end_token", "acts/propose_master"):
        answer = caller.post(act, {"bill": "2026/0412/1"})
        assert (answer.status_code, answer.json()["code"]) == (403, "program_only_reads")
    assert caller.get("views/with_paymaster").json()["state"] == {"files": 0}
    assert caller.get("lists/register.csv", treasury="T07").status_code == 200
    for address in ("views/inbox", "views/shown_contact", "lists/find.csv"):
        answer = caller.get(address, reference="x", q="Anu")
        assert (answer.status_code, answer.json()["code"]) == (403, "view_not_for_programs")


def test_a_token_of_a_program_dies_with_it(calling: Calling, bank: Program, api_world: World) -> None:
    caller = calling("program-bank", role=bank.role, scope=bank.scope)
    api_world.sql("owner", "UPDATE people_program SET valid_until = '2026-01-31'")
    answer = caller.get("views/with_paymaster")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_needed")


def test_the_same_key_and_body_are_done_once_and_answer_the_same(calling: Calling) -> None:
    caller = calling("clerk")
    first, again = (caller.post("acts/record", QUARTERS, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json() == again.json() and first.status_code == again.status_code == 200
    assert Quarters.objects.count() == 1
    other = caller.post("acts/record", {**QUARTERS, "valid_from": "2026-11-01"}, **{"Idempotency-Key": "k1"})
    assert other.status_code == 409 and other.json()["code"] == "key_reused"


def test_a_refused_act_leaves_its_key_free(calling: Calling) -> None:
    caller = calling("clerk")
    assert (
        caller.post("acts/record", {**QUARTERS, "employment": "9"}, **{"Idempotency-Key": "k2"}).status_code
        == 409
    )
    assert caller.post("acts/record", QUARTERS, **{"Idempotency-Key": "k2"}).status_code == 200


def test_an_account_that_asks_too_often_waits(calling: Calling, settings: Any) -> None:
    settings.VETHANAM_API_PER_MINUTE = 2
    caller = calling("clerk")
    assert [caller.get("views/ledger").status_code for _ in range(3)] == [200, 200, 429]


def test_a_month_is_left_to_the_worker_and_followed(calling: Calling) -> None:
    answer = calling("clerk").post("acts/run", {"month": "2026-10", "drawing_code": "0412"})
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"]["state"] == "asked"
    assert "is being computed" in answer.json()["says"]


def test_a_view_answers_what_a_page_shows_and_refuses_a_stranger(
    calling: Calling, office: SmallOffice
) -> None:
    shown = calling("clerk").get("views/person", employment="1")
    assert shown.status_code == 200
    assert {fact["fact"] for fact in shown.json()["state"]["facts"]} >= {"pay", "posting"}
    office.appoint("stranger", "drawing_officer", "0999")
    assert calling("stranger").get("views/person", employment="1").status_code == 409
    assert calling("clerk").get("views/person").status_code == 422


def test_the_sentence_is_in_the_language_that_was_asked(calling: Calling) -> None:
    answer = calling("clerk").post("acts/verify", {"drawing_code": "0412"}, **{"Accept-Language": "ml"})
    assert answer.json()["says"] != "Nothing waits for verification."


def test_an_approval_is_prepared_only_where_one_is_asked(calling: Calling) -> None:
    assert calling("officer").post("acts/approve/prepare").status_code in (403, 409)
    assert calling("officer").post("acts/cancel/prepare").status_code == 404


def test_a_token_is_shown_once_and_kept_as_a_hash(office: SmallOffice) -> None:
    token, text = issue_token(office.officers["clerk"], name="mine")
    assert text.startswith("vth_") and text.encode() not in bytes(token.hash)
