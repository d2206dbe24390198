"""Months drawn in parts by several drawing codes: a part not drawn yet is not owed as an arrear."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.utils.timezone import localdate

from vethanam.payroll.arrears.possible_causes import NO_ORDER, Causes
from vethanam.periods import Month
from vethanam.service_book.models import Posting
from vethanam.service_book.queries.facts import known, spans
from vethanam.service_book.reader import BookReader

_MONTH = ["for_month", "employment"]
_LINE = [*_MONTH, "component", "kind"]
_DRAWN = """
    SELECT DISTINCT employment_id, for_month, drawing_code_id FROM payroll_claim
     WHERE employment_id = ANY(%s::bigint[]) AND for_month BETWEEN %s AND %s AND state = 'drawn'
     AND cause_id IS NULL
       AND run_id IS NOT NULL
"""


def parts_waiting(
    reader: BookReader, people: Sequence[int], first: Month, last: Month, causes: Causes
) -> pl.DataFrame:
    """Months with a part that its drawing code has not drawn: ``for_month``, ``employment``."""
    nobody = pl.DataFrame(schema=dict.fromkeys(_MONTH, pl.Int64))
    posted = spans(known(reader, Posting, people, causes.known_at, localdate(causes.known_at)))
    code = "drawing_code_id"
    posted = posted.select("employment", "start", "until", code)
    posted = posted.filter(pl.col(code).n_unique().over("employment") > 1)
    if posted.is_empty():
        return nobody
    months = pl.DataFrame(
        [(int(month), month.first, month.last) for month in first.until(last)],
        schema={"for_month": pl.Int64, "begins": pl.Date, "ends": pl.Date},
        orient="row",
    )
    parts = posted.join(months, how="cross").filter(
        pl.col("start") <= pl.col("ends"), pl.col("until") >= pl.col("begins")
    )
    parts = parts.select(*_MONTH, code).unique().filter(pl.col(code).n_unique().over(_MONTH) > 1)
    if parts.is_empty():
        return nobody
    whose = parts["employment"].unique().sort().to_list()
    schema = {"employment": pl.Int64, "for_month": pl.Int64, code: pl.Int64}
    drawn = reader.read(_DRAWN, [whose, int(first), int(last)], schema)
    return parts.join(drawn, on=[*_MONTH, code], how="anti").select(_MONTH).unique()


def apart_from(
    waiting: pl.DataFrame, months: pl.DataFrame, parts: pl.DataFrame, causes: Causes
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Remove from months and parts the due of undrawn parts; return it separately by line.

    The own drawing code's bill will draw that due. It has the columns of the months, with ``due`` and
    ``open``.
    """
    nobody = [place for place, cause in enumerate(causes.in_place) if cause.key == NO_ORDER.key]
    is_loose = pl.col("cause").is_in(nobody) & (pl.col("amount") > 0)
    loose = parts.filter(is_loose).join(waiting, on=_MONTH, how="semi")
    if loose.is_empty():
        return months, parts, months.clear()
    rest = parts.join(loose, on=[*_LINE, "cause"], how="anti")
    waits = loose.group_by(_LINE).agg(waits=pl.col("amount").sum())
    both = months.join(waits, on=_LINE, how="left", maintain_order="left")
    fewer = pl.col("waits").fill_null(0)
    less = both.with_columns(pl.col("due") - fewer, pl.col("difference") - fewer)
    apart = both.filter(pl.col("waits").is_not_null()).with_columns(due="waits")
    return less.select(months.columns), rest, apart.select(months.columns)
