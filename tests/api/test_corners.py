"""Careless and hostile clients: every answer is a sentence in JSON, and nothing is half done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Caller
from tests.conftest import World
from tests.payroll.office import small_office
from vethanam.acts.registry import acts, views
from vethanam.api.models import Asked, KeptAnswer
from vethanam.api.reference import openapi
from vethanam.identity.tokens import revoke_token, tokens_of
from vethanam.service_book.models import FACTS, Quarters

Calling = Callable[..., Caller]
QUARTERS: dict[str, Any] = {
    "fact": "quarters",
    "employment": "1",
    "valid_from": "2026-10-01",
    "order": {"number": "LO 1/2026", "dated": "2026-09-30"},
}


def sent(
    caller: Caller, method: str, address: str, body: bytes = b"", kind: str = "application/json", **more: str
) -> Any:
    headers = {"Authorization": f"Bearer {caller.token}", **more}
    return Client(raise_request_exception=False).generic(
        method, f"/api/{address}", body, content_type=kind, headers=headers
    )


def sentence(answer: Any, status: int, code: str) -> str:
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"].startswith("application/json")
    told = answer.json()
    assert (told["ok"], told["code"]) == (False, code) and told["says"].endswith(".")
    return str(told["says"])


@pytest.mark.parametrize(
    "address", ["acts/nothing", "views/nothing", "nothing", "public/nothing", "acts/queue/prepare", "acts/"]
)
def test_an_address_that_is_not_there(calling: Calling, address: str) -> None:
    for method in ("GET", "POST"):
        answer = sent(calling("clerk"), method, address, b"{}" if method == "POST" else b"")
        sentence(answer, 404, "nothing_at_this_address")


@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "acts/verify"), ("POST", "views/person"), ("DELETE", "views/person"), ("PUT", "acts/verify"),
        ("GET", "sign-in"),
     ("POST", "public/rules")],
)  # fmt: skip
def test_a_method_that_an_address_does_not_take(calling: Calling, method: str, address: str) -> None:
    answer = sent(calling("clerk"), method, address, b"{}" if method in ("POST", "PUT") else b"")
    sentence(answer, 405, "other_method")
    assert answer["Allow"]


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"],
)
def test_a_body_of_another_kind(calling: Calling, kind: str) -> None:
    for address in ("acts/verify", "sign-in"):
        sentence(
            sent(calling("clerk"), "POST", address, b'{"drawing_code": "0412"}', kind),
            415,
            "body_of_another_kind",
        )


def test_json_with_a_charset_or_without_a_kind_is_taken(calling: Calling) -> None:
    body = json.dumps({"drawing_code": "0412"}).encode()
    assert (
        sent(calling("officer"), "POST", "acts/verify", body, "application/json; charset=utf-8").status_code
        == 200
    )
    assert (
        sent(calling("officer"), "POST", "acts/verify", body, "application/problem+json").status_code == 200
    )


def test_a_body_that_is_too_large(calling: Calling, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    body = b'{"drawing_code": "' + b"a" * 2 * 1024 * 1024 + b'"}'
    for address in ("acts/verify", "sign-in", "activate"):
        sentence(sent(calling("clerk"), "POST", address, body), 413, "body_too_large")


@pytest.mark.parametrize(
    "body",
    [b"[" * 50_000 + b"]" * 50_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b'{"drawing_code": "\\u0000"}',
     b"\xff{}", b'{"a": 1', b"null"]
)  # fmt: skip
def test_a_body_that_cannot_be_read(calling: Calling, body: bytes) -> None:
    for address in ("acts/verify", "sign-in"):
        answer = sent(calling("clerk"), "POST", address, body)
        assert answer.status_code == 422 and answer.json()["faults"][0]["code"] == "body_not_json", address


def test_an_unknown_or_zero_key_of_a_view_is_a_fault(calling: Calling) -> None:
    caller = calling("clerk")
    assert (
        caller.get("views/person", employment="1", weather="fine").json()["faults"][0]["code"]
        == "act_key_unknown"
    )
    answer = caller.get("views/person", employment="1\0")
    assert answer.status_code in (409, 422) and answer.json()["ok"] is False
    assert caller.get("public/rules/x\0").status_code == 404


def test_too_many_requests_are_told_how_long_to_wait(calling: Calling, settings: Any) -> None:
    settings.VETHANAM_API_PER_MINUTE = 0
    answer = calling("clerk").get("views/ledger")
    sentence(answer, 429, "asked_too_often")
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_every_process_counts_together(calling: Calling, api_world: World, settings: Any) -> None:
    """The count is in the database, so all processes share it."""
    settings.VETHANAM_API_PER_MINUTE = 5
    caller = calling("clerk")
    assert caller.get("views/ledger").status_code == 200
    with api_world.connect("web") as other:
        other.execute("UPDATE api_asked SET count = count + 4")
    assert caller.get("views/ledger").status_code == 429
    assert Asked.objects.get().count == 6
    assert calling("officer").get("views/ledger").status_code == 200


def test_a_key_is_of_one_account_and_of_seven_days(calling: Calling, api_world: World) -> None:
    key = {"Idempotency-Key": "same"}
    clerk = calling("clerk")
    assert clerk.post("acts/record", QUARTERS, **key).status_code == 200
    second = {**QUARTERS, "valid_from": "2026-11-01"}
    assert calling("second").post("acts/record", second, **key).status_code == 200
    assert KeptAnswer.objects.count() == Quarters.objects.count() == 2
    assert sentence(clerk.post("acts/verify", {"drawing_code": "0412"}, **key), 409, "key_reused")
    api_world.sql("owner", "UPDATE api_keptanswer SET at = now() - interval '7 days 1 minute'")
    Asked.objects.all().delete()  # the first request of a minute deletes expired rows
    later = {**QUARTERS, "valid_from": "2026-12-01"}
    assert clerk.post("acts/record", later, **key).status_code == 200


def test_a_key_and_its_act_stand_together(calling: Calling, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the answer cannot be stored, the act is rolled back."""

    def lost(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("vethanam.api.responses.keep", lost)
    assert calling("clerk").post("acts/record", QUARTERS, **{"Idempotency-Key": "k"}).status_code == 500
    assert not Quarters.objects.exists() and not KeptAnswer.objects.exists()


def test_a_key_that_is_too_long(calling: Calling) -> None:
    answer = calling("clerk").post("acts/record", QUARTERS, **{"Idempotency-Key": "k" * 201})
    assert sentence(answer, 422, "key_too_long")


def test_a_token_that_is_revoked_ends_at_once(calling: Calling) -> None:
    caller = calling("clerk")
    assert caller.get("views/ledger").status_code == 200
    revoke_token(tokens_of(caller.account)[0])
    assert sentence(caller.get("views/ledger"), 401, "token_needed")


def test_a_refusal_is_in_the_language_that_was_asked(calling: Calling) -> None:
    for language, is_english in (
        ("ml", False),
        ("ml-IN,en;q=0.5", False),
        ("de, en", True),
        ("", True),
        ("*", True),
        ("x" * 5_000, True),
    ):
        answer = sent(calling("clerk"), "GET", "nothing", b"", "", **{"Accept-Language": language})
        assert answer.json()["says"].isascii() is is_english, language[:20]


def test_record_is_a_union_by_fact() -> None:
    body = openapi()["paths"]["/api/acts/record"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert body["discriminator"]["propertyName"] == "fact" and len(body["oneOf"]) == len(FACTS)


# -- every act and view, by each role, on another office's objects -------------------------------------------

ROLES = {
    "clerk": "clerk", "drawing_officer": "officer", "countersigning_officer": "controller",
    "treasury_officer": "treasurer", "employee": "employee", "communicating_officer": "writer",
}  # fmt: skip
OBJECTS: dict[str, Any] = {
    "employment": "1", "employments": ["1"], "drawing_code": "0412", "scope": "0412", "treasury": "T07",
    "bill": "2026/0412/1", "month": "2026-10", "from": "2026-10-01", "to": "2026-10-31", "reason": "x",
    "account": "clerk", "code": "0412", "name": "clerk", "last_day": "2026-12-31", "what": "person",
    "kind": "mobile",
    "fact": "quarters",
    "valid_from": "2026-10-01",
}  # fmt: skip
#: names of the other office's objects in a request
THEIRS = {"employment", "employments", "bill", "drawing_code", "scope", "treasury", "account"}
#: acts and views that any account may use: the head of the log, its own list
OF_NOBODY = {"ledger", "show", "uses"}


@pytest.mark.parametrize("role", ROLES)
def test_a_stranger_sees_and_changes_nothing_of_another_office(
    calling: Calling, api_world: World, settings: Any, role: str
) -> None:
    settings.VETHANAM_API_PER_MINUTE = 100_000
    with api_world.role("worker"):
        other = small_office("0999")
        other.appoint("treasurer-0999", "treasury_officer", "T99", office="TRY")
        other.appoint("writer-0999", "communicating_officer", "", office="PRD")
        other.appoint("employee-0999", "employee", "")
    caller = calling(f"{ROLES[role]}-0999")
    wrong = []
    for name, declared in {**acts(), **views()}.items():
        keys = declared.adapter.json_schema(by_alias=True)
        known = keys.get("properties") or {"fact": 1, "employment": 1, "valid_from": 1}
        given = {key: value for key, value in OBJECTS.items() if key in known}
        is_act = name in acts()
        answer = caller.post(f"acts/{name}", given) if is_act else caller.get(f"views/{name}", **given)
        text = re.sub(r"\d\d\.\d{6}", "", answer.content.decode())  # the microseconds of an answer differ
        if answer.status_code not in (200, 403, 409, 422):
            wrong.append(f"{name}: {answer.status_code} {text[:200]}")
        if "Person 1" in text or "1111" in text or "45600" in text or "4560000" in text:
            wrong.append(f"{name}: told {text[:300]}")
        if answer.status_code == 200 and THEIRS & given.keys() and name not in OF_NOBODY:
            wrong.append(f"{name}: done for a stranger: {text[:200]}")
    assert wrong == []
