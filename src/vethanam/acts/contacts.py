"""Acts of a person on her own contact: give another, type the code that reached it, take one back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Given, Text
from vethanam.acts.finding import beside
from vethanam.acts.process import is_worker
from vethanam.identity.authority import Authority
from vethanam.messaging.actions import change_contact, queue_notices, send_code
from vethanam.privacy.actions import Answered, confirm_contact, erase_contact
from vethanam.privacy.purposes import SERVICE_BOOK
from vethanam.privacy.vault.number import kind_of, parse


class ContactNamed(Given):
    """Which contact, and in which list it stands."""

    kind: Code = Field(title=_("Kind of contact"))
    book: Code = Field(
        SERVICE_BOOK, alias="register", title=_("List"), description=_("Left out: the service book.")
    )


class ContactGiven(ContactNamed):
    """Another contact."""

    contact: Text = Field(title=_("Contact"))


class CodeGiven(ContactNamed):
    """The code that reached the contact."""

    code: Text = Field(title=_("Code"))


@act("replace_contact", title=_("Give another contact"), roles=HERSELF)
def replace(authority: Authority, given: ContactGiven) -> Answer:
    """Another contact in place of one: sealed at once; a code goes to the new, a notice to the one it replaces."""
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
    """Another code to a contact that waits to be confirmed. ``reason`` says why a code was refused."""
    kind = kind_of(given.kind)
    answered = send_code(authority, kind, given.book)
    queued = queue_notices() if is_worker() else 0
    state = {"kind": str(kind), "queued": queued, **_code_of(answered)}
    return Answer.of("code_sent" if state["code_state"] == "sent" else "code_not_sent", state)


def _code_of(answered: Answered | None) -> dict[str, Any]:
    """Whether a code is on its way, was refused (and why), or nothing reaches the contact."""
    if answered is None:
        return {"code_state": "unreachable", "reason": None}
    is_allowed = answered.decision.is_allowed
    return {"code_state": "sent" if is_allowed else "refused", "reason": answered.decision.reason}


@act("confirm_contact", title=_("Confirm a contact"), roles=HERSELF)
def confirm(authority: Authority, given: CodeGiven) -> Answer:
    """The code that reached the contact; the right one confirms it."""
    is_right = confirm_contact(authority, given.kind, given.code, given.book)
    state = {"kind": given.kind, "is_confirmed": is_right}
    return Answer.of("contact_confirmed" if is_right else "contact_not_confirmed", state)


@act("erase_contact", title=_("Take a contact back"), roles=HERSELF)
def erase(authority: Authority, given: ContactNamed) -> Answer:
    """A contact taken back; its bytes go with the dispatcher's next look."""
    erase_contact(authority, given.kind, given.book)
    return Answer.of("contact_erased", {"kind": given.kind})
