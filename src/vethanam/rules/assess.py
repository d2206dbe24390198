"""A month assessed: facts in, the lines of every bill out. One text for one person and for half a million."""

from __future__ import annotations

from datetime import date

import polars as pl

from vethanam.rules.assessment import Assessment
from vethanam.rules.cascade import taken
from vethanam.rules.checks import finding, found, generic, rupees
from vethanam.rules.columns import LINES, TOTALS
from vethanam.rules.dues import Dues, dues_of
from vethanam.rules.earnings import KEY, Earnings, earnings_of, expected_of
from vethanam.rules.facts import FRAMES, MonthFacts
from vethanam.rules.in_force import InForce
from vethanam.rules.parameters import Reading
from vethanam.rules.rulebook import Rulebook

SHORT = "pay_does_not_reach"


def assess(
    facts: MonthFacts, rulebook: Rulebook, *, known_at: date | None = None, reading: Reading = "drawn"
) -> Assessment:
    """Work out every line of the month.

    Parameters
    ----------
    facts
        Frames as declared in ``rules.columns``; every part of each employment's month.
    rulebook
        The rule pack, from :func:`vethanam.rules.load_pack`.
    known_at
        Parameters recorded after this day are left out, so that an old bill comes out as it did. None: all.
    reading
        ``drawn`` for the month's own bill: a rate counts from the first month drawn. ``due`` for arrears: a rate counts from
        its effective date once its arrears were granted.

    Returns
    -------
    Assessment
        ``lines`` ordered by employment, part and place; ``totals`` a row for each part; ``findings``. An employment with a
        blocking finding has neither lines nor totals; the others are not disturbed.

    Raises
    ------
    UnsoundInput
        The frames are not as declared; all faults at once.
    """
    facts = facts.checked()
    on = rulebook.in_force(facts.month, known_at=known_at, reading=reading)
    findings, sound = sound_facts(facts, rulebook, on)
    if sound.segments.is_empty():
        return Assessment(facts.month, LINES.empty(), TOTALS.empty(), findings, rulebook.hash)
    earnings = earnings_of(sound, rulebook, on)
    dues = dues_of(sound, rulebook, on, earnings, expected_of(sound, rulebook, on, earnings))
    borne = taken(dues.dues, earnings.parts.select(*KEY, "gross"))
    lines = lines_of(rulebook, on, earnings, dues, borne)
    findings = found([findings, _carried(borne)]).sort(
        "employment", "code", "component", maintain_order=True, nulls_last=True
    )
    return Assessment(facts.month, lines, _totals(earnings, lines), findings, rulebook.hash)


def sound_facts(facts: MonthFacts, rulebook: Rulebook, on: InForce) -> tuple[pl.DataFrame, MonthFacts]:
    """The findings, and the facts of the employments that none of them blocks, in order."""
    findings = generic(facts, rulebook)
    aside = findings.filter(pl.col("blocks")).select("employment").unique()
    frames = {
        name: getattr(facts, name).join(aside, on="employment", how="anti", maintain_order="left")
        for name in FRAMES
    }
    findings = found(
        [findings, *(check(on, frames["segments"], frames["months"]) for check in rulebook.pack.checks)]
    )
    aside = findings.filter(pl.col("blocks")).select("employment").unique()
    sound = {
        name: frame.join(aside, on="employment", how="anti", maintain_order="left").sort(
            FRAMES[name].key, maintain_order=True
        )
        for name, frame in frames.items()
    }
    return findings, MonthFacts(facts.month, **sound)


