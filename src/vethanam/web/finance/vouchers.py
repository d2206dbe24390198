"""A month's vouchers for finance: amounts, heads, and unmatched credits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.errors import Finding
from vethanam.money import Paise, shown
from vethanam.payments.findings import OF_THE_OFFICE
from vethanam.payments.queries import open_findings
from vethanam.payments.vouchers import (
    Became,
    Drawn,
    MonthOfVouchers,
    Voucher,
    before_voucher,
    by,
    given_back_of,
    months_of_vouchers,
    together,
    vouchers_of,
)
from vethanam.people.models import HeadOfAccount, Treasury
from vethanam.periods import Month
from vethanam.web.bills.pages import word_of
from vethanam.web.parts import words
from vethanam.web.parts.view_values import Noted
from vethanam.web.treasury.bank_findings import noted_by_bank

#: questions listed; further ones are counted
MOST_QUESTIONS = 10
#: vouchers per page
ROWS = 50


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A treasury or a head with its sums; ``address`` lists its vouchers."""

    name: str
    under: str
    address: str
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Drawing:
    """The contents of the page of a month's drawals."""

    month: Month
    title: str
    lead: str
    all: Drawn
    became: Sequence[tuple[str, Became]]
    given_back: Paise
    treasuries: Sequence[DrawnRow]
    heads: Sequence[DrawnRow]
    coming: Sequence[tuple[str, str, int, Paise]]
    questions: Sequence[Noted]
    more_questions: int
    of_offices: int
    year: str
    months: Sequence[MonthOfVouchers]
    year_drawn: tuple[int, Paise, Paise, Paise]


def drawing_of(month: Month | None, now: Month) -> Drawing:
    """A month's page; None: the newest month with a voucher."""
    months = months_of_vouchers()
    month = month or (months[0].month if months else now)
    vouchers = vouchers_of(month)
    drawn = together(vouchers)
    findings = open_findings()
    asked = [finding for finding in findings if finding.code not in OF_THE_OFFICE]
    of_year = [one for one in months if one.month.account_year == month.account_year]
    return Drawing(
        month=month,
        title=_title(month, drawn, asked),
        lead=_lead(month, drawn),
        all=drawn,
        became=[(_("Net"), drawn.pay), (_("Deductions"), drawn.others)],
        given_back=given_back_of(month),
        treasuries=_treasuries(month, vouchers),
        heads=_heads(month, vouchers),
        coming=[(*word_of(state), count, net) for state, (count, net) in before_voucher().items()],
        questions=noted_by_bank(asked[:MOST_QUESTIONS]),
        more_questions=max(0, len(asked) - MOST_QUESTIONS),
        of_offices=len(findings) - len(asked),
        year=month.account_year,
        months=of_year,
        year_drawn=(
            sum(one.bills for one in of_year),
            sum(one.gross for one in of_year),
            sum(one.deductions for one in of_year),
            sum(one.net for one in of_year),
        ),
    )


def listed_of(month: Month, asked: Mapping[str, str]) -> tuple[list[Voucher], str]:
    """A month's vouchers of the named treasury or head, and that name."""
    vouchers = vouchers_of(month)
    if treasury := asked.get("treasury", ""):
        return [one for one in vouchers if one.treasury == treasury], _treasury_names().get(
            treasury, treasury
        )
    if head := asked.get("head", ""):
        return [one for one in vouchers if one.head == head], head
    return vouchers, _("Every treasury")


def csv_rows(vouchers: Sequence[Voucher]) -> list[dict[str, Any]]:
    """The vouchers as a table of exact paise."""
    return [
        {
            "voucher": one.voucher, "dated": one.dated.isoformat(), "treasury": one.treasury,
            "head": one.head, "drawing_code": one.office, "bill": one.number, "people": one.drawn.people,
            "gross_paise": one.drawn.gross, "deductions_paise": one.drawn.deductions,
            "net_paise": one.drawn.net,
            "net_credited_paise": one.drawn.pay.settled, "net_rejected_paise": one.drawn.pay.rejected,
            "net_returned_paise": one.drawn.pay.returned, "net_waits_paise": one.drawn.pay.waits,
            "deductions_credited_paise": one.drawn.others.settled,
            "deductions_waits_paise": one.drawn.others.waits,
        }
        for one in vouchers
    ]  # fmt: skip


def _title(month: Month, drawn: Drawn, asked: Sequence[Finding]) -> str:
    span = words.month(month)
    if not drawn.bills:
        return _("Nothing was drawn in %(month)s") % {"month": span}
    if asked:
        says = ngettext(
            "%(count)s question is open with the bank",
            "%(count)s questions are open with the bank",
            len(asked),
        )
        return says % {"count": words.count_in_words(len(asked), capital=True)}
    if drawn.pay.waits or drawn.others.waits:
        waits = shown(drawn.pay.waits + drawn.others.waits)
        return _("%(sum)s of %(month)s is on its way") % {"sum": waits, "month": span}
    if drawn.pay.back or drawn.others.back:
        return _("Every answer of the bank is matched; some of the money of %(month)s came back") % {
            "month": span
        }
    return _("Every rupee drawn in %(month)s has arrived") % {"month": span}


def _lead(month: Month, drawn: Drawn) -> str:
    if not drawn.bills:
        return _("A bill counts in the month of its voucher.")
    bills = ngettext("One bill", "%(count)s bills", drawn.bills) % {
        "count": words.count_in_words(drawn.bills, capital=True)
    }
    return _("%(bills)s with a voucher of %(month)s: gross %(gross)s, deductions %(deductions)s.") % {
        "bills": bills,
        "month": words.month(month),
        "gross": shown(drawn.gross),
        "deductions": shown(drawn.deductions),
    }


def _treasury_names() -> dict[str, str]:
    in_malayalam = words.language() == "ml"
    rows = Treasury.objects.values_list("code", "name", "name_ml")
    return {code: (ml if in_malayalam and ml else name) for code, name, ml in rows}


def _treasuries(month: Month, vouchers: Sequence[Voucher]) -> list[DrawnRow]:
    names = _treasury_names()
    return [
        DrawnRow(names[code], code, _address(month, treasury=code), drawn)
        for code, drawn in by(vouchers, lambda one: one.treasury).items()
    ]


def _heads(month: Month, vouchers: Sequence[Voucher]) -> list[DrawnRow]:
    found = by(vouchers, lambda one: one.head)
    titles = dict(HeadOfAccount.objects.filter(code__in=found).values_list("code", "title"))
    rows = [DrawnRow(titles[code], code, _address(month, head=code), drawn) for code, drawn in found.items()]
    return sorted(rows, key=lambda row: (-row.drawn.gross, row.under))


def _address(month: Month, **narrowed: str) -> str:
    return f"{reverse('finance:voucher_list')}?{urlencode({'month': str(month), **narrowed})}"
