"""The bands of a kind, and formulas that read them: amounts by another pension, shares by age."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vethanam.rules.formula import NOTHING, Formula, choose
from vethanam.rules.parameter_values import Figure, InForce
from vethanam.rules.scheme import Share, Used
from vethanam.rules.scheme_conditions import OTHER_PENSIONS, figure_of

#: the band of several pensions is the first of them that applies
_STRONGEST = ("refused", "unread", "unknown", "reduced")


def by_exceptions(exceptions: Figure) -> pl.Expr:
    """The effect of pensions from elsewhere, each by its bound: none, reduced, refused, unread or unknown."""
    return _strongest([_effect(kind, exceptions) for kind in OTHER_PENSIONS])


def refused_by_any() -> pl.Expr:
    """Refused beside any other pension."""
    amounts = [pl.col(f"{kind}_pension") for kind in OTHER_PENSIONS]
    return _strongest(
        [
            pl.when(amount.is_null()).then(pl.lit("unknown"))
            .when(amount > 0).then(pl.lit("refused"))
            .otherwise(pl.lit("none"))
            for amount in amounts
        ]
    )  # fmt: skip


def _effect(kind: str, exceptions: Figure) -> pl.Expr:
    amount = pl.col(f"{kind}_pension")
    value = exceptions.noted(kind, applies=amount > 0)
    fields: Mapping[str, object] = {} if value is None else value.fields
    words = {name: _EFFECTS.get(str(fields.get(name)), "unread") for name in ("up_to", "above")}
    bound = pl.lit(fields.get("bound"), dtype=pl.Int64)
    return (
        pl.when(amount.is_null()).then(pl.lit("unknown"))
        .when(amount == 0).then(pl.lit("none"))
        .when(bound.is_null()).then(pl.lit("unread"))
        .when(amount <= bound).then(pl.lit(words["up_to"]))
        .otherwise(pl.lit(words["above"]))
    )  # fmt: skip


_EFFECTS = {"full": "none", "reduced": "reduced", "refused": "refused"}


def _strongest(effects: list[pl.Expr]) -> pl.Expr:
    band = pl.lit("none")
    for word in reversed(_STRONGEST):
        band = pl.when(pl.any_horizontal([one == word for one in effects])).then(pl.lit(word)).otherwise(band)
    return band


def full_or_reduced(full: Formula, reduced: Formula) -> Formula:
    """The reduced amount beside another pension, else the full one."""
    band = pl.col("other_pension")
    is_reduced = pl.when(band == "reduced").then(pl.lit(True)).when(band == "none").then(pl.lit(False))
    return choose(is_reduced, reduced, full, says="Another pension reduces the amount.")


def age_band(on: InForce, older_from: int | None) -> pl.Expr:
    """Her age against a boundary: younger, in the month of the birthday, or older."""
    born = pl.col("born")
    if older_from is None:
        return pl.lit("unknown")
    months = (born.dt.year() + older_from) * 12 + born.dt.month()
    now = on.on.year * 12 + on.on.month
    return (
        pl.when(born.is_null()).then(pl.lit("unknown"))
        .when(months > now).then(pl.lit("younger"))
        .when(months == now).then(pl.lit("birthday_month"))
        .otherwise(pl.lit("older"))
    )  # fmt: skip


def disability_band(above: int | None) -> pl.Expr:
    """Her disability against a boundary in hundredths of one per cent."""
    share = pl.col("disability")
    is_known = share.is_not_null() & pl.lit(above is not None)
    return (
        pl.when(is_known)
        .then(pl.when(share > (above or 0)).then(pl.lit("above")).otherwise(pl.lit("up_to")))
        .otherwise(pl.lit("unknown"))
    )


def share_class() -> pl.Expr:
    """Who pays, by the Centre's list."""
    listed = pl.col("on_central_list")
    return (
        pl.when(listed.is_null()).then(pl.lit("unknown"))
        .when(listed).then(pl.lit("centre"))
        .otherwise(pl.lit("state"))
    )  # fmt: skip


def central_share(amount: Formula, payment: Figure) -> Share:
    """The Centre's share of those on its list, once it pays it apart (``payment`` says pfms)."""
    return central_share_between(amount, amount, payment)


def central_share_by_age(figure: Figure, payment: Figure) -> Share:
    """The Centre's share by age; the month of the birthday is between both where the rule was not read."""
    younger, older = figure.fixed("younger"), figure.fixed("older")
    begins = figure_of(figure, "begins_in_birthday_month")
    band = pl.col("age_band")
    old, young = ["older"], ["younger"]
    if begins is not None:
        (old if begins else young).append("birthday_month")
    at_least = choose(band.is_in(old), older, younger, says="By her age in the month.")
    at_most = choose(band.is_in(young).not_(), older, younger, says="By her age in the month.")
    return central_share_between(at_least, at_most, payment)


def central_share_between(least: Formula, most: Formula, payment: Figure) -> Share:
    """A share between two amounts: of those on the list both, of others nothing, of unknown ones between."""
    how, group = figure_of(payment), pl.col("share_class")
    if how == "state":
        return Share(NOTHING, NOTHING, (Used(payment, applies=group != "state"),))
    used = (Used(payment, applies=group != "state"),)
    is_sure = group == "centre" if how == "pfms" else pl.lit(False)
    says = "The Centre pays a share of those on its list."
    return Share(choose(is_sure, least, says=says), choose(group != "state", most, says=says), used)
