"""The orders that cause differences, and the rulebook figures that became known after a month was drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection

from vethanam.orders.models import Order
from vethanam.periods import Month
from vethanam.rules.arrear_lines import taken_once
from vethanam.rules.cache import Same
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.models import FACTS

IST = ZoneInfo("Asia/Kolkata")
#: facts that change no amount
SILENT = ("payee_account", "leave_account", "death", "guardianship")
#: payment of the arrears of a figure: mode and instalments
_MODES = {
    "cash": ("cash", 1),
    "provident_fund": ("provident_fund", 1),
    "eight_instalments": ("cash", 8),
}

type CauseKey = tuple[str, str]  # number and date of the order, both empty without an order


@dataclass(frozen=True, slots=True)
class Cause:
    """The order that caused a difference, and its payment terms. ``order`` is its ID if entered here."""

    number: str
    dated: date | None
    order: int | None = None
    mode: str = "cash"
    instalments: int = 1
    locked_until: date | None = None
    first_drawn: Month | None = None
    with_effect_from: date | None = None

    @property
    def key(self) -> CauseKey:
        """Order number and date."""
        return self.number, self.dated.isoformat() if self.dated else ""

    def __str__(self) -> str:
        if not self.number:
            return "No order says why"
        return f"{self.number} dated {self.dated:%d %b %Y}" if self.dated else self.number


NO_ORDER = Cause("", None)


@dataclass(frozen=True, slots=True)
class Figures:
    """Rulebook figures that became known by one order: instant, index of the cause, indexes of the values."""

    at: datetime
    cause: int
    values: tuple[int, ...]


class Causes:
    """Every cause met so far, by order number and date, and the figures that apply now but did not then."""

    def __init__(self, rulebook: Rulebook, known_at: datetime) -> None:
        self.known_at, self.rulebook = known_at, rulebook
        self.by_key: dict[CauseKey, Cause] = {NO_ORDER.key: NO_ORDER}
        self._places: dict[CauseKey, int] = {NO_ORDER.key: 0}
        #: order ID -> index of its cause
        self.of_order = {
            order.pk: self._of_order(order)
            for order in Order.objects.filter(recorded_at__lte=known_at).order_by("dated", "number", "id")
        }
        self.values = _values_of(rulebook)
        self._figures: dict[tuple[Month, date], tuple[Figures, ...]] = {}
        #: per number given by :meth:`book`, days of the month -> a month of that length and its rulebook
        self.books: list[dict[int, tuple[Month, Rulebook]]] = []
        self._numbers: dict[tuple[Month, frozenset[int]], int] = {}
        self._alike: dict[frozenset[int], int] = {}
        #: names of the parameters read only by components taken once a month, by the figures in force
        self._taken_once: dict[tuple[int, ...], frozenset[str]] = {}
        self._standing: dict[Month, list[tuple[int, tuple[str, str | None], tuple[date, date]]]] = {}

    @property
    def in_place(self) -> tuple[Cause, ...]:
        """The causes met so far, by index."""
        return tuple(self.by_key[key] for key in self._places)

    def ranks(self) -> pl.Series:
        """Map cause index to the age rank of its order, by date and number."""
        oldest = sorted(self._places, key=lambda key: key[::-1])
        places = [self._places[key] for key in oldest]
        return pl.Series("rank", range(len(places)), pl.Int32).gather(pl.Series(places).arg_sort())

    def figures(self, month: Month, paid_by: date) -> tuple[Figures, ...]:
        """Figures that apply to the month now but not on the day it was drawn, in the
        order they became known.
        """
        if (month, paid_by) not in self._figures:
            found = sorted(
                self._new_figures(month, paid_by),
                key=lambda one: (one.at, self.in_place[one.cause].key[::-1], one.values),
            )
            self._figures[month, paid_by] = tuple(found)
        return self._figures[month, paid_by]

    def book(self, month: Month, gone: Iterable[int] = ()) -> int:
        """A number for the rulebook of a month without these figures; equal for equal figures in force."""
        key = month, frozenset(gone)
        if key not in self._numbers:
            place = self._alike.setdefault(self._in_force(*key), len(self.books))
            if place == len(self.books):
                self.books.append({})
            if month.days not in self.books[place]:
                self.books[place][month.days] = month, self.without(key[1])
            self._numbers[key] = place
        return self._numbers[key]

    def _in_force(self, month: Month, gone: frozenset[int]) -> frozenset[int]:
        """Indexes of the figures in force for the arrears of a month,
        as :meth:`Parameter.in_force` selects them.
        """
        if month not in self._standing:
            today = self.known_at.astimezone(IST).date()
            standing = [
                (place, (parameter.name, value.key), (value.with_effect_from, value.recorded or date.min))
                for place, (parameter, value) in enumerate(self.values)
                if value.holds(month.first, today, "due")
            ]
            figures = tuple(place for place, _, _ in standing)
            if figures not in self._taken_once:
                self._taken_once[figures] = taken_once(self.rulebook, [month], known_at=today)
            once = self._taken_once[figures]
            self._standing[month] = [one for one in standing if one[1][0] not in once]
        best: dict[tuple[str, str | None], tuple[tuple[date, date], int]] = {}
        for place, which, rank in self._standing[month]:
            if place not in gone and (which not in best or rank > best[which][0]):
                best[which] = rank, place
        return frozenset(place for _, place in best.values())

    def without(self, values: Iterable[int]) -> Rulebook:
        """The rulebook without these figures."""
        gone = frozenset(values)
        if not gone:
            return self.rulebook
        return _without(Same(self.rulebook), gone)

    def _new_figures(self, month: Month, paid_by: date) -> Iterable[Figures]:
        today, day = self.known_at.astimezone(IST).date(), month.first
        news: dict[int, list[tuple[date, int]]] = {}
        for place, (_, value) in enumerate(self.values):
            if not value.holds(day, today, "due") or value.holds(day, paid_by, "drawn"):
                continue
            known = value.known_from or date.min
            if value.first_drawn is not None and day < value.first_drawn.first and value.arrear:
                known = max(known, value.arrear.granted_on or known)
            news.setdefault(self._of_value(value), []).append((known, place))
        for cause, places in news.items():
            instant = datetime.combine(max(known for known, _ in places), time.min, IST)
            yield Figures(instant, cause, tuple(sorted(place for _, place in places)))

    def _of_order(self, order: Order) -> int:
        month = order.first_drawn_month
        cause = Cause(
            order.number,
            order.dated,
            order.pk,
            order.payment_mode,
            max(order.instalments, 1),
            order.locked_until,
            Month.from_key(month) if month else None,
            order.with_effect_from,
        )
        self.by_key[cause.key] = cause
        return self._place(cause.key)

    def _of_value(self, value: Value) -> int:
        """The index of a figure's order. If an officer entered that order, its payment terms apply."""
        told = value.citation
        mode, instalments = _MODES.get(value.arrear.mode, ("cash", 1)) if value.arrear else ("cash", 1)
        lock = value.arrear.withdrawable_from if value.arrear else None
        cause = Cause(
            told.order,
            told.dated,
            mode=mode,
            instalments=instalments,
            locked_until=lock,
            first_drawn=value.first_drawn,
            with_effect_from=value.with_effect_from,
        )
        self.by_key.setdefault(cause.key, cause)
        return self._place(cause.key)

    def _place(self, key: CauseKey) -> int:
        return self._places.setdefault(key, len(self._places))


