"""Conditions that schemes of every pack can take: each reads columns of an award and figures of the pack."""

from __future__ import annotations

from typing import Any

import polars as pl

from vethanam.money import shown
from vethanam.rules.parameter_values import Figure, InForce
from vethanam.rules.scheme import INCOME_NOT_KNOWN, NOT_VERIFIED, RULE_NOT_READ, Condition, Used

#: pensions from elsewhere, each a column of the award
OTHER_PENSIONS = ("epf", "nps", "ex_gratia")
UNREAD = pl.lit(None, dtype=pl.Boolean)


def figure_of(figure: Figure, field: str | None = None, *, key: str | None = None) -> Any:
    """The content of a figure in force, recorded as used; None if it is not known."""
    value = figure.noted(key)
    return None if value is None else value.fields[field or figure.parameter.field]


def age_on(on: InForce) -> pl.Expr:
    """Completed years on the day."""
    born = pl.col("born")
    this_year = born.dt.month().cast(pl.Int32) * 32 + born.dt.day()
    is_before = this_year > on.on.month * 32 + on.on.day
    return pl.lit(on.on.year) - born.dt.year() - is_before.cast(pl.Int32)


def alive(on: InForce, month_of_death: Figure, key: str) -> Condition:
    """Alive; the month of death is due by the pack's figure."""
    died, due = pl.col("died_on"), figure_of(month_of_death, key=key)
    then = UNREAD if due is None else pl.lit(due)
    in_month = died.is_between(on.month.first, on.month.last)
    holds = (
        pl.when(died.is_null() | (died > on.month.last)).then(pl.lit(True))
        .when(died < on.month.first).then(pl.lit(False))
        .otherwise(then)
    )  # fmt: skip
    return Condition("DIED", "She is alive.", holds, (), (Used(month_of_death, key, in_month),))


def resident() -> Condition:
    """Lives in the State."""
    return Condition("NOT_RESIDENT", "She lives in the State.", pl.col("is_resident"), ("is_resident",))


def of_sex(figure: Figure) -> Condition:
    """Of one of the sexes that the figure lists."""
    listed = figure_of(figure)
    holds = UNREAD if listed is None else pl.col("sex").is_in(list(listed))
    return Condition("NOT_A_WOMAN", "She is a woman or a trans woman.", holds, ("sex",), (Used(figure),))


def a_woman() -> Condition:
    """A woman."""
    return Condition("NOT_A_WOMAN", "She is a woman.", pl.col("sex") == "woman", ("sex",))


def aged_from(on: InForce, figure: Figure, field: str | None = None) -> Condition:
    """At least of an age on the day."""
    least = figure_of(figure, field)
    holds = UNREAD if least is None else age_on(on) >= least
    says = "She has reached the age of the scheme."
    return Condition("NOT_OF_AGE", says, holds, ("born",), (Used(figure),), {"age": least, "day": on.on})


def aged_up_to(on: InForce, figure: Figure) -> Condition:
    """Not above an age; whether that age itself is included may be unread (``up_to``, ``up_to_included``)."""
    most, included = figure_of(figure, "up_to"), figure_of(figure, "up_to_included")
    age = age_on(on)
    at_most = UNREAD if included is None else pl.lit(included)
    holds = (
        UNREAD
        if most is None
        else pl.when(age == most).then(at_most).when(age.is_not_null()).then(age < most)
    )
    says = "She is not above the age of the scheme."
    return Condition("ABOVE_AGE", says, holds, ("born",), (Used(figure),), {"age": most, "day": on.on})


def income_up_to(on: InForce, ceiling: Figure, valid_months: Figure, *, key: str | None = None) -> Condition:
    """The family income is at most the ceiling, by a certificate that is valid on the day.

    A certificate is valid up to its last day. One without a last day is valid for ``valid_months`` from its
    own date. If the pack does not know that figure, it is valid for one month, and later not known.
    """
    most, months = figure_of(ceiling, key=key), figure_of(valid_months)
    income, certified, until = (pl.col(n) for n in ("income", "income_certified_on", "income_valid_until"))
    day = pl.lit(on.on)
    in_first_month = certified.dt.offset_by("1mo") > day
    by_months = UNREAD if months is None else certified.dt.offset_by(f"{months}mo") > day
    is_good = (
        pl.when(until.is_not_null()).then(until >= day)
        .when(certified > day).then(pl.lit(False))
        .when(in_first_month).then(pl.lit(True))
        .otherwise(by_months)
    )  # fmt: skip
    is_lacking = income.is_null() | (until.is_null() & certified.is_null()) | is_good.not_()
    holds = UNREAD if most is None else pl.when(is_good).then(income <= most)
    hold = (
        pl.when(is_lacking.fill_null(False)).then(pl.lit(INCOME_NOT_KNOWN)).otherwise(pl.lit(RULE_NOT_READ))
    )
    return Condition(
        "INCOME_ABOVE",
        "Her family's income is within the limit, by a certificate that is good.",
        holds,
        ("income",),
        (Used(ceiling, key), Used(valid_months)),
        {"most": "" if most is None else shown(most, symbol=False)},
        hold,
    )


