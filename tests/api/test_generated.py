"""Generated requests over the whole description: no mistake of ours, nothing half stored, no contact in an
answer or a log.

Half of the requests follow a fixed seed, half one that is drawn and printed; ``VETHANAM_TEST_API_SEED``
gives the drawn one again. ``VETHANAM_TEST_API_REQUESTS`` says how many there are: 500, in CI 3,000, with
``make nightly`` 1,000,000.

A few bodies of each operation fit its schema (schemathesis); the others are those with
something wrong (``mutating.py``).
"""

from __future__ import annotations

import json
import logging
import os
import random
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.api.mutating import CONTACTS, mutated, planted
from tests.conftest import World
from tests.payroll.office import SmallOffice, at
from vethanam.api.reference import openapi
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token
from vethanam.people.models import Appointment, Person

REQUESTS = int(os.environ.get("VETHANAM_TEST_API_REQUESTS") or ("3000" if os.environ.get("CI") else "500"))
FIXED = 20261128
DRAWN = int(os.environ.get("VETHANAM_TEST_API_SEED") or secrets.randbelow(10**9))
#: one in this many bodies is valid and new; the others have faults
NEW_BODIES = 8
#: refused requests between checks of the stored rows
LOOKED_EVERY = 25
#: tables that change with every request: request counts, last use of a token, wrong guesses
COUNTERS = ("api_asked", "identity_token", "identity_slowdown", "privacy_look")
#: existing values, used in most requests so that they get past the lookup
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
    "account": ("clerk",),
    "component": ("basic_pay",),
    "outcome": ("stands", "mended"),
    "sender": ("PRD",),
    "facts": (["absence-1"],),
    "runs": ([1],),
    "finding": (1,),
    "list": (1,),
    "costing": (1,),
    "webhook": ("ag-office",),
    "events": ("bill.passed",),
    "within": ("state", "treasury"),
    "url": ("https://ag.example/in",),
}
ALL_ROLES = (
    ("clerk", "0412"), ("drawing_officer", "0412"), ("treasury_officer", "T07"), ("law_officer", ""),
    ("data_protection_officer", ""), ("purpose_owner", ""), ("communicating_officer", ""),
    ("finance_officer", ""),
    ("administrator", ""),
)  # fmt: skip
STATUSES = {200, 401, 403, 404, 405, 409, 413, 415, 422, 429}


#: acts that end the account or its token: they run last
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
            account=account, person=person, role=role, scope=scope, office="DEPT",
            valid_from=at(1).date().replace(year=2020),
            recorded_at=at(1, month=1),
        )  # fmt: skip
    return issue_token(account, name="generated")[1]


