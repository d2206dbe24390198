"""The verbs of payments. Each takes one authority; all but :func:`ask_reissue` are the worker's."""

from vethanam.payments.actions.answers import Taken, take_answers
from vethanam.payments.actions.findings import resolve_finding
from vethanam.payments.actions.hand_over import hand_over
from vethanam.payments.actions.instruct import instruct
from vethanam.payments.actions.reissue import ask_reissue, carry_out_reissue, reissue
from vethanam.payments.actions.settle import Round, settle_pending

__all__ = [
    "Round",
    "Taken",
    "ask_reissue",
    "carry_out_reissue",
    "hand_over",
    "instruct",
    "reissue",
    "resolve_finding",
    "settle_pending",
    "take_answers",
]
