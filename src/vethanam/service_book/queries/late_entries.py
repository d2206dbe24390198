"""Recently verified entries with effects in the past: they may change drawn months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection

from vethanam.service_book.models import FACTS
from vethanam.service_book.queries.facts import DUE_AGAIN

#: kinds that affect earnings: a late recovery or tax choice gives no arrears
EARNS = ("service_spell", "posting", "pay", "authorised_rate", "wage", "attendance", "absence", "quarters")
#: kinds that affect no month: the account for the pay, the leave account, a death after service, a guardian
_OUTSIDE_MONTHS = frozenset({"payee_account", "leave_account", "death", "guardianship"})
WORKED_OUT = tuple(kind for kind in FACTS if kind not in _OUTSIDE_MONTHS)
#: columns about recording, not content; a changed end affects only days after the earlier of both ends
_NOT_WHAT = (
    "id",
    "recorded_at",
    "committed_in",
    "supersedes_id",
    "entered_by_id",
    "order_id",
    "valid_until",
    "session_until",
    "end_cause",
)

# All facts of a kind are merged with the verifications, as for waiting ones. ``s`` is the corrected entry: a
# correction of the end alone affects no day up to the earlier of both.
_OF_A_KIND = """
    SELECT f.employment_id, v.recorded_at,
           CASE WHEN to_jsonb(f) - %(not_what)s::text[] = to_jsonb(s) - %(not_what)s::text[]
                THEN least(coalesce(f.valid_until, 'infinity'), coalesce(s.valid_until, 'infinity'))
                ELSE least(f.valid_from, s.valid_from) - 1 END AS unmoved
      FROM (SELECT ARRAY(SELECT f.id FROM {table} f
      WHERE f.employment_id = ANY(%(whose)s::bigint[])) AS facts OFFSET 0) own
      JOIN service_book_verification v ON v.kind = '{kind}' AND v.fact = ANY(own.facts)
      AND v.recorded_at > %(since)s
      JOIN {table} f ON f.id = v.fact
      LEFT JOIN {table} s ON s.id = f.supersedes_id"""


@dataclass(frozen=True, slots=True)
class ReachingBack:
    """An entry verified at an instant, and the last day it leaves unchanged."""

    employment: int
    verified_at: datetime
    unmoved: date


# Effects, after an instant, on orders cited by entries of a kind. Vacating a stay reaches back to its first
# day; setting a recovery aside, to its first instalment.
_EFFECTS_ON_A_KIND = """
    SELECT f.employment_id, e.recorded_at AS verified_at,
           greatest(f.valid_from, CASE WHEN {is_recovery} THEN f.valid_from
                                       WHEN {is_due_again} AND e.state = 'vacated' THEN least(e.valid_from,
                                       t.since)
                                       ELSE e.valid_from END) - 1 AS unmoved
      FROM orders_ordereffect e
      LEFT JOIN LATERAL (
        SELECT min(s.valid_from) AS since FROM orders_ordereffect s
         WHERE s.order_id = e.order_id AND s.employment IS NOT DISTINCT FROM e.employment
         AND s.state = 'stayed') t ON true
      JOIN {table} f ON f.order_id = e.order_id AND (e.employment IS NULL OR e.employment = f.employment_id)
     WHERE f.employment_id = ANY(%(whose)s::bigint[]) AND e.recorded_at > %(since)s
       AND ({is_recovery} IS FALSE OR e.state = 'set_aside')"""


def reaching_back(
    employments: Sequence[int], since: datetime, before: date, kinds: Sequence[str] = EARNS
) -> list[ReachingBack]:
    """Entries of these people, verified after an instant, that change days before a day.

    A later effect on a cited order counts like a correction.
    """
    asked: dict[str, Any] = {
        "whose": list(employments),
        "since": since,
        "before": before,
        "not_what": list(_NOT_WHAT),
    }
    with connection.cursor() as cursor:
        cursor.execute(_text(tuple(kinds)), asked)
        return [ReachingBack(*row) for row in cursor.fetchall()]


@cache
def _text(kinds: tuple[str, ...]) -> str:
    # Only names of our own tables; every value is a parameter.
    texts = [_OF_A_KIND.format(kind=kind, table=FACTS[kind]._meta.db_table) for kind in kinds]
    by_effects = (*kinds, "obligation") if kinds == EARNS else ()
    texts += [
        _EFFECTS_ON_A_KIND.format(
            table=FACTS[kind]._meta.db_table,
            is_recovery="true" if kind == "obligation" else "false",
            is_due_again="true" if kind in DUE_AGAIN else "false",
        )
        for kind in by_effects
    ]
    each = " UNION ALL ".join(texts)
    return f"SELECT * FROM ({each}) found WHERE unmoved < %(before)s::date - 1 ORDER BY 1, 2"  # noqa: S608
