"""The state of the schema that a version needs: its migrations, guards and rights, and which of them a database has.

``migrations.sha256`` holds the hash of every committed migration: such a file is never edited. The owner stores the version
of the schema in the database when migrations, guards and rights have been applied; a process starts only on its own.
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
    """The rooms of this program that Django knows, in the order of INSTALLED_APPS."""
    return [room for room in apps.get_app_configs() if room.name.startswith("vethanam.")]


def migration_hashes() -> dict[str, str]:
    """``payroll/migrations/0001_initial.py`` → SHA-256 of the file, for every room."""
    return {
        f"{Path(room.path).name}/migrations/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for room in our_rooms()
        for path in _migrations(room)
    }


def committed_hashes() -> dict[str, str]:
    """The same as they were committed: the lines of ``migrations.sha256``."""
    lines = (files(__package__) / "migrations.sha256").read_text(encoding="ascii").splitlines()
    return {path: digest for digest, path in (line.split("  ") for line in lines)}


@cache
def schema_version() -> str:
    """A hash over migrations, guards and rights of this version, and the names of the migrations of frameworks."""
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
    """Refuse to migrate a database that was made from migrations which this version does not have.

    Raises
    ------
    Refused
        A migration that was applied is unknown here, or its file was another.
    """
    known = {(room.label, path.stem): path for room in our_rooms() for path in _migrations(room)}
    labels = [room.label for room in our_rooms()]
    if _has(owner, "django_migrations"):
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
    """Store that the database has the migrations, guards and rights of this version; in the caller's transaction."""
    owner.execute(
        "INSERT INTO site_appliedschema (id, version, migrations, applied_at) VALUES (1, %s, %s::jsonb, %s)"
        " ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, migrations = EXCLUDED.migrations,"
        " applied_at = EXCLUDED.applied_at",
        (schema_version(), json.dumps(migration_hashes()), datetime.now(UTC)),
    )


def refuse_other_schema() -> None:
    """Refuse to start a process on a database whose migrations, guards or rights are not those of this version.

    Waits half a minute for a database that does not answer.

    Raises
    ------
    Refused
        They are others.
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
    """What the database says. The connection is closed: a process that forks would share it with its children."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT version FROM site_appliedschema")
            (version,) = cursor.fetchone() or ("",)
            return str(version)
    finally:
        connections["default"].close()


def stored_version(owner: Connection) -> str:
    """The version of the schema that the owner applied last."""
    (version,) = owner.execute("SELECT version FROM site_appliedschema").fetchone() or ("",)
    return str(version)


def _migrations(room: AppConfig) -> list[Path]:
    return sorted((Path(room.path) / "migrations").glob("[0-9]*.py"))


def _applied(owner: Connection) -> dict[str, str]:
    """The migrations as the owner applied them: path → SHA-256."""
    if not _has(owner, "site_appliedschema"):
        return {}
    (applied,) = owner.execute("SELECT migrations::text FROM site_appliedschema").fetchone() or ("{}",)
    return dict(json.loads(applied))


def _has(owner: Connection, table: str) -> bool:
    (found,) = owner.execute("SELECT to_regclass(%s)", (f"public.{table}",)).fetchone() or (None,)
    return found is not None
