"""Generates the population of a State: half a million people with history, reproducible by size.

Frames from one seed: drawing codes of about a hundred people, and per person the facts of a service book.
Uses no database; :mod:`vethanam.bench.loader` writes the frames to its tables.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from vethanam.sample.directorate import MONTH, REVISION
from vethanam.sample.offices import CLASSES, DISTRICTS, POSTS

SEED = 5_42_000
SMALLEST, USUAL, LARGEST = 12, 90, 700
CODES_OF_A_TREASURY = 25
ORDERS = 400
FIRST_PAY = 2021
type Stages = Callable[[int, str], Sequence[int] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A frame of facts: table name without prefix, columns as in the model."""

    table: str
    rows: pl.DataFrame


class State:
    """A generated population.

    ``codes`` has a row per drawing code: ``code`` (1, 2, …), ``people``, ``treasury``, ``place_class``,
    ``district``. ``people`` has a row per person; facts refer to it by ``place``.
    """

    def __init__(self, count: int, stages: Stages) -> None:
        self.count = count
        self.stages = stages
        self.draw = random.Random(SEED)  # noqa: S311 - the same people every time; nothing is secret
        self.codes = self._codes()
        self.people = self._people()

    def _codes(self) -> pl.DataFrame:
        sizes: list[int] = []
        left = self.count
        while left > 0:
            size = int(self.draw.lognormvariate(math.log(USUAL), 0.6))
            sizes.append(min(max(size, SMALLEST), LARGEST, left))
            left -= sizes[-1]
        code = pl.int_range(1, len(sizes) + 1, eager=True).alias("code")
        return pl.DataFrame({"code": code, "people": sizes}).with_columns(
            treasury=(pl.col("code") - 1) // CODES_OF_A_TREASURY + 1,
            place_class=(pl.col("code") % len(CLASSES)).replace_strict(dict(enumerate(CLASSES))),
            district=(pl.col("code") % len(DISTRICTS)).replace_strict(dict(enumerate(DISTRICTS))),
        )

    def _people(self) -> pl.DataFrame:
        drawn = pl.DataFrame({name: self._uniform() for name in _DRAWN})
        code = self.codes.select(pl.col("code").repeat_by("people").explode())["code"]
        months = pl.Series([1, 2, 3, 6, 6, 6, 7, 8, 10, 11, 12])
        year = _whole("year", 1993, 2025)
        month = pl.lit(months).get(_whole("month", 0, len(months) - 1))
        frame = drawn.with_columns(place=pl.int_range(1, pl.len() + 1), code=code).select(
            "place",
            "code",
            post=_chosen("post", [kind.share for kind in POSTS]),
            joined=pl.date(year, month, _whole("day", 1, 28)),
            born=pl.date(year - _whole("age", 21, 23), _whole("born", 1, 12), _whole("day", 1, 28)),
            increment_month=month,
            served=MONTH.first.year - year,
            over=_whole("over", -2, 3),
            order=_whole("order", 0, ORDERS - 1),
            luck="luck",
            other_luck="other_luck",
            branch=_whole("branch", 1, 1_999),
            subscribed=pl.col("subscribed") * 0.12 + 0.08,
            moved=_whole("moved", 1, len(self.codes)),
        )
        number = 1_000_000 + pl.col("place")
        return frame.with_columns(
            number=number,
            name=pl.format("Employee {}", number),
            name_ml=pl.format("ജീവനക്കാർ {}", number),
            language=pl.when(pl.col("luck") < 0.7).then(pl.lit("ml")).otherwise(pl.lit("en")),
            account=7_000_000_001 + pl.col("place") * 7,
        )

    @cached_property
    def stage(self) -> pl.DataFrame:
        """The basic pay of each person by year since :data:`FIRST_PAY`: ``place``, ``year``,
        ``basic_pay``.
        """
        scales = [list(self.stages(REVISION, kind.scale) or ()) for kind in POSTS]
        stages = pl.DataFrame(
            [(post, stage, pay) for post, scale in enumerate(scales) for stage, pay in enumerate(scale)],
            schema={"post": pl.Int64, "stage": pl.Int64, "basic_pay": pl.Int64},
            orient="row",
        )
        highest = pl.col("post").replace_strict({post: len(scale) - 1 for post, scale in enumerate(scales)})
        now = (pl.col("served") + pl.col("over")).clip(lower_bound=0)
        years = range(FIRST_PAY, MONTH.first.year + 1)
        at = [
            self.people.select(
                "place",
                "post",
                year=pl.lit(year),
                stage=pl.min_horizontal((now - (MONTH.first.year - year)).clip(lower_bound=0), highest),
            )
            for year in years
        ]
        joined = pl.concat(at).join(stages, on=["post", "stage"], how="left", maintain_order="left")
        return joined.select("place", "year", "basic_pay")

    def facts(self) -> list[Kind]:
        """Every kind of fact, each row with its person's ``place`` and its order's number."""
        return [
            self._service(),
            self._postings(),
            self._pay(),
            *self._memberships(),
            self._tax(),
            self._accounts(),
            self._obligations(),
            self._absences(),
            self._quarters(),
        ]

    def _service(self) -> Kind:
        """One person in three hundred retires at the end of the month."""
        ends = pl.when(pl.col("luck") < 1 / 300).then(pl.lit(MONTH.last))
        cause = pl.when(pl.col("luck") < 1 / 300).then(pl.lit("retirement")).otherwise(pl.lit(""))
        return Kind("servicespell", self._fact("joined", valid_until=ends, end_cause=cause))

    def _postings(self) -> Kind:
        """The first office, and for three in five a later one by general transfer; a few move this month."""
        general = pl.lit(date(2024, 6, 1))
        moves_now = pl.col("other_luck") < 1 / 2000
        was_moved = (pl.col("other_luck") < 0.6) & (pl.col("joined") < general) & ~moves_now
        first = self._fact("joined", at=pl.when(was_moved).then("moved").otherwise("code"))
        later = self._fact("joined", where=was_moved, valid_from=general, at=pl.col("code"))
        now = self._fact(
            "joined", where=moves_now, valid_from=pl.lit(MONTH.first.replace(day=16)), at=pl.col("moved")
        )
        rows = pl.concat([first, later, now]).join(
            self.people.select("place", post_place="post"), on="place", maintain_order="left"
        )
        return Kind("posting", rows)

    def _pay(self) -> Kind:
        """One stage a year, drawn from the increment month, including the benchmark month."""
        begins = pl.date(pl.col("year"), pl.col("increment_month"), 1)
        rows = self.stage.join(
            self.people.select("place", "post", "joined", "increment_month", "order"),
            on="place",
            maintain_order="left",
        ).with_columns(valid_from=pl.max_horizontal(begins, "joined"))
        rows = rows.filter(
            pl.col("valid_from") <= MONTH.last, pl.col("year") >= pl.col("joined").dt.year()
        ).sort("place", "valid_from", maintain_order=True)
        is_first = pl.col("place") != pl.col("place").shift(1).fill_null(0)
        changed = rows.filter(is_first | (pl.col("basic_pay") != pl.col("basic_pay").shift(1)))
        scale = pl.col("post").replace_strict({n: kind.scale for n, kind in enumerate(POSTS)})
        reason = (
            pl.when(pl.col("valid_from") == pl.col("joined"))
            .then(pl.lit("appointment"))
            .otherwise(pl.lit("increment"))
        )
        return Kind(
            "pay",
            changed.select(
                "place",
                "valid_from",
                "order",
                "basic_pay",
                "increment_month",
                basis=pl.lit("scale"),
                revision=pl.lit(REVISION),
                scale=scale,
                reason=reason,
            ),
        )

    def _memberships(self) -> list[Kind]:
        pay = self.stage.filter(pl.col("year") == MONTH.first.year)["basic_pay"]
        is_old = pl.col("joined") < date(2013, 4, 1)
        group = pl.col("post").replace_strict({n: kind.group for n, kind in enumerate(POSTS)})
        gis = group.replace_strict({"A": 60_000, "B": 50_000, "C": 40_000, "D": 30_000})
        subscription = (pay * pl.col("subscribed") / 50_000).round().cast(pl.Int64) * 50_000
        premium = (pay // 10_000 * 22 // 1_000 + 2) * 10_000
        number = pl.col("number").cast(pl.String)
        return [
            Kind("membership", self._fact("joined", where=where, fund=pl.lit(fund), **columns))
            for fund, where, columns in (
                (
                    "gpf",
                    is_old,
                    {"number": pl.format("G{}", number), "amount": subscription, "group": pl.lit("")},
                ),
                (
                    "nps",
                    ~is_old,
                    {
                        "number": pl.format("110{}", number),
                        "amount": pl.lit(None, pl.Int64),
                        "group": pl.lit(""),
                    },
                ),
                ("sli", pl.lit(True), {"number": pl.lit(""), "amount": premium, "group": pl.lit("")}),
                ("gis", pl.lit(True), {"number": pl.lit(""), "amount": gis, "group": group}),
                (
                    "medisep",
                    pl.lit(True),
                    {"number": pl.lit(""), "amount": pl.lit(None, pl.Int64), "group": pl.lit("")},
                ),
            )
        ]

    def _tax(self) -> Kind:
        is_old = pl.col("other_luck") > 0.94
        return Kind(
            "taxchoice",
            self._fact(
                "joined",
                regime=pl.when(is_old).then(pl.lit("old")).otherwise(pl.lit("new")),
                declared_deductions=pl.when(is_old).then(10_000_000).otherwise(0),
                other_income=pl.lit(0),
                form_10e=pl.lit(False),
                tax_year=pl.lit(""),
            ),
        )

    def _accounts(self) -> Kind:
        number = pl.col("account").cast(pl.String)
        return Kind(
            "payeeaccount",
            self._fact(
                "joined",
                kind_of_account=pl.lit("bank"),
                branch=pl.format("SMPL000{}", pl.col("branch").cast(pl.String).str.zfill(4)),
                number=number,
                tail=number.str.slice(-4),
                holder="name",
                onward_branch=pl.lit(""),
                onward_number=pl.lit(""),
                onward_tail=pl.lit(""),
            ),
        )

    def _obligations(self) -> Kind:
        """One in five repays a loan, a hundredth of the debt each month."""
        kind = pl.when(pl.col("luck") < 0.1).then(pl.lit("cooperative")).otherwise(pl.lit("gpf_loan"))
        instalment = (pl.col("branch") % 8 + 2) * 50_000
        return Kind(
            "obligation",
            self._fact(
                "joined",
                where=(pl.col("luck") < 0.2) & (pl.col("joined") < date(2013, 4, 1)),
                valid_from=pl.lit(date(2025, 11, 1)),
                kind_of_due=kind,
                payee=pl.lit("Sample society"),
                reference=pl.lit(""),
                principal=instalment * 100,
                interest=pl.lit(0),
                instalment=instalment,
                is_divisible=pl.lit(True),
            ),
        )

    def _absences(self) -> Kind:
        """One in twenty-five is on leave in the month: earned leave, half pay, or leave without
        allowances.
        """
        kind = (
            pl.when(pl.col("luck") < 0.83)
            .then(pl.lit("earned"))
            .when(pl.col("luck") < 0.84)
            .then(pl.lit("half_pay"))
            .otherwise(pl.lit("without_allowances"))
        )
        first = pl.date(MONTH.first.year, MONTH.first.month, (pl.col("branch") % 20 + 1).cast(pl.Int32))
        return Kind(
            "absence",
            self._fact(
                "joined",
                where=pl.col("luck").is_between(0.8, 0.842) & (pl.col("joined") < date(2025, 1, 1)),
                valid_from=first,
                valid_until=first + pl.duration(days=pl.col("branch") % 9),
                kind_of_absence=kind,
            ),
        )

    def _quarters(self) -> Kind:
        since = pl.max_horizontal("joined", pl.lit(date(2023, 4, 1)))
        return Kind(
            "quarters", self._fact("joined", where=pl.col("luck").is_between(0.9, 0.92), valid_from=since)
        )

    def _fact(self, since: str, *, where: pl.Expr | None = None, **columns: pl.Expr | str) -> pl.DataFrame:
        """Rows of the selected people with the given columns; ``valid_from`` defaults
        to the column ``since``.
        """
        named = {name: pl.col(value) if isinstance(value, str) else value for name, value in columns.items()}
        named = {"valid_from": pl.col(since), **named}
        made = self.people.with_columns(**{f"_{name}": value for name, value in named.items()})
        chosen = made if where is None else made.filter(where)
        return chosen.select("place", "order", **{name: pl.col(f"_{name}") for name in named})

    def _uniform(self) -> list[float]:
        return [self.draw.random() for _ in range(self.count)]


_DRAWN = (
    "year", "month", "day", "age", "born", "post", "over", "order", "luck", "other_luck", "branch",
    "subscribed", "moved",
)  # fmt: skip


def _whole(name: str, lowest: int, highest: int) -> pl.Expr:
    """Map a uniform column to a whole number in a range."""
    return (pl.col(name) * (highest - lowest + 1)).floor().cast(pl.Int64) + lowest


def _chosen(name: str, shares: Sequence[int]) -> pl.Expr:
    """Map a uniform column to the index of a share."""
    bounds = [sum(shares[: place + 1]) / sum(shares) for place in range(len(shares) - 1)]
    return pl.sum_horizontal((pl.col(name) >= bound).cast(pl.Int64) for bound in bounds)
