"""The database: server and name from the URL, the role from the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from vethanam.errors import Unsound
from vethanam.site.address import database_address, parse_address
from vethanam.site.state import State


def test_our_own_server_when_nothing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VETHANAM_DATABASE_URL", raising=False)
    address = database_address(State(tmp_path))
    assert address.is_ours
    assert address.host == str(State(tmp_path).sockets)


def test_a_foreign_server_with_options() -> None:
    address = parse_address("postgresql://db.example:6543/pay?sslmode=verify-full")
    assert (address.host, address.port, address.database) == ("db.example", 6543, "pay")
    assert address.options == (("sslmode", "verify-full"),)
    assert not address.is_ours


def test_what_it_prints_is_read_back(tmp_path: Path) -> None:
    address = parse_address(f"postgresql:///pay?host={tmp_path}&port=5432")
    assert parse_address(address.url()) == address


@pytest.mark.parametrize("url", ["postgresql://someone:s3same@db/pay", "postgresql://someone@db/pay"])
def test_a_role_or_password_in_the_address_is_refused(url: str) -> None:
    with pytest.raises(Unsound, match="server and database only") as refused:
        parse_address(url)
    assert "s3same" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://db/pay", "postgresql://db", "pay", "postgresql://db:many/pay"])
def test_an_address_of_another_shape_is_refused(url: str) -> None:
    with pytest.raises(Unsound, match="must look like"):
        parse_address(url)
