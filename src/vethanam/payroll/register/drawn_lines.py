"""Claimed and drawn lines, of claims on bills and of other vouchers. One row per line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from vethanam.payroll.register.components import known_components
from vethanam.payroll.register.lines import summed
from vethanam.payroll.rulebook import pack_in_use
from vethanam.periods import Month
from vethanam.service_book.queries import WHOSE, BookReader, first_of_each

_CLAIMS = """
    SELECT c.employment_id, c.for_month, c.part::integer, c.drawing_code_id, c.id, c.cause_id, c.state,
      c.components,
           c.obligations, c.claimed
      FROM payroll_claim c
     WHERE c.employment_id {whose} AND c.for_month BETWEEN %s AND %s
     AND c.state NOT IN ('void', 'barred') {own}
     ORDER BY c.employment_id, c.for_month, c.part, c.id
"""
#: amounts returned by confirmed challans, as negative lines of their claims
_REFUNDED = """
    SELECT r.employment_id, r.for_month, r.part::integer, r.drawing_code_id, r.claim_id, r.cause_id,
      'drawn'::text, r.component,
           r.obligation, -r.amount
      FROM payroll_refunded r
     WHERE r.employment_id {whose} AND r.for_month BETWEEN %s AND %s {own}
     ORDER BY r.id
"""
#: filter to a month's pay and its arrears: claims, and their refunds, without an occasion
_OWN = {
    _CLAIMS: "AND c.occasion_id IS NULL",
    _REFUNDED: "AND EXISTS (SELECT FROM payroll_claim c WHERE c.id = r.claim_id AND c.occasion_id IS NULL)",
}
_ELSEWHERE = """
    SELECT o.employment_id, o.for_month, o.components, o.amounts
      FROM payroll_drawnelsewhere o
     WHERE o.employment_id {whose} AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
       AND o.id NOT IN (SELECT supersedes_id FROM payroll_drawnelsewhere WHERE supersedes_id IS NOT NULL)
"""
# Received late: arrears, and pay of before the tax year on a delayed bill. A bill drawn in an earlier year
# counts as received on its voucher date, any other in the month it is drawn in. It is taxed with the pay of
# that month; receipts of March with the pay of February, the last received in the year.
_RECEIVED = """
    WITH received AS (
        SELECT id, made_at, taxed_with, taxed_with - CASE WHEN taxed_with %% 100 = 1 THEN 89
          ELSE 1 END AS before FROM (
            SELECT id, made_at, received_in - CASE WHEN received_in %% 100 = 3 THEN 1 ELSE 0 END AS taxed_with
              FROM (
                SELECT id, made_at, run_id, drawn_in AS received_in FROM payroll_bill
                 WHERE drawn_in BETWEEN %s AND %s
                 UNION ALL
                SELECT b.id, b.made_at, b.run_id, to_char(p.voucher_date, 'YYYYMM')::integer
                  FROM payroll_presentation p JOIN payroll_bill b ON b.id = p.bill_id
                 WHERE p.outcome = 'passed' AND p.voucher_date BETWEEN %s AND %s AND b.drawn_in < %s
              ) bill
             WHERE NOT EXISTS (SELECT FROM payroll_run r WHERE r.id = bill.run_id AND r.month >= %s)
          ) placed
    )
"""
# If that month's pay was computed before the bill was made, tax it with the next month's pay.
_AT = """CASE WHEN EXISTS (
        SELECT FROM payroll_claim o JOIN payroll_run u ON u.id = o.run_id
          JOIN payroll_billline t ON t.claim_id = o.id AND t.is_live
         WHERE o.employment_id = {who}.employment_id AND o.for_month = b.taxed_with AND o.cause_id IS NULL
           AND u.known_at < b.made_at
    ) THEN b.taxed_with ELSE b.before END"""
# Other vouchers are received on their date, as bills are. Pay of a month of the year, drawn by the end of the
# next month, counts after that month. Later receipts, and pay of another year, count as late bills do.
_VOUCHERS = """
    SELECT employment_id, for_month, gross, tax, made_at, taxed_with,
           taxed_with - CASE WHEN taxed_with %% 100 = 1 THEN 89 ELSE 1 END AS before,
           for_month BETWEEN %s AND %s
             AND received_in <= for_month + CASE WHEN for_month %% 100 = 12 THEN 89
             ELSE 1 END AS is_of_its_month
      FROM (SELECT *, received_in - CASE WHEN received_in %% 100 = 3 THEN 1 ELSE 0 END AS taxed_with
              FROM (SELECT o.employment_id, o.for_month, o.gross, o.tax, o.recorded_at AS made_at,
                           (date_part('year', o.voucher_date) * 100 + date_part('month',
                           o.voucher_date))::integer AS received_in
                      FROM payroll_drawnelsewhere o
                     WHERE o.employment_id {whose} AND o.voucher_date BETWEEN %s AND %s AND NOT o.is_withdrawn
                       AND o.id NOT IN (SELECT supersedes_id FROM payroll_drawnelsewhere
                       WHERE supersedes_id IS NOT NULL)
                   ) dated) received_on
