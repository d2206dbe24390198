"""Replaced contacts are erased, without opening one."""

from __future__ import annotations

from dataclasses import replace

from tests.messaging.house import House
from vethanam.journal.models import Staged
from vethanam.messaging.actions import intimate_credits
from vethanam.privacy.actions import replace_contact
from vethanam.privacy.models import Outbox
from vethanam.privacy.vault.number import parse


def test_a_replaced_contact_is_erased_once_nothing_is_on_its_way_to_it(house: House) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    person = house.people[0]
    herself = replace(house.desk.service, person=person)
    replace_contact(herself, parse("email_official", "new@office.example"))
    count = (
        "SELECT count(*)::int FROM privacy_sealed s JOIN privacy_contact c ON c.id = s.contact_id "
        "WHERE person = %s"
    )
    (before,) = house.world.sql("postgres", count, person)[0]
    house.dispatch(rounds=0)  # a message to the old one still waits
    assert house.world.sql("postgres", count, person) == [(before,)]
    house.dispatch()
    assert Outbox.objects.filter(person=person).get().state in ("sent", "cancelled")
    house.dispatch(rounds=0)
    assert house.world.sql("postgres", count, person) == [(before - 1,)]
    old = (
        "SELECT count(*)::int FROM privacy_datakey d JOIN privacy_contact c ON c.id = d.contact_id"
        " WHERE c.person = %s AND c.version = 1"
    )
    assert house.world.sql("postgres", old, person) == [(0,)]
    leaves = [bytes(staged.leaf) for staged in Staged.objects.all()]
    assert sum(b"contact.erased" in leaf for leaf in leaves) == 1


def test_the_dispatcher_erases_nothing_that_is_in_use(house: House) -> None:
    before = house.world.sql("postgres", "SELECT count(*) FROM privacy_sealed")
    house.world.sql("dispatcher", "DELETE FROM privacy_sealed")
    assert house.world.sql("postgres", "SELECT count(*) FROM privacy_sealed") == before
