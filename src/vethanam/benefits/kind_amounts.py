"""The kinds of a scheme and their amounts in a month, as a cycle writes them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vethanam.benefits.models import Kind, KindMonth, SchemeOffice
from vethanam.benefits.queries.cycle_rows import dues_now
from vethanam.periods import Month
from vethanam.rules.benefit_columns import KIND
from vethanam.rules.benefit_dues import dues_of
from vethanam.rules.rulebook import Rulebook

_BANDS = KIND[1:]


def kinds_on(lines: pl.DataFrame, scheme: SchemeOffice) -> pl.DataFrame:
    """The columns of a kind with ``kind_id``, for the kinds on these lines; new ones are entered."""
    found = lines.filter(pl.col("state") == "eligible").select(KIND).unique()
    rows = []
    for kind in found.iter_rows(named=True):
        row, _ = Kind.objects.get_or_create(scheme=scheme, **{name: kind[name] for name in _BANDS})
        rows.append({**kind, "kind_id": row.pk})
    schema = {**dict.fromkeys(KIND, pl.String), "kind_id": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def amounts_in(
    scheme: SchemeOffice, month: Month, kinds: Sequence[int], rulebook: Rulebook
) -> list[KindMonth]:
    """The amounts of kinds in a month, without a cycle."""
    rows = {row.pk: row for row in Kind.objects.filter(pk__in=list(kinds))}
    asked = [
        {"scheme": scheme.code, **{name: getattr(row, name) for name in _BANDS}} for row in rows.values()
    ]
    frame = pl.DataFrame(asked, schema=dict.fromkeys(KIND, pl.String))
    found = dues_of(frame, rulebook, month)
    parts = {
        (*(one[name] for name in _BANDS), one["payer"]): one["amount"]
        for one in found.shares.iter_rows(named=True)
    }
    by_bands = {tuple(one[name] for name in _BANDS): one for one in found.dues.iter_rows(named=True)}
    made = []
    for row in rows.values():
        bands = tuple(getattr(row, name) for name in _BANDS)
        due = by_bands[bands]
        is_known = due["due"] is not None
        made.append(KindMonth(
            kind=row, month=int(month), due=due["due"], held=due["held"], missing=due["missing"] or "",
            state=parts.get((*bands, "state")) if is_known else None,
            centre=parts.get((*bands, "centre"), 0) if is_known else None,
        ))  # fmt: skip
    return made


def restated_in(
    scheme: SchemeOffice, month: Month, more: Sequence[int], rulebook: Rulebook
) -> list[KindMonth]:
    """The amounts of an approved month that are others by now, and those of kinds that are new in it."""
    before = dues_now(scheme, int(month))
    now = amounts_in(scheme, month, sorted({*before, *more}), rulebook)
    return [row for row in now if before.get(row.kind_id) != (row.due, row.state, row.centre)]
