"""What the bank says that a person must look at, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.errors import Finding
from vethanam.payments.reasons import reason_of
from vethanam.web.parts import Noted
from vethanam.web.sentences import said

#: code of a finding -> its sentence, filled by the facts of the finding
SAYS: dict[str, str] = {
    "unknown_reference": gettext_noop(
        "The bank reports a payment that we never instructed. Ask the bank whose money it is."
    ),
    "another_amount": gettext_noop(
        "Instructed %(amount)s, the bank says %(stated)s. Nothing is credited by it; ask the bank."
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
    "onward_came_back": gettext_noop(
        "%(amount)s was not sent on: it lies in the treasury savings account. Correct the account it is sent on to."
    ),
    "institution_not_paid": gettext_noop("%(amount)s for %(institution)s was not paid."),
    "no_institution_account": gettext_noop(
        "%(institution)s has no verified account, so its money was not sent. Enter the account and have another "
        "officer verify it; the next round pays it."
    ),
    "no_account": gettext_noop(
        "Somebody on this bill has no account on record. Record it and have it verified; the next round pays it."
    ),
    "answer_unsigned": gettext_noop(
        "An answer has no signature yet and is not read. Ask the bank to sign it."
    ),
    "bad_signature": gettext_noop(
        "An answer is not signed by the bank's key. Nothing it says is believed. Find out who put it there."
    ),
    "answer_unreadable": gettext_noop("A signed answer cannot be read. Ask the bank to send it again."),
    "unknown_message": gettext_noop(
        "The bank reports on an instruction that we never sent. Ask the bank whose it is."
    ),
    "another_total": gettext_noop(
        "The bank rejects an instruction of another number or sum. Nobody is rejected by that; ask the bank."
    ),
}
#: what happened by the bank's code, and what to do, as ``payments.reasons`` says it
REASONS: tuple[str, ...] = (
    gettext_noop("The name is not the account holder's."),
    gettext_noop("The account holder has died."),
    gettext_noop("No branch has this code."),
    gettext_noop("Ask for the passbook, correct the account and have another person verify it."),
    gettext_noop("Ask for an open account, record it and have another person verify it."),
    gettext_noop("Have the bank free the account, or record another one and have it verified."),
    gettext_noop(
        "Compare passbook and service book, correct what is wrong and have it verified. Never pay another person's account."
    ),
    gettext_noop("Do not send it again. Record the end of service; what is due is claimed by the heirs."),
    gettext_noop("Correct the branch code of the account and have another person verify it."),
    gettext_noop("Ask the bank for the reason; then correct the account or send it again."),
)
_WITH_REASON = frozenset({"not_credited", "came_back", "institution_not_paid"})


def noted_by_bank(findings: Sequence[Finding], settle: dict[int, str] | None = None) -> list[Noted]:
    """Findings as a list shows them; ``settle`` gives the address that closes one, by its number."""
    return [
        Noted(
            record=_record(finding),
            says=_says(finding),
            code=finding.code,
            settle=(settle or {}).get(finding.facts["finding"], ""),
            settle_word=_("Say what was done"),
        )
        for finding in findings
    ]


def _record(finding: Finding) -> str:
    number = str(finding.facts.get("employee", ""))
    if number:
        return _("Employee %(number)s") % {"number": number}
    kind, _space, name = finding.record.rpartition(" ")
    known = {
        "Payment": _("Payment %(number)s"),
        "Payment file": _("Payment file %(number)s"),
        "Bill": _("Bill %(number)s"),
        "Answer of the": _("Answer of the bank"),
    }.get(kind)
    return known % {"number": name} if known else finding.record


def _says(finding: Finding) -> str:
    text = SAYS.get(finding.code)
    if text is None:
        return said(finding)
    try:
        filled = _(text) % dict(finding.facts)
    except KeyError:
        return said(finding)
    if finding.code not in _WITH_REASON:
        return filled
    why, do = reason_of(str(finding.facts.get("code", "")))
    return " ".join(part for part in (filled, _(why) if why else "", _(do)) if part)
