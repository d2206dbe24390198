"""New entries of the service book: the form of each kind, and whoever is posted here from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.ending import deaths_of
from vethanam.people.models import Employment
from vethanam.service_book.actions import record
from vethanam.service_book.models import FACTS
from vethanam.service_book.queries import standing
from vethanam.web.drawing.entry_fields import (
    COLUMNS,
    FROM,
    Column,
    Field,
    fields_of,
    read,
    written,
)
from vethanam.web.drawing.ordering import cited, columns_of_order, order_typed
from vethanam.web.drawing.returned import account_of
from vethanam.web.drawing.stages import faults_of_stage, promotion_said
from vethanam.web.outcomes import fault_of

#: the kinds in the order in which an office meets them, and when each is entered
OFFERED: dict[str, str] = {
    "pay": gettext_noop("An increment, a promotion, a higher grade, a fixation."),
    "absence": gettext_noop("Leave of any kind, a suspension and its review."),
    "leave_account": gettext_noop("The days of leave to credit, as her leave account says."),
    "attendance": gettext_noop("Of somebody on wages: the days of a month."),
    "obligation": gettext_noop("An advance, a loan, an attachment, a premium to be taken from pay."),
    "recovery_suspension": gettext_noop("An order stops a recovery for some months."),
    "membership": gettext_noop("Provident fund, pension, insurance: joined, or another amount."),
    "payee_account": gettext_noop("Where the pay goes."),
    "quarters": gettext_noop("Government quarters are taken."),
    "tax_choice": gettext_noop("The regime, what is declared, Form 39 (earlier 10E)."),
    "posting": gettext_noop("A transfer, another post, another place of duty."),
    "service_spell": gettext_noop("Joined again."),
    "authorised_rate": gettext_noop("By a pay slip of the Accountant General."),
    "wage": gettext_noop("A wage a day or an hour."),
}
#: what of the entry that stands a new one begins with
_CARRIED = {
    "pay": ("basis", "revision", "scale", "increment_month"),
    "posting": ("post", "office", "drawing_code", "bill_class"),
}


#: what a form of an account asks; its numbers are never shown again
_ACCOUNT = (
    FROM,
    Column("kind", gettext_noop("Paid by"), "choice"),
    Column(
        "branch",
        gettext_noop("Branch"),
        "text",
        gettext_noop(
            "The bank's branch code (IFSC), the treasury's code, or the PIN code of the post office."
        ),
    ),
    Column(
        "number",
        gettext_noop("Account number"),
        "text",
        gettext_noop("A money order has none."),
        is_needed=False,
    ),
    Column(
        "onward_branch",
        gettext_noop("Branch code (IFSC)"),
        "text",
        gettext_noop("If treasury savings are sent on to a bank."),
        is_needed=False,
    ),
    Column("onward_number", gettext_noop("Account number there"), "text", is_needed=False),
    Column(
        "holder",
        gettext_noop("In whose name, if the person has died"),
        "text",
        gettext_noop("The nominee or the legal heir, as on the passbook."),
        is_needed=False,
    ),
)
_UNSEEN = frozenset({"number", "onward_number"})


def entry_form(
    kind: str, found: Employment | None, values: Mapping[str, str], faults: Mapping[str, str]
) -> list[Field]:
    """The form of a new entry. The number of an account is not repeated."""
    if kind == "payee_account":
        seen = {name: value for name, value in values.items() if name not in _UNSEEN}
        return fields_of(_ACCOUNT, found, seen, faults)
    columns = (*COLUMNS[kind], *columns_of_order(FACTS[kind]))
    return fields_of(columns, found, values, faults)


def begun(kind: str, found: Employment) -> dict[str, str]:
    """What a new entry begins with: a forenoon, and the scale or the place that she has."""
    values, names = {"session": "FN"}, _CARRIED.get(kind, ())
    if not names:
        return values
    rows = standing(FACTS[kind]).filter(employment=found)
    stands = rows.order_by("-valid_from", "-recorded_at", "-pk").first()
    carried = [column for column in COLUMNS[kind] if column.name in names]
    return values | written(stands, carried) if stands else values


def enter(authority: Authority, kind: str, found: Employment, typed: Mapping[str, str]) -> dict[str, str]:
    """Record what was typed, where nothing is wrong with it: else what is, by field; under no name what is of the whole."""
    model = FACTS[kind]
    if kind == "payee_account":
        values, faults = read(model, _ACCOUNT[:2], found, typed)
        return faults or _kept(lambda: _account(authority, found, typed, values))
    values, faults = read(model, COLUMNS[kind], found, typed)
    if kind == "pay" and not faults:
        faults = faults_of_stage(values)
        if "basic_pay" in faults and (rule := promotion_said(found, values)):
            faults["basic_pay"] += f" {rule}"
    order, wrong = order_typed(model, columns_of_order(model), typed)
    return faults | wrong or _kept(lambda: _recorded(authority, kind, found, values, order))


def looked_at(kind: str, found: Employment, typed: Mapping[str, str]) -> str:
    """What is worth a look of an entry that was recorded: a promotion fixed otherwise than the rules do. Else empty."""
    if kind != "pay":
        return ""
    values, faults = read(FACTS[kind], COLUMNS[kind], found, typed)
    return "" if faults else promotion_said(found, values)


@transaction.atomic
def _recorded(
    authority: Authority, kind: str, found: Employment, values: Mapping[str, Any], order: Mapping[str, Any]
) -> None:
    record(authority, kind, found, order=cited(authority, order), **values)


def _account(
    authority: Authority, found: Employment, typed: Mapping[str, str], values: Mapping[str, Any]
) -> None:
    account, holder = account_of(typed), " ".join(typed.get("holder", "").split())[:120]
    if holder and found.pk not in deaths_of([found.pk], authority.at):
        raise Unsound("holder_of_another")
    since = values["valid_from"]
    record(authority, "payee_account", found, valid_from=since, holder=holder or found.person.name, **account)


def _kept(verb: Callable[[], object]) -> dict[str, str]:
    fault = fault_of(verb)
    return {"": fault} if fault else {}
