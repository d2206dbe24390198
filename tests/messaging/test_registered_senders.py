"""A message shows the sender of an entry in the log, not of a row; under a restraint one of before it."""

from __future__ import annotations

from email import message_from_bytes
from email.utils import parseaddr
from typing import Any

from tests.conftest import World
from tests.messaging.house import House
from tests.messaging.test_text_classes import restrained
from tests.messaging.town import Town
from tests.payments.test_masters import FINANCE, SENDER, agreed
from tests.people.masters.test_proposals import stated
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.gateways.letter import shipped_senders
from vethanam.messaging.models import RegisteredSender
from vethanam.messaging.registered_senders import register_sender

SHIPPED = shipped_senders()["FIN"].mail
CAMPAIGN = {**SENDER, "name": "Stand by it on 9 April", "mailbox": "party@party.example"}


def mailboxes(house: House) -> set[str]:
    """The mailboxes from which the letters about a credit come."""
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    return {parseaddr(message_from_bytes(text)["From"])[1] for _, text in house.mailbox.received}


def written(world: World, content: dict[str, str], leaf: int | None) -> None:
    """A row by the worker, which the database does not ask for a second person's decision."""
    with world.role("worker"):
        RegisteredSender.objects.create(**content, leaf=leaf, recorded_at="2026-10-01T00:00:00Z")


def test_a_row_without_its_entry_names_nobodys_sender(house: House) -> None:
    at: Any = house.desk.service.at
    with house.world.role("worker"):
        other = register_sender(SENDER, at, is_sample=True)
    written(house.world, CAMPAIGN, None)
    written(house.world, CAMPAIGN, other)
    assert mailboxes(house) == {SHIPPED}


def test_under_a_restraint_a_sender_of_after_it_is_not_used(town: Town) -> None:
    restrained(town)
    with town.house.world.role("web"):
        agreed(FINANCE, stated("sender", **SENDER))
    assert mailboxes(town.house) == {SHIPPED}


def test_a_sender_of_before_the_restraint_goes_on(town: Town) -> None:
    with town.house.world.role("web"):
        agreed(FINANCE, stated("sender", **SENDER))
    town.house.sequence()
    restrained(town)
    assert mailboxes(town.house) == {SENDER["mailbox"]}
