"""The table: every row, in the order of reasons."""

from __future__ import annotations

from collections.abc import Sequence

from vethanam.privacy.permit import request_rows as r
from vethanam.privacy.permit import subject_rows as s
from vethanam.privacy.permit.table import Row
from vethanam.privacy.purposes import Purpose

ROWS: tuple[Row, ...] = (
    r.ROW_1, r.ROW_2, r.ROW_3, r.ROW_4, r.ROW_5, r.ROW_6, r.ROW_7, r.ROW_8, r.ROW_9, r.ROW_10, r.ROW_11, r.ROW_12,
    s.ROW_13, s.ROW_14, s.ROW_15, r.ROW_16, r.ROW_17, s.ROW_18, s.ROW_19, s.ROW_20, s.ROW_21,
)  # fmt: skip

#: codes that hold; all others refuse
HOLDING = frozenset({"LEDGER_UNHEALTHY", "HOLD_RESTRAINT_UNCONFIRMED", "APPROVAL_MISSING"})

#: every row of the law's table, implemented or not, with the purposes that need it
LAW = ROWS


def rows_not_built(purpose: Purpose, built: Sequence[Row] = ROWS) -> tuple[int, ...]:
    """The numbers of the rows a purpose needs and ``built`` lacks: such a purpose is refused."""
    numbers = {row.number for row in built}
    return tuple(row.number for row in LAW if row.is_needed(purpose) and row.number not in numbers)
