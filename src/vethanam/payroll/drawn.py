"""Lines claimed and drawn: claims on bills, and what was drawn elsewhere. One row per line."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vethanam.payroll.components import known_components
from vethanam.payroll.lines import summed
from vethanam.periods import Month
from vethanam.service_book.queries import WHOSE, months_together, read_of

_CLAIMS = """
    SELECT c.employment_id, c.for_month, c.part::integer, c.drawing_code_id, c.id, c.cause_id, c.state, c.components,
           c.obligations, c.claimed
      FROM payroll_claim c
     WHERE c.employment_id {whose} AND c.for_month BETWEEN %s AND %s AND c.state NOT IN ('void', 'barred')
     ORDER BY c.employment_id, c.for_month, c.part, c.id
"""
#: what confirmed challans gave back, a negative line of the claim that drew it
_REFUNDED = """
    SELECT r.employment_id, r.for_month, r.part::integer, r.drawing_code_id, r.claim_id, r.cause_id, 'drawn'::text, r.component,
           r.obligation, -r.amount
      FROM payroll_refunded r
     WHERE r.employment_id {whose} AND r.for_month BETWEEN %s AND %s
     ORDER BY r.id
"""
_ELSEWHERE = """
    SELECT o.employment_id, o.for_month, o.components, o.amounts
      FROM payroll_drawnelsewhere o
     WHERE o.employment_id {whose} AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
       AND o.id NOT IN (SELECT supersedes_id FROM payroll_drawnelsewhere WHERE supersedes_id IS NOT NULL)
"""
# Received late: arrears, and pay of before the tax year whose bill waited. A bill drawn in an earlier year is received when
# its voucher is; every other one counts in the month it is drawn in.
_RECEIVED = """
    WITH received AS (
        SELECT * FROM (
            SELECT b.id, CASE WHEN b.drawn_in < %s THEN to_char(p.voucher_date, 'YYYYMM')::integer ELSE b.drawn_in END AS at
              FROM payroll_bill b LEFT JOIN payroll_run r ON r.id = b.run_id
              LEFT JOIN payroll_presentation p ON p.bill_id = b.id AND p.outcome = 'passed'
             WHERE b.run_id IS NULL OR r.month < %s
          ) bill WHERE at BETWEEN %s AND %s
    )
"""
# ``at`` is the month in which a row counts: that of the work, or in which it was received late. Vouchers of others are summed
# by their index, in its order; the few that were replaced are looked up first, for a join of all with all loses that order.
_TAXED = """
    {received}
    SELECT employment_id, {sums}
      FROM (SELECT c.employment_id, c.for_month AS at, c.gross,
                   coalesce(c.claimed[array_position(c.components, %s::smallint)], 0) AS tax
              FROM payroll_claim c
             WHERE c.employment_id {whose} AND c.for_month BETWEEN %s AND %s AND c.cause_id IS NULL
               AND c.state NOT IN ('void', 'barred')
             UNION ALL
            SELECT c.employment_id, b.at, c.gross, coalesce(c.claimed[array_position(c.components, %s::smallint)], 0)
              FROM received b JOIN payroll_billline l ON l.bill_id = b.id AND l.is_live JOIN payroll_claim c ON c.id = l.claim_id
             WHERE c.employment_id {whose} AND (c.cause_id IS NOT NULL OR c.for_month < %s)
               AND c.state NOT IN ('void', 'barred')
             UNION ALL
            SELECT r.employment_id, coalesce(b.at, r.for_month), CASE WHEN k.kind = 'earning' THEN -r.amount ELSE 0 END,
                   CASE WHEN r.component = %s::smallint THEN -r.amount ELSE 0 END
              FROM (SELECT *, cause_id IS NULL AND for_month >= %s AS is_of_the_year FROM payroll_refunded) r
              JOIN payroll_component k ON k.code = r.component
              LEFT JOIN received b ON b.id = r.bill_id AND NOT r.is_of_the_year
             WHERE r.employment_id {whose} AND CASE WHEN r.is_of_the_year THEN r.for_month <= %s ELSE b.id IS NOT NULL END
           ) of_bills GROUP BY employment_id
     UNION ALL
    SELECT employment_id, {sums}
      FROM (SELECT o.employment_id, o.for_month AS at, o.gross, o.tax
              FROM payroll_drawnelsewhere o
             WHERE o.employment_id {whose} AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
               AND o.id NOT IN (SELECT supersedes_id FROM payroll_drawnelsewhere WHERE supersedes_id IS NOT NULL)
           ) of_others GROUP BY employment_id ORDER BY employment_id
