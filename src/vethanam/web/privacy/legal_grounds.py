"""The present legal ground of a purpose, in words. Acts and orders keep their cited names."""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

from vethanam.privacy.purposes import Purpose

#: grounds that are described, not cited; a test finds missing ones
DESCRIBED = (
    gettext_noop("Government order on delivery of welfare pensions by co-operative societies"),
    gettext_noop("Government order that created the scheme"),
    gettext_noop("Income-tax Act provision on donations"),
    gettext_noop("State order adopting the contributory scheme"),
    gettext_noop("State order on the employee health scheme"),
    gettext_noop("State statistics orders"),
    gettext_noop("advance scheme orders"),
    gettext_noop("attachment orders"),
    gettext_noop("consent given only to PRD for this purpose"),
    gettext_noop("consent of the person"),
    gettext_noop("duty of care of the employer"),
    gettext_noop("employer duty to account for pay"),
    gettext_noop("general duty of care; CERT-In directions 2022 for the agency report"),
    gettext_noop("policy of this system until May 2027"),
    gettext_noop("relief-fund rules"),
    gettext_noop("sanctioned scheme order with head of account"),
    gettext_noop("scheme rules"),
    gettext_noop("the Government order that made the change"),
    gettext_noop("the order itself"),
    gettext_noop("training policy order"),
)


#: a drafter's note at the end of a registered text; the text is hashed, so only pages leave the note out
_NOTE = re.compile(r" \((?:section|s\.\d+) not re-read\)$| \(lesson of [^)]*\)$")


def without_note(text: str) -> str:
    """A registered text without a drafter's note.

    >>> without_note("Income-tax Act 2025 s.397 (s.397 not re-read)")
    'Income-tax Act 2025 s.397'
    """
    return _NOTE.sub("", text)


def grounds_now(purpose: Purpose) -> list[str]:
    """The grounds of a purpose before its section of the Act begins."""
    return [gettext(without_note(one)) for one in purpose.ground.statute_now]
