"""The file of acts to play has every example of its page and the acts between them, in order of time."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_file_of_acts_is_the_page_and_what_its_examples_rest_on() -> None:
    spec = importlib.util.spec_from_file_location("api_files", ROOT / "tools" / "api_files.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (ROOT / "docs" / "acts" / "acts.yaml").read_text(encoding="utf-8") == tool.played_acts()
