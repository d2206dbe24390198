"""Explain a line: rule, arithmetic, figures with their orders, rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from vethanam.clauses import Explanation, Given, Line, UsedParameter
from vethanam.clauses.explanation import Sum, operator, value, words
from vethanam.errors import Sentence, Unsound
from vethanam.money import shown
from vethanam.rules.arithmetic import (
    added,
    for_days,
    grouped,
    reached,
    rounding_of,
    rounding_said,
    worked_out,
)
from vethanam.rules.cache import NO_CACHE, ResultCache, Same
from vethanam.rules.cascade import taken
from vethanam.rules.component import Component
from vethanam.rules.component_values import with_steps, worked_on
from vethanam.rules.dues import Dues, dues_of
from vethanam.rules.earnings import Earnings, earnings_of, expected_of, with_days
from vethanam.rules.facts import MonthFacts
from vethanam.rules.figure_facts import givens_of, givens_of_days, read_by
from vethanam.rules.formula import Formula, text_of
from vethanam.rules.least_net import with_least_net
from vethanam.rules.line_columns import LINES, sentences_of
from vethanam.rules.month_assessment import lines_of, sound_facts
from vethanam.rules.parameter_values import InForce
from vethanam.rules.parameters import Reading
from vethanam.rules.rounding import rounded
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.stated_amounts import AsStated


def explain(
    facts: MonthFacts,
    rulebook: Rulebook,
    component: str,
    *,
    part: int = 1,
    known_at: date | None = None,
    reading: Reading = "drawn",
) -> Explanation:
    """Explain one line of one employment's month, with the same expressions that computed it.

    Parameters
    ----------
    facts
        The facts of one employment, every part (:meth:`MonthFacts.of`).
    component
        A component, or a kind of obligation, as the line names it.

    Raises
    ------
    Unsound
        The facts are of several employments, or the pack has no such component.
    """
    return explained_month(facts, rulebook, known_at=known_at, reading=reading).line(component, part)


def explained_month(
    facts: MonthFacts,
    rulebook: Rulebook,
    *,
    known_at: date | None = None,
    reading: Reading = "drawn",
    cache: ResultCache = NO_CACHE,
) -> ExplainedMonth:
    """One employment's month, computed once for any number of its lines; parameters as in :func:`explain`.

    Raises
    ------
    Unsound
        The facts are of several employments.
    """
    facts = facts.checked()
    if facts.segments["employment"].n_unique() > 1:
        raise Unsound("several_employments")
    beside = ("explained", facts.month, Same(rulebook), known_at, reading)
    return cache.of(facts.frames(), beside, lambda: _explained(facts, rulebook, known_at, reading))


def _explained(
    facts: MonthFacts, rulebook: Rulebook, known_at: date | None, reading: Reading
) -> ExplainedMonth:
    on = rulebook.in_force(facts.month, known_at=known_at, reading=reading)
    findings, sound = sound_facts(facts, rulebook, on)
    if sound.segments.is_empty():
        says = " ".join(one.says for one in sentences_of(findings.filter(pl.col("blocks"))))
        return ExplainedMonth(LINES.empty(), says or "There are no days of service in the month.", None)
    month = _Month.worked(sound, rulebook, on)
    return ExplainedMonth(month.lines, "", month)


@dataclass(frozen=True, slots=True)
class ExplainedMonth:
    """One employment's month: its ``lines`` as in the assessment, and their explanations."""

    lines: pl.DataFrame
    set_aside: str
    _month: _Month | None
    _told: dict[tuple[str, int], Explanation] = field(default_factory=dict)

    def line(self, component: str, part: int = 1) -> Explanation:
        """Explain a line; the steps it rests on are explained within it.

        Raises
        ------
        Unsound
            The pack has no such component.
        """
        if self._month is None:
            return Explanation(component, None, "paise", self.set_aside, reason="set_aside")
        if (component, part) not in self._told:
            month = replace(self._month, steps_told=set())
            self._told[component, part] = month.explained(component, part)
        return self._told[component, part]


