"""The cause of each change in pay from the month before, per person and component.

Pure: frames in, values out. A change is explained in three cases: a fact that can cause it differs between
the two months; no fact differs and the earlier month was drawn as computed, so a rate of the rulebook
changed; or the earlier month was drawn differently from the service book, which is a question about that
month. A line that stopped without an entry is not explained.
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
#: arrears of the earlier month were drawn beside its computed amount
ARREARS_DRAWN = "arrears_drawn"

#: a tax of the half-year began or ended with the month: it is taken in two months of the year
HALF_YEARLY = "half_yearly"
PROFESSION_TAX = "profession_tax"
#: the tax of the year is spread over its months, by all that is received in them
TAX_OF_YEAR = "tax_of_year"
INCOME_TAX = "income_tax"

#: changed column of a segment -> cause
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
#: causes in order of precedence; those of the first row change every line of a person
_MOVE_EVERYTHING = ("joined", "left", "transfer", "leave", "pay", "service", "attendance", "authorised_rate")
_MOVE_EARNINGS = ("place", "quarters")
_MOVE_DEDUCTIONS = ("membership", "tax_choice")


@dataclass(frozen=True, slots=True)
class Change:
    """One component of one person: amount before, amount now, cause. ``effect`` is the change in net pay."""

    employment: int
    component: str
    kind: str
    before: Paise
    now: Paise
    cause: str
    #: sentence code of the observation, if not explained
    why: str = ""
    drawing_code: int | None = None

    @property
    def is_explained(self) -> bool:
        """True if an entry or an order explains the change."""
        return self.cause != NOT_EXPLAINED

    @property
    def effect(self) -> Paise:
        """The effect on net pay: positive for an earning, negative for a deduction, zero
        for the employer's share.
        """
        change = self.now - self.before
        return {"earning": change, "deduction": -change}.get(self.kind, 0)


@dataclass(frozen=True, slots=True)
class Months:
    """The inputs of a comparison of two months.

    ``drawn`` and ``lines`` are summed per employment, component and kind, and per drawing code when several
    are compared. ``drawn`` may have the part drawn as ``arrears``. ``due_before`` has the computed lines of
    the earlier month; ``pay_reasons`` the reason of the last change of pay.
    """

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

    ``questions_only`` leaves out changes that facts always explain: lines of people present in both months,
    drawn as computed.
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
    paid = set(both.filter(pl.col("kind") == "earning")["employment"])
    if questions_only:
        in_both = months.facts.segments.join(months.facts_before.segments, on="employment", how="semi")
        is_told = pl.col("employment").is_in(in_both["employment"].unique().implode())
        both = both.filter(~is_told | (pl.col("before") != pl.col("due")))
    unlike = {_whose(row) for row in otherwise.iter_rows(named=True)}
    causes = _Causes(months, both["employment"], unlike, paid)
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
    """Keys with different sums in two months: the columns of ``lines`` with ``before`` and ``now``."""
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
    """Finds the cause of a changed line, from rows of facts by employment."""

    def __init__(self, months: Months, people: pl.Series, otherwise: set[_Whose], paid: set[int]) -> None:
        def both(now: pl.DataFrame, before: pl.DataFrame) -> tuple[_Rows, _Rows]:
            theirs = pl.col("employment").is_in(people.unique().implode())
            return _by(now.filter(theirs)), _by(before.filter(theirs))

        now, before = months.facts, months.facts_before
        self.otherwise = otherwise
        #: people with a changed earning
        self.paid = paid
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
        """The cause, and if none is found the sentence code of the observation."""
        employment, kind = row["employment"], row["kind"]
        if employment not in self._found:
            self._found[employment] = self._all(employment)
        found = self._found[employment]
        if "joined" in found or "left" in found:
            return found[0], ""
        if _whose(row) not in self.drawn_before:
            return "first_drawn", ""
        if row["component"] == PROFESSION_TAX and 0 in (row["before"], row["now"]):
            return HALF_YEARLY, ""
        if row["before"] != row["due"] and employment in self.segments_before:
            return self._drawn_otherwise(row)
        if recovery := self._recovery(employment, row["component"]):
            return recovery, ""
        narrow = _MOVE_EARNINGS if kind == "earning" else _MOVE_DEDUCTIONS
        if own := next((cause for cause in found if cause in narrow), None):
            return own, ""
        if main := next((cause for cause in found if cause in _MOVE_EVERYTHING), None):
            if (row["component"], main) == (INCOME_TAX, "leave") and employment not in self.paid:
                return TAX_OF_YEAR, ""  # leave on full pay moves no tax
            return self.reasons.get(employment, main) if main == "pay" else main, ""
        if not self._is_in_both(employment):
            return NOT_EXPLAINED, "no_entry_says_why"
        if row["component"] == INCOME_TAX:
            return TAX_OF_YEAR, ""
        # an entry about deductions alone moves no earning
        return ("follows" if found and kind != "earning" else "rate"), ""

    def _is_in_both(self, employment: int) -> bool:
        return employment in self.segments and employment in self.segments_before

    def _drawn_otherwise(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """The cause of a line in an earlier month not drawn as the service book computes it.

        If the book computes the line, its entries are right. A line that only stopped is unexplained, except
        a deduction that stopped beside other changed lines.
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
        """The cause if instalments of this kind of obligation began, ended or changed, else None."""
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
    """The values of a column over the days: one value, or each value with its days if it
    changed in the month.
    """
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
