"""What the rules of pay refuse in an entry of the service book, beside the field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from vethanam.errors import Fault, Sentence, UnsoundInput, holds_contact
from vethanam.payroll.least_subscriptions import below_least
from vethanam.payroll.pay_stages import no_stage
from vethanam.payroll.recovery_cautions import cautions_of
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import Fact, Membership, Obligation, Pay, PayeeAccount
from vethanam.service_book.reader import BookReader

#: columns that are checked
CHECKED = {
    Pay: ("revision", "scale", "basic_pay"),
    Membership: ("fund", "amount", "valid_until"),
    Obligation: ("kind_of_due", "principal", "instalment", "excess_since", "in_spite_of"),
    PayeeAccount: ("heir",),
}


def check_entry(
    employment: Employment,
    model: type[Fact],
    values: Mapping[str, Any],
    since: date,
    at: datetime,
    ordered: date | None = None,
) -> None:
    """Refuse pay that is not a stage of its scale, a subscription below the least, a recovery of excess pay
    against a caution without a reason, and an account of an heir who is none.

    ``ordered`` is the date of the entry's order.

    Raises
    ------
    UnsoundInput
        The figure is wrong; the fault names the figure that is right.
    """
    if model is Pay and values.get("scale"):
        basic = values.get("basic_pay")
        found = no_stage(values.get("revision") or 0, values["scale"], basic, Month.of(since))
        if found:
            _refuse(found.column, found.sentence)
    if model is Membership and values.get("amount") is not None and values.get("fund"):
        wrong = below_least(
            employment.pk, values["fund"], values["amount"], since, values.get("valid_until"), at
        )
        if wrong:
            _refuse("amount", wrong)
    if model is Obligation and values.get("kind_of_due") == Obligation.Kind.OVERPAYMENT:
        _check_recovery(employment, values, ordered or since, at)
    if model is PayeeAccount and values.get("heir"):
        _check_heir(employment, str(values["heir"]), since, at)


def _check_heir(employment: Employment, heir: str, since: date, at: datetime) -> None:
    """Refuse an heir who is no other employee, or of an account that does not begin after a death."""
    died = deaths_of(BookReader(), [employment.pk], at).get(employment.pk)
    if died is None or since <= died:
        _refuse("heir", Sentence("heir_of_the_living"))
    other = Employment.objects.filter(number=heir).exclude(person=employment.person_id)
    if not other.exists():
        _refuse("heir", Sentence("heir_no_employee"))


def _check_recovery(employment: Employment, values: Mapping[str, Any], ordered: date, at: datetime) -> None:
    """Refuse a recovery of excess pay without its first day, or against a caution without a reason."""
    excess_since, reason = values.get("excess_since"), str(values.get("in_spite_of") or "").strip()
    if excess_since is None:
        _refuse("excess_since", Sentence("recovery_needs_first_day"))
    if excess_since > ordered:
        _refuse("excess_since", Sentence("recovery_before_excess", {"day": ordered}))
    if holds_contact(reason):
        _refuse("in_spite_of", Sentence("contact_in_words"))
    cautions = cautions_of(employment, excess_since, ordered, at)
    if cautions and not reason:
        _refuse("in_spite_of", Sentence("recovery_cautions", {"cautions": cautions}))


def _refuse(column: str, wrong: Sentence) -> NoReturn:
    within = [column.replace("_", " ").capitalize()]
    fault = Fault("", column, wrong.code, wrong.facts)
    raise UnsoundInput("several_faults", [fault], faults=[wrong], within=within)
