"""The units start existing programs, as the OS user with that process's key, with no further rights."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from vethanam.site.console import app
from vethanam.site.os_accounts import PROCESS_ACCOUNTS
from vethanam.site.processes import SERVICES

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
TIGHT = {
    "ProtectSystem": "strict",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "LimitCORE": "0",
    "UMask": "0077",
}


class Unit(configparser.RawConfigParser):
    """A unit file; keys keep their case and may be repeated."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False)
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.read(UNITS / name, encoding="utf-8")


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_a_unit_of_its_own_user(service: str) -> None:
    unit = Unit(f"vethanam-{service}.service")["Service"]
    assert unit["User"] == PROCESS_ACCOUNTS[service]
    assert {key: unit[key] for key in TIGHT} == TIGHT


@pytest.mark.parametrize("service", SERVICES)
def test_each_machine_starts_those_that_are_enabled_there(service: str) -> None:
    """The target starts no unit by itself: a machine with web alone starts no dispatcher."""
    target, unit = Unit("vethanam.target"), Unit(f"vethanam-{service}.service")
    assert not {"Wants", "Requires"} & set(target["Unit"])
    assert (unit["Install"]["WantedBy"], unit["Unit"]["PartOf"]) == ("vethanam.target", "vethanam.target")
    page = (UNITS.parents[1] / "docs" / "deployment.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"systemctl enable --now ([^`]*vethanam-backup[^`]*)`", page)
    assert f"vethanam-{service}" in command.split()


@pytest.mark.parametrize("path", sorted(UNITS.glob("*.service")), ids=lambda path: path.stem)
def test_each_unit_calls_a_command_that_there_is(path: Path) -> None:
    words = shlex.split(Unit(path.name)["Service"]["ExecStart"])
    words = shlex.split(words[2]) if words[0] == "/bin/sh" else words
    command = words[next(i for i, word in enumerate(words) if word.endswith("bin/vethanam")) + 1]
    known = {*getattr(get_command(app), "commands", {})}
    assert command in known


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_them(tmp_path: Path) -> None:
    """With existing programs and users in place of the installation's own."""
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/vethanam/.venv/bin/vethanam", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    shown = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.glob("vethanam*")))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in shown.stderr.splitlines() if "vethanam" in line and "User" not in line]
    assert ours == []
