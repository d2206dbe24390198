"""``vethanam check``: every broken invariant of an installation, a sentence each."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections, transaction

from vethanam.benefits import audit as benefits_audit
from vethanam.benefits.order_proofs import order_findings
from vethanam.errors import Broken, Finding, Refused, Unsound
from vethanam.evidence.entered_keys import keys_not_entered
from vethanam.evidence.statement_keys import PUBLIC_FILE
from vethanam.identity import audit as identity_audit
from vethanam.journal import audit
from vethanam.journal.business_time import business_now
from vethanam.journal.epochs import is_settled
from vethanam.journal.keys import public_key
from vethanam.journal.known_database import require_known_database
from vethanam.journal.models import Check
from vethanam.journal.row_audit import row_findings
from vethanam.journal.witnesses import is_late
from vethanam.ledger.stamps import is_sample_log
from vethanam.messaging import audit as messaging_audit
from vethanam.messaging.registered_gateways import in_settings, unregistered
from vethanam.orders import audit as orders_audit
from vethanam.orders.models import OrderScan
from vethanam.orders.scan_files import read_scan
from vethanam.payments import audit as payments_audit
from vethanam.payroll import audit as payroll_audit
from vethanam.people import audit as people_audit
from vethanam.privacy import audit as privacy_audit
from vethanam.privacy.agreement_proofs import agreement_findings
from vethanam.privacy.approval_proofs import approval_findings
from vethanam.privacy.end_proofs import end_findings
from vethanam.privacy.event_proofs import event_findings
from vethanam.privacy.pause_proofs import pause_findings
from vethanam.privacy.policies import policy_findings
from vethanam.privacy.policy_proofs import policy_set_findings
from vethanam.privacy.rolls import unproven_rolls
from vethanam.privacy.window_proofs import window_findings
from vethanam.service_book import audit as service_book_audit
from vethanam.site.added_rows import added_row_findings
from vethanam.site.environment import HERE
from vethanam.site.folders import FOLDERS, KEYS, OPERATOR
from vethanam.site.manifest import described, differences, shipped_manifest
from vethanam.site.os_accounts import OUTSIDE, PROCESS_ACCOUNTS, account_named, is_root
from vethanam.site.roles import (
    BACKUP,
    CONNECTIONS,
    IDLE,
    IDLE_SETTING,
    LEAST_CONNECTIONS,
    MEMBERSHIPS,
    OWNER,
    ROLES,
    database_role,
)
from vethanam.site.schema import committed_hashes, migration_hashes, schema_version, stored_version
from vethanam.site.server_settings import setting_findings
from vethanam.site.state import State

_KEPT = 200
_HEAD_AGE = timedelta(minutes=10)
_CLOCKS_APART = timedelta(seconds=2)
# Memberships of and in our roles, in PostgreSQL's own and in the superuser that initdb made. PostgreSQL gives
# the creator of a role one that only passes it on.
_MEMBERS = """
SELECT m.rolname, r.rolname, m.rolname LIKE 'vethanam%' OR r.rolname LIKE 'vethanam%'
  FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid
 WHERE (m.rolname LIKE 'vethanam%' OR r.rolname LIKE 'vethanam%' OR r.oid < 16384)
   AND (coalesce(to_jsonb(a) ->> 'set_option', 'true') = 'true'
        OR coalesce(to_jsonb(a) ->> 'inherit_option', 'true') = 'true')
"""
# Connections of our roles at once, and their settings in every database.
_LIMITS = """
SELECT r.rolname, r.rolconnlimit, g.setconfig FROM pg_roles r
  LEFT JOIN pg_db_role_setting g ON g.setrole = r.oid AND g.setdatabase = 0
 WHERE r.rolname LIKE 'vethanam%'
"""
#: memberships that initdb gives
_FROM_INITDB = {
    ("pg_monitor", of) for of in ("pg_read_all_settings", "pg_read_all_stats", "pg_stat_scan_tables")
}
#: PostgreSQL's roles that read or write any row, or run programs as the server
_OVER_DATA = {
    "pg_database_owner", "pg_execute_server_program", "pg_maintain", "pg_read_all_data",
    "pg_read_server_files", "pg_write_all_data", "pg_write_server_files",
}  # fmt: skip
_JOBS = """
SELECT count(*) FROM procrastinate_jobs j
 WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') < now() - interval '10 minutes'
   AND (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) < now() - interval '10 minutes'