"""
_TO_DATE = "sum(gross) FILTER (WHERE at <= %s)::bigint, sum(tax) FILTER (WHERE at <= %s)::bigint"
#: the component that is the income tax
INCOME_TAX = "income_tax"
#: of the same bills, what is of months before the tax year
_EARLIER = """
    {received}
    SELECT employment_id, for_month, sum(gross)::bigint FROM (
        SELECT c.employment_id, c.for_month, c.gross
          FROM received b JOIN payroll_billline l ON l.bill_id = b.id AND l.is_live JOIN payroll_claim c ON c.id = l.claim_id
         WHERE c.employment_id {whose} AND c.for_month < %s AND c.state NOT IN ('void', 'barred')
        UNION ALL
        SELECT r.employment_id, r.for_month, -r.amount
          FROM payroll_refunded r JOIN payroll_component k ON k.code = r.component AND k.kind = 'earning'
         WHERE r.employment_id {whose} AND r.for_month < %s AND r.bill_id IN (SELECT id FROM received)
      ) earlier GROUP BY employment_id, for_month ORDER BY employment_id, for_month
"""
_RECOVERED = """
    SELECT employment_id, obligation, sum(amount)::bigint FROM (
        SELECT c.employment_id, u.obligation, u.claimed AS amount
          FROM payroll_claim c, unnest(c.obligations, c.claimed) u(obligation, claimed)
         WHERE c.employment_id {whose} AND c.for_month < %s AND c.state NOT IN ('void', 'barred')
           AND u.obligation IS NOT NULL
        UNION ALL
        SELECT r.employment_id, r.obligation, -r.amount FROM payroll_refunded r
         WHERE r.employment_id {whose} AND r.for_month < %s AND r.obligation IS NOT NULL
    ) line GROUP BY employment_id, obligation ORDER BY obligation
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
    """Lines of claims that live or were drawn, for the months from ``first`` to ``last``; columns as :data:`CLAIM_LINES`.

    What was given back by challan is a further, negative line of its claim.
    """
    arrays = {"component": _CODES, "obligation": _AMOUNTS, "amount": _AMOUNTS}
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        name: dtype for name, dtype in CLAIM_LINES.items() if name not in (*arrays, "kind")
    }
    schema |= arrays
    asked = [WHOSE, int(first), int(last)]
    rows = read_of(_CLAIMS, employments, asked, schema).explode(list(arrays))
    back = read_of(_REFUNDED, employments, asked, rows.schema)
    if not back.is_empty():
        key = ["employment", "for_month", "part", "claim"]
        rows = pl.concat([rows, back]).sort(key, maintain_order=True)
    return _named(rows).select(*CLAIM_LINES).cast(CLAIM_LINES)  # type: ignore[arg-type]


def elsewhere_lines(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """What other vouchers drew, per employment, month and component; columns as :data:`ELSEWHERE_LINES`."""
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "employment": pl.Int64,
        "for_month": pl.Int64,
        "component": _CODES,
        "amount": _AMOUNTS,
    }
    asked = [WHOSE, int(first), int(last)]
    rows = _named(read_of(_ELSEWHERE, employments, asked, schema).explode("component", "amount"))
    return summed(rows, ["employment", "for_month", "component", "kind"]).cast(ELSEWHERE_LINES)  # type: ignore[arg-type]


