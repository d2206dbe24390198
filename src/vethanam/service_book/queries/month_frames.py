"""All facts of the service book that may touch a month, read once: one frame per kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import polars as pl
from django.db import connection

from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.rules.formula import LARGEST_AMOUNT
from vethanam.service_book.models import (
    Absence,
    Attendance,
    AuthorisedRate,
    Fact,
    Membership,
    Obligation,
    Pay,
    PayeeAccount,
    Posting,
    Quarters,
    RecoverySuspension,
    ServiceSpell,
    TaxChoice,
    Wage,
)
from vethanam.service_book.queries.facts import (
    FAR,
    Unrecorded,
    effects_at,
    facts_of,
    known,
    spans,
    within,
)
from vethanam.service_book.queries.order_days import Frames, by_days, by_last_day
from vethanam.service_book.reader import WHOSE, BookReader, Narrowed, Reach
from vethanam.service_book.rulebook import funds_in_use


@dataclass(frozen=True, slots=True)
class Touching:
    """Facts that may touch the month, by kind; ``people`` has one row per employment."""

    month: Month
    people: pl.DataFrame
    service: pl.DataFrame
    posting: pl.DataFrame
    pay: pl.DataFrame
    absence: pl.DataFrame
    quarters: pl.DataFrame
    rates: pl.DataFrame
    wage: pl.DataFrame
    attendance: pl.DataFrame
    membership: pl.DataFrame
    obligation: pl.DataFrame
    suspended: pl.DataFrame
    tax: pl.DataFrame
    account: pl.DataFrame

    def frames(self) -> list[pl.DataFrame]:
        """Every frame."""
        return [self.people, *self._kinds().values()]

    def by_kind(self) -> dict[str, pl.DataFrame]:
        """The facts that count in the month, by kind."""
        return {
            kind: within(frame, self.month.first, self.month.last) for kind, frame in self._kinds().items()
        }

    def _kinds(self) -> dict[str, pl.DataFrame]:
        return {
            "service_spell": self.service,
            "posting": self.posting,
            "pay": self.pay,
            "absence": self.absence,
            "quarters": self.quarters,
            "authorised_rate": self.rates,
            "wage": self.wage,
            "attendance": self.attendance,
            "membership": self.membership,
            "obligation": self.obligation,
            "tax_choice": self.tax,
            "payee_account": self.account,
            "recovery_suspension": self.suspended,
        }


#: up to this many drawing codes are never read with the whole book
FEW_CODES = 20


def employments_of(
    reader: BookReader, month: Month, known_at: datetime, drawing_code: str | None
) -> list[int]:
    """The employments in service in a month: of a drawing code that draws any part of it, or of everybody."""
    codes = (
        None
        if drawing_code is None
        else [DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code)]
    )
    return employments_by_code(reader, month, known_at, codes)["employment"].unique().sort().to_list()


def employments_by_code(
    reader: BookReader, month: Month, known_at: datetime, codes: Sequence[int] | None
) -> pl.DataFrame:
    """Employments in service in a month by drawing code, of these or all:
    ``drawing_code``, ``employment``, in order.

    An employee who moves within the month has a row per code.
    """
    if not reader.is_whole:
        return _by_code(reader, month, known_at, codes, _ever_posted(reader, month, known_at, codes))
    whole = reader.once(("by code", month, known_at), lambda: _by_code(reader, month, known_at, None, None))
    return whole if codes is None else whole.filter(pl.col("drawing_code").is_in(list(codes)))


def _by_code(
    reader: BookReader,
    month: Month,
    known_at: datetime,
    codes: Sequence[int] | None,
    candidates: list[int] | None,
) -> pl.DataFrame:
    def as_on(day: date, whose: Sequence[int] | None) -> Frames:
        return {
            "posting": spans(_known(reader, Posting, whose, month, known_at, day=day)),
            "service": spans(_known(reader, ServiceSpell, whose, month, known_at, day=day)),
        }

    read = by_days(reader, month, known_at, candidates, (Posting, ServiceSpell), as_on)
    posted, served = (within(read[name], month.first, month.last) for name in ("posting", "service"))
    if codes is not None:
        posted = posted.filter(pl.col("drawing_code_id").is_in(list(codes)))
    here = posted.join(served.select("employment").unique(), on="employment", how="semi")
    return (
        here.select("employment", drawing_code="drawing_code_id").unique().sort("drawing_code", "employment")
    ).select("drawing_code", "employment")


def _ever_posted(
    reader: BookReader, month: Month, known_at: datetime, codes: Sequence[int] | None
) -> list[int]:
    """People with a posting to these drawing codes, or any, begun by the month's end."""
    where = "recorded_at <= %s AND valid_from <= %s"
    parameters: list[Any] = [known_at, month.last]
    if codes is not None:
        where += " AND drawing_code_id = ANY(%s)"
        parameters.append(list(codes))
    return (
        reader.rows_of(Posting, ["employment_id"], where, parameters)["employment_id"]
        .unique()
        .sort()
        .to_list()
    )


