"""Rights on seals, grants and uses, as SQL in each role."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from tests.conftest import World
from tests.junk_entries import plain_leaf
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.persons import commit_to

ROLES = ("web", "worker", "dispatcher", "sequencer")
PEOPLE = 3


NOW = datetime(2026, 11, 2, tzinfo=UTC)
COMMITTED = commit_to([{"person": 1, "use": "1", "outcome": "allow"}])
LEAF = leaf_bytes(
    "use.allowed",
    public={
        "use": "1", "purpose": "SAL-CREDIT", "mode": "message", "channels": ["sms"], "sources": ["SPARK"],
        "fields": ["mobile"], "persons": COMMITTED.tree.root.hex(),
    },
    commitment=None, at=NOW, logged_at=NOW, is_sample=True,
)  # fmt: skip


@pytest.fixture
def vault(world: World) -> World:
    """Contacts of three people, an allowed use with a leaf under a head, and a message in
    sending to the first.
    """
    with world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "INSERT INTO identity_account (id, username, kind, is_active, language, password)"
            " VALUES (1, 'a', 'officer', true, 'en', '')"
        )
        for n in range(1, PEOPLE + 1):
            connection.execute(
                "INSERT INTO privacy_contact"
                " (id, person, kind, version, mask, register, given_for, recorded_at, entered_by_id, leaf,"
                " verified_on) VALUES (%s, %s, 'mobile', 1, '45', 'SPARK', '{}', now(), 1, 1, '2026-11-01')",
                [n, n],
            )
            connection.execute("INSERT INTO privacy_sealed VALUES (%s, %s)", [n, b"\x01" + bytes([n]) * 112])
        connection.execute(
            "INSERT INTO journal_staged (id, leaf) VALUES (1, %s), (2, %s)", [LEAF, plain_leaf()]
        )
        world.sql(
            "sequencer",
            "INSERT INTO journal_leaf (index, staged_id, hash) VALUES (0, 1, %s)",
            leaf_hash(LEAF),
        )
        world.sql(
            "sequencer",
            "INSERT INTO journal_head (size, root, note, at) VALUES (1, %s, '', now())",
            bytes(32),
        )
        for use, leaf, outcome in ((1, 1, "allow"), (2, 2, "allow"), (3, 3, "deny")):
            connection.execute(
                "INSERT INTO privacy_use (id, reference, purpose_code, mode, trigger, asked_by_id, office, "
                "role, on_behalf_of, sender, channels, fields, recipients, template, order_number, "
                "cohort_rule, subjects, allowed, left_out, outcome, reason, also, request, rules_hash, "
                "department, leaf, at, recorded_at, is_sample) "
                "VALUES (%s, %s, 'SAL-CREDIT', 'message', '', 1, 'FIN', "
                "'service', '', 'FIN', '{}', '{}', '{}', '', '', '', 1, 1, '{}', %s, '', '{}', "
                "'{\"sources\": [\"SPARK\"]}', '', '', %s, now(), now(), true)",
                [use, str(use), outcome, leaf],
            )
        for use in (1, 2):
            connection.execute(
                "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, holder, attempts, "
                "queued_at, claimed_at, result) VALUES (%s, 1, 1, 'sms', 'sending', 7, 1, now(), now(), '')",
                [use],
            )
        connection.execute(
            "INSERT INTO privacy_usesubject (id, use_id, person, outcome, reason, channel, salt, record, "
            "commitment)"
            " VALUES (1, 1, 1, 'allow', '', 'sms', %s, %s, %s)",
            [COMMITTED.salts[0], COMMITTED.texts[0], COMMITTED.commitments[0]],
        )
    return world


def denied(world: World, role: str, text: str, *params: object) -> None:
    with pytest.raises(psycopg.Error) as refused:
        world.sql(role, text, *params)
    assert refused.value.sqlstate in ("42501", "23001"), refused.value


def test_no_other_role_reads_a_seal_or_a_key(vault: World) -> None:
    for role in ("web", "worker", "sequencer"):
        denied(vault, role, "SELECT sealed FROM privacy_sealed")
        denied(vault, role, "SELECT count(*) FROM privacy_sealed")
        denied(vault, role, "SELECT wrapped FROM privacy_datakey")
        denied(vault, role, "UPDATE privacy_sealed SET sealed = sealed")
        denied(vault, role, "SELECT privacy_grant(1, '{1}', 30)")
        denied(
            vault,
            role,
            "INSERT INTO privacy_opengrant (contact_id, use_id, granted_at, expires_at)"
            " VALUES (1, 1, now(), now() + interval '1 hour')",
        )


def test_web_and_worker_seal_and_get_nothing_back(vault: World) -> None:
    for role in ("web", "worker"):
        vault.sql("postgres", "DELETE FROM privacy_sealed WHERE contact_id = 3")
        denied(
            vault, role, "INSERT INTO privacy_sealed VALUES (3, %s) RETURNING sealed", b"\x01" + bytes(112)
        )
        vault.sql(
            role,
            "INSERT INTO privacy_sealed SELECT * FROM unnest(%s::bigint[], %s::bytea[])",
            [3],
            [b"\x01" + bytes(112)],
        )
        denied(vault, role, "SET ROLE vethanam_dispatcher")


def test_a_data_key_is_of_a_contact_of_its_person_and_a_delivery_of_a_message(vault: World) -> None:
    keep = (
        "INSERT INTO privacy_datakey (contact_id, person, epoch, wrapped) SELECT id, person + %s, 1, %s "
        "FROM privacy_contact"
    )
    tell = (
        "INSERT INTO privacy_delivery (message_id, reference, state, recorded_at) "
        "VALUES (%s, 'S1', '', now())"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="of its person"):
        vault.sql("dispatcher", keep, 1, bytes(60))
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="of a message"):
        vault.sql("dispatcher", tell, 404)
    assert vault.sql("postgres", "SELECT count(*) FROM privacy_datakey, privacy_contact") == [(0,)]
    vault.sql("dispatcher", keep, 0, bytes(60))
    assert vault.sql("postgres", "SELECT count(*) > 0 FROM privacy_datakey") == [(True,)]


def test_the_owner_reads_no_seal_though_the_table_is_its_own(vault: World) -> None:
    assert vault.sql("owner", "SELECT * FROM privacy_sealed") == []
    assert vault.sql("owner", "SELECT * FROM privacy_datakey") == []


def test_the_dispatcher_reads_nothing_without_a_grant(vault: World) -> None:
    assert vault.sql("dispatcher", "SELECT * FROM privacy_sealed") == []


def test_under_a_grant_it_reads_exactly_what_is_granted(vault: World) -> None:
    vault.sql("dispatcher", "SELECT privacy_grant(1, '{1}', 30)")
    assert [row[0] for row in vault.sql("dispatcher", "SELECT contact_id FROM privacy_sealed")] == [1]
    vault.sql("dispatcher", "UPDATE privacy_sealed SET sealed = %s", b"\x02" + bytes(112))
    forms = vault.sql("postgres", "SELECT contact_id, get_byte(sealed, 0) FROM privacy_sealed ORDER BY 1")
    assert forms == [(1, 2), (2, 1), (3, 1)]


def test_a_grant_ends_within_a_long_transaction_too(vault: World) -> None:
    with vault.connect("dispatcher") as connection, connection.transaction():
        connection.execute("SELECT privacy_grant(1, '{1}', 1)")
        assert len(connection.execute("SELECT * FROM privacy_sealed").fetchall()) == 1
        connection.execute("SELECT pg_sleep(1.1)")
        assert connection.execute("SELECT * FROM privacy_sealed").fetchall() == []


def test_no_grant_is_longer_than_a_minute(vault: World) -> None:
    vault.sql("dispatcher", "SELECT privacy_grant(1, '{1}', 86400)")
    (length,) = vault.sql(
        "dispatcher", "SELECT extract(epoch FROM expires_at - granted_at)::int FROM privacy_opengrant"
    )[0]
    assert length <= 60


NO_GRANT = [
    (1, "{2}"),  # a contact without a message
    (1, "{1,2}"),  # one of two
    (2, "{1}"),  # a leaf under no head
    (3, "{1}"),  # a refused use
    (9, "{1}"),  # no use at all
    (1, "{1,1}"),  # one contact twice
]


def test_there_is_no_grant_beyond_what_is_being_sent(vault: World) -> None:
    for use, contacts in NO_GRANT:
        denied(vault, "dispatcher", "SELECT privacy_grant(%s, %s::bigint[], 30)", use, contacts)


def test_there_is_no_grant_after_a_use_is_over(vault: World) -> None:
    with vault.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE privacy_use SET send_until = now() - interval '1 s' WHERE id = 1")
    denied(vault, "dispatcher", "SELECT privacy_grant(1, '{1}', 30)")


def test_the_dispatcher_changes_nothing_but_messages_seals_and_keys(vault: World) -> None:
    for statement in (
        "UPDATE privacy_use SET outcome = 'allow'",
        "INSERT INTO privacy_outbox (use_id, person, contact_id, channel) VALUES (1, 2, 2, 'sms')",
        "UPDATE privacy_outbox SET contact_id = 2",
        "UPDATE privacy_purpose SET version = 2",
        "UPDATE privacy_contact SET person = 2",
        "DELETE FROM privacy_outbox",
        (
            "INSERT INTO privacy_opengrant (contact_id, use_id, granted_at, expires_at) "
            "VALUES (2, 1, now(), now())"
        ),
    ):
        denied(vault, "dispatcher", statement)


APPENDED = (
    "use",
    "usesubject",
    "contact",
    "opengrant",
    "purpose",
    "useproof",
    "useclosing",
    "subjectoutcome",
    "channelchoice",
)


def test_what_was_decided_cannot_be_changed_by_the_owner_either(vault: World) -> None:
    for table in APPENDED:
        with pytest.raises(psycopg.Error):
            vault.sql("owner", f"TRUNCATE privacy_{table} CASCADE")
        events = vault.sql(
            "postgres",
            "SELECT bit_or(tgtype::int) FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND tgtype::int & 1 = 1 AND NOT tgisinternal",
            f"privacy_{table}",
        )
        assert events[0][0] & 8 and events[0][0] & 16, f"{table} has no trigger for rows deleted and updated"
    for table in ("use", "usesubject", "contact"):
        denied(vault, "owner", f"UPDATE privacy_{table} SET id = id + 100")
        denied(vault, "owner", f"DELETE FROM privacy_{table}")


def test_a_message_does_not_go_back(vault: World) -> None:
    for before, after in (
        ("sent", "queued"),
        ("sent", "sending"),
        ("failed", "sending"),
        ("uncertain", "queued"),
        ("cancelled", "sending"),
        ("queued", "sent"),
    ):
        with vault.connect("postgres") as connection:
            connection.execute("SET session_replication_role = replica")
            done = "NULL" if before == "queued" else "now()"
            connection.execute(
                f"UPDATE privacy_outbox SET state = %s, done_at = {done} WHERE use_id = 1", [before]
            )
        done = "NULL" if after in ("queued", "sending") else "now()"
        denied(
            vault,
            "dispatcher",
            f"UPDATE privacy_outbox SET state = %s, done_at = {done} WHERE use_id = 1",
            after,
        )


def test_a_message_needs_a_use_that_was_allowed_for_the_person(vault: World) -> None:
    put = (
        "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, attempts, queued_at, result)"
        " VALUES (%s, %s, %s, 'voice', 'queued', 0, now(), '')"
    )
    vault.sql("worker", put, 1, 1, 1)
    for use, person, contact in ((3, 1, 1), (1, 2, 2), (1, 1, 2)):
        denied(vault, "worker", put, use, person, contact)


def test_one_forged_row_among_many_refuses_them_all(vault: World) -> None:
    forged = (
        "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, attempts, queued_at, result)"
        " VALUES (1, 1, 1, 'voice', 'queued', 0, now(), ''), (1, 2, 2, 'voice', 'queued', 0, now(), '')"
    )
    before = vault.sql("worker", "SELECT count(*) FROM privacy_outbox")
    denied(vault, "worker", forged)
    assert vault.sql("worker", "SELECT count(*) FROM privacy_outbox") == before


def test_what_comes_by_the_lakh_rests_on_what_is_there(vault: World) -> None:
    record = "%s, '{}', %s"
    subject = (
        "INSERT INTO privacy_usesubject (id, use_id, person, outcome, reason, channel, salt, record, "
        "commitment)"
        f" VALUES (50, 999, 1, 'allow', '', 'email', {record})"
    )
    outcome = (
        "INSERT INTO privacy_subjectoutcome (closing_id, person, salt, record, commitment, position)"
        f" VALUES (999, 1, {record}, 0)"
    )
    told = (
        "INSERT INTO messaging_intimation"
        ' (credit_id, use_id, person_id, employment_id, for_month, text_id, "values", code, recorded_at)'
        " VALUES (999, 1, 1, 1, 202610, 1, '{}', 'AAAAAAAAAA', now())"
    )
    for role, text, values in (
        ("worker", subject, (bytes(16), bytes(32))),
        ("dispatcher", outcome, (bytes(16), bytes(32))),
        ("worker", told, ()),
    ):
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            vault.sql(role, text, *values)


def test_the_definer_function_has_a_pinned_path_and_one_caller(vault: World) -> None:
    (config,) = vault.sql("postgres", "SELECT proconfig FROM pg_proc WHERE proname = 'privacy_grant'")[0]
    assert config == ["search_path=pg_catalog, pg_temp", "plan_cache_mode=force_custom_plan"]
    may = {
        role: vault.sql(
            "postgres",
            "SELECT has_function_privilege(%s, 'privacy_grant(bigint,bigint[],integer)', 'EXECUTE')",
            f"vethanam_{role}",
        )[0][0]
        for role in (*ROLES, "backup")
    }
    assert may == {"web": False, "worker": False, "dispatcher": True, "sequencer": False, "backup": False}


def test_a_table_of_ones_own_does_not_stand_in_for_a_yes(vault: World) -> None:
    """The worker may make temporary tables for bulk loads; no guard reads one."""
    with vault.connect("worker") as worker:
        worker.execute(
            "CREATE TEMP TABLE privacy_consent (id bigint, person bigint, controller text, fields text[])"
        )
        worker.execute("CREATE TEMP TABLE privacy_consentwithdrawal (consent_id bigint)")
        worker.execute("INSERT INTO pg_temp.privacy_consent VALUES (1, 3, 'PRD', '{mobile}')")
        for path in ("DEFAULT", "pg_temp, public"):
            worker.execute(f"SET search_path = {path}")
            with pytest.raises(psycopg.errors.RestrictViolation, match="with a yes"):
                worker.execute(
                    "INSERT INTO public.privacy_contact"
                    " (person, kind, version, mask, register, given_for, recorded_at, entered_by_id, leaf)"
                    " VALUES (3, 'mobile', 9, '45', 'PRD-OPTIN', '{}', now(), 1, 1)"
                )


@pytest.mark.parametrize("role", ["web", "dispatcher", "sequencer"])
def test_nobody_else_makes_one(vault: World, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        vault.sql(role, "CREATE TEMP TABLE privacy_consent (id bigint)")


FORGED = {
    "a grant for another person's contact under the same use": "SELECT privacy_grant(1, '{2}'::bigint[], 30)",
    "a grant with hers and another's": "SELECT privacy_grant(1, '{1,2}'::bigint[], 30)",
    "a grant under a use that was refused": "SELECT privacy_grant(3, '{1}'::bigint[], 30)",
    "a grant under a use that no head covers": "SELECT privacy_grant(2, '{1}'::bigint[], 30)",
    "a grant without a use": "SELECT privacy_grant(99, '{1}'::bigint[], 30)",
    "a grant written by hand": "INSERT INTO privacy_opengrant (contact_id, use_id, granted_at, expires_at)"
    " VALUES (1, 1, now(), now() + interval '1 hour')",
    "a message moved to another use": "UPDATE privacy_outbox SET use_id = 2 WHERE use_id = 1",
    "a message moved to another person": (
        "UPDATE privacy_outbox SET person = 2, contact_id = 2 WHERE use_id = 1"
    ),
    "a message in hand put back": (
        "UPDATE privacy_outbox SET state = 'queued', holder = NULL WHERE use_id = 1"
    ),
    "a message purged": "DELETE FROM privacy_outbox",
    "a table of messages emptied": "TRUNCATE privacy_outbox",
    "a message to somebody who was left out": "INSERT INTO privacy_outbox (use_id, person, contact_id, "
    "channel, state, attempts,"
    " queued_at, result) VALUES (1, 2, 2, 'sms', 'queued', 0, now(), '')",
    "a message with another's contact": "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, "
    "state, attempts,"
    " queued_at, result) VALUES (1, 1, 2, 'sms', 'queued', 0, now(), '')",
    "a message that begins in hand": "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, "
    "state, attempts,"
    " queued_at, claimed_at, holder, result) VALUES (1, 1, 1, 'email', 'sending', 0, now(), now(), 1, '')",
    "a person allowed after all": "UPDATE privacy_usesubject SET outcome = 'allow'",
    "a use allowed after all": "UPDATE privacy_use SET outcome = 'allow'",
    "an approval of something else": "UPDATE privacy_approval SET commitment = '\\x00'",
    "an approval taken away": "DELETE FROM privacy_approval",
    "a yes written over": "UPDATE privacy_consent SET controller = 'PRD'",
    "a restraint taken away": "DELETE FROM privacy_restraint",
    "a contact of another register": "UPDATE privacy_contact SET register = 'PRD-OPTIN'",
    "a seal read": "SELECT sealed FROM privacy_sealed WHERE contact_id = 2",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", FORGED)
def test_what_is_forged_by_hand_changes_nothing(vault: World, role: str, what: str) -> None:
    """Refused outright, or without effect; afterwards every row is unchanged."""
    before = [vault.sql("postgres", f"SELECT * FROM {table} ORDER BY 1") for table in KEPT]
    with vault.connect(role) as connection:
        try:
            found = connection.execute(FORGED[what])
            assert found.rowcount == 0, f"{role} could: {what}"
        except (psycopg.errors.InsufficientPrivilege, psycopg.IntegrityError) as refused:
            assert "does not exist" not in str(refused)
    assert [vault.sql("postgres", f"SELECT * FROM {table} ORDER BY 1") for table in KEPT] == before


KEPT = (
    "privacy_outbox",
    "privacy_opengrant",
    "privacy_use",
    "privacy_usesubject",
    "privacy_approval",
    "privacy_contact",
)
