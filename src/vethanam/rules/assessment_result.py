"""The result of assessing a month: lines, totals and findings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import polars as pl

from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class Assessment:
    """The bill lines of a month, as frames declared in ``rules.columns``.

    ``rulebook`` is the hash of the rules. :attr:`hash` identifies the result: equal for equal facts and rules
    on every machine.
    """

    month: Month
    lines: pl.DataFrame
    totals: pl.DataFrame
    findings: pl.DataFrame
    rulebook: str

    @property
    def hash(self) -> str:
        """A hash of lines and totals."""
        digest = hashlib.sha256(f"{self.month}".encode())
        for frame in (self.lines, self.totals):
            ordered = frame.sort(frame.columns, maintain_order=True, nulls_last=True)
            digest.update(ordered.write_csv().encode())
        return digest.hexdigest()

    @property
    def set_aside(self) -> pl.DataFrame:
        """The findings that left an employment without lines."""
        return self.findings.filter(pl.col("blocks"))
