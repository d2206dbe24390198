"""The orders behind a bill with their scans, for its treasury."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.acts.scans import scan_name
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.scan_files import read_scan
from vethanam.payroll.bills.bill_orders import orders_of_bill
from vethanam.web.bills.desk import Desk, desks
from vethanam.web.orders.pages import scan_said
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.people import said_to


def order_paths(app: str, roles: Sequence[str], scope: str) -> list[URLPattern]:
    """The list of a bill's orders, and each of their scans; ``scope`` leads from a bill to its code."""
    desk = desks(app, scope)

    @officer(*roles, scope="code")
    @require_GET
    def orders(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
        return _orders(request, desk(code, bill))

    @officer(*roles, scope="code")
    @require_GET
    def scan(
        request: HttpRequest, authority: Authority, code: str, bill: int, order: int, scan: str
    ) -> HttpResponse:
        return _scan(request, desk(code, bill), order, scan)

    return [
        path("bills/<int:bill>/orders/", orders, name="bill_orders"),
        path("bills/<int:bill>/orders/<int:order>/<slug:scan>/", scan, name="bill_scan"),
    ]


def _orders(request: HttpRequest, desk: Desk) -> HttpResponse:
    rows = [
        {
            "order": one.order,
            "scans": [
                {
                    "name": scan_name(scan),
                    "says": scan_said(scan),
                    "address": desk.address("bill_scan", order=one.order.pk, scan=bytes(scan.sha256).hex()),
                }
                for scan in one.scans
            ],
        }
        for one in orders_of_bill(desk.bill)
    ]
    page = {
        "back": desk.address("bill"), "back_word": desk.back_word, "rows": rows,
        "title": _("Orders behind bill %(number)s") % {"number": desk.bill.number},
    }  # fmt: skip
    return render(request, "parts/bill_orders.html", page)


def _scan(request: HttpRequest, desk: Desk, order: int, scan: str) -> HttpResponse:
    """A scan of an order that the bill rests on, as a file to save."""
    found = theirs(
        next(
            (
                its
                for one in orders_of_bill(desk.bill)
                if one.order.pk == order
                for its in one.scans
                if bytes(its.sha256).hex() == scan
            ),
            None,
        )
    )
    try:
        content = read_scan(bytes(found.sha256))
    except Unsound as unsound:
        messages.error(request, said_to(request, unsound))
        return redirect(desk.address("bill_orders"))
    return file_response(content, scan_name(found), found.media, is_saved=True)
