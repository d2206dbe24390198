"""A rotation makes a new key pair, seals every contact again, and then destroys the old one."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from tests.messaging.house import House
from tests.messaging.test_dispatch import process, queued
from vethanam.cli.vault import app
from vethanam.errors import Broken, Refused
from vethanam.ledger.label_trees import secret_hash, secret_of_half
from vethanam.privacy.actions import replace_contact, seal_contacts
from vethanam.privacy.audit import broken_invariants
from vethanam.privacy.vault.binding import Binding
from vethanam.privacy.vault.keys import VaultKeys, read_vault_keys
from vethanam.privacy.vault.number import parse
from vethanam.privacy.vault.unseal import WrappedKey, unseal

SEALS = """
SELECT c.person, c.kind, c.version, s.sealed, d.epoch, d.wrapped, l.inner_key FROM privacy_sealed s
  JOIN privacy_contact c ON c.id = s.contact_id LEFT JOIN privacy_datakey d ON d.contact_id = c.id
  JOIN privacy_labelsecret l ON l.person = c.person
"""
CONTACTS = 7


def key_file(house: House) -> Path:
    return house.state / "keys" / "vault.key"


def vault(house: House, *command: str) -> Result:
    with house.world.role("dispatcher"):
        done = CliRunner().invoke(app, list(command))
    house.sequence()
    return done


def forms(house: House) -> Mapping[int, int]:
    """The number of seals by form: 3 at intake, 4 under a data key."""
    return dict(
        house.world.sql(
            "postgres", "SELECT get_byte(sealed, 0), count(*)::int FROM privacy_sealed GROUP BY 1"
        )
    )


def opened(house: House, keys: VaultKeys, dump: list[tuple[Any, ...]] | None = None) -> int:
    """How many seals of a dump, or of the database, these keys open."""
    count = 0
    for person, kind, version, sealed, epoch, wrapped, inner in dump or house.world.sql("postgres", SEALS):
        key = WrappedKey(epoch, bytes(wrapped)) if wrapped is not None else None
        try:
            bound = secret_hash(secret_of_half(bytes(inner)))
            unseal(bytes(sealed), Binding(person, kind, version, secret_hash=bound), keys, key)
            count += 1
        except Broken:
            continue
    return count


def leaves(house: House, kind: str) -> list[dict[str, Any]]:
    rows = house.world.sql("postgres", "SELECT convert_from(leaf, 'UTF8') FROM journal_staged ORDER BY id")
    found = [json.loads(leaf) for (leaf,) in rows]
    return [leaf["public"] for leaf in found if leaf["kind"] == kind]


def test_a_rotation_from_beginning_to_end(house: House, tmp_path: Path) -> None:
    queued(house)
    house.dispatch()
    assert forms(house) == {3: 4, 4: 3}
    dump, public = house.world.sql("postgres", SEALS), (house.state / "keys" / "vault.pub").read_text()
    shutil.copy(key_file(house), tmp_path / "old.key")
    old = read_vault_keys(tmp_path / "old.key")
    assert opened(house, old) == CONTACTS

    assert vault(house, "rotate").stdout.startswith("Epoch 2 has begun.")
    refused = vault(house, "forget", "--wait", "0")
    assert isinstance(refused.exception, Refused) and "4 contacts" in refused.exception.says
    assert "4 contacts under an intake seal, 3 data keys" in vault(house, "status").stdout
    house.dispatch()
    assert forms(house) == {4: CONTACTS}
    counted = "SELECT sum(opened)::int FROM privacy_openedcount WHERE use_id IS NULL"
    assert house.world.sql("postgres", counted) == [(4,)], "opened for no use, and counted"
    assert vault(house, "forget", "--wait", "0").stdout == "Ended: epoch 1. Their keys are destroyed.\n"

    keys = read_vault_keys(key_file(house))
    assert key_file(house).stat().st_mode & 0o777 == 0o600
    assert (list(keys.key_encryption), keys.earlier, keys.derived(b"x")) == ([2], {}, old.derived(b"x"))
    assert (house.state / "keys" / "vault.pub").read_text() != public
    assert (opened(house, keys), opened(house, old), opened(house, keys, dump)) == (CONTACTS, 0, 0)
    (begun,), (ended,) = leaves(house, "vault.rotation_begun"), leaves(house, "vault.rotation_ended")
    assert {**begun, "contacts": "fewer than 20"} == ended and begun["epoch"] == 2
    assert "No rotation is under way" in vault(house, "status").stdout
    assert vault(house, "forget").stdout == "There is no earlier epoch.\n"


def test_killed_in_the_middle_it_goes_on(house: House) -> None:
    vault(house, "rotate")
    first = process(house, "in resealing")
    _, errors = first.communicate(timeout=60)
    assert first.returncode == -signal.SIGKILL, errors
    assert forms(house) == {3: CONTACTS - 2, 4: 2}
    second = process(house)
    try:
        assert vault(house, "forget").stdout.startswith("Ended: epoch 1.")
    finally:
        second.send_signal(signal.SIGTERM)
        _, errors = second.communicate(timeout=60)
    assert forms(house) == {4: CONTACTS} and opened(house, read_vault_keys(key_file(house))) == CONTACTS


def test_a_running_dispatcher_takes_the_new_keys_by_itself(house: House) -> None:
    queued(house)
    running = process(house)
    try:
        vault(house, "rotate")
        seal_contacts(house.desk.service, [(house.people[3], parse("email_official", "new@office.example"))])
        until = time.monotonic() + 60
        while forms(house).get(3) and time.monotonic() < until:
            time.sleep(0.2)
        assert forms(house) == {4: CONTACTS + 1}
    finally:
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=60)
    assert house.states() == {"accepted": 3}, errors


def test_a_seal_under_the_old_key_is_taken_while_the_rotation_is_under_way_and_not_after(
    house: House,
) -> None:
    herself = replace(house.desk.service, person=house.people[0])
    pub = house.state / "keys" / "vault.pub"
    old = pub.read_text()
    vault(house, "rotate")
    pub.chmod(0o600)
    pub.write_text(old)  # another machine, which has the old one still
    replace_contact(herself, parse("email_official", "late@office.example"))
    house.dispatch()
    assert forms(house) == {4: CONTACTS}  # the contact that was replaced is erased
    vault(house, "forget", "--wait", "0")
    with pytest.raises(Broken, match="is the old one"):
        replace_contact(herself, parse("email_official", "later@office.example"))
    house.dispatch()
    assert vault(house, "forget", "--wait", "0").stdout.startswith("Ended: epoch 1.")
    assert opened(house, read_vault_keys(key_file(house))) == CONTACTS


def test_a_transaction_that_may_seal_holds_the_end_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vethanam.privacy.vault_rotations.LOCK_SECONDS", 0.2)
    vault(house, "rotate")
    house.dispatch()
    with house.world.connect("web") as typing, typing.transaction():
        typing.execute("SELECT * FROM privacy_vaultrotation")
        refused = vault(house, "forget", "--wait", "0")
    assert isinstance(refused.exception, Refused) and "may seal contacts" in refused.exception.says


def test_check_tells_of_a_rotation_that_lasts_and_of_an_opening_for_none(house: House) -> None:
    vault(house, "rotate")
    house.dispatch()
    assert not codes(house) & {"opened_for_no_rotation", "rotation_lasts"}
    with house.world.connect("postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE privacy_vaultrotation SET at = at - interval '25 hours'")
        superuser.execute(
            "INSERT INTO privacy_opengrant (contact_id, granted_at, expires_at)"
            " VALUES (1, now() - interval '2 days', now())"
        )
    assert codes(house) >= {"opened_for_no_rotation", "rotation_lasts"}


def codes(house: House) -> set[str]:
    with house.world.role("owner"):
        return {finding.code for finding in broken_invariants()}


@pytest.mark.parametrize("role", ["web", "worker", "dispatcher", "sequencer"])
def test_no_process_rotates_or_opens_for_a_rotation_that_nobody_began(house: House, role: str) -> None:
    """Without a rotation the dispatcher is given nothing; it cannot enter one either."""
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation)):
        house.world.sql(
            role,
            "INSERT INTO privacy_vaultrotation (epoch, step, old_key, new_key, leaf, at)"
            " VALUES (2, 'begun', %s, %s, 1, now())",
            bytes(32),
            bytes(32),
        )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        house.world.sql(role, "SELECT privacy_grant_resealing('{1}', 30)")
    assert house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]


def test_nothing_is_granted_before_its_entry_is_under_a_head_nor_after_all_is_sealed(house: House) -> None:
    with house.world.role("dispatcher"):
        CliRunner().invoke(app, ["rotate"])
    ask = "SELECT privacy_grant_resealing('{1}', 30)"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        house.world.sql("dispatcher", ask)
    house.sequence()
    house.world.sql("dispatcher", ask)
    vault(house, "forget", "--wait", "0")
    house.dispatch()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        house.world.sql("dispatcher", ask)


def test_a_seal_that_nobody_can_open_does_not_hold_a_rotation_up(house: House) -> None:
    broken = "UPDATE privacy_sealed SET sealed = '\\x01'::bytea || sha256('a') || sha256('b') || sha256('c')"
    house.world.sql("postgres", f"{broken} WHERE contact_id = (SELECT min(contact_id) FROM privacy_sealed)")
    vault(house, "rotate")
    vault(house, "forget", "--wait", "0")
    house.dispatch()
    assert forms(house) == {1: 1, 4: CONTACTS - 1}
    assert vault(house, "forget", "--wait", "0").stdout.startswith("Ended: epoch 1.")
