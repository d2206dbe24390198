"""Statements that fill a cycle and a release: lines taken over, changed amounts, counts, drawals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connection

from vethanam.benefits.models import Cycle, Recovery, Release, SchemeOffice
from vethanam.bulk import array_of, copy_rows, read
from vethanam.rules.benefit_columns import KIND

_TAKE_OVER = """
INSERT INTO benefits_rollline
       (cycle_id, award_id, for_month, beneficiary_id, local_body_id, state, reason, kind_id, recheck)
SELECT %s, l.award_id, %s, l.beneficiary_id, l.local_body_id, l.state, l.reason, l.kind_id, l.recheck
  FROM benefits_rollline l
 WHERE l.cycle_id = %s AND l.for_month = %s AND l.beneficiary_id <> ALL (%s::bigint[])
"""
# Who is looked at again without a further entry: by the day, or with an award that begins.
_DUE_AGAIN = """
SELECT l.beneficiary_id FROM benefits_rollline l
 WHERE l.cycle_id = %(base)s AND l.for_month = %(base_month)s AND l.recheck <= %(month)s
UNION
SELECT a.beneficiary_id FROM benefits_award a
 WHERE a.scheme_id = %(scheme)s AND a.from_month > %(base_month)s AND a.from_month <= %(month)s
"""
_KINDS_OF_CYCLE = """
SELECT DISTINCT kind_id FROM benefits_rollline WHERE cycle_id = %s AND for_month = %s AND kind_id IS NOT NULL
"""
_COUNT = """
INSERT INTO benefits_cyclecount (cycle_id, for_month, local_body_id, state, reason, kind_id, change, people)
SELECT %(cycle)s, x.for_month, x.local_body_id, x.state, x.reason, x.kind_id, x.change, count(*)
  FROM (SELECT coalesce(n.for_month, %(month)s) AS for_month, coalesce(n.local_body_id,
     b.local_body_id) AS local_body_id,
               coalesce(n.state, 'ended') AS state, coalesce(n.reason, '') AS reason, n.kind_id,
               CASE WHEN n.for_month <> %(month)s THEN 'changed'
                    WHEN b.award_id IS NULL THEN 'new' WHEN n.award_id IS NULL THEN 'gone'
                    WHEN (n.state, n.reason, n.kind_id) IS DISTINCT FROM (b.state, b.reason,
                       b.kind_id) THEN 'changed'
                    ELSE 'same' END AS change
          FROM (SELECT l.* FROM benefits_rollline l WHERE l.cycle_id = %(cycle)s) n
          FULL JOIN (SELECT l.* FROM benefits_rollline l
                      WHERE l.cycle_id = %(before)s AND l.for_month = %(before_month)s) b
                 ON b.award_id = n.award_id) x
 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