def _values_of(rulebook: Rulebook) -> list[tuple[Parameter, Value]]:
    """Every figure of a rulebook, indexed by position."""
    return [(parameter, value) for parameter in rulebook.parameters.values() for value in parameter.values]


@lru_cache(maxsize=64)
def _without(rulebook: Same[Rulebook], gone: frozenset[int]) -> Rulebook:
    values = _values_of(rulebook.one)
    names = {values[place][0].name for place in gone}
    lost = {id(values[place][1]) for place in gone}
    changed: Mapping[str, Parameter] = {
        name: replace(parameter, values=tuple(v for v in parameter.values if id(v) not in lost))
        if name in names
        else parameter
        for name, parameter in rulebook.one.parameters.items()
    }
    return Rulebook(rulebook.one.pack, changed, rulebook.one.hash)


def recorded_since(since: datetime, known_at: datetime) -> list[int]:
    """People with an entry recorded after one instant and until another: their past may have changed."""
    tables = [model._meta.db_table for kind, model in FACTS.items() if kind not in SILENT]
    asked = " UNION ".join(
        f"SELECT employment_id FROM {table} WHERE recorded_at > %s AND recorded_at <= %s"  # noqa: S608
        for table in tables
    )
    return [row[0] for row in _rows(f"{asked} ORDER BY 1", [since, known_at] * len(tables))]


def _rows(text: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
