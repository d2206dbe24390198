"""The roll of a breach case with everybody on it, made as the worker makes it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from psycopg import Connection

from vethanam.bench.audience import NOW, record_people
from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.measurement import measured
from vethanam.evidence.roll_making import make_roll
from vethanam.evidence.rolls import ask_roll, confirm_roll
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.models import Person, Role
from vethanam.privacy.actions.duties import open_case_of_looks
from vethanam.privacy.models import MadeRoll

# Everybody's page of pay, opened outside the desk of one account an hour before the case.
_LOOKS = """
INSERT INTO privacy_look (account_id, person, page, reason, office, role, scope, at)
SELECT %s, id, 'pay', '', 'FIN', 'clerk', '', %s::timestamptz - interval '1 hour' FROM people_person
 WHERE account_id IS NULL
"""
_ENTRIES = """
INSERT INTO privacy_lookentry (look_id, person, number, head, is_outside)
SELECT id, person, 1, decode(repeat('00', 32), 'hex'), true FROM privacy_look
"""


def record_seen(count: int) -> None:
    """Record people with an employment each, and two officers."""
    refuse_real_database()
    with transaction.atomic():
        record_people(count)
        for name in (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER):
            account = Account.objects.create(
                username=name,
                kind=Account.Kind.OFFICER,
                password="!",  # noqa: S106
            )
            Person.objects.create(name=name, born=date(1975, 1, 1), account=account, recorded_at=NOW)


def see_everybody(admin: Connection[Any], authority: Authority) -> str:
    """Write that an account saw everybody, and open the case; returns its number. As the database's owner."""
    account = Account.objects.create(username="seer", kind=Account.Kind.OFFICER)
    case = open_case_of_looks(_officer(authority, Role.DATA_PROTECTION_OFFICER), account.pk, 21)
    if case is None:
        raise RuntimeError("The case is open.")
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute(_LOOKS, [account.pk, case.opened_at])
        admin.execute(_ENTRIES)
    return str(case.number)


def bench_roll(
    authority: Authority, case: str, web: AbstractContextManager[object], database: Path | None
) -> dict[str, Any]:
    """Ask for the roll of a case, confirm it, and make it; the proof of the two signatures is left out.

    ``web`` is the role of the web process, in which officers act.
    """
    with web:
        roll = ask_roll(_officer(authority, Role.LAW_OFFICER), "case", case)
        confirm_roll(_officer(authority, Role.DATA_PROTECTION_OFFICER), roll.reference)
    with measured(database) as found:
        made = make_roll(authority, roll)
    if not made:
        raise RuntimeError("The roll was not made.")
    return {"lines": MadeRoll.objects.get(roll=roll).lines, **found.as_json()}


def _officer(authority: Authority, role: str) -> Authority:
    account = Account.objects.get(username=role)
    person = Person.objects.get(account=account)
    return replace(authority, account=account.pk, person=person.pk, role=role, office="FIN")
