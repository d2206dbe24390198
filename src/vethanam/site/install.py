"""Make an installation: database, roles, tables, rights, keys, static files. Every step is idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from vethanam.errors import Refused
from vethanam.journal.epochs import epoch_path, fresh_code, present_epoch, write_code
from vethanam.journal.row_sets import kept_tables, take_rows
from vethanam.site.clock import service_authority, service_name
from vethanam.site.environment import Environment
from vethanam.site.folders import make_keys, make_role_secrets, prepare_state
from vethanam.site.guards import guards, lift_guards, marked_tables, set_guards
from vethanam.site.manifest import described, shipped_manifest, strays
from vethanam.site.origin import settle_log_origin
from vethanam.site.postgres.base import own_server
from vethanam.site.rights import apply_rights
from vethanam.site.roles import (
    ANALYST,
    BACKUP,
    OWNER,
    PROCESS_ROLES,
    database_role,
    ensure_limits,
    ensure_roles,
)
from vethanam.site.schema import has_table, record_schema, refuse_other_database
from vethanam.site.state import State

#: Django's label of the queue, whose migrations cannot run in one transaction
QUEUE = "procrastinate"
DJANGO_ROOMS = ("contenttypes", "auth", "sessions")


def install(*, is_sample: bool) -> None:
    """Install, or update an existing installation. The process is a worker; tables belong to the owner.

    Raises
    ------
    Refused
        The database is of the other kind (sample or real).
    """
    state = State(settings.VETHANAM_STATE)
    prepare_state(state)
    make_database(state)
    migrate()
    _record_birth(is_sample)
    make_keys(state, is_sample=is_sample, origin=settle_log_origin(state, is_sample=is_sample))
    keep_epoch_on_disk()
    _make_service_accounts()
    _register_catalogues()
    _enter_keys()
    collect_static()


def migrate(*, is_strict: bool = True, is_restored: bool = False) -> None:
    """Bring the database to this version's schema as owner: migrations, guards and
    rights, in one transaction.

    The queue's own migrations come first, each in its own transaction, as they need. A new database gets its
    tables from the models, which takes seconds where all migrations take minutes. ``is_strict`` refuses
    objects outside the manifest. ``is_restored`` means that the rows come from another server.

    Raises
    ------
    Refused
        Another version made the database, or it has unknown objects.
    """
    connection = connections[OWNER]
    connection.ensure_connection()
    refuse_other_database(connection.connection)
    call_command("migrate", QUEUE, database=OWNER, verbosity=0, interactive=False)
    wanted = shipped_manifest()
    with transaction.atomic(using=OWNER):
        owner = connection.connection
        owner.execute("SELECT pg_advisory_xact_lock(hashtext('vethanam schema'))")
        kept_before = kept_tables(owner.cursor())
        lift_guards(owner)
        if not has_table(owner, "site_appliedschema"):
            _make_tables()
        call_command("migrate", database=OWNER, verbosity=0, interactive=False)
        if is_restored:
            settle_transactions(owner)
        set_guards(owner, wanted, described(owner))
        apply_rights(owner)
        owner.execute("SELECT payroll_fill_recovered()")  # claims may be older than their sums
        record_schema(owner)
        begin_first_epoch(owner)
        if is_strict and (unknown := strays(described(owner), wanted)):
            raise Refused("schema_strays", strays=unknown)
    with transaction.atomic(using=OWNER), connection.cursor() as cursor:
        take_rows(cursor, marked_tables(), kept_before)


def _make_tables() -> None:
    """The tables of a database that has none, and every migration recorded as applied.

    Django's own rooms are migrated: their tables differ from their models.
    """
    for room in DJANGO_ROOMS:
        call_command("migrate", room, database=OWNER, verbosity=0, interactive=False)
    connection = connections[OWNER]
    executor = MigrationExecutor(connection)
    ahead = [one for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    rooms = {one.app_label for one in ahead}
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.app_label in rooms and model._meta.can_migrate(connection):
                editor.create_model(model)
    for one in ahead:
        executor.recorder.record_applied(one.app_label, one.name)


def begin_first_epoch(owner: psycopg.Connection[Any]) -> None:
    """Begin the first epoch of a new database; it has no payment from before and is settled."""
    owner.execute(
        "INSERT INTO journal_epoch (code, began_at, settled_at) SELECT %s, now(), now()"
        " WHERE NOT EXISTS (SELECT FROM journal_epoch)",
        (fresh_code(),),
    )


def keep_epoch_on_disk() -> None:
    """Write the epoch's code beside the database, unless a file is there."""
    if not epoch_path().exists():
        write_code(present_epoch().code)


