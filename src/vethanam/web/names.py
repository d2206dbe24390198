"""Names of components, facts and numbers, and sentences of the rooms below, in the language of the page."""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop

from vethanam.acts.saying import Speaker
from vethanam.clauses.explanation import Given
from vethanam.errors import Sentence
from vethanam.web import words
from vethanam.web.kinds import KINDS

#: sentences of the rooms below that have no places, said as they stand; what a pack of rules says stands in the catalogue alone
FIXED: tuple[str, ...] = (
    gettext_noop("It came out to the rupee, so no rounding was needed."),
    gettext_noop("As the order on record states it for a whole month, for the days it holds."),
    gettext_noop("Days or hours worked times the wage."),
    gettext_noop("Earnings less deductions."),
    gettext_noop("The sum of the parts of the month."),
)

#: what a field is called in the refusal of what looks like a contact in public, where no page names it
CALLED: tuple[str, ...] = (
    gettext_noop("Number of an order"),
    gettext_noop("What is entered"),
    gettext_noop("Area"),
    gettext_noop("Restraint"),
    gettext_noop("Window"),
)

#: component code -> its name, said as the payslip says it
COMPONENTS: dict[str, str] = {
    "basic_pay": gettext_noop("Basic pay"),
    "dearness_allowance": gettext_noop("Dearness allowance"),
    "house_rent_allowance": gettext_noop("House rent allowance"),
    "city_compensatory_allowance": gettext_noop("City compensatory allowance"),
    "special_pay": gettext_noop("Special pay"),
    "special_leave_allowance": gettext_noop("Special leave allowance"),
    "subsistence_allowance": gettext_noop("Subsistence allowance"),
    "wages": gettext_noop("Wages"),
    "personal_pay": gettext_noop("Personal pay"),
    "special_allowance": gettext_noop("Special allowance"),
    "risk_allowance": gettext_noop("Risk allowance"),
    "compensatory_allowance": gettext_noop("Compensatory allowance"),
    "non_practising_allowance": gettext_noop("Non-practising allowance"),
    "conveyance_allowance": gettext_noop("Permanent conveyance allowance"),
    "travelling_allowance": gettext_noop("Permanent travelling allowance"),
    "transport_allowance": gettext_noop("Transport allowance"),
    "uniform_allowance": gettext_noop("Uniform allowance"),
    "footwear_allowance": gettext_noop("Footwear allowance"),
    "other_allowance": gettext_noop("Other allowance"),
    "gpf_subscription": gettext_noop("Provident fund"),
    "pension_contribution": gettext_noop("Pension contribution (NPS)"),
    "government_pension_contribution": gettext_noop("Government pension contribution"),
    "state_life_insurance": gettext_noop("State life insurance"),
    "group_insurance": gettext_noop("Group insurance"),
    "family_benefit_scheme": gettext_noop("Family benefit scheme"),
    "medisep": gettext_noop("Medisep"),
    "recovery_returned": gettext_noop("Recovery returned"),
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
    "arrears_to_provident_fund": gettext_noop("Arrears to the provident fund"),
    "leave_surrender": gettext_noop("Surrender of earned leave"),
    "terminal_surrender": gettext_noop("Surrender of earned leave on retirement"),
    "bonus": gettext_noop("Bonus"),
    "festival_allowance": gettext_noop("Special festival allowance"),
    "surrender_to_provident_fund": gettext_noop("Surrender of leave to the provident fund"),
    "dearness_rate": gettext_noop("Rate of dearness allowance"),
    "allowance_on_subsistence": gettext_noop("Dearness allowance on subsistence allowance"),
    "house_rent_days": gettext_noop("Days with house rent allowance"),
    "half_year_income_reckoned": gettext_noop("Income of the half-year"),
    "payments_left_reckoned": gettext_noop("Payments left in the tax year"),
    "salary_of_year": gettext_noop("Salary of the year"),
    "total_income": gettext_noop("Total income"),
    "slab_tax": gettext_noop("Tax by the slabs"),
    "tax_rebate": gettext_noop("Rebate"),
    "tax_relief": gettext_noop("Marginal relief"),
    "tax_before_relief": gettext_noop("Tax before relief for arrears"),
    "income_without_arrears": gettext_noop("Total income without arrears"),
    "slab_tax_without_arrears": gettext_noop("Tax by the slabs without arrears"),
    "rebate_without_arrears": gettext_noop("Rebate without arrears"),
    "marginal_relief_without_arrears": gettext_noop("Marginal relief without arrears"),
    "tax_without_arrears": gettext_noop("Tax without arrears"),
    "relief_for_arrears": gettext_noop("Relief for arrears"),
    "tax_of_year": gettext_noop("Tax of the year"),
    "attachment_base": gettext_noop("Pay that may be attached"),
    "limit_of_attachment": gettext_noop("Most that may be attached"),
    "limit_of_maintenance": gettext_noop("Most that maintenance may take"),
}


