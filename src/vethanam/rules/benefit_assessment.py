"""Decide awards: eligible, not eligible with all reasons, or held; and the kind of each.

:func:`assess_awards` takes ``benefit_columns.AWARDS`` for any number of people and gives
``benefit_columns.ASSESSED`` in the same order. Give all awards of a person that stand, since of two that
exclude each other the earlier stays; the order of the rows never matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from vethanam.errors import Unsound
from vethanam.periods import Month
from vethanam.rules.benefit_columns import ASSESSED, AWARDS
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.scheme import Benefit, Scheme

BANDS = {"age_band": "any", "disability_band": "any", "other_pension": "none", "share_class": "state"}


def assess_awards(
    awards: pl.DataFrame,
    rulebook: Rulebook,
    month: Month,
    *,
    on: date | None = None,
    known_at: date | None = None,
) -> pl.DataFrame:
    """Decide each award in a month (or on a day of it), as known on a day.

    Raises
    ------
    UnsoundInput
        The frame is not as declared.
    Unsound
        A scheme is not in the pack, or a word is not among those of its column.
    """
    in_force = rulebook.in_force(month, on=on, known_at=known_at)
    frame = prepared(awards, rulebook.pack.schemes).with_row_index("row")
    parts = [
        _decided(part, benefit).select("row", *ASSESSED.names)
        for _, benefit, part in by_scheme(frame, rulebook.pack.schemes, in_force)
    ]
    whole = pl.concat(parts) if parts else frame.clear().select("row").join(ASSESSED.empty(), how="cross")
    return whole.sort("row").select(ASSESSED.names).cast(ASSESSED.schema)


def prepared(awards: pl.DataFrame, schemes: Sequence[Scheme]) -> pl.DataFrame:
    """The frame as declared, with known schemes and words, and ``is_second``: beside an earlier award of the
    same person in the same group.
    """
    frame = AWARDS.checked(awards).rechunk()  # a filter on thousands of chunks takes minutes
    known = [one.code for one in schemes]
    unknown = frame.filter(~pl.col("scheme").is_in(known))["scheme"]
    if unknown.len():
        raise Unsound("award_of_unknown_scheme", scheme=unknown[0][:20], known=known)
    for column in (one for one in AWARDS if one.words):
        wrong = frame.filter(~pl.col(column.name).is_in(column.words))[column.name]
        if wrong.len():
            raise Unsound("fact_word_unknown", found=wrong[0][:20], words=column.words).within(column.name)
    groups = {one.code: one.group for one in schemes}
    group = pl.col("scheme").replace_strict(groups, default="", return_dtype=pl.String)
    person = ["beneficiary", "group"]
    ordered = frame.with_columns(group=group).with_row_index("place").sort(*person, "since", "award")
    follows = pl.all_horizontal([pl.col(name) == pl.col(name).shift(1) for name in person]).fill_null(False)
    second = ordered.with_columns(is_second=follows & (pl.col("group") != ""))
    return second.sort("place").drop("place", "group")


def by_scheme(
    frame: pl.DataFrame, schemes: Sequence[Scheme], on: InForce
) -> Iterator[tuple[Scheme, Benefit, pl.DataFrame]]:
    """Each scheme with awards in the frame, its rules on the day, and these awards with their bands."""
    for scheme in schemes:
        part = frame.filter(pl.col("scheme") == scheme.code)
        if part.height:
            benefit = scheme.on(on)
            yield scheme, benefit, with_bands(part, benefit)


def with_bands(part: pl.DataFrame, benefit: Benefit) -> pl.DataFrame:
    """Awards of one scheme with the columns of their kind."""
    return part.with_columns(
        benefit.bands.get(name, pl.lit(usual)).alias(name) for name, usual in BANDS.items()
    )


def _decided(part: pl.DataFrame, benefit: Benefit) -> pl.DataFrame:
    conditions = benefit.ordered
    part = part.with_columns(one.holds.alias(f"?{one.reason}") for one in conditions)
    against, holds = [], []
    for one in conditions:
        answer = pl.col(f"?{one.reason}")
        against.append(pl.when(answer.not_()).then(pl.lit(one.reason)))
        holds.append(pl.when(answer.is_null()).then(one.held_by))
    decided = part.with_columns(
        reasons=pl.concat_list(against).list.drop_nulls(),
        holds=pl.concat_list(holds).list.drop_nulls().list.unique(maintain_order=True),
    )
    is_against, is_held = pl.col("reasons").list.len() > 0, pl.col("holds").list.len() > 0
    state = (
        pl.when(is_against).then(pl.lit("not_eligible"))
        .when(is_held).then(pl.lit("held"))
        .otherwise(pl.lit("eligible"))
    )  # fmt: skip
    first = pl.coalesce(pl.col("reasons").list.first(), pl.col("holds").list.first())
    return decided.with_columns(state=state, reason=first)
