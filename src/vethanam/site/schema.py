"""A version's schema: its migrations, guards and rights, compared with the database's.

``migrations.sha256`` holds the hash of every committed migration, which is never edited. The owner stores the
schema version after applying migrations, guards and rights; a process starts only if it equals its own.
"""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
from django.apps import AppConfig, apps
from django.db import OperationalError, connections

from vethanam.errors import Refused
from vethanam.site.guards import guard_files

Connection = psycopg.Connection[Any]
_PATIENCE_SECONDS = 30.0


def our_rooms() -> list[AppConfig]:
    """The installed rooms of this program, in the order of INSTALLED_APPS."""
    return [room for room in apps.get_app_configs() if room.name.startswith("vethanam.")]


def migration_hashes() -> dict[str, str]:
    """``payroll/migrations/0001_initial.py`` → SHA-256 of the file, for every room."""
    return {
        f"{Path(room.path).name}/migrations/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for room in our_rooms()
        for path in _migrations(room)
    }


def committed_hashes() -> dict[str, str]:
    """The hashes at commit time: the lines of ``migrations.sha256``."""
    lines = (files(__package__) / "migrations.sha256").read_text(encoding="ascii").splitlines()
    return {path: digest for digest, path in (line.split("  ") for line in lines)}


@cache
def schema_version() -> str:
    """A hash over migrations, guards and rights of this version, and the names of framework migrations."""
    digest = hashlib.sha256()
    for migration, file_hash in sorted(migration_hashes().items()):
        digest.update(f"{file_hash}  {migration}\n".encode())
    for guard, path in sorted(guard_files().items()):
        digest.update(guard.encode() + b"\0" + path.read_bytes())
    digest.update((files(__package__) / "rights.txt").read_bytes())
    for room in apps.get_app_configs():
        if not room.name.startswith("vethanam."):
            digest.update("".join(f"{room.label} {path.name}\n" for path in _migrations(room)).encode())
    return digest.hexdigest()


def refuse_other_database(owner: Connection) -> None:
    """Refuse to migrate a database with migrations unknown to this version.

    Raises
    ------
    Refused
        An applied migration is unknown here, or its file differs.
    """
    known = {(room.label, path.stem): path for room in our_rooms() for path in _migrations(room)}
    labels = [room.label for room in our_rooms()]
    if has_table(owner, "django_migrations"):
        for app, name in owner.execute(
            "SELECT app, name FROM django_migrations WHERE app = ANY (%s) ORDER BY id", (labels,)
        ):
            if (app, name) not in known:
                raise Refused("database_of_another_version", migration=f"{app}.{name}")
    ours = migration_hashes()
    for path, digest in _applied(owner).items():
        if ours.get(path) != digest:
            raise Refused("database_of_another_version", migration=path)


def record_schema(owner: Connection) -> None:
    """Store this version's schema as applied; in the caller's transaction."""
    owner.execute(
        "INSERT INTO site_appliedschema (id, version, migrations, applied_at) VALUES (1, %s, %s::jsonb, %s)"
        " ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, migrations = EXCLUDED.migrations,"
        " applied_at = EXCLUDED.applied_at",
        (schema_version(), json.dumps(migration_hashes()), datetime.now(UTC)),
    )


def refuse_other_schema() -> None:
    """Refuse to start on a database with another version's migrations, guards or rights.

    Waits half a minute for a database that does not answer.

    Raises
    ------
    Refused
        They differ.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            version = _stored_version()
            break
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    if version != schema_version():
        raise Refused("other_schema")


def _stored_version() -> str:
    """The stored version. The connection is closed, because a forking process would share it."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT version FROM site_appliedschema")
            (version,) = cursor.fetchone() or ("",)
            return str(version)
    finally:
        connections["default"].close()


def stored_version(owner: Connection) -> str:
    """The schema version last applied by the owner."""
    (version,) = owner.execute("SELECT version FROM site_appliedschema").fetchone() or ("",)
    return str(version)


def _migrations(room: AppConfig) -> list[Path]:
    return sorted((Path(room.path) / "migrations").glob("[0-9]*.py"))


def _applied(owner: Connection) -> dict[str, str]:
    """The applied migrations: path → SHA-256."""
    if not has_table(owner, "site_appliedschema"):
        return {}
    (applied,) = owner.execute("SELECT migrations::text FROM site_appliedschema").fetchone() or ("{}",)
    return dict(json.loads(applied))


def has_table(owner: Connection, table: str) -> bool:
    """Whether the database has a table of this name."""
    (found,) = owner.execute("SELECT to_regclass(%s)", (f"public.{table}",)).fetchone() or (None,)
    return found is not None
