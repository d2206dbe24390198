"""The actions of payments. Each takes one authority; most are the worker's."""

from vethanam.payments.actions.answers import Taken, take_answers
from vethanam.payments.actions.bank_silence import find_silence
from vethanam.payments.actions.desk_round import Round, settle_pending
from vethanam.payments.actions.file_release import log_hand_overs, release
from vethanam.payments.actions.findings import resolve_finding
from vethanam.payments.actions.institutions import Details, enter_account, verify_account
from vethanam.payments.actions.instructions import instruct
from vethanam.payments.actions.paymaster_remarks import take_remarks
from vethanam.payments.actions.refunds import confirm_challan, refund_by_challan
from vethanam.payments.actions.reissues import ask_reissue, carry_out_reissue, reissue

__all__ = [
    "Details", "Round", "Taken", "ask_reissue", "carry_out_reissue", "confirm_challan", "enter_account",
    "find_silence", "instruct", "log_hand_overs", "refund_by_challan", "reissue", "release",
    "resolve_finding",
    "settle_pending",
    "take_answers", "take_remarks", "verify_account",
]  # fmt: skip
