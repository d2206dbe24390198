"""Why a month's pay differs from the month before: per person and component, with a cause found in the facts.

Pure: frames in, values out. A change is explained when the facts of the two months differ in something that can bring
it about; when nothing of the person's differs and what was drawn is what the rules gave: then a rate of the rulebook
moved; or when the earlier month was drawn otherwise than the service book gives it, which is then a question of that
month. A line that stopped with no entry to say why is not explained.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from vethanam.money import Paise
from vethanam.rules import MonthFacts

NOT_EXPLAINED = "not_explained"
DRAWN_OTHERWISE = "drawn_otherwise"
#: arrears of the earlier month were drawn beside what the rules gave for it
ARREARS_DRAWN = "arrears_drawn"

#: what a changed column of a stretch of days is called
_SEGMENT_CAUSES = {
    "absence": "leave",
    "absence_since": "leave",
    "subsistence_rate": "leave",
    "basic_pay": "pay",
    "scale": "pay",
    "revision": "pay",
    "category": "service",
    "pay_basis": "service",
    "da_series": "service",
    "is_gazetted": "service",
    "place_class": "place",
    "in_quarters": "quarters",
}
_MONTH_CAUSES = {
    "is_profession_tax_exempt": "tax_choice",
    "tax_regime": "tax_choice",
    "declared_deductions": "tax_choice",
    "other_income": "tax_choice",
    "is_relief_asked": "tax_choice",
}
#: causes in the order in which they are named; those of the first row move every line of a person
_MOVE_EVERYTHING = ("joined", "left", "transfer", "leave", "pay", "service", "attendance", "authorised_rate")
_MOVE_EARNINGS = ("place", "quarters")
_MOVE_DEDUCTIONS = ("membership", "tax_choice")


@dataclass(frozen=True, slots=True)
class Change:
    """One component of one person: what it was, what it is, and why. ``effect`` is the change of net pay."""

    employment: int
    component: str
    kind: str
    before: Paise
    now: Paise
    cause: str
    #: the code of the sentence that says what is not explained
    why: str = ""
    drawing_code: int | None = None

    @property
    def is_explained(self) -> bool:
        """Whether an entry or an order says why."""
        return self.cause != NOT_EXPLAINED

    @property
    def effect(self) -> Paise:
        """What it does to the net: an earning as it is, a deduction the other way, the employer's share nothing."""
        change = self.now - self.before
        return {"earning": change, "deduction": -change}.get(self.kind, 0)


@dataclass(frozen=True, slots=True)
class Months:
    """What two months are compared by. ``drawn`` and ``lines`` are summed per employment, component and kind, and per
    drawing code where several are compared at once; ``drawn`` may say how much of each were ``arrears``. ``due_before`` is
    what the rules give for the earlier month; ``pay_reasons`` say why pay last changed."""

    lines: pl.DataFrame
    drawn: pl.DataFrame
    due_before: pl.DataFrame
    facts: MonthFacts
    facts_before: MonthFacts
    parts: pl.DataFrame
    parts_before: pl.DataFrame
    pay_reasons: Mapping[int, str]


def changes_of(months: Months, *, questions_only: bool = False) -> list[Change]:
    """Every component that differs, in the order of employments and components.

    ``questions_only`` leaves out what the facts of both months explain in any case: lines of people with days in both,
    drawn as the rules gave them.
    """
    key = [name for name in (*_WHOSE, "component", "kind") if name in months.lines.columns]
    both = differing(months.lines, months.drawn).join(
        months.due_before.select(*key, due="amount"), on=key, how="left"
    )
    arrears = months.drawn.select(*key, "arrears") if "arrears" in months.drawn.columns else None
    both = (
        both.with_columns(arrears=pl.lit(0, pl.Int64))
        if arrears is None
        else both.join(arrears, on=key, how="left")
    )
    both = both.with_columns(pl.col("due", "arrears").fill_null(0)).sort(key)
    otherwise = both.filter(pl.col("before") != pl.col("due"), (pl.col("now") != 0) | (pl.col("due") != 0))
    if questions_only:
        in_both = months.facts.segments.join(months.facts_before.segments, on="employment", how="semi")
        is_told = pl.col("employment").is_in(in_both["employment"].unique().implode())
        both = both.filter(~is_told | (pl.col("before") != pl.col("due")))
    causes = _Causes(months, both["employment"], {_whose(row) for row in otherwise.iter_rows(named=True)})
    return [
        Change(
            row["employment"],
            row["component"],
            row["kind"],
            row["before"],
            row["now"],
            *causes.of(row),
            row.get("drawing_code"),
        )
        for row in both.iter_rows(named=True)
    ]


