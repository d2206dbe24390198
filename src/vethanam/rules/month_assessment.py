"""Assess a month: facts in, bill lines out. The same expressions for one person and for half a million."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from vethanam.errors import Sentence
from vethanam.rules.assessment_result import Assessment
from vethanam.rules.cascade import taken
from vethanam.rules.checks import finding, found, generic, rupees
from vethanam.rules.dues import Dues, dues_of
from vethanam.rules.earnings import KEY, Earnings, earnings_of, expected_of
from vethanam.rules.facts import FRAMES, MonthFacts
from vethanam.rules.frame_alignment import in_order
from vethanam.rules.least_net import unprotected, with_least_net
from vethanam.rules.line_columns import LINES, TOTALS
from vethanam.rules.parameter_values import InForce
from vethanam.rules.parameters import Reading
from vethanam.rules.rulebook import Rulebook

SHORT = "pay_does_not_reach"


def assess(
    facts: MonthFacts, rulebook: Rulebook, *, known_at: date | None = None, reading: Reading = "drawn"
) -> Assessment:
    """Compute every line of the month.

    Parameters
    ----------
    facts
        Frames as declared in ``rules.columns``; every part of each employment's month.
    rulebook
        The rule pack, from :func:`vethanam.rules.load_pack`.
    known_at
        Parameters recorded after this day are left out, so that an old bill gives its old result. None: all.
    reading
        ``drawn`` for the month's own bill: a rate counts from the first month drawn. ``due`` for arrears: a
        rate counts from its effective date once its arrears were granted.

    Returns
    -------
    Assessment
        ``lines`` sorted by employment, part and place; ``totals`` with a row per part; ``findings``. An
        employment with a blocking finding has neither lines nor totals; the others are not affected.

    Raises
    ------
    UnsoundInput
        The frames are not as declared; lists every fault.
    """
    facts = facts.checked()
    on = rulebook.in_force(facts.month, known_at=known_at, reading=reading)
    findings, sound = sound_facts(facts, rulebook, on)
    if sound.segments.is_empty():
        return Assessment(facts.month, LINES.empty(), TOTALS.empty(), findings, rulebook.hash)
    earnings = earnings_of(sound, rulebook, on)
    dues = dues_of(sound, rulebook, on, earnings, expected_of(sound, rulebook, on, earnings))
    pay = with_least_net(earnings, rulebook, on)
    borne = taken(dues.dues, pay)
    lines = lines_of(rulebook, on, earnings, dues, borne.lines)
    told = [findings, _carried(borne.lines), unprotected(borne, pay, rulebook, on)]
    findings = found(told).sort("employment", "code", "component", maintain_order=True, nulls_last=True)
    totals = _totals(earnings, dues, borne.sums)
    return Assessment(facts.month, lines, totals, findings, rulebook.hash)


def sound_facts(facts: MonthFacts, rulebook: Rulebook, on: InForce) -> tuple[pl.DataFrame, MonthFacts]:
    """The findings, and the facts of the employments without a blocking one, sorted."""
    findings, facts = generally_sound(facts, rulebook)
    told = found([findings, *(check(on, facts) for check in (*rulebook.pack.checks, *rulebook.pack.telling))])
    return told, _in_service(_without(facts, told))


def generally_sound(facts: MonthFacts, rulebook: Rulebook) -> tuple[pl.DataFrame, MonthFacts]:
    """Faults of the facts independent of the figures in force, and the facts of sound employments, sorted."""
    facts = MonthFacts(facts.month, **{n: in_order(getattr(facts, n), FRAMES[n].key) for n in FRAMES})
    findings = generic(facts, rulebook)
    return findings, _without(facts, findings)


def not_blocked(facts: MonthFacts, rulebook: Rulebook, on: InForce) -> tuple[pl.DataFrame, MonthFacts]:
    """The pack's blocking findings on generally sound facts, and the facts of the other employments."""
    facts = MonthFacts(facts.month, **{n: in_order(getattr(facts, n), FRAMES[n].key) for n in FRAMES})
    findings = found([check(on, facts) for check in rulebook.pack.checks])
    return findings, _in_service(_without(facts, findings))


def _without(facts: MonthFacts, findings: pl.DataFrame) -> MonthFacts:
    """The facts without employments that have a blocking finding."""
    aside = findings.filter(pl.col("blocks"))["employment"].unique()
    if aside.is_empty():
        return facts
    stays = ~pl.col("employment").is_in(aside.implode())
    return MonthFacts(facts.month, **{name: getattr(facts, name).filter(stays) for name in FRAMES})


def _in_service(facts: MonthFacts) -> MonthFacts:
    """Drop month records without days in service: there is no pay to deduct from."""
    months = facts.months
    once = facts.segments["employment"]
    if not months["employment"].equals(once):
        months = months.filter(pl.col("employment").is_in(once.unique().implode()))
    return replace(facts, months=months)


