"""Claimable arrears of a list: by order and instalment, never above due less drawn less open claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from vethanam.money import RUPEE, Paise
from vethanam.payroll.arrears.possible_causes import Cause
from vethanam.payroll.arrears.recoveries import Recovery
from vethanam.payroll.arrears.statement import Arrears
from vethanam.periods import Month

type MonthLines = dict[int, dict[tuple[str, str], Paise]]  # month -> (component, kind) -> amount


@dataclass(frozen=True, slots=True)
class Before:
    """Earlier claims of one order for one person: gross, number of instalments, last month drawn in."""

    gross: Paise = 0
    instalments: int = 0
    drawn_in: int = 0


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment of one order for one person. ``months`` has the lines to claim."""

    employment: int
    cause: Cause
    number: int
    months: MonthLines = field(hash=False)


SET_OFF = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "cause": pl.Int32,
    "set_off": pl.Int64,
}
_MONTH_OF_ORDER = ["employment", "for_month", "cause"]


def set_off_of(found: Arrears, recoveries: Mapping[int, Recovery]) -> pl.DataFrame:
    """Within one order and month, set the earnings it takes against those it gives.

    Columns as :data:`SET_OFF`.

    A suspension treated as duty gives pay and takes the subsistence allowance drawn for the same days, so
    those days are not paid twice. A line that gives has a positive ``set_off``, one that takes a negative
    one. Amounts already recovered by order are excluded.
    """
    # most months take nothing, so they need no set-off
    month = ["employment", "for_month"]
    takes = found.parts.filter(pl.col("amount") < 0).select(month).unique()
    parts = found.parts.join(takes, on=month, how="semi", maintain_order="left")
    earned = _netted(found.causes, parts).filter(
        pl.col("kind") == "earning",
        pl.col("cause").is_in([place for place, cause in enumerate(found.causes) if cause.number]),
    )
    amount = pl.col("amount")
    months = (
        earned.group_by(_MONTH_OF_ORDER)
        .agg(takes=-amount.filter(amount < 0).sum(), gives=amount.filter(amount > 0).sum())
        .with_columns(most=pl.min_horizontal("takes", "gives"))
        .sort(_MONTH_OF_ORDER)
    )
    orders = pl.DataFrame(
        [(employment, recovery.ordered) for employment, recovery in recoveries.items()],
        schema={"employment": pl.Int64, "ordered": pl.Int64},
        orient="row",
    )
    one = "employment"
    months = months.join(orders, on=one, how="left", maintain_order="left").with_columns(
        elsewhere=(pl.col("ordered").fill_null(0) - (pl.col("takes") - pl.col("most")).sum().over(one)).clip(
            0
        )
    )
    reach = (pl.col("most").sum().over(one) - pl.col("elsewhere")).clip(0)
    before = pl.col("most").cum_sum().over(one) - pl.col("most")
    months = months.with_columns(room=pl.min_horizontal("most", (reach - before).clip(0)))
    lines = earned.join(months.select(*_MONTH_OF_ORDER, "room"), on=_MONTH_OF_ORDER).sort(
        *_MONTH_OF_ORDER, "component"
    )
    lines = lines.with_columns(size=amount.abs(), sign=amount.sign())
    of_side = [*_MONTH_OF_ORDER, "sign"]
    used = pl.col("size").cum_sum().over(of_side) - pl.col("size")
    lines = lines.with_columns(
        set_off=pl.min_horizontal("size", (pl.col("room") - used).clip(0)) * pl.col("sign")
    )
    return lines.filter(pl.col("set_off") != 0).select(
        pl.col(name).cast(kind) for name, kind in SET_OFF.items()
    )


def without_order(found: Arrears) -> pl.DataFrame:
    """The owed earnings without an order: nobody can claim them. Columns as the parts."""
    nobody = [place for place, cause in enumerate(found.causes) if not cause.number]
    of_nobody = found.parts.filter(pl.col("cause").is_in(nobody), pl.col("amount") > 0)
    if of_nobody.is_empty():
        return of_nobody
    return _netted(found.causes, found.parts).filter(
        pl.col("cause").is_in(nobody), pl.col("amount") > 0, pl.col("kind") == "earning"
    )


