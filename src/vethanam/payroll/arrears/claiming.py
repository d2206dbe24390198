"""What of a list of arrears can be claimed now: by order and instalment, never above due less drawn less open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from vethanam.money import RUPEE, Paise
from vethanam.payroll.arrears.causes import Cause
from vethanam.payroll.arrears.statement import Arrears
from vethanam.periods import Month

type MonthLines = dict[int, dict[tuple[str, str], Paise]]  # month -> (component, kind) -> amount


@dataclass(frozen=True, slots=True)
class Before:
    """What was claimed of one order for one person before: gross, how many instalments, the last month drawn in."""

    gross: Paise = 0
    instalments: int = 0
    drawn_in: int = 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment of one order for one person: per month the lines to be claimed; gross is their earnings."""

    employment: int
    cause: Cause
    number: int
    months: MonthLines = field(hash=False)


def instalments_of(
    found: Arrears, before: Mapping[tuple[int, tuple[str, str]], Before], now: Month
) -> list[Instalment]:
    """The next instalment of each order for each person.

    An order without instalments is claimed whole. Otherwise an instalment is the whole divided by their number, cut to
    the rupee, the last one the rest; it takes the oldest months first, and one is drawn in a month. ``before`` maps
    employment and order to what was claimed of it.
    """
    wanted = []
    for (employment, place), months in sorted(_claimable(found).items()):
        cause = found.causes[place]
        past = before.get((employment, cause.key), Before())
        left = sum(_gross(lines) for lines in months.values())
        number = past.instalments + 1
        if left <= 0 or (cause.instalments > 1 and past.drawn_in >= int(now)):
            continue
        share = (past.gross + left) // cause.instalments // RUPEE * RUPEE
        asked = left if number >= cause.instalments or share <= 0 else min(share, left)
        wanted.append(Instalment(employment, cause, number, _oldest_first(months, asked)))
    return wanted


def _claimable(found: Arrears) -> dict[tuple[int, int], MonthLines]:
    """Per person and order the lines that can be asked: positive parts within what is left of each component."""
    left = {
        (row["employment"], row["for_month"], row["component"]): row["difference"] - row["open"]
        for row in found.months.iter_rows(named=True)
    }
    order = sorted(range(len(found.causes)), key=lambda place: found.causes[place].key[::-1])
    oldest = {place: rank for rank, place in enumerate(order)}
    parts = found.parts.filter(pl.col("amount") > 0).to_dicts()
    parts.sort(key=lambda p: (p["employment"], p["for_month"], oldest[p["cause"]], p["component"]))
    asked: dict[tuple[int, int], MonthLines] = defaultdict(lambda: defaultdict(dict))
    for part in parts:
        key = (part["employment"], part["for_month"], part["component"])
        amount = min(part["amount"], max(left[key], 0))
        left[key] -= amount
        if amount and found.causes[part["cause"]].number:
            lines = asked[part["employment"], part["cause"]][part["for_month"]]
            lines[part["component"], part["kind"]] = amount
    return {
        key: {month: lines for month, lines in months.items() if _gross(lines) > 0}
        for key, months in asked.items()
    }


def _gross(lines: Mapping[tuple[str, str], Paise]) -> Paise:
    return sum(amount for (_, kind), amount in lines.items() if kind == "earning")


def _oldest_first(months: MonthLines, asked: Paise) -> MonthLines:
    taken: MonthLines = {}
    for month in sorted(months):
        gross = _gross(months[month])
        if asked <= 0:
            break
        taken[month] = months[month] if gross <= asked else dict(_cut(months[month], asked, gross))
        asked -= min(gross, asked)
    return taken


def _cut(
    lines: Mapping[tuple[str, str], Paise], asked: Paise, gross: Paise
) -> Iterator[tuple[tuple[str, str], Paise]]:
    """A part of a month: its earnings one after the other, what goes with them in proportion, cut to the rupee."""
    left = asked
    for (component, kind), amount in lines.items():
        if kind != "earning":
            share = amount * asked // gross // RUPEE * RUPEE
        else:
            share = min(amount, left)
            left -= share
        if share > 0:
            yield (component, kind), share


def unclaimed(found: Arrears) -> Sequence[tuple[int, int, str, str, Paise]]:
    """What is no claim: employment, month, component, why (``drawn_above_due`` or ``no_order``), amount."""
    rows = []
    for part in found.parts.iter_rows(named=True):
        nameless = not found.causes[part["cause"]].number
        if part["amount"] < 0 or nameless:
            why = "drawn_above_due" if part["amount"] < 0 else "no_order"
            rows.append((part["employment"], part["for_month"], part["component"], why, part["amount"]))
    return rows
