"""Sentences of the rooms below, in the language of the page.

A room says its sentence in English with a stable ``code`` and the ``facts`` that fill it. Where this table has the
code, the page says the translated sentence; where it has not, the English one stands, marked as English.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop

from vethanam.web import words


class Sentence(Protocol):
    """A finding, an error or a refusal: a code, an English sentence, the facts in it."""

    @property
    def code(self) -> str:
        """Stable and short."""
    @property
    def says(self) -> str:
        """In English."""
    @property
    def facts(self) -> Any:
        """What fills a translation."""


#: code of a room's sentence -> our msgid with named places; filled as the rooms say more
SENTENCES: dict[str, str] = {}

#: component code -> its name, said as the payslip says it
COMPONENTS: dict[str, str] = {
    "basic_pay": gettext_noop("Basic pay"),
    "dearness_allowance": gettext_noop("Dearness allowance"),
    "house_rent_allowance": gettext_noop("House rent allowance"),
    "daily_wage": gettext_noop("Daily wage"),
    "gpf": gettext_noop("Provident fund"),
    "nps": gettext_noop("Pension subscription (NPS)"),
    "sli": gettext_noop("State life insurance"),
    "gis": gettext_noop("Group insurance"),
    "medisep": gettext_noop("Medisep"),
    "gpais": gettext_noop("Accident cover"),
    "profession_tax": gettext_noop("Profession tax"),
    "income_tax": gettext_noop("Income tax"),
    "festival_advance": gettext_noop("Festival advance"),
}


def component_name(code: str) -> str:
    """Its name on the payslip; an unknown code is said as its words."""
    known = COMPONENTS.get(code)
    return gettext(known) if known else code.replace("_", " ").capitalize()


def said(thing: Sentence) -> str:
    """The sentence in the language of the page; English, marked as such, where no translation stands."""
    template = SENTENCES.get(thing.code)
    if template is not None:
        try:
            return gettext(template) % dict(thing.facts)
        except (KeyError, TypeError, ValueError):
            pass
    return thing.says if words.language() == "en" else format_html('<span lang="en">{}</span>', thing.says)
