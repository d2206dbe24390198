"""Why a line is what it is: the rule, the arithmetic, the figures with their orders, the rounding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import polars as pl

from vethanam.clauses import Explanation, Given, Line, UsedParameter
from vethanam.clauses.explanation import Sum, operator, value, words
from vethanam.errors import Unsound
from vethanam.money import RUPEE, shown
from vethanam.rules.assess import lines_of, sound_facts
from vethanam.rules.cascade import taken
from vethanam.rules.columns import LINES
from vethanam.rules.component import Component
from vethanam.rules.dues import Dues, dues_of
from vethanam.rules.earnings import KEY, Earnings, earnings_of, expected_of, stated_days, with_days
from vethanam.rules.facts import MonthFacts
from vethanam.rules.formula import Formula, text_of
from vethanam.rules.givens import givens_of, givens_of_days, read_by, stated
from vethanam.rules.in_force import InForce, Use
from vethanam.rules.parameters import Reading
from vethanam.rules.rounding import SAYS, rounded
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.telling import sum_of, told
from vethanam.rules.worked import with_steps, worked_on

EXACT = "It came out to the rupee, so no rounding was needed."


def explain(
    facts: MonthFacts,
    rulebook: Rulebook,
    component: str,
    *,
    part: int = 1,
    known_at: date | None = None,
    reading: Reading = "drawn",
) -> Explanation:
    """Explain one line of one employment's month, by the text that computed it.

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
    facts: MonthFacts, rulebook: Rulebook, *, known_at: date | None = None, reading: Reading = "drawn"
) -> ExplainedMonth:
    """One employment's month worked out once, for as many of its lines as are asked; parameters as of :func:`explain`.

    Raises
    ------
    Unsound
        The facts are of several employments.
    """
    facts = facts.checked()
    if facts.segments["employment"].n_unique() > 1:
        raise Unsound("several_employments", "An explanation is of one employment. Choose one of them.")
    on = rulebook.in_force(facts.month, known_at=known_at, reading=reading)
    findings, sound = sound_facts(facts, rulebook, on)
    if sound.segments.is_empty():
        says = " ".join(findings.filter(pl.col("blocks"))["says"].to_list())
        return ExplainedMonth(LINES.empty(), says or "There are no days of service in the month.", None)
    month = _Month.worked(sound, rulebook, on)
    return ExplainedMonth(month.lines, "", month)


@dataclass(frozen=True, slots=True)
class ExplainedMonth:
    """One employment's month: its ``lines`` as the assessment gives them, and why each is what it is."""

    lines: pl.DataFrame
    set_aside: str
    _month: _Month | None

    def line(self, component: str, part: int = 1) -> Explanation:
        """Why a line is what it is; each step that it rests on is explained within it.

        Raises
        ------
        Unsound
            The pack has no such component.
        """
        if self._month is None:
            return Explanation(component, None, "paise", self.set_aside, reason="set_aside")
        return replace(self._month, steps_told=set()).explained(component, part)


