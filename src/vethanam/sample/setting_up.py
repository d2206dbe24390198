"""Registers the offices, codes and officers of ``directorate.yaml``; what is there already is left alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.actions import appoint
from vethanam.people.masters import KINDS, by_name, decide, propose
from vethanam.people.masters.directorate_file import DIRECTORATE, Defaults, read_directorate
from vethanam.people.models import Appointment, Employment, MasterDecision, Person, Role
from vethanam.sample.officers_stated import read_officers

FOUNDED = date(2024, 4, 1)
MASTERS = by_name(*KINDS)
DEFAULTS = Defaults(date(1990, 4, 1), FOUNDED, "G.O.(Ms) No.1/2024/Sample", date(2024, 3, 30))
ROBOT, SECOND = "sample-setup", "sample-second"
PASSWORD_FILE = "sample.password"  # noqa: S105  (the name of a file)


@transaction.atomic
def set_up(path: Path, authority: Authority) -> int:
    """Everything that a directorate states but officers who are not employed yet; gives how many codes it has.

    ``path`` is its file, or a folder with ``directorate.yaml``. One account proposes the masters, another agrees.
    """
    stated = read_directorate(path, MASTERS, DEFAULTS)
    officers = read_officers(stated)
    try:
        proposal = propose(
            authority, MASTERS, stated.stated, title="Directorate", source=stated.name, faults=officers.faults
        )
    except Unsound as nothing:
        if nothing.code != "nothing_proposed":
            raise
    else:
        decide(_second_authority(authority), MASTERS, proposal.pk, outcome=MasterDecision.Outcome.AGREED)
    for officer in officers.rows:
        if "number" not in officer:
            _outside_officer(authority, officer)
        elif (employment := _employment(officer)) is not None:
            _appoint_once(authority, _account(officer["username"]), employment.person, officer)
    return len(stated.rows("drawing_code"))


def _second_authority(authority: Authority) -> Authority:
    """The person who agrees to what the robot proposed."""
    account, _ = Account.objects.get_or_create(username=SECOND, defaults={"kind": Account.Kind.SERVICE})
    person = Person.objects.filter(account=account).first() or Person.objects.create(
        name="Sample administrator", born=date(1975, 1, 1), account=account, recorded_at=authority.at
    )
    return replace(authority, account=account.pk, person=person.pk, role=Role.ADMINISTRATOR)


def robot_authority(at: datetime) -> Authority:
    """What a sample is set up under: an account of its own, for nobody."""
    account, _ = Account.objects.get_or_create(username=ROBOT, defaults={"kind": Account.Kind.SERVICE})
    return Authority(account=account.pk, person=None, office="DEPT", role="service", at=at, is_sample=True)


def sample_password() -> str:
    """The one password the accounts of this sample begin with, made once and kept beside the keys."""
    path = Path(settings.VETHANAM_STATE) / "keys" / PASSWORD_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(3)), encoding="ascii")
    return path.read_text(encoding="ascii")


@cache
def password_hash() -> str:
    """What is kept of :func:`sample_password`."""
    return make_password(sample_password())


@transaction.atomic
def seat_officers(path: Path, authority: Authority) -> None:
    """Appoint the officers who are employees of the directorate, once their employments are registered.

    ``path`` is its file, or a folder; a folder without ``directorate.yaml`` has none.
    """
    file = path / DIRECTORATE if path.is_dir() else path
    if not file.exists():
        return
    for officer in read_officers(read_directorate(file, MASTERS, DEFAULTS)).rows:
        if "number" in officer:
            employment = _employment(officer)
            if employment is None:
                raise Unsound(
                    "officer_not_employed",
                    file=file.name,
                    username=officer["username"],
                    number=officer["number"],
                )
            _appoint_once(authority, _account(officer["username"]), employment.person, officer)


def _employment(officer: Mapping[str, Any]) -> Employment | None:
    return Employment.objects.select_related("person").filter(number=officer["number"]).first()


def give_accounts_to_employees() -> None:
    """An account of her own for every person who has none; the sign-in name is ``emp-`` and the number."""
    persons = Person.objects.filter(account__isnull=True, employments__isnull=False).prefetch_related(
        "employments"
    )
    chosen = {person: f"emp-{min(e.number for e in person.employments.all())}" for person in persons}
    made = Account.objects.bulk_create(
        [
            Account(
                username=name, kind=Account.Kind.PERSON, password=password_hash(), language=person.language
            )
            for person, name in chosen.items()
        ],
        batch_size=2000,
    )
    for person, account in zip(chosen, made, strict=True):
        person.account = account
    Person.objects.bulk_update(chosen, ["account"], batch_size=2000)


def _account(username: str) -> Account:
    """The account of a sign-in name, made on the first call."""
    account, _ = Account.objects.get_or_create(
        username=username, defaults={"kind": Account.Kind.OFFICER, "password": password_hash()}
    )
    return account


def _outside_officer(authority: Authority, officer: Mapping[str, Any]) -> None:
    account = _account(officer["username"])
    name = f"Officer {officer['username']}"
    person = Person.objects.filter(account=account).first() or Person.objects.create(
        name=name,
        born=officer["born"],
        account=account,
        recorded_at=authority.at,
    )
    _appoint_once(authority, account, person, officer)


def _appoint_once(authority: Authority, account: Account, person: Person, officer: Mapping[str, Any]) -> None:
    scope = str(officer.get("scope", ""))
    if not Appointment.objects.filter(account=account, role=officer["role"], scope=scope).exists():
        appoint(
            authority,
            account=account.pk,
            person=person.pk,
            role=officer["role"],
            scope=scope,
            office=officer["office"],
            valid_from=FOUNDED,
        )
