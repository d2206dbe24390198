"""The page *Questions a court asked* names pages and commands that exist, with their options."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from django.urls import resolve
from typer.main import get_command

from vethanam.site.console import MOUNTS

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "court-questions.md"
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
ADDRESSES = sorted({found for _, _, pages, _ in ROWS for found in re.findall(r"`(/[^`]*)`", pages)})
COMMANDS = sorted({found for *_, commands in ROWS for found in re.findall(r"`vethanam ([^`]+)`", commands)})
GIVEN = {"CODE": "0412", "REF": "u-1", "DAY": "2026-11-26"}


def test_each_row_has_a_page_and_a_command() -> None:
    assert len(ROWS) == 36
    assert [row[0] for row in ROWS if "`/" not in row[2] or "`vethanam" not in row[3]] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_exists(address: str) -> None:
    path = address.partition("?")[0]
    for name, value in GIVEN.items():
        path = path.replace(name, value)
    assert callable(resolve(path, "vethanam.web.urls").func)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_exists_with_its_options(command: str) -> None:
    mount, *words = command.split()
    found = get_command(importlib.import_module(MOUNTS[mount].module).app)
    while words and words[0] in getattr(found, "commands", {}):
        found = found.commands[words.pop(0)]  # type: ignore[attr-defined]
    options = {option for one in found.params for option in one.opts}
    assert found.callback and {word for word in words if word.startswith("--")} <= options
