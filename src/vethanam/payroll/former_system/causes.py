"""Proves causes of differences: change one input, recompute the month, and require
that the difference disappears.

A cause is accepted only if the line then matches to the paisa and no line of the person that matched before
differs. If two causes explain a line equally well, or none does, the line is *unexplained*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from django.utils.timezone import localdate

from vethanam.payroll.former_system.figure_changes import figures_of
from vethanam.payroll.former_system.input_changes import facts_of, inputs_of
from vethanam.payroll.former_system.lines import LINE, Laid, computed_lines
from vethanam.rules import assess
from vethanam.rules.facts import MonthFacts
from vethanam.rules.rulebook import Rulebook

UNEXPLAINED = "unexplained"
#: an input or figure that explains lines, and how many lines of the person it explains
PROVEN = {
    "employment": pl.Int64,
    "component": pl.String,
    "cause": pl.String,
    "said": pl.String,
    "explains": pl.UInt32,
}


@dataclass(frozen=True, slots=True)
class _Tried:
    """The result of recomputing with one change: the lines of the people concerned."""

    cause: str
    said: pl.DataFrame
    lines: pl.DataFrame
    people: pl.Series


def explained(laid: Laid, rulebook: Rulebook) -> pl.DataFrame:
    """The differing lines with ``cause`` and ``said`` (the changed input's value).

    Columns employment, component, kind, drawn, computed, cause, said.
    """
    differing = laid.differing
    if differing.is_empty():
        nothing = pl.lit(None, pl.String)
        return differing.with_columns(cause=nothing, said=nothing)
    proven = [pl.DataFrame(schema=PROVEN)]
    proven += [_proven_inputs(laid, tried) for tried in _inputs(laid, differing, rulebook)]
    proven += [_proven_figure(laid, tried) for tried in _figures(laid, differing, rulebook)]
    best = _unambiguous(pl.concat(proven))
    joined = differing.join(best, on=LINE, how="left", maintain_order="left")
    return joined.with_columns(pl.col("cause").fill_null(UNEXPLAINED))


def _again(facts: MonthFacts, rulebook: Rulebook, laid: Laid) -> pl.DataFrame:
    assessed = assess(facts, rulebook, known_at=localdate(laid.known_at))
    return computed_lines(assessed).rename({"computed": "anew"})


def _inputs(laid: Laid, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[_Tried]:
    own = facts_of(laid.snapshot.facts, differing["employment"].unique())
    for changed in inputs_of(own, differing, rulebook):
        people = changed.facts.months["employment"]
        yield _Tried(changed.code, changed.said, _again(changed.facts, rulebook, laid), people)


def _figures(laid: Laid, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[_Tried]:
    facts = laid.snapshot.facts
    for figure in figures_of(facts, differing, rulebook):
        said = pl.DataFrame({"employment": figure.people}).with_columns(value=pl.lit(figure.said))
        yield _Tried(figure.code, said, _again(facts, figure.rulebook, laid), figure.people)


def _beside(laid: Laid, tried: _Tried) -> pl.DataFrame:
    """The lines of the people concerned: drawn, computed before, and computed anew."""
    of_them = laid.lines.filter(pl.col("employment").is_in(tried.people.implode()))
    anew = tried.lines.filter(pl.col("employment").is_in(tried.people.implode()))
    both = of_them.join(anew, on=[*LINE, "kind"], how="full", coalesce=True)
    return both.with_columns(pl.col("drawn", "computed", "anew").fill_null(0)).with_columns(
        is_solved=(pl.col("drawn") == pl.col("anew")) & (pl.col("drawn") != pl.col("computed")),
        is_broken=(pl.col("drawn") != pl.col("anew")) & (pl.col("drawn") == pl.col("computed")),
        is_moved=pl.col("anew") != pl.col("computed"),
    )


def _rows(solved: pl.DataFrame, tried: _Tried) -> pl.DataFrame:
    counted = solved.with_columns(explains=pl.len().over("employment"))
    joined = counted.join(tried.said, on="employment", how="left", maintain_order="left")
    return joined.select(
        "employment", "component", cause=pl.lit(tried.cause), said="value", explains="explains"
    ).cast(PROVEN)  # type: ignore[arg-type]


def _proven_inputs(laid: Laid, tried: _Tried) -> pl.DataFrame:
    """Lines explained by a person's own input that breaks none of the person's other lines."""
    beside = _beside(laid, tried)
    broken = beside.filter("is_broken").select("employment").unique()
    return _rows(beside.filter("is_solved").join(broken, on="employment", how="anti"), tried)


def _proven_figure(laid: Laid, tried: _Tried) -> pl.DataFrame:
    """Lines explained by a figure for a whole drawing code: two people or more, no matching line broken."""
    beside = _beside(laid, tried).join(laid.codes, on="employment", how="left")
    offices = beside.group_by("drawing_code").agg(
        broken=pl.col("is_broken").sum(),
        people=pl.col("employment").filter("is_solved").n_unique(),
    )
    whole = offices.filter(pl.col("broken") == 0, pl.col("people") > 1).select("drawing_code")
    solved = beside.filter("is_solved").join(whole, on="drawing_code", how="semi", nulls_equal=True)
    return _rows(solved, tried)


def _unambiguous(proven: pl.DataFrame) -> pl.DataFrame:
    """One cause per line: the one that explains most of the person's lines; none if tied."""
    most = proven.filter(pl.col("explains") == pl.col("explains").max().over(LINE))
    alone = most.with_columns(fits=pl.struct("cause", "said").n_unique().over(LINE)).filter(
        pl.col("fits") == 1
    )
    return alone.unique(LINE, keep="first", maintain_order=True).select(*LINE, "cause", "said")
