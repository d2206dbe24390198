"""Chains of obligations: a correction continues the corrected obligation."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vethanam.service_book.reader import WHOSE, BookReader

_CORRECTED = """
    SELECT employment_id, id, supersedes_id FROM service_book_obligation
     WHERE employment_id {whose} AND supersedes_id IS NOT NULL
"""


def first_of_each(reader: BookReader, employments: Sequence[int]) -> pl.DataFrame:
    """For each correcting obligation of these people, its first entry: ``obligation``, ``first``.

    Recoveries and suspensions apply to the whole chain.
    """
    schema = {"employment": pl.Int64, "obligation": pl.Int64, "first": pl.Int64}
    links = reader.read_of(_CORRECTED, employments, [WHOSE], schema).select("obligation", "first")
    found = links
    while found["first"].is_in(links["obligation"].implode()).any():
        further = links.rename({"obligation": "first", "first": "further"})
        found = found.join(further, on="first", how="left", maintain_order="left").select(
            "obligation", first=pl.coalesce("further", "first")
        )
    return found


def the_same(reader: BookReader, obligations: pl.Series, employments: Sequence[int]) -> pl.Series:
    """The obligations, and every other entry of their chains of corrections."""
    links = first_of_each(reader, employments)
    if links.is_empty():
        return obligations
    first = obligations.to_frame("obligation").join(links, on="obligation", how="left")
    firsts = first.select(pl.coalesce("first", "obligation"))["first"]
    also = links.filter(pl.col("first").is_in(firsts.implode()))["obligation"]
    return pl.concat([firsts, also]).unique()
