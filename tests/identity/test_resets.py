"""A reset takes two officers; all earlier credentials of the account end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from tests.conftest import World
from tests.payroll.office import SmallOffice, at
from vethanam.errors import Refused, Unsound
from vethanam.identity import resets
from vethanam.identity.authority import Authority
from vethanam.identity.devices import known_device
from vethanam.identity.first_codes import activate
from vethanam.identity.models import Account, SignIn
from vethanam.identity.resets import agree_reset, ask_reset, close_account, waiting_reset
from vethanam.identity.second_factors import keep_generator
from vethanam.identity.sign_in import check_password, record_sign_in

PASSWORD = "three plain words here"


def holder() -> Account:
    account = Account.objects.create_user("E1", PASSWORD)
    keep_generator(account, "JBSWY3DPEHPK3PXP")
    record_sign_in(account, SignIn.Means.PASSWORD, is_strong=False, device_key="key", now=at(1))
    return account


def test_one_asks_another_agrees_and_all_before_ends(office: SmallOffice) -> None:
    account = holder()
    request = ask_reset(office.by("clerk", at(20)), account, "The phone is lost.")
    assert check_password("E1", PASSWORD, now=at(20)).account == account
    issued = agree_reset(office.by("officer", at(20)), request)
    with pytest.raises(Refused, match="do not match"):
        check_password("E1", PASSWORD, now=at(20))
    assert not Authenticator.objects.filter(user=account).exists()
    assert known_device(account, "key") is None and waiting_reset(account) is None
    assert activate("E1", issued.code, "other words of mine").is_active


def test_nobody_agrees_to_her_own_request_nor_asks_for_herself(office: SmallOffice) -> None:
    account = holder()
    request = ask_reset(office.by("clerk", at(20)), account, "Password forgotten")
    with pytest.raises(Refused, match="Another officer"):
        agree_reset(office.by("clerk", at(21)), request)
    with pytest.raises(Refused, match="asked for already"):
        ask_reset(office.by("officer", at(21)), account, "Password forgotten")
    with pytest.raises(Refused, match="your account"):
        ask_reset(office.by("clerk", at(20)), office.officers["clerk"], "Mine")
    agree_reset(office.by("officer", at(21)), request)
    with pytest.raises(Refused, match="agreed to before"):
        agree_reset(office.by("treasurer", at(21)), request)


def test_a_request_waits_a_week_and_has_a_reason_without_a_contact(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = holder()
    for reason in ("", "x" * 201, "Call her at 00000 12345"):
        with pytest.raises(Unsound, match="Write why"):
            ask_reset(office.by("clerk", at(20)), account, reason)
    request = ask_reset(office.by("clerk", at(20)), account, "Password forgotten")
    monkeypatch.setattr(resets, "WAITS", timedelta(0))
    with pytest.raises(Refused, match="days ago"):
        agree_reset(office.by("officer", at(20)), request)


def test_a_program_has_no_reset_and_no_person_means_no_act(office: SmallOffice) -> None:
    program = Account.objects.create_user("service-x", kind=Account.Kind.SERVICE)
    with pytest.raises(Refused, match="of a program"):
        ask_reset(office.by("clerk", at(20)), program, "Password")
    nobody = Authority(program.pk, None, "DEPT", "service", at(20), is_sample=True)
    with pytest.raises(Refused, match="No person"):
        ask_reset(nobody, holder(), "Password")


def test_a_closed_account_is_closed_once_and_a_reset_opens_it(office: SmallOffice) -> None:
    account = holder()
    close_account(office.by("officer", at(20)), account)
    with pytest.raises(Refused, match="closed before"):
        close_account(office.by("officer", at(20)), account)
    account.refresh_from_db()
    assert not account.is_active
    issued = agree_reset(
        office.by("officer", at(20)), ask_reset(office.by("clerk", at(20)), account, "Back in service")
    )
    assert activate("E1", issued.code, PASSWORD).is_active


def test_the_database_compares_the_persons(office: SmallOffice, office_world: World) -> None:
    request = ask_reset(office.by("clerk", at(20)), holder(), "Password forgotten")
    issued = agree_reset(office.by("officer", at(20)), request)
    again = ask_reset(office.by("clerk", at(20)), holder_again(), "Password forgotten")
    other = office.by("officer", at(20))
    for account, person in (
        (again.asked_by_id, again.asked_by_person),
        (other.account, again.asked_by_person),  # one human with two accounts
        (again.asked_by_id, other.person),
    ):
        with pytest.raises(Exception, match="Another person agrees"):
            office_world.sql(
                "web",
                "INSERT INTO identity_resetagreement (request_id, agreed_by_id, agreed_by_person, "
                "first_code_id, at, leaf) VALUES (%s, %s, %s, %s, now(), 1)",
                again.pk, account, person, issued.row.pk,
            )  # fmt: skip


def test_no_role_deletes_an_account(office_world: World) -> None:
    for change in ("DELETE FROM identity_account WHERE id = -1", "TRUNCATE identity_account CASCADE"):
        with pytest.raises(Exception, match="closed, never deleted"):
            office_world.sql("postgres", change)


def holder_again() -> Account:
    return Account.objects.create_user("E2", PASSWORD)
