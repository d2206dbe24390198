"""What is wrong with a form of the law officer, in the words of its fields and the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput
from vethanam.web.names import said

#: a key of the file → what its field is called
FIELDS: dict[str, str] = {
    "id": gettext_noop("Short name"),
    "code": gettext_noop("Short name"),
    "kind": gettext_noop("What it is"),
    "case_number": gettext_noop("Case number"),
    "court": gettext_noop("Court"),
    "dated": gettext_noop("Date of the order"),
    "from": gettext_noop("Speaks from"),
    "to": gettext_noop("Until"),
    "ended": gettext_noop("Ended"),
    "source": gettext_noop("Press note or letter"),
    "authority": gettext_noop("Said by"),
    "confidence": gettext_noop("How sure it is"),
    "area": gettext_noop("Where"),
    "state": gettext_noop("State"),
    "says": gettext_noop("In a line"),
}
#: by the code of a fault; what has none of these cannot be read
SAYS: dict[str, str] = {
    "restraint_key_missing": gettext_noop("is missing. Write it."),
    "not_a_name": gettext_noop("use at most 40 letters, digits and - _ . signs."),
    "unknown_code": gettext_noop("is none of the list. Choose again."),
}
_UNREADABLE = gettext_noop("cannot be read. Write it anew.")


def faults_of(error: Refused | Unsound) -> list[str]:
    """Every fault, led by the name of its field."""
    if not isinstance(error, UnsoundInput):
        return [said(error)]
    return [_one(fault) for fault in error.faults]


def _one(fault: Fault) -> str:
    name = _(FIELDS[fault.field]) if fault.field in FIELDS else fault.field
    return f"{name}: {_(SAYS.get(fault.code, _UNREADABLE))}"
