"""What the bank says that a person must look at, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from vethanam.errors import Finding
from vethanam.payments.findings import SAYS, kind_of, reason_in, with_days
from vethanam.web import words
from vethanam.web.names import said
from vethanam.web.parts import Noted
from vethanam.web.refusals import in_words


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
    """From code and facts in the language of the page; what was kept with fewer facts, as it was kept."""
    text, facts = SAYS.get(kind_of(finding.code, finding.facts)), with_days(finding.facts, words.day)
    if text is None:
        return said(finding)
    if facts.get("why"):
        facts["why"] = in_words(_(str(facts["why"])))
    try:
        filled = _(text) % facts
    except KeyError:
        return said(finding)
    return " ".join([filled, *(_(part) for part in reason_in(finding.code, facts) if part)])
