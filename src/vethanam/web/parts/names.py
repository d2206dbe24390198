"""Names of components, facts and numbers, and sentences of the rooms below, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Protocol

from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop

from vethanam.acts.translation import Speaker
from vethanam.clauses.explanation import Given
from vethanam.errors import Sentence
from vethanam.people.models import StateSetting
from vethanam.rules.rulebook import Pack, pack_named, pack_names
from vethanam.service_book.rulebook import pack_in_use, state_name
from vethanam.web.parts import words
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.state_settings import setting_said

#: sentences of lower rooms without places, translated as they are; a pack's own are only in its catalogue
FIXED: tuple[str, ...] = (
    gettext_noop("It came out to the rupee, so no rounding was needed."),
    gettext_noop("As the order on record states it for a whole month, for the days it holds."),
    gettext_noop("Days or hours worked times the wage."),
    gettext_noop("Earnings less deductions."),
    gettext_noop("The sum of the parts of the month."),
)

#: names of fields in the refusal of a contact in public text, if no page names them
CALLED: tuple[str, ...] = (
    gettext_noop("Number of an order"),
    gettext_noop("Contents"),
    gettext_noop("Area"),
    gettext_noop("Restraint"),
    gettext_noop("Window"),
)

#: lines without a rule
_OF_NO_RULE = {
    "arrears_to_provident_fund": gettext_noop("Arrears to the provident fund"),
    "recovery_returned": gettext_noop("Recovery returned"),
}


@cache
def titles() -> Mapping[str, str]:
    """English titles of lines and steps by name, from the packs; the pack in use has precedence."""
    return _OF_NO_RULE | {name: title for pack in _packs() for name, title in pack.titles.items()}


@cache
def _stated() -> Mapping[str, str]:
    """Names of the facts about fund members, by column."""
    funds = [fund for pack in _packs() for fund in pack.funds]
    return {one.column: one.says for fund in funds for one in fund.stated}


def _packs() -> list[Pack]:
    others = [pack_named(name) for name in pack_names() if name != pack_in_use().name]
    return [*others, pack_in_use()]


def component_name(code: str) -> str:
    """The name of a component on the payslip; an unknown code as its words."""
    known = titles().get(code)
    return gettext(known) if known else code.replace("_", " ").capitalize()


def state_in_words() -> str:
    """The name of the State."""
    return setting_said(StateSetting.Name.STATE) or gettext(state_name())


def fund_name(code: str) -> str:
    """The name of a fund or an insurance."""
    return gettext(pack_in_use().funds.title_of(code))


class Saying(Protocol):
    """A thing with a sentence: a finding, a fault, an error or a refusal."""

    @property
    def sentence(self) -> Sentence:
        """The sentence as a code with facts."""


def said(thing: Saying | Sentence, whose: Callable[[str], str] = lambda _number: "") -> str:
    """The sentence in the language of the page; marked English without a translation.

    ``whose`` names an employee by her number, for a reader who is entitled to it.
    """
    sentence = thing if isinstance(thing, Sentence) else thing.sentence
    told = Speaker(named, words.day, words.month, whose).says(sentence)
    is_left = words.language() == "ml" and told == sentence.says
    return format_html('<span lang="en">{}</span>', told) if is_left else told


#: names of numbers in an equation, besides the components
LABELS: dict[str, str] = {
    "rate": gettext_noop("rate"),
    "share": gettext_noop("share"),
    "premium": gettext_noop("premium"),
    "slab": gettext_noop("slab"),
    "days": gettext_noop("days"),
    "month_days": gettext_noop("days of the month"),
    "house_rent_days": gettext_noop("days with house rent allowance"),
    "basic_pay": gettext_noop("basic pay"),
    "dearness_allowance": gettext_noop("dearness allowance"),
    "half_pay": gettext_noop("half pay"),
    "worked": gettext_noop("days worked"),
    "wage": gettext_noop("wage"),
    "amount": gettext_noop("amount"),
    "unconfirmed": gettext_noop("unconfirmed"),
    "held": gettext_noop("held"),
    "on": gettext_noop("on"),
    "in_force_from": gettext_noop("in force from"),
    "first_drawn": gettext_noop("first drawn"),
    "No_figure_in_force": gettext_noop("No figure in force"),
    "gross": gettext_noop("Gross"),
    "deductions": gettext_noop("Deductions"),
    "net": gettext_noop("Net pay"),
    "tax": gettext_noop("income tax"),
    "relief": gettext_noop("Relief for arrears"),
    "arrears_of_earlier_years": gettext_noop("arrears of earlier years"),
    "tax_on_earlier_years": gettext_noop("tax they would have borne in their own years"),
    "floor": gettext_noop("least"),
    "ceiling": gettext_noop("most"),
}


#: names of facts, besides the numbers above
GIVENS: dict[str, str] = {
    "scale": gettext_noop("scale"),
    "revision": gettext_noop("revision"),
    "pay_basis": gettext_noop("basis of pay"),
    "category": gettext_noop("service"),
    "da_series": gettext_noop("series of dearness allowance"),
    "place_class": gettext_noop("class of the place"),
    "in_quarters": gettext_noop("in Government quarters"),
    "is_gazetted": gettext_noop("gazetted post"),
    "absence": gettext_noop("leave or suspension"),
    "absence_since": gettext_noop("absent since"),
    "subsistence_rate": gettext_noop("share of pay in suspension"),
    "born": gettext_noop("born"),
    "joined": gettext_noop("joined"),
    "ends_on": gettext_noop("service ends"),
    "gpf_base": gettext_noop("basic pay on 31 March"),
    "is_profession_tax_exempt": gettext_noop("exempt from profession tax"),
    "half_year_income": gettext_noop("income of the half-year"),
    "half_year_days": gettext_noop("days of the half-year"),
    "half_year_months": gettext_noop("months of the half-year"),
    "tax_regime": gettext_noop("regime of income tax"),
    "is_tax_settled": gettext_noop("tax settled elsewhere"),
    "tax_gross_to_date": gettext_noop("gross paid in the tax year before"),
    "tax_deducted_to_date": gettext_noop("tax deducted in the tax year before"),
    "payments_left": gettext_noop("payments left"),
    "expected_gross": gettext_noop("expected month"),
    "declared_deductions": gettext_noop("declared deductions"),
    "other_income": gettext_noop("other income"),
    "is_relief_asked": gettext_noop("relief on arrears asked"),
    "instalment": gettext_noop("instalment"),
    "earns_pay": gettext_noop("earns pay in the month"),
    "surrendered_days": gettext_noop("days surrendered"),
    "emoluments_on_march_31": gettext_noop("emoluments on 31 March"),
    "awarded": gettext_noop("amount in the order of the court"),
    "entered_tax": gettext_noop("tax that a law officer entered"),
}


def label_name(label: str) -> str:
    """The name of a number in an equation; a component's name in small letters, else the label's words."""
    if known := LABELS.get(label) or GIVENS.get(label) or _stated().get(label):
        return gettext(known)
    if label in titles():
        name = gettext(titles()[label])
        return name[0].lower() + name[1:] if name.isascii() and not name[:2].isupper() else name
    return gettext(label.replace("_", " ")) if label else label


#: rules of payments outside the monthly pay, as in their explanations
RULES_APART = (
    gettext_noop("A share of a month's pay and allowances for each day of earned leave surrendered."),
    gettext_noop("The surrender is paid into the provident fund, by the order of the year."),
    gettext_noop(
        "Employees with emoluments on 31 March up to the ceiling get the year's bonus, not the festival "
        "allowance."
    ),
    gettext_noop(
        "Employees with emoluments on 31 March above the ceiling get the year's festival allowance, not the "
        "bonus."
    ),
    gettext_noop("The amount that the order of the court gives to a person of her class."),
    gettext_noop("The tax that a law officer entered for this compensation."),
)
#: records of facts that are not entries of the service book
_WRITTEN: dict[str, str] = {
    "bills": gettext_noop("Bills"),
    "person": gettext_noop("Person"),
    "not_on_record": gettext_noop("Nothing on record"),
    "lines_of_the_month": gettext_noop("Lines of the month"),
}
#: values of facts -> words
_WORDS: dict[str, str] = {
    "yes": gettext_noop("yes"),
    "no": gettext_noop("no"),
    "new": gettext_noop("new"),
    "old": gettext_noop("old"),
    "scale": gettext_noop("scale"),
    "authorised": gettext_noop("authorised rates"),
    "consolidated": gettext_noop("consolidated sum"),
    "daily": gettext_noop("by the day"),
    "hourly": gettext_noop("by the hour"),
    "state": gettext_noop("State"),
    "ugc": gettext_noop("UGC"),
    "judicial": gettext_noop("Judicial"),
    "all_india_service": gettext_noop("All India Service"),
    "aided": gettext_noop("Aided"),
    "part_time_contingent": gettext_noop("Part-time contingent"),
    "temporary": gettext_noop("Temporary"),
    "state_11": gettext_noop("State series of the 11th revision"),
}


#: words of entries that are not a component, fact or kind
_OF_ENTRIES: dict[str, str] = {
    "hours": gettext_noop("hours"),
    "earned": gettext_noop("earned leave"),
    "half_pay": gettext_noop("half-pay leave"),
    "commuted": gettext_noop("commuted leave"),
    "without_allowances": gettext_noop("leave without allowances"),
    "maternity": gettext_noop("maternity leave"),
    "paternity": gettext_noop("paternity leave"),
    "special": gettext_noop("special leave"),
    "dies_non": gettext_noop("dies non"),
}


def named(code: str) -> str:
    """A word in a finding: a kind of entry or leave, a component, a fact; an unknown one unchanged."""
    for table in (_OF_ENTRIES, KINDS, titles(), GIVENS, _stated(), LABELS):
        if code in table:
            return gettext(table[code])
    return code.replace("_", " ")


def kind_name(kind: str) -> str:
    """The name of a kind of entry, or of another record of a fact."""
    known = KINDS.get(kind) or _WRITTEN.get(kind)
    return gettext(known) if known else kind.replace("_", " ").capitalize()


def given_said(given: Given) -> str:
    """A fact: its name and its value."""
    text = gettext(_WORDS[given.text]) if given.text in _WORDS else given.text
    if re.fullmatch(r"\d{4}-\d\d-\d\d", given.text):
        text = words.day(date.fromisoformat(given.text))
    return f"{fact_name(given.name)} {text}"


def fact_name(name: str) -> str:
    """The name of a fact, or of a parameter; an unrounded earning has the earning's name."""
    name = name.rsplit(".", 1)[-1].removesuffix("_exact")
    known = GIVENS.get(name) or _stated().get(name)
    return gettext(known) if known else label_name(name)


_ROUNDED = re.compile(r"(?P<amount>[\d,.]+) was rounded to the nearest rupee, half a rupee upwards\.")


def rounding_said(text: str | None) -> str:
    """The rounding of a line, translated if possible."""
    if not text:
        return ""
    if found := _ROUNDED.fullmatch(text):
        return (
            gettext("%(amount)s was rounded to the nearest rupee, half a rupee upwards.") % found.groupdict()
        )
    return gettext(text)


def rule_said(text: str) -> str:
    """The rulebook's sentence about a rule, parameter or value, translated if possible."""
    return gettext(text)


def held_said(says: str) -> str:
    """The reason why a line is held: its meaning in the language of the page, then the
    original sentence in English.
    """
    if words.language() == "en":
        return says
    return format_html('{} <span lang="en">{}</span>', held_meant(), says)


def held_meant() -> str:
    """The meaning of a held line."""
    return gettext("A figure that this line needs is not known yet. The line waits; the rest is paid.")
