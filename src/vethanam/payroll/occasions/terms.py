"""A full month of pay on the terms of one day, for leave surrender and for emoluments on 31 March."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Sentence, Unsound
from vethanam.money import Paise
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules import ExplainedMonth, MonthFacts, Rulebook, assess, explained_month
from vethanam.rules.columns import ATTENDANCE, OBLIGATIONS_DUE
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class Terms:
    """Full months of people on duty on the terms of a day.

    ``why_not`` maps employment to the reason it has none; ``rulebook`` is the one known then.
    """

    day: date
    known_at: datetime
    rulebook: Rulebook
    facts: MonthFacts
    lines: pl.DataFrame
    why_not: Mapping[int, Sentence]

    def earnings_of(self, employment: int) -> dict[str, Paise | None]:
        """Map earning to amount, None if unknown."""
        return dict(self._of(employment).select("component", "amount").iter_rows())

    def known_earnings(self, employment: int) -> dict[str, Paise]:
        """Map earning to amount.

        Raises
        ------
        Unsound
            There are no earnings, or one is unknown.
        """
        earnings = self.earnings_of(employment)
        if not earnings:
            raise Unsound("no_earnings", day=self.day)
        missing = [name for name, amount in earnings.items() if amount is None]
        if missing:
            raise Unsound("earning_not_known", components=missing, day=self.day)
        return {name: amount for name, amount in earnings.items() if amount is not None}

    def unconfirmed_of(self, employment: int) -> set[str]:
        """The earnings based on an unconfirmed figure."""
        return set(self._of(employment).filter(pl.col("is_unconfirmed"))["component"])

    def joined(self, employment: int) -> date | None:
        """The first day of regular service."""
        return _one(self.facts.months, employment, "joined")

    def series(self, employment: int) -> str | None:
        """The series of dearness allowance."""
        return _one(self.facts.segments, employment, "da_series")

    def explained(self, reader: BookReader, employment: int) -> ExplainedMonth:
        """The explained earnings."""
        return explained_month(
            self.facts.of(employment),
            self.rulebook,
            known_at=localdate(self.known_at),
            cache=reader.cache,
        )

    def _of(self, employment: int) -> pl.DataFrame:
        return self.lines.filter(pl.col("employment") == employment)


def _one[T](frame: pl.DataFrame, employment: int, column: str) -> T | None:
    found = frame.filter(pl.col("employment") == employment)[column].to_list()
    return found[0] if found else None


def terms_on(reader: BookReader, employments: Sequence[int], day: date, known_at: datetime) -> Terms:
    """The terms of a day, as known at an instant. People suspended that day, or on wages, have none."""
    rulebook = rulebook_in_use(known_at)
    snapshot = snapshot_of(reader, Month.of(day), known_at, rulebook, employments=employments)
    why_not = {f.facts["employment"]: f.sentence for f in snapshot.findings if "employment" in f.facts}
    held = (pl.col("start") <= day) & (pl.col("until") >= day)
    there = snapshot.facts.segments.filter(held)
    on_pay = there.filter(
        pl.col("absence").ne_missing("suspension"), ~pl.col("pay_basis").is_in(["daily", "hourly"])
    )
    why_not |= _not_on_pay(employments, there, on_pay, day, why_not)
    facts = _whole_month(snapshot.facts, on_pay, held)
    assessed = assess(facts, rulebook, known_at=localdate(known_at))
    why_not |= {
        row["employment"]: Sentence(row["code"], json.loads(row["facts"]))
        for row in assessed.findings.filter(pl.col("blocks")).iter_rows(named=True)
    }
    lines = assessed.lines.filter(pl.col("kind") == "earning")
    return Terms(day, known_at, rulebook, facts, lines, why_not)


def _whole_month(facts: MonthFacts, on_pay: pl.DataFrame, held: pl.Expr) -> MonthFacts:
    """The month as if the day's terms held on all its days, on duty."""
    month, people = facts.month, on_pay["employment"].implode()
    whole = {"part": pl.lit(1, pl.Int32), "start": pl.lit(month.first), "until": pl.lit(month.last)}
    empty = {name: pl.lit(None, dtype=on_pay.schema[name]) for name in _OF_ABSENCE}
    return MonthFacts(
        month,
        on_pay.with_columns(**whole, **empty).sort("employment"),
        facts.months.filter(pl.col("employment").is_in(people)),
        facts.rates.filter(held, pl.col("employment").is_in(people))
        .with_columns(**whole)
        .unique(["employment", "component"], keep="last", maintain_order=True),
        ATTENDANCE.empty(),
        OBLIGATIONS_DUE.empty(),
        facts.memberships.filter(pl.col("employment").is_in(people)),
    ).checked()


_OF_ABSENCE = ("absence", "absence_since", "subsistence_rate")


def _not_on_pay(
    employments: Sequence[int],
    there: pl.DataFrame,
    on_pay: pl.DataFrame,
    day: date,
    told: Mapping[int, Sentence],
) -> dict[int, Sentence]:
    paid, present = set(on_pay["employment"]), set(there["employment"])
    suspended = set(there.filter(pl.col("absence") == "suspension")["employment"])
    found: dict[int, Sentence] = {}
    for employment in employments:
        if employment in told or employment in paid:
            continue
        if employment not in present:
            found[employment] = Sentence("not_in_service_on", {"day": day})
        elif employment in suspended:
            found[employment] = Sentence("suspended", {"day": day})
        else:
            found[employment] = Sentence("on_wages")
    return found
