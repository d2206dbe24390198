"""Workbooks of comparisons: one row per person and line."""

from __future__ import annotations

from decimal import Decimal

from vethanam.money import RUPEE, Paise
from vethanam.payroll.former_system.comparison import Comparison
from vethanam.tables import Heading, workbook

_COLUMNS = (
    Heading("number", "Employee number"),
    Heading("name", "Name"),
    Heading("drawing_code", "Drawing code"),
    Heading("component", "Line"),
    Heading("drawn", "Drawn by the system before, rupees"),
    Heading("computed", "By the rules, rupees"),
    Heading("difference", "By the rules less drawn, rupees"),
    Heading("cause", "Cause, proven by computing again; else unexplained"),
    Heading("with", "Value of the input with which both are equal"),
    Heading("note", "Why somebody cannot be computed"),
    Heading("signed", "Reason with which it was signed"),
)


def comparison_workbook(found: Comparison) -> bytes:
    """A side-by-side month as XLSX: one row per person and line that differs."""
    rows = [
        [
            member.number,
            member.name,
            member.code,
            row.component,
            _rupees(member.drawn),
            _rupees(member.computed),
            _rupees(member.computed - member.drawn),
            row.cause,
            member.said or row.said,
            row.note,
            row.reason,
        ]
        for row in found.differences
        for member in row.members
    ]
    return workbook({str(found.month): _COLUMNS}, {str(found.month): rows})


def _rupees(amount: Paise) -> str:
    return str(Decimal(amount) / RUPEE)
