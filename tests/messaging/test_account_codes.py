"""First codes by message: sealed for the dispatcher, to a confirmed contact, few a day, and
the holder is told.
"""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.messaging.house import MAIL, House
from tests.messaging.test_contact_changes import letters_to
from tests.messaging.test_no_contact_anywhere import dump_of
from vethanam.errors import Refused
from vethanam.identity.first_codes import activate
from vethanam.identity.models import Account, Activation, Device, FirstCode, Token
from vethanam.identity.sign_in import record_sign_in
from vethanam.identity.tokens import issue_token
from vethanam.messaging import tasks
from vethanam.messaging.actions import queue_notices
from vethanam.messaging.actions.account_codes import (
    send_first_code,
    send_reset_code,
    tell_of_password,
)
from vethanam.people.models import Appointment, Person
from vethanam.privacy.queries import uses_of

OLD, NEW = "three plain words here", "other words of mine"


@pytest.fixture
def account(house: House) -> Account:
    """The active account of the first person."""
    made = Account.objects.create_user("E1", OLD)
    Person.objects.filter(pk=house.people[0]).update(account=made)
    return made


def sent(house: House) -> None:
    queue_notices()
    house.sequence()
    house.dispatch()


def code_in(letter: bytes) -> str:
    for part in re.split(rb"\r?\n--[^\r\n]+", letter):
        head, _, text = part.replace(b"\r\n", b"\n").partition(b"\n\n")
        plain = base64.b64decode(text) if b"base64" in head.lower() else text
        if found := re.search(rb"ode: ([A-Z2-9]{4}(-[A-Z2-9]{4}){2})", plain):
            return found[1].decode()
    raise AssertionError("No code in the letter.")


def test_a_code_to_her_contact_gives_a_new_password_once(house: House, account: Account) -> None:
    issue_token(account, name="program")
    with house.world.role("web"):
        record_sign_in(account, "password", is_strong=False, device_key="a key", now=timezone.now())
    assert send_reset_code(house.desk.service, account)
    sent(house)
    (letter,) = letters_to(house, MAIL.format(n=0))
    code, dump = code_in(letter), dump_of(house)
    assert code.encode() not in dump and code.replace("-", "").encode() not in dump
    account.refresh_from_db()
    assert account.check_password(OLD)
    with house.world.role("web"):
        assert activate("E1", code, NEW).check_password(NEW)
        with pytest.raises(Refused):
            activate("E1", code, "yet other words")
    assert not Token.objects.filter(revoked_at=None).exists()
    with house.world.role("web"):
        assert not Device.objects.filter(forgotten_at=None).exists()
    assert tell_of_password(house.desk.service, account)
    sent(house)
    told = letters_to(house, MAIL.format(n=0))[1]
    assert b"new password" in told
    assert [(use.purpose, use.state) for use in uses_of(house.people[0])] == [("SEC-NOTICE", "accepted")] * 2


def test_three_a_day_with_a_pause_and_the_last_one_counts(house: House, account: Account) -> None:
    said = []
    for _ in range(5):
        said.append(send_reset_code(house.desk.service, account) is not None)
        assert send_reset_code(house.desk.service, account) is None  # too soon
        house.world.sql("postgres", "ALTER TABLE identity_firstcode DISABLE TRIGGER is_appended")
        house.world.sql("postgres", "UPDATE identity_firstcode SET made_at = made_at - interval '6 minutes'")
        house.world.sql("postgres", "ALTER TABLE identity_firstcode ENABLE ALWAYS TRIGGER is_appended")
    assert said == [True, True, True, False, False]
    assert FirstCode.objects.latest("id").ends_at < timezone.now() + timedelta(hours=2)


def test_who_gets_no_code(house: House, account: Account) -> None:
    """A person without a confirmed contact, an officer, a closed account, one never activated."""
    Person.objects.filter(pk=house.people[0]).update(account=None)
    Person.objects.filter(pk=house.people[3]).update(account=account)
    assert send_reset_code(house.desk.service, account) is None
    Person.objects.filter(pk=house.people[3]).update(account=None)
    Person.objects.filter(pk=house.people[0]).update(account=account)
    closed = Account.objects.get(pk=account.pk)
    closed.is_active = False
    assert send_reset_code(house.desk.service, closed) is None
    unused = Account.objects.get(pk=account.pk)
    unused.set_unusable_password()
    assert send_reset_code(house.desk.service, unused) is None
    now = timezone.now()
    Appointment.objects.create(
        account=account, person_id=house.people[0], role="clerk", scope="0412", office="DEPT",
        recorded_at=now,
        valid_from=now.date() - timedelta(days=1),
    )  # fmt: skip
    assert send_reset_code(house.desk.service, account) is None
    assert FirstCode.objects.count() == 0


def test_a_name_that_nobody_has_makes_no_job(
    house: House, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    deferred: list[int] = []
    monkeypatch.setattr(
        tasks.send_reset_in_background, "configure", lambda **_: tasks.send_reset_in_background
    )

    def defer(account: int) -> None:
        deferred.append(account)

    monkeypatch.setattr(tasks.send_reset_in_background, "defer", defer)
    for name in ("nobody", "e1", "service-worker"):
        tasks.defer_reset(name)
    assert deferred == [account.pk]


def test_a_first_code_goes_by_message_once(house: House) -> None:
    account = Account.objects.create_user("E1")
    Person.objects.filter(pk=house.people[0]).update(account=account)
    Account.objects.get_or_create(username="service-worker", kind=Account.Kind.SERVICE)
    tasks.send_first_codes_in_background([account.pk])
    tasks.send_first_codes_in_background([account.pk])  # after a killed worker started again
    sent(house)
    (letter,) = letters_to(house, MAIL.format(n=0))
    with house.world.role("web"):
        assert activate("e1", code_in(letter), NEW) == account
        assert Activation.objects.count() == 1
    assert send_first_code(house.desk.service, Account.objects.get(pk=account.pk)) is None


def test_a_paper_of_an_account_that_was_closed_since_opens_nothing(house: House) -> None:
    account = Account.objects.create_user("E1")
    Person.objects.filter(pk=house.people[0]).update(account=account)
    send_first_code(house.desk.service, account)
    sent(house)
    with house.world.role("web"), pytest.raises(Refused):
        Account.objects.filter(pk=account.pk).update(is_active=False)
        activate("E1", code_in(letters_to(house, MAIL.format(n=0))[0]), NEW)