"""
# ``at`` is the month after whose pay a row counts: the month of work, or the month before the pay that taxes
# it. Other vouchers are summed in index order. The few superseded ones are looked up first, because a
# self-join loses that order. OFFSET keeps ``at`` in its subquery: merged into the sums, each of them would
# compute it again for every voucher.
_TAXED = """
    {received}
    SELECT employment_id, {sums}
      FROM (SELECT c.employment_id, c.for_month AS at, c.gross,
                   coalesce(c.claimed[array_position(c.components, %s::smallint)], 0) AS tax
              FROM payroll_claim c
             WHERE c.employment_id {whose} AND c.for_month BETWEEN %s AND %s AND c.cause_id IS NULL
               AND c.state NOT IN ('void', 'barred')
             UNION ALL
            SELECT c.employment_id, {at_of_c}, c.gross - coalesce(c.claimed[array_position(c.components,
              %s::smallint)], 0),
                   coalesce(c.claimed[array_position(c.components, %s::smallint)], 0)
              FROM received b JOIN payroll_billline l ON l.bill_id = b.id AND l.is_live JOIN payroll_claim c
              ON c.id = l.claim_id
             WHERE c.employment_id {whose} AND (c.cause_id IS NOT NULL OR c.for_month < %s)
               AND c.state NOT IN ('void', 'barred') AND NOT c.components && %s::smallint[]
             UNION ALL
            SELECT r.employment_id, CASE WHEN b.id IS NULL THEN r.for_month ELSE {at_of_r} END,
                   CASE WHEN k.kind = 'earning' THEN -r.amount ELSE 0 END,
                   CASE WHEN r.component = %s::smallint THEN -r.amount ELSE 0 END
              FROM (SELECT *, cause_id IS NULL AND for_month >= %s AS is_of_the_year FROM payroll_refunded) r
              JOIN payroll_component k ON k.code = r.component
              LEFT JOIN received b ON b.id = r.bill_id AND NOT r.is_of_the_year
             WHERE r.employment_id {whose} AND r.component <> ALL (%s::smallint[])
               AND CASE WHEN r.is_of_the_year THEN r.for_month <= %s ELSE b.id IS NOT NULL END
           ) of_bills GROUP BY employment_id
     UNION ALL
    SELECT employment_id, {sums}
      FROM (SELECT b.employment_id, CASE WHEN b.is_of_its_month THEN b.for_month
      ELSE {at_of_b} END AS at, b.gross, b.tax
              FROM ({vouchers}) b
             ORDER BY b.employment_id OFFSET 0
           ) of_others GROUP BY employment_id ORDER BY employment_id
"""
_TO_DATE = "sum(gross) FILTER (WHERE at <= %s)::bigint, sum(tax) FILTER (WHERE at <= %s)::bigint"
#: name of the income tax component
INCOME_TAX = "income_tax"
#: a recovery under an order set aside later, returned to the person by an arrear bill
RECOVERY_RETURNED = "recovery_returned"
#: from the same bills, the amounts for months before a given month
_LATE = """
    {received}
    SELECT employment_id, for_month, sum(gross)::bigint FROM (
        SELECT c.employment_id, c.for_month, {at_of_c} AS at,
               c.gross - coalesce(c.claimed[array_position(c.components, %s::smallint)], 0) AS gross
          FROM received b JOIN payroll_billline l ON l.bill_id = b.id AND l.is_live JOIN payroll_claim c
          ON c.id = l.claim_id
         WHERE c.employment_id {whose} AND c.for_month < %s AND (c.cause_id IS NOT NULL OR c.for_month < %s)
           AND c.state NOT IN ('void', 'barred') AND c.occasion_id IS NULL
        UNION ALL
        SELECT r.employment_id, r.for_month, {at_of_r}, -r.amount
          FROM payroll_refunded r JOIN received b ON b.id = r.bill_id
          JOIN payroll_component k ON k.code = r.component AND k.kind = 'earning'
          JOIN payroll_claim o ON o.id = r.claim_id AND o.occasion_id IS NULL
         WHERE r.employment_id {whose} AND r.for_month < %s AND (r.cause_id IS NOT NULL OR r.for_month < %s)
           AND r.component <> %s::smallint
        UNION ALL
        SELECT b.employment_id, b.for_month, {at_of_b}, b.gross FROM ({vouchers}) b
         WHERE NOT b.is_of_its_month AND b.for_month < %s
      ) late WHERE at <= %s GROUP BY employment_id, for_month HAVING sum(gross) <> 0
     ORDER BY employment_id, for_month