def lines_of(
    rulebook: Rulebook, on: InForce, earnings: Earnings, dues: Dues, borne: pl.DataFrame
) -> pl.DataFrame:
    """All lines, in the order of employment, part and place on the bill."""
    places = {name: place for place, name in enumerate(rulebook.pack.earnings_in_order, start=1)}
    paid = [
        _earning_lines(earnings.parts, name, place)
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
        pl.when(pl.col("carried") > 0)
        .then(pl.lit("Pay does not reach for all of it; the rest is carried forward."))
        .alias("says"),
        pl.lit(None, dtype=pl.String).alias("missing"),
        "obligation",
    )
    lines = pl.concat(
        [
            frame.cast(_BARE)
            for frame in (
                *paid,
                took,
                _employer_lines(dues),
                _held_lines(rulebook, on, earnings, dues, places),
            )
        ]
    )
    return _with_unconfirmed(lines, earnings, dues).sort(
        "employment", "part", "place", "obligation", maintain_order=True, nulls_last=False
    )


_BARE = pl.Schema({name: dtype for name, dtype in LINES.schema.items() if name != "is_unconfirmed"})
_NO_TEXT = pl.lit(None, dtype=pl.String)
_EMPLOYER_PLACE = 901


def _plain(kind: str, place: int, amount: pl.Expr) -> list[pl.Expr]:
    nothing = pl.lit(0, dtype=pl.Int64)
    return [
        pl.lit(kind).alias("kind"),
        pl.lit(place, dtype=pl.Int32).alias("place"),
        amount.alias("amount"),
        amount.alias("due"),
        nothing.alias("carried"),
        pl.lit("payable").alias("state"),
        _NO_TEXT.alias("reason"),
        _NO_TEXT.alias("says"),
        _NO_TEXT.alias("missing"),
        pl.lit(None, dtype=pl.Int64).alias("obligation"),
    ]


def _earning_lines(parts: pl.DataFrame, name: str, place: int) -> pl.DataFrame:
    rows = parts.filter(pl.col(name) != 0)
    return rows.select(*KEY, pl.lit(name).alias("component"), *_plain("earning", place, pl.col(name)))


def _employer_lines(dues: Dues) -> pl.DataFrame:
    return dues.employer.select(*KEY, "component", *_plain("employer", _EMPLOYER_PLACE, pl.col("amount")))


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
        "says",
        "missing",
        nothing.alias("obligation"),
    )


def _with_unconfirmed(lines: pl.DataFrame, earnings: Earnings, dues: Dues) -> pl.DataFrame:
    """The lines with the mark of those that rest on a figure nobody verified."""
    by_part = earnings.unconfirmed.with_columns(pl.lit(True).alias("weak"))
    by_month = dues.unconfirmed.with_columns(pl.lit(True).alias("weak_month"))
    marked = lines.join(by_part, on=[*KEY, "component"], how="left", maintain_order="left")
    marked = marked.join(by_month, on=["employment", "component"], how="left", maintain_order="left")
    is_weak = (pl.col("weak").fill_null(False) | pl.col("weak_month").fill_null(False)) & (
        pl.col("state") == "payable"
    )
    return marked.with_columns(is_weak.alias("is_unconfirmed")).select(LINES.names)


def _totals(earnings: Earnings, lines: pl.DataFrame) -> pl.DataFrame:
    sums = lines.group_by(KEY).agg(
        pl.col("amount").filter(pl.col("kind") == "deduction").sum().alias("deductions"),
        (pl.col("state") == "held").sum().cast(pl.Int32).alias("lines_held"),
    )
    parts = (
        earnings.parts.select(*KEY, "gross")
        .join(sums, on=KEY, how="left", maintain_order="left")
        .with_columns(pl.col("deductions").fill_null(0), pl.col("lines_held").fill_null(0))
    )
    return parts.with_columns((pl.col("gross") - pl.col("deductions")).alias("net")).select(TOTALS.names)


def _carried(borne: pl.DataFrame) -> pl.DataFrame:
    over = (
        borne.filter(pl.col("carried") > 0)
        .group_by("employment", maintain_order=True)
        .agg(pl.col("carried").sum(), pl.len().alias("count"))
    )
    says = pl.format(
        "Pay does not reach for {} of the deductions; {} rupees are carried forward.",
        pl.col("count"),
        rupees("carried"),
    )
    return finding(over, "deductions_carried", says, blocks=False, facts=[pl.col("count"), rupees("carried")])
