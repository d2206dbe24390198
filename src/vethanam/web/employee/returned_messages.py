"""Returned messages: the contact, the day, and the two remedies."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.messaging.actions.contact_changes import channel_of
from vethanam.privacy.queries import contacts_of
from vethanam.privacy.vault.number import ContactKind
from vethanam.web.employee.contact_rows import address_of
from vethanam.web.parts import words

_TITLES: dict[str, str] = {
    ContactKind.MOBILE: gettext_noop("Messages to your mobile come back"),
    ContactKind.EMAIL_OFFICIAL: gettext_noop("Messages to your office e-mail come back"),
    ContactKind.EMAIL_PERSONAL: gettext_noop("Messages to your own e-mail come back"),
}


@dataclass(frozen=True, slots=True)
class Returned:
    """A contact that cannot be reached: the event, and links to replace or confirm it."""

    title: str
    says: str
    replace: str
    code: str = ""


def returned_of(person: int) -> list[Returned]:
    """The person's contacts with returned messages and no confirmation since."""
    says = _(
        "One came back on %(day)s: nobody is reached there. Until it is replaced or confirmed with a code, "
        "nothing is sent there, and you are told on this site."
    )
    return [
        Returned(
            _(_TITLES[shown.kind]),
            says % {"day": words.day(shown.returned_on)},
            address_of("replace", shown.kind, shown.register),
            address_of("confirm", shown.kind, shown.register) if channel_of(shown.kind) else "",
        )
        for shown in contacts_of(person)
        if shown.returned_on is not None and shown.kind in _TITLES
    ]
