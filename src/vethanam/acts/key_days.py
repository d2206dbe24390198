"""The view of contacts opened by day: which office opened how many."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import view
from vethanam.acts.fields import Code, Day, Given
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.key_days import OpenedContacts, opened_contacts

READS = (Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)


class OpenedAsked(Given):
    """A period, and an office to ask about."""

    since: Day = Field(title=_("From"))
    until: Day = Field(title=_("Until"))
    office: Code | None = Field(None, title=_("Office"), description=_("Its code, to ask about one."))


@view("opened_contacts", title=_("Contacts opened"), roles=READS)
def opened(_authority: Authority, given: OpenedAsked) -> dict[str, Any]:
    """The contacts that the dispatcher opened on signed days, by office and purpose.

    ``opened`` is the number for the asked office: 0 if it has no line. Each day has the place of its leaf.
    """
    if given.until < given.since:
        raise Unsound("file_period_ends_before")
    return state_of(opened_contacts(given.since, given.until, given.office or ""))


def state_of(found: OpenedContacts) -> dict[str, Any]:
    """The contacts opened in a period, as the view and ``vethanam evidence keys`` answer it."""
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "signed_until": found.signed_until.isoformat() if found.signed_until else None,
        "office": found.office or None,
        "opened": found.asked,
        "offices": [
            {"office": one.office, "purpose": one.purpose, "opened": one.opened, "uses": one.uses}
            for one in found.offices
        ],
        "purposes": [
            {"purpose": one.purpose, "opened": one.opened, "days_with_fewer": one.few_days}
            for one in found.purposes
        ],
        "days": [
            {
                "day": one.day.isoformat(), "opened": one.opened, "let_go": one.let_go,
                "resealed": one.resealed, "entry": one.entry, "differing": one.differing,
            }
            for one in found.days
        ],
    }  # fmt: skip
