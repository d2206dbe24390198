"""The verbs of payments. Each takes one authority; most are the worker's."""

from vethanam.payments.actions.answers import Taken, take_answers
from vethanam.payments.actions.findings import resolve_finding
from vethanam.payments.actions.handing_over import hand_over
from vethanam.payments.actions.instructing import instruct
from vethanam.payments.actions.reissuing import ask_reissue, carry_out_reissue, reissue
from vethanam.payments.actions.settling import Round, settle_pending

__all__ = [
    "Round", "Taken", "ask_reissue", "carry_out_reissue", "hand_over", "instruct", "reissue", "resolve_finding",
    "settle_pending", "take_answers",
]  # fmt: skip
