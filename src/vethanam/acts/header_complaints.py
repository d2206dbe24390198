"""Views for complaints about a short message, by the header and the day that its reader names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import view
from vethanam.acts.fields import Day, Given, at_most
from vethanam.acts.record_lookup import person_of
from vethanam.identity.authority import Authority
from vethanam.journal.queries import position_of
from vethanam.messaging.header_complaints import (
    HeaderMessage,
    messages_of_person,
    office_of_header,
    uses_of_header,
)
from vethanam.people.models import Role
from vethanam.privacy.queries import UseShown

ANSWERS = (Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)


class HeaderNamed(Given):
    """A header as the telephone shows it, and the day of the message."""

    header: at_most(20) = Field(  # type: ignore[valid-type]
        title=_("Header"), description=_("As the telephone shows it, such as VM-VTNPAY-S.")
    )
    on: Day = Field(title=_("Day"))


@view("messages_by_header", title=_("Short messages to me under a header"), roles=HERSELF, rows="messages")
def messages_by_header(authority: Authority, given: HeaderNamed) -> dict[str, Any]:
    """The short messages to oneself under a header on a day: purpose, state, consent and entry of each.

    ``office`` is null if no office here sends under this header: then another body did.
    """
    person, office = person_of(authority), office_of_header(given.header, given.on)
    found = messages_of_person(person, office, given.on) if office else []
    return {"office": office, "messages": [_message(one) for one in found]}


@view("uses_by_header", title=_("Short messages under a header"), roles=ANSWERS, rows="uses")
def uses_by_header(authority: Authority, given: HeaderNamed) -> dict[str, Any]:
    """The requests of a day to send short messages under a header: purpose, people, order, entry of each.

    ``office`` is null if no office here sends under this header.
    """
    del authority
    office = office_of_header(given.header, given.on)
    found = uses_of_header(office, given.on) if office else []
    return {"office": office, "uses": [_use(one) for one in found]}


def _message(one: HeaderMessage) -> dict[str, Any]:
    use, consent = one.use, one.consent
    notice = consent.notice if consent else None
    return {
        "use": use.reference,
        "at": use.at.isoformat(timespec="seconds"),
        "purpose": use.purpose,
        "state": use.state,
        "order": use.order_number or None,
        "consent": consent.reference if consent else None,
        "consent_at": consent.given_at.isoformat(timespec="seconds") if consent else None,
        "notice": f"{notice.code}/{notice.version}" if notice else None,
        "entry": position_of(use.leaf),
    }


def _use(use: UseShown) -> dict[str, Any]:
    return {
        "use": use.reference,
        "at": use.at.isoformat(timespec="seconds"),
        "purpose": use.purpose,
        "state": use.state,
        "reason": use.reason or None,
        "order": use.order_number or None,
        "people": use.asked_for,
        "entry": position_of(use.leaf),
    }
