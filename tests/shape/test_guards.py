"""Guards in SQL that look at all rows of a statement at once."""

from __future__ import annotations

import re

from tests.conftest import World

_JOINED = r"\bFROM {rows}(?: \w+)?\s+(?:LEFT )?JOIN\b|\bJOIN {rows}\b"


def test_no_guard_keeps_a_plan_for_rows_that_it_joins(world: World) -> None:
    """A join planned for five rows compares each of fifty thousand with each: such a query is run as a text,
    or not at all.

    Guards of payroll are left out: their statements concern one bill or one list, and so one office.
    """
    guards = world.sql(
        "owner",
        "SELECT p.proname, p.prosrc, t.tgnewtable, t.tgoldtable FROM pg_trigger t JOIN pg_proc p "
        "ON p.oid = t.tgfoid"
        " WHERE (t.tgnewtable IS NOT NULL OR t.tgoldtable IS NOT NULL) AND p.proname NOT LIKE 'payroll%'",
    )
    assert guards
    kept = [
        name
        for name, body, *tables in guards
        for rows in filter(None, tables)
        if re.search(_JOINED.format(rows=rows), re.sub(r"\$ask\$.*?\$ask\$", "", body, flags=re.DOTALL))
    ]
    assert kept == []
