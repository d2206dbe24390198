"""The bank's findings that need a person, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from vethanam.errors import Finding
from vethanam.web.parts.names import said
from vethanam.web.parts.people import People, PersonShown, numbers_of, people_named
from vethanam.web.parts.view_values import Noted


def noted_by_bank(findings: Sequence[Finding], settle: dict[int, str] | None = None) -> list[Noted]:
    """Findings for a list; ``settle`` maps a finding's number to the address that closes it."""
    numbers = {str(one.facts.get("employee", "")) for one in findings} - {""}
    whose = people_named(numbers | numbers_of(findings))
    return [
        Noted(
            record=_record(finding, whose),
            says=said(finding, whose.in_sentence),
            code=finding.code,
            settle=(settle or {}).get(finding.facts["finding"], ""),
            settle_word=_("Describe the action taken"),
        )
        for finding in findings
    ]


def _record(finding: Finding, whose: People) -> PersonShown | str:
    number = str(finding.facts.get("employee", ""))
    if number:
        return whose[number]
    kind, _space, name = finding.record.rpartition(" ")
    known = {
        "Payment": _("Payment %(number)s"),
        "Payment file": _("Payment file %(number)s"),
        "Bill": _("Bill %(number)s"),
        "Answer of the": _("Answer of the bank"),
    }.get(kind)
    return known % {"number": name} if known else whose.of(finding.record)
