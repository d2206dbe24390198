"""The act of an office that requests a use of contacts or personal data under a purpose."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Anything, Code, Given, Texts, Words
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.use_requests import ask_for_use
from vethanam.privacy.counts import counted, counted_part


class UseGiven(Given):
    """A request as in a file of questions, with ``cohort`` (a rule) instead of its subjects."""

    purpose: Code = Field(title=_("Purpose"))
    cohort: Anything = Field(
        None, title=_("People"), description=_("all employees, or attributes the purpose allows.")
    )
    mode: Code | None = Field(None, title=_("How they are used"))
    trigger: Code | None = Field(None, title=_("Trigger"))
    act: Code | None = Field(None, title=_("Act of the State"))
    basis: Code | None = Field(None, title=_("Provision of law"))
    source_register: Texts | None = Field(None, title=_("Register"))
    fields: Texts | None = Field(None, title=_("Data used"))
    channel: Texts | None = Field(None, title=_("Ways to be told"))
    suffix: Code | None = Field(None, title=_("Kind of message"))
    sender: Code | None = Field(None, title=_("Sender"))
    account_owner: Code | None = Field(None, title=_("Owner of the sending account"))
    on_behalf_of: Code | None = Field(None, title=_("For which office"))
    recipient: Texts | None = Field(None, title=_("Who receives"))
    template: Anything = Field(None, title=_("Text"))
    order: Anything = Field(None, title=_("Order"))
    event: Anything = Field(None, title=_("Event"))
    sanction: Anything = Field(None, title=_("Sanction"))
    commitment: Anything = Field(None, title=_("Commitment"))
    public_register_entry: Anything = Field(None, title=_("Shown in public since"))
    second_schedule_checklist: Code | None = Field(None, title=_("Checklist of the Second Schedule"))
    external_processor: Code | None = Field(None, title=_("Processor"))
    scheme: Code | None = Field(None, title=_("Scheme"))
    benefit: Anything = Field(None, title=_("Benefit"))
    requisition: Anything = Field(None, title=_("Requisition"))
    reason_given: Words | None = Field(None, title=_("Reason"))
    cohort_rule: SkipJsonSchema[Anything] = None
    subjects: SkipJsonSchema[Anything] = None
    actor: SkipJsonSchema[Anything] = None
    org: SkipJsonSchema[Anything] = None
    key: SkipJsonSchema[Anything] = None
    approvals: SkipJsonSchema[Anything] = None


@act("request_use", title=_("Ask to use contacts"))
def request(authority: Authority, given: UseGiven) -> Answer:
    """Request a use of contacts or personal data under a purpose; a rule selects the people, never a list.

    The answer is an entry in the log and stands on the page of each person it was about.
    A small count is told as "fewer than 20".
    """
    asked = {name: _plain(getattr(given, name)) for name in given.model_fields_set}
    answered = ask_for_use(authority, asked)
    decision = answered.decision
    state = {
        "use": answered.reference,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "also": list(decision.also),
        "subjects": counted(people := len(decision.per_subject)),
        "allowed": counted_part(decision.allowed, people),
    }
    return Answer(answered.says, state)


def _plain(value: Any) -> Any:
    """A list of one as its item, as in a file of questions."""
    return list(value) if isinstance(value, tuple) else value
