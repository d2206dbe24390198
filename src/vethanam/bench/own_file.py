"""A person's own file: every use about her, each about many people, with the map that completes it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from psycopg import Connection

from vethanam.bench.label_trees import Web
from vethanam.bench.measurement import measured
from vethanam.bench.standalone_checks import check_alone, proofs_in
from vethanam.bench.uses import use_about
from vethanam.evidence.own_files import make_own_file, own_file_in
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import keys
from vethanam.messaging.use_results import close_use
from vethanam.privacy.actions import make_map

HER = 1
# A message to each person of a use, as if it had been sent; foreign keys are not checked.
_SENT = """
INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, attempts, queued_at, claimed_at,
                            done_at, result)
SELECT use_id, person, person, 'email', 'sent', 1, now(), now(), now(), '' FROM privacy_usesubject
 WHERE use_id = %s
"""


def record_year(
    authority: Authority,
    people: int,
    uses: int,
    settle: Callable[[], None],
    dispatcher: Callable[[], AbstractContextManager[object]],
    admin: Connection[Any],
) -> None:
    """Uses about everybody, a message to each in each, and the outcomes; then the map of the day.

    Two entries of the log are about her for each use.
    """
    log = keys.public_key().name
    for _ in range(uses):
        use = use_about(authority, people)
        with admin.transaction():
            admin.execute("SET LOCAL session_replication_role = replica")
            admin.execute(_SENT, [use.pk])
        with dispatcher():
            close_use(use, log)
    settle()
    make_map(authority)
    settle()


def bench_own_file(
    authority: Authority, settle: Callable[[], None], web: Web, database: Path | None
) -> dict[str, Any]:
    """Make her file as JSON, and check it with the second verifier; the archive's size is told beside it.

    The wait for the signature of its entry is left out.
    """
    with web():
        account = Account.objects.create(username="her", kind=Account.Kind.PERSON)
    herself = replace(
        authority, account=account.pk, person=HER, office="", role="employee",
        at=authority.at + timedelta(hours=1),
    )  # fmt: skip
    with measured(database) as found:
        with web(), found.step("facts and entry"):
            row = make_own_file(herself, HER)
        settle()
        with web(), found.step("file"):
            file = own_file_in(row, HER, "json")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.json")
        path.write_bytes(file)
        checked = check_alone(path, str(keys.public_key()))
    with web():
        sizes = {"json": len(file), "zip": len(own_file_in(row, HER, "zip"))}
    return {"entries": proofs_in(file), "bytes": sizes, "checked": checked, **found.as_json()}
