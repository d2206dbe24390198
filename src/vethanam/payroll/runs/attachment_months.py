"""Months with a deduction by a decree: under section 60(1) an attachment by one decree ends after a limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.periods import Month
from vethanam.rules.dues import has_ended, longest_of
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.reader import BookReader

ENDED = "attachment_ended"

# One decree is an entry with the entries it corrects, and the person's verified ones with the same reference.
# Other vouchers name no entry: they count from the first day of the only decree that had begun by then.
_TAKEN = """
WITH RECURSIVE owed AS (
    SELECT o.id, o.employment_id, kind_of_due AS kind, lower(btrim(reference)) AS decree, supersedes_id,
           to_char(valid_from, 'YYYYMM')::integer AS since, s.verified_at IS NOT NULL AS is_verified
      FROM service_book_obligation o
      JOIN service_book_standing s ON s.kind = 'obligation' AND s.fact = o.id
     WHERE o.employment_id = ANY (%s::bigint[]) AND kind_of_due = ANY (%s::text[])
), chain AS (
    SELECT id AS now, id AS one FROM owed
    UNION
    SELECT c.now, o.supersedes_id FROM chain c JOIN owed o ON o.id = c.one WHERE o.supersedes_id IS NOT NULL
), same AS (
    SELECT now, one FROM chain
    UNION
    SELECT a.id, b.id FROM owed a JOIN owed b ON b.employment_id = a.employment_id AND b.kind = a.kind
      AND b.decree = a.decree AND b.is_verified
     WHERE a.decree <> ''
), line AS (
    SELECT c.employment_id, c.for_month, u.obligation, u.claimed AS amount
      FROM payroll_claim c, unnest(c.obligations, c.claimed) u(obligation, claimed)
     WHERE c.employment_id = ANY (%s::bigint[]) AND c.for_month < %s AND c.state NOT IN ('void', 'barred')
    UNION ALL
    SELECT employment_id, for_month, obligation, -amount FROM payroll_refunded
     WHERE employment_id = ANY (%s::bigint[]) AND for_month < %s
), taken AS (
    SELECT obligation, for_month FROM line WHERE obligation IN (SELECT id FROM owed)
     GROUP BY obligation, for_month HAVING sum(amount) > 0
), elsewhere AS (
    SELECT e.employment_id, e.for_month, k.name AS kind
      FROM payroll_drawnelsewhere e, unnest(e.components, e.amounts) u(component, amount)
      JOIN payroll_component k ON k.code = u.component
     WHERE e.employment_id = ANY (%s::bigint[]) AND e.for_month < %s AND amount > 0 AND NOT e.is_withdrawn
       AND NOT EXISTS (SELECT FROM payroll_drawnelsewhere s WHERE s.supersedes_id = e.id)
), months AS (
    SELECT s.now, t.for_month FROM same s JOIN taken t ON t.obligation = s.one
    UNION
    SELECT s.now, e.for_month FROM same s JOIN owed o ON o.id = s.one AND o.is_verified
      JOIN elsewhere e ON e.employment_id = o.employment_id AND e.kind = o.kind AND e.for_month >= o.since
     WHERE NOT EXISTS (SELECT FROM owed x WHERE x.employment_id = o.employment_id AND x.kind = o.kind
     AND x.since <= e.for_month AND x.is_verified
                          AND NOT EXISTS (SELECT FROM same m WHERE m.now = s.now AND m.one = x.id)
                          AND NOT EXISTS (SELECT FROM same m WHERE m.now = x.id AND m.one = s.now))
)
SELECT now, count(*)::integer FROM months GROUP BY now ORDER BY now
"""


def with_months_taken(
    reader: BookReader, owed: pl.DataFrame, month: Month, rulebook: Rulebook
) -> pl.DataFrame:
    """Add to the obligations of a month their number of earlier months with a deduction, where
    that number ends them.
    """
    kinds = sorted(rulebook.pack.endings)
    whose = owed.filter(pl.col("kind").is_in(kinds))["employment"].unique().sort().to_list()
    if not whose:
        return owed
    before = [whose, int(month)]
    asked = [whose, kinds, *before, *before, *before]
    taken = reader.read(_TAKEN, asked, {"obligation": pl.Int64, "taken": pl.Int32})
    filled = owed.join(taken, on="obligation", how="left", maintain_order="left")
    return filled.with_columns(months_taken=pl.coalesce("taken", "months_taken")).select(owed.columns)


def ended_findings(
    owed: pl.DataFrame, parts: pl.DataFrame, month: Month, known_at: datetime, rulebook: Rulebook
) -> Iterator[Finding]:
    """Findings for attachments past their end: the office tells the court and enters the end."""
    longest = longest_of(owed, rulebook, rulebook.in_force(month, known_at=localdate(known_at)))
    numbers = dict(parts.select("employment", "number").iter_rows())
    over = owed.filter(has_ended(longest)) if longest else owed.clear()
    for employment, kind in over.select("employment", "kind").unique(maintain_order=True).iter_rows():
        if employment in numbers:
            yield Finding(
                f"Employee {numbers[employment]}",
                ENDED,
                facts={"months": longest[kind], "employment": employment},
            )
