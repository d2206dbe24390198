"""The command as a person starts it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vethanam.site.console import MOUNTS, is_there

THERE = sorted(name for name, mount in MOUNTS.items() if is_there(mount.module))


def vethanam(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vethanam.site", *arguments],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", **env},
    )  # fmt: skip


def test_help_lists_every_command_without_loading_django() -> None:
    shown = vethanam("--help")
    assert shown.returncode == 0
    for name in (*THERE, "demo", "serve", "worker", "dispatcher", "sequencer", "check", "install", "manage"):
        assert f" {name} " in shown.stdout
    code = "import vethanam.site.console, sys; print('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False\n"
    )


def test_an_unknown_command_exits_two() -> None:
    shown = vethanam("pey")
    assert shown.returncode == 2
    assert "No such command" in shown.stderr


def test_a_database_that_is_away_is_a_sentence() -> None:
    shown = vethanam(
        "check", VETHANAM_DATABASE_URL="postgresql:///pay?host=/nowhere", VETHANAM_STATE="/nowhere"
    )
    assert shown.returncode == 2
    assert "cannot be reached" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_state_folder_that_cannot_be_made_is_a_sentence() -> None:
    shown = vethanam("check", VETHANAM_STATE="/proc/none")
    assert shown.returncode == 2
    assert shown.stderr.startswith("The state folder /proc/none cannot be made")


@pytest.mark.parametrize("name", THERE)
def test_each_mounted_group_shows_its_help(name: str) -> None:
    shown = vethanam(name, "--help", VETHANAM_STATE="/nowhere")
    assert shown.returncode == 0, shown.stderr
    assert "Usage: vethanam" in shown.stdout


def test_a_shell_completes_commands_and_those_of_a_group() -> None:
    assert "complete -o default -F" in vethanam("completion", "bash").stdout
    assert vethanam("completion", "tcsh").returncode == 2
    for typed, found in (("vethanam ba", "backup\nbackup-key\nbackup-scans"), ("vethanam rules sh", "show")):
        words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
        shown = vethanam(_VETHANAM_COMPLETE="complete_bash", **words)
        assert shown.stdout.strip() == found
