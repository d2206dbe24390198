"""What the rules of pay refuse in an entry of the service book, beside the field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from vethanam.errors import Fault, Sentence, UnsoundInput
from vethanam.payroll.least_subscriptions import below_least
from vethanam.payroll.stages import no_stage
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import Fact, Membership, Pay

#: columns that are checked
CHECKED = {
    Pay: ("revision", "scale", "basic_pay"),
    Membership: ("fund", "amount", "valid_until"),
}


def check_entry(
    employment: Employment, model: type[Fact], values: Mapping[str, Any], since: date, at: datetime
) -> None:
    """Refuse pay that is not a stage of its scale, and a subscription below the least.

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


def _refuse(column: str, wrong: Sentence) -> None:
    within = [column.replace("_", " ").capitalize()]
    fault = Fault("", column, wrong.code, wrong.facts)
    raise UnsoundInput("several_faults", [fault], faults=[wrong], within=within)
