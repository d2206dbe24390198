"""Orders that do not hold any more and by which the rulebook still counts: pay is not changed by a stay of theirs alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.orders.models import Order
from vethanam.orders.queries import orders_not_in_force
from vethanam.payroll.found import finding
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.periods import Month

ORDER_DOES_NOT_HOLD = "order_does_not_hold"


@dataclass(frozen=True, slots=True)
class Stopped:
    """An order that does not hold, for one employment (id) or for everybody, and what the rulebook takes from it."""

    order: str
    figures: tuple[str, ...]
    employment: int | None = None

    @property
    def says(self) -> str:
        """What, why, and what to do next."""
        return (
            f"{self.order} does not hold, and figures of the rulebook by it still count: {'; '.join(self.figures)}. "
            "Add to the parameters the figures that hold, or sign this off with a reason."
        )


def figures_by(number: str, dated: date, on: date, known_at: datetime) -> tuple[str, ...]:
    """What the rulebook says by an order on a day, as known at an instant: each parameter in its own words."""
    return _figures(on, known_at).get((number, dated), ())


def stopped_orders(month: Month, known_at: datetime) -> list[Stopped]:
    """The orders that do not hold on the month's last day and by which figures of the rulebook count in it."""
    suspended = sorted(orders_not_in_force(month.last, known_at), key=lambda pair: (pair[0], pair[1] or 0))
    if not suspended:
        return []
    orders = Order.objects.in_bulk({order for order, _ in suspended})
    figures = _figures(month.first, known_at)
    found = ((orders[order], employment) for order, employment in suspended)
    return [
        Stopped(str(order), figures[order.number, order.dated], employment)
        for order, employment in found
        if (order.number, order.dated) in figures
    ]


def stopped_findings(
    stopped: Sequence[Stopped], whose: pl.DataFrame, numbers: dict[int, str]
) -> list[dict[str, object]]:
    """A finding for each drawing code, or for each that draws the one person; ``whose`` are those it computes."""
    codes = whose["drawing_code"].unique().sort().to_list()
    of_one: dict[int, list[int]] = defaultdict(list)
    for code, employment in whose.iter_rows():
        of_one[employment].append(code)
    return [
        finding(
            code,
            f"Employee {numbers[one.employment]}" if one.employment else one.order,
            ORDER_DOES_NOT_HOLD,
            one.says,
            employment=one.employment,
            blocks=True,
            facts={"order": one.order, "figures": "; ".join(one.figures)},
        )
        for one in stopped
        if one.employment is None or one.employment in numbers
        for code in (codes if one.employment is None else of_one[one.employment])
    ]


def as_frame(stopped: Sequence[Stopped], codes: Sequence[int]) -> pl.DataFrame:
    """What the hash of a run knows of them: a row for each drawing code."""
    rows = [(code, one.employment, one.order, one.says) for code in codes for one in stopped]
    schema = {"drawing_code": pl.Int64, "employment": pl.Int64, "record": pl.String, "says": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _figures(on: date, known_at: datetime) -> dict[tuple[str, date], tuple[str, ...]]:
    by_order: dict[tuple[str, date], dict[str, None]] = defaultdict(dict)
    for parameter in rulebook_in_use().parameters.values():
        for _, value in parameter.all_in_force(on, known_at=localdate(known_at)):
            if value is not None and value.citation.dated is not None:
                by_order[value.citation.order, value.citation.dated][parameter.says.rstrip(".")] = None
    return {order: tuple(says) for order, says in by_order.items()}
