"""Registers the offices, codes and officers of ``directorate.yaml``; what is there already is left alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
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
from vethanam.people.models import (
    Appointment,
    BillArrangement,
    BillClass,
    DrawingCode,
    Employment,
    HeadOfAccount,
    Office,
    OfficeClass,
    Person,
    Post,
    Treasury,
)
from vethanam.sample.directorate_file import DIRECTORATE, read_directorate

FOUNDED = date(2024, 4, 1)
ROBOT = "sample-setup"
PASSWORD_FILE = "sample.password"  # noqa: S105  (the name of a file)


@transaction.atomic
def set_up(path: Path, authority: Authority) -> int:
    """Everything that a directorate states but officers who are not employed yet; gives how many codes it has.

    ``path`` is its file, or a folder with ``directorate.yaml``.
    """
    stated = read_directorate(path)
    _codes(stated, authority.at)
    for officer in stated["officers"]:
        if "number" not in officer:
            _outside_officer(authority, officer)
        elif (employment := _employment(officer)) is not None:
            _appoint_once(authority, _account(officer["username"]), employment.person, officer)
    return len(stated["drawing_codes"])


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
    for officer in read_directorate(file)["officers"]:
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


def _codes(stated: Mapping[str, Any], at: datetime) -> None:
    for row in stated["treasuries"]:
        Treasury.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "name_ml": row.get("name_ml", "")}
        )
    for row in stated["heads"]:
        HeadOfAccount.objects.get_or_create(code=row["code"], defaults={"title": row["title"]})
    for row in stated["bill_classes"]:
        BillClass.objects.get_or_create(
            code=row["code"], defaults={k: row[k] for k in ("title", "title_ml", "signing")}
        )
    for row in stated["posts"]:
        Post.objects.get_or_create(
            code=row["code"], defaults={k: row[k] for k in ("designation", "designation_ml", "is_gazetted")}
        )
    for row in stated["offices"]:
        named = {k: row[k] for k in ("name", "name_ml", "district", "local_body", "local_body_kind")}
        office, is_new = Office.objects.get_or_create(code=row["code"], defaults=named)
        if is_new:
            OfficeClass.objects.create(
                office=office,
                place_class=row["place_class"],
                valid_from=FOUNDED.replace(year=1990),
                recorded_at=at,
            )
    for row in stated["drawing_codes"]:
        _drawing_code(row)


def _drawing_code(row: Mapping[str, Any]) -> None:
    treasury = Treasury.objects.get(code=row["treasury"])
    code, _ = DrawingCode.objects.get_or_create(
        code=row["code"],
        defaults={
            "kind": row["kind"],
            "title": row["title"],
            "title_ml": row["title_ml"],
            "treasury": treasury,
        },
    )
    for bill_class, head in row["heads"].items():
        BillArrangement.objects.get_or_create(
            drawing_code=code,
            bill_class=BillClass.objects.get(code=bill_class),
            head=HeadOfAccount.objects.get(code=head),
            valid_from=FOUNDED,
        )


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
