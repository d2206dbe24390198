"""The act that settles a suspension by an order, and the view of what follows from each way."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts import orders
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Count, Day, Given, one_of
from vethanam.acts.orders import OrderGiven
from vethanam.acts.readers import require_reader_of_book
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.service_book import WRITES
from vethanam.acts.views import EmploymentAsOf
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.payroll.runs.suspension_outcomes import last_day_of, outcomes_of
from vethanam.service_book.contradictions import FAR
from vethanam.service_book.suspensions import (
    DUTY,
    NOT_DUTY,
    TREATED_AS,
    settle_suspension,
    suspension_of,
)


class SettleGiven(Given):
    """A suspension, named by one of its entries, and the order that settles it."""

    employment: Code = Field(title=_("Employee number"))
    id: Count = Field(title=_("Which entry"))
    treated_as: one_of(*TREATED_AS) = Field(  # type: ignore[valid-type]
        title=_("The days of suspension are"), description=_("As the order says.")
    )
    valid_until: Day | None = Field(
        None,
        title=_("Last day of the suspension"),
        description=_("Only of one that has no end on record."),
    )
    order: OrderGiven = Field(title=_("Order"))


class SuspensionGiven(EmploymentAsOf):
    """A suspension, named by one of its entries."""

    id: Count = Field(title=_("Which entry"))


@act("settle_suspension", title=_("Settle a suspension"), roles=WRITES, power="prepare")
def settle(authority: Authority, given: SettleGiven) -> Answer:
    """Record if the days of an ended suspension are duty, leave of a kind, or no duty, by an order.

    Duty takes the entries back, leave changes their kind, and days that are no duty stay and count for no
    increment. Another person verifies it. The answer says what follows.
    """
    employment = employment_of(given.employment)
    found = suspension_of(employment, given.id)
    last_day = last_day_of(found, given.valid_until, authority.at.date())
    follows = outcomes_of(found, given.treated_as, last_day)
    order = orders.entered(authority, given.order)
    entries = settle_suspension(authority, found, given.treated_as, order, given.valid_until)
    state = {
        "treated_as": given.treated_as,
        "ids": [one.pk for one in entries],
        "since": found.since.isoformat(),
        "until": last_day.isoformat(),
        "follows": [one.says for one in follows],
    }
    return Answer.of(
        "suspension_settled",
        state,
        employment=employment,
        since=found.since,
        until=last_day,
        treated=_treated(given.treated_as),
        follows=follows,
    )


def _treated(treated_as: str) -> Sentence:
    if treated_as == DUTY:
        return Sentence("treated_as_duty")
    if treated_as == NOT_DUTY:
        return Sentence("treated_as_not_duty")
    return Sentence("treated_as_leave", {"kind": treated_as})


@view("suspension", title=_("A suspension to settle"))
def suspension(authority: Authority, given: SuspensionGiven) -> dict[str, Any]:
    """The days of an unsettled suspension, and what follows from each way to settle it."""
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_book(authority, employment)
    found = suspension_of(employment, given.id)
    last_day = last_day_of(found, None, localdate(known_at))
    return {
        "since": found.since.isoformat(),
        "until": None if found.until == FAR else found.until.isoformat(),
        "ids": [one.pk for one in found.entries],
        "choices": [
            {"treated_as": one, "follows": [told.says for told in outcomes_of(found, one, last_day)]}
            for one in TREATED_AS
        ],
    }
