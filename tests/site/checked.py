"""A database with everything that a check compares, for tests that change it as the superuser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.conftest import Furnished, Furnisher, World
from tests.messaging.house import furnish_house, house_at, new_keys, open_mailbox
from tests.messaging.town import town_of
from tests.payments.desk import at_desk
from tests.privacy.positions import record_position
from tests.signers import administrators
from vethanam.errors import Finding
from vethanam.identity.models import Account
from vethanam.journal import keys as journal_keys
from vethanam.journal.row_audit import row_findings
from vethanam.messaging.actions import intimate_credits
from vethanam.orders.models import Order
from vethanam.people.actions import appoint
from vethanam.people.delegations import decide_delegation, delegate
from vethanam.people.models import Appointment, Employment
from vethanam.people.queries import authority_of
from vethanam.privacy.actions import Filing, file_restraint, publish_notices
from vethanam.privacy.actions.consents import Yes, give_consent
from vethanam.service_book.actions import record, verify
from vethanam.site.checks import CHANGES, ROWS

type Known = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Checked:
    """The database, and the findings about it before any change."""

    world: World
    state: Path

    @contextlib.contextmanager
    def changed(self, *statements: str) -> Iterator[psycopg.Connection[Any]]:
        """A superuser's connection after statements past every trigger; rolled back at the end."""
        with self.world.connect("postgres") as db, db.transaction(force_rollback=True):
            db.execute("SET LOCAL session_replication_role = replica")
            for statement in statements:
                db.execute(statement)
            yield db

    def found(self, db: psycopg.Connection[Any], *relations: str) -> Known:
        """What the comparison of rows finds, in all tables or some."""
        chosen = {name: ROWS[name] for name in relations} if relations else ROWS
        return known(row_findings(db.cursor(), chosen, None, CHANGES))


def known(found: list[Finding]) -> Known:
    return frozenset((one.record, one.code) for one in found)


@contextlib.contextmanager
def checked_house(furnish: Furnisher, folder: Path) -> Iterator[Checked]:
    """A house with a paid bill, messages, a restraint and its position, approvals, facts and a consent."""
    new_keys(folder / "state" / "keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "VETHANAM_STATE", folder / "state")
        furnished: Furnished = furnish("checked", furnish_house)
        patch.setattr(journal_keys, "key_path", lambda: folder / "state" / "keys" / "log.key")
        with at_desk(furnish, furnished, folder) as desk, open_mailbox() as mailbox:
            house = house_at(desk, mailbox, folder / "state")
            town = town_of(house)
            town.approved()
            house.credit()
            intimate_credits(desk.service)
            house.sequence()
            law = replace(town["dpo"].authority, role="law_officer")
            filing = Filing(
                reference="WP-1", kind="court_order", case_number="W.P.(C) 0000/2026", starts_at=law.at,
                scope={"purposes": ["SAL-CREDIT"]},
            )  # fmt: skip
            file_restraint(law, filing)
            record_position(law, "WP-1", "continued", until=law.at + timedelta(days=30))
            _facts(desk)
            _appointment(desk)
            _lent_power(desk)
            _consent(desk, house.people[0])
            house.sequence()
            yield Checked(desk.world, folder / "state")


def _facts(desk: Any) -> None:
    employment, order = Employment.objects.order_by("pk")[0], Order.objects.order_by("pk")[0]
    clerk = replace(desk.service, role="clerk", scope=None)
    fact = record(
        clerk, "pay", employment, valid_from=date(2026, 7, 1), order=order, basis="scale", revision=11,
        scale="26500-60700", basic_pay=3_750_000,
    )  # fmt: skip
    account = record(
        clerk, "payee_account", employment, valid_from=date(2026, 12, 1), order=order, holder="P0",
        kind_of_account="bank", branch="SBIN0000001", number="41234567890", tail="7890",
    )  # fmt: skip
    verify(replace(desk.officer, role="drawing_officer", scope=None), [fact, account])


def _consent(desk: Any, person: int) -> None:
    publish_notices(desk.service)
    her = replace(desk.service, person=person, role="employee", scope=None)
    give_consent(her, Yes(person, "PUBLICITY", "PRD", ("email_personal",), ("email",)))


def _appointment(desk: Any) -> None:
    account = Account.objects.order_by("pk")[0]
    appoint(
        desk.service, account=account.pk, person=desk.officer.person, role="clerk", scope="0412",
        office="DEPT", valid_from=date(2026, 11, 1),
    )  # fmt: skip


def _lent_power(desk: Any) -> None:
    second = administrators()[1]
    held = Appointment.objects.filter(account=desk.officer.account, role="drawing_officer")[0]
    to = Appointment.objects.filter(role="data_protection_officer").select_related("account")[0].account
    day = desk.officer.at.date()
    given: dict[str, Any] = {"power": "prepare", "valid_from": day, "valid_until": day}
    lent = delegate(desk.officer, appointment=held, to=to, **given)
    decide_delegation(authority_of(second, desk.officer.at, role="administrator"), lent, is_agreed=True)
