"""What may be found about payments: the sentence of each code with the facts that fill it, and who can do something about it.

A finding is kept as its code and its facts, so that a page says it in the language of whoever reads it; the English sentence
is kept beside them for files and the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from vethanam.payments.reasons import reason_of

#: kind of a finding -> its sentence
SAYS: dict[str, str] = {
    "unknown_reference": gettext_noop(
        "The bank reports a payment that we never instructed. Ask the bank whose money it is."
    ),
    "another_amount": gettext_noop(
        "Instructed %(amount)s, the bank says %(stated)s. Nothing is credited by it; ask the bank."
    ),
    "amount_not_named": gettext_noop(
        "Instructed %(amount)s, the bank names no amount. Nothing is credited by it; ask the bank."
    ),
    "another_account": gettext_noop(
        "The bank names another account than the one instructed. Nothing is credited by it; ask the bank at once."
    ),
    "known_to_bank": gettext_noop(
        "The bank says it has had this before. Nobody is rejected by that; ask the bank what it paid."
    ),
    "said_again": gettext_noop("The bank says the same again. It counts once; nothing is to be done."),
    "contradiction": gettext_noop("The bank said something else before. Ask the bank which holds."),
    "out_of_time": gettext_noop(
        "By the bank's dates one thing came before what it follows on. Ask the bank for the dates."
    ),
    "sent_on_before": gettext_noop(
        "The treasury savings account did not keep it, yet it is said to have been sent on. Ask where the money is."
    ),
    "no_answer": gettext_noop(
        "The bank has the instruction since %(since)s and is silent about %(count)s payments of %(amount)s. "
        "Ask the bank; do not send it again, nobody knows yet what was paid."
    ),
    "not_credited": gettext_noop("%(amount)s was not credited: the bank did not take it."),
    "came_back": gettext_noop("%(amount)s came back from the bank on %(on)s."),
    "onward_came_back": gettext_noop("%(amount)s was not sent on: it lies in the treasury savings account."),
    "institution_not_paid": gettext_noop("%(amount)s for %(institution)s was not paid."),
    "no_institution_account": gettext_noop(
        "%(institution)s has no verified account, so its money was not sent. Enter the account and have another "
        "officer verify it; the next round pays it."
    ),
    "institution_not_named": gettext_noop(
        "Money is deducted for an institution that nobody named. Enter the institution as payee of the obligation "
        "and ask the operator to have it paid."
    ),
    "no_account": gettext_noop(
        "Somebody on this bill has no account on record. Record it and have it verified; the next round pays it."
    ),
    "died_before_payment": gettext_noop(
        "%(amount)s is kept back: the person died on %(died)s, and the account on record is the person's own. Record that of "
        "the nominee or the legal heirs, from a day after the death, and have it verified; the next round pays it."
    ),
    "drawn_beyond_death": gettext_noop(
        "%(amount)s is kept back: the person died on %(died)s, and the bill was made for days after that too. Give the whole "
        "back by challan and compute the month again: what is due up to and including that day is claimed for the nominee "
        "or the legal heirs, in form TR 59(C)."
    ),
    "payment_kept_back": gettext_noop(
        "%(amount)s is not in the payment file: the person died on %(died)s. The office has it paid to the nominee or the "
        "legal heirs, or gives it back by challan."
    ),
    "paid_after_death": gettext_noop(
        "%(amount)s went to the person's own account, drawn before it was known that the person died on %(died)s. Pay of the "
        "days after is not due: ask the bank to send it back, or recover it from the estate, and enter what comes back by "
        "challan."
    ),
    "answer_unsigned": gettext_noop(
        "An answer has no signature yet and is not read. Ask the bank to sign it."
    ),
    "bad_signature": gettext_noop(
        "An answer is not signed by the bank's key. Nothing it says is believed. Find out who put it there."
    ),
    "answer_unreadable": gettext_noop("A signed answer cannot be read: %(why)s"),
    "unknown_message": gettext_noop(
        "The bank reports on an instruction that we never sent. Ask the bank whose it is."
    ),
    "another_total": gettext_noop(
        "The bank rejects an instruction of another number or sum. Nobody is rejected by that; ask the bank."
    ),
    "not_instructed": gettext_noop("This was not given to the bank: %(why)s"),
}
#: a bank's own code follows the sentence, in words, with what to do
WITH_REASON = frozenset({"not_credited", "came_back", "onward_came_back", "institution_not_paid"})
#: what it is to be done where the money lies, whatever the bank's reason says
ONWARD = gettext_noop("Correct the account it is sent on to and have another person verify it.")
#: what the office that knows the payee's account mends; the treasury speaks with the bank about everything else
OF_THE_OFFICE = frozenset(
    {"no_account", "not_credited", "came_back", "onward_came_back", "died_before_payment", "paid_after_death"}
)
#: what waits with the office and has no leg yet: its facts say ``employment`` and ``amount_paise``
WAITS = ("no_account", "died_before_payment")
#: the facts that are days
DAYS = ("on", "since", "died")
_NO_AMOUNT = ("", "no amount")


def kind_of(code: str, facts: Mapping[str, Any]) -> str:
    """Which sentence says a finding: its code, or where a fact is not known a sentence that does without."""
    if code == "no_institution_account" and not facts.get("institution"):
        return "institution_not_named"
    if code == "died_before_payment" and facts.get("is_beyond"):
        return "drawn_beyond_death"
    if code == "another_amount" and facts.get("stated") in _NO_AMOUNT:
        return "amount_not_named"
    return code


def with_days(facts: Mapping[str, Any], say: Callable[[date], str]) -> dict[str, Any]:
    """The facts with each day as ``say`` puts it."""
    return {**facts, **{name: say(date.fromisoformat(facts[name])) for name in DAYS if facts.get(name)}}


def reason_in(code: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """What happened by the bank's code and what to do then, each empty where nothing is said of it."""
    if code not in WITH_REASON:
        return "", ""
    why, do = reason_of(str(facts.get("code", "")))
    return why, ONWARD if code == "onward_came_back" else do


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a finding in English.

    >>> sentence("not_credited", {"amount": "₹ 10.00", "code": "AC04"}).partition(": ")[2]
    'the bank did not take it. The account is closed. Ask for an open account, record it and have another person verify it.'
    """
    filled = SAYS[kind_of(code, facts)] % with_days(facts, lambda one: f"{one.day} {one:%b %Y}")
    return " ".join(part for part in (filled, *reason_in(code, facts)) if part)
