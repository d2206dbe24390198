"""Causes of changed pay in words, as payroll finds them in the facts of two months."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: cause -> text in an office's table
CAUSES: dict[str, str] = {
    "first_month": gettext_noop("First month drawn here"),
    "joined": gettext_noop("Joined, or back for the whole month"),
    "left": gettext_noop("Left, or not the whole month"),
    "transfer": gettext_noop("Transfer"),
    "leave": gettext_noop("Leave or suspension"),
    "pay": gettext_noop("Change of pay"),
    "appointment": gettext_noop("Pay on appointment"),
    "increment": gettext_noop("Yearly increment"),
    "promotion": gettext_noop("Promotion"),
    "higher_grade": gettext_noop("Higher grade"),
    "fixation": gettext_noop("Fixation of pay"),
    "revision": gettext_noop("Pay revision"),
    "correction": gettext_noop("Correction of pay"),
    "service": gettext_noop("Change of service"),
    "attendance": gettext_noop("Days worked"),
    "authorised_rate": gettext_noop("Rate authorised by the Accountant General"),
    "place": gettext_noop("Place of duty"),
    "quarters": gettext_noop("Government quarters"),
    "membership": gettext_noop("Fund or insurance"),
    "tax_choice": gettext_noop("Choice of tax"),
    "recovery_begun": gettext_noop("Recovery begun"),
    "recovery_ended": gettext_noop("Recovery ended"),
    "recovery_changed": gettext_noop("Recovery changed"),
    "first_drawn": gettext_noop("First drawn here"),
    "arrears_drawn": gettext_noop("Arrears of the month before were drawn"),
    "drawn_otherwise": gettext_noop("The month before was drawn otherwise"),
    "half_yearly": gettext_noop("Profession tax of the half-year"),
    "tax_of_year": gettext_noop("Income tax spread over the year"),
    "rate": gettext_noop("A rate changed"),
    "follows": gettext_noop("Follows from other lines"),
}

#: cause -> subject of a sentence to the person herself
YOURS: dict[str, str] = {
    **CAUSES,
    "joined": gettext_noop("A whole month"),
    "left": gettext_noop("Not a whole month"),
    "transfer": gettext_noop("Your transfer"),
    "leave": gettext_noop("Leave"),
    "pay": gettext_noop("Your new pay"),
    "increment": gettext_noop("Your increment"),
    "promotion": gettext_noop("Your promotion"),
    "rate": gettext_noop("A new rate"),
    "not_explained": gettext_noop("A change without an entry"),
}


def cause_name(cause: str) -> str:
    """The cause for an office's table."""
    return _(CAUSES.get(cause, "")) if cause in CAUSES else cause.replace("_", " ").capitalize()


def your_cause(cause: str) -> str:
    """The cause in a sentence to the person."""
    return _(YOURS[cause]) if cause in YOURS else cause.replace("_", " ").capitalize()
