"""Reconciliation by finance: a month's vouchers and the bank's answers. Read-only."""

from __future__ import annotations

import csv
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payments.vouchers import together
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.finance.vouchers import ROWS, csv_rows, drawing_of, listed_of
from vethanam.web.parts.access import officer
from vethanam.web.parts.names import said
from vethanam.web.parts.paging import paged


@officer(Role.FINANCE_OFFICER)
@require_GET
def vouchers(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A month: every drawn bill, by treasury and head, and the state of its payments."""
    fault, month = "", None
    try:
        month = Month.parse(request.GET["month"]) if request.GET.get("month") else None
    except Unsound as wrong:
        fault = said(wrong)
    page = drawing_of(month, Month.of(localdate(authority.at)))
    query = urlencode({"month": str(page.month)})
    return render(
        request,
        "finance/vouchers.html",
        {
            "page": page,
            "fault": fault,
            "typed": request.GET.get("month", str(page.month)),
            "list": f"{reverse('finance:voucher_list')}?{query}",
            "table": f"{reverse('finance:voucher_table')}?{query}",
        },
    )


@officer(Role.FINANCE_OFFICER)
@require_GET
def voucher_list(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The vouchers of a month, of one treasury or head if named."""
    month = _month(request)
    found, place = listed_of(month, request.GET.dict())
    kept = {name: value for name, value in request.GET.items() if name in ("month", "treasury", "head")}
    rows, pages = paged(request, found, ROWS, urlencode(kept))
    return render(
        request,
        "finance/voucher_list.html",
        {
            "place": place,
            "month": month,
            "rows": rows,
            "all": together(found),
            "back": f"{reverse('finance:vouchers')}?{urlencode({'month': str(month)})}",
            "pages": pages,
        },
    )


@officer(Role.FINANCE_OFFICER)
@require_GET
def voucher_table(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The vouchers of a month as a table of exact paise, to compare with the treasury's account."""
    month = _month(request)
    rows = csv_rows(listed_of(month, {})[0])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vouchers-{month}.csv"'
    if rows:
        writer = csv.DictWriter(response, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return response


def _month(request: HttpRequest) -> Month:
    try:
        return Month.parse(request.GET.get("month", ""))
    except Unsound as wrong:
        raise Http404 from wrong
