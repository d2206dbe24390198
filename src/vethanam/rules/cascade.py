"""Deductions within pay: in order of precedence until pay is used up, part by part.

Precedence is strict: once a due does not fit, nothing below it is deducted from that part. This equals
dropping dues from the bottom until net pay is not negative. Obligations also leave the ``reserved`` sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

#: a due: ``on_part`` is null if it starts at the first part; ``is_spared``: not from suspension alone
_DUE: dict[str, pl.DataType] = {
    "employment": pl.Int64(),
    "on_part": pl.Int32(),
    "component": pl.String(),
    "obligation": pl.Int64(),
    "place": pl.Int32(),
    "is_divisible": pl.Boolean(),
    "is_spared": pl.Boolean(),
    "is_unconfirmed": pl.Boolean(),
    "due": pl.Int64(),
}
DUES = pl.Schema(_DUE)
TAKEN = pl.Schema({**_DUE, "part": pl.Int32(), "amount": pl.Int64(), "carried": pl.Int64()})
_ORDER = ["employment", "place", "obligation", "on_part"]


@dataclass(frozen=True, slots=True)
class Taken:
    """``lines`` in the columns of ``TAKEN``, and ``sums``: employment, part, deductions."""

    lines: pl.DataFrame
    sums: pl.DataFrame


_SUMS = pl.Schema({"employment": pl.Int64(), "part": pl.Int32(), "deductions": pl.Int64()})


def taken(dues: pl.DataFrame, gross: pl.DataFrame) -> Taken:
    """Distribute each due over the parts.

    ``gross`` has employment, part, gross, is_on_subsistence, reserved. Each due and part with a deduction
    gives one line. A due without any deduction gives one line of zero, on the last part tried. ``due`` is the
    amount left when the part was reached, ``carried`` the rest after the last part.
    """
    dues = dues.filter(pl.col("due") > 0)
    if dues.is_empty():
        return Taken(pl.DataFrame(schema=TAKEN), pl.DataFrame(schema=_SUMS))
    simple, sums, awkward = _apart(dues, gross)
    lines = simple.select(
        *DUES.names(),
        pl.lit(1, dtype=pl.Int32).alias("part"),
        pl.col("due").alias("amount"),
        pl.lit(0, dtype=pl.Int64).alias("carried"),
    )
    if awkward.is_empty():
        return Taken(lines, sums)
    others = _part_by_part(awkward, gross).cast(TAKEN)
    of_others = others.group_by("employment", "part", maintain_order=True).agg(
        pl.col("amount").sum().alias("deductions")
    )
    return Taken(pl.concat([lines, others]), pl.concat([sums, of_others]))


def _apart(dues: pl.DataFrame, gross: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Split off employments with one part that covers all dues: their dues and sums, and the
    dues of the others.
    """
    several = gross.filter(pl.col("part") != 1)["employment"]
    wanted = dues.group_by("employment").agg(pl.col("due").sum().alias("deductions"))
    wanted = wanted.join(gross.filter(pl.col("part") == 1), on="employment", how="left")
    is_easy = (pl.col("deductions") + pl.col("reserved") <= pl.col("gross")).fill_null(False)
    is_easy = is_easy & ~pl.col("employment").is_in(several.implode())
    easy = wanted.filter(is_easy).select(_SUMS.names())
    awkward = wanted.filter(~is_easy)["employment"]
    if awkward.is_empty():
        return dues, easy, dues.clear()
    is_awkward = pl.col("employment").is_in(awkward.implode())
    return dues.filter(~is_awkward), easy, dues.filter(is_awkward)


def _part_by_part(dues: pl.DataFrame, gross: pl.DataFrame) -> pl.DataFrame:
    """Each part in turn takes as much as fits; the rest is tried on the next part."""
    left = (
        dues.sort(_ORDER, maintain_order=True, nulls_last=True)
        .with_row_index("row")
        .with_columns(pl.col("due").alias("left"), pl.lit(None, dtype=pl.Int32).alias("tried"))
    )
    borne: list[pl.DataFrame] = []
    for part in sorted(gross.join(dues, on="employment", how="semi")["part"].unique()):
        here = gross.filter(pl.col("part") == part).select(
            "employment", pl.col("gross").alias("pay"), "is_on_subsistence", "reserved"
        )
        eligible = left.join(here, on="employment", how="inner", maintain_order="left").filter(
            (pl.col("on_part").is_null() | (pl.col("on_part") == part))
            & ~(pl.col("is_spared") & pl.col("is_on_subsistence"))
            & (pl.col("left") > 0)
        )
        took = eligible.with_columns(_took().alias("amount"), pl.lit(part, dtype=pl.Int32).alias("part"))
        borne.append(took.filter(pl.col("amount") > 0).with_columns(pl.col("left").alias("due")))
        left = (
            left.join(took.select("row", "amount", "part"), on="row", how="left", maintain_order="left")
            .with_columns(
                pl.col("left") - pl.col("amount").fill_null(0), pl.coalesce("part", "tried").alias("tried")
            )
            .drop("amount", "part")
        )
    return _with_what_is_carried(borne, left)


def _took() -> pl.Expr:
    """Whole while the sum fits; the first due that does not fit is reduced if divisible; nothing below it."""
    so_far = pl.col("left").cum_sum().over("employment")
    reserved = pl.when(pl.col("obligation").is_not_null()).then("reserved").otherwise(0)
    pay = pl.col("pay") - reserved
    room = pay - (so_far - pl.col("left"))
    shortened = pl.when(pl.col("is_divisible")).then(room.clip(lower_bound=0)).otherwise(0)
    return pl.when(so_far <= pay).then(pl.col("left")).otherwise(shortened)


def _with_what_is_carried(borne: list[pl.DataFrame], left: pl.DataFrame) -> pl.DataFrame:
    lines = pl.concat([frame.select("row", *DUES.names(), "part", "amount") for frame in borne])
    over = left.select("row", pl.col("left").alias("over"))
    is_last = pl.col("part") == pl.col("part").max().over("row")
    some = lines.join(over, on="row", how="left", maintain_order="left").with_columns(
        pl.when(is_last).then(pl.col("over")).otherwise(0).alias("carried")
    )
    none = left.join(lines, on="row", how="anti").with_columns(
        pl.coalesce("tried", "on_part", 1).alias("part"),
        pl.lit(0, dtype=pl.Int64).alias("amount"),
        pl.col("left").alias("carried"),
    )
    names = [*DUES.names(), "part", "amount", "carried"]
    return pl.concat([some.select(names), none.select(names)])
