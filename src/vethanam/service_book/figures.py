"""Figures of the rules entered with their order: a new rate is in force from its date without a release.

Two persons enter one, like any master (:mod:`vethanam.people.masters`). The rulebook of an instant is the
pack with the figures recorded until then, so that a run repeated for its own instant gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.errors import Sentence, Unsound
from vethanam.orders.models import Figure
from vethanam.people.masters.master_kinds import Agreed, Content, MasterKind, Standing
from vethanam.people.masters.rows import Code, CodeOrNone, Day, DayOrNone, Free, Ordered, Row, Text
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.rules import load_pack
from vethanam.rules.entered_figures import laid_over, read_figure
from vethanam.rules.rulebook import Rulebook

PARAMETER = "parameter"


class ParameterRow(Ordered):
    """A figure of the rules from a day on, with its order."""

    parameter: Code = Field(
        max_length=80, title=_("Parameter"), description=_("its name, such as dearness_allowance.rate")
    )
    key: CodeOrNone = Field(
        "",
        max_length=60,
        title=_("Key"),
        description=_("which of its series, such as state_11; may be empty"),
    )
    with_effect_from: Day = Field(title=_("With effect from"), description=_("first day, year-month-day"))
    first_drawn: Free = Field(
        "", max_length=7, title=_("First drawn"), description=_("first month paid with it, such as 2026-11")
    )
    until: DayOrNone = Field(None, title=_("Until"), description=_("last day, where the order says one"))
    value: Text = Field(
        max_length=20_000,
        title=_("Value"),
        description=_("as in the parameter's file: 38, or {rate: 10, floor: 2000}"),
    )
    paragraph: Free = Field("", max_length=60, title=_("Paragraph"), description=_("paragraph of the order"))
    arrear_mode: Literal["", "cash", "provident_fund", "eight_instalments"] = Field(
        "", title=_("Arrears"), description=_("how the months before are paid, where the order says it")
    )
    arrear_granted_on: DayOrNone = Field(
        None, title=_("Arrears granted on"), description=_("date of the order on arrears")
    )
    arrear_withdrawable_from: DayOrNone = Field(
        None,
        title=_("Withdrawable from"),
        description=_("day from which arrears in the provident fund may be drawn"),
    )
    note: Free = Field("", max_length=300, title=_("Note"), description=_("shown beside the figure"))


def rulebook_known(pack: str, known_at: datetime | None = None) -> Rulebook:
    """A pack with the figures entered here, as known at an instant (default: now)."""
    rows = Figure.objects.filter(pack=pack).order_by("id")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return _laid_over(pack, tuple(rows.values_list("pk", flat=True)))


@lru_cache(maxsize=16)
def _laid_over(pack: str, figures: tuple[int, ...]) -> Rulebook:
    """The rulebook with a set of figures. Rows never change, so the ids are a cache key."""
    if not figures:
        return load_pack(pack)
    rows = Figure.objects.filter(pk__in=figures).order_by("id").select_related("order")
    return laid_over(load_pack(pack), [_stated(row) for row in rows])


def _stated(row: Figure) -> dict[str, Any]:
    """A figure as the rules read it: content, order, and day of recording."""
    order = {"order_number": row.order.number, "order_dated": row.order.dated.isoformat()}
    return {**row.content, **order, "recorded": localdate(row.recorded_at).isoformat()}


def parameter_kind(pack: Callable[[], str]) -> MasterKind:
    """The master of the figures in the pack in use: entered by two persons of finance,
    each with its order.
    """

    def standing() -> Standing:
        rows = Figure.objects.filter(pack=pack()).order_by("recorded_at", "id")
        return {_key(row.content): row.content for row in rows}

    def apply(changes: Sequence[Agreed]) -> None:
        Figure.objects.bulk_create([_figure(pack(), change) for change in changes])

    def check(row: Row) -> Iterator[tuple[str, Sentence]]:
        assert isinstance(row, ParameterRow)  # noqa: S101 - the kind's own row
        yield from _faults(row, pack())

    return MasterKind(
        PARAMETER, "parameters", ParameterRow, ("parameter", "key", "with_effect_from"), standing,
        apply, roles=(Role.FINANCE_OFFICER,), needs_order=True, can_close=False, check=check,
        offers=lambda: {"parameter": sorted(load_pack(pack()).parameters)},
    )  # fmt: skip


def _key(content: Mapping[str, Any]) -> str:
    return f"{content['parameter']}/{content['key']}/{content['with_effect_from']}"


def _figure(pack: str, change: Agreed) -> Figure:
    given: Content = change.given
    return Figure(
        pack=pack,
        parameter=given["parameter"],
        key=given["key"],
        with_effect_from=date.fromisoformat(given["with_effect_from"]),
        content=dict(given),
        order_id=change.ordered_by,
        entered_by_id=change.account,
        agreed_by_id=change.agreed_by,
        recorded_at=change.at,
    )


def _faults(row: ParameterRow, pack: str) -> Iterator[tuple[str, Sentence]]:
    """Faults of a figure, from the rules' own reader."""
    if row.first_drawn:
        try:
            Month.parse(row.first_drawn)
        except Unsound:
            yield "first_drawn", Sentence("figure_not_a_month")
            return
    stated = row.model_dump(mode="json") | {"order_number": row.order_number or "-", "recorded": None}
    _, faults = read_figure(stated, load_pack(pack))
    for fault in faults:
        column = fault.field if fault.field in ParameterRow.model_fields else "value"
        why = Sentence(fault.code, {name: fact for name, fact in fault.facts.items() if name != "within"})
        yield column, Sentence("figure_unsound", {"why": why})