@dataclass(frozen=True, slots=True)
class _Month:
    """One employment's month worked out, with every frame kept."""

    facts: MonthFacts
    rulebook: Rulebook
    on: InForce
    earnings: Earnings
    dues: Dues
    lines: pl.DataFrame
    steps_told: set[str]

    @classmethod
    def worked(cls, facts: MonthFacts, rulebook: Rulebook, on: InForce) -> _Month:
        earnings = earnings_of(facts, rulebook, on)
        dues = dues_of(facts, rulebook, on, earnings, expected_of(facts, rulebook, on, earnings))
        borne = taken(dues.dues, earnings.parts.select(*KEY, "gross", "is_on_subsistence"))
        return cls(
            facts, rulebook, on, earnings, dues, lines_of(rulebook, on, earnings, dues, borne.lines), set()
        )

    def explained(self, name: str, part: int) -> Explanation:
        lines = self.lines.filter((pl.col("component") == name) & (pl.col("part") == part))
        pack = self.rulebook.pack
        if name in pack.obligations:
            return self._obligation(name, lines)
        if name in (pack.wages[0], *pack.stated) or self._is_stated(name, part):
            return self._stated(name, part, lines)
        component = self.rulebook.component(name)
        if component.kind == "step":
            return self._step(component)
        tree = (
            self._segment_line(component, part)
            if component.grain == "segment"
            else self._line(component, part)
        )
        return self._as_borne(tree, lines)

    def _as_borne(self, tree: Explanation, lines: pl.DataFrame) -> Explanation:
        """What was held, or what pay did not reach for, laid over what was due."""
        if lines.is_empty():
            return replace(tree, value=0, sum=tree.sum if tree.value == 0 else None)
        line = lines.row(0, named=True)
        if line["state"] == "held":
            return replace(
                tree,
                value=None,
                says=line["says"],
                reason=line["reason"],
                arithmetic=(),
                rounding=None,
                sum=None,
            )
        if line["kind"] == "deduction" and line["amount"] != tree.value:
            note = (
                words(
                    f"Pay reached for {shown(line['amount'])} of it; {shown(line['carried'])} is carried forward."
                ),
            )
            return replace(
                tree,
                value=line["amount"],
                reason=line["reason"],
                arithmetic=(*tree.arithmetic, note),
                sum=_reached(tree.sum, line["amount"]),
            )
        return tree

    def _is_stated(self, name: str, part: int) -> bool:
        return not self.facts.rates.filter(
            (pl.col("component") == name) & (pl.col("part") == part)
        ).is_empty()

    # --- earnings of the segments -------------------------------------------------------------------------------

    def _segment_line(self, component: Component, part: int) -> Explanation:
        (line,) = worked_on([component], self.on)
        steps = worked_on(self.rulebook.components_of(["step"], "segment"), self.on)
        rows = with_steps(with_days(self.facts.segments.filter(pl.col("part") == part), self.on), steps)
        arithmetic: list[Line] = []
        used: dict[tuple[str, str | None], UsedParameter] = {}
        addends: list[Sum] = []
        givens: list[Given] = []
        total = 0
        for row in rows.iter_slices(1):
            terms, nodes = told(line.formula, row)
            givens += givens_of_days(read_by(nodes), row, component.days, self.on.month.days, self.on.scales)
            used |= {(p.name, p.key): p for p in _used(line.uses, nodes, row)}
            amount = row.select(line.formula.numerator).item()
            days = (
                row[component.days].item() or 0
            )  # days that are not known hold the line; it has no arithmetic
            total += (amount or 0) * days
            exact = sum_of(line.formula, row)
            addends.append(
                _for_days(exact, amount, line.formula.scale, days, self.on.month.days, component.days)
            )
            arithmetic.append(self._for_days(terms, amount, line.formula.scale, days, row))
        scale = line.formula.scale * self.on.month.days
        is_part = any(days != self.on.month.days for days in rows["days"])
        tree = self._sum(
            component, Sum.added(addends, total, scale), arithmetic, (*used.values(), *self._customs(is_part))
        )
        return replace(tree, givens=tuple(givens))

    def _customs(self, is_part: bool) -> Iterator[UsedParameter]:
        """How lines are rounded, and by which days a part month is divided."""
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
        return (*_grouped(terms), operator("×"), share)

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
        lines = [(*arithmetic[0], *ends)] if len(arithmetic) == 1 else [*_added(arithmetic), ends]
        return Explanation(
            component.name,
            amount,
            "paise",
            component.says,
            tuple(lines),
            _rounding(total, exact.scale, component.rounding),
            used,
            sum=Sum.rounded(exact, amount, component.rounding),
        )

    # --- deductions and steps -----------------------------------------------------------------------------------

    def _line(self, component: Component, part: int) -> Explanation:
        frame = (
            self.dues.months if component.grain == "month" else self.dues.parts.filter(pl.col("part") == part)
        )
        return self._worked(component, frame)

    def _step(self, component: Component) -> Explanation:
        return self._worked(component, self.dues.months)

    def _worked(self, component: Component, row: pl.DataFrame) -> Explanation:
        (line,) = worked_on([component], self.on)
        terms, nodes = told(line.formula, row)
        number = row.select(line.formula.numerator).item()
        children = tuple(self._children(nodes, row, component))
        steps = {step.name for step in self.rulebook.components_of(["step"], component.grain)}
        givens = givens_of(read_by(nodes), row, self.on.scales, steps=steps)
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
            ((*terms, *ends),),
            _rounding_of(line.formula, nodes, row, number, component.rounding),
            tuple(_used(line.uses, nodes, row)),
            children=children,
            sum=Sum.rounded(sum_of(line.formula, row), amount, component.rounding, line.formula.unit),
            givens=givens,
        )

    def _children(
        self, nodes: Sequence[Formula], row: pl.DataFrame, parent: Component
    ) -> Iterator[Explanation]:
        """The steps that the taken nodes read; in the whole tree each is explained once, where it is first read."""
        read = {name for node in nodes for name in node.reads if node.op == "column"}
        for step in self.rulebook.components_of(["step"], parent.grain):
            if step.name in read and step.name not in self.steps_told and step.name != parent.name:
                self.steps_told.add(step.name)
                yield self._worked(step, row)

    # --- what an order or a court states ------------------------------------------------------------------------

    def _stated(self, name: str, part: int, lines: pl.DataFrame) -> Explanation:
        amount = lines["amount"].item() if lines.height else 0
        if name == self.rulebook.pack.wages[0]:
            rows, addends, givens = self._wages(part)
            says = "Days or hours worked times the wage."
        else:
            says = "As the order on record states it for a whole month, for the days it holds."
            rows, addends, givens = self._stated_rows(name, part)
        ends = (operator("="), value(shown(amount), None, amount, "paise"))
        arithmetic = [(*rows[0], *ends)] if len(rows) == 1 else [*_added(rows), ends]
        return Explanation(
            name,
            amount,
            "paise",
            says,
            tuple(arithmetic),
            f"Rounded {SAYS['rupee']}.",
            tuple(self._customs(False)),
            sum=_stated_sum(addends, amount),
            givens=tuple(givens),
        )

    def _wages(self, part: int) -> tuple[list[Line], list[Sum], list[Given]]:
        rows: list[Line] = []
        addends: list[Sum] = []
        givens: list[Given] = []
        attendance = self.facts.attendance.filter(pl.col("part") == part).select("worked", "rate")
        for worked, rate in attendance.iter_rows():
            days = value(str(worked), "worked", worked, "count")
            rows.append((days, operator("×"), value(text_of(rate, 1, "paise"), "wage", rate, "paise")))
            factors = (
                Sum("given", worked, unit="count", label="worked", reads="worked"),
                Sum("given", rate, label="wage", reads="wage"),
            )
            givens.append(Given("worked", str(worked), worked, 1, "count"))
            givens += stated("wage", [rate])
            addends.append(Sum("times", None if rate is None else worked * rate, parts=factors))
        return rows, addends, givens

    def _stated_rows(self, name: str, part: int) -> tuple[list[Line], list[Sum], list[Given]]:
        rates = self.facts.rates.filter((pl.col("component") == name) & (pl.col("part") == part))
        facts = replace(self.facts, rates=rates)
        month_days = self.on.month.days
        days_of = stated_days(facts, with_days(self.facts.segments, self.on), self.rulebook)
        rows: list[Line] = []
        addends: list[Sum] = []
        givens: list[Given] = []
        for since, amount, days in (
            days_of.group_by("start", "amount", maintain_order=True)
            .agg(pl.col("days").sum())
            .select("start", "amount", "days")
            .iter_rows()
        ):
            term = value(text_of(amount, 1, "paise"), name, amount, "paise")
            part_of = (
                operator("×"),
                value(f"{days} of {month_days}", "days", days, "days", scale=month_days),
            )
            rows.append((term,) if days == month_days else (term, *part_of))
            exact = Sum("given", amount, label=name, reads=name)
            addends.append(_for_days(exact, amount, 1, days, month_days, "days"))
            first = since.isoformat()
            givens += [replace(given, since=first) for given in stated(name, [amount])]
            givens.append(Given("days", f"{days} of {month_days}", days, month_days, "days", first))
        return rows, addends, givens

    def _obligation(self, name: str, lines: pl.DataFrame) -> Explanation:
        amount = sum(lines["amount"].to_list())
        wanted = self.facts.obligations.filter(pl.col("kind") == name)["amount"].to_list()
        terms: Line = tuple(value(text_of(w, 1, "paise"), "instalment", w, "paise") for w in wanted)
        children: tuple[Explanation, ...] = ()
        if name in self.rulebook.pack.limits:
            children = (self._step(self.rulebook.component(self.rulebook.pack.limits[name])),)
        carried = sum(lines["carried"].to_list())
        rows: list[Line] = [(*terms, operator("="), value(shown(amount), None, amount, "paise"))]
        if carried:
            rows.append((words(f"Pay did not reach for {shown(carried)}, which is carried forward."),))
        return Explanation(
            name,
            amount,
            "paise",
            "The instalment on record, in its place after what comes before it.",
            tuple(rows),
            children=children,
            sum=_reached(
                Sum.added(
                    [Sum("given", w, label="instalment", reads="instalment") for w in wanted], sum(wanted)
                ),
                amount,
            ),
            givens=stated("instalment", wanted),
        )


