"""Changes by the superuser are noticed: rows, the log's own tables, guards, rights, owners, roles."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import batched
from random import Random
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import Furnisher
from tests.site.checked import Checked, Known, checked_house, known
from vethanam.journal import audit
from vethanam.journal.row_audit import row_findings
from vethanam.journal.row_sets import AS_MARKED
from vethanam.ledger.notes import SigningKey
from vethanam.privacy import audit as privacy_audit
from vethanam.site import checks
from vethanam.site.added_rows import added_row_findings
from vethanam.site.manifest import described, differences, shipped_manifest

SEED = 20_261_128
#: so many changes of objects, drawn by the seed; ``make nightly`` changes each object
OBJECTS = 10**6 if os.environ.get("VETHANAM_TEST_EVERY_OBJECT") else 200
#: at least so many columns, each of them changed
COLUMNS = 300


@pytest.fixture(scope="module")
def checked(furnish: Furnisher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checked]:
    with checked_house(furnish, tmp_path_factory.mktemp("checked")) as checked:
        yield checked


@pytest.fixture(scope="module")
def before(checked: Checked) -> Known:
    """Findings without a change: this suite writes some rows without an act."""
    with checked.changed() as db:
        return checked.found(db)


def test_rows_as_acts_wrote_them_are_sound(before: Known) -> None:
    assert {code for _, code in before} == {"row_without_act"}
    assert ("Restraint 1", "row_without_act") not in before


def test_every_marked_table_is_declared_by_its_room() -> None:
    marked = {
        name.split(".")[0]
        for kind, name in shipped_manifest()
        if kind == "trigger" and name.endswith(".marked")
    }
    assert marked == {*checks.ROWS}
    changing = {
        name.split(".")[0]
        for kind, name in shipped_manifest()
        if kind == "trigger" and name.endswith(".marked_again")
    }
    assert changing == {*checks.CHANGES}


#: tables that a check does not compare by row sets, with the reason
OTHERWISE = {
    "sign-ins, sessions and requests, which no fact depends on": (
        "django_session", "mfa_authenticator", "usersessions_usersession", "identity_device",
        "identity_signin",
        "identity_slowdown", "identity_usedcode",
        "identity_signingticket", "identity_confirmedact", "identity_putaway", "api_keptanswer", "api_asked",
    ),
    "compared with their entries while they hold (added_rows.py)": (
        "identity_boundsubject", "identity_token", "webhooks_webhook",
    ),
    "the transaction that opened a cycle, which alone writes it": ("benefits_opencycle",),
    "work that waits": (
        "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers",
        "procrastinate_workers",
        "payroll_arrearsrequest", "payroll_costing", "payroll_scenario", "messaging_cohortcount",
        "webhooks_webhooksecret", "webhooks_webhookmark", "webhooks_delivery",
        "webhooks_eventcursor", "payments_paymasterremark", "payments_benefitremark",
        "payments_paymentfinding", "privacy_relayhold", "benefits_cyclerequest",
    ),
    "the log itself, or proven from its leaves": (
        "journal_staged", "journal_opening", "journal_epoch", "identity_keyconfirmation",
        "service_book_accountsignature", "payments_legproof", "privacy_vaultrotation", "privacy_provenend",
        "journal_leaf", "journal_node", "journal_head", "journal_stamp", "journal_cosignature",
        "journal_waiting", "journal_rowset",
    ),
    "sums and roots over them are compared": (
        "payments_benefittree", "privacy_forgotten",
        "privacy_usesubject", "privacy_subjectoutcome", "privacy_useproof", "payroll_payslip",
        "payroll_payslipopening", "payroll_dueregister", "payroll_recoveredsum", "payroll_paymonth",
        "privacy_labelsecret", "privacy_usesecret", "privacy_labeltile", "privacy_mapyear", "privacy_mapline",
        "privacy_rollline", "privacy_rolltile",
        "privacy_look", "privacy_lookentry", "privacy_lookline", "privacy_keyline", "privacy_openedcount",
        "benefits_awardnow", "benefits_kind", "benefits_rollline", "benefits_drawal",
    ),
    "figures of a page alone": (
        "benefits_cyclecount", "messaging_arrivalcount", "privacy_keycomparison", "privacy_lookgap",
    ),
    "requests of other bodies' programs: each has its use in the log, and its notices are compared": (
        "messaging_registermessage", "messaging_registerrecipient", "messaging_registerreport",
    ),
    "it can only stop messages, and the stop is an entry": (
        "messaging_numbermark", "messaging_stopword", "messaging_stopwordend",
    ),
    "proofs that fail against the root in the log by themselves": (
        "benefits_cyclesecret", "benefits_cycletile", "privacy_outcometile",
    ),
    "a secret without which codes on cards are not found, and which gives no right": ("benefits_codesecret",),
    "its kind with the log's name, its version with the program's": (
        "site_installation", "site_appliedschema", "django_migrations",
    ),
    "what checks found, which monitors have too": ("journal_check",),
    "a framework's, and empty or without effect on a fact": (
        "account_emailaddress", "account_emailconfirmation", "auth_group", "auth_group_permissions",
        "auth_permission", "django_content_type",
    ),
    "a lock without rows": ("privacy_fence",),
    "it holds messages up and sends none": ("messaging_operatorhold",),
    "it ends messages that were handed over and sends none; its report is an entry": (
        "messaging_portalreportline",
    ),
    "the results of a run, which its claims and bills repeat": (
        "payroll_assessed", "payroll_runfinding", "payroll_arrearmonth",
    ),
    "messages, compared with their uses and grants; seals, which nobody without the key can make": (
        "privacy_outbox", "privacy_delivery", "privacy_opengrant", "messaging_intimation",
        "messaging_benefitintimation",
        "messaging_sealedanswer", "privacy_sealed", "privacy_datakey", "privacy_contactcode",
    ),
}  # fmt: skip


def test_every_table_whoever_writes_it_is_compared_or_has_its_reason() -> None:
    tables = {name for kind, name in shipped_manifest() if kind == "table" and "*" not in name}
    told = Counter(name for names in OTHERWISE.values() for name in names)
    assert tables - {*checks.ROWS} == {*told} and told.total() == len(told)


#: rows of these that open or tell something, added past every act, and the finding's record
ADDED = {
    "Token 900": (
        "INSERT INTO identity_token (id, account_id, name, role, scope, is_strong, hash, created_at,"
        " expires_at) VALUES (900, 1, 'x', '', '', true, sha256('x'), now(), now() + interval '1 day')"
    ),
    "Bound subject 900": (
        "INSERT INTO identity_boundsubject (id, account_id, subject, bound_at, leaf)"
        " VALUES (900, 1, 'x', now(), (SELECT max(id) FROM journal_staged))"
    ),
    "Code answer 900": (
        "INSERT INTO privacy_contactcode (id, contact_id, sealed, check_hash, at, recorded_at)"
        " VALUES (900, (SELECT max(id) FROM privacy_contact), '', '', now(), now());"
        " INSERT INTO privacy_codeanswer (id, code_id, is_right, at, recorded_at, leaf)"
        " VALUES (900, 900, true, now(), now(), (SELECT max(id) FROM journal_staged))"
    ),
    "Webhook 900": (
        "INSERT INTO webhooks_webhook (id, code, name, url, events, within, scope)"
        " VALUES (900, 'x', 'x', 'https://x.example', '{bill.passed}', 'state', '')"
    ),
}


def test_an_added_row_that_opens_or_tells_something_is_noticed(checked: Checked) -> None:
    with checked.changed() as db:
        assert list(added_row_findings(db)) == []
    tables = (
        "identity_token",
        "identity_boundsubject",
        "privacy_contactcode",
        "privacy_codeanswer",
        "webhooks_webhook",
    )
    off = [f"ALTER TABLE {table} {ALL}" for table in tables]
    with checked.changed(*off, *ADDED.values()) as db:
        found = known([*added_row_findings(db)])
    assert found == {(record, "row_without_entry") for record in ADDED}


ALL = "DISABLE TRIGGER USER"
#: the superuser's changes past every trigger: table, row, new values (empty: deleted), the finding
ROWS = {
    "an account is redirected": ("service_book_payeeaccount", 1, "number = '99999999999'", "row_changed"),
    "an account is deleted": ("service_book_payeeaccount", 2, "", "row_missing"),
    "an account moves": ("service_book_payeeaccount", 2, "id = 900", "row_without_entry"),
    "a fact is changed": ("service_book_pay", 5, "basic_pay = basic_pay + 1", "row_changed"),
    "a fact is deleted": ("service_book_pay", 5, "", "row_missing"),
    "a verification is deleted": ("service_book_verification", 5, "", "row_missing"),
    "another verifies": ("service_book_verification", 5, "person_id = person_id + 1", "row_changed"),
    "a restraint is narrowed": ("privacy_restraint", 1, "purposes = '{OTHER}'", "row_changed"),
    "a restraint is deleted": ("privacy_restraint", 1, "", "row_missing"),
    "a restraint is lifted": ("privacy_restraintposition", 1, "state = 'vacated'", "row_changed"),
    "a position is deleted": ("privacy_restraintposition", 1, "", "row_missing"),
    "a bill is raised": ("payroll_bill", 1, "net = net + 100, gross = gross + 100", "row_changed"),
    "a bill is reopened": ("payroll_bill", 1, "state = 'passed'", "row_changed"),
    "a step of a bill is deleted": ("payroll_billact", 1, "", "row_missing"),
    "a payment is raised": ("payments_paymentleg", 1, "amount = amount + 1", "row_changed"),
    "a file is exchanged": ("payments_filebody", 1, "body = 'x'", "row_changed"),
    "another approves": ("privacy_approval", 1, "person = person + 1", "row_changed"),
    "an approval is deleted": ("privacy_approval", 1, "", "row_missing"),
    "a key is exchanged": ("identity_signingkey", 1, "public_key = 'x'", "row_changed"),
    "an appointment is raised": ("people_appointment", 1, "role = 'administrator'", "row_changed"),
    "a lent power is widened": ("people_delegation", 1, "power = 'present'", "row_changed"),
    "another agreed to it": ("people_delegationdecision", 1, "decided_by_id = 1", "row_changed"),
    "an agreement is deleted": ("people_delegationdecision", 1, "", "row_missing"),
    "a contact becomes confirmed": ("privacy_contact", 4, "verified_on = '2026-10-01'", "row_changed"),
    "a consent is extended": ("privacy_consent", 1, "channels = '{sms,email}'", "row_changed"),
    "a master is changed": ("people_treasury", 1, "name = 'Another'", "row_changed"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_changed_by_the_superuser_is_noticed(checked: Checked, before: Known, name: str) -> None:
    relation, row, values, code = ROWS[name]
    key = "file_id" if relation == "payments_filebody" else "id"
    verb = f"UPDATE {relation} SET {values}" if values else f"DELETE FROM {relation}"
    with checked.changed(f"ALTER TABLE {relation} {ALL}", f"{verb} WHERE {key} = {row}") as db:
        assert code in {found for _, found in checked.found(db, relation) - before}


def test_a_whole_use_with_its_subjects_is_missed(checked: Checked, before: Known) -> None:
    tables = ("privacy_use", "privacy_usesubject", "privacy_outbox")
    off = [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in tables]
    with checked.changed(
        *off, "DELETE FROM privacy_usesubject WHERE use_id = 1", "DELETE FROM privacy_use WHERE id = 1"
    ) as db:
        assert checked.found(db, "privacy_use") - before == {("Use 1", "row_missing")}


_COPIED = """
INSERT INTO privacy_restraintposition SELECT other.* FROM privacy_restraintposition p,
  jsonb_populate_record(p, '{"id": 2, "state": "vacated", "proposal_id": null}') AS other
