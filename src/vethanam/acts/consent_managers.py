"""Acts and views of consent managers: a person links hers, its program reads, gives and withdraws consents.

A consent manager is a master that two administrators sign. Its program acts for the people who linked it, and
learns no name and no contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Count, Given, Text, Texts
from vethanam.acts.record_lookup import person_of
from vethanam.benefits.queries.registers import registers_with
from vethanam.errors import Refused, Sentence, Unsound, typed
from vethanam.identity.authority import BY_CARD, Authority
from vethanam.messaging.cohorts import classes_of
from vethanam.people.models import CONSENT_MANAGER, Person, Role
from vethanam.privacy.actions import Yes
from vethanam.privacy.actions.consent_managers import (
    end_manager_link,
    give_through_manager,
    link_called,
    make_manager_code,
    record_reading,
    redeem_manager_code,
    withdraw_through_manager,
)
from vethanam.privacy.consent_managers import calls_by, consents_for_manager, manager_links
from vethanam.privacy.models import ManagerCall, ManagerLink
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import fields_for

HERSELF = (Role.EMPLOYEE,)
PROGRAM = (CONSENT_MANAGER,)


class ManagerNamed(Given):
    """A consent manager by its number."""

    manager: Code = Field(
        title=_("Consent manager"), description=_("Its registration number with the Data Protection Board.")
    )


class ManagerLinkNamed(Given):
    """A link by its number."""

    link: Count = Field(title=_("Number of the link"))


class CodeGiven(Given):
    """The code that a person made for this consent manager."""

    code: Text = Field(title=_("Code"))


class OfLinkedPerson(Given):
    """A linked person by her handle."""

    handle: Text = Field(title=_("Handle"), description=_("From ``redeem_manager_code``."))


class ConsentOfLinked(OfLinkedPerson):
    """A consent of a linked person by its office and purpose."""

    purpose: Code = Field(title=_("Purpose"))
    to: Code = Field(title=_("Office"))


class ConsentThroughManager(ConsentOfLinked):
    """The office, the purpose, the channels and the notice of a consent of a linked person."""

    channels: Texts = Field(title=_("Ways to be told"))
    language: Code = Field(title=_("Language"), description=_("Of the notice that she read."))
    notice: Text = Field(
        title=_("Notice"),
        description=_("The hash of the notice that she read; refused where another is in force."),
    )


class OwnManagersAsked(Given):
    """No fields."""


@act("make_manager_code", title=_("Make a code for your consent manager"), roles=HERSELF)
def make_code(authority: Authority, given: ManagerNamed) -> Answer:
    """Make a code that links one consent manager to you. It is shown once, in ``once``.

    It works once, for 15 minutes, for this consent manager alone.
    """
    _require_own_way(authority)
    code, row = make_manager_code(authority, given.manager)
    state = {"manager": row.manager, "ends_at": row.ends_at}
    return Answer.of("manager_code_made", state, manager=row.manager).with_once(code=code)


@act("end_manager_link", title=_("End the link to your consent manager"), roles=HERSELF)
def end_link(authority: Authority, given: ManagerLinkNamed) -> Answer:
    """End a link to a consent manager: it reads, gives and withdraws nothing for you any more. Your consents
    stay as they are.
    """
    found = ManagerLink.objects.filter(pk=given.link, person=person_of(authority)).first()
    if found is None:
        raise Unsound("no_such_link")
    _require_own_way(authority)
    end_manager_link(authority, found)
    return Answer.of("manager_link_ended", {"link": found.pk}, manager=found.manager)


@view("own_managers", title=_("Your consent managers"), roles=HERSELF)
def own_managers(authority: Authority, given: OwnManagersAsked) -> dict[str, Any]:
    """Your links to consent managers, each with the calls of its program."""
    del given
    return {"links": [_link_shown(link) for link in manager_links(person_of(authority))]}


def _link_shown(link: ManagerLink) -> dict[str, Any]:
    end = getattr(link, "end", None)
    calls = [
        {
            "at": call.at, "does": call.does, "purpose": call.purpose or None,
            "to": call.controller or None, "refusal": call.refusal or None,
        }
        for call in calls_by(link)
    ]  # fmt: skip
    return {
        "link": link.pk, "manager": link.manager, "since": link.at, "ended": end.at if end else None,
        "calls": calls,
    }  # fmt: skip


@act("redeem_manager_code", title=_("Redeem a person's code"), roles=PROGRAM, for_programs=True)
def redeem(authority: Authority, given: CodeGiven) -> Answer:
    """Redeem the code that a person made for this consent manager. ``once`` has the lasting handle by which
    the program names her; keep it, it is not shown again.

    A refusal is recorded.
    """
    called = redeem_manager_code(authority, given.code)
    if called.link is None:
        return _refused(called.refusal)
    return Answer.of("manager_linked", {"manager": called.link.manager}).with_once(handle=called.handle)


@view("manager_consents", title=_("Consents of a linked person"), roles=PROGRAM, for_programs=True)
def manager_consents(authority: Authority, given: OfLinkedPerson) -> Mapping[str, Any] | Answer:
    """The consents of a linked person, and the purposes that rest on consent with their notices.

    It has no name and no contact. The call stands on the person's page; a refusal is recorded too.
    """
    called = link_called(authority, given.handle, ManagerCall.Does.READ)
    if called.link is None:
        return _refused(called.refusal)
    record_reading(authority, called.link)
    person = called.link.person
    classes = classes_of([person], registers_with(person)).get(person, ())
    return consents_for_manager(called.link, authority.at, classes)


@act(
    "give_consent_through_manager", title=_("Give the consent of a linked person"), roles=PROGRAM,
    for_programs=True,
)  # fmt: skip
def give(authority: Authority, given: ConsentThroughManager) -> Answer:
    """Give the consent of a linked person to one office for one purpose, as she would on her page.

    The notice is one of ``manager_consents``, as she read it. A contact is given on her page alone.
    """
    called = link_called(authority, given.handle, ManagerCall.Does.GIVE)
    if called.link is None:
        return _refused(called.refusal)
    purpose = catalogue_now().on(given.purpose, authority.at.date())
    if purpose is None:
        raise Unsound("unknown_purpose", purpose=typed(given.purpose, 30))
    fields = tuple(fields_for(purpose, given.channels))
    yes = Yes(called.link.person, given.purpose, given.to, fields, given.channels)
    consent = give_through_manager(
        authority, called.link, yes, language=given.language, shown=given.notice
    )  # fmt: skip
    state = {
        "consent": consent.reference, "purpose": given.purpose, "to": given.to, "fields": list(fields),
        "channels": list(given.channels),
    }  # fmt: skip
    return Answer.of("yes_said", state, office=given.to, purpose=given.purpose)


@act(
    "withdraw_consent_through_manager", title=_("Withdraw the consent of a linked person"), roles=PROGRAM,
    for_programs=True,
)  # fmt: skip
def withdraw(authority: Authority, given: ConsentOfLinked) -> Answer:
    """Withdraw a consent of a linked person; waiting messages under it are cancelled at once."""
    called = link_called(authority, given.handle, ManagerCall.Does.WITHDRAW)
    if called.link is None:
        return _refused(called.refusal)
    withdraw_through_manager(authority, called.link, purpose=given.purpose, controller=given.to)
    state = {"purpose": given.purpose, "to": given.to}
    return Answer.of("yes_taken_back", state, office=given.to, purpose=given.purpose)


def _require_own_way(authority: Authority) -> None:
    """A link reaches every consent, so a card does not do for a person who has an account."""
    is_by_card = authority.authenticator == BY_CARD
    if is_by_card and Person.objects.filter(pk=person_of(authority), account__isnull=False).exists():
        raise Refused("manager_by_account")


def _refused(refusal: str) -> Answer:
    """The answer of a refusal that is on record."""
    return Answer(Sentence(refusal), refusal=refusal)
