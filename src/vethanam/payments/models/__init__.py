"""Instruction files, their legs, the bank's answers, what they report, and what does not fit."""

from vethanam.payments.models.answers import Answer, AnswerBody, Credit, PaymentFinding
from vethanam.payments.models.instructions import (
    FileBody,
    LegAccount,
    LegProof,
    PaymentFile,
    PaymentLeg,
    Reissue,
)

__all__ = [
    "Answer",
    "AnswerBody",
    "Credit",
    "FileBody",
    "LegAccount",
    "LegProof",
    "PaymentFile",
    "PaymentFinding",
    "PaymentLeg",
    "Reissue",
]
