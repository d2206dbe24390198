import os
import stat
from pathlib import Path

import pytest

from vethanam.errors import Broken
from vethanam.journal import keys


def test_a_pair_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    made = keys.create(path, "vethanam.example/a")
    assert (
        keys.create(path, "vethanam.example/b") == made == keys.load(path).verifier == keys.public_key(path)
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.with_suffix(".pub").stat().st_mode) == 0o644
    assert "PRIVATE" not in path.with_suffix(".pub").read_text()


def test_each_installation_has_a_name_of_its_own() -> None:
    assert keys.fresh_origin("pay.example.gov.in") != keys.fresh_origin("pay.example.gov.in")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "log.key"
    keys.create(path, "vethanam.example/a")
    path.chmod(mode)
    with pytest.raises(Broken, match="Others may read"):
        keys.load(path)


def test_a_key_of_another_os_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.key"
    keys.create(path, "vethanam.example/a")
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(Broken, match="does not belong"):
        keys.load(path)


def test_a_link_to_a_key_is_refused(tmp_path: Path) -> None:
    keys.create(tmp_path / "log.key", "vethanam.example/a")
    (tmp_path / "link.key").symlink_to(tmp_path / "log.key")
    with pytest.raises(Broken, match="cannot be read"):
        keys.load(tmp_path / "link.key")


def test_what_is_no_key_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    keys.create(path, "vethanam.example/a")
    path.write_text("PRIVATE+KEY+a secret thing")
    with pytest.raises(Broken) as refused:
        keys.load(path)
    assert "secret thing" not in str(refused.value)
    with pytest.raises(Broken, match="cannot be read"):
        keys.load(tmp_path / "none.key")
    with pytest.raises(Broken, match="public key"):
        keys.public_key(tmp_path / "none.key")
