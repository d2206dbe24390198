"""What became known of a month after it was drawn: facts by their orders, effects of orders, figures of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from vethanam.orders.models import Order, OrderEffect
from vethanam.periods import Month
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.models import FACTS

IST = ZoneInfo("Asia/Kolkata")
#: facts that change no amount
_SILENT = ("payee_account",)
#: facts without which no month can be computed
_OPENING = ("service_spell", "posting", "pay")
#: how the arrears of a figure are paid: mode and instalments
_MODES = {
    "cash": ("cash", 1),
    "provident_fund": ("provident_fund", 1),
    "eight_instalments": ("cash", 8),
}

type CauseKey = tuple[str, str]  # number and date of the order, both empty where none says it


@dataclass(frozen=True, slots=True)
class Cause:
    """The order that caused a difference, and how it says it is paid. ``order`` is its id where it is entered here."""

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
        """Its number and date."""
        return self.number, self.dated.isoformat() if self.dated else ""

    def __str__(self) -> str:
        if not self.number:
            return "No order says why"
        return f"{self.number} dated {self.dated:%d %b %Y}" if self.dated else self.number


NO_ORDER = Cause("", None)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that became known: facts of one person, an effect of an order, or figures of the rulebook."""

    at: datetime
    cause: CauseKey
    facts: tuple[tuple[str, int], ...] = ()
    effect_at: datetime | None = None
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """A fact recorded of somebody, and the first day it can touch."""

    kind: str
    id: int
    order: int | None
    recorded_at: datetime
    touches: date


class Causes:
    """Every cause met so far, by the number and date of its order; and the events of any person's month."""

    def __init__(self, rulebook: Rulebook, known_at: datetime) -> None:
        self.known_at, self.rulebook = known_at, rulebook
        self.orders = {order.pk: order for order in Order.objects.filter(recorded_at__lte=known_at)}
        self.by_key: dict[CauseKey, Cause] = {NO_ORDER.key: NO_ORDER}
        self._places: dict[CauseKey, int] = {NO_ORDER.key: 0}
        self.key_of = {pk: self._of_order(order) for pk, order in self.orders.items()}
        self.values: list[tuple[Parameter, Value]] = [
            (parameter, value) for parameter in rulebook.parameters.values() for value in parameter.values
        ]
        self._effects = list(
            OrderEffect.objects.filter(recorded_at__lte=known_at).order_by("recorded_at", "id")
        )
        self._figures: dict[tuple[Month, date], list[Event]] = {}
        self._later: dict[int, tuple[datetime | None, list[Late], set[int]]] = {}

    @property
    def in_place(self) -> tuple[Cause, ...]:
        """The causes met so far, each in its place."""
        return tuple(self.by_key[key] for key in self._places)

    def place(self, key: CauseKey) -> int:
        """Where a cause stands among those met so far."""
        return self._places.setdefault(key, len(self._places))

    def events(
        self, month: Month, since: datetime, paid_by: date, late: Sequence[Late], employment: int
    ) -> list[Event]:
        """What became known after ``since`` that may change the month, in the order in which it became known.

        Facts of one order that follow one another are one event. ``paid_by`` is the day by which figures were read
        when the month was drawn. What was known when the person's book was opened caused nothing, also where another
        system drew the month before that.
        """
        opened, later, orders = self._later_of(employment, late)
        since = max(since, opened or since)
        found = [
            Event(fact.recorded_at, self._key(fact.order), facts=((fact.kind, fact.id),))
            for fact in later
            if fact.recorded_at > since and fact.touches <= month.last
        ]
        if self._effects:
            found += self._effects_on(orders, employment, since, month)
        found += self.figures(month, paid_by)
        found.sort(key=lambda event: (event.at, event.cause[::-1], event.facts, event.values))
        return list(_joined(found))

    def _later_of(
        self, employment: int, late: Sequence[Late]
    ) -> tuple[datetime | None, list[Late], set[int]]:
        """When somebody's book was opened, what was recorded after it, and the orders of all of it; worked out once."""
        if employment not in self._later:
            opened = _opened(late)
            later = [fact for fact in late if opened is None or fact.recorded_at > opened]
            self._later[employment] = (
                opened,
                later,
                {fact.order for fact in late if fact.order is not None},
            )
        return self._later[employment]

    def figures(self, month: Month, paid_by: date) -> list[Event]:
        """Figures that count for the month now and did not when it was drawn, one event for each order."""
        if (month, paid_by) not in self._figures:
            self._figures[month, paid_by] = list(self._new_figures(month, paid_by))
        return self._figures[month, paid_by]

    def without(self, values: Iterable[int]) -> Rulebook:
        """The rulebook as it would be had these figures not been fixed."""
        gone = set(values)
        if not gone:
            return self.rulebook
        names = {self.values[place][0].name for place in gone}
        lost = {id(self.values[place][1]) for place in gone}
        changed: Mapping[str, Parameter] = {
            name: replace(parameter, values=tuple(v for v in parameter.values if id(v) not in lost))
            if name in names
            else parameter
            for name, parameter in self.rulebook.parameters.items()
        }
        return Rulebook(self.rulebook.pack, changed, self.rulebook.hash)

    def _new_figures(self, month: Month, paid_by: date) -> Iterable[Event]:
        today, day = self.known_at.astimezone(IST).date(), month.first
        news: dict[CauseKey, list[tuple[date, int]]] = {}
        for place, (_, value) in enumerate(self.values):
            if not value.holds(day, today, "due") or value.holds(day, paid_by, "drawn"):
                continue
            known = value.known_from or date.min
            if value.first_drawn is not None and day < value.first_drawn.first and value.arrear:
                known = max(known, value.arrear.granted_on or known)
            news.setdefault(self._of_value(value), []).append((known, place))
        for key, places in news.items():
            instant = datetime.combine(max(known for known, _ in places), time.min, IST)
            yield Event(instant, key, values=tuple(sorted(place for _, place in places)))

    def _effects_on(
        self, orders: set[int], employment: int, since: datetime, month: Month
    ) -> Iterable[Event]:
        for effect in self._effects:
            concerns = effect.order_id in orders and effect.employment in (None, employment)
            if concerns and effect.recorded_at > since and effect.valid_from <= month.last:
                cause = effect.by_order_id or effect.order_id
                yield Event(effect.recorded_at, self._key(cause), effect_at=effect.recorded_at)

    def _key(self, order: int | None) -> CauseKey:
        return NO_ORDER.key if order is None else self.key_of.get(order, NO_ORDER.key)

    def _of_order(self, order: Order) -> CauseKey:
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
        return cause.key

    def _of_value(self, value: Value) -> CauseKey:
        """The order of a figure; where an officer entered that order too, what is entered says how it is paid."""
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
        return cause.key