_BEFORE = """
SELECT f.cycle_id, f.month FROM benefits_cycle_in_force f
 WHERE f.scheme_id = %s AND f.month < %s ORDER BY f.month DESC LIMIT 1
"""
_LINES_NOW = """
SELECT l.award, l.state, l.reason, l.kind FROM benefits_lines_now(%s, ARRAY[%s]::integer[]) l
 WHERE l.award = ANY (%s::bigint[])
"""
_DUES_NOW = """
SELECT d.kind, max(d.due), max(d.amount) FILTER (WHERE d.payer = 'state'),
   max(d.amount) FILTER (WHERE d.payer = 'centre')
  FROM benefits_dues_now(%s, ARRAY[%s]::integer[]) d GROUP BY d.kind
"""
_OPEN = """
  SELECT l.award, l.for_month, l.cycle, coalesce(x.here + x.elsewhere, 0) AS drawn,
         coalesce(k.amount, 0) AS kept, d.amount AS due,
         least(d.amount - coalesce(x.here + x.elsewhere, 0) - coalesce(k.amount, 0),
               coalesce(t.amount, d.amount)) AS amount
    FROM benefits_lines_now(%(scheme)s, %(months)s::integer[]) l
    JOIN benefits_dues_now(%(scheme)s, %(months)s::integer[]) d
      ON d.kind = l.kind AND d.month = l.for_month AND d.payer = %(payer)s
    LEFT JOIN benefits_drawn_now(%(scheme)s, %(months)s::integer[]) x
      ON x.award = l.award AND x.for_month = l.for_month AND x.payer = %(payer)s
    LEFT JOIN benefits_recovered_now(%(scheme)s, %(months)s::integer[]) k
      ON k.award = l.award AND k.for_month = l.for_month AND %(payer)s = 'state'
    LEFT JOIN benefits_dues_now(%(scheme)s, ARRAY[%(rate_of)s]::integer[]) t
      ON t.kind = l.kind AND t.payer = %(payer)s
   WHERE l.state = 'eligible' AND d.amount > coalesce(x.here + x.elsewhere, 0) + coalesce(k.amount, 0)
"""
_PLAN = f"""
SELECT o.award, o.for_month, %(payer)s AS payer, o.cycle,
       CASE WHEN o.drawn > 0 THEN 'difference'
            WHEN o.for_month < (SELECT max(m) FROM unnest(%(months)s::integer[]) m) OR %(is_instalment)s
            THEN 'instalment' ELSE 'month' END AS cause, o.amount - coalesce(b.amount, 0) AS amount
  FROM ({_OPEN}) o
  LEFT JOIN unnest(%(kept_awards)s::bigint[], %(kept_months)s::integer[], %(kept_amounts)s::bigint[])
            AS b(award, for_month, amount) ON b.award = o.award AND b.for_month = o.for_month
 WHERE o.amount > coalesce(b.amount, 0)
"""  # noqa: S608 - our own texts
_DRAW = f"""
INSERT INTO benefits_drawal (release_id, award_id, for_month, payer, cycle_id, cause, amount)
SELECT %(release)s, p.award, p.for_month, p.payer, p.cycle, p.cause, p.amount FROM ({_PLAN}) p
"""  # noqa: S608 - our own texts
# The hash is that of benefits_drawals_hash over the drawals, once they are written.
_SUM = f"""
WITH part AS (
  SELECT p.award >> 12 AS place, count(DISTINCT p.award) AS awards, sum(p.amount) AS amount,
         sha256(convert_to(string_agg(
           format('%%s|%%s|%%s|%%s|%%s|%%s', p.award, p.for_month, p.payer, p.cycle, p.cause, p.amount),
           E'\\n' ORDER BY p.award, p.for_month, p.payer), 'UTF8')) AS drawn
    FROM ({_PLAN}) p GROUP BY 1)
SELECT coalesce(sum(awards), 0), coalesce(sum(amount), 0)::bigint,
       encode(sha256('vethanam/drawals/1\\012'::bytea || coalesce(string_agg(
         convert_to(format('%%s|', place), 'UTF8') || drawn, ''::bytea ORDER BY place), '')), 'hex')
  FROM part
"""  # noqa: S608 - our own texts
_OPEN_OF = f"""
SELECT o.award, o.for_month, o.due, o.kept, o.amount FROM ({_OPEN} AND l.award = ANY (%(awards)s::bigint[])) o
 ORDER BY o.award, o.for_month
"""  # noqa: S608 - our own texts