_CODES, _AMOUNTS = pl.List(pl.Int16), pl.List(pl.Int64)


def _named(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with the name and kind of the component in place of its number, as words that sort by the alphabet."""
    known = known_components()
    words = pl.Enum(sorted(k.name for k in known.values())), pl.Enum(sorted({k.kind for k in known.values()}))
    code = pl.col("component").cast(pl.Int64)
    return lines.with_columns(
        component=code.replace_strict({c: k.name for c, k in known.items()}, return_dtype=words[0]),
        kind=code.replace_strict({c: k.kind for c, k in known.items()}, return_dtype=words[1]),
    )


def drawn_lines(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Drawn: lines of passed bills and of other vouchers, per employment, month, component and kind, summed."""
    columns = ["employment", "for_month", "component", "kind", "amount"]
    paid = claim_lines(employments, first, last).filter(pl.col("state") == "drawn").select(columns)
    both = pl.concat([paid, elsewhere_lines(employments, first, last).select(columns)])
    return summed(both, columns[:-1])


def taxed_before(
    employments: Sequence[int], first: Month, last: Month, *, received_until: Month | None = None
) -> pl.DataFrame:
    """Gross and income tax of these months of work, live claims and other vouchers included, and of what was received late.

    Pay of a month is received in the next. Arrears are taxed when received, for whichever months they are: those drawn
    in after ``first``; so is pay of earlier months whose bill waited over the end of the year, by its voucher. What was
    given back is taken off. ``received_until`` is the last month of receipt, where that is not ``last``. Columns
    ``employment``, ``gross``, ``tax``, of those who have any.
    """
    code = next((code for code, known in known_components().items() if known.name == INCOME_TAX), 0)
    ends = {last: received_until or last}
    if received_until is None:
        # what is asked for another month of the same year is told by the same question
        others = [month.plus(-1) for month in months_together()]
        ends |= {month: month for month in others if first <= month < first.plus(12)}
    months, april = [int(first), int(max(ends))], int(first.plus(1))
    until = [int(ends[month]) for month in sorted(ends)]
    to_date = [end for end in until for _ in ("gross", "tax")]
    named = [f"{what}_{int(month)}" for month in sorted(ends) for what in ("gross", "tax")]
    found = read_of(
        _TAXED.replace("{received}", _RECEIVED).replace("{sums}", ", ".join([_TO_DATE] * len(until))),
        employments,
        [
            *(april, months[0], april, max(until)),
            *to_date,
            *(code, WHOSE, *months),
            *(code, WHOSE, months[0]),
            *(code, months[0], WHOSE, months[1]),
            *to_date,
            *(WHOSE, *months),
        ],
        {"employment": pl.Int64} | dict.fromkeys(named, pl.Int64),
    )
    sums = found.select("employment", gross=f"gross_{int(last)}", tax=f"tax_{int(last)}").drop_nulls()
    return sums.group_by("employment").agg(pl.col("gross", "tax").sum()).sort("employment")


def earlier_arrears(employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """What was received up to ``last`` in the tax year that begins with the pay of ``first``, and is of months before it.

    Columns ``employment``, ``for_month``, ``gross``.
    """
    april, march = int(first.plus(1)), int(first)
    return read_of(
        _EARLIER.replace("{received}", _RECEIVED),
        employments,
        [april, march, april, int(last), WHOSE, march, WHOSE, march],
        {"employment": pl.Int64, "for_month": pl.Int64, "gross": pl.Int64},
    )


def recovered_before(employments: Sequence[int], month: Month) -> pl.DataFrame:
    """What claims of earlier months, live or drawn, recover of each obligation: ``obligation``, ``recovered``."""
    asked = [WHOSE, int(month)]
    schema = {"employment": pl.Int64, "obligation": pl.Int64, "recovered": pl.Int64}
    rows = read_of(_RECOVERED, employments, [*asked, *asked], schema)
    return rows.group_by("obligation").agg(pl.col("recovered").sum()).sort("obligation")
