"""Acts of finance on proposed orders: request a costing, resume an interrupted one."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

from django.utils.translation import gettext_noop as _
from pydantic import BeforeValidator, Field, WithJsonSchema

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Count, Given, How, MonthField, parse_text_of_any_length, parsed_by
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import ask_cost, complete_cost
from vethanam.payroll.models import Costing
from vethanam.payroll.tasks import defer_cost, take_up
from vethanam.people.models import Role
from vethanam.rules.proposed_orders import LONGEST

FINANCE = (Role.FINANCE_OFFICER,)


def parse_draft(value: Any) -> str:
    """A proposed order as its file's text, with line feeds only."""
    text = parse_text_of_any_length(value).replace("\r\n", "\n")
    if "\0" in text:
        raise Unsound("not_text")
    return text


Draft = Annotated[
    str,
    How("prose"),
    BeforeValidator(parsed_by(parse_draft)),
    WithJsonSchema({"type": "string", "maxLength": LONGEST}),
]


class CostGiven(Given):
    """A proposed order, and the last month of its costing."""

    text: Draft = Field("", title=_("The order, as a small file"), json_schema_extra={"x-asked": True})
    until: MonthField = Field(title=_("Cost until the month"), description=_("Such as 2027-10."))
    press: Code | None = Field(None, title=_("Key"), description=_("The same key asks once."))


class CostingNamed(Given):
    """A costing of the account."""

    costing: Count = Field(title=_("Number of the costing"))


@act("cost", title=_("Compute the cost of an order"), roles=FINANCE)
def cost(authority: Authority, given: CostGiven) -> Answer:
    """Cost a proposed order month by month. It stays the caller's draft; nothing is paid or changed.

    The worker computes it; over the API the act only starts the work.
    """
    press = given.press or uuid4().hex
    if not is_worker():
        return _answer(defer_cost(given.text, given.until, authority, pressed=press))
    asked, _is_new = ask_cost(given.text, given.until, authority, pressed=press)
    return _answer(complete_cost(asked.pk))


@act("cost_again", title=_("Work a cost out again"), roles=FINANCE)
def cost_again(authority: Authority, given: CostingNamed) -> Answer:
    """Let the worker resume an interrupted costing."""
    asked = Costing.objects.filter(pk=given.costing, account=authority.account).first()
    if asked is None:
        raise Unsound("no_such_costing", number=given.costing)
    if asked.scenario_id is None:
        if is_worker():
            asked = complete_cost(asked.pk)
        else:
            take_up(asked)
    return _answer(asked)


def _answer(asked: Costing) -> Answer:
    told = asked.scenario.told if asked.scenario_id and asked.scenario else {}
    state = {
        "costing": asked.pk,
        "state": asked.state,
        "scenario": asked.scenario_id,
        "cost_paise": told.get("cost_paise"),
    }
    return Answer.of("costed" if asked.scenario_id else "cost_under_way", state, title=asked.title)