def component_name(code: str) -> str:
    """Its name on the payslip; an unknown code is said as its words."""
    known = COMPONENTS.get(code)
    return gettext(known) if known else code.replace("_", " ").capitalize()


class Saying(Protocol):
    """What says a sentence: a finding, a fault, an error or a refusal."""

    @property
    def sentence(self) -> Sentence:
        """Its code and facts."""


def said(thing: Saying | Sentence) -> str:
    """The sentence in the language of the page; English, marked as such, where no translation stands."""
    sentence = thing if isinstance(thing, Sentence) else thing.sentence
    told = Speaker(named, words.day, words.month).says(sentence)
    is_left = words.language() == "ml" and told == sentence.says
    return format_html('<span lang="en">{}</span>', told) if is_left else told


#: names of numbers in an equation, beside the components
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


#: names of facts, beside the numbers above
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
    "pension_scheme": gettext_noop("pension scheme"),
    "gpf_subscription": gettext_noop("provident fund subscription"),
    "gpf_base": gettext_noop("basic pay on 31 March"),
    "sli_premium": gettext_noop("life insurance premium"),
    "is_gis": gettext_noop("in group insurance"),
    "gis_amount": gettext_noop("group insurance"),
    "gis_group": gettext_noop("group"),
    "is_fbs": gettext_noop("in the family benefit scheme"),
    "fbs_amount": gettext_noop("family benefit scheme"),
    "is_medisep": gettext_noop("in medical insurance"),
    "is_accident_insured": gettext_noop("in accident insurance"),
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
}


def label_name(label: str) -> str:
    """The name of a number in an equation; a component's name in small letters, else its words."""
    if label in LABELS or label in GIVENS:
        return gettext(LABELS.get(label) or GIVENS[label])
    if label in COMPONENTS:
        name = gettext(COMPONENTS[label])
        return name[0].lower() + name[1:] if name.isascii() and not name[:2].isupper() else name
    return gettext(label.replace("_", " ")) if label else label


#: the rules of what is drawn apart from a month's pay, as they are explained
RULES_APART = (
    gettext_noop("A share of a month's pay and allowances for each day of earned leave surrendered."),
    gettext_noop("What is surrendered goes to the provident fund, as the order of the year says."),
    gettext_noop(
        "Whose emoluments on 31 March are not above the ceiling draws the bonus of the year, not the festival allowance."
    ),
    gettext_noop(
        "Whose emoluments on 31 March are above the ceiling draws the festival allowance of the year, not the bonus."
    ),
)
#: where a fact is written that is no entry of the service book
_WRITTEN: dict[str, str] = {
    "bills": gettext_noop("Bills"),
    "person": gettext_noop("Person"),
    "not_on_record": gettext_noop("Nothing on record"),
    "lines_of_the_month": gettext_noop("Lines of the month"),
}
#: words of facts -> as they are said
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


#: words of entries that are no component, fact or kind
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
    """A word that a finding says of the book: a kind of entry or leave, a component, a fact; an unknown one as it stands."""
    for table in (_OF_ENTRIES, KINDS, COMPONENTS, GIVENS, LABELS):
        if code in table:
            return gettext(table[code])
    return code.replace("_", " ")


def kind_name(kind: str) -> str:
    """A kind of entry, or where else a fact is written."""
    known = KINDS.get(kind) or _WRITTEN.get(kind)
    return gettext(known) if known else kind.replace("_", " ").capitalize()


def given_said(given: Given) -> str:
    """A fact: its name, and what it is."""
    text = gettext(_WORDS[given.text]) if given.text in _WORDS else given.text
    if re.fullmatch(r"\d{4}-\d\d-\d\d", given.text):
        text = words.day(date.fromisoformat(given.text))
    return f"{fact_name(given.name)} {text}"


def fact_name(name: str) -> str:
    """The name of a fact, or of a figure of the rules; an earning before it is rounded has the earning's."""
    name = name.rsplit(".", 1)[-1].removesuffix("_exact")
    return gettext(GIVENS[name]) if name in GIVENS else label_name(name)


_ROUNDED = re.compile(r"(?P<amount>[\d,.]+) was rounded to the nearest rupee, half a rupee upwards\.")


def rounding_said(text: str | None) -> str:
    """How a line was rounded, in the language of the page where it is translated."""
    if not text:
        return ""
    if found := _ROUNDED.fullmatch(text):
        return (
            gettext("%(amount)s was rounded to the nearest rupee, half a rupee upwards.") % found.groupdict()
        )
    return gettext(text)


def rule_said(text: str) -> str:
    """What the rulebook says of a rule, a figure or a value, in the language of the page where it is translated."""
    return gettext(text)


def held_said(says: str) -> str:
    """Why a line is held: what it means in the language of the page, then the room's own sentence in English."""
    if words.language() == "en":
        return says
    return format_html('{} <span lang="en">{}</span>', held_meant(), says)


def held_meant() -> str:
    """What it means that a line is held."""
    return gettext("A figure that this line needs is not known yet. The line waits; the rest is paid.")
