"""Why a bank did not credit or sent back, by its code of ISO 20022, and what an officer does then."""

from __future__ import annotations

from django.utils.translation import gettext_noop

REASONS: dict[str, tuple[str, str]] = {
    "AC01": (
        gettext_noop("No account has this number."),
        gettext_noop("Ask for the passbook, correct the account and have another person verify it."),
    ),
    "AC03": (
        gettext_noop("No account has this number."),
        gettext_noop("Ask for the passbook, correct the account and have another person verify it."),
    ),
    "AC04": (
        gettext_noop("The account is closed."),
        gettext_noop("Ask for an open account, record it and have another person verify it."),
    ),
    "AC06": (
        gettext_noop("The account is blocked."),
        gettext_noop("Have the bank free the account, or record another one and have it verified."),
    ),
    "AC07": (
        gettext_noop("The account is closed."),
        gettext_noop("Ask for an open account, record it and have another person verify it."),
    ),
    "BE01": (
        gettext_noop("The name is not the account holder's."),
        gettext_noop(
            "Compare passbook and service book, correct what is wrong and have it verified. Never pay another person's account."
        ),
    ),
    "MD07": (
        gettext_noop("The account holder has died."),
        gettext_noop("Do not send it again. Record the end of service; what is due is claimed by the heirs."),
    ),
    "RC01": (
        gettext_noop("No branch has this code."),
        gettext_noop("Correct the branch code of the account and have another person verify it."),
    ),
    "RC04": (
        gettext_noop("No branch has this code."),
        gettext_noop("Correct the branch code of the account and have another person verify it."),
    ),
}
_UNKNOWN = ("", gettext_noop("Ask the bank for the reason; then correct the account or send it again."))


def reason_of(code: str) -> tuple[str, str]:
    """What happened, empty if the code is none of the known ones, and what to do."""
    return REASONS.get(code, _UNKNOWN)
