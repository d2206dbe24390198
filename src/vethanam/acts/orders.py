"""Acts on orders: enter one, record its later fate; the order field of other acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field, create_model, model_validator

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import (
    Code,
    Day,
    Given,
    MonthKey,
    at_most,
    fault,
    one_of,
)
from vethanam.acts.model_fields import Column, columns_of, field_of
from vethanam.acts.record_lookup import employment_of
from vethanam.errors import Sentence, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.orders.actions import NUMBER_AT_MOST, record_order, record_order_effect
from vethanam.orders.models import Order, OrderEffect
from vethanam.orders.orders_in_force import DOES_NOT_HOLD
from vethanam.payroll.runs.lapsed_orders import figures_by, is_of_a_figure
from vethanam.people.models import Employment, Role
from vethanam.service_book.actions import require_the_book
from vethanam.service_book.models import FACTS

#: roles that enter orders and their later fate
ENTERS = (Role.CLERK, Role.DRAWING_OFFICER, Role.PURPOSE_OWNER, Role.LAW_OFFICER, Role.FINANCE_OFFICER)
CASE_AT_MOST = 80
ABOUT_ORDERS = (
    Column("kind", _("Issued by"), is_needed=False),
    Column("title", _("Title"), _("As printed on it, in English."), is_needed=False),
    Column("title_ml", _("Title in Malayalam"), is_needed=False),
    Column("with_effect_from", _("With effect from"), is_needed=False),
    Column("first_drawn_month", _("First drawn in"), is_needed=False),
    Column("paragraph", _("Paragraph"), is_needed=False),
    Column("document_hash", _("SHA-256 of the file"), is_needed=False),
    Column("case_number", _("Number of the case"), is_needed=False),
    Column(
        "payment_mode",
        _("Arrears by it are paid"),
        _("As the order says; empty: in cash, at once."),
        is_needed=False,
    ),
    Column("instalments", _("In how many instalments"), is_needed=False),
    Column(
        "locked_until",
        _("In the provident fund until"),
        _("The day from which they can be withdrawn, where the order names one."),
        is_needed=False,
    ),
)


class _NumberAndDay(Given):
    number: at_most(NUMBER_AT_MOST) = Field(  # type: ignore[valid-type]
        title=_("Number of the order"), description=_("As printed on it.")
    )
    dated: Day = Field(title=_("Dated"))


def _of_an_order() -> dict[str, Any]:
    columns = columns_of(Order)
    fields = {about.name: field_of(columns[about.name], about, is_free=True) for about in ABOUT_ORDERS}
    fields["first_drawn_month"] = (MonthKey | None, fields["first_drawn_month"][1])
    return fields


class _OrderBase(_NumberAndDay):
    """An order named by an act; its first mention enters it."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or not {"number", "dated"} <= set(raw):
            raise fault("order_incomplete")
        return raw


OrderGiven: Any = create_model("OrderGiven", __base__=_OrderBase, **_of_an_order())
OrderEntered: Any = create_model("OrderEntered", __base__=_NumberAndDay, **_of_an_order())


class EffectGiven(Given):
    """The fate of an order, its day and its person."""

    order: OrderGiven = Field(title=_("Order"))
    state: one_of(*OrderEffect.State.values) = Field(title=_("Result"))  # type: ignore[valid-type]
    valid_from: Day = Field(title=_("From"))
    employment: Code | None = Field(
        None, title=_("Employee number"), description=_("Where it is about one person.")
    )
    case_number: at_most(CASE_AT_MOST) | None = Field(  # type: ignore[valid-type]
        None,
        title=_("Number of the case"),
        description=_("As the court has it, such as W.P.(C) 12/2026."),
    )


def entered(authority: Authority, order: Any) -> Order:
    """The order named by an act, entered on its first mention."""
    stated = {name: getattr(order, name) for name in order.model_fields_set - {"number", "dated"}}
    known = {name: value for name, value in stated.items() if value is not None}
    found = record_order(authority, number=one_spaced(order.number), dated=order.dated, **known)
    if any(known[name] != getattr(found, name) for name in _OF_ARREARS if name in known):
        raise Unsound("order_says_otherwise", order=found)
    return found


#: fields of an order that decide how its arrears are paid; a repeated mention must agree with them
_OF_ARREARS = ("payment_mode", "instalments", "locked_until")


def one_spaced(number: str) -> str:
    """The number of an order with single spaces."""
    return " ".join(number.split())


@act("order", title=_("Enter an order"), roles=ENTERS)
def enter(authority: Authority, given: OrderEntered) -> Answer:
    """Enter an order with its title, its days and the payment mode of its arrears."""
    order = entered(authority, given)
    return Answer.of("order_entered", {"order": order.number}, order=order)


@act("order_effect", title=_("Enter the effect on an order"), roles=ENTERS)
def take_effect(authority: Authority, given: EffectGiven) -> Answer:
    """Record that an order is stayed, vacated, set aside or superseded; with ``employment`` for one person.

    From that day facts are read accordingly. ``figures`` lists the parameters that rest on the order.
    """
    order = _on_record(authority, given.order)
    whom = employment_of(given.employment) if given.employment else None
    require_the_book(authority, [whom] if whom else _whose(order), "says_of_order")
    record_order_effect(
        authority,
        order,
        state=given.state,
        valid_from=given.valid_from,
        employment=whom.pk if whom else None,
        case_number=given.case_number or "",
    )
    figures = figures_by(order.number, order.dated, given.valid_from, authority.at)
    state = {"order": order.number, "state": given.state, "figures": list(figures)}
    done = Sentence("order_has_effect", {"order": order, "state": given.state, "day": given.valid_from})
    if figures and given.state in DOES_NOT_HOLD:
        what_next = Sentence(
            "enter_rate_of_one" if whom else "add_value_to_files", {"since": given.valid_from}
        )
        return Answer.of(
            "order_of_the_rulebook", state, done=done, figures="; ".join(figures), what_next=what_next
        )
    return Answer(done, state)


def _on_record(authority: Authority, order: Any) -> Order:
    """An order that is entered, or on which a parameter rests; Unsound for any other."""
    number, dated = one_spaced(order.number), order.dated
    if not Order.objects.filter(number=number, dated=dated).exists() and not is_of_a_figure(number, dated):
        raise Unsound("unknown_order", order=typed(number, 60), dated=_dated(dated))
    return entered(authority, order)


def _dated(day: date) -> str:
    return f"{day:%d %b %Y}"


def _whose(order: Order) -> list[Employment]:
    """The employments with a fact under an order."""
    named: set[int] = set()
    for model in FACTS.values():
        named.update(model.rows().filter(order=order).values_list("employment", flat=True))
    return list(Employment.objects.filter(pk__in=named).order_by("number"))
