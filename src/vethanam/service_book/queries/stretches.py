"""A month of service cut into stretches of days with equal facts."""

from __future__ import annotations

import polars as pl

from vethanam.service_book.queries.facts import FAR, ONE_DAY, within
from vethanam.service_book.queries.month_frames import Touching

WITH_ALLOWANCES = ("earned", "half_pay", "commuted", "maternity", "paternity", "special")


def stretches_of(read: Touching) -> pl.DataFrame:
    """Days of service in the month, cut at each start or end of a posting, pay, absence or quarters.

    One row is one employment and stretch, with the facts and place class of its first day. Of overlapping
    absences the one begun later holds, and the other continues after it.
    """
    stretches = _served(_cut(read), read)
    for name, frame, columns in (
        ("posting", read.posting, ["id", "post_id", "office_id", "drawing_code_id", "bill_class_id"]),
        ("pay", read.pay, ["id", "basis", "revision", "scale", "basic_pay"]),
        ("absence", _apart(_since(read.absence)), ["id", "kind_of_absence", "varied_to", "since"]),
        ("quarters", _apart(read.quarters), ["id"]),
    ):
        stretches = _holding(stretches, frame.select("employment", "start", "until", *columns), name)
    return stretches.join(
        read.people.select("employment", "category", "number", "person_id"),
        on="employment",
        maintain_order="left",
    )


def _cut(read: Touching) -> pl.DataFrame:
    """One row per employment and stretch: from each start to the day before the next."""
    first, last = read.month.first, read.month.last
    served = within(read.service, first, last)
    cuts = [served.select("employment", day=pl.max_horizontal("start", pl.lit(first)))]
    for frame in (read.service, read.posting, read.pay, read.absence, read.quarters):
        # facts begun before the month cut nothing: the stretch of a serving employee starts on its first day
        cuts += [
            frame.filter(pl.col("start") > first, pl.col("start") <= last).select("employment", day="start"),
            frame.filter(pl.col("until") >= first, pl.col("until") < last).select(
                "employment", day=pl.col("until") + ONE_DAY
            ),
        ]
    days = pl.concat(cuts).unique().sort("employment", "day")
    goes_on = pl.col("employment") == pl.col("employment").shift(-1)
    return days.select(
        "employment",
        start="day",
        until=pl.when(goes_on).then(pl.col("day").shift(-1) - ONE_DAY).otherwise(pl.lit(last)),
    )


def _served(stretches: pl.DataFrame, read: Touching) -> pl.DataFrame:
    """Only the stretches in service."""
    service = read.service.select("employment", "start", "until")
    return _holding(stretches, service, "service").filter(pl.col("service_start").is_not_null())


def _holding(stretches: pl.DataFrame, facts: pl.DataFrame, name: str) -> pl.DataFrame:
    """Each stretch, in order of employments and days, with the fact in force on its first day, else null."""
    if facts.is_empty():
        named = {"start": f"{name}_start", "until": f"{name}_until", "id": f"{name}_id"}
        return stretches.with_columns(
            pl.lit(None, dtype).alias(named.get(column, column))
            for column, dtype in facts.schema.items()
            if column != "employment"
        )
    renamed = {"start": f"{name}_start", "until": f"{name}_until", "id": f"{name}_id"}
    facts = facts.rename(renamed, strict=False).sort("employment", f"{name}_start", maintain_order=True)
    joined = stretches.join_asof(
        facts,
        left_on="start",
        right_on=f"{name}_start",
        by="employment",
        strategy="backward",
        check_sortedness=False,
    )
    over = pl.col(f"{name}_until") < pl.col("start")
    columns = [column for column in facts.columns if column != "employment"]
    return joined.with_columns(
        pl.when(over).then(None).otherwise(pl.col(column)).alias(column) for column in columns
    )


def _apart(facts: pl.DataFrame) -> pl.DataFrame:
    """Make facts disjoint, each until the next begins; a fact around another continues after it in a
    row of its own.
    """
    within_another = pl.col("until").cum_max().over("employment") > pl.col("until")
    ordered = facts.sort("employment", "start", maintain_order=True)
    some = ordered.filter(within_another.any().over("employment")).with_row_index("_place")
    if some.is_empty():
        return facts
    days = pl.concat([some.select("employment", "start"), _after(some)]).unique().rename({"start": "day"})
    held = (
        days.join(some, on="employment")
        .filter(pl.col("start") <= pl.col("day"), pl.col("until") >= pl.col("day"))
        .sort("employment", "day", "_place")
        .group_by("employment", "day", maintain_order=True)
        .last()
    )
    others = facts.join(some, on="employment", how="anti", maintain_order="left")
    return pl.concat([others, held.with_columns(start="day").select(facts.columns)])


def _after(facts: pl.DataFrame) -> pl.DataFrame:
    ended = facts.filter(pl.col("until") < FAR)
    return ended.select("employment", start=pl.col("until") + ONE_DAY)


def _since(absence: pl.DataFrame) -> pl.DataFrame:
    """Absences with the first day of their unbroken spell of leave with allowances, or of suspension."""
    if absence.is_empty():
        return absence.with_columns(since=pl.col("start"))
    kind = (
        pl.when(pl.col("kind_of_absence").is_in(WITH_ALLOWANCES))
        .then(pl.lit("leave"))
        .otherwise(pl.col("kind_of_absence"))
    )
    ordered = absence.with_columns(_spell=kind).sort(
        "employment", "_spell", "start", "recorded_at", "id", maintain_order=True
    )
    key = ["employment", "_spell"]
    last = pl.col("until").cum_max().shift(1).over(key)
    breaks = (pl.col("start") > last + ONE_DAY).fill_null(True)
    numbered = ordered.with_columns(_group=breaks.cast(pl.Int32).cum_sum().over(key))
    return numbered.with_columns(since=pl.col("start").min().over([*key, "_group"])).drop("_spell", "_group")
