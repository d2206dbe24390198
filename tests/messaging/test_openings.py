"""A contact opens for a use in the log and for its people only: worker and dispatcher, by SQL."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import psycopg
import pytest

from tests.messaging.house import House
from tests.messaging.test_dispatch import queued, superuser
from vethanam.ledger.canonical import Json
from vethanam.ledger.label_trees import hmac_halves, label_leaves, label_of, root_of_labels, secret_of_half
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.persons import CommittedTo, commit_to

PURPOSE, CHANNEL = "SAL-CREDIT", "email"
KEY, FILLER = b"k" * 32, b"p" * 32


@dataclass(frozen=True)
class Labelled:
    """People committed to under their labels, or under none as in uses of long ago."""

    committed: CommittedTo
    labels: Sequence[bytes | None]

    @property
    def root(self) -> str:
        labels = [label for label in self.labels if label]
        return root_of_labels(label_leaves(labels, self.committed.commitments, FILLER)).hex()

    @property
    def public(self) -> dict[str, str]:
        """What the entry of the use says of them."""
        if None in self.labels:
            return {"persons": self.committed.tree.root.hex()}
        return {"persons2": self.root, "label_key": sha256(KEY).hexdigest()}


@dataclass(frozen=True)
class Intruder:
    """Whoever has taken worker and dispatcher over, with their rights in the database and no more."""

    house: House
    reference: str

    def records(self, people: Iterable[int], **changes: Any) -> Labelled:
        people = list(people)
        return self.labelled(
            people,
            [
                {"person": person, "use": self.reference, "outcome": "allow", "channel": CHANNEL, **changes}
                for person in people
            ],
        )

    def labelled(self, people: Sequence[int], records: Iterable[Json]) -> Labelled:
        """Records under the labels of their people."""
        labels = [label_of(self.secret_of(person), KEY, self.reference) for person in people]
        return Labelled(commit_to(records), labels)

    def secret_of(self, person: int) -> bytes:
        """A secret as the worker may make and read one."""
        inner, outer = hmac_halves(secrets.token_bytes(32))
        self.house.world.sql(
            "worker",
            "INSERT INTO privacy_labelsecret VALUES (%s, %s, %s) ON CONFLICT (person) DO NOTHING",
            person, inner, outer,
        )  # fmt: skip
        ((half,),) = self.house.world.sql(
            "worker", "SELECT inner_key FROM privacy_labelsecret WHERE person = %s", person
        )
        return secret_of_half(half)

    def stage(self, people: Labelled | None, kind: str = "use.allowed", **changes: Any) -> int:
        """An entry of the use, as the worker may write one; it lies under a signed head afterwards."""
        now = datetime.now(UTC)
        public = {
            "use": self.reference, "purpose": PURPOSE, "mode": "message", "channels": [CHANNEL],
            "sources": ["SPARK"], "fields": ["email_official"], "kinds": [],
            **(people.public if people else {}), **changes,
        }  # fmt: skip
        leaf = leaf_bytes(kind, public=public, commitment=None, at=now, logged_at=now, is_sample=True)
        (entry,) = self.house.world.sql(
            "worker", "INSERT INTO journal_staged (leaf) VALUES (%s) RETURNING id", leaf
        )
        self.house.sequence()
        return int(entry[0])

    def invent(self, leaf: int, people: Sequence[int], committed: Labelled, **changes: str) -> int:
        """A use with its people and a message to each, as the worker may write them; returns the use."""
        with self.house.world.connect("worker") as worker, worker.transaction():
            (use,) = worker.execute(
                USE, {"reference": self.reference, "leaf": leaf, "purpose": PURPOSE, "channel": CHANNEL}
            ).fetchone() or (0,)
            if None not in committed.labels:
                worker.execute(USE_SECRET, [use, KEY, FILLER])
            self.join(worker, use, people, committed)
            worker.execute(
                MESSAGES.format(**{"channel": CHANNEL, "kind": "email_official", **changes}), [use]
            )
        return int(use)

    def join(self, worker: Any, use: int, people: Sequence[int], labelled: Labelled) -> None:
        made = labelled.committed
        rows = zip(people, made.salts, made.texts, made.commitments, labelled.labels, strict=True)
        for person, *row in rows:
            worker.execute(SUBJECT, [use, person, *row])

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
USE_SECRET = "INSERT INTO privacy_usesecret VALUES (%s, %s, %s)"
SUBJECT = """
INSERT INTO privacy_usesubject (use_id, person, outcome, reason, channel, salt, record, commitment, label)
VALUES (%s, %s, 'allow', '', 'email', %s, %s, %s, %s)
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
    use = intruder.invent(intruder.stage(committed), people, committed)
    assert intruder.opened(use) == 3


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_root_is_that_of_the_ledger_for_every_form_of_record(intruder: Intruder, count: int) -> None:
    people = intruder.house.people[:count]
    records: list[Json] = [
        {
            "person": person, "use": intruder.reference, "outcome": "allow", "template": None,
            "month": 202610,
            "reason": 'a "quoted" \\ ശമ്പളം\n', "values": "ab" * 32 if person % 2 else None,
        }
        for person in people
    ]  # fmt: skip
    committed = intruder.labelled(people, records)
    use = intruder.invent(intruder.stage(committed), people, committed)
    assert intruder.opened(use) == count