def reach_of(reader: BookReader, month: Month, known_at: datetime, codes: Sequence[int]) -> Reach:
    """The extent of a read for drawing codes: their people, for the month and the month before, as
    known at an instant.

    For most of all drawing codes it is the whole book: a list of people would be slower.
    """
    months = (month.plus(-1), month)
    since = min(months[0].first, *(march_before(one) for one in months))
    if len(codes) > FEW_CODES and 2 * len(codes) > DrawingCode.objects.count():
        return Reach(None, known_at, since, months)
    return Reach(tuple(_ever_posted(reader, month, known_at, codes)), known_at, since)


def reach_of_pay(month: Month, known_at: datetime) -> Reach:
    """The extent of a read of everybody's months from ``month`` on, for earnings only, without deductions.

    People who cannot be computed because of a deduction are still found.
    """
    return Reach(None, known_at, month.plus(-1).last, narrowed=_narrowed())


def march_before(month: Month) -> date:
    """The last day of the account year before: the pay of that day is the base of
    a provident fund subscription.
    """
    return date(int(month.account_year[:4]), 3, 31)


_PEOPLE = """
    SELECT e.employment_id, e.person_id, e.number, e.category, p.born
      FROM (SELECT id AS employment_id, person_id, number, category FROM people_employment) e
      JOIN people_person p ON p.id = e.person_id WHERE e.employment_id {whose}
"""
_PERSON = {
    "employment": pl.Int64,
    "person_id": pl.Int64,
    "number": pl.String,
    "category": pl.String,
    "born": pl.Date,
}
#: columns of each kind for a month, besides those of every fact
_OF: dict[type[Fact], list[str]] = {
    ServiceSpell: ["end_cause"],
    Posting: ["post_id", "office_id", "drawing_code_id", "bill_class_id"],
    Pay: ["basis", "revision", "scale", "basic_pay", "drawn_from", "valid_until"],
    Absence: ["kind_of_absence", "varied_to", "valid_until"],
    Quarters: [],
    AuthorisedRate: ["component", "amount"],
    Wage: ["rate"],
    Attendance: ["days"],
    Membership: ["fund", "amount", "group"],
    Obligation: ["kind_of_due", "principal", "interest", "instalment", "instalments", "is_divisible"],
    RecoverySuspension: ["obligation_id"],
    TaxChoice: ["tax_year", "regime", "declared_deductions", "other_income", "form_10e"],
    PayeeAccount: [],
}  # fmt: skip


def _narrowed() -> dict[type[Fact], Narrowed]:
    """Filters for deductions: rows that pay depends on, and rows that stop a person's computation."""
    schemes = [fund.code for fund in funds_in_use() if fund.scheme is not None]
    return {
        Membership: Narrowed(
            "fund = ANY(%s::text[])", f"amount < 0 OR amount > {LARGEST_AMOUNT}", (schemes,)
        ),
        TaxChoice: Narrowed(
            "false",
            (
                f"regime NOT IN ('new', 'old') OR declared_deductions < 0 OR declared_deductions > "
                f"{LARGEST_AMOUNT}"
            ),
        ),
        PayeeAccount: Narrowed("false"),
    }


#: facts with days of their own, and facts that count once a month
_DAILY = (ServiceSpell, Posting, Pay, Absence, Quarters, AuthorisedRate)
_MONTHLY = (Wage, Attendance, Membership, TaxChoice)


def _known(
    reader: BookReader,
    model: type[Fact],
    employments: Sequence[int] | None,
    month: Month,
    known_at: datetime,
    unrecorded: Unrecorded | None = None,
    day: date | None = None,
) -> pl.DataFrame:
    return known(
        reader, model, employments, known_at, day or month.last, columns=_OF[model], unrecorded=unrecorded,
        with_waiting=True,
    )  # fmt: skip


def everything(reader: BookReader, model: type[Fact], known_at: datetime) -> pl.DataFrame:
    """Every recorded fact of a kind, while the whole book is being read."""
    return facts_of(reader, model, _OF[model], None, known_at)


def read_ahead(reader: BookReader, month: Month, known_at: datetime, *others: Callable[[], object]) -> None:
    """If the whole book is to be read, prefetch it, two kinds at a time, so that later reads do not wait.

    ``others`` are further queries about everybody. The slowest runs first.
    """
    if not reader.is_whole:
        return
    effects_at(reader, known_at)  # on the caller's own connection
    first, *rest = sorted(_OF, key=lambda model: model is not Pay)
    questions: list[Callable[[], object]] = [
        partial(everything, reader, first, known_at),
        partial(employments_by_code, reader, month, known_at, None),
        *others,
        partial(_people, reader, ()),
        *(partial(everything, reader, model, known_at) for model in rest),
    ]
    with ThreadPoolExecutor(2) as threads:
        asked: list[Future[object]] = [threads.submit(_apart, ask) for ask in questions]
        for answer in asked:
            answer.result()


