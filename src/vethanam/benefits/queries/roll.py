"""The roll of a month: who stands where, with the facts of the rules; set-based, for any number of people.

Every query takes the named beneficiaries of a scheme, or those with an id in a range. The frame has all
awards of a beneficiary, since one of them may exclude another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from vethanam.benefits.life_windows import LifeDays
from vethanam.benefits.queries.copied_rows import read_copied
from vethanam.benefits.scheme_rules import OURS
from vethanam.bulk import Schema, array_of
from vethanam.periods import Month
from vethanam.rules.benefit_columns import AWARDS

#: named beneficiaries, or a range of ids
type People = Sequence[int] | range

_ENDS = "SELECT min(beneficiary_id), max(beneficiary_id) FROM benefits_award WHERE scheme_id = %s"
_WHO = """
WITH who AS MATERIALIZED (
  SELECT DISTINCT a.beneficiary_id AS id FROM benefits_award a
   WHERE a.scheme_id = %(scheme)s AND a.from_month <= %(month)s
     AND a.beneficiary_id BETWEEN %(first)s AND %(last)s
     AND (%(people)s::bigint[] IS NULL OR a.beneficiary_id = ANY (%(people)s::bigint[])))
"""
_STANDING = f"""{_WHO}, stopped AS (
  SELECT DISTINCT ON (e.award_id) e.award_id, e.event, e.cause
    FROM benefits_stop e JOIN who ON who.id = e.beneficiary_id
   WHERE e.from_month <= %(month)s AND (e.lifted_from IS NULL OR %(month)s < e.lifted_from)
   ORDER BY e.award_id, e.event = 'ended' DESC, e.id DESC),
moved AS (
  SELECT DISTINCT ON (e.award_id) e.award_id, e.local_body_id
    FROM benefits_standingevent e
    JOIN benefits_check c ON c.kind = 'standing' AND c.entry = e.id AND c.is_agreed
   WHERE e.event = 'transferred' AND e.from_month <= %(month)s ORDER BY e.award_id, e.id DESC),
died AS (
  SELECT DISTINCT ON (d.beneficiary_id) d.beneficiary_id,
         coalesce(d.died_on, (d.recorded_at AT TIME ZONE 'Asia/Kolkata')::date) AS died_on
    FROM benefits_death d JOIN who ON who.id = d.beneficiary_id
   WHERE d.refutes_id IS NULL AND NOT EXISTS (
         SELECT FROM benefits_death r JOIN benefits_check c ON c.kind = 'death' AND c.entry = r.id
            AND c.is_agreed
          WHERE r.refutes_id = d.id)
   ORDER BY d.beneficiary_id, d.id DESC),
seen AS (
  SELECT l.beneficiary_id, min(l.seen_on) AS seen_on
    FROM (SELECT p.beneficiary_id, p."on" AS seen_on FROM benefits_lifeproof p
          UNION ALL
          SELECT p.beneficiary_id, p.received_on FROM benefits_application p WHERE p.face = 'counter') l
    JOIN who ON who.id = l.beneficiary_id
   WHERE l.seen_on >= %(opens)s AND l.seen_on <= %(until)s GROUP BY l.beneficiary_id)
SELECT a.id, a.beneficiary_id, b.person_id, o.code, a.from_month, p.born, coalesce(m.local_body_id,
   a.local_body_id),
       coalesce(s.event, ''), coalesce(s.cause, ''), d.died_on, l.seen_on,
       EXISTS (SELECT FROM people_employment e
                 JOIN service_book_servicespell v ON v.employment_id = e.id
                 JOIN service_book_standing t ON t.kind = 'service_spell' AND t.fact = v.id AND t.counts
                WHERE e.person_id = b.person_id AND v.valid_from <= %(day)s
                  AND (v.valid_until IS NULL OR v.valid_until >= %(day)s))
  FROM who
  JOIN benefits_award a ON a.beneficiary_id = who.id AND a.from_month <= %(month)s
       AND a.beneficiary_id BETWEEN %(first)s AND %(last)s
  JOIN benefits_beneficiary b ON b.id = a.beneficiary_id
  JOIN people_person p ON p.id = b.person_id
  JOIN benefits_schemeoffice o ON o.id = a.scheme_id
  LEFT JOIN stopped s ON s.award_id = a.id
  LEFT JOIN moved m ON m.award_id = a.id
  LEFT JOIN died d ON d.beneficiary_id = a.beneficiary_id
  LEFT JOIN seen l ON l.beneficiary_id = a.beneficiary_id
"""  # noqa: S608 - our own texts
_CIRCUMSTANCES = f"""{_WHO}
SELECT DISTINCT ON (c.beneficiary_id, c.kind) c.beneficiary_id, c.kind, c.value #>> '{{}}', c.valid_from,
   c.valid_until
  FROM benefits_circumstance_now c JOIN who ON who.id = c.beneficiary_id
 WHERE c.valid_from <= %(day)s AND (c.valid_until IS NULL OR c.valid_until >= %(day)s)
   AND c.beneficiary_id BETWEEN %(first)s AND %(last)s
 ORDER BY c.beneficiary_id, c.kind, c.valid_from DESC, c.recorded_at DESC, c.id DESC