def _for_days(monthly: Sum, amount: int | None, scale: int, days: int, month_days: int, counted: str) -> Sum:
    """``amount / scale`` of a whole month, for so many of its days, exactly."""
    share = Sum("given", days, month_days, "days", label="days", reads=counted)
    number = None if amount is None else amount * days
    return Sum("times", number, scale * month_days, parts=(monthly, share))


def _stated_sum(addends: list[Sum], amount: int) -> Sum | None:
    """Amounts on record, each for its days, together to the rupee; None where one is not known."""
    total = sum((Fraction(one.number, one.scale) for one in addends if one.number is not None), Fraction())
    if any(one.number is None for one in addends):
        return None
    return Sum.rounded(Sum.added(addends, total.numerator, total.denominator), amount, "rupee")


def _reached(due: Sum | None, amount: int) -> Sum | None:
    """What is taken of what is due: not more than pay reached for."""
    if due is None:
        return None
    return Sum("least", amount, parts=(due, Sum("given", amount, label="pay_reached_for")))


def _grouped(terms: Line) -> Line:
    """In brackets when a sum stands in it."""
    if any(term.kind == "operator" and term.text in "+−" for term in terms):
        return (words("("), *terms, words(")"))
    return terms


def _added(lines: Iterable[Line]) -> list[Line]:
    """Each further line led by a plus."""
    first, *rest = lines
    return [first, *((operator("+"), *line) for line in rest)]


