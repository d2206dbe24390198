"""ISO 20022 messages as values: pain.001 out, pain.002 and camt.054 in, each checked
against its published schema.

This room maps values to elements of a message. It touches no database, clock, network or file: values in and
bytes out, bytes in and values out. The same values give the same bytes.
"""

from vethanam.payments.messages.initiation import build_instruction, read_instruction
from vethanam.payments.messages.notification import build_notice, read_notice
from vethanam.payments.messages.schema import CAMT_054, LARGEST, PAIN_001, PAIN_002, kind_of
from vethanam.payments.messages.status import build_report, read_report
from vethanam.payments.messages.values import (
    BENEFIT,
    DUPLICATE_CODES,
    OTHER,
    SALARY,
    Account,
    Entry,
    Happening,
    Instruction,
    Notice,
    Report,
    Status,
    Transfer,
    Verdict,
)

__all__ = [
    "BENEFIT",
    "CAMT_054",
    "DUPLICATE_CODES",
    "LARGEST",
    "OTHER",
    "PAIN_001",
    "PAIN_002",
    "SALARY",
    "Account",
    "Entry",
    "Happening",
    "Instruction",
    "Notice",
    "Report",
    "Status",
    "Transfer",
    "Verdict",
    "build_instruction",
    "build_notice",
    "build_report",
    "kind_of",
    "read_instruction",
    "read_notice",
    "read_report",
]
