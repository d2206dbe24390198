"""The table: every row, in the order of reasons."""

from __future__ import annotations

from vethanam.privacy.permit import request_refusals as r
from vethanam.privacy.permit import subject_refusals as s
from vethanam.privacy.permit.table import Row

ROWS: tuple[Row, ...] = (
    r.ROW_1, r.ROW_2, r.ROW_3, r.ROW_4, r.ROW_5, r.ROW_6, r.ROW_7, r.ROW_8, r.ROW_9, r.ROW_10, r.ROW_11,
    r.ROW_12, s.ROW_13, s.ROW_14, s.ROW_15, r.ROW_16, r.ROW_17, s.ROW_18, s.ROW_19, s.ROW_20, s.ROW_21,
)  # fmt: skip

#: codes that hold; all others refuse
HOLDING = frozenset({"LEDGER_UNHEALTHY", "HOLD_RESTRAINT_UNCONFIRMED", "APPROVAL_MISSING"})
