"""The payment key, in a file or in a module."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.softhsm import Token
from vethanam.errors import Broken
from vethanam.journal.module_keys import make_key
from vethanam.payments.paymaster.keys import load_pay_key, new_pay_keys, public_pem


def kept(folder: Path, private: bytes, public: bytes) -> Path:
    path = folder / "pay.key"
    path.write_bytes(private)
    path.chmod(0o400)
    path.with_suffix(".pub").write_bytes(public)
    return path


def test_a_key_in_a_file_signs(tmp_path: Path) -> None:
    private, public = new_pay_keys()
    assert public_pem(load_pay_key(kept(tmp_path, private, public))) == public


@pytest.mark.debian("softhsm2-util")
def test_a_key_in_a_module_signs_what_the_bank_takes(softhsm: Token, tmp_path: Path) -> None:
    uri = softhsm.uri("pay")
    public = public_pem(make_key(uri))
    key = load_pay_key(kept(tmp_path, uri.encode(), public))
    bank = load_pem_public_key(public)
    bank.verify(key.sign(b"pain.001"), b"pain.001")  # type: ignore[union-attr,call-arg]
    (tmp_path / "pay.pub").write_bytes(new_pay_keys()[1])
    with pytest.raises(Broken, match="not the one of"):
        load_pay_key(tmp_path / "pay.key")


@pytest.mark.parametrize("content", [b"", b"pkcs11:token=a", b"\xff\xfe", b"no key"])
def test_what_is_no_key_is_not_taken(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Broken, match="no Ed25519 key"):
        load_pay_key(kept(tmp_path, content, b""))


def test_a_key_that_others_may_read_is_not_taken(tmp_path: Path) -> None:
    path = kept(tmp_path, *new_pay_keys())
    path.chmod(0o440)
    with pytest.raises(Broken, match="others may read"):
        load_pay_key(path)
