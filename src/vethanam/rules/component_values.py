"""Evaluate components over a frame, and explain unknown lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from vethanam.clauses import Clause
from vethanam.clauses.clause import levels
from vethanam.errors import Sentence, Unsound
from vethanam.rules.component import Component, Worked
from vethanam.rules.formula import Formula
from vethanam.rules.parameter_values import InForce, Use, missing_figure
from vethanam.rules.parameters import Value
from vethanam.rules.rounding import rounded

REASON_UNKNOWN, REASON_FACT = "parameter_unknown", "fact_missing"
_TOLD: dict[str, pl.DataType] = dict.fromkeys(("reason", "missing", "why"), pl.String())


def worked_on(components: Iterable[Component], on: InForce) -> list[Worked]:
    """Each component with its formula on the day; an unbuildable component is unknown in every row."""
    return [on.worked.get(c.name) or on.worked.setdefault(c.name, _worked(c, on)) for c in components]


def _worked(component: Component, on: InForce) -> Worked:
    noting = on.noting()
    try:
        formula = component.rule(noting)
    except Unsound as unknown:
        if unknown.code != "parameter_unknown":
            raise
        formula = Formula(
            pl.lit(None, dtype=pl.Int64), 1, "paise", "figure", parameter=str(unknown.facts["parameter"])
        )
    return Worked(component, formula, tuple(noting.uses))


def column_of(component: Component) -> str:
    """The column of a component: a step's own name, or the due of a line."""
    return component.name if component.kind == "step" else f"{component.name}_due"


def with_steps(frame: pl.DataFrame, worked: Sequence[Worked]) -> pl.DataFrame:
    """The frame with one rounded column per component, evaluated in order of dependency."""
    clauses = [
        Clause(
            column_of(w.component),
            w.component.says,
            rounded(w.formula.numerator, w.formula.scale, w.component.rounding),
        )
        for w in worked
    ]
    lazy = frame.lazy()
    for layer in levels(clauses, frame.columns):
        lazy = lazy.with_columns(clause.expression.alias(clause.name) for clause in layer)
    return lazy.collect()


def inheriting(lines: Sequence[Worked], steps: Sequence[Worked]) -> list[Worked]:
    """Lines with the figures of the steps they read, directly or indirectly, added to their own."""
    by_name = {step.component.name: step for step in steps}

    def uses(worked: Worked, seen: set[str]) -> tuple[Use, ...]:
        gathered = worked.uses
        for name in sorted(worked.formula.reads & set(by_name) - seen):
            seen.add(name)
            gathered += uses(by_name[name], seen)
        return gathered

    return [Worked(line.component, line.formula, uses(line, set())) for line in lines]


def why_unknown(frame: pl.DataFrame, worked: Worked, key: Sequence[str], on: InForce) -> pl.DataFrame:
    """For rows with an unknown amount: ``reason``, ``missing`` and ``why``, once per key."""
    if frame.is_empty():
        return pl.DataFrame(schema={**{name: frame.schema[name] for name in key}, **_TOLD})
    name = worked.component.name
    reason, missing, why = (
        pl.lit(REASON_FACT),
        pl.lit(None, dtype=pl.String),
        pl.lit(Sentence("line_fact_missing", {"component": name}).kept),
    )
    for use in reversed(worked.uses):
        unknown = use.known.is_null() if use.known is not None else pl.lit(False)
        if use.applies is not None:
            unknown = unknown & use.applies.fill_null(False)
        absent = _absent(use)
        reason = (
            pl.when(unknown)
            .then(pl.when(absent).then(pl.lit(REASON_FACT)).otherwise(pl.lit(REASON_UNKNOWN)))
            .otherwise(reason)
        )
        named = pl.when(absent).then(pl.lit(None, dtype=pl.String)).otherwise(pl.lit(use.parameter.name))
        missing = pl.when(unknown).then(named).otherwise(missing)
        why = pl.when(unknown).then(_sentence(use, name, absent, on)).otherwise(why)
    told = frame.select(*key, reason.alias("reason"), missing.alias("missing"), why.alias("why"))
    return told.unique(subset=list(key), keep="first", maintain_order=True)


def _absent(use: Use) -> pl.Expr:
    """True if the row lacks the lookup key of the figure."""
    if use.key is None:
        return pl.lit(False)
    return use.key.is_null()


def _sentence(use: Use, name: str, absent: pl.Expr, on: InForce) -> pl.Expr:
    def held(key: str | None, value: Value | None) -> pl.Expr:
        figure = missing_figure(use.parameter, key, value, on.on)
        return pl.lit(Sentence("line_figure_missing", {"component": name, "figure": figure}).kept)

    said = held(None, None)
    for key, value in use.values.items():
        sentence = held(key, value)
        said = sentence if use.key is None else pl.when(use.key == pl.lit(key)).then(sentence).otherwise(said)
    lacking = [pl.when(pl.col(c).is_null()).then(pl.lit(c.replace("_", " "))) for c in use.columns]
    columns = pl.concat_str(lacking, separator=" and ", ignore_nulls=True) if lacking else pl.lit("")
    before, after = Sentence("line_fact_not_said", {"component": name, "fact": "…"}).kept.split("…")
    not_said = pl.concat_str(pl.lit(before), columns, pl.lit(after))
    return pl.when(absent).then(not_said).otherwise(said)


def unconfirmed(worked: Worked) -> pl.Expr:
    """True if a row's amount is based on an unverified figure."""
    shown = pl.lit(False)
    for use in worked.uses:
        weak = [
            key
            for key, v in use.values.items()
            if v is not None and not v.is_unknown and not v.citation.verified
        ]
        if not weak:
            continue
        concerned = pl.lit(True) if use.applies is None else use.applies.fill_null(False)
        keyed = (
            use.key.is_in([w for w in weak if w is not None]).fill_null(False)
            if use.key is not None
            else pl.lit(True)
        )
        shown = shown | (concerned & keyed)
    return shown
