"""Acts on requests of the Central Government for information: enter one, and keep one sealed longer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Count, Day, Given, at_most, one_of
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.actions.law_records import Called, keep_sealed, record_information_request
from vethanam.privacy.counts import counted
from vethanam.privacy.law_records import InformationShown, information_requests, information_shown
from vethanam.privacy.models import InformationRequest

ENTERS = (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)


class InformationGiven(Given):
    """Who called for information, by which order, which fields and of how many people."""

    ground: one_of(*InformationRequest.Ground.values) = Field(title=_("Ground"))  # type: ignore[valid-type]
    requested_by: at_most(160) = Field(  # type: ignore[valid-type]
        title=_("Officer who called for it"), description=_("The post, not the name.")
    )
    order: at_most(80) = Field(title=_("Order"))  # type: ignore[valid-type]
    dated: Day = Field(title=_("Date"))
    field_names: at_most(300) = Field(title=_("Data"))  # type: ignore[valid-type]
    people: Count = Field(title=_("Number of people"))
    opens_on: Day | None = Field(
        None,
        title=_("Sealed until"),
        description=_("Where the security of the country forbids telling it before; a year at most."),
    )


class SealGiven(Given):
    """A sealed request, and the later day."""

    request: Code = Field(title=_("Request"))
    opens_on: Day = Field(title=_("Sealed until"))
    order: at_most(80) = Field(title=_("Order"))  # type: ignore[valid-type]


@act("enter_information_request", title=_("Enter a request for information"), roles=ENTERS)
def enter(authority: Authority, given: InformationGiven) -> Answer:
    """Enter a request of the Central Government for information, with counts and no person.

    One that may not be told is sealed until a day: the public sees that there is one, and its day.
    """
    row = record_information_request(
        authority,
        Called(
            given.ground, given.requested_by, given.order, given.dated, given.field_names, given.people,
            given.opens_on,
        ),
    )  # fmt: skip
    return Answer.of("information_entered", {"request": row.reference})


@act("keep_information_sealed", title=_("Keep a request sealed"), roles=ENTERS)
def seal(authority: Authority, given: SealGiven) -> Answer:
    """Keep a request sealed until a later day, by a further order, as another officer than who entered it."""
    keep_sealed(authority, given.request, given.opens_on, given.order)
    found = information_shown(given.request, authority.at)
    return Answer.of("information_kept_sealed", state_of(found) if found else {}, day=given.opens_on)


@view("information_requests", title=_("Requests for information"), roles=ENTERS, rows="requests")
def requests(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """The requests of the Central Government for information, newest first, sealed ones included."""
    del given
    return {"requests": [state_of(one) for one in information_requests(authority.at)]}


def state_of(one: InformationShown) -> dict[str, Any]:
    """A request in its API form."""
    row = one.row
    return {
        "request": row.reference, "ground": row.ground, "requested_by": row.requested_by,
        "order": row.order_number, "dated": row.dated.isoformat(), "fields": row.field_names,
        "people": counted(row.people), "opens_on": one.opens_on.isoformat() if one.opens_on else None,
        "sealed": one.is_sealed, "at": row.at.isoformat(timespec="seconds"),
    }  # fmt: skip
