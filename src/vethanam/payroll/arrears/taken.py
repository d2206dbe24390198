"""What was drawn and what is openly claimed of past months, and by what knowledge it was drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from vethanam.bulk import read
from vethanam.payroll.components import known_components
from vethanam.periods import Month

#: a deduction that sends an arrear to the provident fund, beside the arrear itself
TO_PROVIDENT_FUND = "arrears_to_provident_fund"

# A claim that stands on no live bill and is not drawn was freed by a cancelled bill: it asks nothing.
_TAKEN = """
    SELECT c.employment_id, c.for_month, c.cause_id, c.state = 'drawn', c.components, c.claimed
      FROM payroll_claim c
     WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month BETWEEN %s AND %s
       AND c.state NOT IN ('void', 'barred')
       AND (c.state = 'drawn' OR EXISTS (SELECT 1 FROM payroll_billline l WHERE l.claim_id = c.id AND l.is_live))
    UNION ALL
    SELECT r.employment_id, r.for_month, r.cause_id, true, ARRAY[r.component]::smallint[], ARRAY[-r.amount]::bigint[]
      FROM payroll_refunded r
     WHERE r.employment_id = ANY(%s::bigint[]) AND r.for_month BETWEEN %s AND %s
    UNION ALL
    SELECT o.employment_id, o.for_month, NULL, true, o.components, o.amounts
      FROM payroll_drawnelsewhere o
     WHERE o.employment_id = ANY(%s::bigint[]) AND o.for_month BETWEEN %s AND %s
       AND NOT o.is_withdrawn
       AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
"""
# When a month was last drawn for itself: by the run of its claims, or by the voucher of another office.
_KNOWN = """
    SELECT e, m, max(known), max(paid_by) FROM (
        SELECT c.employment_id AS e, c.for_month AS m, r.known_at AS known,
               (r.known_at AT TIME ZONE 'Asia/Kolkata')::date AS paid_by
          FROM payroll_claim c JOIN payroll_run r ON r.id = c.run_id
         WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month BETWEEN %s AND %s
           AND c.state = 'drawn' AND c.cause_id IS NULL
        UNION ALL
        SELECT o.employment_id, o.for_month, (o.voucher_date + 1)::timestamp AT TIME ZONE 'Asia/Kolkata', o.voucher_date
          FROM payroll_drawnelsewhere o
         WHERE o.employment_id = ANY(%s::bigint[]) AND o.for_month BETWEEN %s AND %s
       AND NOT o.is_withdrawn
           AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
    ) k GROUP BY e, m ORDER BY e, m
"""
# The first of these months that was drawn for itself.
_FIRST = """
    SELECT least(
        (SELECT min(c.for_month) FROM payroll_claim c WHERE c.employment_id = ANY(%s::bigint[])
            AND c.for_month BETWEEN %s AND %s AND c.state = 'drawn' AND c.cause_id IS NULL AND c.run_id IS NOT NULL),
        (SELECT min(o.for_month) FROM payroll_drawnelsewhere o WHERE o.employment_id = ANY(%s::bigint[])
            AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
            AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)))
"""
TAKEN: dict[str, Any] = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "order": pl.Int64,
    "is_drawn": pl.Boolean,
    "amount": pl.Int64,
}
KNOWN: dict[str, Any] = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "since": pl.Datetime("us", "UTC"),
    "paid_by": pl.Date,
}


def taken(
    employments: Sequence[int], first: Month, last: Month, which: pl.Expr, words: Mapping[str, pl.Enum]
) -> pl.DataFrame:
    """Drawn and openly claimed per employment, month, component and causing order; columns as :data:`TAKEN`, in ``words``.

    In no order; ``which`` says by ``component`` and ``kind`` whose lines.
    """
    known = pl.DataFrame(
        [(code, one.name, one.kind) for code, one in known_components().items()],
        schema={"code": pl.Int16, "component": pl.String, "kind": pl.String},
        orient="row",
    ).filter(which)
    arrays = {"code": pl.List(pl.Int16), "amount": pl.List(pl.Int64)}
    schema: dict[str, Any] = {
        name: TAKEN[name] for name in ("employment", "for_month", "order", "is_drawn")
    } | arrays
    rows = read(_TAKEN, [list(employments), int(first), int(last)] * 3, schema).explode(list(arrays))
    # as numbers until they are summed: there are ten lines a month, and half of them are of taxes and recoveries
    own = rows.filter(pl.col("code").is_in(known["code"].implode()))
    sums = own.group_by("employment", "for_month", "code", "order", "is_drawn").agg(pl.col("amount").sum())
    named = known.with_columns(pl.col(name).cast(word) for name, word in words.items())
    return sums.join(named, on="code").select(list(TAKEN))


def drawn_by(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """By what knowledge each month was drawn for itself; columns as :data:`KNOWN`. A month nobody drew has no row."""
    return read(_KNOWN, [list(employments), int(first), int(last)] * 2, KNOWN)


def first_drawn(employments: Sequence[int], first: Month, last: Month) -> Month | None:
    """The first month from one to another that was drawn for itself; None where none was."""
    months = read(_FIRST, [list(employments), int(first), int(last)] * 2, {"for_month": pl.Int64})
    found = months["for_month"].item()
    return None if found is None else Month.from_key(found)