@dataclass(frozen=True, slots=True)
class _Month:
    """One employment's computed month, with every frame kept."""

    facts: MonthFacts
    rulebook: Rulebook
    on: InForce
    earnings: Earnings
    dues: Dues
    lines: pl.DataFrame
    #: the rows of ``lines`` by component and part
    rows_of: Mapping[tuple[str, int], Sequence[Mapping[str, Any]]]
    #: the segments of each part, computed on first use
    segments_of: dict[int, pl.DataFrame]
    steps_told: set[str]

    @classmethod
    def worked(cls, facts: MonthFacts, rulebook: Rulebook, on: InForce) -> _Month:
        earnings = earnings_of(facts, rulebook, on)
        dues = dues_of(facts, rulebook, on, earnings, expected_of(facts, rulebook, on, earnings))
        borne = taken(dues.dues, with_least_net(earnings, rulebook, on))
        lines = lines_of(rulebook, on, earnings, dues, borne.lines)
        rows: dict[tuple[str, int], list[dict[str, Any]]] = {}
        for row in lines.iter_rows(named=True):
            rows.setdefault((row["component"], row["part"]), []).append(row)
        return cls(facts, rulebook, on, earnings, dues, lines, rows, {}, set())

    def explained(self, name: str, part: int) -> Explanation:
        lines = self.rows_of.get((name, part), ())
        pack = self.rulebook.pack
        stated = AsStated(self.facts, self.rulebook, self.on)
        if name in pack.obligations:
            limit = pack.limits.get(name)
            within = (self._step(self.rulebook.component(limit)),) if limit else ()
            return stated.obligation(name, lines, within)
        if stated.names(name, part):
            return stated.line(name, part, lines, tuple(self._customs(False)))
        component = self.rulebook.component(name)
        if component.kind == "step":
            return self._step(component)
        tree = (
            self._segment_line(component, part)
            if component.grain == "segment"
            else self._line(component, part)
        )
        return self._as_borne(tree, lines)

    def _as_borne(self, tree: Explanation, lines: Sequence[Mapping[str, Any]]) -> Explanation:
        """Adjust the explanation of the due: held, or reduced to the available pay."""
        if not lines:
            return replace(tree, value=0, sum=tree.sum if tree.value == 0 else None)
        line = lines[0]
        if line["state"] == "held":
            return replace(
                tree,
                value=None,
                says=Sentence.of_kept(line["why"]).says,
                reason=line["reason"],
                arithmetic=(),
                rounding=None,
                sum=None,
            )
        if line["kind"] == "deduction" and line["amount"] != tree.value:
            note = (
                words(
                    f"Pay reached for {shown(line['amount'])} of it; {shown(line['carried'])} is not taken "
                    f"this month."
                ),
            )
            return replace(
                tree,
                value=line["amount"],
                reason=line["reason"],
                arithmetic=(*tree.arithmetic, note),
                sum=reached(tree.sum, line["amount"]),
            )
        return tree

    # --- earnings of the segments
    # -------------------------------------------------------------------------------

    def _segment_line(self, component: Component, part: int) -> Explanation:
        (line,) = worked_on([component], self.on)
        arithmetic: list[Line] = []
        used: dict[tuple[str, str | None], UsedParameter] = {}
        addends: list[Sum] = []
        givens: list[Given] = []
        total = 0
        is_part = False
        for row in self._segments(part).iter_slices(1):
            telling, taken_from = worked_out(line, row)
            read = read_by(telling.nodes())
            givens += givens_of_days(read, row, component.days, self.on.month.days, self.on.scales)
            used |= {(p.name, p.key): p for p in taken_from}
            amount = telling.number
            is_part = is_part or row["days"].item() != self.on.month.days
            days = row[component.days].item() or 0  # unknown days hold the line; it has no arithmetic
            total += (amount or 0) * days
            addends.append(
                for_days(telling.sum(), amount, line.formula.scale, days, self.on.month.days, component.days)
            )
            arithmetic.append(self._for_days(telling.terms(), amount, line.formula.scale, days, row))
        scale = line.formula.scale * self.on.month.days
        tree = self._sum(
            component, Sum.added(addends, total, scale), arithmetic, (*used.values(), *self._customs(is_part))
        )
        return replace(tree, givens=tuple(givens))

    def _segments(self, part: int) -> pl.DataFrame:
        """The segments of a part with days and steps, computed once for all its lines."""
        if part not in self.segments_of:
            steps = worked_on(self.rulebook.components_of(["step"], "segment"), self.on)
            own = self.facts.segments.filter(pl.col("part") == part)
            self.segments_of[part] = with_steps(with_days(own, self.on), steps)
        return self.segments_of[part]

    def _customs(self, is_part: bool) -> Iterator[UsedParameter]:
        """The parameters for rounding lines and for dividing a part month."""
        for name in (self.rulebook.pack.rounding, *([self.rulebook.pack.divisor] if is_part else ())):
            parameter = self.rulebook.parameters[name]
            held = parameter.in_force(self.on.on, known_at=self.on.known_at)
            if held is not None:
                yield parameter.used(held)

    def _for_days(self, terms: Line, amount: int | None, scale: int, days: int, row: pl.DataFrame) -> Line:
        month_days = self.on.month.days
        if amount == 0:
            absence = row["absence"].item()
            why = absence.replace("_", " ") if absence else "these days"
            return (
                value(str(row["days"].item()), "days", row["days"].item(), "days"),
                words(f"{why}: nothing"),
            )
        if days == month_days:
            return terms
        share = value(f"{days} of {month_days}", "days", days, "days", scale=month_days)
        return (*grouped(terms), operator("×"), share)

    def _sum(
        self,
        component: Component,
        exact: Sum,
        arithmetic: list[Line],
        used: tuple[UsedParameter, ...],
    ) -> Explanation:
        total = exact.number or 0
        amount = rounded(total, exact.scale, component.rounding)
        ends = (operator("="), value(shown(amount), None, amount, "paise"))
        lines = [(*arithmetic[0], *ends)] if len(arithmetic) == 1 else [*added(arithmetic), ends]
        return Explanation(
            component.name,
            amount,
            "paise",
            component.says,
            tuple(lines),
            rounding_said(total, exact.scale, component.rounding),
            used,
            sum=Sum.rounded(exact, amount, component.rounding),
        )

    # --- deductions and steps
    # -----------------------------------------------------------------------------------

    def _line(self, component: Component, part: int) -> Explanation:
        frame = (
            self.dues.months if component.grain == "month" else self.dues.parts.filter(pl.col("part") == part)
        )
        return self._worked(component, frame)

    def _step(self, component: Component) -> Explanation:
        return self._worked(component, self.dues.months)

    def _worked(self, component: Component, row: pl.DataFrame) -> Explanation:
        (line,) = worked_on([component], self.on)
        telling, used = worked_out(line, row)
        nodes, number = telling.nodes(), telling.number
        children = tuple(self._children(nodes, row, component))
        steps = {step.name for step in self.rulebook.components_of(["step"], component.grain)}
        of_funds = self.rulebook.pack.funds.columns
        givens = givens_of(read_by(nodes), row, self.on.scales, steps=steps, of_funds=of_funds)
        if number is None:
            return Explanation(
                component.name, None, "paise", component.says, children=children, givens=givens
            )
        amount = rounded(number, line.formula.scale, component.rounding)
        text = shown(amount) if line.formula.unit == "paise" else text_of(amount, 1, line.formula.unit)
        ends = (operator("="), value(text, None, amount, line.formula.unit))
        return Explanation(
            component.name,
            amount,
            line.formula.unit,
            component.says,
            ((*telling.terms(), *ends),),
            rounding_of(telling, component.rounding),
            used,
            children=children,
            sum=Sum.rounded(telling.sum(), amount, component.rounding, line.formula.unit),
            givens=givens,
        )

    def _children(
        self, nodes: Sequence[Formula], row: pl.DataFrame, parent: Component
    ) -> Iterator[Explanation]:
        """The steps read by the nodes taken; each is explained once in the tree, where it is first read."""
        read = {name for node in nodes for name in node.reads if node.op == "column"}
        for step in self.rulebook.components_of(["step"], parent.grain):
            if step.name in read and step.name not in self.steps_told and step.name != parent.name:
                self.steps_told.add(step.name)
                yield self._worked(step, row)
