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
    "city_compensatory_allowance": gettext_noop("City compensatory allowance"),
    "special_pay": gettext_noop("Special pay"),
    "special_leave_allowance": gettext_noop("Special leave allowance"),
    "subsistence_allowance": gettext_noop("Subsistence allowance"),
    "daily_wage": gettext_noop("Daily wage"),
    "gpf_subscription": gettext_noop("Provident fund"),
    "pension_contribution": gettext_noop("Pension contribution (NPS)"),
    "government_pension_contribution": gettext_noop("Government pension contribution"),
    "state_life_insurance": gettext_noop("State life insurance"),
    "group_insurance": gettext_noop("Group insurance"),
    "family_benefit_scheme": gettext_noop("Family benefit scheme"),
    "medisep": gettext_noop("Medisep"),
    "accident_insurance": gettext_noop("Accident insurance"),
    "profession_tax": gettext_noop("Profession tax"),
    "income_tax": gettext_noop("Income tax"),
    "government_due": gettext_noop("Government due"),
    "overpayment": gettext_noop("Overpayment"),
    "house_building_advance": gettext_noop("House building advance"),
    "conveyance_advance": gettext_noop("Conveyance advance"),
    "festival_advance": gettext_noop("Festival advance"),
    "gpf_loan": gettext_noop("Provident fund loan"),
    "sli_loan": gettext_noop("State life insurance loan"),
    "attachment": gettext_noop("Court attachment"),
    "maintenance": gettext_noop("Maintenance by court order"),
    "cooperative": gettext_noop("Cooperative society"),
    "lic": gettext_noop("LIC premium"),
    "pli": gettext_noop("Postal life insurance"),
    "other_voluntary": gettext_noop("Other subscription"),
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


#: names of numbers in an equation, beside the components
LABELS: dict[str, str] = {
    "rate": gettext_noop("rate"),
    "share": gettext_noop("share"),
    "premium": gettext_noop("premium"),
    "days": gettext_noop("days"),
    "month_days": gettext_noop("days of the month"),
    "house_rent_days": gettext_noop("days with house rent allowance"),
    "basic_pay": gettext_noop("basic pay"),
    "dearness_allowance": gettext_noop("dearness allowance"),
    "half_pay": gettext_noop("half pay"),
    "worked": gettext_noop("days worked"),
    "wage": gettext_noop("wage"),
    "amount": gettext_noop("amount"),
    "floor": gettext_noop("least"),
    "ceiling": gettext_noop("most"),
}


def label_name(label: str) -> str:
    """The name of a number in an equation; a component's name in small letters, else its words."""
    if label in LABELS:
        return gettext(LABELS[label])
    if label in COMPONENTS:
        name = gettext(COMPONENTS[label])
        return name[0].lower() + name[1:] if name.isascii() and not name.isupper() else name
    return label.replace("_", " ")


#: kind of entry of the service book -> its name
KINDS: dict[str, str] = {
    "service_spell": gettext_noop("Service"),
    "posting": gettext_noop("Posting"),
    "pay": gettext_noop("Pay"),
    "authorised_rate": gettext_noop("Authorised rate"),
    "wage": gettext_noop("Wage"),
    "attendance": gettext_noop("Attendance"),
    "absence": gettext_noop("Leave or suspension"),
    "quarters": gettext_noop("Quarters"),
    "membership": gettext_noop("Fund or insurance"),
    "obligation": gettext_noop("Recovery"),
    "recovery_suspension": gettext_noop("Recovery suspended"),
    "tax_choice": gettext_noop("Choice of tax"),
    "payee_account": gettext_noop("Account"),
}
