"""Kinds of month: equal readings of a month have equal due, to the paisa, so each is computed once.

A kind is a full month on duty, independent of the month. A person with part of a month, leave, stated rates
or wages is a single case, represented by itself.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from vethanam.periods import Month
from vethanam.rules.cache import NO_CACHE, ResultCache, Same
from vethanam.rules.columns import MONTHS, SEGMENTS
from vethanam.rules.facts import FRAMES, MonthFacts
from vethanam.rules.frame_alignment import beside
from vethanam.rules.funds import Funds
from vethanam.rules.month_assessment import generally_sound
from vethanam.rules.rulebook import Rulebook

#: older people are single cases; every kind has the lower age
_OLD, _BORN = 90, 40
#: columns that distinguish kinds, besides the pack's schemes
_OF_SEGMENTS = {
    name: dtype
    for name, dtype in SEGMENTS.schema.items()
    if name not in ("employment", "part", "start", "until")
}
#: the representative of an employment's month
STANDS_FOR = {"employment": pl.Int64, "who": pl.Int64}
BLOCKED = {"who": pl.Int64, "code": pl.String, "facts": pl.String}
LENGTHS = {"who": pl.Int64, "days": pl.Int64}


class Kinds:
    """Kinds of month met so far, numbered below zero, and single cases, numbered from 1.

    ``blocked`` has the faults of cases that cannot be computed, by ``who``: ``code``, ``facts``. ``lengths``
    has the ``days`` of each single case's month.
    """

    def __init__(self, rulebook: Rulebook, cache: ResultCache = NO_CACHE) -> None:
        self._rulebook, self._cache = rulebook, cache
        self._funds = rulebook.pack.funds
        told_apart = _OF_SEGMENTS | dict.fromkeys(self._funds.schemes, pl.String())
        self._kind = list(told_apart)
        self._kinds = pl.DataFrame(schema={**told_apart, "who": pl.Int64()})
        self._others = {name: columns.empty() for name, columns in FRAMES.items()}
        self._given = 1
        self.blocked = pl.DataFrame(schema=BLOCKED)
        self.lengths = pl.DataFrame(schema=LENGTHS)

    def stand(self, employments: pl.Series, facts: MonthFacts) -> pl.DataFrame:
        """The representative of each of these employments in a month, columns :data:`STANDS_FOR`.

        An employment without facts is a single case without lines.
        """
        checked = facts.checked()
        beside = ("sound", facts.month, Same(self._rulebook))
        findings, sound = self._cache.of(
            checked.frames(), beside, lambda: generally_sound(checked, self._rulebook)
        )
        plain = _plain(sound, self._funds)
        new = plain.select(self._kind).unique().join(self._kinds, on=self._kind, how="anti", nulls_equal=True)
        # known kinds keep their numbers, so that their cached dues are found
        numbered = new.sort(self._kind).with_columns(
            who=-1 - self._kinds.height - pl.int_range(pl.len(), dtype=pl.Int64)
        )
        self._kinds = pl.concat([self._kinds, numbered])
        kinds = plain.join(self._kinds, on=self._kind, how="inner", nulls_equal=True).select(list(STANDS_FOR))
        others = employments.to_frame("employment").join(kinds, on="employment", how="anti")
        alone = others.sort("employment").with_columns(
            who=pl.int_range(pl.len(), dtype=pl.Int64) + self._given
        )
        self._given += alone.height
        days = alone.select("who", days=pl.lit(sound.month.days, pl.Int64))
        self.lengths = pl.concat([self.lengths, days])
        for name, frame in self._others.items():
            own = getattr(sound, name).join(alone, on="employment", how="inner", maintain_order="left")
            own = own.with_columns(employment="who").select(frame.columns)
            self._others[name] = pl.concat([frame, own])
        wrong = findings.filter("blocks").join(alone, on="employment", maintain_order="left")
        self.blocked = pl.concat([self.blocked, wrong.select(list(BLOCKED))])
        return pl.concat([kinds, alone])

    def able(self, stands: pl.DataFrame) -> pl.DataFrame:
        """The representatives without a blocking finding, columns :data:`STANDS_FOR`."""
        return stands.join(self.blocked.select("who").unique(), on="who", how="anti")

    def facts(self, month: Month, who: pl.Series) -> MonthFacts:
        """The facts of kinds in a month, and of single cases in any, each under its number ``who``.

        No kind depends on the date of birth.
        """
        kinds = self._kinds.join(who.to_frame("who"), on="who", how="semi", maintain_order="left")
        kinds = kinds.rename({"who": "employment"})
        born = month.first.replace(year=month.first.year - _BORN)
        segments = SEGMENTS.checked(
            kinds.drop(self._funds.schemes).with_columns(
                part=pl.lit(1, pl.Int32), start=pl.lit(month.first), until=pl.lit(month.last)
            )
        )
        months = MONTHS.checked(kinds.select("employment", born=pl.lit(born)))
        theirs = pl.col("employment").is_in(who.implode())
        others = {name: frame.filter(theirs) for name, frame in self._others.items()}
        own = {"segments": segments, "months": months, "memberships": self._funds.rows(kinds)}
        return MonthFacts(
            month, **others | {name: pl.concat([frame, others[name]]) for name, frame in own.items()}
        )

    def forget_others(self) -> None:
        """Drop the single cases."""
        self._others = {name: frame.clear() for name, frame in self._others.items()}
        self.blocked, self.lengths = self.blocked.clear(), self.lengths.clear()


def is_kind() -> pl.Expr:
    """True if ``who`` is a kind, which stays valid next month for unchanged facts."""
    return pl.col("who") < 0


def _plain(sound: MonthFacts, funds: Funds) -> pl.DataFrame:
    """People on duty for the whole month on unchanged terms, with the columns that distinguish kinds."""
    month = sound.month
    by_itself = pl.concat([sound.rates["employment"], sound.attendance["employment"]]).unique()
    schemes = funds.scheme_columns(sound.memberships, sound.months["employment"])
    of_months = beside(sound.months.select("employment", "born"), schemes)
    return sound.segments.join(of_months, on="employment", how="inner").filter(
        pl.len().over("employment") == 1,
        pl.col("start") == month.first,
        pl.col("until") == month.last,
        pl.col("absence").is_null(),
        pl.col("born") > date(month.first.year - _OLD, 12, 31),
        ~pl.col("employment").is_in(by_itself.implode()),
    )
