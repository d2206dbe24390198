"""Acts of a person on her own contact: give another, write the code that reached it, take one back."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.messaging.actions import change_contact, queue_notices
from vethanam.privacy.actions import confirm_contact, erase_contact
from vethanam.privacy.purposes import SERVICE_BOOK
from vethanam.privacy.vault.number import parse
from vethanam.sample.acts import Act, Answer


def replace(authority: Authority, act: Act) -> Answer:
    """``{kind, contact}``: another contact in place of one; a code goes to the new, a notice to the one it replaces.

    ``register`` here and below is the list of an office it stands in; left out, the service book.
    """
    act.only("kind", "contact", "register")
    answers = change_contact(authority, parse(str(act["kind"]), str(act["contact"])), _register(act))
    queued = queue_notices()
    sent = bool(answers) and answers[0].decision.is_allowed
    how = "A code is on its way to it." if sent else "No message reaches it from here."
    return Answer(
        f"Sealed. {how} It is not confirmed yet.",
        {"kind": str(act["kind"]), "uses": [answer.reference for answer in answers], "queued": queued},
    )


def confirm(authority: Authority, act: Act) -> Answer:
    """``{kind, code}``: the code that reached the contact; the right one confirms it."""
    act.only("kind", "code", "register")
    is_right = confirm_contact(authority, str(act["kind"]), str(act["code"]), _register(act))
    says = "Confirmed." if is_right else "This is not the code that was sent. Nothing is confirmed."
    return Answer(says, {"kind": str(act["kind"]), "is_confirmed": is_right})


def erase(authority: Authority, act: Act) -> Answer:
    """``{kind}``: a contact taken back; its bytes go with the dispatcher's next look."""
    act.only("kind", "register")
    erase_contact(authority, str(act["kind"]), _register(act))
    return Answer(
        "Taken back. What waited for it is called off, and it is erased.", {"kind": str(act["kind"])}
    )


def _register(act: Act) -> str:
    return str(act.get("register", SERVICE_BOOK))
