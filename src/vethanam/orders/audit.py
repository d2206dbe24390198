"""Tables of this room that ``vethanam check`` compares with the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vethanam.journal.row_audit import ANY_ACT

#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        (
            "orders_figure",
            "orders_order",
            "orders_ordereffect",
            "orders_orderscan",
            "orders_scanwithdrawal",
        ),
        ANY_ACT,
    ),
}
