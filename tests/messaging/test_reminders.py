"""An officer with work that has waited gets one mail a day, which says nothing of the work."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.messaging.house import MAIL, House
from tests.messaging.test_account_codes import sent
from tests.messaging.test_contact_changes import letters_to
from vethanam.acts.reminders import Reminders, behind
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.messaging.actions.reminders import FIRST_HOUR, REMINDS_AFTER
from vethanam.payments.models import PaymentFinding
from vethanam.people.models import Appointment, Person, Role, Treasury
from vethanam.privacy.law.windows import IST
from vethanam.privacy.queries import uses_of


@pytest.fixture
def officer(house: House) -> Account:
    """The first person of the house, as treasury officer; a question with the bank waits for her."""
    account = appointed(house, 0)
    waits(Treasury.objects.get(), morning(house).at - REMINDS_AFTER - timedelta(hours=1))
    return account


def appointed(house: House, place: int) -> Account:
    """A person of the house as treasury officer."""
    account = Account.objects.create_user(f"treasurer-{place}", "three plain words here")
    since = morning(house).at - timedelta(days=30)
    Appointment.objects.create(
        account=account, person_id=house.people[place], role=Role.TREASURY_OFFICER, office="TRY",
        scope=Treasury.objects.get().code, valid_from=since.date(), recorded_at=since,
    )  # fmt: skip
    return account


def waits(treasury: Treasury, since: datetime) -> PaymentFinding:
    return PaymentFinding.objects.create(
        key=f"{since}", code="answer_unreadable", record="Answer of the bank", facts={"file": "x"},
        officer=Role.TREASURY_OFFICER, treasury=treasury, recorded_at=since,
    )  # fmt: skip


def morning(house: House, days: int = 0) -> Authority:
    """The worker at ten in the morning."""
    at = house.desk.service.at.astimezone(IST).replace(hour=FIRST_HOUR + 1) + timedelta(days=days)
    return replace(house.desk.service, at=at)


def test_a_mail_a_day_without_a_name_or_figure(house: House, officer: Account) -> None:
    with house.world.role("worker"):
        told = Reminders()
        assert [told.go(morning(house)), told.go(morning(house)), Reminders().go(morning(house))] == [1, 0, 0]
    sent(house)
    (letter,) = letters_to(house, MAIL.format(n=0))
    assert [(use.purpose, use.state) for use in uses_of(house.people[0])] == [("OFC-DUTY", "accepted")]
    text = readable(letter)
    assert "Work waits for you" in text and "Inbox" in text
    assert not re.search(r"\d", text.partition("Work of your office")[2].partition("oldest first.")[0])
    assert Person.objects.get(pk=house.people[0]).name not in text
    with house.world.role("worker"):
        assert Reminders().go(morning(house, days=1)) == 1


def test_nobody_is_reminded_of_fresh_or_finished_work_or_at_night(house: House, officer: Account) -> None:
    at = morning(house).at
    assert behind([officer.pk], at) == {house.people[0]}
    PaymentFinding.objects.update(resolved_at=at)
    waits(Treasury.objects.get(), at - timedelta(days=1))
    assert behind([officer.pk], at) == set()
    assert Reminders().go(morning(house)) == 0
    night = replace(morning(house), at=at.replace(hour=2))
    waits(Treasury.objects.get(), at - timedelta(days=9))
    assert Reminders().go(night) == 0


def test_an_officer_without_a_confirmed_address_is_not_asked_about(house: House) -> None:
    account = appointed(house, 3)
    waits(Treasury.objects.get(), morning(house).at - timedelta(days=9))
    assert behind([account.pk], morning(house).at) == {house.people[3]}
    assert Reminders().go(morning(house)) == 0
    assert uses_of(house.people[3]) == []


def readable(letter: bytes) -> str:
    """The text parts of a mail."""
    from email import message_from_bytes, policy

    found = message_from_bytes(letter, policy=policy.default)
    parts = [part.get_content() for part in found.walk() if part.get_content_type() == "text/plain"]
    return "\n".join([str(found["subject"]), *parts])