"""
# whole years before the month's own, then the months of its year
_RECOVERED = """
    SELECT employment_id, obligation, sum(amount)::bigint FROM payroll_recoveredsum
     WHERE employment_id {whose} AND (period < %s OR period BETWEEN %s AND %s)
     GROUP BY employment_id, obligation ORDER BY obligation
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


def claim_lines(
    reader: BookReader, employments: Sequence[int], first: Month, last: Month, *, only_pay: bool = False
) -> pl.DataFrame:
    """Live and drawn claim lines of the months from ``first`` to ``last``; columns as :data:`CLAIM_LINES`.

    A refund by challan is a further, negative line of its claim. ``only_pay`` leaves out claims on an
    occasion, for which no run computes a due.
    """
    arrays = {"component": _CODES, "obligation": _AMOUNTS, "amount": _AMOUNTS}
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        name: dtype for name, dtype in CLAIM_LINES.items() if name not in (*arrays, "kind")
    }
    schema |= arrays
    asked = [WHOSE, int(first), int(last)]
    claims, refunds = (text.replace("{own}", _OWN[text] if only_pay else "") for text in (_CLAIMS, _REFUNDED))
    rows = reader.read_of(claims, employments, asked, schema).explode(list(arrays))
    back = reader.read_of(refunds, employments, asked, rows.schema)
    if not back.is_empty():
        key = ["employment", "for_month", "part", "claim"]
        rows = pl.concat([rows, back]).sort(key, maintain_order=True)
    return _named(rows).select(*CLAIM_LINES).cast(CLAIM_LINES)  # type: ignore[arg-type]


def elsewhere_lines(
    reader: BookReader, employments: Sequence[int], first: Month, last: Month
) -> pl.DataFrame:
    """Lines drawn by other vouchers, by employment, month and component; see :data:`ELSEWHERE_LINES`."""
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "employment": pl.Int64,
        "for_month": pl.Int64,
        "component": _CODES,
        "amount": _AMOUNTS,
    }
    asked = [WHOSE, int(first), int(last)]
    rows = _named(reader.read_of(_ELSEWHERE, employments, asked, schema).explode("component", "amount"))
    by = ["employment", "for_month", "component", "kind"]
    return summed(rows, by).cast(ELSEWHERE_LINES)  # type: ignore[arg-type]


_CODES, _AMOUNTS = pl.List(pl.Int16), pl.List(pl.Int64)


def _named(lines: pl.DataFrame) -> pl.DataFrame:
    """Replace component codes by name and kind, as enums that sort alphabetically."""
    known = known_components()
    words = pl.Enum(sorted(k.name for k in known.values())), pl.Enum(sorted({k.kind for k in known.values()}))
    code = pl.col("component").cast(pl.Int64)
    return lines.with_columns(
        component=code.replace_strict({c: k.name for c, k in known.items()}, return_dtype=words[0]),
        kind=code.replace_strict({c: k.kind for c, k in known.items()}, return_dtype=words[1]),
    )


