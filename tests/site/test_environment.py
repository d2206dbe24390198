"""Settings are typed, checked at start all at once, and listed without their secrets."""

from __future__ import annotations

import pytest

from vethanam.errors import UnsoundInput
from vethanam.site.environment import Environment, settings_listed


def test_lists_and_switches_are_read() -> None:
    read = Environment.read(
        {"VETHANAM_HOSTS": "pay.example, localhost", "VETHANAM_HTTPS": "1", "VETHANAM_PROCESSES": "web"}
    )
    assert (read.hosts, read.https) == (("pay.example", "localhost"), True)
    assert read.processes == frozenset({"web"})


def test_what_is_left_empty_is_left_out() -> None:
    assert Environment.read({"VETHANAM_BANK": "", "PATH": "/bin"}) == Environment()


def test_every_fault_is_told_at_once_and_no_value_is_repeated() -> None:
    with pytest.raises(UnsoundInput) as wrong:
        Environment.read(
            {"VETHANAM_SMTP": "mail server", "VETHANAM_WEB_WORKERS": "0", "VETHANAM_HOST": "pay.example"}
        )
    told = {fault.record: fault.says for fault in wrong.value.faults}
    assert set(told) == {"VETHANAM_SMTP", "VETHANAM_WEB_WORKERS", "VETHANAM_HOST"}
    assert told["VETHANAM_SMTP"] == "This cannot be read. It says: host:port of the mail server."
    assert "mail server:" not in str(told) and "pay.example" not in str(told)


def test_a_secret_is_listed_without_its_value() -> None:
    listed = {
        one.name: one.value for one in settings_listed(Environment.read({"VETHANAM_SECRET_KEY": "hidden"}))
    }
    assert listed["VETHANAM_SECRET_KEY"] == "set, not shown"
    assert listed["VETHANAM_SMTP"] == ""
