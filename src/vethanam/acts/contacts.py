"""Acts on contacts: a person gives one, confirms it by its code, removes it; a guardian's number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Given, Text
from vethanam.acts.record_lookup import beside, employment_of
from vethanam.acts.service_book import WRITES
from vethanam.acts.worker_rights import is_worker
from vethanam.identity.authority import Authority
from vethanam.messaging.actions import change_contact, queue_notices, send_code
from vethanam.privacy.actions import Answered, confirm_contact, erase_contact
from vethanam.privacy.purposes import SERVICE_BOOK
from vethanam.privacy.vault.number import ContactKind, kind_of, parse
from vethanam.service_book.guardian_numbers import record_guardian_number


class ContactNamed(Given):
    """A contact by its kind and its list."""

    kind: Code = Field(title=_("Kind of contact"))
    book: Code = Field(
        SERVICE_BOOK, alias="register", title=_("List"), description=_("Left out: the service book.")
    )


class ContactGiven(ContactNamed):
    """A new contact."""

    contact: Text = Field(title=_("Contact"))


class CodeGiven(ContactNamed):
    """The code sent to the contact."""

    code: Text = Field(title=_("Code"))


@act("replace_contact", title=_("Give another contact"), roles=HERSELF)
def replace(authority: Authority, given: ContactGiven) -> Answer:
    """Replace a contact: it is sealed at once; a code goes to the new one, a notice to the old one."""
    with beside("contact"):
        number = parse(given.kind, given.contact)
    answers = change_contact(authority, number, given.book)
    queued = queue_notices() if is_worker() else 0
    sent = bool(answers) and answers[0].decision.is_allowed
    state = {"kind": given.kind, "uses": [answer.reference for answer in answers], "queued": queued}
    state |= _code_of(answers[0] if answers else None)
    return Answer.of("contact_sealed" if sent else "contact_sealed_untold", state)


@act("send_code", title=_("Send another code"), roles=HERSELF)
def send_another(authority: Authority, given: ContactNamed) -> Answer:
    """Send another code to an unconfirmed contact. ``reason`` explains a refusal."""
    kind = kind_of(given.kind)
    answered = send_code(authority, kind, given.book)
    queued = queue_notices() if is_worker() else 0
    state = {"kind": str(kind), "queued": queued, **_code_of(answered)}
    return Answer.of("code_sent" if state["code_state"] == "sent" else "code_not_sent", state)


def _code_of(answered: Answered | None) -> dict[str, Any]:
    """The state of the code: sent, refused (with the reason), or unreachable."""
    if answered is None:
        return {"code_state": "unreachable", "reason": None}
    is_allowed = answered.decision.is_allowed
    return {"code_state": "sent" if is_allowed else "refused", "reason": answered.decision.reason}


@act("confirm_contact", title=_("Confirm a contact"), roles=HERSELF)
def confirm(authority: Authority, given: CodeGiven) -> Answer:
    """Confirm a contact by the code that was sent to it."""
    is_right = confirm_contact(authority, given.kind, given.code, given.book)
    state = {"kind": given.kind, "is_confirmed": is_right}
    return Answer.of("contact_confirmed" if is_right else "contact_not_confirmed", state)


@act("erase_contact", title=_("Take a contact back"), roles=HERSELF)
def erase(authority: Authority, given: ContactNamed) -> Answer:
    """Remove a contact; the dispatcher deletes its bytes on its next round."""
    erase_contact(authority, given.kind, given.book)
    return Answer.of("contact_erased", {"kind": given.kind})


class GuardianNumberGiven(Given):
    """The number of a guardian, by the employee number of the ward."""

    employment: Code = Field(title=_("Employee number"))
    contact: Text = Field(title=_("Guardian's number"))


@act("record_guardian_number", title=_("Record a guardian's number"), roles=WRITES)
def record_number(authority: Authority, given: GuardianNumberGiven) -> Answer:
    """Seal the number of a guardian, confirmed with her today. Messages for the ward go there once another
    person verifies the guardianship after it.
    """
    with beside("contact"):
        number = parse(ContactKind.GUARDIAN_MOBILE, given.contact)
    record_guardian_number(authority, employment_of(given.employment), number)
    return Answer.of("guardian_number_sealed", {"employment": given.employment})
