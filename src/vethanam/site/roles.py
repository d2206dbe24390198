"""The eight database roles. They belong to the cluster, so no migration creates them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import psycopg
from psycopg import sql

OWNER = "owner"
PROCESS_ROLES = ("web", "worker", "dispatcher", "sequencer", "paymaster")
BACKUP = "backup"
#: reads only the views of figures; for dashboard tools, not for our processes
ANALYST = "analyst"
ROLES = (OWNER, *PROCESS_ROLES, BACKUP, ANALYST)
#: backup reads everything, also the server's settings; the entry of a restraint ends a session
#: in its way (privacy/guards/fence.sql)
MEMBERSHIPS = (
    (BACKUP, "pg_read_all_data"), (BACKUP, "pg_read_all_settings"), (OWNER, "pg_signal_backend"),
)  # fmt: skip

#: connections that a role may hold at once, so that no process taken over takes all of a server's; the rest
#: is for owner, backup and administrator
CONNECTIONS: Mapping[str, int] = {
    "web": 80, "worker": 40, "dispatcher": 20, "sequencer": 8, "paymaster": 20, ANALYST: 8,
}  # fmt: skip
#: connections of a server without which these limits protect nothing
LEAST_CONNECTIONS = sum(CONNECTIONS.values()) + 14
IDLE_SETTING = "idle_in_transaction_session_timeout"
#: how long a role leaves a transaction open without a statement. It can set another time for itself: this
#: ends a hung program and stops no attacker
IDLE: Mapping[str, str] = {"web": "5min", "worker": "1h"}

_ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT",
    BACKUP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS INHERIT",
}
_PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT"


def database_role(role: str) -> str:
    """``web`` → ``vethanam_web``."""
    return f"vethanam_{role}"


def new_passwords() -> dict[str, str]:
    """One random password per role."""
    return {role: secrets.token_urlsafe(32) for role in ROLES}


def ensure_roles(
    admin: psycopg.Connection[tuple[object, ...]], passwords: Mapping[str, str] | None = None
) -> None:
    """Create or correct the eight roles; with passwords if peer authentication is not used."""
    admin.execute("SELECT pg_advisory_lock(hashtext('vethanam roles'))")
    try:
        for role in ROLES:
            _ensure_role(admin, role, (passwords or {}).get(role))
        ensure_memberships(admin)
        ensure_limits(admin)
    finally:
        admin.execute("SELECT pg_advisory_unlock(hashtext('vethanam roles'))")


def ensure_memberships(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """Grant the memberships of :data:`MEMBERSHIPS`."""
    for role, of in MEMBERSHIPS:
        admin.execute(
            sql.SQL("GRANT {} TO {} WITH INHERIT TRUE").format(
                sql.Identifier(of), sql.Identifier(database_role(role))
            )
        )


def ensure_limits(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """Set the limits of :data:`CONNECTIONS` and :data:`IDLE`."""
    for role in ROLES:
        name, most = sql.Identifier(database_role(role)), sql.Literal(CONNECTIONS.get(role, -1))
        admin.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(name, most))
        if role in IDLE:
            setting, idle = sql.Identifier(IDLE_SETTING), sql.Literal(IDLE[role])
            admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(name, setting, idle))


def _ensure_role(admin: psycopg.Connection[tuple[object, ...]], role: str, password: str | None) -> None:
    name = sql.Identifier(database_role(role))
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (database_role(role),)).fetchone()
    verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
    attributes = sql.SQL(_ATTRIBUTES.get(role, _PLAIN))
    secret = (
        sql.SQL(" PASSWORD {}").format(sql.Literal(_scram(admin, role, password)))
        if password
        else sql.SQL("")
    )
    admin.execute(sql.SQL("{} {} {}{}").format(verb, name, attributes, secret))


def _scram(admin: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> str:
    """The SCRAM verifier in place of the password, so that no log can hold it."""
    return admin.pgconn.encrypt_password(
        password.encode(), database_role(role).encode(), b"scram-sha-256"
    ).decode()
