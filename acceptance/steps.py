"""Common parts of steps: officers invited and appointed, sheets, and conditions that must hold."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from api import Officer, RefusedError
from authenticator import Authenticator
from machine import Machine

#: roles among them that sign on the pages of the installation, not of the paymaster
SIGNS_ON_PAGES = ("law_officer", "data_protection_officer", "administrator")


class Run(Protocol):
    """A run with its machine and its officers."""

    machine: Machine
    seed: int
    found: dict[str, Any]

    def __getitem__(self, name: str) -> Officer:
        """An officer by the sign-in name."""

    def named(self, code: str) -> str:
        """A code or name in the sheets of this run."""


def invite(run: Run, name: str, person: str) -> None:
    """An account for a person, activated with the code of its paper."""
    answer = run["admin.rani"].act("invite_officer", account=name, name=person, born="1980-06-09")
    run[name].activate(answer["once"]["first_codes"][0]["first_code"])


def appoint(run: Run, name: str, role: str, scope: str, since: date, **more: str) -> None:
    """Proposed by one administrator, agreed by the other."""
    seat = {"account": name, "role": role, **({"scope": scope} if scope else {})}
    run["admin.rani"].act("propose_appointment", **{**seat, "from": str(since), **more})
    refused(lambda: run["admin.rani"].act("agree_appointment", **seat), "the proposing person alone")
    run["admin.sunil"].act("agree_appointment", **seat)


def device_of(run: Run, role: str) -> Authenticator:
    """A new device with a passkey of the paymaster's page, or of the installation's pages."""
    folder = run.machine.folder / "devices"
    if role in SIGNS_ON_PAGES:
        return Authenticator(folder, f"http://localhost:{run.machine.pages}")
    return Authenticator(folder, run.machine.paymaster_origin, "pay.localhost")


def countersigned(run: Run) -> None:
    """The first administrator countersigns every waiting key, with one signature."""
    waiting = run["admin.rani"].look("keys_to_confirm")["keys"]
    run["admin.rani"].act("confirm_keys", keys=[one["key"] for one in waiting])


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """A sheet of rows."""
    with path.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.DictWriter(sheet, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def today() -> date:
    """The day in India."""
    return datetime.now(ZoneInfo("Asia/Kolkata")).date()


def expect(what: str, found: Any, expected: Any) -> None:
    """Stop the step unless both are equal."""
    if found != expected:
        raise AssertionError(f"{what}: found {str(found)[:600]}, expected {str(expected)[:600]}.")


def refused(doing: Callable[[], Any], whom: str) -> None:
    """Stop the step unless the installation refuses."""
    try:
        doing()
    except RefusedError:
        return
    raise AssertionError(f"Nothing refused {whom}.")
