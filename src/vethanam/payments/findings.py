"""Findings about payments: the sentence of a code and its facts, and the officer who can act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vethanam.errors import Finding, Sentence
from vethanam.payments.reasons import reason_of

#: the bank's own reason follows the sentence, with the remedy
WITH_REASON = frozenset({"not_credited", "came_back", "onward_came_back", "institution_not_paid"})
#: findings for the office, which knows the payee's account; the treasury gets all others
OF_THE_OFFICE = frozenset(
    {
        "no_account",
        "not_credited",
        "came_back",
        "onward_came_back",
        "died_before_payment",
        "paid_after_death",
        "pay_not_proven",
    }
)
#: open findings of the office without a leg yet: their facts hold ``employment`` and ``amount_paise``
WAITS = ("no_account", "died_before_payment")
#: a payment that the paymaster could not prove: for the treasury, and for the office
UNPROVEN, UNPROVEN_AT_OFFICE = "payment_not_proven", "pay_not_proven"
#: a file that waits, because an earlier pay-day than the proven one is on record
PAY_DAY_UNPROVEN = "pay_day_not_proven"
#: a file that waits, because an entry behind it has a form that the paymaster cannot read
ENTRY_UNREAD = "bill_entry_unread"
#: findings about a file that is tried again in every round
TRIED_AGAIN = (PAY_DAY_UNPROVEN, ENTRY_UNREAD)
#: why a payment is not proven: a file of before a restore may have made it
FOUND_FILE_UNSIGNED = "found_file_unsigned"
_NO_AMOUNT = ("", "no amount")
#: codes of findings with a differently named sentence
_OWN = {"no_account": "nobody_to_pay", "answer_unreadable": "answer_not_readable"}


def sentence_of(code: str, facts: Mapping[str, Any]) -> Sentence:
    """The sentence of a finding, followed by the bank's reason and the remedy.

    >>> sentence_of("not_credited", {"amount": "₹ 10.00", "code": "AC04"}).says.partition(": ")[2][:50]
    'the bank did not take it. The account is closed. A'
    """
    found = Sentence(_kind_of(code, facts), facts)
    if code not in WITH_REASON:
        return found
    why, do = reason_of(str(facts.get("code", "")))
    if code == "onward_came_back":
        do = Sentence("correct_onward_account")
    return Sentence("told_with_reason", {"parts": [part for part in (found, why, do) if part]})


def _kind_of(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence code of a finding, or of its variant for a missing fact."""
    if code == "no_institution_account" and not facts.get("institution"):
        return "institution_not_named"
    if code == "died_before_payment" and facts.get("is_beyond"):
        return "drawn_beyond_death"
    if code == "another_amount" and facts.get("stated") in _NO_AMOUNT:
        return "amount_not_named"
    return _OWN.get(code, code)


@dataclass(frozen=True, slots=True)
class FindingOfPayment(Finding):
    """A finding about payments, with its sentence from code and facts."""

    @property
    def sentence(self) -> Sentence:
        """The sentence of the code or its variant, with the bank's reason."""
        return sentence_of(self.code, self.facts)