def without(reason: str, fact: str, says: str, listed: Figure, word: str) -> Condition:
    """Without a circumstance, if the figure lists it as one that excludes."""
    words = figure_of(listed)
    holds = UNREAD if words is None else (pl.col(fact).not_() if word in words else pl.lit(True))
    return Condition(reason, says, holds, (fact,), (Used(listed),))


def widowed_or_deserted(on: InForce, years: Figure) -> Condition:
    """Widowed, or deserted for the years of the figure. Of divorced women nothing was read."""
    state, least = pl.col("marital_state"), figure_of(years)
    since = pl.col("deserted_since")
    is_long = UNREAD if least is None else since.dt.offset_by(f"{least}y") <= pl.lit(on.on)
    holds = (
        pl.when((state == "widowed") | pl.col("is_remarried")).then(pl.lit(True))
        .when(state == "deserted").then(is_long)
        .when(state.is_in(["unmarried", "married"])).then(pl.lit(False))
        .otherwise(UNREAD)
    )  # fmt: skip
    is_lacking = state.is_null() | ((state == "deserted") & since.is_null())
    hold = pl.when(is_lacking.fill_null(False)).then(pl.lit(NOT_VERIFIED)).otherwise(pl.lit(RULE_NOT_READ))
    says = "She is a widow, or was deserted years ago."
    told = {"years": least}
    return Condition("NOT_WIDOWED", says, holds, ("marital_state",), (Used(years),), told, hold)


def not_remarried() -> Condition:
    """Not married again."""
    return Condition(
        "REMARRIED", "She has not married again.", pl.col("is_remarried").not_(), ("is_remarried",)
    )


def unmarried() -> Condition:
    """Never married."""
    holds = pl.col("marital_state") == "unmarried"
    return Condition("NOT_UNMARRIED", "She is unmarried.", holds, ("marital_state",))


def disabled() -> Condition:
    """Disabled by a medical certificate."""
    holds = pl.col("has_disability_certificate") & (
        pl.col("disability").is_null() | (pl.col("disability") > 0)
    )
    says = "A medical certificate states her disability."
    return Condition("NOT_DISABLED", says, holds, ("has_disability_certificate",))


def a_labourer(years: Figure) -> Condition:
    """An agricultural labourer for some years, in the welfare fund, not on a plantation."""
    least = figure_of(years)
    enough = UNREAD if least is None else pl.col("labour_years") >= least
    holds = enough & pl.col("is_fund_member") & pl.col("on_plantation").not_()
    says = "She was an agricultural labourer long enough, in the welfare fund and not on a plantation."
    facts = ("labour_years", "is_fund_member", "on_plantation")
    return Condition("NOT_A_LABOURER", says, holds, facts, (Used(years),), {"years": least})


def with_card(cards: Figure) -> Condition:
    """In a family with one of the listed ration cards."""
    listed = figure_of(cards)
    holds = UNREAD if listed is None else pl.col("card").is_in(list(listed))
    says = "Her family has a priority ration card."
    return Condition("CARD_NOT_PRIORITY", says, holds, ("card",), (Used(cards),))


def not_in_prison(on: InForce, months: Figure) -> Condition:
    """Not in prison for the months of the figure or longer."""
    most, since = figure_of(months), pl.col("imprisoned_on")
    long = UNREAD if most is None else since.dt.offset_by(f"{most}mo") <= pl.lit(on.on)
    holds = pl.when(since.is_null()).then(pl.lit(True)).otherwise(long.not_())
    return Condition("IN_PRISON", "She is not in prison for a month or more.", holds, (), (Used(months),))


def life_proven(window: Figure) -> Condition:
    """Life is proven for the month; not known where the window of its year was not read."""
    proven = pl.col("is_life_proven")
    used = (Used(window, applies=proven.is_null()),)
    says, hold = "Life is proven for the month.", pl.lit(RULE_NOT_READ)
    return Condition("LIFE_NOT_PROVEN", says, proven, ("is_life_proven",), used, hold=hold)


def one_benefit(exceptions: Figure | None = None) -> Condition:
    """No other pension or award that excludes this one.

    ``other_pension`` is the scheme's band of pensions from elsewhere; ``is_second`` says that an earlier
    award of the same person stays. Both are worked out before (:mod:`.benefit_assessment`).
    """
    band = pl.col("other_pension")
    pensions = (
        pl.when(band == "refused").then(pl.lit(False))
        .when(band.is_in(["none", "reduced"])).then(pl.lit(True))
        .otherwise(UNREAD)
    )  # fmt: skip
    board = pl.col("has_board_pension").not_()
    holds = pl.col("is_second").not_() & pensions & board
    facts = ("has_board_pension", *(f"{kind}_pension" for kind in OTHER_PENSIONS))
    says = "She draws no other pension that excludes this one."
    used = (
        ()
        if exceptions is None
        else tuple(Used(exceptions, kind, pl.col(f"{kind}_pension") > 0) for kind in OTHER_PENSIONS)
    )
    return Condition("ONE_PENSION", says, holds, facts, used)
