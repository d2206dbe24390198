"""What is due of past months by what is known, of the components that follow the month for which they are due.

People whose month reads the same are due the same, to the paisa, so each kind of month is worked out once. A person
whose facts did not change since the month before is of the same kind still and is not read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.payroll.arrears.causes import Causes
from vethanam.payroll.arrears.events import NEVER, NOTHING, Late, late_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.rules import MonthFacts
from vethanam.rules.assess import generally_sound
from vethanam.rules.columns import MONTHS, SEGMENTS
from vethanam.rules.facts import FRAMES
from vethanam.rules.owing import OWING, owing_of
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries import Following, Unrecorded, facts_for

#: a person's book as it would be without what became known from a place on, and without effects from an instant on
READING = {"employment": pl.Int64, "known": pl.Int32, "effects": pl.Int64}
_SCHEMA = {**SEGMENTS.schema, "pension_scheme": pl.String()}
#: what tells kinds of a whole month on duty apart
_KIND = [name for name in _SCHEMA if name not in ("employment", "part", "start", "until")]
#: years of age: somebody older is looked at by himself; a kind of month has the other
_OLD, _BORN = 90, 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DueMonth:
    """Due per employment and component, columns as :data:`OWING`; ``aside`` names who cannot be computed."""

    lines: pl.DataFrame
    aside: frozenset[int]
    findings: tuple[Finding, ...]


class DueMonths:
    """Months of the same people one after the other, each as known now and as known at earlier points."""

    def __init__(self, people: Sequence[int], first: Month, last: Month, causes: Causes) -> None:
        self.people, self.causes, self.month = list(people), causes, first
        self._following = Following(people, causes.known_at, first, last)
        self._late: Late | None = None
        self._kinds = pl.DataFrame(schema={**{name: _SCHEMA[name] for name in _KIND}, "who": pl.Int64})
        self._before = self._read = pl.DataFrame(schema={**READING, "who": pl.Int64})
        #: of the month: facts and faults of those who stand for themselves, by numbers from 1 on
        self._others: list[MonthFacts] = []
        self._blocked = pl.DataFrame(schema={"who": pl.Int64, "code": pl.String, "says": pl.String})
        self._given = 1

    @property
    def late(self) -> Late:
        """What was recorded of these people after their books were opened; read when it is first asked."""
        if self._late is None:
            self._late = late_of(self.people, self.causes)
        return self._late

    def now(self, month: Month) -> DueMonth:
        """Due of a month by what is known now, arrears granted since included. Who was not in service has no lines.

        Months are asked in their order; :meth:`due` is of the month asked last.
        """
        self.month, self._others, self._blocked, self._given = month, [], self._blocked.clear(), 1
        self._before, self._read = self._read.filter(pl.col("who") < 0), self._read.clear()
        readings = pl.DataFrame({"employment": self.people}, schema={"employment": pl.Int64}).with_columns(
            known=pl.lit(NOTHING, pl.Int32), effects=pl.lit(NEVER, pl.Int64)
        )
        said = self._take(readings)
        lines, blocked = self.due(readings, self.causes.rulebook)
        whose = blocked["employment"].unique().to_list()
        numbers = dict(Employment.objects.filter(pk__in=whose).values_list("pk", "number"))
        found = [
            Finding(
                f"Employee {numbers[row['employment']]}",
                row["code"],
                f"{month.first:%B %Y}. {row['says']}",
                True,
                {"employment": row["employment"]},
            )
            for row in blocked.iter_rows(named=True)
        ]
        aside = {f.facts["employment"] for f in said} | set(whose)
        return DueMonth(lines.select(list(OWING)), frozenset(aside), (*said, *found))

    def due(self, readings: pl.DataFrame, rulebook: Rulebook) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Due of the month by these readings of books and this rulebook, and who is blocked.

        ``readings`` has the columns :data:`READING` and any others, which the lines have too. What is blocked has
        ``employment``, ``code``, ``says``.
        """
        self._take(readings.select(list(READING)).unique())
        whose = readings.join(self._read, on=list(READING), how="inner")
        lines, findings = owing_of(
            self._facts(whose["who"].unique()), rulebook, known_at=localdate(self.causes.known_at)
        )
        blocked = pl.concat(
            [
                self._blocked,
                findings.filter("blocks")
                .select("code", "says", who="employment")
                .select("who", "code", "says"),
            ]
        )
        named = whose.select("employment", "who").unique()
        return (
            whose.join(lines.rename({"employment": "who"}), on="who", how="inner").drop("who"),
            named.join(blocked, on="who", how="inner", maintain_order="right").sort(
                "employment", maintain_order=True
            ),
        )

    def _take(self, readings: pl.DataFrame) -> tuple[Finding, ...]:
        """Note who stands for each reading: the kind of month before where nothing changed, else by its facts."""
        changed = self._following.changed(self.month)
        fresh = readings.join(self._read, on=list(READING), how="anti")
        same = fresh.filter(~pl.col("employment").is_in(changed.implode()))
        carried = same.join(self._before, on=list(READING), how="inner").select(self._read.columns)
        fresh = fresh.join(carried, on=list(READING), how="anti").sort(list(READING))
        fresh = fresh.with_columns(level=pl.int_range(pl.len()).over("employment", "effects"))
        found = [carried]
        said: list[Finding] = []
        for (effects, _), some in fresh.group_by("effects", "level", maintain_order=True):
            before = None if effects == NEVER else _EPOCH + timedelta(microseconds=effects - 1)
            left_out = some.filter(pl.col("known") < NOTHING).select("employment", "known")
            facts = self.late.unrecorded(left_out) if left_out.height else {}
            book = facts_for(
                self.month,
                self.causes.known_at,
                self.causes.rulebook,
                employments=some["employment"].to_list(),
                unrecorded=Unrecorded(facts, before),
            )
            found.append(self._placed(some.select(list(READING)), book.facts))
            said += book.findings
        self._read = pl.concat([self._read, *found])
        return tuple(said)

    def _placed(self, readings: pl.DataFrame, facts: MonthFacts) -> pl.DataFrame:
        """Who stands for each of these readings: a kind of month, or the reading itself, by a number of its own."""
        month = self.month
        findings, sound = generally_sound(facts.checked(), self.causes.rulebook)
        by_itself = pl.concat([sound.rates["employment"], sound.attendance["employment"]]).unique()
        of_months = sound.months.select("employment", "pension_scheme", "born")
        rows = sound.segments.join(of_months, on="employment", how="inner")
        plain = rows.filter(
            pl.len().over("employment") == 1,
            pl.col("start") == month.first,
            pl.col("until") == month.last,
            pl.col("absence").is_null(),
            pl.col("born") > date(month.first.year - _OLD, 12, 31),
            ~pl.col("employment").is_in(by_itself.implode()),
        )
        new = plain.select(_KIND).unique().join(self._kinds, on=_KIND, how="anti", nulls_equal=True)
        numbered = new.with_columns(who=-1 - self._kinds.height - pl.int_range(pl.len(), dtype=pl.Int64))
        self._kinds = pl.concat([self._kinds, numbered])
        kinds = plain.join(self._kinds, on=_KIND, how="inner", nulls_equal=True).select("employment", "who")
        others = readings.select("employment").join(kinds, on="employment", how="anti").sort("employment")
        alone = others.with_columns(who=pl.int_range(pl.len(), dtype=pl.Int64) + self._given)
        self._given += alone.height
        self._others.append(_renumbered(sound, alone))
        blocked = findings.filter("blocks").join(alone, on="employment", maintain_order="left")
        self._blocked = pl.concat([self._blocked, blocked.select("who", "code", "says")])
        return readings.join(pl.concat([kinds, alone]), on="employment", how="inner")

    def _facts(self, who: pl.Series) -> MonthFacts:
        """The facts of the month of kinds and of whoever stands for himself. No kind rests on a day of birth."""
        month = self.month
        kinds = self._kinds.filter(pl.col("who").is_in(who.implode())).rename({"who": "employment"})
        born = month.first.replace(year=month.first.year - _BORN)
        segments = SEGMENTS.checked(
            kinds.drop("pension_scheme").with_columns(
                part=pl.lit(1, pl.Int32), start=pl.lit(month.first), until=pl.lit(month.last)
            )
        )
        months = MONTHS.checked(kinds.select("employment", "pension_scheme", born=pl.lit(born)))
        plain = MonthFacts(month, segments, months)
        wanted = pl.col("employment").is_in(who.implode())
        frames = {
            name: pl.concat(
                [getattr(plain, name), *(getattr(one, name).filter(wanted) for one in self._others)]
            )
            for name in FRAMES
        }
        return MonthFacts(month, **frames)


def _renumbered(facts: MonthFacts, numbers: pl.DataFrame) -> MonthFacts:
    """The facts of these employments, each under its number ``who``."""
    frames = {}
    for name in FRAMES:
        frame = getattr(facts, name)
        named = frame.join(numbers, on="employment", how="inner", maintain_order="left")
        frames[name] = named.with_columns(employment="who").select(frame.columns)
    return MonthFacts(facts.month, **frames)
