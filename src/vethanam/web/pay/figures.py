"""A parameter of the rulebook in words: its name, and each of its fields, slab by slab."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from vethanam.money import grouped, shown
from vethanam.rules.parameters import Parameter, Value, shown_in
from vethanam.web.parts import words
from vethanam.web.parts.names import LABELS, component_name, label_name, titles

#: most characters of a list or map in a worked example
LONGEST = 160
#: smaller numbers may be years and are not grouped
GROUPED_FROM = 10_000

#: groups of parameters that are not lines of a bill
GROUPS: dict[str, str] = {
    "benefits": gettext_noop("Welfare benefits"),
    "commutation": gettext_noop("Commutation of pension"),
    "family_pension": gettext_noop("Family pension"),
    "festival": gettext_noop("Festival benefits"),
    "gratuity": gettext_noop("Gratuity"),
    "leave": gettext_noop("Leave"),
    "leave_salary": gettext_noop("Leave salary"),
    "pay": gettext_noop("Pay"),
    "pension": gettext_noop("Pension"),
    "promotion": gettext_noop("Promotion"),
    "provident_fund": gettext_noop("Provident fund"),
    "qualifying_service": gettext_noop("Qualifying service"),
    "recoveries": gettext_noop("Recoveries"),
    "retirement": gettext_noop("Retirement"),
    "revision": gettext_noop("Pay revision"),
    "rounding": gettext_noop("Rounding"),
    "suspension": gettext_noop("Suspension"),
}

#: words of parameters and their fields that are not names of lines or numbers
WORDS: dict[str, str] = {
    "above": gettext_noop("above"),
    "above_to_10": gettext_noop("counted as 10 above"),
    "above_to_30": gettext_noop("counted as 30 above"),
    "above_to_33": gettext_noop("for gratuity counted as 33 above"),
    "added": gettext_noop("tax added this year"),
    "added_in_earlier_years": gettext_noop("tax added in their own years"),
    "advance": gettext_noop("advance"),
    "advance_part_time": gettext_noop("advance of part-time staff"),
    "advance_step": gettext_noop("multiple of"),
    "age": gettext_noop("age"),
    "agent": gettext_noop("agent"),
    "allowance": gettext_noop("festival allowance"),
    "amounts": gettext_noop("amounts"),
    "arrears": gettext_noop("arrears"),
    "arrears_after_late": gettext_noop("missed months paid after a late proof"),
    "average": gettext_noop("at the average rate"),
    "begins_in_birthday_month": gettext_noop("begins in the month of the birthday"),
    "blue": gettext_noop("blue"),
    "bonus": gettext_noop("bonus"),
    "bound": gettext_noop("bound"),
    "calendar_days": gettext_noop("calendar days"),
    "cards": gettext_noop("ration cards"),
    "care_home": gettext_noop("care home"),
    "ceiling": gettext_noop("most"),
    "ceiling_unrevised": gettext_noop("most in unrevised scales"),
    "central_payment": gettext_noop("payer of the Centre's share"),
    "central_share": gettext_noop("Centre's share"),
    "certificate_instead": gettext_noop("life certificate instead"),
    "certificate_valid_months": gettext_noop("months for which a certificate is good"),
    "cess": gettext_noop("cess"),
    "city_class": gettext_noop("class of the place"),
    "closes": gettext_noop("closes"),
    "code": gettext_noop("code"),
    "current_series": gettext_noop("series in force"),
    "days_a_year": gettext_noop("days a year"),
    "death": gettext_noop("on death"),
    "deductions_allowed": gettext_noop("deductions allowed"),
    "delivery": gettext_noop("home delivery"),
    "deserted": gettext_noop("years after desertion"),
    "disability": gettext_noop("disability"),
    "divisor": gettext_noop("part of a month"),
    "duty": gettext_noop("days of duty"),
    "duty_first_year": gettext_noop("days of duty in the first year"),
    "earlier": gettext_noop("earlier years"),
    "earned": gettext_noop("earned leave"),
    "emoluments": gettext_noop("earnings that decide"),
    "employee": gettext_noop("employee"),
    "exceptions": gettext_noop("other pensions"),
    "excluded": gettext_noop("excluded circumstances"),
    "exempt_allowances": gettext_noop("allowances left out"),
    "exempt_first": gettext_noop("free of it the first"),
    "factor": gettext_noop("factor"),
    "first": gettext_noop("at first"),
    "first_month": gettext_noop("first month"),
    "form": gettext_noop("form of interest"),
    "form_10e": gettext_noop("Form 10E"),
    "form_39": gettext_noop("Form 39"),
    "from": gettext_noop("from"),
    "frozen": gettext_noop("frozen"),
    "full": gettext_noop("in full"),
    "government": gettext_noop("Government"),
    "government_service": gettext_noop("Government service"),
    "gratuity_least": gettext_noop("least years for gratuity"),
    "gratuity_most": gettext_noop("most years for gratuity"),
    "gross_salary": gettext_noop("gross salary"),
    "half_pay_limit": gettext_noop("limit on half-pay leave"),
    "higher": gettext_noop("higher for a time"),
    "incentive": gettext_noop("incentive"),
    "income": gettext_noop("income"),
    "income_tax_payer": gettext_noop("payer of income tax"),
    "increments": gettext_noop("increments"),
    "instalments": gettext_noop("instalments"),
    "interest": gettext_noop("interest"),
    "is_divisible": gettext_noop("a smaller sum may be taken"),
    "is_relieved": gettext_noop("relieved just above"),
    "joined_from": gettext_noop("joined on or after"),
    "labour": gettext_noop("years of work"),
    "last_age": gettext_noop("last age"),
    "last_month": gettext_noop("last month"),
    "last_months": gettext_noop("last months"),
    "late_from": gettext_noop("late days from"),
    "late_until": gettext_noop("late days until"),
    "least": gettext_noop("least"),
    "least_days": gettext_noop("least days of work"),
    "leave": gettext_noop("days of leave"),
    "limit": gettext_noop("limit"),
    "limits": gettext_noop("limits"),
    "line": gettext_noop("line of a bill"),
    "locked_until": gettext_noop("locked until"),
    "marginal_relief": gettext_noop("marginal relief"),
    "master_scale": gettext_noop("master scale"),
    "method": gettext_noop("method"),
    "mode": gettext_noop("how it is paid"),
    "money_back": gettext_noop("money given back"),
    "month": gettext_noop("month"),
    "month_of_death": gettext_noop("month of death"),
    "month_of_suspension": gettext_noop("month of suspension"),
    "monthly": gettext_noop("a month"),
    "monthly_gross": gettext_noop("gross of a month"),
    "months": gettext_noop("months"),
    "most": gettext_noop("most"),
    "mustering": gettext_noop("mustering"),
    "new": gettext_noop("new"),
    "normal": gettext_noop("share of the last pay"),
    "of": gettext_noop("of so many parts"),
    "old": gettext_noop("old"),
    "older": gettext_noop("older"),
    "older_from": gettext_noop("older from"),
    "opens": gettext_noop("opens"),
    "other_pension": gettext_noop("other pension"),
    "part_salary": gettext_noop("divided month"),
    "part_time": gettext_noop("part-time service"),
    "part_time_scale": gettext_noop("scales of part-time staff"),
    "parts": gettext_noop("parts"),
    "pension_full": gettext_noop("years for the full pension"),
    "pension_least": gettext_noop("least years for a pension"),
    "pensioner": gettext_noop("pensioners' festival allowance"),
    "pfms": gettext_noop("the Centre's own system (PFMS)"),
    "pink": gettext_noop("pink"),
    "place": gettext_noop("place"),
    "precedence": gettext_noop("order of recoveries"),
    "prison": gettext_noop("months in prison"),
    "provident_fund": gettext_noop("to the provident fund"),
    "quarters": gettext_noop("Government quarters"),
    "rebate": gettext_noop("rebate"),
    "recovery": gettext_noop("repayment"),
    "reduced": gettext_noop("reduced"),
    "refixation": gettext_noop("fixed again"),
    "refused": gettext_noop("refused"),
    "regime": gettext_noop("regime of income tax"),
    "restoration": gettext_noop("restoration"),
    "rounding": gettext_noop("rounding"),
    "rupee": gettext_noop("to the nearest rupee"),
    "rupee_up": gettext_noop("to the next rupee"),
    "scales": gettext_noop("scales"),
    "schedule": gettext_noop("months and days"),
    "schemes": gettext_noop("schemes"),
    "series": gettext_noop("series of dearness allowance"),
    "service": gettext_noop("months of service"),
    "service_pension": gettext_noop("service pension"),
    "sexes": gettext_noop("eligible persons"),
    "slab": gettext_noop("slab"),
    "slab_tax": gettext_noop("tax by the slabs"),
    "slabs": gettext_noop("slabs"),
    "slabs_new": gettext_noop("slabs of the new regime"),
    "slabs_old": gettext_noop("slabs of the old regime"),
    "society": gettext_noop("society"),
    "stage_to_stage": gettext_noop("stage to stage"),
    "stagnation": gettext_noop("stagnation increments"),
    "standard_deduction": gettext_noop("standard deduction"),
    "state_10": gettext_noop("State series of the 10th revision"),
    "state_11": gettext_noop("State series of the 11th revision"),
    "step": gettext_noop("step"),
    "subsistence": gettext_noop("subsistence allowance"),
    "surcharge": gettext_noop("surcharge"),
    "surrender": gettext_noop("surrender"),
    "surrender_divisor": gettext_noop("amount for each day surrendered"),
    "surrender_earnings": gettext_noop("earnings that a day surrendered is a share of"),
    "surrender_limit": gettext_noop("days that may be surrendered"),
    "taxable": gettext_noop("taxable income"),
    "terminal_surrender": gettext_noop("surrender on retirement"),
    "times": gettext_noop("times emoluments"),
    "total_income": gettext_noop("total income"),
    "trans_woman": gettext_noop("trans woman"),
    "up_to": gettext_noop("up to"),
    "up_to_included": gettext_noop("last age included"),
    "vacation": gettext_noop("days for a vacation prevented"),
    "varied_to": gettext_noop("share by a later order"),
    "white": gettext_noop("white"),
    "window": gettext_noop("window"),
    "woman": gettext_noop("woman"),
    "year": gettext_noop("year"),
    "yearly": gettext_noop("yearly ones"),
    "years": gettext_noop("years"),
    "years_for_last": gettext_noop("years for the last one"),
    "yellow": gettext_noop("yellow"),
    "younger": gettext_noop("younger"),
}


def figure_name(name: str) -> str:
    """The name of a parameter as a heading: its line or group, and its own name."""
    group, *parts = name.split(".")
    of = gettext(GROUPS[group]) if group in GROUPS else component_name(group)
    return ": ".join([of, *(component_name(one) if one in titles() else word_name(one) for one in parts)])


def word_name(word: str) -> str:
    """The name of a parameter, of its field, or of a word value."""
    return gettext(WORDS[word]) if word in WORDS else label_name(word)


def figure_said(parameter: Parameter, value: Value) -> str:
    """One dated value in words: a single field alone, several by name, slabs from the lowest.

    Empty for a wholly unknown value.
    """
    if value.is_unknown_at_all:
        return ""
    if parameter.is_slabs:
        return "; ".join(_slab(parameter, row) for row in _slabs(value))
    said = [(name, _said(value.fields[name], unit)) for name, unit in parameter.units.items()]
    if len(said) == 1:
        return said[0][1]
    return ", ".join(f"{word_name(name)} {text}" for name, text in said)


def figures_said(text: str) -> str:
    """A parameter as in the rules, ``income 5,00,000, most 12,500``, with its fields by name."""
    return ", ".join(_field_said(part) for part in text.split(", "))


def _field_said(part: str) -> str:
    name, space, held = part.partition(" ")
    if not space or name not in {**WORDS, **LABELS}:
        return _word_held(part) if part != "not known" else gettext("not known")
    return f"{word_name(name)} {gettext('not known') if held == 'not known' else held}"


def _slabs(value: Value) -> Iterator[Mapping[str, Any]]:
    for row in zip(*value.fields.values(), strict=True):
        yield dict(zip(value.fields, row, strict=True))


def _slab(parameter: Parameter, row: Mapping[str, Any]) -> str:
    (bound, unit), *rest = parameter.units.items()
    said = [(name, _said(row[name], its)) for name, its in rest]
    figures = said[0][1] if len(said) == 1 else ", ".join(f"{word_name(name)} {text}" for name, text in said)
    return f"{word_name(bound)} {_said(row[bound], unit)}: {figures}"


def _said(content: Any, unit: str) -> str:
    if content is None:
        return gettext("not known")
    if unit == "flag":
        return gettext("yes") if content else gettext("no")
    if unit == "day":
        return words.day(date.fromisoformat(str(content)))
    if unit in {"stages", "amounts"}:
        ends = {"first": shown_in(content[0], "rupees"), "last": shown_in(content[-1], "rupees")}
        return gettext("%(count)s stages, %(first)s to %(last)s") % {"count": len(content), **ends}
    if unit in {"text", "texts"}:
        held = (content,) if isinstance(content, str) else content
        return ", ".join(_word_held(word) for word in held)
    if isinstance(content, tuple):
        return ", ".join(str(one) for one in content)
    return shown_in(content, unit)


def _word_held(word: str) -> str:
    return word_name(word) if word in WORDS or word in titles() else word


def example_said(content: Mapping[str, Any]) -> str:
    """The input or answer of a worked example: each value by its name, amounts in rupees."""
    return "; ".join(
        f"{word_name(name.removesuffix('_paise'))} {_held(name, held)}" for name, held in content.items()
    )


def _held(name: str, held: Any) -> str:
    if isinstance(held, bool):
        return gettext("yes") if held else gettext("no")
    if name.endswith("_paise") and isinstance(held, list):
        return ", ".join(shown(one) for one in held)
    if name.endswith("_paise") and isinstance(held, int):
        return shown(held)
    if isinstance(held, str):
        return _word_held(held)
    if isinstance(held, int) and held >= GROUPED_FROM:
        return grouped(held)
    text = json.dumps(held, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
