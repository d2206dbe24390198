"""A backup is signed by its maker; another's file is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vethanam.errors import Refused, Unsound
from vethanam.site.backup_signatures import (
    MAKER_KEY,
    MAKER_PUBLIC_KEY,
    check_maker,
    new_maker_key,
    sign_backup,
    signature_of,
)


@pytest.fixture
def backup(settings: Any, tmp_path: Path) -> Path:
    settings.VETHANAM_STATE = tmp_path
    (tmp_path / "keys").mkdir()
    private, public = new_maker_key()
    (tmp_path / "keys" / MAKER_KEY).write_bytes(private)
    (tmp_path / "keys" / MAKER_PUBLIC_KEY).write_bytes(public)
    path = tmp_path / "october.age"
    path.write_bytes(b"content")
    sign_backup(path, path)
    return path


def test_its_maker_is_known_by_the_key_beside_and_by_one_kept_elsewhere(backup: Path, tmp_path: Path) -> None:
    check_maker(backup, None)
    kept = tmp_path / "elsewhere.pub"
    kept.write_bytes((tmp_path / "keys" / MAKER_PUBLIC_KEY).read_bytes())
    check_maker(backup, kept)


def test_a_changed_file_and_another_maker_are_refused(backup: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pub"
    other.write_bytes(new_maker_key()[1])
    with pytest.raises(Refused, match="somebody else made it, or it was changed"):
        check_maker(backup, other)
    backup.write_bytes(b"changed")
    with pytest.raises(Refused, match="somebody else made it, or it was changed"):
        check_maker(backup, None)


def test_without_signature_or_key_nothing_is_restored(backup: Path, tmp_path: Path) -> None:
    signature_of(backup).unlink()
    with pytest.raises(Refused, match="may be anybody's"):
        check_maker(backup, None)
    (tmp_path / "keys" / MAKER_PUBLIC_KEY).unlink()
    with pytest.raises(Refused, match="Copy it from where you keep it"):
        check_maker(backup, None)
    (tmp_path / "keys" / MAKER_KEY).unlink()
    with pytest.raises(Unsound, match="vethanam install"):
        sign_backup(backup, backup)
