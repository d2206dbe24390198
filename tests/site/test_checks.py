"""``vethanam check`` detects changes made behind its back."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import World
from vethanam.evidence.entered_keys import enter_statement_keys
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.hashing import EMPTY_ROOT
from vethanam.ledger.heads import sign_head
from vethanam.ledger.notes import SigningKey
from vethanam.site import checks, folders, schema
from vethanam.site.manifest import described, differences, shipped_manifest
from vethanam.site.os_accounts import is_root
from vethanam.site.roles import IDLE_SETTING
from vethanam.site.server_settings import setting_findings
from vethanam.site.state import State

#: findings of the bare template, which is migrated and not installed
UNINSTALLED = {
    "role_member", "purpose_unregistered", "text_unregistered", "epoch_differs", "statement_key_not_entered",
}  # fmt: skip


@pytest.fixture
def codes(world: World, log_key: SigningKey, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """The codes of findings in this test's database; the suite's own cluster lets the owner end sessions."""
    monkeypatch.setattr(checks, "_key_files", lambda state: [])
    monkeypatch.setattr(checks, "_folders", lambda state: [])
    return lambda: {finding.code for finding in checks.findings()} - UNINSTALLED


def test_a_fresh_installation_is_sound(codes: Callable[[], set[str]]) -> None:
    assert codes() == set()


EMPTIED = (
    "CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = pg_catalog, public, pg_temp AS 'BEGIN RETURN NULL; END'"
)
#: a superuser's change, the named object, and the finding
TAMPERED = [
    (
        "ALTER TABLE journal_leaf DISABLE TRIGGER only_grows",
        "trigger journal_leaf.only_grows",
        "object_changed",
    ),
    (
        "DROP TRIGGER only_appended ON service_book_pay",
        "trigger service_book_pay.only_appended",
        "object_missing",
    ),
    (
        EMPTIED,
        "function journal_only_grows()",
        "object_changed",
    ),
    (
        "ALTER FUNCTION payments_credit_is_believed() RESET search_path",
        "function payments_credit_is_believed()",
        "object_changed",
    ),
    ("ALTER POLICY opens ON privacy_sealed USING (true)", "policy privacy_sealed.opens", "object_changed"),
    ("CREATE POLICY every ON privacy_sealed USING (true)", "policy privacy_sealed.every", "object_unknown"),
    ("ALTER TABLE privacy_sealed NO FORCE ROW LEVEL SECURITY", "table privacy_sealed", "object_changed"),
    ("ALTER TABLE privacy_sealed DISABLE ROW LEVEL SECURITY", "table privacy_sealed", "object_changed"),
    (
        "ALTER TABLE payroll_bill DROP CONSTRAINT signers_are_different_persons",
        "constraint payroll_bill.signers_are_different_persons",
        "object_missing",
    ),
    (
        (
            "ALTER TABLE payroll_bill DROP CONSTRAINT passer_drew_nothing, ADD CONSTRAINT "
            "passer_drew_nothing CHECK (true)"
        ),
        "constraint payroll_bill.passer_drew_nothing",
        "object_changed",
    ),
    ("ALTER TABLE payroll_bill OWNER TO postgres", "table payroll_bill", "object_changed"),
    (
        "ALTER FUNCTION privacy_grant OWNER TO postgres",
        "function privacy_grant(bigint,bigint[],integer)",
        "object_changed",
    ),
    (
        "GRANT SELECT ON privacy_sealed TO vethanam_web",
        "right vethanam_web on privacy_sealed",
        "right_changed",
    ),
    (
        "GRANT SELECT ON privacy_datakey TO vethanam_worker",
        "right vethanam_worker on privacy_datakey",
        "right_unknown",
    ),
    ("GRANT DELETE ON journal_leaf TO PUBLIC", "right everybody on journal_leaf", "right_unknown"),
    ("GRANT SELECT ON people_person TO pg_monitor", "right pg_monitor on people_person", "right_unknown"),
    (
        "GRANT UPDATE (hash) ON journal_leaf TO vethanam_worker",
        "right vethanam_worker on journal_leaf",
        "right_changed",
    ),
    (
        "GRANT EXECUTE ON FUNCTION privacy_end_restrained TO vethanam_dispatcher",
        "right vethanam_dispatcher on privacy_end_restrained(bigint)",
        "right_unknown",
    ),
    ("GRANT CREATE ON SCHEMA public TO vethanam_web", "right vethanam_web on schema public", "right_changed"),
    (
        "REVOKE SELECT ON journal_leaf FROM vethanam_dispatcher",
        "right vethanam_dispatcher on journal_leaf",
        "right_missing",
    ),
    ("CREATE FUNCTION stray() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function stray()", "object_unknown"),
    ("CREATE TABLE stray (n int)", "table stray", "object_unknown"),
    ("CREATE VIEW stray AS SELECT 1", "view stray", "object_unknown"),
    ("ALTER TABLE payroll_bill ADD COLUMN stray int", "column payroll_bill.stray", "object_unknown"),
    (
        "ALTER TABLE payroll_bill ALTER COLUMN state DROP NOT NULL",
        "column payroll_bill.state",
        "object_changed",
    ),
    (
        "ALTER TABLE service_book_pay ALTER COLUMN committed_in DROP DEFAULT",
        "column service_book_pay.committed_in",
        "object_changed",
    ),
    ("DROP INDEX one_live_claim", "index one_live_claim", "object_missing"),
    (
        "CREATE RULE stray AS ON UPDATE TO journal_leaf DO INSTEAD NOTHING",
        "rule journal_leaf.stray",
        "object_unknown",
    ),
    ("ALTER SEQUENCE payroll_bill_id_seq INCREMENT BY 2", "sequence payroll_bill_id_seq", "object_changed"),
    ("CREATE SCHEMA stray", "schema stray", "object_unknown"),
    (
        "ALTER DATABASE \"{database}\" SET session_replication_role = 'replica'",
        "setting session_replication_role",
        "object_unknown",
    ),
]


@pytest.mark.parametrize(("statement", "record", "code"), TAMPERED, ids=[record for _, record, _ in TAMPERED])
def test_a_change_behind_its_back_is_found(world: World, statement: str, record: str, code: str) -> None:
    world.sql("postgres", statement.format(database=world.name))
    with world.connect("owner") as owner:
        found = {(one.record, one.code) for one in checks._schema(owner)}
    assert (record, code) in found
    named = re.findall(r"\w+", record)[-1 if record.startswith("setting") else 1]
    assert [other for other, _ in found if named not in other] == []


#: a superuser's change of PostgreSQL's own tables or of the whole server, and the named object
HIDDEN = {
    "UPDATE pg_class SET relhastriggers = false WHERE oid = 'privacy_outbox'::regclass": (
        "table privacy_outbox"
    ),
    "UPDATE pg_class SET relchecks = 0 WHERE oid = 'payroll_bill'::regclass": "table payroll_bill",
    "UPDATE pg_class SET relhasindex = false WHERE oid = 'payments_paymentleg'::regclass": (
        "table payments_paymentleg"
    ),
    "UPDATE pg_attribute SET atthasdef = false"
    " WHERE attrelid = 'privacy_use'::regclass AND attname = 'committed_in'": (
        "column privacy_use.committed_in"
    ),
    "DELETE FROM pg_trigger WHERE tgrelid = 'payroll_billline'::regclass AND tgisinternal": (
        "constraint payroll_billline.payroll_billline_bill_id_26128f90_fk_payroll_bill_id"
    ),
    "CREATE TRIGGER stray BEFORE UPDATE ON payroll_bill FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger();"
    " UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'stray'": (
        "trigger payroll_bill.stray"
    ),
    "UPDATE pg_index SET indimmediate = false WHERE indexrelid = 'one_live_claim'::regclass": (
        "index one_live_claim"
    ),
    "UPDATE pg_index SET indislive = false WHERE indexrelid = 'one_live_claim'::regclass": (
        "index one_live_claim"
    ),
    "UPDATE pg_proc SET prosupport = 'textlike_support'::regproc WHERE proname = 'privacy_enter_fence'": (
        "function privacy_enter_fence()"
    ),
    "UPDATE pg_language SET lanplcallfoid = lanvalidator WHERE lanname = 'plpgsql'": "language plpgsql",
    "CREATE FUNCTION pg_catalog.stray() RETURNS int LANGUAGE sql AS 'SELECT 1'": (
        "function pg_catalog.stray()"
    ),
    "CREATE OR REPLACE FUNCTION pg_catalog.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE"
    " AS 'SELECT $1'": (
        "built-in function sha256(bytea)"
    ),
    "UPDATE pg_proc SET prosrc = 'byteaout' WHERE proname = 'sha512'": "built-in function sha512(bytea)",
    "UPDATE pg_cast SET castcontext = 'i'"
    " WHERE castsource = 'text'::regtype AND casttarget = 'regclass'::regtype": (
        "built-in cast from text to regclass"
    ),
    "CREATE CAST (int AS date) WITH INOUT AS IMPLICIT": "cast integer as date",
    "UPDATE pg_operator SET oprcode = 'int4ne'::regproc WHERE oprcode = 'int4eq'::regproc": (
        "built-in operator =(integer,integer)"
    ),
    "UPDATE pg_aggregate SET agginitval = '5' WHERE aggfnoid = 'count()'::regprocedure": (
        "built-in function count()"
    ),
    "CREATE OR REPLACE VIEW pg_catalog.pg_cursors AS SELECT * FROM pg_cursor() LIMIT 0": (
        "built-in rule _RETURN on view pg_cursors"
    ),
    "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO vethanam_web": (
        "right vethanam_web on pg_catalog.pg_read_file"
    ),
    "GRANT SELECT (rolpassword) ON pg_authid TO vethanam_web": "right vethanam_web on pg_catalog.pg_authid",
    "GRANT SET ON PARAMETER session_replication_role TO vethanam_web": (
        "right vethanam_web on parameter session_replication_role"
    ),
    "ALTER ROLE ALL SET session_replication_role = 'replica'": "setting session_replication_role",
    "ALTER ROLE vethanam_web SET transform_null_equals = on": "setting vethanam_web: transform_null_equals",
}  # fmt: skip


def test_a_change_of_postgresqls_own_tables_is_found(world: World) -> None:
    wanted = shipped_manifest()
    with world.connect("postgres") as db:
        for statement, record in HIDDEN.items():
            with db.transaction(force_rollback=True):
                db.execute("SET LOCAL allow_system_table_mods = on")
                db.execute(statement)
                assert record in {one.record for one in differences(described(db), wanted)}, statement
        assert not list(differences(described(db), wanted))


def test_a_trigger_of_a_foreign_key_that_was_disabled_is_found(world: World) -> None:
    world.sql("postgres", "ALTER TABLE payroll_billline DISABLE TRIGGER ALL")
    with world.connect("owner") as owner:
        found = {one.record for one in checks._schema(owner)}
    assert "trigger payroll_billline.lines_stay" in found
    assert any(record.startswith("constraint payroll_billline.payroll_billline_bill_id") for record in found)


def test_a_finding_says_what_to_do(world: World) -> None:
    world.sql("postgres", "ALTER TABLE journal_leaf DISABLE TRIGGER only_grows")
    with world.connect("owner") as owner:
        (found,) = checks._schema(owner)
    assert found.says == (
        "The trigger journal_leaf.only_grows was changed. Found: disabled: BEFORE DELETE OR UPDATE OR "
        "TRUNCATE ON journal_leaf FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows(). This version: "
        "always: BEFORE DELETE OR UPDATE OR TRUNCATE ON journal_leaf FOR EACH STATEMENT EXECUTE FUNCTION "
        "journal_only_grows(). Find out who changed the database, then run: vethanam install"
    )


def test_a_migration_that_was_edited_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    committed = schema.committed_hashes()
    path = "payroll/migrations/0001_initial.py"
    monkeypatch.setattr(checks, "committed_hashes", lambda: committed | {path: "0" * 64})
    with world.connect("owner") as owner:
        assert [(one.record, one.code) for one in checks._schema(owner)] == [(path, "migration_changed")]


def test_a_database_of_another_version_is_found(world: World) -> None:
    world.sql("owner", "UPDATE site_appliedschema SET version = 'another'")
    with world.connect("owner") as owner:
        assert [one.code for one in checks._schema(owner)] == ["other_schema"]


@pytest.mark.parametrize(
    ("statement", "record", "code"),
    [
        ("ALTER ROLE vethanam_web BYPASSRLS", "vethanam_web", "role_attributes"),
        ("ALTER ROLE vethanam_worker CREATEROLE", "vethanam_worker", "role_attributes"),
        ("ALTER ROLE vethanam_dispatcher SUPERUSER", "vethanam_dispatcher", "role_attributes"),
        ("ALTER ROLE vethanam_sequencer NOLOGIN", "vethanam_sequencer", "role_attributes"),
        ("ALTER ROLE vethanam_web CONNECTION LIMIT 190", "vethanam_web", "role_limits"),
        ("ALTER ROLE vethanam_owner CONNECTION LIMIT 1", "vethanam_owner", "role_limits"),
        (f"ALTER ROLE vethanam_worker SET {IDLE_SETTING} = 0", "vethanam_worker", "role_limits"),
        (f"ALTER ROLE vethanam_web RESET {IDLE_SETTING}", "vethanam_web", "role_limits"),
        ("ALTER ROLE vethanam_backup RENAME TO vethanam_elsewhere", "vethanam_backup", "role_missing"),
        ("GRANT vethanam_dispatcher TO vethanam_web", "vethanam_web", "role_member"),
    ],
)
def test_a_role_that_may_too_much_or_is_away_is_found(
    world: World, statement: str, record: str, code: str
) -> None:
    with world.connect("postgres") as db:
        before = {(one.record, one.code) for one in checks._roles(db)}
        with db.transaction(force_rollback=True):  # roles belong to the whole server
            db.execute(statement)
            found = {(one.record, one.code) for one in checks._roles(db)} - before
    assert [one for one in found if one[0] == record] == [(record, code)]


def test_a_server_whose_log_would_quote_people_is_found(world: World, codes: Callable[[], set[str]]) -> None:
    world.sql("postgres", f"ALTER DATABASE \"{world.name}\" SET log_statement = 'all'")
    assert codes() == {"log_setting"}


#: what a superuser sets for the whole server, and the finding
ALTERED = {
    "log_statement = 'all'": "log_setting",
    "log_transaction_sample_rate = 1": "log_setting",
    "synchronous_commit = off": "server_setting",
    "session_preload_libraries = 'auto_explain'": "server_setting",
    "wal_level = minimal": "server_setting_waits",
    "archive_command = 'true'": "server_setting_not_ours",
}


def test_what_a_superuser_sets_for_the_server_is_found(world: World, settings: Any) -> None:
    settings.VETHANAM_SERVER_IS_OURS = True
    assert told(world) == {}
    names = [statement.partition(" ")[0] for statement in ALTERED]
    with world.connect("postgres") as admin:
        try:
            for statement in ALTERED:
                admin.execute(f"ALTER SYSTEM SET {statement}")
            reload(world, admin)
            assert told(world) == dict(zip(names, ALTERED.values(), strict=True))
        finally:
            # a value that waits for a restart is forgotten only once it is the present one
            admin.execute("ALTER SYSTEM SET wal_level = replica")
            reload(world, admin)
            for name in names:
                admin.execute(f"ALTER SYSTEM RESET {name}")
            reload(world, admin)
    assert told(world) == {}


def told(world: World) -> dict[str, str]:
    """Setting and finding, as the backup role sees them in a new session."""
    with world.connect("backup") as db:
        return {one.record: one.code for one in setting_findings(db)}


def reload(world: World, admin: psycopg.Connection[Any]) -> None:
    """Have the server read its files, and wait for new sessions to have their values."""
    text = "SELECT pg_conf_load_time()"
    ((before,),) = world.sql("postgres", text)
    admin.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 60
    while world.sql("postgres", text) == [(before,)]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("statement", "record", "code"),
    [
        (
            "ALTER DATABASE {database} SET session_preload_libraries = 'auto_explain'",
            "session_preload_libraries", "server_setting",
        ),
        ("ALTER DATABASE {database} SET synchronous_commit = off", "synchronous_commit", "server_setting"),
        ("ALTER DATABASE {database} SET array_nulls = off", "array_nulls", "setting_not_allowed"),
        ("ALTER ROLE vethanam_web IN DATABASE {database} SET log_statement = 'all'", "log_statement",
            "log_setting"),
    ],
)  # fmt: skip
def test_a_setting_of_database_or_role_is_found(world: World, statement: str, record: str, code: str) -> None:
    world.sql("postgres", statement.format(database=f'"{world.name}"'))
    assert told(world) == {record: code}


def test_a_silent_sequencer_is_found(
    world: World, log_key: SigningKey, codes: Callable[[], set[str]]
) -> None:
    world.sql(
        "sequencer",
        (
            "INSERT INTO journal_head (size, root, note, at) "
            "VALUES (0, sha256(''), %s, now() - interval '1 day')"
        ),
        sign_head(0, EMPTY_ROOT, log_key),
    )
    assert codes() == {"sequencer_silent"}


def test_entries_that_nobody_ever_signed_are_found(world: World, codes: Callable[[], set[str]]) -> None:
    append("event", public={}, private=None, at=datetime.now(UTC), is_sample=True)
    assert codes() == {"sequencer_silent"}
    sequence_once()
    assert codes() == set()


@pytest.mark.parametrize("off", [timedelta(seconds=5), timedelta(hours=-1)])
def test_a_machine_whose_clock_is_off_is_found(
    codes: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    class Off(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + off

    monkeypatch.setattr(checks, "datetime", Off)
    assert codes() == {"clock_skew"}


def test_a_log_changed_by_a_superuser_is_found(world: World, codes: Callable[[], set[str]]) -> None:
    append("event", public={}, private=None, at=datetime.now(UTC), is_sample=True)
    sequence_once()
    assert codes() == set()
    world.sql("postgres", "ALTER TABLE journal_staged DISABLE TRIGGER only_grows")
    world.sql("postgres", "UPDATE journal_staged SET leaf = 'x'")
    world.sql("postgres", "ALTER TABLE journal_staged ENABLE ALWAYS TRIGGER only_grows")
    assert codes() == {"log_changed", "entry_unreadable"}


def test_a_paymasters_page_that_no_browser_reaches_is_found(
    codes: Callable[[], set[str]], settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert codes() == {"paymaster_not_reachable"}
    settings.VETHANAM_PAYMASTER_ORIGIN = "https://sign.example.gov.in"
    assert codes() == set()


def test_an_open_key_is_found(tmp_path: Path) -> None:
    state = State(tmp_path)
    folders.prepare_state(state)
    folders.make_keys(state, is_sample=True)
    assert list(checks._key_files(state)) == []
    assert list(checks._folders(state)) == []
    (state.keys / "vault.key").chmod(0o644)
    (state.keys / "log.key").unlink()
    (state.folder / "mail").chmod(0o777)
    assert {(finding.record, finding.code) for finding in checks._key_files(state)} == {
        ("vault.key", "key_open"),
        ("log.key", "key_missing"),
    }
    assert [finding.code for finding in checks._folders(state)] == ["folder_open"]


def test_a_key_of_another_machine_is_found(tmp_path: Path, settings: Any) -> None:
    state = State(tmp_path)
    folders.prepare_state(state)
    folders.make_keys(state, is_sample=False)
    settings.VETHANAM_PROCESSES = frozenset({"web"})
    found = {(one.record, one.code) for one in checks._key_files(state)}
    assert found == {
        ("vault.key", "key_elsewhere"),
        ("log.key", "key_elsewhere"),
        ("pay.key", "key_elsewhere"),
        ("bank.pub", "bank_key_missing"),
    }
    (state.keys / "web.secret").unlink()
    (state.keys / "vault.key").unlink()
    found = {(one.record, one.code) for one in checks._key_files(state)}
    assert found >= {("web.secret", "key_missing")} and ("vault.key", "key_missing") not in found


@pytest.mark.skipif(not is_root(), reason="only root gives a file away")
def test_a_key_of_another_process_is_found(tmp_path: Path) -> None:
    state = State(tmp_path)
    folders.prepare_state(state)
    folders.make_keys(state, is_sample=True)
    os.chown(state.keys / "log.key", (state.keys / "vault.key").stat().st_uid, -1)
    assert [(one.record, one.code) for one in checks._key_files(state)] == [("log.key", "key_owner")]
    (state.folder / "mail").rename(state.folder / "elsewhere")
    assert [(one.record, one.code) for one in checks._folders(state)] == [("mail", "folder_missing")]


def test_a_head_of_the_future_is_found(
    world: World, log_key: SigningKey, codes: Callable[[], set[str]]
) -> None:
    world.sql(
        "sequencer",
        (
            "INSERT INTO journal_head (size, root, note, at) "
            "VALUES (0, sha256(''), %s, now() + interval '1 minute')"
        ),
        sign_head(0, EMPTY_ROOT, log_key),
    )
    assert codes() == {"head_in_future"}


def test_a_queue_that_nobody_works_on_is_found(world: World, codes: Callable[[], set[str]]) -> None:
    world.sql(
        "worker",
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('q', 'task', 0, NULL, NULL, '{}'::jsonb, NULL)"
        "::procrastinate_job_to_defer_v1])",
    )
    assert codes() == set()
    world.sql("worker", "UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    assert codes() == {"queue_stalled"}


def test_an_answer_of_the_bank_that_fits_nothing_is_found(
    world: World, codes: Callable[[], set[str]]
) -> None:
    world.sql(
        "worker",
        "INSERT INTO payments_paymentfinding (key, code, record, facts, officer, recorded_at, resolution)"
        " VALUES ('k', 'unknown_reference', 'Answer 1', '{}', 'treasury_officer', now(), '')",
    )
    assert codes() == {"answers_unmatched"}


def test_what_the_bank_says_twice_leaves_nothing_to_be_done(
    world: World, codes: Callable[[], set[str]]
) -> None:
    world.sql(
        "worker",
        "INSERT INTO payments_paymentfinding (key, code, record, facts, officer, recorded_at, resolution)"
        " VALUES ('k', 'said_again', 'Payment P1A1', '{}', 'treasury_officer', now(), '')",
    )
    assert codes() == set()


def test_messages_that_nobody_hands_over_are_found(world: World, codes: Callable[[], set[str]]) -> None:
    waiting = (
        "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, queued_at, state, attempts, result)"
        " VALUES (1, 1, %s, 'email', now() - interval '%s minutes', 'queued', 0, '')"
    )
    with world.connect("postgres") as db:
        db.execute("SET session_replication_role = replica")
        db.execute(waiting % (1, 50))
        assert "messages_stalled" not in codes()
        db.execute(waiting % (2, 70))
        assert "messages_stalled" in codes()


def test_a_key_of_payslips_that_no_entry_names_is_found(world: World, log_key: SigningKey) -> None:
    def found() -> set[str]:
        return {finding.code for finding in checks.findings()} & {"statement_key_not_entered"}

    assert found() == {"statement_key_not_entered"}
    now = datetime.now(UTC)
    with world.role("worker"):
        assert enter_statement_keys(Authority(1, None, "", "service", now, is_sample=True)) >= 1
    assert found() == set()
