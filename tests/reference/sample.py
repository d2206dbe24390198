"""A small sample of each month, with the reference's answer kept, to try many rulebooks against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

import polars as pl

from tests.reference import people
from tests.reference.agreement import Batch, expected_of
from tests.reference.facts import Reading
from tests.reference.frames import facts_of
from tests.reference.mutants import SILENT, Mutant, Read, changed, figures_of, loaded, rules_of
from tests.reference.tables import Month
from vethanam import rules
from vethanam.rules.facts import MonthFacts
from vethanam.rules.rulebook import Rulebook

DRAWN: Reading = "drawn"
DUE: Reading = "due"
#: people of each month
SIZE: dict[Reading, int] = {DRAWN: 400, DUE: 60}
#: how many months from its first on a mutant is looked for before all the others
NEAR = 4
#: a rule without a day of its own is looked for among many people of few months first: an assessment of
#: thousands costs hardly more than one of hundreds
WIDE: tuple[Month, ...] = ((2026, 10), (2019, 7))
MANY = 3000
KEY = ("employment", "part", "component", "obligation")
LINE = {
    "employment": pl.Int64, "part": pl.Int64, "component": pl.String, "obligation": pl.Int64,
    "kind": pl.String, "amount": pl.Int64, "due": pl.Int64, "carried": pl.Int64,
}  # fmt: skip
CODE = {"employment": pl.Int64, "code": pl.String}


@dataclass(frozen=True, slots=True)
class Sample:
    """People of one month, and the reference's results for them."""

    month: Month
    reading: Reading
    facts: MonthFacts
    lines: pl.DataFrame
    codes: pl.DataFrame

    def notices(self, rulebook: Rulebook) -> bool:
        """Whether a person differs under this rulebook; a person the engine refuses counts too."""
        try:
            assessment = rules.assess(self.facts, rulebook, reading=self.reading)
        except Exception:  # noqa: BLE001 - whatever a senseless figure breaks, it is not accepted in silence
            return True
        return not (
            paid(assessment.lines).equals(self.lines) and found(assessment.findings).equals(self.codes)
        )


def paid(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines of an assessment that say something, in one order."""
    held = pl.col("state") == "held"
    said = lines.filter(held | (pl.col("amount") != 0) | (pl.col("carried") != 0))
    return (
        said.with_columns(
            pl.when(~held).then("amount").alias("amount"), pl.when(~held).then("due").alias("due")
        )
        .select(pl.col(name).cast(dtype) for name, dtype in LINE.items())
        .sort(KEY)
    )


def found(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings of an assessment, in one order."""
    return (
        findings.select(pl.col(name).cast(dtype) for name, dtype in CODE.items())
        .unique()
        .sort("employment", "code")
    )


@cache
def sample(month: Month, reading: Reading, count: int | None = None) -> Sample:
    """The sample of a month, made once in a process."""
    made = Batch(month, 1, count or SIZE[reading], reading).people()
    lines: list[tuple[object, ...]] = []
    codes: list[tuple[int, str]] = []
    for one in made:
        ours, ours_codes = expected_of(one)
        lines += ((one.employment, *key, *value) for key, value in ours.items())
        codes += ((one.employment, code) for code in ours_codes)
    return Sample(
        month,
        reading,
        facts_of(made, month),
        pl.DataFrame(lines, schema=LINE, orient="row").sort(KEY),
        pl.DataFrame(codes, schema=CODE, orient="row").sort("employment", "code"),
    )


def samples_for(mutant: Mutant) -> Iterator[Sample]:
    """The samples in which a mutant is looked for: first the months where it should show, then all."""
    if not mutant.is_dated:
        yield from (sample(month, DRAWN, MANY) for month in WIDE)
    drawn = [month for month in people.MONTHS if month >= mutant.since]
    due = [month for month in people.MONTHS if month >= mutant.effective]
    order = [(month, DRAWN) for month in drawn[:NEAR]] + [(month, DUE) for month in due[:NEAR]]
    rest = [(month, reading) for month in people.MONTHS for reading in (DRAWN, DUE)]
    yield from (
        sample(month, reading) for month, reading in (*order, *(one for one in rest if one not in order))
    )


def is_noticed(mutant: Mutant) -> bool:
    """Whether some sample differs under one of the ways in which the mutant is wrong."""
    return any(one.notices(book) for one in samples_for(mutant) for book in mutant.ways)


def names_read() -> frozenset[str]:
    """The parameters that some month of the sample reads."""
    rulebook = loaded()
    read = Read(rulebook.parameters)
    for month in people.MONTHS[:: len(people.MONTHS) // 6]:
        watched = changed(rulebook, f"read in {month}", parameters=read)
        rules.assess(sample(month, DRAWN).facts, watched, reading=DRAWN)
    return frozenset(read.names)


def tried(names: frozenset[str], every: tuple[int, int], first: int, step: int) -> tuple[int, list[str]]:
    """Try each ``step``-th of one rule and one figure in ``every``; the number, and those unnoticed."""
    rulebook = loaded()
    rules, figures = every
    todo = chain(
        islice(rules_of(rulebook), 0, None, rules), islice(figures_of(rulebook, names), 0, None, figures)
    )
    mine = list(islice(todo, first, None, step))
    return len(mine), [one.name for one in mine if one.name not in SILENT and not is_noticed(one)]