def differing(lines: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """Sums of two months that are not the same: the columns of ``lines`` with ``before`` and ``now``."""
    key = [name for name in (*_WHOSE, "component", "kind") if name in lines.columns]
    both = lines.select(*key, now="amount").join(
        drawn.select(*key, before="amount"), on=key, how="full", coalesce=True
    )
    return both.with_columns(pl.col("now", "before").fill_null(0)).filter(pl.col("now") != pl.col("before"))


_WHOSE = ("drawing_code", "employment")
type _Whose = tuple[int | None, int]


def _whose(row: Mapping[str, Any]) -> _Whose:
    return row.get("drawing_code"), row["employment"]


class _Causes:
    """Finds the cause of one changed line, from rows of the facts kept by employment."""

    def __init__(self, months: Months, people: pl.Series, otherwise: set[_Whose]) -> None:
        def both(now: pl.DataFrame, before: pl.DataFrame) -> tuple[_Rows, _Rows]:
            theirs = pl.col("employment").is_in(people.unique().implode())
            return _by(now.filter(theirs)), _by(before.filter(theirs))

        now, before = months.facts, months.facts_before
        self.otherwise = otherwise
        self.segments, self.segments_before = both(now.segments, before.segments)
        self.months, self.months_before = both(now.months, before.months)
        self.rates, self.rates_before = both(now.rates, before.rates)
        self.attended, self.attended_before = both(now.attendance, before.attendance)
        self.owed, self.owed_before = both(now.obligations, before.obligations)
        self.members, self.members_before = both(now.memberships, before.memberships)
        self.parts, self.parts_before = both(months.parts, months.parts_before)
        self.days, self.days_before = now.month.days, before.month.days
        self.reasons = months.pay_reasons
        whose = [name for name in _WHOSE if name in months.drawn.columns]
        self.drawn_before = {_whose(row) for row in months.drawn.select(whose).unique().iter_rows(named=True)}
        self._found: dict[int, list[str]] = {}

    def of(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """Cause and, where none is found, a sentence on what is seen."""
        employment, kind = row["employment"], row["kind"]
        if employment not in self._found:
            self._found[employment] = self._all(employment)
        found = self._found[employment]
        if "joined" in found or "left" in found:
            return found[0], ""
        if _whose(row) not in self.drawn_before:
            return "first_drawn", ""
        if row["before"] != row["due"] and employment in self.segments_before:
            return self._drawn_otherwise(row)
        if recovery := self._recovery(employment, row["component"]):
            return recovery, ""
        narrow = _MOVE_EARNINGS if kind == "earning" else _MOVE_DEDUCTIONS
        if own := next((cause for cause in found if cause in narrow), None):
            return own, ""
        if main := next((cause for cause in found if cause in _MOVE_EVERYTHING), None):
            return self.reasons.get(employment, main) if main == "pay" else main, ""
        if employment not in self.segments or employment not in self.segments_before:
            return NOT_EXPLAINED, "no_entry_says_why"
        return ("follows" if found else "rate"), ""

    def _drawn_otherwise(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """The earlier month was not drawn as the service book gives it.

        Where the book gives the line, its entries say what is right. A line that only stopped is a surprise, unless a
        deduction stopped beside other lines that moved.
        """
        if row["arrears"] and row["before"] - row["arrears"] == row["due"]:
            return ARREARS_DRAWN, ""
        if row["now"] or row["due"] or (row["kind"] != "earning" and _whose(row) in self.otherwise):
            return DRAWN_OTHERWISE, ""
        return NOT_EXPLAINED, "line_stopped"

    def _all(self, employment: int) -> list[str]:
        now, before = self.segments.get(employment, []), self.segments_before.get(employment, [])
        if now and not before:
            return ["joined"]
        if before and not now:
            return ["left"]
        found = {
            cause for column, cause in _SEGMENT_CAUSES.items() if _held(now, column) != _held(before, column)
        }
        if _served(now, self.days) != _served(before, self.days_before):
            found.add("joined" if _served(before, self.days_before) != "whole" else "left")
        if _places(self.parts.get(employment, [])) != _places(self.parts_before.get(employment, [])):
            found.add("transfer")
        for row, earlier in zip(
            self.months.get(employment, []), self.months_before.get(employment, []), strict=False
        ):
            found |= {cause for column, cause in _MONTH_CAUSES.items() if row[column] != earlier[column]}
        if self.members.get(employment, []) != self.members_before.get(employment, []):
            found.add("membership")
        if _worth(self.rates.get(employment, [])) != _worth(self.rates_before.get(employment, [])):
            found.add("authorised_rate")
        if _worth(self.attended.get(employment, [])) != _worth(self.attended_before.get(employment, [])):
            found.add("attendance")
        order = [*_MOVE_EVERYTHING, *_MOVE_EARNINGS, *_MOVE_DEDUCTIONS]
        return sorted(found, key=order.index)

    def _recovery(self, employment: int, component: str) -> str | None:
        """Whether the instalments of a kind of obligation began, ended or changed."""
        now = {
            row["obligation"]: row["amount"]
            for row in self.owed.get(employment, [])
            if row["kind"] == component
        }
        before = {
            row["obligation"]: row["amount"]
            for row in self.owed_before.get(employment, [])
            if row["kind"] == component
        }
        if now.keys() - before.keys():
            return "recovery_begun"
        if before.keys() - now.keys():
            return "recovery_ended"
        return "recovery_changed" if now != before else None


type _Rows = dict[int, list[dict[str, Any]]]


def _by(frame: pl.DataFrame) -> _Rows:
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["employment"]].append(row)
    return dict(rows)


def _held(rows: Iterable[Mapping[str, Any]], column: str) -> tuple[Any, ...]:
    """What a column held over the days: one value, or each with its days where it changed within the month."""
    spans: list[tuple[Any, int]] = []
    for row in rows:
        length = (row["until"] - row["start"]).days + 1
        if spans and spans[-1][0] == row[column]:
            spans[-1] = (row[column], spans[-1][1] + length)
        else:
            spans.append((row[column], length))
    return (spans[0][0],) if len(spans) == 1 else tuple(spans)


def _served(rows: Iterable[Mapping[str, Any]], days: int) -> str | int:
    served = sum((row["until"] - row["start"]).days + 1 for row in rows)
    return "whole" if served == days else served


def _places(rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple((row["drawing_code"], row["bill_class"]) for row in rows)


def _worth(rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    kept = ("component", "amount", "rate", "worked")
    return tuple(sorted(tuple(str(row[name]) for name in kept if name in row) for row in rows))
