"""Acts and views of another body that has messages sent to people of its register by their numbers there.

Its program asks with a key, and its officers read the outcomes; people become its testers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Anything, Code, Given, Instant, Text, mapping_in, prose
from vethanam.acts.lists import Page
from vethanam.acts.messages import REASON
from vethanam.acts.register_links import BODY, HERSELF, OF_SEVERAL
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.campaign_views import needed_of
from vethanam.messaging.registers.links import choose_testing
from vethanam.messaging.registers.models import RegisterMessage
from vethanam.messaging.registers.outcomes import REFUSED, WAITS, counts_of, outcomes_of, standing_of
from vethanam.messaging.registers.requests import Wanted, deliver
from vethanam.people.models import Program, Role
from vethanam.privacy.permit.reason_texts import reason_in_words


class DeliverGiven(Given):
    """A text, and the people by their numbers in the register of the body."""

    purpose: Code = Field(title=_("Purpose"), description=_("That of the key."))
    text: Code = Field(title=_("Text"), description=_("Code of a registered text of the purpose."))
    people: Anything = Field(
        title=_("People"),
        description=_("Number in your register → values of the text by name."),
    )
    not_before: Instant | None = Field(None, title=_("Not before"))
    not_after: Instant | None = Field(None, title=_("Not after"))
    again: prose(REASON) | None = Field(  # type: ignore[valid-type]
        None,
        title=_("Send again because"),
        description=_("Needed if some of these people were told the same in the last 30 days."),
    )
    sanction: Anything = Field(None, title=_("Sanction"))


class RequestAsked(Given):
    """A request to deliver by its reference."""

    delivery: Text = Field(title=_("Delivery"))


class PageOfRequests(Page):
    """A page of the deliveries of the body."""

    body: Code | None = Field(None, title=_("Body"), description=OF_SEVERAL)


class TesterGiven(Given):
    """A body."""

    body: Code = Field(title=_("Body"), description=_("Code of the body."))


@act("deliver", title=_("Have a text delivered"), roles=(Role.PURPOSE_OWNER,), for_programs=True)
def have_delivered(authority: Authority, given: DeliverGiven) -> Answer:
    """Have a registered text delivered to people of your register, by their numbers there.

    The purpose, the body and the kind of key are those of the program. The answer has counts and an outcome
    for each number: ``accepted``, ``delivered``, ``failed`` or ``not_told`` with a reason; never a contact,
    and never whether one exists. A refusal of the whole is answered with its reason, and is recorded too.

    Under a purpose with approvals the values are the same for every number: those of a recorded order, where
    the text names one. The request waits as a message of your body for this State's officers, and goes once
    all have approved. Until then every number is ``accepted``; ``approval`` has its state.
    """
    wanted = Wanted(
        given.purpose, given.text, _people(given.people), given.not_before, given.not_after, given.again,
        mapping_in(given.sanction) if given.sanction is not None else None,
    )  # fmt: skip
    taken = deliver(authority, wanted)
    if taken.refusal or taken.message is None:
        words = reason_in_words(taken.refusal, get_language() or "en")
        return Answer(words, refusal=taken.refusal)
    code = "delivery_waits" if taken.message.campaign_id else "delivery_is_taken"
    return Answer.of(code, delivery_as_json(taken.message, authority.at), count=len(wanted.people))


def _people(given: Any) -> Mapping[str, Mapping[str, str]]:
    return {str(number): values for number, values in mapping_in(given).items()}


@view("delivery", title=_("Delivery"), roles=BODY, for_programs=True)
def delivery(authority: Authority, given: RequestAsked) -> dict[str, Any]:
    """A request to deliver, with the outcome of each number as it is now."""
    found = RegisterMessage.objects.filter(reference=given.delivery)
    program = Program.objects.filter(account=authority.account).first()
    mine = found.filter(program=program) if program else found.filter(office=authority.office)
    message = mine.select_related("text").first()
    if message is None:
        raise Unsound("no_such_request", delivery=typed(given.delivery, 40))
    return delivery_as_json(message, authority.at)


@view("deliveries", title=_("Deliveries"), roles=BODY, scope="body", rows="deliveries")
def deliveries(authority: Authority, given: PageOfRequests) -> dict[str, Any]:
    """The requests of the body's programs to deliver, newest first, with their counts."""
    mine = RegisterMessage.objects.filter(office=authority.office)
    mine = mine.select_related("program", "text", "campaign")

    def rows(after: str | None, most: int) -> list[RegisterMessage]:
        before = mine.filter(reference=after).values_list("pk", flat=True).first() if after else None
        found = mine.filter(pk__lt=before) if before else mine
        return list(found.order_by("-pk")[:most])

    return given.read("deliveries", rows, lambda row: row.reference, lambda row: _listed(row, authority.at))


def _listed(row: RegisterMessage, at: datetime) -> dict[str, Any]:
    standing = standing_of(row, at)
    return {
        "delivery": row.reference,
        "at": row.at,
        "program": row.program.code,
        "key": row.key_kind,
        "purpose": row.purpose,
        "text": row.text.code,
        "is_allowed": row.is_allowed,
        "state": standing.state if standing else None,
        **counts_of(outcomes_of(row, at)),
    }


def delivery_as_json(message: RegisterMessage, at: datetime) -> dict[str, Any]:
    """A request to deliver as its body may know it at an instant."""
    outcomes = outcomes_of(message, at)
    return {
        "delivery": message.reference,
        "key": message.key_kind,
        "purpose": message.purpose,
        "text": message.text.code,
        "approval": _approval(message, at),
        "counts": counts_of(outcomes),
        "people": [one.as_json() for one in outcomes],
    }


def _approval(message: RegisterMessage, at: datetime) -> dict[str, Any] | None:
    """The approvals of a request that needs some: the message that waits, its state and the missing roles."""
    campaign, standing = message.campaign, standing_of(message, at)
    if campaign is None or standing is None:
        return None
    is_open = standing.state in (WAITS, REFUSED)
    missing = [one.role for one in needed_of(campaign, at) if one.given_at is None] if is_open else []
    return {
        "message": campaign.reference,
        "state": standing.state,
        "missing": missing,
        "until": campaign.send_until,
        "reason": standing.reason,
    }


@act("join_testers", title=_("Become a tester"), roles=HERSELF)
def join(authority: Authority, given: TesterGiven) -> Answer:
    """Become a tester of a body: its team key reaches you, by your links to it."""
    choose_testing(authority, given.body, is_tester=True)
    return Answer.of("tester_joined", {"body": given.body}, body=given.body)


@act("leave_testers", title=_("Be a tester no longer"), roles=HERSELF)
def leave(authority: Authority, given: TesterGiven) -> Answer:
    """Be a tester of a body no longer."""
    choose_testing(authority, given.body, is_tester=False)
    return Answer.of("tester_left", {"body": given.body}, body=given.body)
