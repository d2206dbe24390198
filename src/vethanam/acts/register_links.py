"""Acts and views of the links between numbers of another body's register and people here.

One officer of the body enters a link, another agrees; its person sees it on her page and ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Count, Given, Numbers, Reasons, Text, one_of, prose
from vethanam.acts.lists import Page
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.registers.links import (
    STATES,
    WAITS,
    decide_links,
    end_link,
    link_people,
    links_entered,
    links_of,
    numbers_here,
    open_links,
)
from vethanam.messaging.registers.models import RegisterLink
from vethanam.people.models import Role

BODY = (Role.PURPOSE_OWNER, Role.SCHEME_OFFICER)
HERSELF = (Role.EMPLOYEE,)
OF_SEVERAL = _("Code of the body you act for, where you have several.")


class OfBody(Given):
    """An act of a body with a register of its own."""

    body: Code | None = Field(None, title=_("Body"), description=OF_SEVERAL)


class LinkGiven(OfBody):
    """Numbers of the register, each with its person."""

    people: Reasons = Field(
        title=_("People"),
        description=_("Number in your register → employee number or number of the beneficiary here."),
    )


class DecideLinksGiven(OfBody):
    """Links that wait, and the word of another officer."""

    links: Numbers = Field(title=_("Links"))
    outcome: one_of("agreed", "declined") = Field(title=_("Outcome"))  # type: ignore[valid-type]
    reason: prose(300) | None = Field(  # type: ignore[valid-type]
        None, title=_("Reason"), description=_("Needed to decline.")
    )


class EndLinkGiven(OfBody):
    """A number of the register."""

    number: Text = Field(title=_("Number in your register"))


class EndOwnLinkGiven(Given):
    """A link to oneself."""

    link: Count = Field(title=_("Number of the link"))


class PageOfLinks(Page):
    """One page of the links of a body, of one state if named."""

    body: Code | None = Field(None, title=_("Body"), description=OF_SEVERAL)
    state: one_of(*STATES) | None = Field(None, title=_("State"))  # type: ignore[valid-type]


class OwnLinksAsked(Given):
    """No fields."""


@act("link_register_people", title=_("Link numbers of your register"), roles=BODY, scope="body")
def link(authority: Authority, given: LinkGiven) -> Answer:
    """Enter links of numbers of the body's register to people. They count for nothing until another officer
    of the body has agreed with ``decide_register_links``.

    A contact or an Aadhaar number is no number of a register.
    """
    count = link_people(authority, given.people)
    return Answer.of("register_people_linked", {"linked": count}, count=count)


@act("decide_register_links", title=_("Agree to links of your register"), roles=BODY, scope="body")
def decide(authority: Authority, given: DecideLinksGiven) -> Answer:
    """Agree to links that another officer of the body entered, or decline them with a reason; all or none.

    Each person sees an agreed link on her page at once; it counts a day later.
    """
    is_agreed = given.outcome == "agreed"
    count = decide_links(authority, given.links, is_agreed=is_agreed, reason=given.reason or "")
    code = "register_links_agreed" if is_agreed else "register_links_declined"
    return Answer.of(code, {given.outcome: count}, count=count)


@act("end_register_link", title=_("End a link of your register"), roles=BODY, scope="body")
def end(authority: Authority, given: EndLinkGiven) -> Answer:
    """End the link of a number, or take back one that waits. Nothing is sent by it from now on."""
    found = open_links(authority.office, [given.number])
    if not found:
        raise Unsound("no_such_link")
    end_link(authority, found[0])
    return Answer.of("link_is_ended", {"link": found[0].pk})


@view("register_links", title=_("Links of your register"), roles=BODY, scope="body", rows="links")
def register_links(authority: Authority, given: PageOfLinks) -> Mapping[str, Any]:
    """The links of the body's register, the latest first, each with its person and its state.

    States: waits (for another officer), counts, declined, ended. ``counts_from`` is the instant from which a
    link counts.
    """
    entered = links_entered(authority.office)
    mine = entered.filter(state=given.state) if given.state else entered

    numbers: dict[int, str] = {}

    def rows(after: str | None, most: int) -> list[Any]:
        before = mine.filter(pk__lt=int(after) if after.isdecimal() else 0) if after is not None else mine
        found = list(before[:most])
        numbers.update(numbers_here(authority.office, [row.person_id for row in found]))
        return found

    return given.read(
        "links", rows, lambda row: str(row.pk), lambda row: _told(row, numbers.get(row.person_id, ""))
    )


def _told(row: Any, number: str) -> dict[str, Any]:
    """A link in its API form: the officer who decides on it sees its person whole."""
    decision = getattr(row, "decision", None)
    return {
        "link": row.pk, "number": row.number, "person": number, "name": row.person.name,
        "name_ml": row.person.name_ml, "born": row.person.born if row.state == WAITS else None,
        "state": row.state, "entered": row.at, "counts_from": decision.counts_from if decision else None,
        "reason": decision.reason if decision else "",
    }  # fmt: skip


@act("end_own_link", title=_("End a link to yourself"), roles=HERSELF)
def end_own(authority: Authority, given: EndOwnLinkGiven) -> Answer:
    """End the link by which a body has messages sent to you."""
    agreed = RegisterLink.objects.filter(decision__is_agreed=True)
    found = agreed.filter(pk=given.link, person=authority.person).first()
    if found is None:
        raise Unsound("no_such_link")
    end_link(authority, found)
    return Answer.of("link_is_ended", {"link": found.pk})


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
