"""Every rule of every pack can be shown on any day."""

from __future__ import annotations

from datetime import date

import pytest

from vethanam.rules import load_pack
from vethanam.rules.rule_text import shown

DAYS = (date(2016, 3, 1), date(2021, 3, 1), date(2026, 10, 1))


@pytest.mark.parametrize("pack", ["kerala", "central"])
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_each_line_step_obligation_and_figure_is_told(pack: str, on: date) -> None:
    rulebook = load_pack.__wrapped__(pack)  # nothing worked out before helps
    names = [*(c.name for c in rulebook.pack.components), *rulebook.pack.obligations, *rulebook.parameters]
    for name in reversed(names):
        told = shown(rulebook, name, on)
        assert told["text"]
        assert told["on"] == on.isoformat()
