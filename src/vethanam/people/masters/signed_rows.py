"""Statements of masters that two persons sign: one proposes, another agrees, each over the same row."""

from __future__ import annotations

from typing import Any

from vethanam.people.masters.rows import Row
from vethanam.people.models import MasterChange


def statement_of_row(kind: str, row: Row) -> dict[str, Any]:
    """The statement that both persons sign for a master: its kind and row, with its order if it has one."""
    says = row.model_dump(mode="json")
    order = {"order_number": " ".join(str(says["order_number"]).split())} if "order_number" in says else {}
    return {**says, **order, "kind": kind}


def statement_of_change(change: MasterChange, row: type[Row]) -> dict[str, Any]:
    """The statement to sign for a proposed change of a master with this form of row."""
    order = change.order
    named = {"order_number": order.number, "order_dated": order.dated} if order else {}
    return statement_of_row(change.kind, row.model_validate({**change.given, **named}))