"""


def test_a_row_that_the_superuser_writes_past_the_acts_is_noticed(checked: Checked, before: Known) -> None:
    with checked.world.connect("postgres") as db, db.transaction(force_rollback=True):
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute(_COPIED)
        # its transaction has no entry: the sequencer binds the set with no act
        db.execute("UPDATE journal_rowset SET acts = '{}' WHERE staged_id IS NULL")
        assert checked.found(db, "privacy_restraintposition") - before == {
            ("Restraint position 2", "row_without_act")
        }


_FIRST = "WHERE staged_id = (SELECT min(staged_id) FROM journal_opening)"
_FIRST_HEAD = "WHERE id = (SELECT min(id) FROM journal_head)"
#: changes of the log's own tables
LOG = {
    "a leaf": ("journal_staged", "SET leaf = overlay(leaf PLACING 'x' FROM 20) WHERE id = 3"),
    "an opening": ("journal_opening", f"SET private = '{{}}' {_FIRST}"),
    "an opening removed": ("journal_opening", _FIRST),
    "a node": ("journal_node", "SET hash = sha256('') WHERE level = 1 AND index = 0"),
    "a head's root": ("journal_head", f"SET root = sha256('') {_FIRST_HEAD}"),
    "a head's note": ("journal_head", f"SET note = 'x' {_FIRST_HEAD}"),
}


@pytest.mark.parametrize("name", LOG)
def test_a_change_of_the_log_is_noticed(checked: Checked, name: str) -> None:
    table, change = LOG[name]
    verb = f"UPDATE {table}" if change.startswith("SET") else f"DELETE FROM {table}"
    with checked.world.connect("postgres") as db:
        db.execute(f"CREATE TABLE kept AS SELECT * FROM {table}")
        db.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        db.execute(f"{verb} {change}")
        try:
            assert audit.broken_invariants("owner")
        finally:
            db.execute(f"DELETE FROM {table}")
            db.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM kept")
            db.execute("DROP TABLE kept")
    assert audit.broken_invariants("owner") == []


#: changes of row sets, to cover up a changed row
COVERED = {
    "marks": ("UPDATE journal_rowset SET marks = marks || marks WHERE id = 1", "row_set_changed"),
    "an act": ("UPDATE journal_rowset SET acts = '{bill_made}' WHERE id = 1", "rows_leaf_differs"),
    "digest and all": ("UPDATE journal_rowset SET digest = sha256('') WHERE id = 1", "rows_leaf_differs"),
    "a set removed": ("DELETE FROM journal_rowset WHERE id = 1", "rows_leaf_differs"),
    "every set of a leaf removed": (
        "DELETE FROM journal_rowset WHERE staged_id = (SELECT min(staged_id) FROM journal_rowset)",
        "rows_leaf_differs",
    ),
    "a set of another leaf": (
        "UPDATE journal_rowset SET staged_id = (SELECT max(staged_id) FROM journal_rowset) WHERE id = 1",
        "rows_leaf_differs",
    ),
}


_COVER = """
INSERT INTO journal_rowset (relation, bucket, columns, ids, marks, salt, digest, acts, staged_id)
SELECT relation, 0, columns, ids, marks, salt, sha256(convert_to(concat_ws(
         E'\\n', 'vethanam/rowset/1', relation, 0::bigint, columns, ids, marks, salt), 'UTF8')), '{{{kind}}}',
       (SELECT min(id) FROM journal_staged WHERE leaf LIKE '%%"kind":"{kind}"%%')
  FROM (SELECT 'service_book_pay' AS relation, given.columns, ARRAY[5::bigint] AS ids, given.salt,
               ARRAY[substr(sha256(given.salt || convert_to(ROW({row})::text, 'UTF8')), 1, 16)] AS marks
          FROM service_book_pay AS t, (
            SELECT columns, salt FROM journal_rowset WHERE relation = 'service_book_pay' LIMIT 1) AS given
         WHERE t.id = 5) AS forged
