"""A key file that others may read is not used."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from vethanam.errors import Broken
from vethanam.privacy.vault.keys import VaultKeys, read_public_key, read_vault_keys


def test_the_files_of_a_new_vault_are_read(keys_folder: Path, keys: VaultKeys) -> None:
    public = read_public_key(keys_folder / "vault.pub")
    assert public.public_bytes_raw() == keys.private.public_key().public_bytes_raw()
    assert set(keys.key_encryption) == {keys.epoch}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_others_may_read_is_not_used(keys_folder: Path, mode: int) -> None:
    (keys_folder / "vault.key").chmod(mode)
    with pytest.raises(Broken, match="0600"):
        read_vault_keys(keys_folder / "vault.key")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_key_of_another_account_is_not_used(keys_folder: Path) -> None:
    os.chown(keys_folder / "vault.key", 65534, 65534)
    with pytest.raises(Broken, match="another account"):
        read_vault_keys(keys_folder / "vault.key")


def test_a_link_to_a_key_is_not_followed(keys_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(keys_folder / "vault.key")
    with pytest.raises(Broken):
        read_vault_keys(tmp_path / "link")


@pytest.mark.parametrize(
    "content", ["", "{}", "not json", '{"v":1,"private":"00","epoch":1,"key_encryption":{}}']
)
def test_what_is_no_key_is_a_sentence_without_its_content(keys_folder: Path, content: str) -> None:
    (keys_folder / "vault.key").write_text(content)
    with pytest.raises(Broken, match="cannot be read") as refused:
        read_vault_keys(keys_folder / "vault.key")
    assert refused.value.__cause__ is None


def test_a_missing_public_key_stops_sealing(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="cannot be sealed"):
        read_public_key(tmp_path / "vault.pub")


def test_keys_are_not_pickled(keys: VaultKeys) -> None:
    with pytest.raises(Broken):
        pickle.dumps(keys)
