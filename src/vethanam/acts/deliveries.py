"""Acts and views of another body that has messages sent to people of its register by their numbers there.

Its program asks with a key; its officers link numbers to people; each person sees the links and ends them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Anything, Code, Count, Given, Instant, Reasons, Text
from vethanam.acts.lists import Page
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.registers.links import choose_testing, end_link, link_people, links_of, open_links
from vethanam.messaging.registers.models import RegisterLink, RegisterMessage
from vethanam.messaging.registers.outcomes import counts_of, outcomes_of
from vethanam.messaging.registers.requests import Wanted, deliver
from vethanam.people.models import Program, Role
from vethanam.privacy.permit.reason_texts import reason_in_words

BODY = (Role.PURPOSE_OWNER, Role.SCHEME_OFFICER)
HERSELF = (Role.EMPLOYEE,)


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


class RequestAsked(Given):
    """A request to deliver by its reference."""

    delivery: Text = Field(title=_("Delivery"))


class PageOfRequests(Page):
    """A page of the deliveries of the body."""


class LinkGiven(Given):
    """Numbers of the register, each with its person."""

    people: Reasons = Field(
        title=_("People"),
        description=_("Number in your register → employee number or number of the beneficiary here."),
    )


class EndLinkGiven(Given):
    """A number of the register."""

    number: Text = Field(title=_("Number in your register"))


class EndOwnLinkGiven(Given):
    """A link to oneself."""

    link: Count = Field(title=_("Number of the link"))


class TesterGiven(Given):
    """A body."""

    body: Code = Field(title=_("Body"), description=_("Code of the body."))


class OwnLinksAsked(Given):
    """No fields."""


@act("deliver", title=_("Have a text delivered"), roles=(Role.PURPOSE_OWNER,), for_programs=True)
def have_delivered(authority: Authority, given: DeliverGiven) -> Answer:
    """Have a registered text delivered to people of your register, by their numbers there.

    The purpose, the body and the kind of key are those of the program. The answer has counts and an outcome
    for each number: ``accepted``, ``delivered``, ``failed`` or ``not_told`` with a reason; never a contact,
    and never whether one exists. A refusal of the whole is answered with its reason, and is recorded too.
    """
    wanted = Wanted(given.purpose, given.text, _people(given.people), given.not_before, given.not_after)
    taken = deliver(authority, wanted)
    if taken.refusal or taken.message is None:
        words = reason_in_words(taken.refusal, get_language() or "en")
        return Answer(words, refusal=taken.refusal)
    return Answer.of("delivery_is_taken", delivery_as_json(taken.message), count=len(wanted.people))


def _people(given: Any) -> Mapping[str, Mapping[str, str]]:
    if not isinstance(given, Mapping):
        raise Unsound("not_a_mapping")
    return {str(number): values for number, values in given.items()}


@view("delivery", title=_("Delivery"), roles=BODY, for_programs=True)
def delivery(authority: Authority, given: RequestAsked) -> dict[str, Any]:
    """A request to deliver, with the outcome of each number as it is now."""
    found = RegisterMessage.objects.filter(reference=given.delivery)
    program = Program.objects.filter(account=authority.account).first()
    mine = found.filter(program=program) if program else found.filter(office=authority.office)
    message = mine.select_related("text").first()
    if message is None:
        raise Unsound("no_such_request", delivery=typed(given.delivery, 40))
    return delivery_as_json(message)


@view("deliveries", title=_("Deliveries"), roles=BODY, rows="deliveries")
def deliveries(authority: Authority, given: PageOfRequests) -> dict[str, Any]:
    """The requests of the body's programs to deliver, newest first, with their counts."""
    mine = RegisterMessage.objects.filter(office=authority.office).select_related("program", "text")

    def rows(after: str | None, most: int) -> list[RegisterMessage]:
        before = mine.filter(reference=after).values_list("pk", flat=True).first() if after else None
        found = mine.filter(pk__lt=before) if before else mine
        return list(found.order_by("-pk")[:most])

    return given.read("deliveries", rows, lambda row: row.reference, _listed)


def _listed(row: RegisterMessage) -> dict[str, Any]:
    return {
        "delivery": row.reference,
        "at": row.at,
        "program": row.program.code,
        "key": row.key_kind,
        "purpose": row.purpose,
        "text": row.text.code,
        "is_allowed": row.is_allowed,
        **counts_of(outcomes_of(row)),
    }


def delivery_as_json(message: RegisterMessage) -> dict[str, Any]:
    """A request to deliver as its body may know it."""
    outcomes = outcomes_of(message)
    return {
        "delivery": message.reference,
        "key": message.key_kind,
        "purpose": message.purpose,
        "text": message.text.code,
        "counts": counts_of(outcomes),
        "people": [one.as_json() for one in outcomes],
    }


@act("link_register_people", title=_("Link numbers of your register"), roles=BODY)
def link(authority: Authority, given: LinkGiven) -> Answer:
    """Link numbers of the body's register to people. Each sees it on her page at once; it counts a day
    later.

    A contact or an Aadhaar number is no number of a register.
    """
    count = link_people(authority, given.people)
    return Answer.of("register_people_linked", {"linked": count}, count=count)


@act("end_register_link", title=_("End a link of your register"), roles=BODY)
def end(authority: Authority, given: EndLinkGiven) -> Answer:
    """End the link of a number. Nothing is sent by it from now on."""
    found = open_links(authority.office, [given.number])
    if not found:
        raise Unsound("no_such_link")
    end_link(authority, found[0])
    return Answer.of("link_is_ended", {"link": found[0].pk})


@act("end_own_link", title=_("End a link to yourself"), roles=HERSELF)
def end_own(authority: Authority, given: EndOwnLinkGiven) -> Answer:
    """End the link by which a body has messages sent to you."""
    found = RegisterLink.objects.filter(pk=given.link, person=authority.person).first()
    if found is None:
        raise Unsound("no_such_link")
    end_link(authority, found)
    return Answer.of("link_is_ended", {"link": found.pk})


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


@view("own_links", title=_("Bodies that know you by a number"), roles=HERSELF)
def own_links(authority: Authority, given: OwnLinksAsked) -> dict[str, Any]:
    """The bodies that know you by a number of their registers, and since when each link counts."""
    del given
    rows = links_of(authority.person or 0)
    return {
        "links": [
            {"link": row.pk, "body": row.office, "number": row.number, "counts_from": row.counts_from}
            for row in rows
        ]
    }
