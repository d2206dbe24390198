"""Lines claimed and drawn: claims on bills, and what was drawn elsewhere. One row per line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection

from vethanam.periods import Month

_LINES = """
    SELECT c.employment_id, c.for_month, c.part::integer, c.drawing_code_id, c.id, c.cause_id, c.state, k.name, k.kind,
           u.obligation, u.claimed
      FROM payroll_claim c,
           unnest(c.components, c.obligations, c.claimed) WITH ORDINALITY u(component, obligation, claimed, place)
      JOIN payroll_component k ON k.code = u.component
     WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month BETWEEN %s AND %s AND c.state NOT IN ('void', 'barred')
     ORDER BY c.employment_id, c.for_month, c.part, c.id, u.place
"""
_ELSEWHERE = """
    SELECT o.employment_id, o.for_month, k.name, k.kind, sum(u.amount)::bigint
      FROM payroll_drawnelsewhere o, unnest(o.components, o.amounts) u(component, amount)
      JOIN payroll_component k ON k.code = u.component
     WHERE o.employment_id = ANY(%s::bigint[]) AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
       AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
     GROUP BY o.employment_id, o.for_month, k.name, k.kind ORDER BY 1, 2, 3
"""
_RECOVERED = """
    SELECT u.obligation, sum(u.claimed)::bigint
      FROM payroll_claim c, unnest(c.obligations, c.claimed) u(obligation, claimed)
     WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month < %s AND c.state NOT IN ('void', 'barred')
       AND u.obligation IS NOT NULL
     GROUP BY u.obligation ORDER BY u.obligation
"""
_ARREARS_RECEIVED = """
    SELECT c.employment_id, k.name, k.kind, sum(u.claimed)::bigint
      FROM payroll_claim c JOIN payroll_billline l ON l.claim_id = c.id AND l.is_live JOIN payroll_bill b ON b.id = l.bill_id,
           unnest(c.components, c.claimed) u(component, claimed)
      JOIN payroll_component k ON k.code = u.component
     WHERE c.employment_id = ANY(%s::bigint[]) AND c.cause_id IS NOT NULL AND c.state NOT IN ('void', 'barred')
       AND b.drawn_in BETWEEN %s AND %s
     GROUP BY 1, 2, 3 ORDER BY 1, 2
"""
CLAIM_LINES = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "part": pl.Int32,
    "drawing_code": pl.Int64,
    "claim": pl.Int64,
    "cause": pl.Int64,
    "state": pl.String,
    "component": pl.String,
    "kind": pl.String,
    "obligation": pl.Int64,
    "amount": pl.Int64,
}
ELSEWHERE_LINES = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "amount": pl.Int64,
}


def claim_lines(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Lines of claims that live or were drawn, for the months from ``first`` to ``last``; columns as :data:`CLAIM_LINES`."""
    return _frame(_LINES, [list(employments), int(first), int(last)], CLAIM_LINES)


def elsewhere_lines(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """What other vouchers drew, per employment, month and component; columns as :data:`ELSEWHERE_LINES`."""
    return _frame(_ELSEWHERE, [list(employments), int(first), int(last)], ELSEWHERE_LINES)


def drawn_lines(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Drawn: lines of passed bills and of other vouchers, per employment, month, component and kind, summed."""
    columns = ["employment", "for_month", "component", "kind", "amount"]
    paid = claim_lines(employments, first, last).filter(pl.col("state") == "drawn").select(columns)
    both = pl.concat([paid, elsewhere_lines(employments, first, last).select(columns)])
    key = columns[:-1]
    return both.group_by(key).agg(pl.col("amount").sum()).sort(key)


def arrears_received(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Lines of arrear bills drawn in these months, for whichever months they are; they are taxed when received."""
    schema = {"employment": pl.Int64, "component": pl.String, "kind": pl.String, "amount": pl.Int64}
    return _frame(_ARREARS_RECEIVED, [list(employments), int(first), int(last)], schema)


def recovered_before(employments: Sequence[int], month: Month) -> pl.DataFrame:
    """What claims of earlier months, live or drawn, recover of each obligation: ``obligation``, ``recovered``."""
    return _frame(
        _RECOVERED, [list(employments), int(month)], {"obligation": pl.Int64, "recovered": pl.Int64}
    )


def _frame(text: str, parameters: list[Any], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
