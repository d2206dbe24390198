"""Epochs of the vault's keys begin and end and replaced contacts are erased, without opening one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.messaging.house import House
from vethanam.cli.vault import app
from vethanam.errors import Broken, Refused
from vethanam.journal.models import Staged
from vethanam.messaging.actions import intimate_credits
from vethanam.privacy.actions import replace_contact
from vethanam.privacy.models import Outbox
from vethanam.privacy.vault.binding import Binding
from vethanam.privacy.vault.keys import read_vault_keys
from vethanam.privacy.vault.number import parse
from vethanam.privacy.vault.unseal import WrappedKey, unseal


def told(house: House) -> None:
    """Tell three people, so that three contacts are sealed under data keys."""
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()


def key_file(house: House) -> Path:
    return house.state / "keys" / "vault.key"


def epochs(house: House) -> list[tuple[int, int]]:
    return house.world.sql(
        "postgres", "SELECT epoch, count(*)::int FROM privacy_datakey GROUP BY 1 ORDER BY 1"
    )


def test_an_epoch_begins_keys_are_wrapped_anew_and_the_earlier_one_ends(house: House) -> None:
    told(house)
    before = house.world.sql("postgres", "SELECT contact_id, wrapped FROM privacy_datakey ORDER BY 1")
    with house.world.role("dispatcher"):
        assert CliRunner().invoke(app, ["rotate"]).stdout.startswith("Epoch 2 has begun.")
        refused = CliRunner().invoke(app, ["forget"])
    assert isinstance(refused.exception, Refused) and "3 data keys" in refused.exception.says
    assert key_file(house).stat().st_mode & 0o777 == 0o600 and epochs(house) == [(1, 3)]
    house.dispatch(rounds=0)
    assert epochs(house) == [(2, 3)]
    after = house.world.sql("postgres", "SELECT contact_id, wrapped FROM privacy_datakey ORDER BY 1")
    assert [row[0] for row in before] == [row[0] for row in after] and before != after
    with house.world.role("dispatcher"):
        assert "Ended: epoch 1." in CliRunner().invoke(app, ["forget"]).stdout
    assert list(read_vault_keys(key_file(house)).key_encryption) == [2]
    (sealed,) = house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant")
    house.dispatch(rounds=0)
    assert house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [sealed]


def test_what_was_erased_opens_from_no_dump_after_its_epoch(house: House) -> None:
    told(house)
    dump = house.world.sql(
        "postgres",
        "SELECT s.sealed, c.person, c.kind, c.version, d.epoch, d.wrapped FROM privacy_sealed s"
        " JOIN privacy_contact c ON c.id = s.contact_id JOIN privacy_datakey d ON d.contact_id = c.id",
    )
    sealed, person, kind, version, epoch, wrapped = dump[0]
    binding, key = Binding(person, kind, version), WrappedKey(epoch, bytes(wrapped))
    assert unseal(bytes(sealed), binding, read_vault_keys(key_file(house)), key).kind == "email_official"
    with house.world.role("dispatcher"):
        CliRunner().invoke(app, ["rotate"])
    house.dispatch(rounds=0)
    with house.world.role("dispatcher"):
        CliRunner().invoke(app, ["forget"])
    with pytest.raises(Broken):
        unseal(bytes(sealed), binding, read_vault_keys(key_file(house)), key)


def test_a_replaced_contact_is_erased_once_nothing_is_on_its_way_to_it(house: House) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    person = house.people[0]
    herself = replace(house.desk.service, person=person)
    replace_contact(herself, parse("email_official", "new@office.example"))
    count = "SELECT count(*)::int FROM privacy_sealed s JOIN privacy_contact c ON c.id = s.contact_id WHERE person = %s"
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