def _apart(ask: Callable[[], object]) -> object:
    """The answer, asked in a thread; the thread's own connection is closed after it."""
    try:
        return ask()
    finally:
        connection.close()


def _people(reader: BookReader, chosen: Sequence[int]) -> pl.DataFrame:
    everybody = reader.everybody_with(chosen)
    if not everybody:
        return reader.read_of(_PEOPLE, chosen, [WHOSE], _PERSON)
    together = reader.once("people", lambda: reader.read_of(_PEOPLE, everybody, [WHOSE], _PERSON))
    return together.filter(pl.col("employment").is_in(pl.Series(chosen, dtype=pl.Int64).implode()))


def touching(
    reader: BookReader,
    month: Month,
    known_at: datetime,
    chosen: Sequence[int],
    unrecorded: Unrecorded | None = None,
) -> Touching:
    """The facts of chosen employments as known at an instant, each with its days.

    Facts with days of their own follow the orders in force on each day, monthly ones those of the last day
    served, deductions those of the month's last day.
    """

    def held(model: type[Fact], day: date, whose: Sequence[int] | None, *apart: str) -> pl.DataFrame:
        return spans(_known(reader, model, whose, month, known_at, unrecorded, day), apart)

    def side_by_side(model: type[Fact], day: date, whose: Sequence[int] | None) -> pl.DataFrame:
        return _known(reader, model, whose, month, known_at, unrecorded, day).sort(
            "employment", "start", "recorded_at", "id", maintain_order=True
        )

    def of_days(day: date, whose: Sequence[int] | None) -> Frames:
        return {
            "service": held(ServiceSpell, day, whose),
            "posting": held(Posting, day, whose),
            "pay": _pay_drawn_from(held(Pay, day, whose)),
            "absence": side_by_side(Absence, day, whose),
            "quarters": side_by_side(Quarters, day, whose),
            "rates": held(AuthorisedRate, day, whose, "component"),
        }

    def of_the_month(day: date, whose: Sequence[int] | None) -> Frames:
        return {
            "wage": held(Wage, day, whose),
            "attendance": held(Attendance, day, whose, "valid_from"),
            "membership": held(Membership, day, whose, "fund"),
            "tax": held(TaxChoice, day, whose, "tax_year"),
        }

    until = min(known_at, unrecorded.effects_after or known_at) if unrecorded else known_at
    daily = by_days(reader, month, until, chosen, _DAILY, of_days)
    monthly = dict(by_last_day(reader, month, until, daily["service"], chosen, _MONTHLY, of_the_month))
    monthly["membership"] = _until_service_ends(monthly["membership"], daily["service"])
    people = _people(reader, chosen).sort("employment")
    return Touching(
        month=month,
        people=people,
        **daily,
        **monthly,
        obligation=side_by_side(Obligation, month.last, chosen),
        suspended=side_by_side(RecoverySuspension, month.last, chosen),
        account=held(PayeeAccount, month.last, chosen),
    )


def tax_facts(reader: BookReader, month: Month, known_at: datetime, chosen: Sequence[int]) -> pl.DataFrame:
    """The tax choices of chosen employments, each with its days."""
    return spans(_known(reader, TaxChoice, chosen, month, known_at), ("tax_year",))


def _until_service_ends(membership: pl.DataFrame, service: pl.DataFrame) -> pl.DataFrame:
    """End each membership with its service: the first spell that had not ended when it began."""
    ending = service.filter((pl.col("until") < FAR).any().over("employment"))
    if ending.is_empty():
        return membership
    spells = ending.select("employment", ends="until").sort("employment", "ends")
    ends = (
        membership.join(spells.select("employment").unique(), on="employment", how="semi")
        .sort("employment", "start")
        .join_asof(
            spells,
            left_on="start",
            right_on="ends",
            by="employment",
            strategy="forward",
            check_sortedness=False,
        )
    ).select("id", "ends")
    beside = membership.join(ends, on="id", how="left", maintain_order="left")
    return beside.with_columns(until=pl.min_horizontal("until", "ends")).drop("ends")


def _pay_drawn_from(pay: pl.DataFrame) -> pl.DataFrame:
    """Move pay to the day it is drawn from, if later than the day it is true from.

    Pay drawn only after a later pay starts never counts.
    """
    if pay.select(pl.col("drawn_from", "valid_until").is_null().all()).row(0) == (True, True):
        return pay  # each ends the one before, in any order
    shifted = pay.with_columns(
        true_from="start", start=pl.max_horizontal("start", pl.col("drawn_from").fill_null(pl.col("start")))
    ).sort("employment", "true_from", "id", descending=[False, True, True])
    later = pl.col("start").cum_min().shift(1).over("employment")
    counting = shifted.filter(later.is_null() | (pl.col("start") < later)).drop("true_from")
    return spans(counting.with_columns(until=pl.col("valid_until").fill_null(FAR)))
