"""Orders no longer in force whose figures still apply: a stay alone does not change pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Sentence
from vethanam.orders.models import Order
from vethanam.orders.orders_in_force import not_in_force_since
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.finding_rows import finding
from vethanam.periods import Month
from vethanam.rules.parameters import Parameter, Value

ORDER_STOPPED, ORDER_OF_ONE_STOPPED = "order_of_figures_stopped", "order_of_one_stopped"
#: maximum number of figures named per parameter
MOST_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Stopped:
    """An order not in force, for one employment or everybody: since when, and its rulebook figures."""

    order: str
    since: date
    figures: tuple[str, ...]
    employment: int | None = None

    @property
    def sentence(self) -> Sentence:
        """The order, the reason, and how the earlier figure returns: an effect of an order
        alone changes no figure.
        """
        facts = {"order": self.order, "day": self.since, "figures": "; ".join(self.figures)}
        if self.employment is None:
            return Sentence(ORDER_STOPPED, {**facts, "since": self.since})
        return Sentence(ORDER_OF_ONE_STOPPED, {**facts, "day_then": self.since})


def figures_by(number: str, dated: date, on: date, known_at: datetime) -> tuple[str, ...]:
    """The rulebook figures fixed by an order on a day, as known at an instant, each with
    the figure before it.
    """
    return _figures([(number, dated)], on, known_at).get((number, dated), ())


def stopped_orders(month: Month, known_at: datetime) -> list[Stopped]:
    """Orders not in force on the month's last day, with figures that apply in it."""
    since = not_in_force_since(month.last, known_at)
    suspended = sorted(since, key=lambda pair: (pair[0], pair[1] or 0))
    if not suspended:
        return []
    orders = Order.objects.in_bulk({order for order, _ in suspended})
    figures = _figures([(order.number, order.dated) for order in orders.values()], month.first, known_at)
    return [
        Stopped(str(order), since[order.pk, employment], figures[order.number, order.dated], employment)
        for order, employment in ((orders[order], employment) for order, employment in suspended)
        if (order.number, order.dated) in figures
    ]


def is_of_a_figure(number: str, dated: date) -> bool:
    """True if a figure of the rulebook, of any day, rests on this order."""
    return any(
        (value.citation.order, value.citation.dated) == (number, dated)
        for parameter in rulebook_in_use().parameters.values()
        for value in parameter.values
    )


def stopped_findings(
    stopped: Sequence[Stopped], whose: pl.DataFrame, numbers: dict[int, str]
) -> list[dict[str, object]]:
    """A finding for each drawing code, or for each code that draws the one person; ``whose`` has
    the people of each.
    """
    codes = whose["drawing_code"].unique().sort().to_list()
    of_one: dict[int, list[int]] = defaultdict(list)
    for code, employment in whose.iter_rows():
        of_one[employment].append(code)
    return [
        finding(
            code,
            f"Employee {numbers[one.employment]}" if one.employment else one.order,
            one.sentence.code,
            employment=one.employment,
            blocks=True,
            facts=dict(one.sentence.facts),
        )
        for one in stopped
        if one.employment is None or one.employment in numbers
        for code in (codes if one.employment is None else of_one[one.employment])
    ]


def as_frame(stopped: Sequence[Stopped], codes: Sequence[int]) -> pl.DataFrame:
    """The stopped orders as hashed by a run: a row for each drawing code."""
    rows = [(code, one.employment, one.order, one.sentence.kept) for code in codes for one in stopped]
    schema = {"drawing_code": pl.Int64, "employment": pl.Int64, "record": pl.String, "sentence": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _figures(
    orders: Sequence[tuple[str, date]], on: date, known_at: datetime
) -> dict[tuple[str, date], tuple[str, ...]]:
    """Map order to its figures in force on a day, where it has any."""
    day = localdate(known_at)
    told: dict[tuple[str, date], list[str]] = defaultdict(list)
    for parameter in rulebook_in_use(known_at).parameters.values():
        fixed: dict[tuple[str, date], list[Value]] = defaultdict(list)
        for _, value in parameter.all_in_force(on, known_at=day):
            if value is not None and value.citation.dated is not None:
                fixed[value.citation.order, value.citation.dated].append(value)
        for order in fixed.keys() & set(orders):
            told[order].append(_worded(parameter, fixed[order], _without(parameter, order), on, day))
    return {order: tuple(says) for order, says in told.items()}


def _without(parameter: Parameter, order: tuple[str, date]) -> Parameter:
    """The parameter without the figures of an order."""
    kept = tuple(v for v in parameter.values if (v.citation.order, v.citation.dated) != order)
    return replace(parameter, values=kept)


def _worded(parameter: Parameter, values: Sequence[Value], before: Parameter, on: date, day: date) -> str:
    """A parameter by its description and file, each figure with the one before it."""
    figures = []
    for value in values:
        earlier = before.in_force(on, value.key, known_at=day)
        named = f"{value.key} " if value.key else ""
        was = parameter.shown(earlier) if earlier is not None else "none"
        figures.append(f"{named}{parameter.shown(value)}, before it {was}")
    more = f", and {len(figures) - MOST_FIGURES} more" if len(figures) > MOST_FIGURES else ""
    file = f"{parameter.name.replace('.', '/')}.yaml"
    return f"{parameter.says.rstrip('.')} ({file}: {', '.join(figures[:MOST_FIGURES])}{more})"