"""
_MESSAGES = """
SELECT count(*) FROM privacy_outbox
 WHERE done_at IS NULL AND coalesce(not_before, queued_at) < now() - interval '1 hour'
"""
_ANSWERS = """
SELECT count(*) FROM payments_paymentfinding WHERE resolved_at IS NULL AND officer = 'treasury_officer'
   AND code <> 'said_again'
"""
_PACK = "SELECT text FROM people_statesetting WHERE name = 'rule_pack' ORDER BY id DESC LIMIT 1"
#: items that must not wait: counting statement, record and code of the finding
_WAITING = (
    (_JOBS, "worker", "queue_stalled"),
    (_MESSAGES, "dispatcher", "messages_stalled"),
    (_ANSWERS, "bank", "answers_unmatched"),
)


#: tables compared with the log, and the kinds of entry that write their rows
ROWS = {
    **identity_audit.ROWS, **orders_audit.ROWS, **people_audit.ROWS, **privacy_audit.ROWS,
    **service_book_audit.ROWS, **benefits_audit.ROWS, **payroll_audit.ROWS, **payments_audit.ROWS,
    **messaging_audit.ROWS,
}  # fmt: skip
#: what may change their rows; a row of any other of these tables is written once
CHANGES = {
    **people_audit.CHANGES,
    **benefits_audit.CHANGES,
    **payroll_audit.CHANGES,
    **payments_audit.CHANGES,
}


def findings(sample: int | None = None) -> list[Finding]:
    """All findings. With ``sample`` the log and the rows are compared in that many random parts."""
    connection = connections[BACKUP]
    connection.ensure_connection()
    checks: tuple[Callable[[psycopg.Connection[Any]], Iterator[Finding]], ...] = (
        _roles, _schema, _kind, setting_findings, _sequencer, _clocks, _witnesses, _archive, _restored,
        _waiting, _signing_page, _agreed, _payslip_keys, added_row_findings,
    )  # fmt: skip
    found = [finding for check in checks for finding in check(connection.connection)]
    state = State(settings.VETHANAM_STATE)
    rooms = [
        *audit.broken_invariants(BACKUP, is_whole=sample is None),
        *privacy_audit.broken_invariants(BACKUP, sample),
        *(
            finding
            for room in (people_audit, benefits_audit, payroll_audit, payments_audit, messaging_audit)
            for finding in room.broken_invariants(BACKUP)
        ),
        *payments_audit.unanswered_failures(BACKUP),
        *_rows(sample),
    ]
    return [*found, *rooms, *_key_files(state), *_folders(state), *_scans(sample)]


def _rows(sample: int | None) -> list[Finding]:
    with transaction.atomic(using=BACKUP), connections[BACKUP].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return row_findings(cursor, ROWS, sample, CHANGES)


def keep_check(found: list[Finding], *, is_whole: bool) -> None:
    """Store the result for the pages and monitors; the only write of a check, as the owner."""
    kept = [[one.record, one.code] for one in found[:_KEPT]]
    Check.objects.using(OWNER).create(at=datetime.now(UTC), is_whole=is_whole, findings=kept)


def _roles(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Our roles have their attributes and memberships, PostgreSQL's own none; on our own server
    nobody else may do everything.
    """
    rows = db.execute(
        "SELECT oid::bigint < 16384, rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
        " rolreplication, rolcanlogin FROM pg_roles WHERE oid <> 10"
    ).fetchall()
    yield from _connections(db)
    known = {name: rest for is_own, name, *rest in rows if not is_own}
    for role in map(database_role, ROLES):
        if role not in known:
            yield Finding(role, "role_missing")
        elif known[role] != [False, role == database_role(BACKUP), False, False, False, True]:
            yield Finding(role, "role_attributes")
    for is_own, role, *attributes in rows:
        if is_own and any(attributes):
            yield Finding(role, "role_attributes")
    ours = {*map(database_role, ROLES)}
    for role, (*attributes, _) in known.items():
        if settings.VETHANAM_SERVER_IS_OURS and role not in ours and any(attributes):
            yield Finding(role, "role_unknown")
    yield from _memberships(db)
    yield from _database_owner(db)


