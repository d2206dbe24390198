"""New entries of the service book: the form of each kind, and postings from other offices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.acts import facts
from vethanam.acts.facts import RECORDS
from vethanam.orders.models import Order
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.people.models import Employment
from vethanam.service_book.models import FACTS
from vethanam.service_book.queries import EARNS, standing
from vethanam.web.drawing.entry_fields import funds_open_to, kinds_of_leave, recoveries_of, written
from vethanam.web.drawing.promotion_warning import promotion_said
from vethanam.web.parts.access import now_of
from vethanam.web.parts.forms import ActForm
from vethanam.web.reader import page_reader

PAYEE_ACCOUNT, ABSENCE, SUSPENSION = "payee_account", "absence", "suspension"

#: the kinds in their usual order, and the occasion of each
OFFERED: dict[str, str] = {
    "pay": gettext_noop("An increment, a promotion, a higher grade, a fixation."),
    "absence": gettext_noop("Leave of any kind."),
    "suspension": gettext_noop("A suspension, and its review."),
    "leave_account": gettext_noop("The days of leave to credit, as her leave account says."),
    "attendance": gettext_noop("Of somebody on wages: the days of a month."),
    "obligation": gettext_noop("An advance, a loan, an attachment, a premium to be taken from pay."),
    "recovery_suspension": gettext_noop("An order stops a recovery for some months."),
    "membership": gettext_noop("Provident fund, pension, insurance: joined, or another amount."),
    "payee_account": gettext_noop("Where the pay goes."),
    "quarters": gettext_noop("Government quarters are taken."),
    "tax_choice": gettext_noop("Tax regime, declarations, Form 39 (earlier 10E)."),
    "posting": gettext_noop("A transfer, another post, another place of duty."),
    "service_spell": gettext_noop("Joined again."),
    "death": gettext_noop("She died after her service ended. A death in service ends the service."),
    "guardianship": gettext_noop(
        "Who is told in place of somebody under eighteen, or by an order in place of an adult."
    ),
    "authorised_rate": gettext_noop("By a pay slip of the Accountant General."),
    "wage": gettext_noop("A wage a day or an hour."),
}
#: columns of the current entry that a new one copies
_CARRIED = {
    "pay": ("basis", "revision", "scale", "increment_month"),
    "posting": ("post", "office", "drawing_code", "bill_class"),
}


#: names of offered entries that are less than a kind of fact
NAMED: dict[str, str] = {ABSENCE: gettext_noop("Leave"), SUSPENSION: gettext_noop("Suspension")}
#: values that an offered entry has without asking
_FIXED = {SUSPENSION: {"kind_of_absence": SUSPENSION}}
#: columns that an offered entry never has
_LEFT_OUT = {ABSENCE: ("varied_to",)}
#: account columns that a page never repeats
UNSEEN = ("number", "onward_number")
#: account columns that are typed twice: a wrong digit pays somebody else
TWICE = ("number", "onward_number")
#: fields of the entry's order; for entries that may bring arrears also the payment mode
ORDER = ("order_number", "order_dated", "order_kind")
ARREARS = ("order_payment_mode", "order_instalments", "order_locked_until")


def entry_form(kind: str, found: Employment | None, initial: Mapping[str, str], *, here: str = "") -> ActForm:
    """The form of a new entry; with ``here`` it asks whom, and posts her under this drawing code."""
    fact = fact_of(kind)
    model = FACTS[fact]
    order = () if kind == PAYEE_ACCOUNT else (*ORDER, *(ARREARS if kind in EARNS and fact != ABSENCE else ()))
    fixed: dict[str, Any] = {"fact": fact} | _FIXED.get(kind, {})
    if found is not None:
        fixed["employment"] = found.number
    if here:
        fixed["drawing_code"] = here
    columns = [c.name for c in facts.COLUMNS[fact] if c.name not in (*fixed, *_LEFT_OUT.get(kind, ()))]
    return ActForm(
        "record",
        model=RECORDS[fact],
        fields=(*(("employment",) if here else ()), *columns, *order),
        fixed=fixed,
        initial=initial,
        needed=("order_number", "order_dated") if model.needs_order else (),
        choices={
            "obligation": recoveries_of(found),
            "kind_of_absence": kinds_of_leave(),
            "fund": funds_open_to(found),
        },
        unseen=UNSEEN if kind == PAYEE_ACCOUNT else (),
        twice=TWICE if kind == PAYEE_ACCOUNT else (),
        labels={"kind_of_absence": _("Kind of leave")} if kind == ABSENCE else None,
    )


def fact_of(kind: str) -> str:
    """The kind of fact of an entry that a page offers."""
    return ABSENCE if kind == SUSPENSION else kind


def begun(kind: str, found: Employment) -> dict[str, str]:
    """The initial values of a new entry: a forenoon, and the current scale or place."""
    values, names = {"session": "FN"}, _CARRIED.get(kind, ())
    if not names:
        return values
    rows = standing(FACTS[fact_of(kind)]).filter(employment=found)
    stands = rows.order_by("-valid_from", "-recorded_at", "-pk").first()
    return values | written(stands, names) if stands else values


def enter(request: HttpRequest, form: ActForm, found: Employment | None) -> bool:
    """Record the entry; else the form shows the faults, and for a promotion also the pay by the rules."""
    if found is not None and _is_of_another(request, form, found):
        form.add_error(
            None,
            _(
                "Pay goes to an account in the person's own name; in another's only after her death is "
                "entered."
            ),
        )
    if form.perform(request, complete=of_an_office):
        return True
    if found is not None and "basic_pay" in form.errors and (rule := looked_at(form, found)):
        told = [*form.errors.pop("basic_pay"), rule]
        form.add_error("basic_pay", " ".join(map(str, told)))
    return False


def _is_of_another(request: HttpRequest, form: ActForm, found: Employment) -> bool:
    """True if an account is in another person's name while the employee lives."""
    if form.fixed["fact"] != PAYEE_ACCOUNT or not form.typed("holder"):
        return False
    at = now_of(request)[0]
    return form.typed("holder") != found.person.name and found.pk not in deaths_of(
        page_reader(), [found.pk], at
    )


def looked_at(form: ActForm, found: Employment) -> str:
    """A warning about an entry: a promotion fixed differently from the rules. Else empty."""
    if form.fixed["fact"] != "pay":
        return ""
    values = form.parsed()
    return promotion_said(found, values) if values.get("valid_from") and values.get("reason") else ""


def of_an_office(given: dict[str, Any]) -> dict[str, Any]:
    """Set the kind of a new order without one to an office order."""
    order = given.get("order")
    if (
        not order
        or "kind" in order
        or Order.objects.filter(number=" ".join(order.get("number", "").split())).exists()
    ):
        return given
    return {**given, "order": {**order, "kind": Order.Kind.OFFICE}}