"""  # noqa: S608 - our own texts
# The first later month in which an entry on record begins or ends to count, by beneficiary.
_COMING = f"""{_WHO}
SELECT x.beneficiary_id, min(x.month)::bigint
  FROM (SELECT a.beneficiary_id, a.from_month AS month FROM benefits_award a
        UNION ALL
        SELECT a.beneficiary_id, e.from_month FROM benefits_standingevent e
          JOIN benefits_award a ON a.id = e.award_id
        UNION ALL
        SELECT c.beneficiary_id,
               to_char(c.valid_from + interval '1 month' - interval '1 day', 'YYYYMM')::integer
          FROM benefits_circumstance c
        UNION ALL
        SELECT c.beneficiary_id, to_char(c.valid_until + interval '1 month', 'YYYYMM')::integer
          FROM benefits_circumstance c WHERE c.valid_until IS NOT NULL) x
  JOIN who ON who.id = x.beneficiary_id
 WHERE x.month > %(month)s AND x.beneficiary_id BETWEEN %(first)s AND %(last)s
 GROUP BY x.beneficiary_id
"""  # noqa: S608 - our own texts
_STANDING_SCHEMA: Schema = {
    "award": pl.Int64, "beneficiary": pl.Int64, "person": pl.Int64, "scheme": pl.String,
    "from_month": pl.Int64, "born": pl.Date, "local_body": pl.Int64, "stop": pl.String, "cause": pl.String,
    "died_on": pl.Date, "seen_on": pl.Date, "in_service": pl.Boolean,
}  # fmt: skip
_FACT_SCHEMA: Schema = {
    "beneficiary": pl.Int64, "kind": pl.String, "value": pl.String, "valid_from": pl.Date,
    "valid_until": pl.Date,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Roll:
    """The awards of a month. ``standing``: one row an award with its stop, body and proof of life.

    ``facts``: the columns of circumstances, one row a beneficiary.
    """

    month: Month
    standing: pl.DataFrame
    facts: pl.DataFrame

    def frame(self, is_life_proven: pl.Expr) -> pl.DataFrame:
        """The awards that have not ended, as the rules take them. ``is_life_proven`` reads ``seen_on``."""
        stands = self.standing.filter(pl.col("stop") != "ended").join(
            self.facts, on="beneficiary", how="left", maintain_order="left"
        )
        since = pl.date(pl.col("from_month") // 100, pl.col("from_month") % 100, 1)
        in_service = pl.when(pl.col("in_service")).then(pl.lit(True)).otherwise("in_government_service")
        return (
            stands.with_columns(since=since, is_life_proven=is_life_proven, in_government_service=in_service)
            .select(AWARDS.names)
            .cast(AWARDS.schema)
        )


def roll_of(scheme: int, month: Month, life: LifeDays | None, people: People) -> Roll:
    """The roll of some people of a scheme in a month, with every award of theirs.

    ``life`` bounds the proofs of life that are read; without one those of the year count.
    """
    opens = date(month.year, 1, 1) if life is None else life.opens
    until = month.last if life is None else date.max
    asked = {**_asked(scheme, month, people), "opens": opens, "until": until, "day": month.first}
    standing = read_copied(_STANDING, asked, _STANDING_SCHEMA)
    return Roll(month, standing.sort("award"), _columns(read_copied(_CIRCUMSTANCES, asked, _FACT_SCHEMA)))


def coming_months(scheme: int, month: Month, people: People) -> pl.DataFrame:
    """``beneficiary`` and ``coming``: the first later month in which an entry on record begins or ends."""
    return read_copied(_COMING, _asked(scheme, month, people), {"beneficiary": pl.Int64, "coming": pl.Int64})


def groups_of(scheme: int, at_once: int) -> Iterator[range]:
    """The beneficiaries of a scheme in ranges of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [scheme])
        first, last = cursor.fetchone() or (None, None)
    if first is not None and last is not None:
        yield from (range(start, start + at_once) for start in range(first, last + 1, at_once))


def _asked(scheme: int, month: Month, people: People) -> dict[str, Any]:
    if isinstance(people, range):
        named, first, last = None, people.start, people.stop - 1
    else:
        named, first, last = array_of(people), min(people, default=0), max(people, default=-1)
    return {"scheme": scheme, "month": int(month), "people": named, "first": first, "last": last}


def _columns(facts: pl.DataFrame) -> pl.DataFrame:
    """A column a kind of circumstance, typed. The days of the income certificate are those of its entry."""
    columns = [column for column in AWARDS if column.name not in OURS]
    wide = facts.select("beneficiary").unique()
    for column in columns:
        of_kind = facts.filter(pl.col("kind") == column.name).select("beneficiary", "value")
        typed = of_kind.select("beneficiary", _typed(column.dtype).alias(column.name))
        wide = wide.join(typed, on="beneficiary", how="left")
    income = facts.filter(pl.col("kind") == "income").select(
        "beneficiary", certified="valid_from", until="valid_until"
    )
    return wide.join(income, on="beneficiary", how="left").with_columns(
        income_certified_on=pl.coalesce("income_certified_on", "certified"),
        income_valid_until=pl.coalesce("income_valid_until", "until"),
    ).drop("certified", "until")  # fmt: skip


def _typed(dtype: pl.DataType) -> pl.Expr:
    value = pl.col("value")
    match dtype:
        case pl.Boolean():
            return value == "true"
        case pl.Date():
            return value.str.to_date("%Y-%m-%d")
        case pl.Int64():
            return value.cast(pl.Int64)
        case _:
            return value
