"""The lines of a cycle: each award of a scheme decided for a month, and when it is to be looked at again."""

from __future__ import annotations

import polars as pl

from vethanam.benefits.life_windows import LifeDays, is_proven_without_window, life_days
from vethanam.benefits.models import SchemeOffice
from vethanam.benefits.queries.roll import People, Roll, coming_months, roll_of
from vethanam.periods import Month
from vethanam.rules.benefit_assessment import assess_awards
from vethanam.rules.benefit_columns import KIND
from vethanam.rules.rulebook import Rulebook

#: months ahead in which the rules are asked already; later ones are looked at again without a reason
AHEAD = 12
LINE = ["award", "for_month", "beneficiary", "local_body", "state", "reason", *KIND, "recheck"]
_DECISION = ["state", "reason", *KIND]


def lines_of(
    scheme: SchemeOffice, month: Month, rulebook: Rulebook, people: People, *, is_ahead: bool = True
) -> pl.DataFrame:  # fmt: skip
    """One line an award of these people that has begun by a month, columns ``LINE``, by award.

    An award that has ended has the state ``ended``. ``recheck`` is the first later month in which the
    decision may differ without a further entry; not looked for unless ``is_ahead``.
    """
    life = _life(scheme, month, rulebook)
    roll = roll_of(scheme.pk, month, life, people)
    decided = _decided(scheme, roll, month, rulebook, life)
    if not is_ahead:
        return decided.with_columns(recheck=pl.lit(int(month), dtype=pl.Int64)).select(LINE)
    coming = coming_months(scheme.pk, month, people)
    differs = _differs_from(scheme, roll, month, rulebook, decided, life)
    return (
        decided.join(differs, on="award", how="left", maintain_order="left")
        .join(coming, on="beneficiary", how="left", maintain_order="left")
        .with_columns(recheck=pl.min_horizontal("differs", "coming"))
        .select(LINE)
    )


def frame_of(scheme: SchemeOffice, month: Month, rulebook: Rulebook, people: People) -> pl.DataFrame:
    """The awards of some beneficiaries in a month, as the rules take them."""
    life = _life(scheme, month, rulebook)
    return roll_of(scheme.pk, month, life, people).frame(_proven(life, month))


def _proven(life: LifeDays | None, month: Month) -> pl.Expr:
    return is_proven_without_window() if life is None else life.is_proven(month)


def _life(scheme: SchemeOffice, month: Month, rulebook: Rulebook) -> LifeDays | None:
    return life_days(rulebook.in_force(month), scheme.pk, month)


def _decided(
    scheme: SchemeOffice, roll: Roll, month: Month, rulebook: Rulebook, life: LifeDays | None
) -> pl.DataFrame:
    assessed = assess_awards(roll.frame(_proven(life, month)), rulebook, month).drop(
        "scheme", "reasons", "holds"
    )
    ours = roll.standing.filter(pl.col("scheme") == scheme.code)
    lines = ours.join(assessed, on="award", how="left", maintain_order="left")
    stop = pl.col("stop")
    is_eligible = pl.col("state") == "eligible"
    return lines.with_columns(
        for_month=pl.lit(int(month), dtype=pl.Int64),
        state=pl.when(stop != "").then(stop).otherwise("state"),
        reason=pl.when(stop != "").then("cause").otherwise(pl.col("reason").fill_null("")),
    ).with_columns(pl.when(is_eligible).then(name).alias(name) for name in KIND)


def _differs_from(
    scheme: SchemeOffice, roll: Roll, month: Month, rulebook: Rulebook, decided: pl.DataFrame,
    life: LifeDays | None,
) -> pl.DataFrame:  # fmt: skip
    """``award`` and ``differs``: the first of the next months in which the rules decide otherwise.

    The entries on record are taken as they stand. A window without proofs that were read makes its
    month differ.
    """
    last = month.plus(AHEAD)
    found = decided.select("award", differs=pl.lit(int(last), dtype=pl.Int64))
    as_now = _text(decided)
    for ahead in range(AHEAD - 1, 0, -1):
        later = month.plus(ahead)
        window = _life(scheme, later, rulebook)
        if window != life and (window is None or later.first > window.closes):
            differs = pl.Series([True] * decided.height, dtype=pl.Boolean)
        else:
            differs = _text(_decided(scheme, roll, later, rulebook, window)) != as_now
        found = found.with_columns(
            differs=pl.when(differs).then(pl.lit(int(later), dtype=pl.Int64)).otherwise("differs")
        )
    return found


def _text(decided: pl.DataFrame) -> pl.Series:
    parts = [pl.col(name).fill_null("") for name in _DECISION]
    return decided.select(pl.concat_str(parts, separator="|")).to_series()
