"""A month of uses past their time: announced in the log, destroyed, and what is left."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from vethanam.bench.measurement import measured
from vethanam.bench.standalone_checks import check_alone
from vethanam.bench.uses import use_about
from vethanam.errors import Broken
from vethanam.evidence.bundles import whole_log
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal.audit import check_log
from vethanam.privacy.actions import announce_destructions, destroy_announced

#: days since the uses: beyond a year and the month in which they were
AGE = 440
_LOTS = 1_000_000
_LEFT = """
SELECT count(*) FILTER (WHERE salt IS NOT NULL), count(*) FILTER (WHERE record IS NOT NULL),
       (SELECT count(*) FROM privacy_usesecret s WHERE s.key IS NOT NULL),
       (SELECT count(*) FROM journal_opening o JOIN privacy_use u ON u.leaf = o.staged_id)
  FROM privacy_usesubject
"""


def record_old_uses(authority: Authority, people: int, uses: int) -> None:
    """Ask for uses about everybody, as of 440 days ago."""
    now = timezone.now()
    with patch.object(timezone, "now", lambda: now - timedelta(days=AGE)):
        for _ in range(uses):
            use_about(authority, people)


def bench_retention(
    authority: Authority, settle: Callable[[], None], database: Path | None
) -> dict[str, Any]:
    """Announce and destroy, as ``vethanam retention run`` does; then count what is left, and check the log.

    Raises
    ------
    Broken
        A salt, a record, a key or a private part is left, or the log does not verify.
    """
    with measured(database) as found:
        with found.step("announced"):
            announced = announce_destructions(authority)
        settle()
        with found.step("destroyed"):
            rows = destroy_announced(_LOTS)
    left = what_is_left()
    if any(left.values()):
        raise Broken("bench_not_destroyed", count=sum(left.values()))
    check_log(keys.public_key())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.json")
        path.write_bytes(whole_log())
        checked = check_alone(path, str(keys.public_key()))
    return {"announced": announced, "rows": rows, "left": left, "log_checked": checked, **found.as_json()}


def what_is_left() -> dict[str, int]:
    """The salts, records, keys and private parts of uses in the database."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT)
        return dict(zip(("salts", "records", "keys", "private_parts"), cursor.fetchone(), strict=True))
