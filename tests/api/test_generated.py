"""Generated requests over the whole description: no mistake of ours, no half answer, no contact in an answer or a log.

``VETHANAM_TEST_API_EXAMPLES`` says how many examples an operation gets (3; CI takes 50, at night 1,600), and
``VETHANAM_TEST_API_SEED`` draws others.
"""

from __future__ import annotations

import json
import logging
import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings

from tests.conftest import World
from tests.payroll.office import SmallOffice, at
from vethanam.api.reference import openapi
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token
from vethanam.people.models import Appointment, Person

EXAMPLES = int(os.environ.get("VETHANAM_TEST_API_EXAMPLES", "3"))
SEED = int(os.environ.get("VETHANAM_TEST_API_SEED", "20261128"))
#: nobody has these: a request carries one in the place of a text now and then
CONTACTS = ("+91 00000 54321", "planted@mail.example")
#: values that are there: a request carries them mostly, so that it comes further than to what does not exist
KNOWN: dict[str, tuple[Any, ...]] = {
    "employment": ("1",),
    "employments": (["1"],),
    "drawing_code": ("0412",),
    "scope": ("0412",),
    "treasury": ("T07",),
    "most": (1, 100),
    "month": ("2026-10", "2026-11"),
    "from": ("2026-09", "2026-10-01"),
    "to": ("2026-10", "everything"),
    "bill": ("2026/0412/1",),
    "days": ({"1": 5},),
    "purpose": ("SVC-TERMS", "PUBLICITY"),
    "role": ("clerk", "drawing_officer"),
    "valid_from": ("2026-10-01",),
    "valid_until": ("2026-10-20",),
    "known_at": ("2026-10-20T10:00",),
    "kind": ("mobile", "email_official", "government", "election", "court_order", "cooperative"),
    "code": ("any", "unverified", "KL-1"),
    "how": ("held", "signed_off"),
    "on": ("2026-10-20",),
    "dated": ("2026-09-30",),
    "number": ("LO 7/2026", "2026/1"),
    "what": ("person", "claims", "drawn", "ledger", "duties", "bill"),
    "channel": (["email"], "email"),
    "channels": (["email"],),
    "cohort": ("all employees", {"pay_basis": ["scale"]}),
    "asked": ("summary", "contact_wrong"),
    "last_day": ("2026-12-31",),
    "until": ("2026-12-31",),
    "order": ({"number": "LO 7/2026", "dated": "2026-09-30"},),
    "state": ("stayed", "vacated"),
    "account": ("clerk", "everything"),
    "component": ("basic_pay",),
    "outcome": ("stands", "mended"),
    "sender": ("PRD",),
    "facts": (["absence-1"],),
    "runs": ([1],),
    "finding": (1,),
    "list": (1,),
    "costing": (1,),
}
ALL_ROLES = (
    ("clerk", "0412"), ("drawing_officer", "0412"), ("treasury_officer", "T07"), ("law_officer", ""),
    ("data_protection_officer", ""), ("purpose_owner", ""), ("communicating_officer", ""), ("finance_officer", ""),
    ("administrator", ""),
)  # fmt: skip
STATUSES = {200, 401, 403, 404, 405, 409, 413, 422, 429}


#: acts after which the account or its token asks nothing any more: they come last
_ENDING = ("/end_token", "/close_own_account")


def _operations() -> list[Any]:
    schema: Any = schemathesis.openapi.from_dict(openapi())
    found = [one.ok() for one in schema.get_all_operations()]
    return sorted(found, key=lambda one: one.path.endswith(_ENDING))


OPERATIONS = _operations()


@pytest.fixture
def token(office: SmallOffice, settings: Any) -> str:
    """The token of an account that holds every role."""
    settings.VETHANAM_API_PER_MINUTE = 1_000_000
    account = Account.objects.create(username="everything", kind=Account.Kind.OFFICER)
    person = Person.objects.create(
        name="Everything", born=at(1).date().replace(year=1980), recorded_at=at(1), account=account
    )
    for role, scope in ALL_ROLES:
        Appointment.objects.create(
            account=account, person=person, role=role, scope=scope, office="DEPT", valid_from=at(1).date().replace(year=2020),
            recorded_at=at(1, month=1),
        )  # fmt: skip
    return issue_token(account, name="generated")[1]


def test_generated_requests_meet_no_mistake_of_ours_and_no_contact_comes_back(
    api_world: World, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="vethanam")
    wrong: list[str] = []
    statuses: Counter[int] = Counter()
    for operation in OPERATIONS:
        wrong += list(_tried(operation, token, statuses))
    assert wrong == []
    assert statuses[200] > 10 and statuses[409] > 10 and statuses[422] > 10, statuses
    assert [word for word in CONTACTS if word in caplog.text] == []


def _tried(operation: Any, token: str, statuses: Counter[int]) -> Iterator[str]:
    client, found, dice = Client(raise_request_exception=False), [], random.Random(SEED)

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def call(case: Any) -> None:
        body = _planted(_fitted(case.body, dice), dice) if case.method == "POST" else None
        headers = {
            str(name): str(value) for name, value in (case.headers or {}).items() if _is_header(str(value))
        }
        headers["Authorization"] = f"Bearer {token}"
        answer = client.generic(
            case.method,
            case.formatted_path,
            json.dumps(body, default=str) if case.method == "POST" else "",
            content_type="application/json",
            headers=headers,
            query_params=_planted(_fitted(dict(case.query or {}), dice), dice),
        )
        statuses[answer.status_code] += 1
        if answer.status_code not in STATUSES:
            found.append(
                f"{operation.label}: {answer.status_code} {answer.content[:300]!r} of {_short(body)}"
            )
        elif answer.status_code != 404:
            told = json.loads(answer.content)
            if answer.status_code == 422 and not told.get("faults") and told.get("code") is None:
                found.append(f"{operation.label}: no fault in {told}")
        if any(word in answer.content.decode() for word in CONTACTS):
            found.append(f"{operation.label}: a contact came back in {answer.content[:300]!r}")

    call()
    yield from found


def _is_header(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _short(body: Any) -> str:
    return json.dumps(body, default=str)[:400]


def _fitted(value: Any, dice: random.Random) -> Any:
    """The same keys, most of those that are known with a value that is there."""
    if not isinstance(value, dict):
        return value
    return {
        name: dice.choice(KNOWN[name]) if name in KNOWN and dice.random() < 0.8 else one
        for name, one in value.items()
    }


def _planted(value: Any, dice: random.Random) -> Any:
    """The same body with a contact in the place of a text here and there."""
    if isinstance(value, dict):
        return {name: _planted(one, dice) for name, one in value.items()}
    if isinstance(value, list):
        return [_planted(one, dice) for one in value]
    return dice.choice(CONTACTS) if isinstance(value, str) and dice.random() < 0.15 else value
