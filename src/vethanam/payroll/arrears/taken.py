"""What was drawn and what is openly claimed of past months, and by what knowledge it was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection

from vethanam.periods import Month

#: a deduction that sends an arrear to the provident fund, beside the arrear itself
TO_PROVIDENT_FUND = "arrears_to_provident_fund"

# A claim that stands on no live bill and is not drawn was freed by a cancelled bill: it asks nothing.
_TAKEN = """
    SELECT c.employment_id, c.for_month, k.name, k.kind, c.cause_id, c.state = 'drawn', sum(u.claimed)::bigint
      FROM payroll_claim c, unnest(c.components, c.claimed) u(component, claimed)
      JOIN payroll_component k ON k.code = u.component
     WHERE c.employment_id = ANY(%(people)s::bigint[]) AND c.for_month BETWEEN %(first)s AND %(last)s
       AND c.state NOT IN ('void', 'barred')
       AND (c.state = 'drawn' OR EXISTS (SELECT 1 FROM payroll_billline l WHERE l.claim_id = c.id AND l.is_live))
     GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL
    SELECT r.employment_id, r.for_month, k.name, k.kind, r.cause_id, true, -sum(r.amount)::bigint
      FROM payroll_refunded r JOIN payroll_component k ON k.code = r.component
     WHERE r.employment_id = ANY(%(people)s::bigint[]) AND r.for_month BETWEEN %(first)s AND %(last)s
     GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT o.employment_id, o.for_month, k.name, k.kind, NULL, true, sum(u.amount)::bigint
      FROM payroll_drawnelsewhere o, unnest(o.components, o.amounts) u(component, amount)
      JOIN payroll_component k ON k.code = u.component
     WHERE o.employment_id = ANY(%(people)s::bigint[]) AND o.for_month BETWEEN %(first)s AND %(last)s
       AND NOT o.is_withdrawn
       AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
     GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 5
"""
# When a month was last drawn for itself: by the run of its claims, or by the voucher of another office.
_KNOWN = """
    SELECT e, m, max(known), max(paid_by) FROM (
        SELECT c.employment_id AS e, c.for_month AS m, r.known_at AS known,
               (r.known_at AT TIME ZONE 'Asia/Kolkata')::date AS paid_by
          FROM payroll_claim c JOIN payroll_run r ON r.id = c.run_id
         WHERE c.employment_id = ANY(%(people)s::bigint[]) AND c.for_month BETWEEN %(first)s AND %(last)s
           AND c.state = 'drawn' AND c.cause_id IS NULL
        UNION ALL
        SELECT o.employment_id, o.for_month, (o.voucher_date + 1)::timestamp AT TIME ZONE 'Asia/Kolkata', o.voucher_date
          FROM payroll_drawnelsewhere o
         WHERE o.employment_id = ANY(%(people)s::bigint[]) AND o.for_month BETWEEN %(first)s AND %(last)s
       AND NOT o.is_withdrawn
           AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
    ) k GROUP BY e, m ORDER BY e, m
"""
TAKEN = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "order": pl.Int64,
    "is_drawn": pl.Boolean,
    "amount": pl.Int64,
}
KNOWN = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "since": pl.Datetime("us", "UTC"),
    "paid_by": pl.Date,
}


def taken(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Drawn and openly claimed per employment, month, component and causing order; columns as :data:`TAKEN`."""
    return _frame(_TAKEN, employments, first, last, TAKEN)


def drawn_by(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """By what knowledge each month was drawn for itself; columns as :data:`KNOWN`. A month nobody drew has no row."""
    return _frame(_KNOWN, employments, first, last, KNOWN)


def _frame(
    text: str, employments: Sequence[int], first: Month, last: Month, schema: dict[str, Any]
) -> pl.DataFrame:
    asked: dict[str, Any] = {"people": list(employments), "first": int(first), "last": int(last)}
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
