"""A contact opens for a use in the log and for its people only: worker and dispatcher, by SQL."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.messaging.house import House
from tests.messaging.test_dispatch import queued
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.persons import CommittedTo, commit_to

PURPOSE, CHANNEL = "SAL-CREDIT", "email"


@dataclass(frozen=True)
class Intruder:
    """Whoever has taken worker and dispatcher over, with their rights in the database and no more."""

    house: House
    reference: str

    def records(self, people: Iterable[int], **changes: Any) -> CommittedTo:
        return commit_to(
            {"person": person, "use": self.reference, "outcome": "allow", "channel": CHANNEL, **changes}
            for person in people
        )

    def stage(self, persons: str | None, kind: str = "use.allowed", **changes: Any) -> int:
        """An entry of the use, as the worker may write one; it lies under a signed head afterwards."""
        now = datetime.now(UTC)
        public = {
            "use": self.reference, "purpose": PURPOSE, "mode": "message", "channels": [CHANNEL],
            "sources": ["SPARK"], "fields": ["email_official"], "kinds": [], "persons": persons, **changes,
        }  # fmt: skip
        leaf = leaf_bytes(kind, public=public, commitment=None, at=now, logged_at=now, is_sample=True)
        (entry,) = self.house.world.sql(
            "worker", "INSERT INTO journal_staged (leaf) VALUES (%s) RETURNING id", leaf
        )
        self.house.sequence()
        return int(entry[0])

    def invent(self, leaf: int, people: Sequence[int], committed: CommittedTo, **changes: str) -> int:
        """A use with its people and a message to each, as the worker may write them; returns the use."""
        with self.house.world.connect("worker") as worker, worker.transaction():
            (use,) = worker.execute(
                USE, {"reference": self.reference, "leaf": leaf, "purpose": PURPOSE, "channel": CHANNEL}
            ).fetchone() or (0,)
            self.join(worker, use, people, committed)
            worker.execute(
                MESSAGES.format(**{"channel": CHANNEL, "kind": "email_official", **changes}), [use]
            )
        return int(use)

    def join(self, worker: Any, use: int, people: Sequence[int], committed: CommittedTo) -> None:
        rows = zip(people, committed.salts, committed.texts, committed.commitments, strict=True)
        for person, salt, text, commitment in rows:
            worker.execute(SUBJECT, [use, person, salt, text, commitment])

    def opened(self, use: int, *contacts: int) -> int:
        """The number of seals that the dispatcher's role reads for a use, after claiming its messages."""
        with self.house.world.connect("dispatcher") as dispatcher:
            dispatcher.execute(
                "UPDATE privacy_outbox SET holder = 7, claimed_at = now() WHERE use_id = %s", [use]
            )
            wanted = contacts or tuple(
                row[0]
                for row in dispatcher.execute(
                    "SELECT contact_id FROM privacy_outbox WHERE use_id = %s", [use]
                )
            )
            dispatcher.execute("SELECT privacy_grant(%s, %s::bigint[], 60)", [use, list(wanted)])
            return len(dispatcher.execute("SELECT sealed FROM privacy_sealed").fetchall())

    def opens_nothing(self, use: int, why: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=why):
            self.opened(use)
        assert self.house.world.sql("dispatcher", "SELECT sealed FROM privacy_sealed") == []
        assert self.house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]


USE = """
INSERT INTO privacy_use (reference, purpose_code, mode, trigger, asked_by_id, office, department, role,
  on_behalf_of, sender, channels, fields, recipients, template, order_number, cohort_rule, subjects, allowed,
  left_out, outcome, reason, also, request, kinds, restraints, rules_hash, leaf, at, recorded_at, is_sample)
SELECT %(reference)s, %(purpose)s, 'message', '', min(id), 'FIN', '', 'service',
  '', 'FIN', ARRAY[%(channel)s], '{}', '{}', '', '', '', 1, 1,
  '{}', 'allow', '', '{}', '{"sources": ["SPARK", "PRD-OPTIN"]}', '{}', '{}', '', %(leaf)s, now(), now(), true
  FROM identity_account RETURNING id
"""
SUBJECT = """
INSERT INTO privacy_usesubject (use_id, person, outcome, reason, channel, salt, record, commitment, position)
VALUES (%s, %s, 'allow', '', 'email', %s, %s, %s, 0)
"""
MESSAGES = """
INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, attempts, queued_at, result)
SELECT s.use_id, s.person, c.id, '{channel}', 'queued', 0, now(), ''
  FROM privacy_usesubject s JOIN privacy_contact c ON c.person = s.person AND c.kind = '{kind}'
 WHERE s.use_id = %s
"""


@pytest.fixture
def intruder(house: House) -> Intruder:
    return Intruder(house, secrets.token_hex(16))


def test_an_entry_that_names_the_use_and_its_people_opens_them(intruder: Intruder) -> None:
    """This much an intruder can do: his use is in the log for everybody to see."""
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    use = intruder.invent(intruder.stage(committed.tree.root.hex()), people, committed)
    assert intruder.opened(use) == 3


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_root_is_that_of_the_ledger_for_every_form_of_record(intruder: Intruder, count: int) -> None:
    people = intruder.house.people[:count]
    committed = commit_to(
        {
            "person": person, "use": intruder.reference, "outcome": "allow", "template": None,
            "month": 202610,
            "reason": 'a "quoted" \\ ശമ്പളം\n', "values": "ab" * 32 if person % 2 else None,
        }
        for person in people
    )  # fmt: skip
    use = intruder.invent(intruder.stage(committed.tree.root.hex()), people, committed)
    assert intruder.opened(use) == count


