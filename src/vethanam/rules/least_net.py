"""The net pay that recoveries leave: a share of gross pay, by a named parameter of the pack."""

from __future__ import annotations

import polars as pl

from vethanam.money import PER_CENT, RUPEE
from vethanam.rules.cascade import Taken
from vethanam.rules.checks import NOTHING_FOUND, finding
from vethanam.rules.earnings import KEY, Earnings
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rulebook import Rulebook

_WHOLE = 100 * PER_CENT


def share_left(rulebook: Rulebook, on: InForce) -> int | None:
    """The protected share in hundredths of one per cent; None if nobody set it: nothing is protected."""
    if not rulebook.pack.least_net:
        return None
    value = on.figure(rulebook.pack.least_net).noted()
    return None if value is None or value.is_unknown else int(value.fields["value"])


def with_least_net(earnings: Earnings, rulebook: Rulebook, on: InForce) -> pl.DataFrame:
    """Each part's gross pay, with the sum ``reserved`` that obligations leave, up to the rupee."""
    share = share_left(rulebook, on) or 0
    whole = _WHOLE * RUPEE
    reserved = -(-pl.col("gross") * share // whole) * RUPEE
    pay = earnings.parts.select(*KEY, "gross", "is_on_subsistence")
    return pay.with_columns(reserved.clip(lower_bound=0).alias("reserved"))


def unprotected(borne: Taken, pay: pl.DataFrame, rulebook: Rulebook, on: InForce) -> pl.DataFrame:
    """The finding on people without net pay after recoveries while nobody set the share."""
    if not rulebook.pack.least_net or share_left(rulebook, on) is not None:
        return NOTHING_FOUND
    bare = borne.sums.join(pay, on=KEY, how="inner", maintain_order="left").filter(
        pl.col("deductions") >= pl.col("gross")
    )
    recovered = borne.lines.filter(pl.col("obligation").is_not_null(), pl.col("amount") > 0)
    some = bare.join(recovered, on=KEY, how="semi", maintain_order="left")
    people = some.unique(subset=["employment"], keep="first", maintain_order=True)
    return finding(people, "least_net_not_set", blocks=False)
