"""Contacts are sealed in bulk, shown as masks, replaced by their own person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.privacy.contact_states import contact_states
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.models import Opening, Staged
from vethanam.privacy.actions import replace_contact, seal_contacts, stop_channel
from vethanam.privacy.models import ChannelChoice, Contact
from vethanam.privacy.queries import contacts_in_use, contacts_of, stopped_channels
from vethanam.privacy.vault.number import parse

pytestmark = pytest.mark.usefixtures("db")


def mail(n: int) -> tuple[int, object]:
    return n, parse("email_official", f"p{n}@office.example")


def test_many_are_sealed_at_once_with_one_leaf(clerk: Authority) -> None:
    mails: list[Any] = [mail(n) for n in range(1, 31)]
    assert seal_contacts(clerk, mails, verified_on=date(2026, 10, 1)) == 30
    assert Contact.objects.count() == 30
    leaf = bytes(Staged.objects.get().leaf)
    assert b'"kind":"contact.sealed"' in leaf and b'"count":30' in leaf and b"office.example" not in leaf


def test_a_small_number_is_not_told_to_outsiders(clerk: Authority) -> None:
    seal_contacts(clerk, [mail(1)])  # type: ignore[list-item]
    assert b'"count":"fewer than 20"' in bytes(Staged.objects.get().leaf)


def test_nothing_to_seal_leaves_no_leaf(clerk: Authority) -> None:
    assert seal_contacts(clerk, []) == 0 and not Staged.objects.exists()


def test_a_person_sees_two_digits_and_whether_it_is_confirmed(clerk: Authority) -> None:
    seal_contacts(clerk, [(1, parse("mobile", "+91 00000 00045"))])
    seal_contacts(clerk, [mail(1)], verified_on=date(2026, 10, 1))  # type: ignore[list-item]
    assert [(c.kind, c.mask, c.is_verified) for c in contacts_of(1)] == [
        ("email_official", "", True),
        ("mobile", "45", False),
    ]


def test_another_contact_takes_the_place_and_is_unconfirmed(clerk: Authority) -> None:
    seal_contacts(clerk, [mail(1)], verified_on=date(2026, 10, 1))  # type: ignore[list-item]
    replace_contact(clerk, parse("email_official", "new@office.example"))
    (contact,) = contacts_of(1)
    assert (contact.version, contact.is_verified) == (2, False)
    assert contacts_in_use([1], "email", "SAL-CREDIT") == {}


def test_only_a_person_replaces_her_contact(clerk: Authority) -> None:
    with pytest.raises(Refused):
        replace_contact(replace(clerk, person=None), parse("mobile", "+91 00000 00045"))


def test_a_contact_given_for_one_thing_is_not_there_for_another(clerk: Authority) -> None:
    first: list[Any] = [mail(1)]
    seal_contacts(clerk, first, verified_on=date(2026, 10, 1), given_for=["LEAVE"])
    assert contact_states([1], ["email", "portal"], "SAL-CREDIT") == {1: {"email": "none"}}
    assert contact_states([1], ["email"], "LEAVE") == {1: {"email": "verified"}}


def test_the_official_address_is_preferred_and_an_unconfirmed_one_left_aside(clerk: Authority) -> None:
    seal_contacts(clerk, [(1, parse("email_personal", "me@home.example"))], verified_on=date(2026, 10, 1))
    seal_contacts(clerk, [mail(1)])  # type: ignore[list-item]
    personal = Contact.objects.get(kind="email_personal")
    assert contacts_in_use([1], "email", "SAL-CREDIT") == {1: personal.pk}
    seal_contacts(clerk, [mail(1)], verified_on=date(2026, 11, 1))  # type: ignore[list-item]
    assert contacts_in_use([1], "email", "SAL-CREDIT") == {1: Contact.objects.get(version=2).pk}


def test_a_channel_is_stopped_and_opened_again(clerk: Authority) -> None:
    stop_channel(clerk, 1, "SAL-CREDIT", "email")
    assert stopped_channels([1, 2], "SAL-CREDIT") == {1: frozenset({"email"})}
    stop_channel(replace(clerk, at=clerk.at), 1, "SAL-CREDIT", "email", is_stopped=False)
    assert stopped_channels([1], "SAL-CREDIT") == {}
    assert ChannelChoice.objects.count() == 2 and Opening.objects.count() == 2


@pytest.mark.parametrize(
    ("purpose", "channel"), [("EMERG", "sms"), ("SAL-CREDIT", "portal"), ("NOBODYS", "email")]
)
def test_what_a_law_says_is_told_cannot_be_stopped(clerk: Authority, purpose: str, channel: str) -> None:
    with pytest.raises(Refused):
        stop_channel(clerk, 1, purpose, channel)