def settle_transactions(owner: psycopg.Connection[Any]) -> None:
    """Renumber rows with transaction ids of another server; runs without triggers."""
    for guard in guards():
        if guard.kind == "column" and guard.name == f"{guard.table}.committed_in":
            owner.execute(
                sql.SQL(
                    "UPDATE {} SET committed_in = pg_current_xact_id()"
                    " WHERE committed_in >= pg_snapshot_xmin(pg_current_snapshot())"
                ).format(sql.Identifier(guard.table))
            )


def create_database(admin: psycopg.Connection[Any], name: str, template: str = "template0") -> None:
    """Create a database for the owner, open to our roles only."""
    database, owner = sql.Identifier(name), sql.Identifier(database_role(OWNER))
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, sql.Identifier(template))
    )
    enter_only_by_our_roles(admin, name)


def enter_only_by_our_roles(admin: psycopg.Connection[Any], name: str) -> None:
    """Grant CONNECT to the eight roles, and temporary tables to the worker for bulk loads."""
    database = sql.Identifier(name)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    roles = sql.SQL(", ").join(
        sql.Identifier(database_role(role)) for role in (OWNER, *PROCESS_ROLES, BACKUP, ANALYST)
    )
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, roles))
    admin.execute(
        sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}, {}").format(
            database, sql.Identifier(database_role("worker")), sql.Identifier(database_role(OWNER))
        )
    )


def hand_schema_to_owner(admin: psycopg.Connection[Any]) -> None:
    """Make the owner own the public schema of the connected database."""
    admin.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(database_role(OWNER))))


def make_database(state: State) -> None:
    """Create roles and database: on our own server as superuser; on a foreign one through
    ``VETHANAM_ADMIN_URL``, unless its administrator did.
    """
    url = Environment.read().admin_url
    if settings.VETHANAM_SERVER_IS_OURS:
        own_server().hold()
        with own_server().admin() as admin:
            ensure_limits(admin)
        _make_database_as(own_server().admin)
    elif url:
        with psycopg.connect(url, autocommit=True) as admin:
            ensure_roles(admin, make_role_secrets(state))
        _make_database_as(
            lambda name="": psycopg.connect(url, autocommit=True, **({"dbname": name} if name else {}))
        )


def _make_database_as(administrator: Callable[..., psycopg.Connection[Any]]) -> None:
    name = settings.DATABASES["default"]["NAME"]
    with administrator() as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            enter_only_by_our_roles(admin, name)
        else:
            create_database(admin, name)
    with administrator(name) as inside:
        hand_schema_to_owner(inside)


def _record_birth(is_sample: bool) -> None:
    from vethanam.site.models import Installation

    found = Installation.objects.using(OWNER).first()
    if found is None:
        Installation.objects.using(OWNER).create(is_sample=is_sample, born_at=datetime.now(UTC))
    elif found.is_sample != is_sample:
        kinds = ("a sample", "a real one") if found.is_sample else ("a real one", "a sample")
        raise Refused("other_kind", born=kinds[0], asked=kinds[1])


def _make_service_accounts() -> None:
    from vethanam.identity.models import Account

    for process in PROCESS_ROLES:
        Account.objects.using(OWNER).get_or_create(
            username=service_name(process), defaults={"kind": Account.Kind.SERVICE, "password": "!"}
        )


def _register_catalogues() -> None:
    """Register purposes, notices and message texts, each version once with its leaf."""
    from vethanam.messaging.actions.text_registration import register_texts
    from vethanam.privacy.actions import publish_notices, register_purposes

    authority = service_authority("worker")
    register_purposes(authority)
    publish_notices(authority)
    register_texts(authority)


def _enter_keys() -> None:
    """Enter the public keys of payslips in the log, each once."""
    from vethanam.evidence.entered_keys import enter_statement_keys

    enter_statement_keys(service_authority("worker"))


def collect_static() -> None:
    """Collect style sheets and fonts for whitenoise, under names with a content hash."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    call_command("collectstatic", verbosity=0, interactive=False)