"""


def test_a_row_set_of_an_entry_about_something_else_is_noticed(checked: Checked, before: Known) -> None:
    """A forged set whose hashes fit the changed row, under a leaf that commits to no set."""
    with checked.changed(
        f"ALTER TABLE service_book_pay {ALL}",
        "UPDATE service_book_pay SET basic_pay = 2 * basic_pay WHERE id = 5",
    ) as db:
        columns = db.execute(
            "SELECT columns FROM journal_rowset WHERE relation = 'service_book_pay'"
        ).fetchone()
        row = ", ".join(f't."{name}"' for name in (columns or ([],))[0])
        db.execute(AS_MARKED)
        db.execute("SET LOCAL search_path = public")
        db.execute(_COVER.format(kind="fact_recorded", row=row))
        found = checked.found(db) - before
        sampled = known(row_findings(db.cursor(), checks.ROWS, 1000, checks.CHANGES)) - before
    assert {code for _, code in found} == {"rows_of_another_entry", "row_written_again"}
    assert "rows_of_another_entry" in {code for _, code in sampled}


_RUN = """
INSERT INTO payroll_run SELECT * FROM jsonb_populate_record(NULL::payroll_run, '{
  "id": 1, "month": 202610, "drawing_code_id": 1, "kind": "monthly", "version": 1, "state": "locked",
  "known_at": "2026-10-31", "account_id": 1, "office": "0412", "role": "clerk", "is_sample": true, "step": "",
  "done": 0, "total": 0, "outcome": "", "people": 0, "set_aside": 0, "lines_held": 0, "gross": 0,
  "deductions": 0, "net": 0}')
