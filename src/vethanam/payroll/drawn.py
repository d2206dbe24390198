"""Lines claimed and drawn: claims on bills, and what was drawn elsewhere. One row per line."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vethanam.bulk import read
from vethanam.payroll.components import known_components
from vethanam.periods import Month

_CLAIMS = """
    SELECT c.employment_id, c.for_month, c.part::integer, c.drawing_code_id, c.id, c.cause_id, c.state, c.components,
           c.obligations, c.claimed
      FROM payroll_claim c
     WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month BETWEEN %s AND %s AND c.state NOT IN ('void', 'barred')
     ORDER BY c.employment_id, c.for_month, c.part, c.id
"""
_ELSEWHERE = """
    SELECT o.employment_id, o.for_month, o.components, o.amounts
      FROM payroll_drawnelsewhere o
     WHERE o.employment_id = ANY(%s::bigint[]) AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
       AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
"""
_TAXED = """
    SELECT employment_id, sum(gross)::bigint, sum(tax)::bigint
      FROM (
        SELECT c.employment_id, c.gross, coalesce(c.claimed[array_position(c.components, %s::smallint)], 0) AS tax
          FROM payroll_claim c
         WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month BETWEEN %s AND %s AND c.cause_id IS NULL
           AND c.state NOT IN ('void', 'barred')
        UNION ALL
        SELECT o.employment_id, o.gross, coalesce(o.amounts[array_position(o.components, %s::smallint)], 0)
          FROM payroll_drawnelsewhere o
         WHERE o.employment_id = ANY(%s::bigint[]) AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
           AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
        UNION ALL
        SELECT c.employment_id, c.gross, coalesce(c.claimed[array_position(c.components, %s::smallint)], 0)
          FROM payroll_claim c JOIN payroll_billline l ON l.claim_id = c.id AND l.is_live
          JOIN payroll_bill b ON b.id = l.bill_id
         WHERE c.employment_id = ANY(%s::bigint[]) AND c.cause_id IS NOT NULL AND c.state NOT IN ('void', 'barred')
           AND b.drawn_in BETWEEN %s AND %s
      ) taxed GROUP BY employment_id ORDER BY employment_id
"""
_RECOVERED = """
    SELECT u.obligation, sum(u.claimed)::bigint
      FROM payroll_claim c, unnest(c.obligations, c.claimed) u(obligation, claimed)
     WHERE c.employment_id = ANY(%s::bigint[]) AND c.for_month < %s AND c.state NOT IN ('void', 'barred')
       AND u.obligation IS NOT NULL
     GROUP BY u.obligation ORDER BY u.obligation
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
    arrays = {"component": _CODES, "obligation": _AMOUNTS, "amount": _AMOUNTS}
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        name: dtype for name, dtype in CLAIM_LINES.items() if name not in (*arrays, "kind")
    }
    schema |= arrays
    rows = read(_CLAIMS, [list(employments), int(first), int(last)], schema)
    return _named(rows.explode(list(arrays))).select(*CLAIM_LINES)


def elsewhere_lines(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """What other vouchers drew, per employment, month and component; columns as :data:`ELSEWHERE_LINES`."""
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "employment": pl.Int64,
        "for_month": pl.Int64,
        "component": _CODES,
        "amount": _AMOUNTS,
    }
    rows = read(_ELSEWHERE, [list(employments), int(first), int(last)], schema).explode("component", "amount")
    key = ["employment", "for_month", "component"]
    summed = rows.group_by(key).agg(pl.col("amount").sum())
    return _named(summed).select(*ELSEWHERE_LINES).sort("employment", "for_month", "component")


_CODES, _AMOUNTS = pl.List(pl.Int16), pl.List(pl.Int64)


def _named(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with the name and kind of the component in place of its number."""
    known = known_components()
    names, kinds = {code: k.name for code, k in known.items()}, {code: k.kind for code, k in known.items()}
    code = pl.col("component").cast(pl.Int64)
    return lines.with_columns(
        component=code.replace_strict(names, return_dtype=pl.String),
        kind=code.replace_strict(kinds, return_dtype=pl.String),
    )


def drawn_lines(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Drawn: lines of passed bills and of other vouchers, per employment, month, component and kind, summed."""
    columns = ["employment", "for_month", "component", "kind", "amount"]
    paid = claim_lines(employments, first, last).filter(pl.col("state") == "drawn").select(columns)
    both = pl.concat([paid, elsewhere_lines(employments, first, last).select(columns)])
    key = columns[:-1]
    return both.group_by(key).agg(pl.col("amount").sum()).sort(key)


def taxed_before(employments: Sequence[int], first: Month, last: Month, tax: str) -> pl.DataFrame:
    """Gross and tax of these months of work, live claims and other vouchers included, and of arrear bills drawn since.

    Arrears are taxed when received, for whichever months they are: those drawn in after ``first``, the month paid in
    the next. Columns ``employment``, ``gross``, ``tax``, of those who have any.
    """
    code = next((code for code, known in known_components().items() if known.name == tax), 0)
    whose = list(employments)
    months = [int(first), int(last)]
    return read(
        _TAXED,
        [code, whose, *months, code, whose, *months, code, whose, int(first.plus(1)), int(last)],
        {"employment": pl.Int64, "gross": pl.Int64, "tax": pl.Int64},
    )


def recovered_before(employments: Sequence[int], month: Month) -> pl.DataFrame:
    """What claims of earlier months, live or drawn, recover of each obligation: ``obligation``, ``recovered``."""
    return read(_RECOVERED, [list(employments), int(month)], {"obligation": pl.Int64, "recovered": pl.Int64})