def test_a_tree_of_a_hundred_is_not_filled_up(intruder: Intruder) -> None:
    people = [*intruder.house.people[:3], *range(2_000_000, 2_000_097)]
    committed = intruder.records(people)
    use = intruder.invent(intruder.stage(committed), people, committed)
    assert intruder.opened(use) == 3


def test_no_entry_no_opening(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    use = intruder.invent(1_000_000, people, intruder.records(people))
    intruder.opens_nothing(use, "no head covers an entry")


def test_the_entry_of_another_use_opens_nothing(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    entry = intruder.stage(committed, use=secrets.token_hex(16))
    intruder.opens_nothing(intruder.invent(entry, people, committed), "no head covers an entry")


def test_the_real_entry_of_another_use_opens_nothing(intruder: Intruder) -> None:
    queued(intruder.house)
    ((leaf,),) = intruder.house.world.sql("postgres", "SELECT leaf FROM privacy_use")
    people = intruder.house.people[:3]
    with pytest.raises(psycopg.errors.UniqueViolation):
        intruder.invent(leaf, people, intruder.records(people))


@pytest.mark.parametrize(
    "said", [{"kind": "use.refused"}, {"kind": "use.held"}, {"kind": "campaign.composed"}, {"persons2": None}]
)
def test_an_entry_that_allows_nothing_opens_nothing(intruder: Intruder, said: Mapping[str, Any]) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    entry = intruder.stage(committed, **said)
    intruder.opens_nothing(intruder.invent(entry, people, committed), "No grant")


def test_an_entry_before_its_head_opens_nothing(intruder: Intruder, monkeypatch: pytest.MonkeyPatch) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people)
    monkeypatch.setattr(House, "sequence", lambda _: None)
    use = intruder.invent(intruder.stage(committed), people, committed)
    intruder.opens_nothing(use, "no head covers an entry")


def test_people_the_entry_does_not_commit_to_are_not_opened(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    entry = intruder.stage(intruder.records(people[:1]))
    intruder.opens_nothing(
        intruder.invent(entry, people, intruder.records(people)), "not those its entry commits to"
    )


def test_the_record_of_one_person_opens_no_other(intruder: Intruder) -> None:
    """The root fits, and the rows name other people than their records."""
    people = intruder.house.people[:3]
    turned = intruder.records(reversed(people))
    committed = replace(turned, labels=intruder.records(people).labels)
    use = intruder.invent(intruder.stage(committed), people, committed)
    intruder.opens_nothing(use, "not those its entry commits to")


@pytest.mark.parametrize("changed", [{"use": "f" * 32}, {"outcome": "deny"}])
def test_a_record_that_says_something_else_opens_nothing(
    intruder: Intruder, changed: Mapping[str, Any]
) -> None:
    people = intruder.house.people[:3]
    committed = intruder.records(people, **changed)
    use = intruder.invent(intruder.stage(committed), people, committed)
    intruder.opens_nothing(use, "not those its entry commits to")


def labels_exchanged(labels: list[bytes | None]) -> list[bytes | None]:
    return [labels[1], labels[0], *labels[2:]]


def another_label(labels: list[bytes | None]) -> list[bytes | None]:
    return [*labels[:-1], secrets.token_bytes(32)]


@pytest.mark.parametrize("change", [labels_exchanged, another_label])
def test_who_stands_under_another_label_is_not_opened(
    intruder: Intruder, change: Callable[[list[bytes | None]], list[bytes | None]]
) -> None:
    """She could show that she is not in the use; so nothing of it is opened."""
    people = intruder.house.people[:3]
    honest = intruder.records(people)
    committed = replace(honest, labels=change([*honest.labels]))
    use = intruder.invent(intruder.stage(committed), people, committed)
    intruder.opens_nothing(use, "not those its entry commits to")


def test_who_is_left_out_of_the_tree_is_not_opened(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    committed, others = intruder.records(people), intruder.records(people[:2])
    use = intruder.invent(intruder.stage(others), people, committed)
    intruder.opens_nothing(use, "not those its entry commits to")


def test_the_key_of_the_labels_is_the_one_in_the_entry(intruder: Intruder) -> None:
    people = intruder.house.people[:1]
    committed = intruder.records(people)
    entry = intruder.stage(committed, label_key=sha256(b"other").hexdigest())
    intruder.opens_nothing(intruder.invent(entry, people, committed), "not those its entry commits to")


def test_a_use_without_labels_opens_only_before_the_first_with_them(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    honest = intruder.records(people)
    old = replace(honest, labels=[None] * 3)
    use = intruder.invent(intruder.stage(old), people, old)
    assert intruder.opened(use) == 3
    queued(intruder.house)
    later = Intruder(intruder.house, secrets.token_hex(16))
    old = replace(later.records(people), labels=[None] * 3)
    use = later.invent(later.stage(old), people, old)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="has no labels, and entries before"):
        later.opened(use)


def test_a_secret_is_made_once_and_never_changed(intruder: Intruder) -> None:
    person = intruder.house.people[0]
    secret = intruder.secret_of(person)
    assert intruder.secret_of(person) == secret
    inner, outer = hmac_halves(secrets.token_bytes(32))
    for role in ("web", "worker", "dispatcher"):
        for statement in (
            "UPDATE privacy_labelsecret SET inner_key = inner_key",
            "DELETE FROM privacy_labelsecret",
            "UPDATE privacy_usesecret SET key = key",
            "DELETE FROM privacy_usesecret",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                intruder.house.world.sql(role, statement)
    sql = intruder.house.world.sql
    for halves in ((inner, inner), (inner, outer[:31]), (inner[:-1] + b"x", outer)):
        with pytest.raises(psycopg.errors.CheckViolation):
            sql("worker", "INSERT INTO privacy_labelsecret VALUES (1000001, %s, %s)", *halves)
    with pytest.raises(psycopg.errors.UniqueViolation):
        sql(
            "worker",
            "INSERT INTO privacy_labelsecret SELECT 1000001, inner_key, outer_key"
            " FROM privacy_labelsecret LIMIT 1",
        )


def other_secret(house: House) -> None:
    """Another secret of the first person, as the database's superuser may write it."""
    superuser(
        house,
        "UPDATE privacy_labelsecret SET inner_key = outer_key, outer_key = inner_key"
        f" WHERE person = {house.people[0]}",
    )


def test_a_contact_sealed_with_another_secret_is_not_opened(house: House) -> None:
    """Her secret is changed before the use is asked for: its labels fit the rows, and not her seal."""
    other_secret(house)
    queued(house)
    house.dispatch()
    assert house.states() == {"accepted": 2, "failed": 1}
    ((person, result),) = house.world.sql(
        "postgres", "SELECT person, result FROM privacy_outbox WHERE state = 'failed'"
    )
    assert (person, result) == (house.people[0], "contact does not open")


def test_a_secret_changed_after_the_use_opens_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    queued(house)
    other_secret(house)
    house.dispatch()
    assert house.states() == {"queued": 3}
    superuser(
        house,
        "INSERT INTO privacy_useproof SELECT id, now() FROM privacy_use",
        "UPDATE privacy_outbox SET not_before = NULL",
    )
    house.dispatch()
    assert house.states() == {"accepted": 2, "failed": 1}
    assert "is not in use" in caplog.text


def test_the_secrets_of_a_use_come_with_it(intruder: Intruder) -> None:
    people = intruder.house.people[:1]
    old = replace(intruder.records(people), labels=[None])
    use = intruder.invent(1_000_000, people, old)
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="come with it"):
        intruder.house.world.sql("worker", USE_SECRET, use, KEY, FILLER)


@pytest.mark.parametrize("is_opened_before", [False, True])
def test_nobody_joins_a_use_after_its_entry(intruder: Intruder, is_opened_before: bool) -> None:
    people = intruder.house.people[:2]
    committed = intruder.records(people[:1])
    use = intruder.invent(intruder.stage(committed), people[:1], committed)
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
    use = intruder.invent(intruder.stage(committed, **said), people, committed)
    intruder.opens_nothing(use, "no message in hand needs")


def test_a_message_moved_to_another_channel_or_kind_opens_nothing(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    with intruder.house.world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE privacy_contact SET verified_on = '2026-11-01' WHERE kind = 'mobile'")
    committed = intruder.records(people)
    entry = intruder.stage(committed)
    use = intruder.invent(entry, people, committed, channel="sms", kind="mobile")
    intruder.opens_nothing(use, "no message in hand needs")


def test_no_role_writes_that_a_use_was_proven(intruder: Intruder) -> None:
    people = intruder.house.people[:3]
    use = intruder.invent(1_000_000, people, intruder.records(people))
    for role in ("web", "worker", "dispatcher", "sequencer"):
        for statement in (
            "INSERT INTO privacy_useproof (use_id, proven_at) VALUES (%s, now())",
            "SELECT privacy_prove_use(%s, '{}')",
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