"""
#: what the superuser does while row sets are kept: statements, the kinds of entry that the sequencer then
#: finds with them, the record and the finding
KEPT = {
    "an account is renamed": (
        ["UPDATE identity_account SET username = 'x' || username WHERE id = 1"],
        "{}", "Account 1", "row_changed",
    ),
    "a signer gets another mark": (
        ["CREATE TEMP TABLE kept AS SELECT * FROM identity_personmark ORDER BY id LIMIT 1",
         "DELETE FROM identity_personmark WHERE id IN (SELECT id FROM kept)", "UPDATE kept SET mark = 'evil'",
         "INSERT INTO identity_personmark SELECT * FROM kept"],
        "{}", "Person mark 1", "row_written_again",
    ),
    "an account is entered anew under its number": (
        ["ALTER TABLE service_book_payeeaccount DISABLE TRIGGER only_appended",
         "CREATE TEMP TABLE kept AS SELECT * FROM service_book_payeeaccount WHERE id = 1",
         "DELETE FROM service_book_payeeaccount WHERE id = 1", "UPDATE kept SET number = '9999'",
         "INSERT INTO service_book_payeeaccount SELECT * FROM kept"],
        "{fact_recorded}", "Payee account 1", "row_written_again",
    ),
    "an account is entered beside an act on something else": (
        ["CREATE TEMP TABLE kept AS SELECT * FROM service_book_payeeaccount WHERE id = 1",
         "UPDATE kept SET id = 900", "INSERT INTO service_book_payeeaccount SELECT * FROM kept"],
        "{account.language}", "Payee account 900", "row_without_act",
    ),
    "a bill is raised beside an act on something else": (
        ["UPDATE payroll_bill SET net = net + 100, gross = gross + 100 WHERE id = 1"],
        "{account.language}", "Bill 1", "row_written_again",
    ),
    "a locked run is changed": (
        [_RUN, "UPDATE payroll_run SET result_hash = 'x' WHERE id = 1"], "{}", "Run 1", "row_written_again",
    ),
    "a payment goes to another": (
        ["UPDATE payments_paymentleg SET person_id = person_id + 1 WHERE id = 1"],
        "{}", "Payment leg 1", "row_changed",
    ),
    "an answer says otherwise": (
        ["UPDATE payments_answer SET said = '{}' WHERE id = 1"], "{}", "Answer 1", "row_changed",
    ),
    "a file states another sum": (
        ["UPDATE payments_paymentfile SET total = total + 1 WHERE id = 1"],
        "{}", "Payment file 1", "row_written_again",
    ),
    "a file gets another hash": (
        ["UPDATE payments_paymentfile SET sha256 = sha256('x') WHERE id = 1"],
        "{}", "Payment file 1", "row_written_again",
    ),
    "the bytes of a file are exchanged": (
        ["CREATE TEMP TABLE kept AS SELECT * FROM payments_filebody WHERE file_id = 1",
         "DELETE FROM payments_filebody WHERE file_id = 1", "UPDATE kept SET body = 'x'",
         "INSERT INTO payments_filebody SELECT * FROM kept"],
        "{}", "File body 1", "row_written_again",
    ),
    "the account of a payment is exchanged": (
        ["CREATE TEMP TABLE kept AS SELECT * FROM payments_legaccount WHERE leg_id = 1",
         "DELETE FROM payments_legaccount WHERE leg_id = 1", "UPDATE kept SET account_hash = 'x'",
         "INSERT INTO payments_legaccount SELECT * FROM kept"],
        "{}", "Leg account 1", "row_written_again",
    ),
    "a person gets another's account": (
        ["UPDATE people_person SET account_id = 9999 WHERE id = 1"],
        "{account.language}", "Person 1", "row_written_again",
    ),
    "the secret of accounts is exchanged": (
        ["SELECT service_book_account_secret()",
         "ALTER TABLE service_book_accountsecret DISABLE TRIGGER only_appended",
         "UPDATE service_book_accountsecret SET secret = sha256('x')"],
        "{}", "Account secret 1", "row_changed",
    ),
    "a restraint is lifted by a row below 1": (
        [_COPIED.replace('"id": 2', '"id": -5')],
        "{restraint.position}", "Restraint position -5", "row_below_one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_a_row_written_past_the_acts_with_its_set_is_noticed(
    checked: Checked, before: Known, name: str
) -> None:
    """Guards are off, the triggers for row sets on: the sequencer binds what the superuser wrote."""
    statements, acts, record, code = KEPT[name]
    with checked.changed(*statements) as db:
        db.execute("UPDATE journal_rowset SET acts = %s WHERE staged_id IS NULL", [acts])
        found = checked.found(db) - before
    assert (record, code) in found, sorted(found)


@pytest.mark.parametrize("table", ["privacy_restraintposition", "service_book_pay"])
def test_a_row_below_one_past_every_trigger_is_noticed(checked: Checked, before: Known, table: str) -> None:
    with checked.changed(
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"INSERT INTO {table} SELECT other.* FROM {table} p,"
        """ jsonb_populate_record(p, '{"id": -5, "proposal_id": null}') AS other LIMIT 1""",
    ) as db:
        found = {code for _, code in checked.found(db, table) - before}
    assert found == {"row_below_one", "row_without_entry"}


def test_subjects_of_a_use_that_were_blanked_are_noticed(checked: Checked) -> None:
    with checked.changed("ALTER TABLE privacy_usesubject DISABLE TRIGGER ALL") as db:
        ((use, root, leaf),) = db.execute(
            "SELECT u.id, root, s.leaf FROM privacy_use u JOIN journal_staged s ON s.id = u.leaf"
            " WHERE root IS NOT NULL ORDER BY u.id LIMIT 1"
        ).fetchall()
        public = json.loads(bytes(leaf))["public"]
        assert privacy_audit._root_of(db.cursor(), use, public) == bytes(root).hex()
        for values in ("outcome = 'deny'", "record = 'null', person = -person, outcome = 'deny'"):
            with db.transaction(force_rollback=True):
                db.execute(f"UPDATE privacy_usesubject SET {values} WHERE use_id = {use}")
                assert privacy_audit._root_of(db.cursor(), use, public) is None


def test_a_real_database_turned_into_a_sample_is_noticed(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = SigningKey("pay.example.gov.in/log", Ed25519PrivateKey.generate()).verifier
    monkeypatch.setattr(checks, "public_key", lambda: real)
    with checked.changed("DELETE FROM site_installation") as db:
        assert list(checks._kind(db)) == []
        for is_sample, codes in ((False, []), (True, ["other_kind_than_log"])):
            db.execute("INSERT INTO site_installation VALUES (1, %s, now()) ON CONFLICT (id) DO UPDATE"
                       " SET is_sample = EXCLUDED.is_sample", [is_sample])  # fmt: skip
            assert [one.code for one in checks._kind(db)] == codes


@pytest.mark.parametrize("name", COVERED)
def test_a_change_of_the_row_sets_is_noticed(checked: Checked, before: Known, name: str) -> None:
    statement, code = COVERED[name]
    with checked.changed(f"ALTER TABLE journal_rowset {ALL}", statement) as db:
        assert code in {found for _, found in checked.found(db) - before}


def test_every_part_drawn_at_random_finds_what_it_holds(checked: Checked, before: Known) -> None:
    with checked.changed(
        f"ALTER TABLE privacy_restraint {ALL}", "UPDATE privacy_restraint SET purposes = '{OTHER}'"
    ) as db:
        found = known(row_findings(db.cursor(), checks.ROWS, 1000, checks.CHANGES))
    assert ("Restraint 1", "row_changed") in found - before


# -- columns and objects drawn by a seed ---------------------------------------------------------------------

_OTHER = {
    "boolean": "NOT {name}", "date": "coalesce({name}, '2000-01-01') + 1", "jsonb": "'{{\"other\": 1}}'",
    "timestamp with time zone": "coalesce({name}, now()) + interval '1 microsecond'", "bytea": "'\\x00ff'",
}  # fmt: skip


def _columns(checked: Checked) -> list[tuple[str, str, str]]:
    """The bound columns but the key of every compared table that has a row, with their types."""
    with checked.world.connect("postgres") as db:
        filled = [
            name
            for name in checks.ROWS
            if db.execute(f"SELECT EXISTS (SELECT FROM {name})").fetchone() == (True,)
        ]
        return db.execute(
            "SELECT relname, attname, format_type(atttypid, NULL) FROM pg_attribute"
            " JOIN pg_class c ON c.oid = attrelid WHERE relname = ANY (%s) AND attnum > 0 "
            "AND NOT attisdropped"
            " AND attname <> 'committed_in' AND NOT EXISTS ("
            "   SELECT FROM pg_index WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey))"
            " AND attname IN ("
            "   SELECT unnest(columns) FROM journal_rowset WHERE relation = relname)"
            " ORDER BY relname, attname",
            [filled],
        ).fetchall()


def _change(relation: str, column: str, kind: str) -> str:
    column = f'"{column}"'
    if kind in _OTHER:
        value = _OTHER[kind].format(name=column)
    elif kind.endswith("[]"):
        value = f"{column} || '{{{9 if kind.startswith(('bigint', 'integer')) else 'other'}}}'"
    elif kind in ("bigint", "integer", "smallint"):
        value = f"coalesce({column}, 0) + 1"
    else:
        value = f"CASE WHEN coalesce({column}, '') = 'x' THEN 'y' ELSE 'x' END"
    return f"UPDATE {relation} SET {column} = {value} WHERE ctid = (SELECT min(ctid) FROM {relation})"


def test_a_change_of_any_column_is_noticed(checked: Checked, before: Known) -> None:
    """Each bound column of each compared table: accounts, restraints, uses, bills, facts
    and all the others.
    """
    columns = _columns(checked)
    assert len(columns) >= COLUMNS
    silent = []
    relations = {relation for relation, *_ in columns}
    with checked.changed(*[f"ALTER TABLE {name} DISABLE TRIGGER ALL" for name in sorted(relations)]) as db:
        for relation in sorted(relations):
            for statement in _without_checks(db, relation).split("; "):
                db.execute(statement)
        for relation, column, kind in columns:
            with db.transaction(force_rollback=True):
                db.execute(_change(relation, column, kind))
                if "row_changed" not in {code for _, code in checked.found(db, relation) - before}:
                    silent.append((relation, column))
    assert silent == []


def _without_checks(db: psycopg.Connection[Any], relation: str) -> str:
    """Drop what would refuse a change by itself: checks, and unique and not-null rules but the key's."""
    constraints = db.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u', 'n')"
        " AND NOT (contype = 'n' AND conkey = '{1}')",
        [relation],
    ).fetchall()
    drops = ", ".join(f'DROP CONSTRAINT "{name}" CASCADE' for (name,) in constraints)
    indexes = db.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique"
        " AND NOT indisprimary AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid"
        " AND conrelid = indrelid)",
        [relation],
    ).fetchall()
    statements = [f"DROP INDEX {name}" for (name,) in indexes]
    return "; ".join([*statements, f"ALTER TABLE {relation} {drops}" if drops else "SELECT 1"])