def test_no_entry_no_opening(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    use = intruder.invent(1_000_000, people, intruder.records(people))
    intruder.opens_nothing(use, "no head covers an entry")


def test_the_entry_of_another_use_opens_nothing(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    entry = intruder.stage(committed.tree.root.hex(), use=secrets.token_hex(16))
    intruder.opens_nothing(intruder.invent(entry, people, committed), "no head covers an entry")


def test_the_real_entry_of_another_use_opens_nothing(intruder: Intruder) -> None:
    queued(intruder.house)
    ((leaf,),) = intruder.house.world.sql("postgres", "SELECT leaf FROM privacy_use")
    people = intruder.house.people[:3]
    with pytest.raises(psycopg.errors.UniqueViolation):
        intruder.invent(leaf, people, intruder.records(people))


@pytest.mark.parametrize(
    "said", [{"kind": "use.refused"}, {"kind": "use.held"}, {"kind": "campaign.composed"}, {"persons": None}]
)
def test_an_entry_that_allows_nothing_opens_nothing(intruder: Intruder, said: Mapping[str, Any]) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    entry = intruder.stage(**{"persons": committed.tree.root.hex(), **said})
    intruder.opens_nothing(intruder.invent(entry, people, committed), "No grant")


def test_an_entry_before_its_head_opens_nothing(intruder: Intruder, monkeypatch: pytest.MonkeyPatch) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    monkeypatch.setattr(House, "sequence", lambda _: None)
    use = intruder.invent(intruder.stage(committed.tree.root.hex()), people, committed)
    intruder.opens_nothing(use, "no head covers an entry")


def test_people_the_entry_does_not_commit_to_are_not_opened(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    entry = intruder.stage(intruder.records(people[:1]).tree.root.hex())
    intruder.opens_nothing(
        intruder.invent(entry, people, intruder.records(people)), "not those its entry commits to"
    )


def test_the_record_of_one_person_opens_no_other(intruder: Intruder) -> None:
    """The root fits, and the rows name other people than their records."""
    people = intruder.house.people[:3]
    committed = intruder.records(reversed(people))
    use = intruder.invent(intruder.stage(committed.tree.root.hex()), people, committed)
    intruder.opens_nothing(use, "not those its entry commits to")


@pytest.mark.parametrize("changed", [{"use": "f" * 32}, {"outcome": "deny"}])
def test_a_record_that_says_something_else_opens_nothing(
    intruder: Intruder, changed: Mapping[str, Any]
) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people, **changed)
    use = intruder.invent(intruder.stage(committed.tree.root.hex()), people, committed)
    intruder.opens_nothing(use, "not those its entry commits to")


@pytest.mark.parametrize("is_opened_before", [False, True])
def test_nobody_joins_a_use_after_its_entry(intruder: Intruder, is_opened_before: bool) -> None:
    people = intruder.house.people[:2]
    committed = intruder.records(people[:1])
    use = intruder.invent(intruder.stage(committed.tree.root.hex()), people[:1], committed)
    if is_opened_before:
        assert intruder.opened(use) == 1
    for role in ("worker", "web"):
        with (
            intruder.house.world.connect(role) as late,
            pytest.raises(psycopg.errors.ForeignKeyViolation, match="comes with its use"),
        ):
            intruder.join(late, use, people[1:], intruder.records(people[1:]))
    assert intruder.house.world.sql("postgres", "SELECT count(*) FROM privacy_usesubject") == [(1,)]


def test_a_person_of_a_real_use_who_was_added_by_hand_is_not_opened(intruder: Intruder) -> None:
    """Even past the guard of rows, as a superuser, the root no longer fits."""
    queued(intruder.house)
    ((use, reference),) = intruder.house.world.sql("postgres", "SELECT id, reference FROM privacy_use")
    late = [1_000_000]
    with intruder.house.world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        Intruder(intruder.house, reference).join(
            superuser, use, late, Intruder(intruder.house, reference).records(late)
        )
    intruder.opens_nothing(use, "not those its entry commits to")


@pytest.mark.parametrize(
    "said",
    [
        {"sources": ["PRD-OPTIN"]},
        {"channels": ["sms"]},
        {"fields": ["mobile"]},
        {"mode": "reveal"},
        {"fields": []},
    ],
)
def test_the_register_channel_and_kind_of_contact_are_those_of_the_entry(
    intruder: Intruder, said: Mapping[str, Any]
) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    use = intruder.invent(intruder.stage(committed.tree.root.hex(), **said), people, committed)
    intruder.opens_nothing(use, "no message in hand needs")


def test_a_message_moved_to_another_channel_or_kind_opens_nothing(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    with intruder.house.world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE privacy_contact SET verified_on = '2026-11-01' WHERE kind = 'mobile'")
    committed = intruder.records(people)
    entry = intruder.stage(committed.tree.root.hex())
    use = intruder.invent(entry, people, committed, channel="sms", kind="mobile")
    intruder.opens_nothing(use, "no message in hand needs")


def test_no_role_writes_that_a_use_was_proven(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    use = intruder.invent(1_000_000, people, intruder.records(people))
    for role in ("web", "worker", "dispatcher", "sequencer"):
        for statement in (
            "INSERT INTO privacy_useproof (use_id, proven_at) VALUES (%s, now())",
            "SELECT privacy_prove_use(%s, '')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                intruder.house.world.sql(role, statement, use)


def test_a_real_mailing_is_proven_once(house: House) -> None:
    queued(house)
    house.dispatch()
    assert house.states() == {"accepted": 3}
    assert house.world.sql("postgres", "SELECT count(*) FROM privacy_useproof") == [(1,)]
    leaves = house.world.sql("postgres", "SELECT convert_from(leaf, 'UTF8') FROM journal_staged")
    assert sum(json.loads(leaf)["kind"] == "use.allowed" for (leaf,) in leaves) == 1
