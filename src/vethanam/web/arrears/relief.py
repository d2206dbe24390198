"""The relief from income tax on arrears of earlier years, for a page and a statement."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vethanam.money import shown
from vethanam.payroll.arrears.relief_forecast import Relief


def relief_said(relief: Relief) -> list[str]:
    """The amount of relief and its year; or the reason why it is unknown."""
    if relief.amount is None or relief.added is None:
        return [
            _(
                "The relief is not known, because the tax of these years is not: %(years)s. Either their law "
                "is not in the rules, or not every month of them is on record as drawn."
            )
            % {"years": ", ".join(relief.unknown)}
            if relief.unknown
            else _("The relief is not known: no pay of this tax year can be estimated.")
        ]
    told = _(
        "Received in the tax year %(year)s, the arrears of earlier years add %(added)s to its tax; in their "
        "own years they would have added %(then)s. The relief is %(relief)s."
    ) % {
        "year": relief.tax_year,
        "added": shown(relief.added),
        "then": shown(relief.added_then),
        "relief": shown(relief.amount),
    }
    counts = (
        _(
            "Form 39 (earlier 10E) is on record: once the arrears are drawn, the tax of the month counts "
            "with the relief."
        )
        if relief.is_asked
        else _("It counts in the tax of the month once you give your office Form 39 (earlier 10E).")
    )
    return [told, counts]
