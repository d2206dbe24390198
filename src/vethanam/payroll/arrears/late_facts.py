"""Events after a month was drawn: late facts by their orders, effects of orders, new rulebook figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vethanam.orders.models import OrderEffect
from vethanam.payroll.arrears.possible_causes import SILENT, Causes
from vethanam.periods import Month
from vethanam.service_book.models import FACTS
from vethanam.service_book.reader import BookReader

#: facts without which no month can be computed
_OPENING = ("service_spell", "posting", "pay")
#: placeholders: no late fact, figure or effect is still to come
NOTHING = 2**31 - 1
NEVER = 2**62
_INSTANT = pl.Datetime("us", "UTC")
_RECORDED: dict[str, Any] = {
    "employment": pl.Int64,
    "fact": pl.Int64,
    "order": pl.Int64,
    "recorded_at": _INSTANT,
    "touches": pl.Date,
}
#: columns of a single event, before events of one order are merged
_ONE = {
    "for_month": pl.Int64,
    "employment": pl.Int64,
    "at": _INSTANT,
    "cause": pl.Int32,
    "place": pl.Int32,
    "figure": pl.Int32,
    "effect": pl.Int64,
}
EVENTS = {
    "for_month": pl.Int64,
    "employment": pl.Int64,
    "event": pl.Int32,
    "cause": pl.Int32,
    "place": pl.Int32,
    "figure": pl.Int32,
    "effect": pl.Int64,
    "own_figure": pl.Int32,
}


@dataclass(frozen=True, slots=True)
class Late:
    """Entries recorded after people's books were opened.

    ``facts`` has ``employment``, ``place`` (0 for the first to become known), ``kind``, ``fact`` (its ID),
    ``cause``, ``recorded_at``, ``at`` (when it became known; for history entered at the change of systems,
    the date of its order) and ``touches``, the first day it can affect. ``openings`` has the facts without
    which no month can be computed: ``employment``, ``kind``, ``touches`` and ``recorded_at``. ``effects`` has
    the effects of orders cited in a person's facts.
    """

    facts: pl.DataFrame
    openings: pl.DataFrame
    effects: pl.DataFrame

    def opened(self, ends: pl.DataFrame) -> pl.DataFrame:
        """The first instant at which each month could be computed: ``for_month``, ``employment``, ``opened``.

        Before it, pay, posting or service of the month was unknown. ``ends`` has the last day of each
        ``for_month``. A month that could never be computed has no row.
        """
        month = ["for_month", "employment"]
        reaching = self.openings.join(ends, how="cross").filter(pl.col("touches") <= pl.col("ends"))
        firsts = reaching.group_by(*month, "kind").agg(pl.col("recorded_at").min())
        whole = firsts.group_by(month).agg(pl.len().alias("kinds"), opened=pl.col("recorded_at").max())
        return whole.filter(pl.col("kinds") == len(_OPENING)).drop("kinds")

    def unrecorded(self, known: pl.DataFrame) -> Mapping[str, list[int]]:
        """Map kind to the IDs of facts left out: for each ``employment``, all from index ``known`` on."""
        rows = self.facts.join(known.rename({"known": "from"}), on="employment", how="inner")
        rows = rows.filter(pl.col("place") >= pl.col("from"))
        return dict(rows.group_by("kind").agg("fact").iter_rows())


def late_of(reader: BookReader, people: Sequence[int], causes: Causes) -> Late:
    """Entries recorded after these people's books were opened, as known at the instant of ``causes``.

    A correction touches the days of the corrected fact as well as its own.
    """
    frames = [
        reader.read(_text(model._meta.db_table), [list(people), causes.known_at], _RECORDED).with_columns(
            kind=pl.lit(kind)
        )
        for kind, model in FACTS.items()
        if kind not in SILENT
    ]
    rows = pl.concat(frames)
    # for facts recorded together, the first day decides whether they reach a month
    openings = (
        rows.filter(pl.col("kind").is_in(_OPENING))
        .group_by("employment", "kind", "recorded_at")
        .agg(pl.col("touches").min())
    )
    firsts = openings.group_by("employment", "kind").agg(pl.col("recorded_at").min())
    opened = firsts.group_by("employment").agg(opened=pl.col("recorded_at").max())
    later = rows.join(opened, on="employment", how="left").filter(
        pl.col("opened").is_null() | (pl.col("recorded_at") > pl.col("opened"))
    )
    later = _as_it_became_known(reader, later.with_columns(cause=_cause("order", causes)), causes)
    rank = causes.ranks()
    later = later.with_columns(rank=rank.gather(later["cause"])).sort(
        "employment", "at", "rank", "kind", "fact"
    )
    facts = later.with_columns(place=pl.int_range(pl.len(), dtype=pl.Int32).over("employment"))
    return Late(
        facts.select("employment", "place", "kind", "fact", "cause", "recorded_at", "at", "touches"),
        openings,
        _effects_on(reader, rows.select("employment", "order").drop_nulls().unique(), causes),
    )


# People with months drawn by another system, and the instant of our first run for each.
_BEFORE = """
    SELECT o.employment_id, (
        SELECT min(r.known_at) FROM payroll_claim c JOIN payroll_run r ON r.id = c.run_id
         WHERE c.employment_id = o.employment_id AND c.state = 'drawn' AND c.cause_id IS NULL)
      FROM (SELECT DISTINCT employment_id FROM payroll_drawnelsewhere
      WHERE employment_id = ANY(%s::bigint[])) o
