"""The input facts of an explained figure: the columns its formula read, with the row's values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import polars as pl

from vethanam.clauses.columns import Column
from vethanam.clauses.explanation import Given, Source
from vethanam.money import WHOLE
from vethanam.rules.columns import MONTHS, SEGMENTS
from vethanam.rules.formula import Formula, text_of

#: columns that identify a row and are no facts
_KEYS = {"employment", "part"}
_FACTS: Mapping[str, Column] = {
    column.name: column for columns in (SEGMENTS, MONTHS) for column in columns if column.name not in _KEYS
}
#: results of other lines of the same month
OF_THE_MONTH = Source("lines_of_the_month")
_READING = {"column", "figure", "slabs", "made"}


def read_by(nodes: Iterable[Formula]) -> set[str]:
    """The columns read by the nodes taken, including conditions."""
    return {name for node in nodes if node.op in _READING for name in node.reads} - _KEYS


def givens_of(
    names: Collection[str],
    row: pl.DataFrame,
    scales: Mapping[str, int],
    *,
    steps: Collection[str] = (),
    of_funds: Mapping[str, Column] = MappingProxyType({}),
) -> tuple[Given, ...]:
    """The row's facts in these columns, without steps (explained separately) and nulls.

    ``of_funds`` are the pack's membership columns.
    """
    found = []
    facts = {**_FACTS, **of_funds}
    for name in row.columns:
        if name not in names or name in steps:
            continue
        content = row[name].item()
        if content is None:
            continue
        if name in facts:
            found.append(_fact(facts[name], content))
        elif isinstance(content, bool):
            found.append(Given(name, _yes_or_no(content), source=OF_THE_MONTH))
        else:
            scale = scales.get(name.removesuffix("_exact"), 1) if name.endswith("_exact") else 1
            found.append(
                Given(
                    name,
                    text_of(int(content), scale, "paise"),
                    int(content),
                    scale,
                    "paise",
                    source=OF_THE_MONTH,
                )
            )
    return tuple(found)


def givens_of_days(
    names: Collection[str], row: pl.DataFrame, days: str, month_days: int, scales: Mapping[str, int]
) -> tuple[Given, ...]:
    """Like :func:`givens_of` for a segment: first and last day, absence, and the number of days counted."""
    since = row["start"].item().isoformat()
    counted = row[days].item()
    own = givens_of({*names, "start", "until", "absence"} - {"days", days}, row, scales)
    stretch = [_at(given, since) for given in own]
    if counted is not None:
        stretch.append(Given(days, f"{counted} of {month_days}", counted, month_days, "days", since))
    return tuple(stretch)


def stated(name: str, amounts: Sequence[int | None]) -> tuple[Given, ...]:
    """Amounts stated by an order or a court."""
    return tuple(Given(name, text_of(a, 1, "paise"), a, 1, "paise") for a in amounts if a is not None)


def _at(given: Given, since: str) -> Given:
    return Given(given.name, given.text, given.number, given.scale, given.unit, since, given.source)


def _fact(column: Column, content: Any) -> Given:
    if column.unit.startswith("paise"):
        return Given(column.name, text_of(content, 1, "paise"), content, 1, "paise")
    if column.unit == "rate":
        return Given(column.name, text_of(content, 10000, "rate"), content, 10000, "rate")
    if column.unit.startswith("ten-thousandths"):
        return Given(column.name, text_of(content, WHOLE, "count"), content, WHOLE, "count")
    if isinstance(content, bool):
        return Given(column.name, _yes_or_no(content))
    if isinstance(content, int):
        return Given(column.name, str(content), content, 1, "count")
    return Given(column.name, content.isoformat() if hasattr(content, "isoformat") else str(content))


def _yes_or_no(content: bool) -> str:
    return "yes" if content else "no"


def once(givens: Iterable[Given]) -> Iterator[Given]:
    """Each fact once, in order."""
    yield from dict.fromkeys(givens)
