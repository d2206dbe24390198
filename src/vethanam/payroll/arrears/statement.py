"""Due less drawn for any people and months, by month and by order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain

import polars as pl
from django.utils.timezone import localdate

from vethanam.bulk import among
from vethanam.errors import Finding
from vethanam.payroll.arrears.attribution import PARTS, parts_of
from vethanam.payroll.arrears.home_offices import placed
from vethanam.payroll.arrears.month_cache import WorkedOut
from vethanam.payroll.arrears.open_parts import apart_from, parts_waiting
from vethanam.payroll.arrears.past_claims import drawn_by, taken, taken_rows
from vethanam.payroll.arrears.past_dues import Due, DueMonths
from vethanam.payroll.arrears.possible_causes import Cause, Causes
from vethanam.payroll.arrears.recovery_refunds import as_lines, returned_of
from vethanam.payroll.register.drawn_lines import RECOVERY_RETURNED
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import DrawingCode, Employment
from vethanam.periods import Month
from vethanam.rules.arrear_lines import follows_month
from vethanam.service_book.models import Posting
from vethanam.service_book.reader import BookReader, Reach

#: people, and person-months, computed per batch to limit memory
CHUNK, PERSON_MONTHS = 30_000, 250_000
MONTHS = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "due": pl.Int64,
    "drawn": pl.Int64,
    "drawn_as_arrears": pl.Int64,
    "open": pl.Int64,
    "difference": pl.Int64,
    "is_unconfirmed": pl.Boolean,
}
UNPAID = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "cause": pl.Int32,
    "open": pl.Int64,
}
NOT_DRAWN = {"employment": pl.Int64, "for_month": pl.Int64, "due": pl.Int64, "open": pl.Int64}
_MONTH = ["for_month", "employment"]
_KEY = [*_MONTH, "component", "kind"]
_LINE = ["employment", "for_month", "kind", "component"]


@dataclass(frozen=True, slots=True)
class Arrears:
    """Due less drawn for some people and months, as known at an instant. Paise, signed both ways.

    ``months`` has one row per employment, month and component: due, drawn (as pay of the month and
    elsewhere), drawn as arrears, open (claimed, not drawn), and the difference due − drawn − drawn as
    arrears. ``parts`` splits each difference by ``cause``, an index into ``causes``; the parts add up
    exactly. ``unpaid`` has open claims by order, also by ``cause``. ``not_drawn`` lists months nobody drew,
    or with a part its drawing code has not drawn; their due is reported but not counted. ``findings`` name
    people who cannot be computed.
    """

    first: Month
    last: Month
    known_at: datetime
    months: pl.DataFrame
    parts: pl.DataFrame
    unpaid: pl.DataFrame
    not_drawn: pl.DataFrame
    causes: tuple[Cause, ...]
    findings: tuple[Finding, ...]
    numbers: dict[int, str]

    @property
    def owed(self) -> int:
        """Earnings still owed, over every line with due above drawn."""
        return self._sum(pl.col("difference") > 0)

    @property
    def to_recover(self) -> int:
        """Earnings drawn above due, as a positive sum. Unless set off, they are recovered by order only."""
        return -self._sum(pl.col("difference") < 0)

    def _sum(self, which: pl.Expr) -> int:
        return int(self.months.filter(which, pl.col("kind") == "earning")["difference"].sum())


def people_of(reader: BookReader, drawing_code: str | None, known_at: datetime) -> list[int]:
    """People last posted under a drawing code, retired ones included. Without a code, everybody."""
    everybody = Posting.objects.filter(recorded_at__lte=known_at)
    if drawing_code is None:
        return sorted(everybody.values_list("employment_id", flat=True).distinct())
    code = DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code)
    some = sorted(everybody.filter(drawing_code=code).values_list("employment_id", flat=True).distinct())
    return (
        placed(reader, some, known_at).filter(pl.col("drawing_code") == drawing_code)["employment"].to_list()
    )


def arrears_of(
    reader: BookReader,
    first: Month,
    last: Month,
    known_at: datetime,
    *,
    drawing_code: str | None = None,
    employments: Sequence[int] | None = None,
    every_line: bool = False,
) -> Arrears:
    """Due less drawn from ``first`` to ``last`` for a drawing code, for chosen employments, or for everybody.

    Months after the instant are left out. ``every_line`` keeps lines without a difference.
    """
    people = list(employments) if employments is not None else people_of(reader, drawing_code, known_at)
    until = min(last, Month.of(localdate(known_at)))
    worked = WorkedOut(Causes(rulebook_in_use(known_at), known_at), reader.cache)
    found = chain.from_iterable(
        _of_chunk(reader, list(chunk), first, until, worked, every_line=every_line)
        for chunk in batched(people, CHUNK)
    )
    return _together((first, until), worked.causes, found, _numbers(people))


def arrears_by_lots(
    reader: BookReader, first: Month, last: Month, known_at: datetime, lots: Sequence[Sequence[int]]
) -> Iterator[Arrears]:
    """Like :func:`arrears_of`, lot by lot; each distinct reading of a month is computed once for all lots."""
    until = min(last, Month.of(localdate(known_at)))
    worked = WorkedOut(Causes(rulebook_in_use(known_at), known_at), reader.cache)
    numbers = _numbers(list(chain.from_iterable(lots)))

    def found(lot: Sequence[int]) -> Arrears:
        rows = _of_chunk(reader, list(lot), first, until, worked, every_line=False)
        return _together((first, until), worked.causes, rows, {one: numbers[one] for one in lot})

    return map(found, lots)


def _numbers(people: Sequence[int]) -> dict[int, str]:
    return dict(Employment.objects.filter(pk__in=among(people)).values_list("pk", "number"))


def _together(
    span: tuple[Month, Month], causes: Causes, found: Iterable[_Found], numbers: dict[int, str]
) -> Arrears:
    """Concatenate the results of several months and people, in order."""
    months: list[pl.DataFrame] = []
    parts: list[pl.DataFrame] = []
    unpaid: list[pl.DataFrame] = []
    not_drawn: list[pl.DataFrame] = []
    findings: list[Finding] = []
    for one in found:
        months.append(one.months)
        parts.append(one.parts)
        unpaid.append(one.unpaid)
        not_drawn.append(one.not_drawn)
        findings += one.findings
    return Arrears(
        *span,
        causes.known_at,
        _sorted(months, MONTHS, _LINE),
        _sorted(parts, PARTS, [*_LINE, "cause"]),
        _sorted(unpaid, UNPAID, ["employment", "for_month", "component", "cause"]),
        _sorted(not_drawn, NOT_DRAWN, ["employment", "for_month"]),
        causes.in_place,
        tuple(findings),
        numbers,
    )


def _sorted(
    frames: list[pl.DataFrame], schema: Mapping[str, type[pl.DataType]], key: Sequence[str]
) -> pl.DataFrame:
    """Concatenate, sort and cast to the schema; clears ``frames`` to free memory."""
    if not frames:
        return pl.DataFrame(schema=dict(schema))
    whole = pl.concat(frames)
    frames.clear()
    whole = whole.sort(key)
    return whole.with_columns(pl.col(name).cast(kind) for name, kind in schema.items())


@dataclass(frozen=True, slots=True)
class _Found:
    months: pl.DataFrame
    parts: pl.DataFrame
    unpaid: pl.DataFrame
    not_drawn: pl.DataFrame
    findings: tuple[Finding, ...]


def _of_chunk(
    reader: BookReader, people: list[int], first: Month, last: Month, worked: WorkedOut, *, every_line: bool
) -> Iterator[_Found]:
    if last < first or not people:
        return
    rows = taken_rows(reader, people, first, last)
    which = follows_month(worked.causes.rulebook)
    lines, how = taken(rows, which, worked.words, worked.components), drawn_by(rows)
    del rows  # it is large
    returned = returned_of(reader, people, first, last, worked.causes)
    reader = reader.keeping(Reach(tuple(people)))
    waiting = parts_waiting(reader, people, first, last, worked.causes)
    months = DueMonths(reader, people, first, last, worked)
    for span in batched(first.until(last), max(1, PERSON_MONTHS // len(people))):
        here = pl.col("for_month").is_between(int(span[0]), int(span[-1]))
        now = months.now(span)
        back = returned.filter(here)
        yield _found(months, now, lines.filter(here), how.filter(here), back, waiting, every_line=every_line)


def _found(
    months: DueMonths,
    now: Due,
    taken: pl.DataFrame,
    drawn: pl.DataFrame,
    returned: pl.DataFrame,
    waiting: pl.DataFrame,
    *,
    every_line: bool,
) -> _Found:
    """Compare the current due with the lines ``taken``. ``drawn`` has the knowledge each month was drawn by.

    ``returned`` has recoveries owed back. ``waiting`` has months with a part that is not drawn yet.
    """
    is_back = pl.col("component") == RECOVERY_RETURNED
    own, words = taken.filter(~is_back), months.worked.words
    back, parts_back = as_lines(returned, taken.filter(is_back), months.causes, words)
    compared = _compared(now, own, drawn)
    differs = compared.filter(pl.col("difference") != 0).select(_MONTH).unique()
    parts = _parts(months, now, own, drawn, differs)
    compared, parts, apart = apart_from(waiting, compared, parts, months.causes)
    compared = pl.concat([compared, back.select(compared.columns)])
    is_moved = (pl.col("difference") != 0) | (pl.col("open") != 0)
    return _Found(
        compared if every_line else compared.filter(is_moved),
        pl.concat([parts, parts_back.select(parts.columns)]),
        _unpaid(taken, months.causes),
        pl.concat([_not_drawn(now, own, drawn), _waiting(apart)]),
        now.findings,
    )


def _waiting(apart: pl.DataFrame) -> pl.DataFrame:
    """The due of parts of months that their drawing codes have not drawn."""
    earned = apart.filter(pl.col("kind") == "earning")
    return earned.group_by(_MONTH).agg(pl.col("due", "open").sum()).select(list(NOT_DRAWN))


def _compared(now: Due, own: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """Due beside drawn, for months that are drawn and can be computed; held lines are left out."""
    paid, is_arrear = pl.col("is_drawn"), pl.col("order").is_not_null()
    sums = own.group_by(_KEY).agg(
        drawn=pl.col("amount").filter(paid & ~is_arrear).sum(),
        drawn_as_arrears=pl.col("amount").filter(paid & is_arrear).sum(),
        open=pl.col("amount").filter(~paid).sum(),
    )
    both = now.lines.join(sums, on=_KEY, how="full", coalesce=True)
    both = both.join(drawn, on=_MONTH, how="semi").join(now.aside, on=_MONTH, how="anti")
    both = both.filter(~pl.col("is_held").fill_null(False))
    zero = pl.col("due", "drawn", "drawn_as_arrears", "open").fill_null(0)
    rows = both.with_columns(zero, pl.col("is_unconfirmed").fill_null(False)).with_columns(
        difference=pl.col("due") - pl.col("drawn") - pl.col("drawn_as_arrears")
    )
    return rows.select(list(MONTHS))


def _parts(
    months: DueMonths, now: Due, own: pl.DataFrame, drawn: pl.DataFrame, differs: pl.DataFrame
) -> pl.DataFrame:
    return parts_of(
        months,
        differs.join(now.whose, on=_MONTH, how="left"),
        own.filter("is_drawn").join(differs, on=_MONTH, how="semi"),
        drawn.join(differs, on=_MONTH, how="semi"),
    )


def _unpaid(own: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    by_order = own.filter(~pl.col("is_drawn"), pl.col("order").is_not_null())
    cause = pl.col("order").replace_strict(causes.of_order, default=0, return_dtype=pl.Int32)
    key = [name for name in UNPAID if name != "open"]
    named = by_order.with_columns(cause=cause)
    return named.group_by(key).agg(open=pl.col("amount").sum()).select(list(UNPAID))


def _not_drawn(now: Due, own: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """People due pay for a month nobody drew, with the due and the amount claimed but not paid."""
    is_pay = pl.col("kind") == "earning"
    due = now.lines.filter(is_pay).join(drawn, on=_MONTH, how="anti")
    claimed = own.filter(is_pay).group_by(_MONTH).agg(open=pl.col("amount").sum())
    rows = due.group_by(_MONTH).agg(pl.col("due").sum()).filter(pl.col("due") > 0)
    rows = rows.join(claimed, on=_MONTH, how="left").with_columns(pl.col("open").fill_null(0))
    return rows.select(list(NOT_DRAWN))
