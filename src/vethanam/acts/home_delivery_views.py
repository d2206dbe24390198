"""Views of home delivery: the lists of a society with the place of every rupee, their lines, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import OFFICE, SCHEME
from vethanam.acts.declaration import view
from vethanam.acts.fields import Code
from vethanam.acts.home_deliveries import advance_of, state_of_return
from vethanam.acts.lists import Page
from vethanam.benefits.models import Advance, Check, Delivery
from vethanam.benefits.powers import OF_SOCIETY
from vethanam.benefits.queries.checks import decided
from vethanam.benefits.queries.deliveries import (
    PLACES,
    advances_of,
    deliveries_waiting,
    lines_of_advance,
    money_of_advance,
    returns_of,
    state_of_line,
)
from vethanam.benefits.queries.late_money import LateMoney, late_money
from vethanam.identity.authority import Authority

_READERS = (*OF_SOCIETY, SCHEME)


class PageOfAdvances(Page):
    """One page of the lists of a society or scheme."""

    office: Code | None = Field(
        None,
        title=_("Society or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )


class PageOfAdvance(PageOfAdvances):
    """A delivery list, and a page of it."""

    advance: Code = Field(title=_("Delivery list"), description=_("Its number, such as L2600000001."))


@view("advances", title=_("Delivery lists"), roles=_READERS, scope=OFFICE, rows="advances")
def advances(authority: Authority, given: PageOfAdvances) -> Mapping[str, Any]:
    """The advances of a society or scheme, the latest first, with the place of every rupee.

    Delivered, to deliver, to return and returned add up to the advance. ``late`` is money that came back
    after the last day, with its interest in each form; ``interest_paise`` is null while the form is not read.
    """
    rows = list(advances_of(authority))
    return given.read_list("advances", rows, lambda one: one.number, advance_state)


@view("advance_lines", title=_("Lines of a delivery list"), roles=_READERS, scope=OFFICE, rows="lines")
def advance_lines(authority: Authority, given: PageOfAdvance) -> Mapping[str, Any]:
    """The lines of a list without names: reference, ward, sum, state, reason, day."""
    rows = list(lines_of_advance(advance_of(authority, given.advance)))
    return given.read_list("lines", rows, lambda one: one.reference, state_of_line)


@view(
    "deliveries_to_check", title=_("Deliveries to check"), roles=OF_SOCIETY, scope=OFFICE, rows="deliveries"
)
def deliveries_to_check(authority: Authority, given: PageOfAdvance) -> Mapping[str, Any]:
    """The entered outcomes of a list that wait for the secretary of the society."""
    rows = list(deliveries_waiting(advance_of(authority, given.advance)))
    return given.read_list("deliveries", rows, lambda one: str(one.pk), delivery_state)


@view("money_returns", title=_("Money given back by a society"), roles=_READERS, scope=OFFICE, rows="returns")
def money_returns(authority: Authority, given: PageOfAdvance) -> Mapping[str, Any]:
    """The transfers back of a list, each with its state: waits, checked, declined."""
    return given.read_list(
        "returns", returns_with_states(advance_of(authority, given.advance)), lambda one: str(one["entry"]),
        dict,
    )  # fmt: skip


def returns_with_states(advance: Advance) -> list[dict[str, Any]]:
    """The transfers back of an advance with their states."""
    rows = list(returns_of(advance).select_related("advance"))
    known = decided(Check.Kind.MONEY_RETURN, [one.pk for one in rows])
    words = {None: "waits", True: "checked", False: "declined"}
    return [state_of_return(one, words[known.get(one.pk)]) for one in rows]


def advance_state(one: Advance) -> dict[str, Any]:
    """An advance with its money."""
    money = money_of_advance(one)
    people = (money.delivered_people, money.listed_people, money.undelivered_people, 0)
    return {
        "list": one.number, "society": one.society.code, "scheme": one.release.scheme.code,
        "release": one.release.number, "people": one.people, "sum_paise": one.total,
        "payment": money.payment, "paid_on": money.paid_on.isoformat() if money.paid_on else None,
        "last_day": money.last_day.isoformat() if money.last_day else None,
        "returning_paise": money.returning,
        "late": _late_state(late_money(one, money)),
        "places": [
            {"place": place, "people": count, "sum_paise": money.places[place]}
            for place, count in zip(PLACES, people, strict=True)
        ],
        "is_whole": sum(money.places.values()) == one.total,
    }  # fmt: skip


def _late_state(late: LateMoney | None) -> dict[str, Any] | None:
    """Money that came back late, with its interest; None if all came in time."""
    return None if late is None else {
        "sum_paise": late.amount, "days": late.days, "interest_paise": late.interest,
        "forms_paise": dict(late.forms), "form": late.form or None, "order": late.order,
        "interest_paid_paise": late.paid, "interest_paying_paise": late.paying,
        "interest_rest_paise": late.rest,
    }  # fmt: skip


def delivery_state(one: Delivery) -> dict[str, Any]:
    """An entered outcome that waits."""
    return {
        "entry": one.pk, "reference": one.leg.reference, "outcome": one.outcome, "on": one.on.isoformat(),
        "proof": one.proof, "proof_reference": one.reference if one.proof != Delivery.Proof.CODE else "",
        "sum_paise": one.leg.amount,
    }  # fmt: skip
