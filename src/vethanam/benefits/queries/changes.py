"""What has changed since a cycle read the tables: the beneficiaries with entries that it did not see.

An entry is new by its id, or if its transaction ended after the cycle's snapshot. The id covers a database
that was restored into another cluster, with other numbers of transactions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from vethanam.benefits.models import Cycle

#: the beneficiary of each new row ``t`` of a table
_OF_TABLE: Mapping[str, str] = {
    "benefits_award": "SELECT t.beneficiary_id FROM benefits_award t",
    "benefits_application": "SELECT t.beneficiary_id FROM benefits_application t",
    "benefits_circumstance": "SELECT t.beneficiary_id FROM benefits_circumstance t",
    "benefits_death": "SELECT t.beneficiary_id FROM benefits_death t",
    "benefits_lifeproof": "SELECT t.beneficiary_id FROM benefits_lifeproof t",
    "benefits_standingevent": (
        "SELECT a.beneficiary_id FROM benefits_standingevent t JOIN benefits_award a ON a.id = t.award_id"
    ),
    "benefits_check": (
        "SELECT coalesce(c.beneficiary_id, d.beneficiary_id, a.beneficiary_id) FROM benefits_check t"
        " LEFT JOIN benefits_circumstance c ON t.kind = 'circumstance' AND c.id = t.entry"
        " LEFT JOIN benefits_death d ON t.kind = 'death' AND d.id = t.entry"
        " LEFT JOIN benefits_standingevent e ON t.kind = 'standing' AND e.id = t.entry"
        " LEFT JOIN benefits_award a ON a.id = e.award_id"
    ),
}
#: tables in which a change of a person is looked for
TABLES = tuple(_OF_TABLE)
_IS_NEW = " WHERE t.id > %s"
_IS_LATE = (
    " WHERE t.id <= %s AND t.committed_in >= pg_snapshot_xmin(%s::pg_snapshot)"
    " AND NOT pg_visible_in_snapshot(t.committed_in, %s::pg_snapshot)"
)
_WITHIN = """
SELECT DISTINCT w.beneficiary_id FROM benefits_award w
 WHERE w.scheme_id = %s AND w.beneficiary_id IN ({changed}) ORDER BY 1
"""
_EMPLOYEES = """
SELECT DISTINCT w.beneficiary_id FROM benefits_award w
  JOIN benefits_beneficiary b ON b.id = w.beneficiary_id
 WHERE w.scheme_id = %s AND EXISTS (SELECT FROM people_employment e WHERE e.person_id = b.person_id)
"""

_WINDOW = "benefits_lifewindow"
_WINDOWS = """
SELECT DISTINCT w.year FROM benefits_lifewindow w
 WHERE w.scheme_id = %s AND (w.id > %s OR NOT pg_visible_in_snapshot(w.committed_in, %s::pg_snapshot))
"""


def seen_now() -> dict[str, Any]:
    """The state of the tables at this instant: the snapshot, and the last id of each."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        snapshot = (cursor.fetchone() or ("",))[0]
        ids = {}
        for table in (*TABLES, _WINDOW):
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - our own names
            ids[table] = (cursor.fetchone() or (0,))[0]
    return {"snapshot": snapshot, "ids": ids}


def changed_since(scheme: int, seen: Mapping[str, Any]) -> list[int]:
    """The beneficiaries of a scheme with an entry that a cycle with this ``seen`` did not read."""
    given: list[Any] = [scheme]
    for table in _OF_TABLE:
        last, snapshot = seen["ids"].get(table, 0), seen["snapshot"]
        given += [last, last, snapshot, snapshot]
    parts = [text + which for text in _OF_TABLE.values() for which in (_IS_NEW, _IS_LATE)]
    changed = " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(_WITHIN.format(changed=changed), given)
        return [one for (one,) in cursor.fetchall()]


def years_of_new_windows(scheme: int, seen: Mapping[str, Any]) -> set[int]:
    """The years with new orders on days for life proofs since a cycle with this ``seen``."""
    with connection.cursor() as cursor:
        cursor.execute(_WINDOWS, [scheme, seen["ids"].get(_WINDOW, 0), seen["snapshot"]])
        return {year for (year,) in cursor.fetchall()}


def employees_of(scheme: int) -> list[int]:
    """The beneficiaries of a scheme who are or were employees: their service book is another room's, so that
    they are looked at in each month.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EMPLOYEES, [scheme])
        return [one for (one,) in cursor.fetchall()]


def waiting_changes(cycle: Cycle) -> int:
    """The beneficiaries with an entry since a cycle was computed: it waits for the next one."""
    return len(changed_since(cycle.scheme_id, cycle.seen))
