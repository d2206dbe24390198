"""Everything the service book says that may touch a month, read once: one frame per kind of fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from vethanam.people.models import DrawingCode, Employment, Person
from vethanam.periods import Month
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
from vethanam.service_book.queries.facts import FAR, Unrecorded, known, rows_of, spans, within


@dataclass(frozen=True, slots=True)
class Touching:
    """Every fact that may touch the month, by kind; ``people`` has one row per employment."""

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

    def by_kind(self) -> dict[str, pl.DataFrame]:
        """The facts that count in the month, by kind."""
        kinds = {
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
        }
        return {kind: within(frame, self.month.first, self.month.last) for kind, frame in kinds.items()}


def employments_of(month: Month, known_at: datetime, drawing_code: str | None) -> list[int]:
    """The employments in service in a month: of a drawing code that draws any part of it, or of everybody."""
    codes = (
        None
        if drawing_code is None
        else [DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code)]
    )
    return employments_by_code(month, known_at, codes)["employment"].unique().sort().to_list()


def employments_by_code(month: Month, known_at: datetime, codes: Sequence[int] | None) -> pl.DataFrame:
    """Who is in service in a month under which drawing code, of these or of all: ``drawing_code``, ``employment``, in order.

    Whoever moves within the month stands under both codes.
    """
    where = "recorded_at <= %s AND valid_from <= %s"
    parameters: list[Any] = [known_at, month.last]
    if codes is not None:
        where += " AND drawing_code_id = ANY(%s)"
        parameters.append(list(codes))
    candidates = (
        rows_of(Posting, ["employment_id"], where, parameters)["employment_id"].unique().sort().to_list()
    )
    posted = within(spans(known(Posting, candidates, known_at, month.last)), month.first, month.last)
    served = within(spans(known(ServiceSpell, candidates, known_at, month.last)), month.first, month.last)
    if codes is not None:
        posted = posted.filter(pl.col("drawing_code_id").is_in(list(codes)))
    here = posted.join(served.select("employment").unique(), on="employment", how="semi")
    return (
        here.select("employment", drawing_code="drawing_code_id").unique().sort("drawing_code", "employment")
    ).select("drawing_code", "employment")


def touching(
    month: Month, known_at: datetime, chosen: Sequence[int], unrecorded: Unrecorded | None = None
) -> Touching:
    """The facts of chosen employments as known at an instant, each with the days it holds."""

    def held(model: type[Fact], *apart: str, without: Sequence[str] = ()) -> pl.DataFrame:
        facts = known(model, chosen, known_at, month.last, without=without, unrecorded=unrecorded)
        return spans(facts, apart)

    def side_by_side(model: type[Fact]) -> pl.DataFrame:
        return known(model, chosen, known_at, month.last, unrecorded=unrecorded).sort(
            "employment", "start", "recorded_at", "id", maintain_order=True
        )

    people = rows_of(
        Employment, ["id", "person_id", "number", "category"], "id = ANY(%s)", [list(chosen)]
    ).rename({"id": "employment"})
    born = rows_of(Person, ["id", "born"], "id = ANY(%s)", [people["person_id"].to_list()]).rename(
        {"id": "person_id"}
    )
    return Touching(
        month=month,
        people=people.join(born, on="person_id").sort("employment"),
        service=held(ServiceSpell),
        posting=held(Posting),
        pay=_pay_drawn_from(held(Pay)),
        absence=side_by_side(Absence),
        quarters=side_by_side(Quarters),
        rates=held(AuthorisedRate, "component"),
        wage=held(Wage),
        attendance=held(Attendance, "valid_from"),
        membership=held(Membership, "fund"),
        obligation=side_by_side(Obligation),
        suspended=side_by_side(RecoverySuspension),
        tax=held(TaxChoice, "tax_year"),
        account=held(PayeeAccount, without=PayeeAccount.unread),
    )


def _pay_drawn_from(pay: pl.DataFrame) -> pl.DataFrame:
    """Pay counts from the day it is drawn from, when that is later than the day it is true from."""
    shifted = pay.with_columns(
        start=pl.max_horizontal("start", pl.col("drawn_from").fill_null(pl.col("start")))
    )
    return spans(shifted.drop("until").with_columns(until=pl.col("valid_until").fill_null(FAR)))
