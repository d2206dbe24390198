"""Explanations of stated lines, from an order, a court or an attendance register, not from a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from vethanam.clauses import Explanation, Given, Line, UsedParameter
from vethanam.clauses.explanation import Sum, operator, value, words
from vethanam.money import shown
from vethanam.rules.arithmetic import added, for_days, reached, stated_sum
from vethanam.rules.dues import longest_of
from vethanam.rules.earnings import stated_days, with_days
from vethanam.rules.facts import MonthFacts
from vethanam.rules.figure_facts import stated
from vethanam.rules.formula import text_of
from vethanam.rules.least_net import share_left
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rounding import SAYS
from vethanam.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class AsStated:
    """The stated lines of one employment's month."""

    facts: MonthFacts
    rulebook: Rulebook
    on: InForce

    def names(self, name: str, part: int) -> bool:
        """True if this line of a part is stated."""
        pack = self.rulebook.pack
        return name in (pack.wages[0], *pack.stated) or bool(
            self.facts.rates.height and self._rates_of(name, part).height
        )

    def line(
        self, name: str, part: int, lines: Sequence[Mapping[str, Any]], customs: Sequence[UsedParameter]
    ) -> Explanation:
        """An authorised rate, or wages.

        ``lines`` are its rows of the assessment, ``customs`` the rounding parameters.
        """
        amount = lines[0]["amount"] if lines else 0
        if name == self.rulebook.pack.wages[0]:
            rows, addends, givens = self._wages(part)
            says = "Days or hours worked times the wage."
        else:
            says = "As the order on record states it for a whole month, for the days it holds."
            rows, addends, givens = self._stated_rows(name, part)
        ends = (operator("="), value(shown(amount), None, amount, "paise"))
        arithmetic = [(*rows[0], *ends)] if len(rows) == 1 else [*added(rows), ends]
        return Explanation(
            name,
            amount,
            "paise",
            says,
            tuple(arithmetic),
            f"Rounded {SAYS['rupee']}.",
            tuple(customs),
            sum=stated_sum(addends, amount),
            givens=tuple(givens),
        )

    def _left_to_her(self) -> tuple[UsedParameter, ...]:
        """The share of gross pay that recoveries leave, if it is set."""
        if share_left(self.rulebook, self.on) is None:
            return ()
        parameter = self.rulebook.parameters[self.rulebook.pack.least_net]
        held = parameter.in_force(self.on.on, known_at=self.on.known_at)
        return (parameter.used(held),) if held is not None else ()

    def _rates_of(self, name: str, part: int) -> pl.DataFrame:
        return self.facts.rates.filter((pl.col("component") == name) & (pl.col("part") == part))

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
        facts = replace(self.facts, rates=self._rates_of(name, part))
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
            addends.append(for_days(exact, amount, 1, days, month_days, "days"))
            first = since.isoformat()
            givens += [replace(given, since=first) for given in stated(name, [amount])]
            givens.append(Given("days", f"{days} of {month_days}", days, month_days, "days", first))
        return rows, addends, givens

    def _months_of(self, name: str) -> list[Line]:
        """For an obligation with a month limit: the current month of the limit, or that it is over."""
        owed = self.facts.obligations.filter(pl.col("kind") == name)
        most = longest_of(owed, self.rulebook, self.on).get(name)
        if most is None:
            return []
        by = self.on.figure(self.rulebook.pack.endings[name]).noted(name)
        cited = str(by.citation) if by else ""
        return [
            (
                words(
                    f"Taken in {most} months by this decree: the salary is finally exempt from it ({cited})."
                ),
            )
            if months >= most
            else (words(f"Month {months + 1} of {most} at most by this decree ({cited})."),)
            for months in owed["months_taken"].to_list()
        ]

    def obligation(
        self, name: str, lines: Sequence[Mapping[str, Any]], children: tuple[Explanation, ...]
    ) -> Explanation:
        """The recovery of an obligation. ``children`` has its limit, if the pack has one."""
        amount = sum(line["amount"] for line in lines)
        wanted = self.facts.obligations.filter(pl.col("kind") == name)["amount"].to_list()
        terms: Line = tuple(value(text_of(w, 1, "paise"), "instalment", w, "paise") for w in wanted)
        carried = sum(line["carried"] for line in lines)
        rows: list[Line] = [(*terms, operator("="), value(shown(amount), None, amount, "paise"))]
        if carried:
            rows.append((words(f"Pay did not reach for {shown(carried)}, which is not taken this month."),))
        rows += self._months_of(name)
        return Explanation(
            name,
            amount,
            "paise",
            "The instalment on record, in its order of deduction.",
            tuple(rows),
            parameters=self._left_to_her() if carried else (),
            children=children,
            sum=reached(
                Sum.added(
                    [Sum("given", w, label="instalment", reads="instalment") for w in wanted], sum(wanted)
                ),
                amount,
            ),
            givens=stated("instalment", wanted),
        )