"""


def _as_it_became_known(reader: BookReader, later: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """Add ``at``, the instant each fact became known.

    Normally that is the recording time. History of months drawn by another system is entered years later in
    one go, so it counts from the dates of its orders.
    """
    whose = later["employment"].unique().to_list()
    before = reader.read(_BEFORE, [whose], {"employment": pl.Int64, "first": _INSTANT}).with_columns(
        has_history=True
    )
    dated = pl.Series([cause.dated for cause in causes.in_place], dtype=pl.Date)
    ordered = dated.gather(later["cause"]).cast(pl.Datetime("us")).dt.replace_time_zone("Asia/Kolkata")
    rows = later.join(before, on="employment", how="left", maintain_order="left").with_columns(
        ordered=ordered.dt.convert_time_zone("UTC")
    )
    is_history = pl.col("has_history").fill_null(value=False) & (
        pl.col("first").is_null() | (pl.col("recorded_at") <= pl.col("first"))
    )
    # min_horizontal skips a fact without an order
    known = pl.when(is_history).then(pl.min_horizontal("recorded_at", "ordered")).otherwise("recorded_at")
    return rows.with_columns(at=known).drop("first", "has_history", "ordered")


def _text(table: str) -> str:
    return (
        "SELECT f.employment_id, f.id, f.order_id, f.recorded_at,"  # noqa: S608
        f" least(f.valid_from, s.valid_from) FROM {table} f LEFT JOIN {table} s ON s.id = f.supersedes_id"
        " WHERE f.employment_id = ANY(%s::bigint[]) AND f.recorded_at <= %s"
    )


def _cause(order: str, causes: Causes) -> pl.Expr:
    """The cause index of an order ID; 0 without an order or if the order is not known."""
    return pl.col(order).replace_strict(causes.of_order, default=0, return_dtype=pl.Int32)


def _effects_on(reader: BookReader, orders: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """Effects of orders: ``employment``, ``at``, ``cause``, ``from_day``, in recording order."""
    names = ["id", "order_id", "employment", "by_order_id", "state", "valid_from", "recorded_at"]
    effects = _from_the_stay(
        reader.rows_of(OrderEffect, names, "recorded_at <= %s ORDER BY recorded_at, id", [causes.known_at])
    ).rename({"employment": "whose"})
    both = orders.join(effects, left_on="order", right_on="order_id", how="inner").filter(
        pl.col("whose").is_null() | (pl.col("whose") == pl.col("employment"))
    )
    both = both.with_columns(by=pl.coalesce("by_order_id", "order")).sort("employment", "recorded_at", "id")
    return both.select("employment", at="recorded_at", cause=_cause("by", causes), from_day="valid_from")


def _from_the_stay(effects: pl.DataFrame) -> pl.DataFrame:
    """Let an effect that vacates a stay reach back to the first day of the stay."""
    key = ["order_id", "employment"]
    stays = effects.filter(pl.col("state") == OrderEffect.State.STAYED)
    begun = stays.group_by(key).agg(stayed=pl.col("valid_from").min())
    rows = effects.join(begun, on=key, how="left", nulls_equal=True, maintain_order="left")
    is_vacated = pl.col("state") == OrderEffect.State.VACATED
    reaches = pl.when(is_vacated).then(pl.min_horizontal("valid_from", "stayed")).otherwise("valid_from")
    return rows.with_columns(valid_from=reaches).drop("stayed", "state")


def events_of(
    drawn: pl.DataFrame, late: Late, causes: Causes, last: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Events after each month was drawn that may change it, in the order they became known.

    ``last`` has months where the figures from index ``since_figure`` on come after all other events.

    ``drawn`` has ``for_month``, ``employment``, ``since`` (facts known then) and ``paid_by`` (the day figures
    were read). Columns as :data:`EVENTS`: ``event`` counts from 1. ``place``, ``figure`` and ``effect`` give
    the first late fact, figure of the month and effect (in microseconds) still to come before the event,
    ``own_figure`` the first figure of the event itself.
    Consecutive events of one order are merged. Facts known when the month could first be computed are no
    event, even if another system drew the month earlier: pay entered after an import opens its months.
    """
    key = ["for_month", "employment"]
    ends = pl.DataFrame(
        [(month, Month.from_key(month).last) for month in drawn["for_month"].unique().sort().to_list()],
        schema={"for_month": pl.Int64, "ends": pl.Date},
        orient="row",
    )
    how = drawn.join(late.opened(ends), on=key, how="left").with_columns(
        since=pl.max_horizontal("since", "opened")
    )
    when = how.select(*key, "since").join(ends, on="for_month", how="inner")
    nothing, never = pl.lit(NOTHING, pl.Int32), pl.lit(NEVER, pl.Int64)
    facts = late.facts.join(when, on="employment", how="inner").filter(
        pl.col("recorded_at") > pl.col("since"), pl.col("touches") <= pl.col("ends")
    )
    effects = late.effects.join(when, on="employment", how="inner").filter(
        pl.col("at") > pl.col("since"), pl.col("from_day") <= pl.col("ends")
    )
    ones = [
        facts.select(*key, "cause", "place", "at", figure=nothing, effect=never),
        effects.select(
            *key, "at", "cause", place=nothing, figure=nothing, effect=pl.col("at").dt.epoch("us")
        ),
        _figures(how, causes),
    ]
    rows = pl.concat([one.select(list(_ONE)) for one in ones])
    rows = rows.with_columns(rank=causes.ranks().gather(rows["cause"]), is_last=False)
    if last is not None:
        moved = (pl.col("figure") != NOTHING) & (pl.col("figure") >= pl.col("since_figure"))
        rows = rows.join(last, on=key, how="left", maintain_order="left").with_columns(
            is_last=moved.fill_null(value=False)
        )
    rows = rows.sort(*key, "is_last", "at", "rank", maintain_order=True)
    # sorted by month, so a change shows against the previous row
    is_other = [(pl.col(name) != pl.col(name).shift(1)).fill_null(True) for name in key]
    rows = rows.with_columns(begins=pl.any_horizontal(is_other))
    other = pl.col("begins") | (pl.col("cause") != pl.col("cause").shift(1))
    rows = rows.with_columns(month=pl.col("begins").cum_sum(), number=other.cast(pl.Int32).cum_sum())
    joined = rows.group_by("number", maintain_order=True).agg(
        pl.col(*key, "month", "cause").first(), pl.col("place", "figure", "effect").min()
    )
    within = pl.col("number") - pl.col("number").min().over("month") + 1
    to_come = pl.col("place", "figure", "effect").cum_min(reverse=True).over("month")
    return joined.with_columns(to_come, event=within, own_figure="figure").select(list(EVENTS))


def _figures(how: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """The new figures of each month for the day it was drawn; ``figure`` is their index."""
    by_day = ["for_month", "paid_by"]
    found = [
        (month, day, figures.at, figures.cause, place)
        for month, day in how.select(by_day).unique().sort(by_day).rows()
        for place, figures in enumerate(causes.figures(Month.from_key(month), day))
    ]
    schema: dict[str, Any] = {
        "for_month": pl.Int64, "paid_by": pl.Date, "at": _INSTANT, "cause": pl.Int32, "figure": pl.Int32,
    }  # fmt: skip
    figures = pl.DataFrame(found, schema=schema, orient="row")
    return how.join(figures, on=by_day, how="inner").select(
        "for_month",
        "employment",
        "at",
        "cause",
        "figure",
        place=pl.lit(NOTHING, pl.Int32),
        effect=pl.lit(NEVER, pl.Int64),
    )
