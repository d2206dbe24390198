"""A person's loans and recoveries with their balances, for her own page and the office's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.money import Paise, shown
from vethanam.payroll.payslips.loans import Loan, loans_of
from vethanam.people.models import Employment
from vethanam.web.parts import words
from vethanam.web.parts.entry_text import effect_said
from vethanam.web.parts.names import component_name
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class LoanShown:
    """A loan, its payee and state; amounts in paise."""

    name: str
    of: str
    since: date
    order: str
    stopped: str
    instalments: str
    instalment: Paise
    owed: Paise | None
    recovered: Paise
    left: Paise | None


@dataclass(frozen=True, slots=True)
class LoansShown:
    """Loans with a balance, recoveries without an end, repaid loans."""

    title: str
    open: Sequence[LoanShown]
    running: Sequence[LoanShown]
    over: Sequence[LoanShown]


def loans_shown(mine: Employment, at: datetime) -> LoansShown:
    """Loans and recoveries, with balances."""
    found = loans_of(page_reader(), mine.pk, at)
    today = localdate(at)
    owing = [one for one in found if one.left]
    running = [one for one in found if one.left is None and not (one.until and one.until < today)]
    over = [one for one in found if one not in owing and one not in running]
    left = sum(one.left or 0 for one in owing)
    told = ngettext("%(left)s is left on one loan", "%(left)s is left on %(count)s loans", len(owing))
    title = told % {"left": shown(left), "count": words.count_in_words(len(owing))}
    return LoansShown(
        title if owing else _("No loan or advance is owed"),
        [_loan(one) for one in owing],
        [_loan(one) for one in running],
        [_loan(one) for one in over],
    )


def _loan(one: Loan) -> LoanShown:
    stopped = []
    if one.effect is not None:
        stopped.append(effect_said(one.effect))
    if one.suspended:
        days = " – ".join(words.day(day) for day in one.suspended if day)
        stopped.append(_("Recovery suspended, %(days)s") % {"days": days})
    counted = {"drawn": one.drawn, "all": one.instalments}
    return LoanShown(
        name=component_name(one.kind),
        of=" · ".join(filter(None, (one.payee, one.reference))),
        since=one.since,
        order=one.order,
        stopped=" · ".join(stopped),
        instalments=_("%(drawn)s of %(all)s instalments") % counted if one.instalments else "",
        instalment=one.instalment,
        owed=one.owed,
        recovered=one.recovered,
        left=one.left,
    )
