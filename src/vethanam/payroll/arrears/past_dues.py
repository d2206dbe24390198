"""The due of past months as known now, for the components that follow their month.

A *reading* is a person's facts of a month, as known at some point. Equal readings have equal due, to the
paisa, so each distinct reading is computed once, for all months with the same figures. Its *representative*
(``who``) is a kind of month or a single case (:mod:`vethanam.rules.month_groups`). A person without changed
facts keeps last month's reading and is not read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from vethanam.errors import Finding
from vethanam.payroll.arrears.late_facts import NEVER, NOTHING, Late, late_of
from vethanam.payroll.arrears.month_cache import STANDS, WorkedOut
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.rules.arrear_lines import OWING
from vethanam.rules.month_groups import is_kind
from vethanam.service_book.queries import BookReader, Following, Unrecorded, facts_for

#: a person's facts without the entries from an index on, and without order effects from an instant on
READING = {"employment": pl.Int64, "known": pl.Int32, "effects": pl.Int64}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """Due of some months as known now.

    ``lines`` has ``for_month`` and the columns :data:`OWING`. ``whose`` maps ``for_month`` and ``employment``
    to the reading, columns :data:`STANDS`. ``aside`` has both keys of people who cannot be computed.
    """

    lines: pl.DataFrame
    whose: pl.DataFrame
    aside: pl.DataFrame
    findings: tuple[Finding, ...]


class DueMonths:
    """Successive months of the same people, each as known now and at earlier points.

    Equal readings are computed once, across months and people.
    """

    def __init__(
        self, reader: BookReader, people: Sequence[int], first: Month, last: Month, worked: WorkedOut
    ) -> None:
        causes = worked.causes
        self.people, self.causes, self.worked = list(people), causes, worked
        self._reader = reader
        self._following = Following(reader, people, causes.known_at, first, last)
        self._late: Late | None = None
        #: the representative of each reading, by month
        self._read: dict[Month, pl.DataFrame] = {}

    @property
    def late(self) -> Late:
        """Entries recorded after these people's books were opened, read on first use."""
        if self._late is None:
            self._late = late_of(self._reader, self.people, self.causes)
        return self._late

    def now(self, months: Sequence[Month]) -> Due:
        """Due as known now, including arrears granted since. People not in service have no lines.

        Ask for months in order, consecutive ones together. :meth:`standing` then covers the months of the
        last call.
        """
        self._forget(months[0])
        readings = pl.DataFrame({"employment": self.people}, schema={"employment": pl.Int64}).with_columns(
            known=pl.lit(NOTHING, pl.Int32), effects=pl.lit(NEVER, pl.Int64)
        )
        said = {month: self._take(month, readings) for month in months}
        books = pl.DataFrame(
            [(int(month), self.causes.book(month)) for month in months],
            schema={"for_month": pl.Int64, "book": pl.Int32},
            orient="row",
        )
        whose = self._standing(books.join(readings, how="cross"))
        lines, faults = self.worked.owed(whose)
        blocked = whose.join(faults, on=list(STANDS), how="inner", maintain_order="right").sort(
            "for_month", "employment", maintain_order=True
        )
        numbers = dict(
            Employment.objects.filter(pk__in=blocked["employment"].unique().to_list()).values_list(
                "pk", "number"
            )
        )
        found: list[Finding] = []
        for month in months:
            found += said[month]
            found += [
                _finding(month, row, numbers[row["employment"]])
                for row in blocked.filter(pl.col("for_month") == int(month)).iter_rows(named=True)
            ]
        key = ["for_month", "employment"]
        aside = pl.DataFrame(
            [(int(month), finding.facts["employment"]) for month in months for finding in said[month]],
            schema=dict.fromkeys(key, pl.Int64),
            orient="row",
        )
        return Due(
            whose.join(lines, on=list(STANDS), how="inner").select("for_month", *OWING),
            whose.select(*key, *STANDS),
            pl.concat([aside, blocked.select(key)]).unique(),
            tuple(found),
        )

    def standing(self, asked: pl.DataFrame) -> pl.DataFrame:
        """The representative of each reading, as ``who``. A reading that cannot be computed has no row.

        ``asked`` has ``for_month``, the columns :data:`READING` and any others. Its months are those of
        :meth:`now`.
        """
        for (key,), some in (
            asked.select("for_month", *READING)
            .unique()
            .sort("for_month")
            .group_by("for_month", maintain_order=True)
        ):
            self._take(Month.from_key(int(str(key))), some.drop("for_month"))
        return self._standing(asked)

    def _standing(self, asked: pl.DataFrame) -> pl.DataFrame:
        reads = [
            read.with_columns(for_month=pl.lit(int(month), pl.Int64)) for month, read in self._read.items()
        ]
        return asked.join(pl.concat(reads), on=["for_month", *READING], how="inner")

    def _forget(self, first: Month) -> None:
        """Drop all readings except those of the month before, and all dues of single cases."""
        self._read = {month: read for month, read in self._read.items() if month == first.plus(-1)}
        self.worked.forget_others()

    def _take(self, month: Month, readings: pl.DataFrame) -> tuple[Finding, ...]:
        """Store the representative of each reading: last month's if nothing changed, else
        computed from its facts.
        """
        read = self._read.setdefault(month, pl.DataFrame(schema={**READING, "who": pl.Int64}))
        before = self._read.get(month.plus(-1), read.clear()).filter(is_kind())
        fresh = readings.join(read, on=list(READING), how="anti")
        same = fresh.join(self._following.changed(month).to_frame("employment"), on="employment", how="anti")
        carried = same.join(before, on=list(READING), how="inner").select(read.columns)
        fresh = fresh.join(carried, on=list(READING), how="anti").sort(list(READING))
        fresh = fresh.with_columns(level=pl.int_range(pl.len()).over("employment", "effects"))
        found = [read, carried]
        said: list[Finding] = []
        for (effects, _), some in fresh.group_by("effects", "level", maintain_order=True):
            unknown = None if effects == NEVER else _EPOCH + timedelta(microseconds=int(str(effects)) - 1)
            left_out = some.filter(pl.col("known") < NOTHING).select("employment", "known")
            facts = self.late.unrecorded(left_out) if left_out.height else {}
            book = facts_for(
                self._reader,
                month,
                self.causes.known_at,
                self.causes.rulebook,
                employments=some["employment"].to_list(),
                unrecorded=Unrecorded(facts, unknown),
            )
            stands = self.worked.kinds.stand(some["employment"], book.facts)
            found.append(some.select(list(READING)).join(stands, on="employment", how="inner"))
            said += book.findings
        self._read[month] = pl.concat(found)
        return tuple(said)


def _finding(month: Month, row: Mapping[str, Any], number: str) -> Finding:
    return Finding(
        f"Employee {number}",
        row["code"],
        blocks=True,
        facts={**json.loads(row["facts"]), "within": [month], "employment": row["employment"]},
    )