#: a change of an object by the superuser, by the object's kind; ``{own}`` is its name within ``{table}``
_CHANGED = {
    "trigger": (
        'ALTER TABLE {table} DISABLE TRIGGER "{own}"', 'DROP TRIGGER "{own}" ON {table}',
        'ALTER TABLE {table} ENABLE REPLICA TRIGGER "{own}"',
    ),
    "function": (
        "UPDATE pg_proc SET prosrc = 'BEGIN RETURN NULL; END' WHERE oid = '{name}'::regprocedure",
        "ALTER FUNCTION {name} OWNER TO postgres", "ALTER FUNCTION {name} SET work_mem = '1MB'",
        "UPDATE pg_proc SET prosecdef = NOT prosecdef WHERE oid = '{name}'::regprocedure",
    ),
    "policy": ("DROP POLICY {own} ON {table}", "ALTER POLICY {own} ON {table} TO vethanam_web"),
    "constraint": (
        'ALTER TABLE {table} DROP CONSTRAINT "{own}" CASCADE',
        'ALTER TABLE {table} RENAME CONSTRAINT "{own}" TO stray',
    ),
    "index": ("UPDATE pg_index SET indisunique = NOT indisunique WHERE indexrelid = '{name}'::regclass",),
    "table": (
        "ALTER TABLE {name} OWNER TO postgres", "ALTER TABLE {name} SET (autovacuum_enabled = false)",
        "UPDATE pg_class SET relrowsecurity = NOT relrowsecurity WHERE oid = '{name}'::regclass",
    ),
    "view": ("ALTER VIEW {name} OWNER TO postgres", "ALTER VIEW {name} SET (security_barrier = true)"),
    "column": ('ALTER TABLE {table} RENAME COLUMN "{own}" TO stray',),
    "right": ("REVOKE ALL ON {what} FROM {role}", "GRANT ALL ON {what} TO {role} WITH GRANT OPTION"),
}  # fmt: skip
#: objects of each kind in every hundred of a sample
_SHARES = {
    "trigger": 22, "function": 18, "policy": 4, "constraint": 16, "index": 6, "table": 8, "view": 3,
    "column": 5, "right": 18,
}  # fmt: skip