@dataclass(frozen=True, slots=True)
class Opened:
    """What a release would draw: awards, paise, and the hash of the drawals."""

    awards: int
    amount: int
    drawals: str


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """The open part of a month of an award; paise. ``kept``: kept back for demands before."""

    award: int
    month: int
    due: int
    kept: int
    amount: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a release keeps back of a month of an award for a demand."""

    award: int
    month: int
    demand: int
    amount: int


def in_bulk() -> None:
    """Give the statements of this transaction the memory that joins and sorts of millions of rows need."""
    _run("SET LOCAL work_mem = '128MB'", None)


def open_cycle() -> int:
    """The id of a new cycle, with the partition of its lines."""
    return int(_one("SELECT benefits_open_cycle()", [])[0])


def take_over(cycle: int, month: int, base: Cycle, without: Sequence[int]) -> None:
    """Copy the lines of the base cycle into a month of a cycle, without those of some beneficiaries."""
    _run(_TAKE_OVER, [cycle, month, base.pk, base.month, array_of(without)])


def due_again(base: Cycle, month: int) -> list[int]:
    """The beneficiaries to assess in a month without a new entry: a date passes, or an award begins."""
    given = {"base": base.pk, "base_month": base.month, "month": month, "scheme": base.scheme_id}
    with connection.cursor() as cursor:
        cursor.execute(_DUE_AGAIN, given)
        return [one for (one,) in cursor.fetchall()]


def add_lines(cycle: int, lines: pl.DataFrame, kinds: pl.DataFrame) -> None:
    """Append computed lines; ``kinds`` has the ``kind_id`` of the columns of a kind."""
    rows = lines.join(kinds, on=list(KIND), how="left", maintain_order="left").select(
        pl.lit(cycle, dtype=pl.Int64).alias("cycle_id"), award_id="award", for_month="for_month",
        beneficiary_id="beneficiary", local_body_id="local_body", state="state",
        reason=pl.col("reason").fill_null(""), kind_id="kind_id", recheck="recheck",
    )  # fmt: skip
    copy_rows("benefits_rollline", rows)


def kinds_of_cycle(cycle: int, month: int) -> list[int]:
    """The kinds on the lines of a cycle in a month."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS_OF_CYCLE, [cycle, month])
        return [one for (one,) in cursor.fetchall()]


def count_people(cycle: int, scheme: SchemeOffice, month: int) -> None:
    """Write the counts of a cycle, compared with the approved month before."""
    before = _first(_BEFORE, [scheme.pk, month]) or (None, None)
    _run(_COUNT, {"cycle": cycle, "month": month, "before": before[0], "before_month": before[1]})


def lines_now(scheme: SchemeOffice, month: int, awards: Sequence[int]) -> pl.DataFrame:
    """The lines that count in a month for some awards: award, state, reason, kind."""
    schema = {"award": pl.Int64, "state": pl.String, "reason": pl.String, "kind_id": pl.Int64}
    return read(_LINES_NOW, [scheme.pk, month, array_of(awards)], schema)


def dues_now(scheme: SchemeOffice, month: int) -> dict[int, tuple[int | None, int | None, int | None]]:
    """The amounts that count in a month, by kind: due, the State's part, the Centre's."""
    with connection.cursor() as cursor:
        cursor.execute(_DUES_NOW, [scheme.pk, month])
        return {kind: (due, state, centre) for kind, due, state, centre in cursor.fetchall()}


def open_months(release: Release, awards: Sequence[int]) -> list[OpenMonth]:
    """What is open of some awards in the months of a release, before anything is kept back."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_OF, {**_asked(release, ()), "awards": list(awards)})
        return [OpenMonth(*row) for row in cursor.fetchall() if row[-1] > 0]


def opened_by(release: Release, kept: Sequence[Kept]) -> Opened:
    """What a release would draw of its months, less what is kept back of them."""
    awards, amount, drawals = _one(_SUM, _asked(release, kept))
    return Opened(int(awards), int(amount), str(drawals))


def draw(release: Release, kept: Sequence[Kept]) -> None:
    """Write the drawals of a release: of each award, month and payer the due less everything drawn.

    What is kept back for a demand is written after them: before, it would count as settled.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, _asked(release, kept))
    Recovery.objects.bulk_create(
        [
            Recovery(release=release, award_id=one.award, for_month=one.month, demand_id=one.demand,
                     amount=one.amount)
            for one in kept
        ]
    )  # fmt: skip


def _asked(release: Release, kept: Sequence[Kept]) -> dict[str, Any]:
    return {
        "kept_awards": [one.award for one in kept], "kept_months": [one.month for one in kept],
        "kept_amounts": [one.amount for one in kept],
        "release": release.pk, "scheme": release.scheme_id, "months": list(release.months),
        "payer": str(release.payer), "rate_of": release.rate_of,
        "is_instalment": bool(release.instalment) and len(release.months) == 1,
    }  # fmt: skip


def _run(text: str, given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, given)


def _first(text: str, given: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _one(text: str, given: Any) -> tuple[Any, ...]:
    return _first(text, given) or ()