def taxed_before(reader: BookReader, employments: Sequence[int], first: Month, last: Month) -> pl.DataFrame:
    """Gross and income tax already received when the pay after ``last`` is taxed.

    The tax year begins with the pay of ``first``. The sums are the pay of these months of work, live claims
    included, plus late receipts. Pay of a month is received in the next. Arrears are taxed when received,
    whatever their months: with the pay of the month they are drawn in, or with the next if that pay was
    computed before. Pay of earlier months on a bill delayed past the year end is taxed likewise, by its
    voucher. Other vouchers are received on their date. Refunds are subtracted. Columns ``employment``,
    ``gross``, ``tax``; no row without either.
    """
    known = {one.name: code for code, one in known_components().items()}
    code, untaxed = known.get(INCOME_TAX, 0), [known.get(name, 0) for name in pack_in_use().untaxed]
    # a returned recovery is no income: the pay it was taken from was taxed
    back = known.get(RECOVERY_RETURNED, 0)
    # one query also covers the other months of the same year computed together
    others = {month.plus(-1) for month in reader.months_together}
    ends = sorted({last} | {month for month in others if first <= month < first.plus(12)})
    until, march = [int(end) for end in ends], int(first)
    to_date = [end for end in until for _ in ("gross", "tax")]
    named = [f"{what}_{end}" for end in until for what in ("gross", "tax")]
    found = reader.read_of(
        _with_received(_TAXED.replace("{sums}", ", ".join([_TO_DATE] * len(until)))),
        employments,
        [
            *_received_in(first),
            *to_date,
            *(code, WHOSE, march, until[-1]),
            *(back, code, WHOSE, march, untaxed),
            *(code, march, WHOSE, [*untaxed, back], until[-1]),
            *to_date,
            *_vouchers_of(first),
        ],
        {"employment": pl.Int64} | dict.fromkeys(named, pl.Int64),
    )
    sums = found.select("employment", gross=f"gross_{int(last)}", tax=f"tax_{int(last)}").drop_nulls()
    return sums.group_by("employment").agg(pl.col("gross", "tax").sum()).sort("employment")


def received_late(
    reader: BookReader, employments: Sequence[int], first: Month, last: Month, *, before: Month | None = None
) -> pl.DataFrame:
    """Late receipts as in :func:`taxed_before`, of months before ``before``; all of them without it.

    Columns ``employment``, ``for_month``, ``gross``.
    """
    march, limit = int(first), int(before or first.plus(12))
    back = next((code for code, one in known_components().items() if one.name == RECOVERY_RETURNED), 0)
    return reader.read_of(
        _with_received(_LATE),
        employments,
        [
            *_received_in(first),
            *(back, WHOSE, limit, march),
            *(WHOSE, limit, march, back),
            *(*_vouchers_of(first), limit),
            int(last),
        ],
        {"employment": pl.Int64, "for_month": pl.Int64, "gross": pl.Int64},
    )


def _with_received(text: str) -> str:
    whole = text.replace("{received}", _RECEIVED).replace("{vouchers}", _VOUCHERS)
    for who in "crb":
        whole = whole.replace(f"{{at_of_{who}}}", _AT.replace("{who}", who))
    return whole


def _received_in(first: Month) -> list[Any]:
    """Query parameters for receipts in the tax year that begins with the pay of a March: April to March."""
    april, last = first.plus(1), first.plus(12)
    return [int(april), int(last), april.first, last.last, int(april), int(first)]


def _vouchers_of(first: Month) -> list[Any]:
    """Query parameters for vouchers received in the tax year that begins with the pay of a March."""
    return [int(first), int(first.plus(11)), WHOSE, first.plus(1).first, first.plus(12).last]


def recovered_before(reader: BookReader, employments: Sequence[int], month: Month) -> pl.DataFrame:
    """Amount recovered of each obligation by live or drawn claims of
    earlier months: ``obligation``, ``recovered``.

    Amounts recovered before an obligation was corrected count for the correction too: every version has the
    total.
    """
    asked = [WHOSE, month.year, month.year * 100, int(month) - 1]
    schema = {"employment": pl.Int64, "obligation": pl.Int64, "recovered": pl.Int64}
    rows = reader.read_of(_RECOVERED, employments, asked, schema)
    recovered = rows.group_by("obligation").agg(pl.col("recovered").sum())
    links = first_of_each(reader, employments)
    if links.is_empty():
        return recovered.sort("obligation")
    begun = recovered.join(links, on="obligation", how="left").with_columns(
        pl.coalesce("first", "obligation")
    )
    whole = begun.group_by("first").agg(pl.col("recovered").sum())
    firsts = pl.concat([whole["first"], links["first"]]).unique()
    each = pl.concat([links, pl.DataFrame({"obligation": firsts, "first": firsts})])
    return each.join(whole, on="first").select("obligation", "recovered").sort("obligation")