def _joined(events: Sequence[Event]) -> Iterable[Event]:
    """Events of one order that follow one another, as one."""
    for _, group in groupby(events, key=lambda event: event.cause):
        same = list(group)
        effects = [event.effect_at for event in same if event.effect_at is not None]
        yield Event(
            same[0].at,
            same[0].cause,
            tuple(fact for event in same for fact in event.facts),
            min(effects) if effects else None,
            tuple(place for event in same for place in event.values),
        )


def _opened(late: Sequence[Late]) -> datetime | None:
    """When a month of the person could first be computed from the book: service, posting and pay were entered."""
    firsts: dict[str, datetime] = {}
    for fact in late:
        firsts.setdefault(fact.kind, fact.recorded_at)
    return max((firsts[kind] for kind in _OPENING if kind in firsts), default=None)


def facts_recorded(employments: Sequence[int], known_at: datetime) -> dict[int, list[Late]]:
    """Every fact of these employments, by employment, in the order in which it was recorded.

    A correction touches the days of what it corrects as well as its own.
    """
    found: dict[int, list[Late]] = {}
    for kind, model in FACTS.items():
        if kind in _SILENT:
            continue
        table = model._meta.db_table
        text = (
            "SELECT f.employment_id, f.id, f.order_id, f.recorded_at,"  # noqa: S608 - the name of our own table
            " least(f.valid_from, s.valid_from)"
            f" FROM {table} f LEFT JOIN {table} s ON s.id = f.supersedes_id"
            " WHERE f.employment_id = ANY(%s::bigint[]) AND f.recorded_at <= %s"
            " ORDER BY f.employment_id, f.recorded_at, f.id"
        )
        for employment, fact, order, recorded_at, touches in _rows(text, [list(employments), known_at]):
            found.setdefault(employment, []).append(Late(kind, fact, order, recorded_at, touches))
    return found


def recorded_since(since: datetime, known_at: datetime) -> list[int]:
    """Of whom something was recorded after one instant and until another: whose past may have changed."""
    tables = [model._meta.db_table for kind, model in FACTS.items() if kind not in _SILENT]
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
