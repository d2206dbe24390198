"""The closed frames as a page of documentation, made from their declaration so that the two cannot differ."""

from __future__ import annotations

from vethanam.rules.columns import (
    ATTENDANCE,
    FINDINGS,
    LINES,
    MONTHS,
    OBLIGATIONS_DUE,
    RATES,
    SEGMENTS,
    TOTALS,
)

_HEAD = """# The facts of a month, and what comes of them

Made from `vethanam.rules.columns`; a test keeps it so. How the lines follow from the facts stands in
[the month](../algorithms/month.md).

In a frame money is paise and a rate is hundredths of one per cent. In a file that asks the rules (`ask: month`) the same
columns are keys: money in rupees, rates in per cent, `from` and `to` for the days of a segment, `to_date: {gross, tax}` for what
was paid and deducted in the tax year. There the employment's own number is left out, the category stands with the
employment, a segment without days is the whole month, and the series of dearness allowance follows from category and
revision unless it is given. Examples that run stand in the folder `examples` of each pack.

## In

"""


def page() -> str:
    """The page as Markdown."""
    into = "\n".join(columns.document() for columns in (SEGMENTS, MONTHS, RATES, ATTENDANCE, OBLIGATIONS_DUE))
    out = "\n".join(columns.document() for columns in (LINES, TOTALS, FINDINGS))
    return f"{_HEAD}{into}\n## Out\n\n{out}"
