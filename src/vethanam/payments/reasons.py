"""ISO 20022 reasons for rejected or returned payments, with the officer's remedy."""

from __future__ import annotations

from vethanam.errors import Sentence

#: bank's code → codes of two sentences: reason and remedy
REASONS: dict[str, tuple[str, str]] = {
    "AC01": ("bank_knows_no_account", "ask_for_passbook"),
    "AC03": ("bank_knows_no_account", "ask_for_passbook"),
    "AC04": ("bank_account_closed", "ask_for_open_account"),
    "AC06": ("bank_account_blocked", "have_account_freed"),
    "AC07": ("bank_account_closed", "ask_for_open_account"),
    "BE01": ("bank_holder_differs", "compare_passbook"),
    "MD07": ("bank_holder_died", "record_end_of_service"),
    "RC01": ("bank_knows_no_branch", "correct_branch_code"),
    "RC04": ("bank_knows_no_branch", "correct_branch_code"),
}


def reason_of(code: str) -> tuple[Sentence | None, Sentence]:
    """The reason (None for an unknown code) and the remedy."""
    if code not in REASONS:
        return None, Sentence("ask_bank_for_reason")
    why, do = REASONS[code]
    return Sentence(why), Sentence(do)
