"""Rows and buffers that the database reads of each table during a block, from its own statistics."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connections

_COUNTED = """
    SELECT s.relname, coalesce(s.seq_tup_read, 0) + coalesce((
             SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = s.relid), 0)::bigint,
           coalesce(b.heap_blks_hit, 0) + coalesce(b.heap_blks_read, 0) + coalesce(b.idx_blks_hit, 0)
             + coalesce(b.idx_blks_read, 0)
      FROM pg_stat_user_tables s JOIN pg_statio_user_tables b USING (relid)
"""


@dataclass(slots=True)
class TableReads:
    """Rows and buffers read, by table; tables that were not read are left out."""

    by_table: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows read of all tables and indexes."""
        return sum(rows for rows, _ in self.by_table.values())

    @property
    def buffers(self) -> int:
        """Pages looked at, in memory or not, those of writes included."""
        return sum(buffers for _, buffers in self.by_table.values())

    def as_json(self) -> dict[str, object]:
        """For ``--json``: the sums, and the tables with the most buffers."""
        most = sorted(self.by_table.items(), key=lambda one: -one[1][1])[:12]
        return {
            "rows": self.rows,
            "buffers": self.buffers,
            "by_table": {name: {"rows": rows, "buffers": buffers} for name, (rows, buffers) in most},
        }


@contextlib.contextmanager
def table_reads() -> Iterator[TableReads]:
    """Count what this process' connections read during the block; they are closed at both ends.

    A server process tells what it read at the latest when its connection ends.
    """
    found = TableReads()
    before = _counted()
    yield found
    after = _counted()
    for name, (rows, buffers) in after.items():
        had = before.get(name, (0, 0))
        if rows > had[0] or buffers > had[1]:
            found.by_table[name] = rows - had[0], buffers - had[1]


def _counted() -> dict[str, tuple[int, int]]:
    connections.close_all()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(_COUNTED)
        return {name: (int(rows), int(buffers)) for name, rows, buffers in cursor.fetchall()}
