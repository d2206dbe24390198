"""Amounts of schemes by kind: the due of a month, the part of each payer, and arrears as due less drawn.

:func:`dues_of` takes the distinct kinds of a month (``benefit_columns.KINDS``), some hundred rows for
62 lakh awards, and gives ``DUES`` and ``SHARES``. :func:`arrears_of` takes ``award``, ``month`` and the kind
of each award in each month, with ``DRAWALS``, and gives ``ARREARS``.

A payer's amount is the one of every reading of the orders. Where readings differ, the difference is ``held``
and belongs to nobody yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from vethanam.periods import Month
from vethanam.rules.benefit_columns import ARREARS, DRAWALS, DUES, KIND, KINDS, SHARES
from vethanam.rules.formula import Formula
from vethanam.rules.parameter_values import InForce
from vethanam.rules.parameters import Reading
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.scheme import STATE, Benefit, Scheme

_LINE = ["award", "month", "payer"]


@dataclass(frozen=True, slots=True)
class KindDues:
    """The amounts of kinds in a month: ``dues`` a kind, ``shares`` a kind and payer."""

    dues: pl.DataFrame
    shares: pl.DataFrame


def dues_of(
    kinds: pl.DataFrame,
    rulebook: Rulebook,
    month: Month,
    *,
    known_at: date | None = None,
    reading: Reading = "due",
) -> KindDues:
    """The amount due of each kind in a month and its payers; kinds may repeat.

    Raises
    ------
    UnsoundInput
        The frame is not as declared.
    """
    on = rulebook.in_force(month, known_at=known_at, reading=reading)
    return dues_in_force(kinds, rulebook.pack.schemes, on)


def dues_in_force(kinds: pl.DataFrame, schemes: Sequence[Scheme], on: InForce) -> KindDues:
    """As :func:`dues_of`, by parameters in force; records the figures used."""
    kinds = KINDS.checked(kinds.select(KIND)).unique(maintain_order=True)
    month = pl.lit(int(on.month), dtype=pl.Int64).alias("month")
    dues, shares = [DUES.empty()], [SHARES.empty()]
    for scheme in schemes:
        some = kinds.filter(pl.col("scheme") == scheme.code)
        if some.is_empty():
            continue
        benefit = scheme.on(on)
        worked = _split(some.with_columns(month, due=benefit.amount.numerator), benefit)
        worked = worked.with_columns(missing=missing_in(benefit.amount))
        dues.append(worked.select(DUES.names).cast(DUES.schema))
        shares += list(_by_payer(scheme, worked))
    return KindDues(pl.concat(dues), pl.concat(shares))


def _split(frame: pl.DataFrame, benefit: Benefit) -> pl.DataFrame:
    """Add each payer's least and most within the due, the State's rest, and the part without a payer."""
    due, parts = pl.col("due"), []
    for payer, share in benefit.shares.items():
        least = pl.min_horizontal(share.least.numerator.fill_null(0), due)
        most = pl.min_horizontal(share.most.numerator.fill_null(due), due)
        parts += [
            pl.when(due.is_not_null()).then(least).alias(payer),
            pl.when(due.is_not_null()).then(most).alias(f"{payer}_most"),
        ]
    frame = frame.with_columns(parts)
    most_of_all = pl.sum_horizontal([pl.col(f"{p}_most") for p in benefit.shares] or [pl.lit(0)])
    least_of_all = pl.sum_horizontal([pl.col(p) for p in benefit.shares] or [pl.lit(0)])
    is_due = pl.when(due.is_not_null())
    return frame.with_columns(
        is_due.then(due - most_of_all).alias(STATE), is_due.then(most_of_all - least_of_all).alias("held")
    )


def _by_payer(scheme: Scheme, worked: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for payer in (one for one in scheme.funding if one in worked.columns):
        named = worked.with_columns(pl.lit(payer).alias("payer"), pl.col(payer).alias("amount"))
        yield named.select(SHARES.names).cast(SHARES.schema)


def missing_in(amount: Formula) -> pl.Expr:
    """The name of the figure that a formula lacks, of the branches it takes in a row; null if none."""
    match amount.op:
        case "choice":
            tested, then, otherwise = amount.parts
            is_so = tested.numerator == 1
            return pl.when(is_so).then(missing_in(then)).when(is_so.not_()).then(missing_in(otherwise))
        case "figure":
            named = pl.lit(amount.parameter, dtype=pl.String)
            return pl.when(amount.numerator.is_null()).then(named)
        case _:
            return pl.coalesce([missing_in(part) for part in amount.parts] or [pl.lit(None, dtype=pl.String)])


def arrears_of(
    awards: pl.DataFrame, drawn: pl.DataFrame, rulebook: Rulebook, *, known_at: date | None = None
) -> pl.DataFrame:
    """Due less drawn by award, month and payer, columns ``benefit_columns.ARREARS``, sorted.

    ``awards`` has ``award``, ``month`` and the columns of a kind for each month that is due; ``drawn`` has
    ``DRAWALS``. A month drawn that is not due is open with its amount below zero.
    """
    drawn = DRAWALS.checked(drawn).group_by(_LINE).agg(drawn=pl.col("amount").sum())
    shares = [
        dues_of(some, rulebook, Month.from_key(int(key)), known_at=known_at).shares
        for (key,), some in awards.group_by("month", maintain_order=True)
    ]
    due = pl.concat([SHARES.empty(), *shares])
    due = awards.join(due, on=["month", *KIND], how="inner").select(*_LINE, due="amount", is_due=pl.lit(True))
    both = due.join(drawn, on=_LINE, how="full", coalesce=True)
    both = both.with_columns(
        pl.col("drawn").fill_null(0),
        pl.when(pl.col("is_due").is_null()).then(0).otherwise("due").alias("due"),
    )
    return both.with_columns(open=pl.col("due") - pl.col("drawn")).select(ARREARS.names).sort(_LINE)
