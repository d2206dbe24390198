"""Steps of an explanation in the language of the page: the Central pack's rules,
and words within equations.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

#: rules of packs other than the State's own, and of records in any pack
RULES: tuple[str, ...] = (
    gettext_noop("The cell held in the level of the pay matrix, for the days on duty and on leave with pay."),
    gettext_noop("A percentage of the pay of the days, at the rate ordered twice a year."),
    gettext_noop("The rate of dearness allowance in force, by which house rent allowance rises."),
    gettext_noop("Days within the first days of leave with the allowance; on duty, all days."),
    gettext_noop(
        "A percentage of basic pay by the class of the city, not below a least sum; it rises when dearness "
        "allowance does."
    ),
    gettext_noop("A percentage of the basic pay and dearness allowance of each bill, up to a whole rupee."),
    gettext_noop(
        "The Government's contribution beside the employee's, up to a whole rupee and not in net pay."
    ),
    gettext_noop("The instalment on record, in its order of deduction."),
)

#: reasons why days earn nothing
ABSENCES: tuple[str, ...] = (
    gettext_noop("earned"),
    gettext_noop("half pay"),
    gettext_noop("commuted"),
    gettext_noop("without allowances"),
    gettext_noop("maternity"),
    gettext_noop("paternity"),
    gettext_noop("special"),
    gettext_noop("suspension"),
    gettext_noop("dies non"),
    gettext_noop("these days"),
)

#: numbers in the yearly tax, and limits of a sum
LABELS: tuple[str, ...] = (
    gettext_noop("cess"),
    gettext_noop("exempt first"),
    gettext_noop("later payments"),
    gettext_noop("limit"),
    gettext_noop("of pay in suspension"),
    gettext_noop("standard deduction"),
    gettext_noop("tax with surcharge"),
)

_AMOUNT = r"₹?\s?-?[\d,.]+"
#: words of the rules between numbers -> our msgid with the same places
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?P<why>[a-z ]+): nothing"), gettext_noop("%(why)s: nothing")),
    (re.compile(r"because"), gettext_noop("because")),
    (re.compile(r"is less"), gettext_noop("is less")),
    (re.compile(r"is more"), gettext_noop("is more")),
    (
        re.compile(
            rf"Pay reached for (?P<taken>{_AMOUNT}) of it; (?P<carried>{_AMOUNT}) is not taken this month\."
        ),
        gettext_noop("Pay reached for %(taken)s of it; %(carried)s is not taken this month."),
    ),
    (
        re.compile(rf"Pay did not reach for (?P<carried>{_AMOUNT}), which is not taken this month\."),
        gettext_noop("Pay did not reach for %(carried)s, which is not taken this month."),
    ),
    (
        re.compile(
            r"Taken in (?P<most>\d+) months by this decree: the salary is finally exempt from it "
            r"\((?P<cited>.+)\)\."
        ),
        gettext_noop(
            "Taken in %(most)s months by this decree: the salary is finally exempt from it (%(cited)s)."
        ),
    ),
    (
        re.compile(r"Month (?P<month>\d+) of (?P<most>\d+) at most by this decree \((?P<cited>.+)\)\."),
        gettext_noop("Month %(month)s of %(most)s at most by this decree (%(cited)s)."),
    ),
)


def words_said(text: str) -> str:
    """Words within an equation; brackets and untranslated words stay unchanged."""
    for pattern, template in _WORDS:
        if found := pattern.fullmatch(text):
            return gettext(template) % {name: gettext(word) for name, word in found.groupdict().items()}
    return text
