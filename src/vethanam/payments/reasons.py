"""Why a bank did not credit or sent back, by its code of ISO 20022, and what an officer does then."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "AC01": (
        "No account has this number.",
        "Ask for the passbook, correct the account and have another person verify it.",
    ),
    "AC03": (
        "No account has this number.",
        "Ask for the passbook, correct the account and have another person verify it.",
    ),
    "AC04": (
        "The account is closed.",
        "Ask for an open account, record it and have another person verify it.",
    ),
    "AC06": (
        "The account is blocked.",
        "Have the bank free the account, or record another one and have it verified.",
    ),
    "AC07": (
        "The account is closed.",
        "Ask for an open account, record it and have another person verify it.",
    ),
    "BE01": (
        "The name is not the account holder's.",
        "Compare passbook and service book, correct what is wrong and have it verified. Never pay another person's account.",
    ),
    "MD07": (
        "The account holder has died.",
        "Do not send it again. Record the end of service; what is due is claimed by the heirs.",
    ),
    "RC01": (
        "No branch has this code.",
        "Correct the branch code of the account and have another person verify it.",
    ),
    "RC04": (
        "No branch has this code.",
        "Correct the branch code of the account and have another person verify it.",
    ),
}
_UNKNOWN = ("", "Ask the bank for the reason; then correct the account or send it again.")


def reason_of(code: str) -> tuple[str, str]:
    """What happened, empty if the code is none of the known ones, and what to do."""
    return REASONS.get(code, _UNKNOWN)
