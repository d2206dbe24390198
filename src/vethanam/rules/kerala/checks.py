"""Checks of Kerala's rules: basic pay is a stage, subscriptions are within limits."""

from __future__ import annotations

import json

import polars as pl

from vethanam.errors import Sentence, as_json
from vethanam.money import PER_CENT, RUPEE, WHOLE, shown
from vethanam.rules.checks import finding, found, rupees
from vethanam.rules.earnings import KEY
from vethanam.rules.facts import MonthFacts
from vethanam.rules.formula import column
from vethanam.rules.frame_alignment import beside, last_of_each
from vethanam.rules.kerala.components.gpf_subscription import GPF
from vethanam.rules.kerala.components.pension_contribution import NPS
from vethanam.rules.kerala.components.state_life_insurance import SLI
from vethanam.rules.kerala.days import OWN_ORDERS
from vethanam.rules.kerala.scales import Scale, part_time_scales, scale_of, scale_said, state_scales
from vethanam.rules.parameter_values import Figure, InForce
from vethanam.rules.parameters import Value
from vethanam.rules.rounding import rounded
from vethanam.rules.rulebook import Check

#: services without a fund for everybody in the orders read so far
WITHOUT_A_FUND = ("part_time_contingent", "temporary")


def basic_pay_on_a_stage(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Basic pay must be a stage of its scale, or a stagnation increment above it."""
    held = facts.segments.filter((pl.col("pay_basis") == "scale") & ~pl.col("category").is_in(OWN_ORDERS))
    distinct = held.select("category", "revision", "scale", "basic_pay").unique(maintain_order=True)
    scales = distinct.select("category", "revision", "scale").unique().drop_nulls().rows()
    spans = {named: _span(on, *named) for named in scales}
    told = [_told(spans.get(row[:3]), *row) for row in distinct.iter_rows()]
    if not any(told):
        return found([])
    answers = distinct.with_columns(
        pl.Series("code", [one and one.code for one in told], dtype=pl.String),
        pl.Series("told", [one and json.dumps(as_json(one.facts)) for one in told], dtype=pl.String),
    ).filter(pl.col("code").is_not_null())
    wrong = held.join(
        answers,
        on=["category", "revision", "scale", "basic_pay"],
        how="inner",
        nulls_equal=True,
        maintain_order="left",
    )
    frames = []
    for code in ("not_a_stage", "unknown_scale", "scale_not_named", "outside_scale"):
        rows = wrong.filter(pl.col("code") == code)
        frames.append(
            finding(rows, code, blocks=True, component="basic_pay").with_columns(
                rows.unique(subset=["employment"], keep="first", maintain_order=True)["told"].alias("facts")
            )
        )
    return found(frames)


def _told(
    span: Scale | None, category: str, revision: int | None, scale: str | None, pay: int
) -> Sentence | None:
    """The fault of a basic pay, or None."""
    if scale is None or revision is None:
        return Sentence("scale_not_named")
    if span is None:
        return Sentence("unknown_scale", {"scale": scale_said(scale), "revision": revision})
    if pay in span.stages or pay in span.stagnation:
        return None
    shown_pay = shown(pay, symbol=False)
    if pay in span.master:
        first, last = (shown(stage, symbol=False) for stage in (span.stages[0], span.stages[-1]))
        return Sentence("outside_scale", {"pay": shown_pay, "first": first, "last": last})
    near = [shown(stage, symbol=False) for stage in span.nearest(pay)]
    return Sentence("not_a_stage", {"pay": shown_pay, "stages": " and ".join(near)})


def _span(on: InForce, category: str, revision: int, scale: str) -> Scale | None:
    if category == "part_time_contingent":
        return next((s for s in part_time_scales(on, revision) if s.name == scale), None)
    return scale_of(on, revision, scale) if scale in state_scales(on, revision) else None


def provident_fund_within_limits(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Report a subscription below the minimum or above the maximum share of pay; it is used as stated."""
    last = last_of_each(facts.segments).select("employment", "basic_pay", "category")
    subscribed = facts.members_of(GPF.code).select("employment", gpf_subscription="amount")
    of_members = facts.months.select("employment", "gpf_base").join(
        subscribed, on="employment", how="inner", maintain_order="left"
    )
    members = beside(of_members, last).with_columns(pl.coalesce("gpf_base", "basic_pay").alias("base"))
    is_part_time = pl.col("category") == "part_time_contingent"
    limits = on.provident_fund.limits
    told = [
        _outside(limits, "full_time", members.filter(~is_part_time)),
        _outside(limits, "part_time", members.filter(is_part_time)),
    ]
    silent = members.filter(pl.col("gpf_subscription").is_null())
    return found([*told, finding(silent, "gpf_not_stated", blocks=False, component="gpf_subscription")])


def _outside(limits: Figure, kind: str, members: pl.DataFrame) -> pl.DataFrame:
    """Subscriptions outside the limits of one kind of service."""
    if members.is_empty():
        return found([])
    least, most = limits.content("least", key=kind), limits.content("most", key=kind)
    stated, base = pl.col("gpf_subscription"), pl.col("base")
    low = members.filter(stated * WHOLE < base * least).with_columns(
        (-(-base * least // (WHOLE * RUPEE)) * RUPEE).alias("least")
    )
    stated_sum, base_sum = rupees("gpf_subscription"), rupees("base")
    figures = {"amount": stated_sum, "least": rupees("least"), "rate": least // 100, "base": base_sum}
    below = finding(low, "gpf_below_minimum", blocks=False, component="gpf_subscription", facts=figures)
    high = members.filter(stated * WHOLE > base * most)
    figures = {"amount": stated_sum, "base": base_sum}
    above = finding(high, "gpf_above_maximum", blocks=False, component="gpf_subscription", facts=figures)
    return found([below, above])


def insurance_not_below_least(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Report State Life Insurance premiums below the minimum; from age 50 there is no new policy."""
    rule = on.state_life_insurance.premium
    value = rule.value()
    last_age = on.state_life_insurance.last_age.content()
    if value is None or value.is_unknown:
        return found([])
    least_of = _least_premiums(on, facts, value)
    stated = facts.members_of(SLI.code).select("employment", sli_premium="amount")
    rows = beside(beside(facts.months.select("employment", "born"), stated), least_of)
    first = on.month.first
    young = pl.col("born") > first.replace(year=first.year - last_age)
    low = rows.filter(pl.col("sli_premium").is_not_null() & (pl.col("sli_premium") < pl.col("least")) & young)
    return finding(
        low,
        "sli_below_minimum",
        blocks=False,
        component="state_life_insurance",
        facts={"amount": rupees("sli_premium"), "least": rupees("least")},
    )


def _least_premiums(on: InForce, facts: MonthFacts, value: Value) -> pl.DataFrame:
    """Each employment's minimum premium: on basic pay, its allowance in rupees, and stated personal pay."""
    rate, step, least = (value.fields[name] for name in ("rate", "step", "least"))
    last = last_of_each(facts.segments)
    stated = facts.rates.filter(pl.col("component") == "personal_pay")
    personal = (
        stated.join(last.select(*KEY, pl.col("until").alias("last_day")), on=KEY)
        .filter((pl.col("start") <= pl.col("last_day")) & (pl.col("until") >= pl.col("last_day")))
        .group_by("employment")
        .agg(pl.col("amount").sum().alias("personal_pay"))
    )
    pay = column("basic_pay")
    allowance = pay * on.dearness_allowance.rate.by("da_series")
    drawn = rounded(allowance.numerator, allowance.scale, "rupee")
    base = (
        pl.col("basic_pay")
        + pl.when(pl.col("da_series").is_null()).then(0).otherwise(drawn)
        + pl.col("personal_pay").fill_null(0)
    )
    premium = (-(-base * rate // (WHOLE * step)) * step).clip(lower_bound=least)
    return beside(last, personal).lazy().select("employment", premium.alias("least")).collect()


def scheme_by_joining(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Report provident fund members who joined after the contributory pension began."""
    since = on.pension_contribution.joined_from.content()
    members = facts.members_of(GPF.code).select("employment")
    late = facts.months.filter((pl.col("joined") >= since).fill_null(False)).join(
        members, on="employment", how="semi", maintain_order="left"
    )
    return finding(
        late,
        "scheme_contradicts_joining",
        blocks=False,
        component="pension_contribution",
        facts={"day": pl.col("joined")},
    )


def fund_of_a_recruit(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Report regular employees who joined after the contributory pension began and have no fund."""
    since = on.pension_contribution.joined_from.content()
    recruits = facts.months.filter((pl.col("joined") >= since).fill_null(False))
    members = facts.memberships.filter(pl.col("fund").is_in([GPF.code, NPS.code]))
    is_regular = pl.col("pay_basis").is_in(["scale", "authorised"]) & ~pl.col("category").is_in(
        WITHOUT_A_FUND
    )
    regular = facts.segments.filter(is_regular).select("employment").unique()
    return finding(
        recruits.join(members, on="employment", how="anti", maintain_order="left").join(
            regular, on="employment", how="semi", maintain_order="left"
        ),
        "no_fund",
        blocks=False,
        component="pension_contribution",
        facts={"day": pl.col("joined")},
    )


def pay_without_a_scale(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Report services with scales outside the pack: their pay is used as stated."""
    rows = facts.segments.filter((pl.col("pay_basis") == "scale") & pl.col("category").is_in(OWN_ORDERS))
    return finding(
        rows,
        "scale_not_in_pack",
        blocks=False,
        component="basic_pay",
        facts={"service": pl.col("category"), "pay": rupees("basic_pay")},
    )


def subsistence_within_bounds(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Report a varied subsistence rate outside the bounds, or before it may be varied."""
    varied = facts.segments.filter(
        pl.col("subsistence_rate").is_not_null() & (pl.col("absence") == "suspension")
    )
    value = on.suspension.subsistence.value()
    if varied.is_empty() or value is None or value.is_unknown:
        return found([])
    first, months, least, most = (value.fields[name] for name in ("first", "months", "least", "most"))
    stated = (pl.col("subsistence_rate") / PER_CENT).cast(pl.String).str.strip_suffix(".0")
    outside = varied.filter(~pl.col("subsistence_rate").is_between(least, most))
    early = varied.filter(
        pl.col("subsistence_rate") != first,
        pl.col("start") < pl.col("absence_since").dt.offset_by(f"{months}mo"),
    )
    name = "subsistence_allowance"
    bounds = {"rate": stated, "least": least // PER_CENT, "most": most // PER_CENT}
    sooner = {"rate": stated, "count": months}
    return found(
        [
            finding(outside, "subsistence_outside_bounds", blocks=False, component=name, facts=bounds),
            finding(early, "subsistence_varied_early", blocks=False, component=name, facts=sooner),
        ]
    )


CHECKS: tuple[Check, ...] = (basic_pay_on_a_stage,)
AT_ENTRY: tuple[Check, ...] = (provident_fund_within_limits, insurance_not_below_least)
TELLING: tuple[Check, ...] = (
    *AT_ENTRY,
    scheme_by_joining,
    fund_of_a_recruit,
    pay_without_a_scale,
    subsistence_within_bounds,
)
