"""The facts of a month as six closed frames, checked once on entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from vethanam.clauses.columns import Columns
from vethanam.errors import Fault, UnsoundInput
from vethanam.periods import Month
from vethanam.rules.columns import ATTENDANCE, MEMBERSHIPS, MONTHS, OBLIGATIONS_DUE, RATES, SEGMENTS

FRAMES: Mapping[str, Columns] = {
    "segments": SEGMENTS,
    "months": MONTHS,
    "rates": RATES,
    "attendance": ATTENDANCE,
    "obligations": OBLIGATIONS_DUE,
    "memberships": MEMBERSHIPS,
}


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """The facts of a month for any number of employments; frames as in ``rules.columns``.

    All parts of an employment must be included, also those drawn by another code.
    """

    month: Month
    segments: pl.DataFrame
    months: pl.DataFrame
    rates: pl.DataFrame = field(default_factory=RATES.empty)
    attendance: pl.DataFrame = field(default_factory=ATTENDANCE.empty)
    obligations: pl.DataFrame = field(default_factory=OBLIGATIONS_DUE.empty)
    memberships: pl.DataFrame = field(default_factory=MEMBERSHIPS.empty)

    def checked(self) -> MonthFacts:
        """The facts with every frame checked against its declaration; raises
        :class:`~vethanam.errors.UnsoundInput` with all faults.
        """
        frames: dict[str, pl.DataFrame] = {}
        faults: list[Fault] = []
        for name, columns in FRAMES.items():
            try:
                frames[name] = columns.checked(getattr(self, name))
            except UnsoundInput as unsound:
                faults += unsound.faults
        if faults:
            raise UnsoundInput("facts_unsound", faults, month=self.month)
        return self._with(frames)

    def of(self, employment: int) -> MonthFacts:
        """The facts of one employment."""
        whose = pl.col("employment") == employment
        frames = {name: getattr(self, name) for name in FRAMES}
        return self._with(
            {name: frame if frame.is_empty() else frame.filter(whose) for name, frame in frames.items()}
        )

    def members_of(self, fund: str) -> pl.DataFrame:
        """The members of a fund: ``employment``, ``amount``, ``group``."""
        return self.memberships.filter(pl.col("fund") == fund).drop("fund")

    def frames(self) -> list[pl.DataFrame]:
        """Every frame, in the order of :data:`FRAMES`."""
        return [getattr(self, name) for name in FRAMES]

    def _with(self, frames: Mapping[str, pl.DataFrame]) -> MonthFacts:
        return MonthFacts(self.month, **frames)
