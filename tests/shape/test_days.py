"""A day on a page is an Indian one: times of the database are UTC, a day early until 05:30 in India."""

from __future__ import annotations

import re
from pathlib import Path

import vethanam

SOURCE = Path(vethanam.__file__).parent
#: a column of time cut to a day; ``authority.at`` is Indian time already (``business_now``)
IN_UTC = re.compile(r"(?:_at|row\.at|objects\.get\([^)]*\)\.at)\.date\(\)")


def test_a_time_of_the_database_becomes_a_day_in_india() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in sorted(SOURCE.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if IN_UTC.search(line)
    ]
    assert not found, "use localdate()"