def _object_changes(objects: list[tuple[str, str]], chance: Random) -> Iterator[tuple[str, str]]:
    """Each drawn object with a statement of the superuser that changes it."""
    for kind, name in objects:
        table, _, own = name.rpartition(".")
        role, _, what = name.partition(" on ")
        given = {
            "role": "PUBLIC" if role == "everybody" else role,
            "what": f"FUNCTION {what}" if "(" in what else what,
        }
        change = chance.choice(_CHANGED[kind])
        yield f"{kind} {name}", change.format(name=name, table=table, own=own, **given)


def _drawn(chance: Random) -> list[tuple[str, str]]:
    drawn = []
    for kind, share in _SHARES.items():
        there = [
            (of, name)
            for of, name in sorted(shipped_manifest())
            if of == kind and not (kind == "function" and "," in name and "procrastinate" in name)
        ]
        drawn += chance.sample(there, min(max(share * OBJECTS // 100, 1), len(there)))
    return drawn


def test_changes_of_objects_drawn_by_a_seed_are_noticed(checked: Checked) -> None:
    """Triggers off, functions emptied, policies and constraints dropped, owners changed,
    rights added or taken.
    """
    chance = Random(SEED)
    changes = list(_object_changes(_drawn(chance), chance))
    assert len(changes) >= min(OBJECTS, 200) * 0.9
    wanted, silent, count = shipped_manifest(), [], 0
    for some in batched(changes, 16):
        with checked.world.connect("postgres") as db, db.transaction(force_rollback=True):
            db.execute("SET LOCAL allow_system_table_mods = on")
            done = [record for record, statement in some if _is_done(db, statement)]
            found = {one.record for one in differences(described(db), wanted)}
        silent += [record for record in done if record not in found]
        count += len(done)
    assert (silent, count > len(changes) * 0.9) == ([], True)


def _is_done(db: psycopg.Connection[Any], statement: str) -> bool:
    """Whether a change was possible: not for an object that an earlier change removed."""
    try:
        with db.transaction():
            db.execute(statement)
    except psycopg.Error:
        return False
    return True


_ONE_KEY = (
    "(SELECT min(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'public.payroll_bill'::regclass)"
)
#: objects that the superuser adds where our paths look first, or marks as others: statement, the record
BESIDE = {
    "CREATE VIEW pg_catalog.privacy_restraint AS SELECT * FROM public.privacy_restraint WHERE false": (
        "view pg_catalog.privacy_restraint"
    ),
    "GRANT SELECT ON pg_catalog.privacy_restraint TO PUBLIC": (
        "right everybody on pg_catalog.privacy_restraint"
    ),
    "CREATE TABLE pg_catalog.service_book_death AS SELECT * FROM public.service_book_death WHERE false": (
        "table pg_catalog.service_book_death"
    ),
    "ALTER TABLE pg_catalog.service_book_death OWNER TO postgres": "built-in pg_catalog.service_book_death",
    "CREATE FUNCTION pg_catalog.is_sample() RETURNS boolean LANGUAGE sql RETURN true": (
        "function pg_catalog.is_sample()"
    ),
    "ALTER EXTENSION plpgsql ADD FUNCTION pg_catalog.is_sample()": "extension plpgsql",
    "CREATE SCHEMA pg_evil": "schema pg_evil",
    "CREATE TABLE pg_evil.pay () INHERITS (public.service_book_pay)": "table pg_evil.pay",
    "CREATE TABLE pg_toast.pay () INHERITS (public.service_book_pay)": "table pg_toast.pay",
    "CREATE TRIGGER stray BEFORE INSERT ON public.privacy_restraint FOR EACH ROW"
    " EXECUTE FUNCTION public.people_masters_agreed()": "trigger privacy_restraint.stray",
    f"UPDATE pg_trigger SET tgisinternal = true, tgconstraint = {_ONE_KEY} WHERE tgname = 'stray'": (
        "trigger privacy_restraint.stray"
    ),
    "UPDATE pg_trigger SET tgfoid = '\"RI_FKey_noaction_upd\"'::regproc WHERE tgfoid ="
    " '\"RI_FKey_check_ins\"'::regproc AND tgrelid = 'public.payments_credit'::regclass": (
        "constraint payments_credit."
    ),
    "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 dbname=x' PUBLICATION p WITH (connect = false)": (
        "subscription s"
    ),
    "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO PUBLIC": "right everybody on pg_catalog.pg_read_file",
    "GRANT SELECT ON pg_authid TO PUBLIC": "right everybody on pg_catalog.pg_authid",
    'CREATE COLLATION public.stray FROM "C"': "collation stray",
    "CREATE FOREIGN DATA WRAPPER stray": "foreign-data wrapper stray",
}


def test_an_object_beside_ours_is_noticed(checked: Checked) -> None:
    """All in one transaction, described once."""
    wanted = shipped_manifest()
    with checked.world.connect("postgres") as db, db.transaction(force_rollback=True):
        db.execute("SET LOCAL allow_system_table_mods = on")
        for statement in BESIDE:
            db.execute(statement)
        found = " ".join(f"[{one.record}" for one in differences(described(db), wanted))
    assert [record for record in BESIDE.values() if f"[{record}" not in found] == []


#: kinds of change outside tables
ROLES = {
    "a role of ours may do everything": "ALTER ROLE vethanam_worker SUPERUSER",
    "a role of ours passes row security": "ALTER ROLE vethanam_web BYPASSRLS",
    "a role of ours replicates": "ALTER ROLE vethanam_web REPLICATION",
    "a role of ours makes databases": "ALTER ROLE vethanam_web CREATEDB",
    "a stranger may do everything": "CREATE ROLE stranger SUPERUSER LOGIN",
    "a stranger acts as the owner": "CREATE ROLE stranger LOGIN IN ROLE vethanam_owner",
    "a stranger writes all data": "CREATE ROLE stranger LOGIN IN ROLE pg_write_all_data",
    "a stranger runs programs": "CREATE ROLE stranger LOGIN IN ROLE pg_execute_server_program",
    "PostgreSQL's own role may do everything": (
        "UPDATE pg_authid SET rolsuper = true, rolcanlogin = true WHERE rolname = 'pg_monitor'"
    ),
    "a stranger owns the database": (
        'CREATE ROLE stranger LOGIN; ALTER DATABASE "{database}" OWNER TO stranger'
    ),
    "others may copy the database": 'ALTER DATABASE "{database}" IS_TEMPLATE true',
}


@pytest.mark.parametrize("name", ROLES)
def test_a_change_of_a_role_is_noticed(checked: Checked, name: str) -> None:
    with checked.world.connect("postgres") as db:
        before = known(list(checks._roles(db)))
        with db.transaction(force_rollback=True):
            db.execute("SET LOCAL allow_system_table_mods = on")
            db.execute(ROLES[name].format(database=checked.world.name))
            assert known(list(checks._roles(db))) - before


def test_the_command_names_row_difference_and_next_step(checked: Checked) -> None:
    with checked.world.connect("postgres") as db:
        db.execute(f"ALTER TABLE privacy_restraint {ALL}")
        db.execute("UPDATE privacy_restraint SET says = says || 'x' WHERE id = 1")
        said = [_check(checked), _check(checked, "--sample", "1000")]
        db.execute("UPDATE privacy_restraint SET says = rtrim(says, 'x') WHERE id = 1")
        db.execute("ALTER TABLE privacy_restraint ENABLE TRIGGER USER")
        kept = db.execute(
            "SELECT is_whole, jsonb_array_length(findings) > 0 FROM journal_check ORDER BY id"
        ).fetchall()
    for code, text in said:
        assert code == 1, text
        line = next(line for line in text.splitlines() if line.startswith("Restraint 1: "))
        assert line.startswith("Restraint 1: This row of privacy_restraint is not as it was entered (entry ")
        assert "Restore it from a backup" in line
    assert kept == [(True, True), (False, True)]


COMMAND = """
import sys
from vethanam.cli import boot
boot("owner")
from pathlib import Path
from vethanam.journal import keys
from vethanam.site.console import main
state, *options = sys.argv[1:]
keys.key_path = lambda: Path(state) / "keys" / "log.key"
sys.argv = ["vethanam", "check", *options]
main()
"""


def _check(checked: Checked, *options: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, str(checked.state), *options], capture_output=True, text=True,
        check=False, env=checked.world.env,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
