"""Words for rolls of affected people, shared by the officers' pages and a person's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.money import grouped
from vethanam.privacy.counts import FEWER

OF_SAID: dict[str, str] = {
    "message": gettext_noop("A message"),
    "restraint": gettext_noop("A restraint"),
    "case": gettext_noop("A breach case"),
}
CLASSES_SAID: dict[str, str] = {
    "employee": gettext_noop("employee"),
    "pensioner": gettext_noop("pensioner"),
    "beneficiary": gettext_noop("beneficiary"),
    "minor_beneficiary": gettext_noop("beneficiary under age"),
    "judicial_officer": gettext_noop("judicial officer"),
    "unknown": gettext_noop("class not known"),
}
DISTRICTS_SAID: dict[str, str] = {
    "other": gettext_noop("other districts together"),
    "others": gettext_noop("other districts together"),
    "unknown": gettext_noop("without an office"),
}


def count_said(count: Any) -> str:
    """A count as a page shows it, small ones by their marker."""
    return _(FEWER) if count == FEWER else grouped(int(count))


def class_said(code: str) -> str:
    """A class of people; a code without words as itself."""
    if code == "others":
        return _("other classes together")
    word = CLASSES_SAID.get(code)
    return _(word) if word else code.replace("_", " ")


def district_said(name: str) -> str:
    """A district; the small ones, and people without an office, in words."""
    word = DISTRICTS_SAID.get(name)
    return _(word) if word else name


def counts_said(counts: Mapping[str, Any], kind: str) -> str:
    """Counts by class or by district in one line."""
    said = class_said if kind == "class" else district_said
    return "; ".join(f"{said(name)}: {count_said(count)}" for name, count in counts.items())
