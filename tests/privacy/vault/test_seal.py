"""A sealed contact opens for its person, kind and version only, and only with the private half."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vethanam.errors import Broken
from vethanam.ledger.label_trees import secret_hash
from vethanam.privacy.vault.binding import Binding, padded
from vethanam.privacy.vault.keys import VaultKeys, new_vault_keys, read_public_key, read_vault_keys
from vethanam.privacy.vault.number import parse
from vethanam.privacy.vault.seal import INTAKE, SUITE, seal
from vethanam.privacy.vault.unseal import WrappedKey, is_intake, reseal, unseal

SECRET = secret_hash(bytes(32))
BINDING = Binding(7, "mobile", 1, secret_hash=SECRET)
NUMBER = parse("mobile", "+91 00000 00045")


@pytest.fixture
def sealed(keys_folder: Path) -> bytes:
    return seal(NUMBER, BINDING, read_public_key(keys_folder / "vault.pub"))


def test_a_seal_opens_with_the_private_half(sealed: bytes, keys: VaultKeys) -> None:
    assert unseal(sealed, BINDING, keys).for_gateway() == "+910000000045"
    assert is_intake(sealed) and b"0000000045" not in sealed


def test_two_seals_of_one_contact_have_nothing_in_common(sealed: bytes, keys_folder: Path) -> None:
    again = seal(NUMBER, BINDING, read_public_key(keys_folder / "vault.pub"))
    assert again != sealed and again[1:33] != sealed[1:33]


def test_a_seal_does_not_show_how_long_the_contact_is(keys_folder: Path) -> None:
    key = read_public_key(keys_folder / "vault.pub")
    lengths = {
        len(
            seal(
                parse("email_official", f"{'a' * n}@x.example"), BINDING._replace(kind="email_official"), key
            )
        )
        for n in (1, 20, 40)
    }
    assert len(lengths) == 1 and len(padded("x" * 64)) == 128


@pytest.mark.parametrize(
    "changed",
    [
        {"person": 8},
        {"kind": "guardian_mobile"},
        {"version": 2},
        {"register": "PRD-OPTIN"},
        {"secret_hash": secret_hash(b"x" * 32)},
        {"secret_hash": b""},
    ],
)
def test_it_does_not_open_for_another_person_secret_kind_version_or_register(
    sealed: bytes, keys: VaultKeys, changed: dict[str, Any]
) -> None:
    other, closed = BINDING._replace(**changed), reseal(NUMBER, BINDING, keys)
    with pytest.raises(Broken):
        unseal(sealed, other, keys)
    with pytest.raises(Broken):
        unseal(closed.sealed, other, keys, closed.key)


def test_nothing_is_sealed_without_a_secret(keys_folder: Path) -> None:
    with pytest.raises(Broken):
        seal(NUMBER, BINDING._replace(secret_hash=b""), read_public_key(keys_folder / "vault.pub"))


def test_seals_from_before_there_were_secrets_open_and_are_bound_when_closed_again(
    keys: VaultKeys, keys_folder: Path
) -> None:
    key, before = read_public_key(keys_folder / "vault.pub"), BINDING._replace(secret_hash=b"")
    text = padded(NUMBER.for_gateway())
    old = INTAKE + SUITE.encrypt(text, key, info=b"vethanam|intake|7|mobile|1")
    assert unseal(old, BINDING, keys).for_gateway() == NUMBER.for_gateway()
    assert is_intake(old)
    assert reseal(NUMBER, BINDING, keys).sealed[:1] == b"\x04"
    closed = reseal(NUMBER, before, keys)
    assert closed.sealed[:1] == b"\x02"
    for binding in (before, BINDING):
        assert unseal(closed.sealed, binding, keys, closed.key).for_gateway() == NUMBER.for_gateway()


def test_another_vault_does_not_open_it(sealed: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.key").write_bytes(new_vault_keys()[1])
    (tmp_path / "other.key").chmod(0o400)
    with pytest.raises(Broken):
        unseal(sealed, BINDING, read_vault_keys(tmp_path / "other.key"))


@pytest.mark.parametrize("place", [0, 1, 40, -1])
def test_a_changed_byte_is_noticed(sealed: bytes, keys: VaultKeys, place: int) -> None:
    changed = bytearray(sealed)
    changed[place] ^= 1
    with pytest.raises(Broken):
        unseal(bytes(changed), BINDING, keys)


def test_closed_again_it_opens_with_its_wrapped_key_and_not_without(keys: VaultKeys) -> None:
    closed = reseal(NUMBER, BINDING, keys)
    assert not is_intake(closed.sealed)
    assert unseal(closed.sealed, BINDING, keys, closed.key).for_gateway() == "+910000000045"
    for key in (None, reseal(NUMBER, BINDING, keys).key, WrappedKey(9, closed.key.wrapped)):
        with pytest.raises(Broken):
            unseal(closed.sealed, BINDING, keys, key)


def test_a_wrapped_key_is_bound_to_its_person_and_epoch(keys: VaultKeys) -> None:
    closed = reseal(NUMBER, BINDING, keys)
    with pytest.raises(Broken):
        unseal(closed.sealed, BINDING._replace(person=8), keys, closed.key)
    with pytest.raises(Broken):
        unseal(closed.sealed, BINDING, replace(keys, key_encryption={1: bytes(32)}), closed.key)


def test_each_closing_has_a_key_of_its_own(keys: VaultKeys) -> None:
    one, two = reseal(NUMBER, BINDING, keys), reseal(NUMBER, BINDING, keys)
    assert one.key.wrapped != two.key.wrapped and one.sealed != two.sealed


def test_nothing_prints_a_key_or_a_contact(keys: VaultKeys) -> None:
    assert repr(keys) == "VaultKeys(epoch=1)"
    assert "wrapped" not in repr(reseal(NUMBER, BINDING, keys))