def lines_of(
    rulebook: Rulebook, on: InForce, earnings: Earnings, dues: Dues, borne: pl.DataFrame
) -> pl.DataFrame:
    """All lines, sorted by employment, part and place on the bill."""
    places = {name: place for place, name in enumerate(rulebook.pack.earnings_in_order, start=1)}
    paid = [
        earning_lines(earnings.parts, name, place)
        for name, place in places.items()
        if (earnings.parts[name] != 0).any()
    ]
    took = borne.select(
        *KEY,
        "component",
        pl.lit("deduction").alias("kind"),
        "place",
        "amount",
        "due",
        "carried",
        pl.lit("payable").alias("state"),
        pl.when(pl.col("carried") > 0).then(pl.lit(SHORT)).alias("reason"),
        pl.when(pl.col("carried") > 0).then(pl.lit(Sentence("pay_does_not_reach").kept)).alias("why"),
        _NO_TEXT.alias("missing"),
        "obligation",
        "is_unconfirmed",
    )
    held = _held_lines(rulebook, on, earnings, dues, places)
    lines = pl.concat([*paid, took, _employer_lines(dues), held])
    return lines.sort(["employment", "part", "place", "obligation"], maintain_order=True, nulls_last=False)


_NO_TEXT = pl.lit(None, dtype=pl.String)
_EMPLOYER_PLACE = 901


def _plain(kind: str, place: int, amount: pl.Expr, is_weak: pl.Expr) -> list[pl.Expr]:
    nothing = pl.lit(0, dtype=pl.Int64)
    return [
        pl.lit(kind).alias("kind"),
        pl.lit(place, dtype=pl.Int32).alias("place"),
        amount.alias("amount"),
        amount.alias("due"),
        nothing.alias("carried"),
        pl.lit("payable").alias("state"),
        _NO_TEXT.alias("reason"),
        _NO_TEXT.alias("why"),
        _NO_TEXT.alias("missing"),
        pl.lit(None, dtype=pl.Int64).alias("obligation"),
        is_weak.alias("is_unconfirmed"),
    ]


def earning_lines(parts: pl.DataFrame, name: str, place: int) -> pl.DataFrame:
    """The lines of one earning, for parts where it is not zero."""
    rows = parts.lazy().filter(pl.col(name) != 0)
    is_weak = pl.col(f"{name}_weak") if f"{name}_weak" in parts.columns else pl.lit(False)
    plain = _plain("earning", place, pl.col(name), is_weak)
    return rows.select(*KEY, pl.lit(name).alias("component"), *plain).collect()


def _employer_lines(dues: Dues) -> pl.DataFrame:
    plain = _plain("employer", _EMPLOYER_PLACE, pl.col("amount"), pl.col("is_unconfirmed"))
    return dues.employer.select(*KEY, "component", *plain)


def _held_lines(
    rulebook: Rulebook, on: InForce, earnings: Earnings, dues: Dues, places: dict[str, int]
) -> pl.DataFrame:
    held = pl.concat([earnings.held, dues.held])
    kinds = {c.name: c.kind for c in rulebook.pack.components}
    precedence = on.figure(rulebook.pack.precedence)
    named = held["component"].unique().sort().to_list()
    place_of = dict(places)
    for name in named:
        value = precedence.value(name)
        place_of.setdefault(name, value.fields["place"] if value else _EMPLOYER_PLACE)
    nothing = pl.lit(None, dtype=pl.Int64)
    return held.select(
        *KEY,
        "component",
        pl.col("component")
        .replace_strict({n: kinds[n] for n in named}, return_dtype=pl.String, default="deduction")
        .alias("kind"),
        pl.col("component")
        .replace_strict({n: place_of[n] for n in named}, return_dtype=pl.Int32, default=999)
        .alias("place"),
        nothing.alias("amount"),
        nothing.alias("due"),
        pl.lit(0, dtype=pl.Int64).alias("carried"),
        pl.lit("held").alias("state"),
        "reason",
        "why",
        "missing",
        nothing.alias("obligation"),
        pl.lit(False).alias("is_unconfirmed"),
    )


def _totals(earnings: Earnings, dues: Dues, took: pl.DataFrame) -> pl.DataFrame:
    waiting = pl.concat([earnings.held.select(KEY), dues.held.select(KEY)])
    held = waiting.group_by(KEY).agg(pl.len().cast(pl.Int32).alias("lines_held"))
    parts = earnings.parts.select(*KEY, "gross")
    for sums in (took, held):
        parts = parts.join(sums, on=KEY, how="left", maintain_order="left")
    parts = parts.with_columns(pl.col("deductions").fill_null(0), pl.col("lines_held").fill_null(0))
    return parts.with_columns((pl.col("gross") - pl.col("deductions")).alias("net")).select(TOTALS.names)


def _carried(borne: pl.DataFrame) -> pl.DataFrame:
    over = (
        borne.filter(pl.col("carried") > 0)
        .group_by("employment", maintain_order=True)
        .agg(pl.col("carried").sum(), pl.len().alias("count"))
    )
    figures = {"count": pl.col("count"), "amount": rupees("carried")}
    return finding(over, "deductions_carried", blocks=False, facts=figures)