def _netted(causes: Sequence[Cause], parts: pl.DataFrame) -> pl.DataFrame:
    """Net the parts of each line: an amount one order gives and another takes cancels out.

    On each side the oldest orders keep the remainder.
    """
    order = sorted(range(len(causes)), key=lambda place: causes[place].key[::-1])
    rank = {place: rank for rank, place in enumerate(order)}
    line, size, sign = (
        ["employment", "for_month", "component", "kind"],
        pl.col("amount").abs(),
        pl.col("sign"),
    )
    parts = parts.with_columns(
        sign=pl.col("amount").sign(), rank=pl.col("cause").replace_strict(rank, return_dtype=pl.Int32)
    ).sort(*line, "rank")
    whole = pl.col("amount").sum().over(line)
    room = pl.when(whole.sign() == sign).then(whole.abs()).otherwise(0)
    before = size.cum_sum().over(*line, "sign") - size
    left = pl.min_horizontal(size, (room - before).clip(0))
    return parts.with_columns(amount=left * sign).filter(pl.col("amount") != 0).drop("sign", "rank")


def instalments_of(
    found: Arrears,
    before: Mapping[tuple[int, tuple[str, str]], Before],
    now: Month,
    recoveries: Mapping[int, Recovery],
) -> list[Instalment]:
    """The next instalment of each order for each person.

    An order without instalments is claimed whole. Otherwise an instalment is the whole divided by their
    number, cut to the rupee; the last one is the rest. The oldest months come first, and one instalment is
    drawn per month. ``before`` maps employment and order to its earlier claims, ``recoveries`` employment to
    its recoveries.
    """
    wanted = []
    for (employment, place), months in sorted(_claimable(found, set_off_of(found, recoveries)).items()):
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


def _claimable(found: Arrears, set_off: pl.DataFrame) -> dict[tuple[int, int], MonthLines]:
    """Map person and order to claimable lines: neither set off nor claimed by that order,
    within the component's rest.
    """
    left = {
        (row["employment"], row["for_month"], row["component"]): row["difference"] - row["open"]
        for row in found.months.iter_rows(named=True)
    }
    less: dict[tuple[int, int, str, int], Paise] = {}
    for row in set_off.filter(pl.col("set_off") > 0).iter_rows(named=True):
        less[row["employment"], row["for_month"], row["component"], row["cause"]] = row["set_off"]
        left[row["employment"], row["for_month"], row["component"]] -= row["set_off"]
    for row in found.unpaid.iter_rows(named=True):
        claimed = (row["employment"], row["for_month"], row["component"], row["cause"])
        less[claimed] = less.get(claimed, 0) + row["open"]
    order = sorted(range(len(found.causes)), key=lambda place: found.causes[place].key[::-1])
    oldest = {place: rank for rank, place in enumerate(order)}
    parts = found.parts.filter(pl.col("amount") > 0).to_dicts()
    parts.sort(key=lambda p: (p["employment"], p["for_month"], oldest[p["cause"]], p["component"]))
    asked: dict[tuple[int, int], MonthLines] = defaultdict(lambda: defaultdict(dict))
    for part in parts:
        key = (part["employment"], part["for_month"], part["component"])
        asks = max(part["amount"] - less.get((*key, part["cause"]), 0), 0)
        # no row means no difference: one order gives the amount another took
        amount = min(asks, max(left.get(key, 0), 0))
        if not amount:
            continue
        left[key] -= amount
        if found.causes[part["cause"]].number:
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
    """Part of a month: earnings one after another, other lines in proportion, cut to the rupee."""
    left = asked
    for (component, kind), amount in lines.items():
        if kind != "earning":
            share = amount * asked // gross // RUPEE * RUPEE
        else:
            share = min(amount, left)
            left -= share
        if share > 0:
            yield (component, kind), share


def unclaimed(found: Arrears, set_off: pl.DataFrame) -> Sequence[tuple[int, int, str, str, Paise]]:
    """The unclaimed amounts: employment, month, component, reason, amount.

    The reason is ``set_off`` (the same order gives more of the month than it takes), ``drawn_above_due`` or
    ``no_order``.
    """
    key = ["employment", "for_month", "component", "cause"]
    parts = _netted(found.causes, found.parts).join(set_off, on=key, how="left", maintain_order="left")
    rows = []
    for part in parts.with_columns(pl.col("set_off").fill_null(0)).iter_rows(named=True):
        place = (part["employment"], part["for_month"], part["component"])
        if part["amount"] < 0:
            rows += [(*place, why, sum_) for why, sum_ in _taken(part["amount"], part["set_off"]) if sum_]
        elif not found.causes[part["cause"]].number:
            rows.append((*place, "no_order", part["amount"]))
    return rows


def _taken(amount: Paise, set_off: Paise) -> tuple[tuple[str, Paise], ...]:
    return ("set_off", set_off), ("drawn_above_due", amount - set_off)