def _rounding_of(
    formula: Formula, nodes: Sequence[Formula], row: pl.DataFrame, number: int, rounding: str
) -> str:
    """What was rounded and how; a division ends a formula, so that what is told is the exact quotient. A count has none."""
    if formula.unit != "paise":
        return ""
    division = next((node for node in nodes if node.op == "quotient"), None)
    if division is None:
        return _rounding(number, formula.scale, rounding)
    dividend, divisor = division.parts
    exact = row.select(dividend.numerator.alias("a"), divisor.numerator.alias("b")).row(0)
    return _rounding(exact[0], exact[1] * dividend.scale, "rupee")


def _rounding(numerator: int, scale: int, rounding: str) -> str:
    if numerator % (RUPEE * scale) == 0:
        return EXACT
    return f"{text_of(numerator, scale, 'paise')} was rounded {SAYS[rounding]}."


def _used(uses: Sequence[Use], nodes: Sequence[Formula], row: pl.DataFrame) -> Iterator[UsedParameter]:
    """The parameters that the taken nodes rest on, with the value that applied to the row."""
    names = {node.parameter for node in nodes}
    told_once: set[tuple[str, str | None]] = set()
    for use in uses:
        if use.is_node and use.parameter.name not in names:
            continue
        if use.applies is not None and not row.select(use.applies).item():
            continue
        key = None if use.key is None else row.select(use.key).item()
        applied = use.values.get(key) if use.key is not None else next(iter(use.values.values()))
        if applied is not None and (use.parameter.name, applied.key) not in told_once:
            told_once.add((use.parameter.name, applied.key))
            by = tuple(name for name in use.columns) if use.is_plain else ()
            yield replace(use.parameter.used(applied), by=by)
