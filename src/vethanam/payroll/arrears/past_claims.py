"""Drawn and open claims of past months, and the knowledge each month was drawn by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from vethanam.payroll.register.components import Known
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

#: a deduction that sends an arrear to the provident fund, beside the arrear itself
TO_PROVIDENT_FUND = "arrears_to_provident_fund"

# A claim on no live bill and not drawn was freed by a cancelled bill: it does not count. The last drawing of
# the month itself, by a run or by another office's voucher, fixes when its facts and figures were known.
_ROWS = """
    SELECT c.employment_id, c.for_month, c.cause_id, c.state = 'drawn', c.components, c.claimed,
           r.known_at, (r.known_at AT TIME ZONE 'Asia/Kolkata')::date, c.drawing_code_id
      FROM payroll_claim c
      LEFT JOIN payroll_run r ON r.id = c.run_id AND c.state = 'drawn' AND c.cause_id IS NULL
     WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month BETWEEN %s AND %s
       AND c.state NOT IN ('void', 'barred') AND c.occasion_id IS NULL
       AND (c.state = 'drawn' OR EXISTS (SELECT 1 FROM payroll_billline l WHERE l.claim_id = c.id
       AND l.is_live))
    UNION ALL
    SELECT r.employment_id, r.for_month, r.cause_id, true, ARRAY[r.component]::smallint[],
      ARRAY[-r.amount]::bigint[], NULL, NULL,
           NULL
      FROM payroll_refunded r
      JOIN payroll_claim a ON a.id = r.claim_id AND a.occasion_id IS NULL
     WHERE r.employment_id = ANY(%s::bigint[]) AND r.for_month BETWEEN %s AND %s
    UNION ALL
    SELECT o.employment_id, o.for_month, NULL, true, o.components, o.amounts,
           (o.voucher_date + 1)::timestamp AT TIME ZONE 'Asia/Kolkata', o.voucher_date, NULL
      FROM payroll_drawnelsewhere o
     WHERE o.employment_id = ANY(%s::bigint[]) AND o.for_month BETWEEN %s AND %s
       AND NOT o.is_withdrawn
       AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
"""
# The first of these months with a drawing of its own.
_FIRST = """
    SELECT least(
        (SELECT min(c.for_month) FROM payroll_claim c WHERE c.employment_id = ANY(%s::bigint[])
            AND c.for_month BETWEEN %s AND %s AND c.state = 'drawn' AND c.cause_id IS NULL
            AND c.run_id IS NOT NULL),
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
_ARRAYS = {"code": pl.List(pl.Int16), "amount": pl.List(pl.Int64)}
KNOWN: dict[str, Any] = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "since": pl.Datetime("us", "UTC"),
    "paid_by": pl.Date,
}


def taken_rows(reader: BookReader, employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Claims, refunds and vouchers of a span of months, with arrays ``code`` and ``amount``.

    Input of :func:`taken` and :func:`drawn_by`.
    """
    columns = ("employment", "for_month", "order", "is_drawn")
    schema: dict[str, Any] = {name: TAKEN[name] for name in columns} | _ARRAYS
    schema |= {name: KNOWN[name] for name in ("since", "paid_by")} | {"drawn_by": pl.Int64}
    return reader.read(_ROWS, [list(employments), int(first), int(last)] * 3, schema)


def taken(
    rows: pl.DataFrame, which: pl.Expr, words: Mapping[str, pl.Enum], components: Mapping[int, Known]
) -> pl.DataFrame:
    """Drawn and open amounts per employment, month, component and causing order; columns as :data:`TAKEN`.

    ``rows`` come from :func:`taken_rows`. ``which`` selects lines by ``component`` and ``kind``;
    ``components`` maps number to component. Unsorted, with ``words`` as types.
    """
    known = pl.DataFrame(
        [(code, one.name, one.kind) for code, one in components.items()],
        schema={"code": pl.Int16, "component": pl.String, "kind": pl.String},
        orient="row",
    ).filter(which)
    lines = rows.drop("since", "paid_by", "drawn_by").explode(list(_ARRAYS))
    # summed by number first: ten lines a month, and half of them are taxes and recoveries
    own = lines.filter(pl.col("code").is_in(known["code"].implode()))
    sums = own.group_by("employment", "for_month", "code", "order", "is_drawn").agg(pl.col("amount").sum())
    named = known.with_columns(pl.col(name).cast(word) for name, word in words.items())
    return sums.join(named, on="code").select(list(TAKEN))


def drawn_by(rows: pl.DataFrame) -> pl.DataFrame:
    """For each month, the time of knowledge by which it was drawn; columns :data:`KNOWN`. Undrawn months have
    no row.

    If several drawing codes drew a part each, the earliest counts; for each code its latest.
    """
    month, known = ["employment", "for_month"], ["since", "paid_by"]
    last = rows.filter(pl.col("since").is_not_null()).group_by(*month, "drawn_by").agg(pl.col(known).max())
    of_code = pl.col("drawn_by").is_not_null()
    firsts = [pl.col(name).filter(of_code).min().alias(name) for name in known]
    others = [pl.col(name).filter(~of_code).max().alias(f"{name}_of_others") for name in known]
    both = last.group_by(month).agg(*firsts, *others)
    told = [pl.max_horizontal(name, f"{name}_of_others").alias(name) for name in known]
    return both.select(*month, *told).sort(month)


def first_drawn(reader: BookReader, employments: Sequence[int], first: Month, last: Month) -> Month | None:
    """The first month of a span with a drawing of its own, or None."""
    months = reader.read(_FIRST, [list(employments), int(first), int(last)] * 2, {"for_month": pl.Int64})
    found = months["for_month"].item()
    return None if found is None else Month.from_key(found)
