"""Finance's pages of drawn pay: twelve months by head and office, and the totals of an account year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payments.vouchers import months_of_vouchers
from vethanam.people.models import DrawingCode, HeadOfAccount, Role
from vethanam.periods import Month
from vethanam.web.finance.trends import HEAD, MONTHS, OFFICE, account_years, trends_of, year_of
from vethanam.web.parts.access import officer
from vethanam.web.parts.names import said

#: offices to pick from; of more, the code is typed, and the table below links to the largest
OFFICES = 300


@officer(Role.FINANCE_OFFICER)
@require_GET
def trends(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Twelve months of passed bills, by head or by office, narrowed to one of them if asked."""
    asked = {name: request.GET.get(name, "").strip() for name in ("to", "by", "head", "office")}
    fault, last = "", _newest(authority)
    try:
        last = Month.parse(asked["to"]) if asked["to"] else last
    except Unsound as wrong:
        fault = said(wrong)
    by = asked["by"] if asked["by"] in (HEAD, OFFICE) else HEAD
    page = trends_of(last, by=by, head=asked["head"], office=asked["office"])
    context = {
        "page": page,
        "fault": fault,
        "last": str(last),
        "first": str(last.plus(1 - MONTHS)),
        "head": asked["head"],
        "office": asked["office"],
        "heads": HeadOfAccount.objects.order_by("code").values_list("code", "title"),
        "offices": DrawingCode.objects.order_by("code").values_list("code", "title")[:OFFICES],
    }
    return render(request, "finance/trends.html", context)


@officer(Role.FINANCE_OFFICER)
@require_GET
def year(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The totals of an account year, by head and by office."""
    years = account_years(Month.of(localdate(authority.at)))
    asked = request.GET.get("year", "")
    page = year_of(asked if asked in years else years[0])
    return render(request, "finance/year.html", {"page": page, "years": years})


def _newest(authority: Authority) -> Month:
    """The newest month with a voucher, or the present one."""
    months = months_of_vouchers()
    return months[0].month if months else Month.of(localdate(authority.at))
