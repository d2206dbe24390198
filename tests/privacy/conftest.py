"""A vault's keys in a folder of the test's own, and an actor."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.privacy.law.windows import IST
from vethanam.privacy.vault.keys import VaultKeys, new_vault_keys, read_vault_keys

AT = datetime(2026, 11, 24, 10, 30, tzinfo=IST)


@pytest.fixture
def keys_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    folder.mkdir()
    public, private = new_vault_keys()
    (folder / "vault.pub").write_bytes(public)
    (folder / "vault.key").write_bytes(private)
    (folder / "vault.key").chmod(0o600)
    return folder


@pytest.fixture
def keys(keys_folder: Path) -> VaultKeys:
    return read_vault_keys(keys_folder / "vault.key")


@pytest.fixture
def clerk(keys_folder: Path, settings: Any) -> Authority:
    """A clerk with the vault's public key; needs a database."""
    settings.VETHANAM_STATE = keys_folder.parent
    account = Account.objects.create(username="clerk-0412", kind=Account.Kind.OFFICER)
    return Authority(account.pk, 1, "DEPT", "clerk", AT, scope="0412", is_sample=True)


@pytest.fixture
def desk(desk_db: None, clerk: Authority) -> Authority:
    """An officer of the Finance Department who writes to many people."""
    return replace(clerk, office="FIN", role="communicating_officer", scope=None)