def _memberships(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    granted = {(database_role(role), of) for role, of in MEMBERSHIPS} | _FROM_INITDB
    for member, of, is_ours in db.execute(_MEMBERS):
        counts = is_ours or settings.VETHANAM_SERVER_IS_OURS or of in _OVER_DATA
        if counts and (member, of) not in granted:
            yield Finding(member, "role_member", facts={"of": of})


def _connections(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Each role has its limits of connections and open transactions, and the server has more connections."""
    found = {role: (limit, set(given or ())) for role, limit, given in db.execute(_LIMITS)}
    for role in ROLES:
        limit, given = found.get(database_role(role), (None, set()))
        idle = {f"{IDLE_SETTING}={IDLE[role]}"} if role in IDLE else set()
        wanted = CONNECTIONS.get(role, -1)
        if limit is not None and (limit != wanted or idle - given):
            facts = {"wanted": wanted if wanted >= 0 else "-", "idle": IDLE.get(role, "-")}
            yield Finding(database_role(role), "role_limits", facts=facts)
    (most,) = db.execute("SELECT current_setting('max_connections')::int").fetchone() or (0,)
    if most < LEAST_CONNECTIONS:
        yield _finding("server", "server_connections", most=most, least=LEAST_CONNECTIONS)


def _database_owner(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    row = db.execute(
        "SELECT pg_get_userbyid(datdba), datistemplate FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if row != (database_role(OWNER), False):
        yield Finding("database", "database_owner", facts={"owner": row[0] if row else "-"})


def _schema(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Migrations match their committed hashes, and the database has exactly the objects of this version."""
    there, committed = migration_hashes(), committed_hashes()
    for path in sorted(
        path for path in there.keys() | committed.keys() if there.get(path) != committed.get(path)
    ):
        yield _finding(path, "migration_changed", path=path)
    if stored_version(db) != schema_version():
        yield _finding("database", "other_schema")
    yield from differences(described(db), shipped_manifest())


def _kind(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """A database is a sample only if its log's name is that of one. Early real logs have such a name too."""
    (is_sample,) = db.execute("SELECT is_sample FROM site_installation").fetchone() or (None,)
    if is_sample and not is_sample_log(public_key().name):
        yield Finding("database", "other_kind_than_log", facts={"log": public_key().name})


def _finding(record: str, code: str, **facts: Any) -> Finding:
    return Finding(record, code, facts=facts)


def _sequencer(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Entries do not wait, and an idle log is signed regularly."""
    row = db.execute(
        "SELECT (SELECT count(*) FROM journal_waiting), (SELECT max(at) FROM journal_head), clock_timestamp()"
    ).fetchone()
    waiting, signed_at, now = row or (0, None, None)
    if signed_at is None and not waiting:
        return
    if signed_at is None or now - signed_at > _HEAD_AGE:
        yield Finding("sequencer", "sequencer_silent", facts={"age": _HEAD_AGE, "waiting": waiting})


def _clocks(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """The clocks of machine and database agree, and no head was signed in the future."""
    row = db.execute("SELECT clock_timestamp(), (SELECT max(at) FROM journal_head)").fetchone()
    now, signed_at = row or (None, None)
    apart = abs(now - datetime.now(UTC)) if now else timedelta()
    if apart > _CLOCKS_APART:
        yield Finding("clock", "clock_skew", facts={"apart": f"{apart.total_seconds():.0f}"})
    if now and signed_at and signed_at - now > _CLOCKS_APART:
        yield Finding("clock", "head_in_future")


def _witnesses(_db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Enough witnesses sign the heads."""
    try:
        late = is_late()
    except Broken as broken:
        yield Finding("witnesses", broken.code, facts=broken.facts)
        return
    if late:
        yield Finding("witnesses", "witnesses_late")
    yield from policy_findings()
    yield from end_findings()
    yield from pause_findings()
    yield from window_findings()
    yield from event_findings()
    yield from agreement_findings()
    yield from approval_findings()
    yield from order_findings()
    yield from unproven_rolls()
    yield from policy_set_findings()


def _archive(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """The server's log segments reach the archive."""
    row = db.execute(
        "SELECT last_failed_wal, coalesce(last_archived_wal, 'none') FROM pg_stat_archiver"
        " WHERE last_failed_time > coalesce(last_archived_time, '-infinity')"
    ).fetchone()
    if row:
        yield Finding("archive", "archive_failing", facts={"segment": row[0], "last": row[1]})


def _restored(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """The database is the one that the files beside it know, and the payments before
    a restore are settled.
    """
    try:
        require_known_database()
    except Refused as refused:
        yield Finding("database", refused.code, facts=refused.facts)
    if not is_settled():
        yield Finding("worker", "restore_not_settled")


def _waiting(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Nothing waits unattended."""
    for statement, record, code in _WAITING:
        (count,) = db.execute(statement).fetchone() or (0,)
        if count:
            yield Finding(record, code, facts={"count": count})


def _signing_page(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Where browsers come over HTTPS, they reach the paymaster's page by a name of its own."""
    if settings.SESSION_COOKIE_SECURE and settings.VETHANAM_PAYMASTER_ORIGIN == HERE:
        yield Finding("VETHANAM_PAYMASTER_ORIGIN", "paymaster_not_reachable", facts={"here": HERE})


def _agreed(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    """This machine runs the rule pack, and sends through the gateways, that two administrators agreed."""
    row = db.execute(_PACK).fetchone()
    if row and row[0] != settings.VETHANAM_PACK:
        yield _finding("VETHANAM_PACK", "another_rule_pack", agreed=row[0], here=settings.VETHANAM_PACK)
    if "dispatcher" in settings.VETHANAM_PROCESSES:
        yield from unregistered(in_settings(), business_now()[0].date(), BACKUP)


def _payslip_keys(_db: psycopg.Connection[Any]) -> Iterator[Finding]:
    try:
        missing = keys_not_entered(BACKUP)
    except (OSError, Unsound):
        yield _finding(PUBLIC_FILE, "statement_key_unread")
        return
    for key in missing:
        yield _finding(PUBLIC_FILE, "statement_key_not_entered", key=key)


def _key_files(state: State) -> Iterator[Finding]:
    """Every key of a local process exists, is private and has the right owner; no key of
    another machine is here.
    """
    for name, process in KEYS.items():
        path = state.keys / name
        if process in PROCESS_ACCOUNTS and process not in settings.VETHANAM_PROCESSES:
            if path.exists():
                yield Finding(name, "key_elsewhere", facts={"path": path, "process": process})
            continue
        if not path.exists():
            if not name.startswith("bank.") or name == "bank.pub":
                code = "bank_key_missing" if name == "bank.pub" else "key_missing"
                yield Finding(name, code, facts={"path": path})
            continue
        found = path.stat()
        if process and stat.S_IMODE(found.st_mode) & 0o077:
            yield Finding(name, "key_open", facts={"path": path})
        owner = _uid_of(process)
        if process and owner is not None and found.st_uid != owner:
            yield Finding(name, "key_owner", facts={"path": path, "process": process})


def _folders(state: State) -> Iterator[Finding]:
    for name, (_, _, mode) in FOLDERS.items():
        path = state.folder / name
        if not path.is_dir():
            yield Finding(name, "folder_missing", facts={"path": path})
        elif stat.S_IMODE(path.stat().st_mode) & ~(mode if is_root() else 0o700) & 0o777:
            yield Finding(name, "folder_open", facts={"path": path})


def _scans(sample: int | None) -> Iterator[Finding]:
    """Every scan has its file with its content; with ``sample`` that many random ones are read.

    The machines of the web process have the files.
    """
    if "web" not in settings.VETHANAM_PROCESSES:
        return
    rows = OrderScan.objects.using(BACKUP).order_by("?" if sample else "pk")
    for sha256 in rows.values_list("sha256", flat=True)[:sample].iterator():
        try:
            read_scan(bytes(sha256))
        except Unsound as unsound:
            yield Finding("scans", unsound.code, facts=unsound.facts)


def _uid_of(process: str | None) -> int | None:
    if not is_root() or process == OPERATOR:
        return os.geteuid()
    account = account_named(PROCESS_ACCOUNTS.get(process or "", OUTSIDE))
    return account.uid if account else None
