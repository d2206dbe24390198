"""A separate installation for benches: people generated once, and a fresh copy of them for each measurement.

Each number of people has its own state folder, ``bench/N`` in the state folder. The people are generated once
into a template database; every measurement runs on a copy, which is dropped afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from psycopg import sql

from vethanam.cli import boot
from vethanam.site.database_role import as_role
from vethanam.site.roles import OWNER
from vethanam.site.state import state

_DRAWN = "drawn"


def _draw_state(people: int) -> None:
    from vethanam.bench.loader import record_state
    from vethanam.site.demo import tell_on_terminal

    with as_role(OWNER):
        record_state(people, tell_on_terminal, vacuum, unwatched)


@contextlib.contextmanager
def installation(
    people: int, kind: str = "", draw: Callable[[int], None] = _draw_state, *, keep: bool
) -> Iterator[Path]:
    """A sample of ``people`` in its own state folder; yields the folder. Django is ready inside."""
    folder = state().folder / "bench" / f"{kind}{people}"
    os.environ["VETHANAM_STATE"] = str(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    boot("worker")
    from vethanam.site.postgres.base import own_server

    try:
        _draw_once(people, draw)
        yield folder
    finally:
        from django.db import connections

        connections.close_all()
        own_server().release()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _draw_once(people: int, draw: Callable[[int], None]) -> None:
    from django.db import connections

    from vethanam.site.install import install
    from vethanam.site.postgres.base import own_server

    own_server().hold()
    if _exists(_DRAWN):
        return
    _drop()  # left from an interrupted run
    install(is_sample=True)

    draw(people)
    connections.close_all()
    with own_server().admin() as admin:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        admin.execute(rename.format(sql.Identifier(database_name()), sql.Identifier(_DRAWN)))
        admin.execute("CHECKPOINT")


def draw_history(people: int, months: int) -> str:
    """Write a history over the generated people, once; the name of the database to copy.

    Raises
    ------
    Refused
        It would not fit on the disk, or take too long.
    """
    from django.db import connections

    from vethanam.bench.history import record_history, require_room
    from vethanam.site.demo import tell_on_terminal
    from vethanam.site.postgres.base import own_server

    name = f"{_DRAWN}_{months}"
    if _exists(name):
        return name
    require_room(people, months, state().folder)
    with a_copy(keep=True), as_role(OWNER):
        record_history(months, tell_on_terminal, vacuum, unwatched)
    connections.close_all()
    with own_server().admin() as admin:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        admin.execute(rename.format(sql.Identifier(database_name()), sql.Identifier(name)))
        admin.execute("CHECKPOINT")
    return name


@contextlib.contextmanager
def a_copy(drawn: str = _DRAWN, *, keep: bool = False) -> Iterator[None]:
    """Use a fresh copy of the generated people under the installation's name; drop it afterwards."""
    from vethanam.site.install import create_database, migrate
    from vethanam.site.postgres.base import own_server

    _drop()
    with own_server().admin() as admin:
        create_database(admin, database_name(), drawn)
    migrate()  # the tables may have changed since the people were generated
    with own_server().admin() as admin:
        admin.execute("CHECKPOINT")
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if not (keep and is_done):
            _drop()


def database_name() -> str:
    """The database name of this installation."""
    from django.conf import settings

    return str(settings.DATABASES["default"]["NAME"])


def _drop() -> None:
    """Drop the copy, with the last head that was signed over it."""
    from django.db import connections

    from vethanam.journal.known_heads import path_of_heads
    from vethanam.site.postgres.base import own_server

    connections.close_all()
    path_of_heads().unlink(missing_ok=True)
    with own_server().admin() as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database_name()))
        )


def vacuum() -> None:
    """Update statistics and the visibility map, as autovacuum does within the hour."""
    from django.db import connections

    with connections[OWNER].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def floor() -> dict[str, int]:
    """The machine's own speed, measured on the server of the bench."""
    from vethanam.bench.machine_floor import machine_floor
    from vethanam.site.postgres.base import own_server

    with own_server().admin() as admin:
        return machine_floor(admin)


def registered(employments: Sequence[int]) -> None:
    """Update the due register for vouchers written :func:`unwatched`."""
    from django.db import connections

    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT payroll_restate(array_agg(e), array_agg(m)) "
            "FROM (SELECT DISTINCT o.employment_id AS e, o.for_month AS m"
            " FROM payroll_drawnelsewhere o WHERE o.employment_id = ANY(%s) "
            "AND NOT EXISTS (SELECT 1 FROM payroll_dueregister d"
            " WHERE d.employment_id = o.employment_id AND d.for_month = o.for_month)) k",
            [list(employments)],
        )
    vacuum()


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """Disable triggers and foreign keys for bulk writes; only for benches."""
    from django.db import connection

    from vethanam.site.postgres.base import own_server
    from vethanam.site.roles import database_role

    owner = sql.Identifier(database_role(OWNER))
    with own_server().admin() as admin:
        admin.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(owner))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET session_replication_role")
    finally:
        with own_server().admin() as admin:
            admin.execute(sql.SQL("REVOKE SET ON PARAMETER session_replication_role FROM {}").format(owner))


def _exists(name: str) -> bool:
    from vethanam.site.postgres.base import own_server

    with own_server().admin() as admin:
        return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None
