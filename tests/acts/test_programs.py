"""Programs of other bodies: two administrators enter one; its token reads within its scope alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from tests.acts.test_masters import do, officers
from tests.payroll.office import at
from vethanam.acts.executor import Limit, Performed, look, perform
from vethanam.acts.registry import acts, views
from vethanam.identity.models import Account, Token
from vethanam.identity.tokens import issue_token, token_of, tokens_of
from vethanam.people.models import CONSENT_MANAGER, READING, Appointment, MasterProposal, Program
from vethanam.people.queries import hats_of, programs_at

__all__ = ["officers"]
BANK = {
    "code": "first-bank", "name": "First bank, salary desk", "office": "TRY", "role": "treasury_officer",
    "scope": "T01", "valid_from": "2026-10-01", "valid_until": "2029-12-31",
}  # fmt: skip
#: a program that sends the Treasury's notices of pay
OWNER = {"role": "purpose_owner", "scope": "TRY", "purpose": "SAL-CREDIT", "key_kind": "live"}
MACHINE = Limit("treasury_officer", "T01", is_machine=True)


@pytest.fixture
def masters(officers: dict[str, Account]) -> dict[str, Account]:
    """A department and a treasury, agreed by two administrators."""
    agreed(officers, "department", code="TRY", name="Treasuries")
    agreed(officers, "treasury", code="T01", name="District treasury")
    return officers


@pytest.fixture
def bank(masters: dict[str, Account]) -> Program:
    agreed(masters, "program", **BANK)
    return Program.objects.get()


def agreed(officers: dict[str, Account], kind: str, /, **row: Any) -> None:
    assert do("propose_master", officers["a1"], kind=kind, row=row).ok
    assert do("decide_master", officers["a2"], proposal=last(), outcome="agree").ok


def last() -> int:
    return MasterProposal.objects.latest("id").pk


def made(officers: dict[str, Account], /, **given: Any) -> Performed:
    ends = (localdate() + timedelta(days=30)).isoformat()
    given = {"program": "first-bank", "name": "x", "last_day": ends} | given
    return perform("make_program_token", officers["a1"], given, at(20), is_sample=True)


def test_a_program_is_there_once_a_second_administrator_agrees(masters: dict[str, Account]) -> None:
    assert do("propose_master", masters["a1"], kind="program", row=BANK).ok
    assert do("decide_master", masters["a1"], proposal=last(), outcome="agree").code == "decided_by_the_same"
    assert not Program.objects.exists()
    assert do("decide_master", masters["a2"], proposal=last(), outcome="agree").ok
    program = Program.objects.select_related("account").get()
    assert program.account.kind == Account.Kind.SERVICE and not program.account.has_usable_password()
    (hat,) = hats_of(program.account_id, at(20))
    assert (hat.role, hat.scope, hat.office, hat.person) == ("treasury_officer", "T01", "TRY", None)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"code": "First Bank"}, "row.code", "program_code_letters"),
        ({"office": "NONE"}, "office", "master_not_registered"),
        ({"role": "administrator"}, "row.role", "unusable_value"),
        ({"scope": "T99"}, "scope", "program_scope_unknown"),
        ({"role": "finance_officer"}, "scope", "program_scope_not_needed"),
        ({"role": "purpose_owner"}, "scope", "program_scope_is_controller"),
        ({"role": "consent_manager", "scope": "CM-9"}, "scope", "program_manager_unregistered"),
        ({"valid_until": "2026-09-30"}, "valid_until", "program_days"),
        ({"key_kind": "live"}, "purpose", "program_key_without_purpose"),
        ({"purpose": "SAL-CREDIT", "key_kind": "live"}, "role", "program_sends_as_owner"),
        ({**OWNER, "key_kind": ""}, "key_kind", "program_key_without_purpose"),
        ({**OWNER, "purpose": "GREETING"}, "purpose", "program_purpose_unknown"),
        ({**OWNER, "purpose": "BEN-CREDIT"}, "purpose", "program_purpose_of_another"),
        ({**OWNER, "key_kind": "any"}, "row.key_kind", "unusable_value"),
    ],
)
def test_a_wrong_program_is_told_by_field(
    masters: dict[str, Account], wrong: dict[str, str], field: str, code: str
) -> None:
    refused = do("propose_master", masters["a1"], kind="program", row=BANK | wrong)
    assert [(one.field, one.code) for one in refused.faults] == [(field, code)]


def test_a_token_of_a_program_is_made_by_an_administrator_listed_and_ended(
    bank: Program, masters: dict[str, Account]
) -> None:
    answer = made(masters, name="salary files")
    assert answer.ok and answer.once["token"] not in str(answer.state)
    token = token_of(answer.once["token"])
    assert token is not None and token.is_machine
    assert (token.account_id, token.role, token.scope) == (bank.account_id, "treasury_officer", "T01")
    (shown,) = look("programs", masters["a2"], {}, at(20), is_sample=True).state["programs"]
    assert [one["name"] for one in shown["tokens"]] == ["salary files"] and shown["is_in_force"]
    assert do("end_program_token", masters["f1"], program=bank.code, token=token.pk).code == "not_acting_as"
    assert do("end_program_token", masters["a2"], program=bank.code, token=token.pk).ok
    assert token_of(answer.once["token"]) is None
    assert (
        do("end_program_token", masters["a2"], program=bank.code, token=token.pk).code
        == "token_not_of_program"
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"program": "other"}, "no_such_program"),
        ({"last_day": "2030-01-01"}, "token_after_program"),
        ({"last_day": "2029-12-31"}, "token_too_long"),
        ({"last_day": "2026-10-21"}, "token_day_is_over"),
    ],
)
def test_no_token_lives_longer_than_its_program(
    bank: Program, masters: dict[str, Account], wrong: dict[str, str], code: str
) -> None:
    assert made(masters, **wrong).code == code
    assert tokens_of(bank.account) == []


def test_a_program_without_days_left_reads_nothing(bank: Program, masters: dict[str, Account]) -> None:
    given = {"kind": "program", "key": bank.code, "last_day": "2026-10-20"}
    assert do("close_master", masters["a1"], **given).ok
    assert do("decide_master", masters["a2"], proposal=last(), outcome="agree").ok
    assert programs_at(at(20)).exists() and not programs_at(at(21)).exists()
    asked = look("with_paymaster", bank.account, {}, at(21), is_sample=True, limit=MACHINE)
    assert asked.code == "not_acting_as"
    again = do("propose_master", masters["a1"], kind="program", row=BANK)
    assert [one.code for one in again.faults] == ["program_was_ended"]


def test_a_correction_keeps_role_and_scope(bank: Program, masters: dict[str, Account]) -> None:
    agreed(masters, "program", **BANK | {"name": "First bank", "valid_until": "2028-12-31"})
    bank.refresh_from_db()
    assert (bank.name, bank.valid_until) == ("First bank", date(2028, 12, 31))
    refused = do(
        "propose_master", masters["a1"], kind="program", row=BANK | {"role": "finance_officer", "scope": ""}
    )
    assert {one.code for one in refused.faults} == {"master_is_fixed"}


def test_a_program_performs_no_act_of_an_officer(bank: Program) -> None:
    for name, act in acts().items():
        for limit in (MACHINE, Limit(is_machine=True)):
            said = perform(name, bank.account, {}, at(20), is_sample=True, limit=limit).code
            assert (said == "program_only_reads") is not act.for_programs, name
    assert [name for name, act in acts().items() if act.for_programs] == [
        "redeem_manager_code", "give_consent_through_manager", "withdraw_consent_through_manager", "deliver",
    ]  # fmt: skip


def test_an_officer_performs_no_act_of_a_program(masters: dict[str, Account]) -> None:
    for limit in (None, Limit()):
        said = perform("deliver", masters["a1"], {}, at(20), is_sample=True, limit=limit)
        assert said.code == "act_of_programs"


def test_a_program_asks_for_the_views_of_its_role_that_are_for_programs(bank: Program) -> None:
    for name, declared in views().items():
        asked = look(name, bank.account, {}, at(20), is_sample=True, limit=MACHINE)
        assert (asked.code == "view_not_for_programs") is not declared.for_programs, name
    assert look("with_paymaster", bank.account, {}, at(20), is_sample=True, limit=MACHINE).ok
    assert (
        look("register", bank.account, {"treasury": "T02"}, at(20), is_sample=True, limit=MACHINE).code
        == "not_acting_as"
    )


def test_views_with_contacts_and_those_about_oneself_are_not_for_programs() -> None:
    closed = {
        "shown_contact",
        "asked_uses",
        "recipients",
        "inbox",
        "own_keys",
        "find",
        "uses",
        "masters",
        "accounts",
    }
    assert not closed & {name for name, one in views().items() if one.for_programs}
    known = {*READING, CONSENT_MANAGER}
    assert all(not one.roles or set(one.roles) & known for one in views().values() if one.for_programs)


def refused_by_database(**values: Any) -> str:
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        Token.objects.create(name="x", hash=b"x", created_at=timezone.now(), **values)
    return str(told.value)


def test_the_database_takes_a_token_of_a_program_alone(bank: Program) -> None:
    soon = timezone.now() + timedelta(days=1)
    of_bank = {"account": bank.account, "role": "treasury_officer", "scope": "T01", "expires_at": soon}
    for wrong in (
        {"role": "administrator"},
        {"scope": "T02"},
        {"role": "", "scope": ""},
        {"expires_at": timezone.now() + timedelta(days=2000)},
        {"account": Account.objects.create(username="service-x", kind=Account.Kind.SERVICE)},
    ):
        assert "that of its program" in refused_by_database(**of_bank | wrong)
    issue_token(bank.account, name="x", role="treasury_officer", scope="T01")


def test_the_database_gives_a_program_no_appointment_and_nobodys_account(
    bank: Program, masters: dict[str, Account]
) -> None:
    with pytest.raises(DatabaseError, match="holds no appointment"), transaction.atomic():
        Appointment.objects.create(
            account=bank.account, role="administrator", office="DEPT", valid_from=date(2026, 1, 1),
            recorded_at=at(1),
        )  # fmt: skip
    row = {"code": "y", "name": "y", "office": "TRY", "role": "finance_officer"}
    days = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 1, 1), "recorded_at": at(1)}
    with pytest.raises(DatabaseError, match="account of its own"), transaction.atomic():
        Program.objects.create(**row, **days, account=masters["f1"])
    machine = Account.objects.create(username="service-y", kind=Account.Kind.SERVICE)
    with pytest.raises(DatabaseError, match="program_has_a_right"), transaction.atomic():
        Program.objects.create(**row | {"role": "administrator", "scope": "x"}, **days, account=machine)
