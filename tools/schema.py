"""Makes the files that fix the schema: migrations, their hashes and the manifest.

    .venv/bin/python tools/schema.py            after a change of models, guards or rights
    .venv/bin/python tools/schema.py --check    lists differences and changes nothing
    .venv/bin/python tools/schema.py --anew     drops every migration and makes one 0001_initial for each room

The first form adds a migration where models changed, adds its hash to src/vethanam/site/migrations.sha256 and
writes src/vethanam/site/manifest.txt from a freshly migrated database. A migration with a hash there is
committed: it is never edited, and the tool refuses to go on after an edit. ``--anew`` is for the time before
the first release only.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "vethanam.site.settings_test"
os.environ["VETHANAM_ROLE"] = "owner"

import django

django.setup()

from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from vethanam.site import install, manifest, schema
from vethanam.site.postgres.base import own_server
from vethanam.site.roles import OWNER

SITE = Path(schema.__file__).parent
HASHES, MANIFEST = SITE / "migrations.sha256", SITE / "manifest.txt"
DATABASE = f"test_{os.getpid()}_schema"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Make the files that fix the schema.")
    parser.add_argument(
        "--anew", action="store_true", help="one 0001_initial for each room, made from the models"
    )
    parser.add_argument("--check", action="store_true", help="say what differs, change nothing")
    asked = parser.parse_args()
    if asked.anew:
        _drop_migrations()
        # the migrations that were read are gone
        os.execv(sys.executable, [sys.executable, __file__])  # noqa: S606
    _refuse_edited_migrations()
    if asked.check:
        sys.exit(_says_what_differs())
    labels = [room.label for room in schema.our_rooms()]
    with warnings.catch_warnings(
        action="ignore", category=RuntimeWarning
    ):  # no database has a history to compare with
        call_command("makemigrations", *labels, interactive=False, include_header=False)
    hashes = schema.migration_hashes()
    HASHES.write_text("".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)), encoding="ascii")
    before = manifest.read_manifest(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.exists() else {}
    after = fresh_description()
    MANIFEST.write_text(manifest.written_manifest(after), encoding="utf-8")
    changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    for kind, name in changed:
        sign = "+" if (kind, name) not in before else "-" if (kind, name) not in after else "~"
        print(f"{sign} {kind} {name}")
    print(f"{len(hashes)} migrations, {len(after)} objects, {len(changed)} of them changed.")


def fresh_description() -> dict[tuple[str, str], str]:
    """The description of a database that was made a moment ago on the suite's server, a
    month opened in it.
    """
    server = own_server()
    server.hold()
    try:
        with server.admin() as admin:
            install.create_database(admin, DATABASE)
        with server.admin(DATABASE) as inside:
            install.hand_schema_to_owner(inside)
        for alias in connections:
            connections[alias].settings_dict["NAME"] = DATABASE
        install.migrate(is_strict=False)
        with transaction.atomic(using=OWNER):
            owner: Any = connections[OWNER].connection
            manifest.partition_opened(owner)
            found = manifest.described(owner)
            transaction.set_rollback(True, using=OWNER)
        return found
    finally:
        connections.close_all()
        with server.admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
        server.release()


def _drop_migrations() -> None:
    for room in schema.our_rooms():
        for path in (Path(room.path) / "migrations").glob("[0-9]*.py"):
            path.unlink()
    HASHES.write_text("", encoding="ascii")


def _refuse_edited_migrations() -> None:
    hashes = schema.migration_hashes()
    for path, digest in schema.committed_hashes().items():
        if hashes.get(path) != digest:
            sys.exit(
                f"{path} is committed and was edited or removed. Put it back and write a further migration."
            )


def _says_what_differs() -> int:
    found = list(manifest.differences(fresh_description(), manifest.shipped_manifest()))
    for one in found:
        print(one.says)
    return 1 if found else 0


if __name__ == "__main__":
    main()
