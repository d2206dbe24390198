"""Both hands on the same people: the facts as frames, the lines side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import polars as pl

from tests.reference import checks, people
from tests.reference.facts import Person, Reading
from tests.reference.frames import facts_of, paise
from tests.reference.month import Outcome, month_of
from tests.reference.tables import Month
from vethanam import rules

#: VETHANAM_REFERENCE_SEED makes other people
SEED = int(os.environ.get("VETHANAM_REFERENCE_SEED", "1956"))
CHUNK = 2000

type Key = tuple[int, str, int | None]
type Value = tuple[str, int | None, int | None, int]
type Lines = dict[Key, Value]


def by_reference(outcome: Outcome) -> Lines:
    """The reference's lines in paise."""
    return {
        (line.part, line.component, line.obligation): (
            line.kind,
            paise(line.amount),
            paise(line.due),
            paise(line.carried) or 0,
        )
        for line in outcome.lines
    }


def by_rules(lines: pl.DataFrame) -> dict[int, Lines]:
    """The rules' lines of each employment. A line of nothing that carries nothing says nothing."""
    found: dict[int, Lines] = {}
    chosen = lines.select(
        "employment", "part", "component", "obligation", "kind", "amount", "due", "carried", "state"
    )
    for employment, part, component, obligation, kind, amount, due, carried, state in chosen.iter_rows():
        held = state == "held"
        if held or amount or carried:
            value = (kind, None if held else amount, None if held else due, carried)
            found.setdefault(employment, {})[part, component, obligation] = value
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """One person on whom the two programs disagree: by a line, by a paisa, or by a finding."""

    person: Person
    reference: Lines
    reference_codes: frozenset[str]
    rules: Lines
    rules_codes: frozenset[str]

    def __str__(self) -> str:
        facts = [
            *self.person.segments,
            self.person.record,
            *self.person.rates,
            *self.person.wages,
            *self.person.obligations,
        ]
        head = f"person {self.person.employment} of {self.person.month}"
        found = f"  findings: reference {sorted(self.reference_codes)}, rules {sorted(self.rules_codes)}"
        return "\n".join([head, *(f"  {short(fact)}" for fact in facts), *self._side_by_side(), found])

    def _side_by_side(self) -> Iterator[str]:
        for key in sorted({*self.reference, *self.rules}, key=str):
            ours, theirs = self.reference.get(key), self.rules.get(key)
            mark = " " if ours == theirs else "≠"
            yield f"  {mark} {key!s:52} reference {ours!s:42} rules {theirs}"


def short(fact: Any) -> str:
    """A fact without the fields that are zero."""
    stated = {name: getattr(fact, name) for name in type(fact).__slots__}
    said = ", ".join(f"{name}={value}" for name, value in stated.items() if value not in (None, False))
    return f"{type(fact).__name__}({said})"


def differences(made: Sequence[Person], month: Month, rulebook: Any) -> list[Difference]:
    """Everyone on whom reference and rules differ by a paisa, a state, a line or a finding."""
    reading = made[0].reading
    assessment = rules.assess(facts_of(made, month), rulebook, reading=reading)
    lines = by_rules(assessment.lines)
    codes: dict[int, set[str]] = {}
    for employment, code in assessment.findings.select("employment", "code").iter_rows():
        codes.setdefault(employment, set()).add(code)
    both = (
        Difference(
            one,
            *expected_of(one),
            lines.get(one.employment, {}),
            frozenset(codes.get(one.employment, ())),
        )
        for one in made
    )
    return [one for one in both if (one.reference, one.reference_codes) != (one.rules, one.rules_codes)]


def expected_of(person: Person) -> tuple[Lines, frozenset[str]]:
    """The reference's lines and findings; a person set aside has no lines."""
    outcome = month_of(person)
    codes = frozenset(checks.codes_of(person, outcome))
    return ({} if codes & checks.BLOCKING else by_reference(outcome)), codes


# --- many people, on every core ---


@dataclass(frozen=True, slots=True)
class Batch:
    """Some people of one month, for its own bill or as due for arrears."""

    month: Month
    first: int
    count: int
    reading: Reading = "drawn"

    def people(self) -> list[Person]:
        """The people themselves."""
        numbers = range(self.first, self.first + self.count)
        return [replace(people.person(SEED, number, self.month), reading=self.reading) for number in numbers]


def batches(total: int, reading: Reading = "drawn") -> list[Batch]:
    """``total`` people dealt evenly over the months."""
    share = -(-total // len(people.MONTHS))
    return [
        Batch(month, start + 1, min(CHUNK, share - start), reading)
        for month in people.MONTHS
        for start in range(0, share, CHUNK)
    ]


def _told(batch: Batch) -> tuple[int, list[str]]:
    """Compare a batch; how many people it held, and the differences as text."""
    found = differences(batch.people(), batch.month, rules.load_pack("kerala"))
    return batch.count, [str(one) for one in found]


def compare(todo: Sequence[Batch]) -> tuple[int, list[str]]:
    """Compare batches on every core; how many people, and every difference as text."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        told = list(pool.map(_told, todo))
    return sum(count for count, _ in told), [text for _, texts in told for text in texts]