class Stored:
    """A fingerprint of the tables: row count and last writing transaction of each."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        tables = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace ORDER BY 1"
        ).fetchall()
        self._tables = [name for (name,) in tables if name not in COUNTERS]
        parts = (
            f"(SELECT count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) FROM {name})"
            for name in self._tables
        )
        self._sql = f"SELECT ARRAY[{', '.join(parts)}]"

    def now(self) -> dict[str, str]:
        """Rows and transactions by table."""
        (found,) = self._connection.execute(self._sql).fetchone() or ([],)
        return dict(zip(self._tables, found, strict=True))


@dataclass
class Trial:
    """The requests of one seed: their answers and failures."""

    token: str
    seed: int
    stored: Stored
    dice: random.Random = field(init=False)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.before = self.stored.now()

    def operation(self, operation: Any, count: int) -> None:
        """Requests of one operation."""
        cases = _cases(operation, max(1, count // NEW_BODIES), self.seed)
        for number in range(count):
            self._request(operation, cases[number % len(cases)], is_wrong=number >= len(cases))
        self._look()

    def _request(self, operation: Any, case: Any, *, is_wrong: bool) -> None:
        body, query = _fitted(case.body, self.dice), _fitted(dict(case.query or {}), self.dice)
        if is_wrong:
            body, query = (mutated(one, self.dice) for one in (body, query))
        body, query = planted(body, self.dice), planted(query, self.dice)
        is_post = case.method == "POST"
        headers = {name: text for name, text in _headers(case) if name.lower() != "authorization"}
        answer = self.client.generic(
            case.method,
            case.formatted_path,
            json.dumps(body, default=str) if is_post else "",
            content_type="application/json",
            headers={**headers, "Authorization": f"Bearer {self.token}"},
            query_params={} if is_post else _texts(query),
        )
        self._judge(operation.label, answer, f"{json.dumps(body if is_post else query, default=str)[:400]}")
        if answer.status_code != 200 or not is_post:
            self.refused.append(f"{operation.label} {answer.status_code}")
            if len(self.refused) >= LOOKED_EVERY:
                self._look()
        else:
            if self.refused:
                self._look(is_after_one_that_was_done=True)
            self.before = self.stored.now()

    def _judge(self, label: str, answer: Any, of: str) -> None:
        self.statuses[answer.status_code] += 1
        text = answer.content.decode(errors="replace")
        if answer.status_code not in STATUSES:
            self.wrong.append(f"{label}: {answer.status_code} {text[:300]} of {of}")
            return
        if any(word in text for word in CONTACTS):
            self.wrong.append(f"{label}: a contact came back in {text[:300]}")
        if not answer["Content-Type"].startswith("application/json"):
            return  # a list as a file
        told = json.loads(text)
        if answer.status_code != 200 and not told.get("says") and not told.get("faults"):
            self.wrong.append(f"{label}: {answer.status_code} without a sentence: {text[:200]}")

    def _look(self, *, is_after_one_that_was_done: bool = False) -> None:
        """Record a failure if refused acts or views changed anything; successful acts reset the
        comparison.
        """
        now = self.before if is_after_one_that_was_done else self.stored.now()
        changed = sorted(name for name, rows in now.items() if rows != self.before[name])
        if changed:
            self.wrong.append(
                f"{', '.join(changed)} changed, though nothing was done by {', '.join(self.refused)}"
            )
        self.before, self.refused = now, []


class Ear(logging.Handler):
    """Hears every line of the log and keeps the contacts in it, not the lines: a million requests write
    gigabytes of them.
    """

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: set[str] = set()
        self.lines = 0

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        self.lines += 1
        self.heard |= {word for word in CONTACTS if word in text}


@pytest.fixture
def ear() -> Iterator[Ear]:
    """The only handler of the log, at its most talkative; ours and Django's loggers do not pass on to the
    root.
    """
    ear, loggers = Ear(), [logging.getLogger(name) for name in ("", "vethanam", "django")]
    before = [(logger, logger.handlers, logger.level) for logger in loggers]
    for logger in loggers:
        logger.handlers = [ear]
        logger.setLevel(logging.DEBUG)
    yield ear
    for logger, handlers, level in before:
        logger.handlers = handlers
        logger.setLevel(level)


@pytest.mark.parametrize("name", ["vethanam.web", "django.request", "procrastinate"])
def test_the_ear_hears_a_contact_in_any_line(ear: Ear, name: str) -> None:
    logging.getLogger(name).debug("asked for %s", CONTACTS[0])
    assert ear.heard == {CONTACTS[0]} and ear.lines == 1


@pytest.mark.parametrize("of_seed", [FIXED, DRAWN], ids=["fixed", "drawn"])
def test_generated_requests_meet_no_mistake_of_ours(
    api_world: World,
    token: str,
    ear: Ear,
    capsys: pytest.CaptureFixture[str],
    of_seed: int,
) -> None:
    with api_world.connect("postgres") as connection:
        trial = Trial(token, of_seed, Stored(connection))
        share = REQUESTS / 2 / len(OPERATIONS)
        for place, operation in enumerate(OPERATIONS):  # fewer requests than operations: spread over all
            trial.operation(operation, int((place + 1) * share) - int(place * share))
    with capsys.disabled():
        print(  # noqa: T201
            f"\nseed {of_seed}: {sum(trial.statuses.values())} requests, "
            f"{dict(sorted(trial.statuses.items()))}"
        )
    assert not trial.wrong, "\n".join([f"VETHANAM_TEST_API_SEED={of_seed}", *trial.wrong])
    assert trial.statuses[401] < REQUESTS / 20, "the account of the requests was closed by one of them"
    assert trial.statuses[200] > 10 and trial.statuses[409] > 10 and trial.statuses[422] > 10, trial.statuses
    assert ear.lines > 0 and ear.heard == set()


def _cases(operation: Any, count: int, of_seed: int) -> list[Any]:
    """Bodies that fit the schema of an operation."""
    found: list[Any] = []

    @seed(of_seed)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def draw(case: Any) -> None:
        found.append(case)

    draw()
    return found


def _texts(query: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [str(part) for part in one] if isinstance(one, list) else str(one)
        for name, one in query.items()
    }


def _headers(case: Any) -> Iterator[tuple[str, str]]:
    for name, value in (case.headers or {}).items():
        if str(value).isascii() and str(value).isprintable():
            yield str(name), str(value)


def _fitted(value: Any, dice: random.Random) -> Any:
    """The same keys, most known ones with an existing value."""
    if not isinstance(value, dict):
        return value
    return {
        name: dice.choice(KNOWN[name]) if name in KNOWN and dice.random() < 0.8 else one
        for name, one in value.items()
    }
