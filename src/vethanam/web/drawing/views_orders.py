"""An order on the pages of an office: its scans, its papers, and the form that attaches a scan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.documents.office_paper import office_pdf
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.people.models import DrawingCode
from vethanam.privacy.looks import record_look
from vethanam.service_book.queries import PayChange, pay_changes
from vethanam.web.drawing.views_people import OFFICE
from vethanam.web.orders.pages import Address, send_scan, show_order, show_withdrawal
from vethanam.web.orders.papers import (
    fixation_paper,
    fixations_of,
    increment_order_paper,
    increments_of,
)
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.people import people_named
from vethanam.web.pay.causes import cause_name

#: changes of pay on the page of an order; its papers have all
CHANGES_SHOWN = 400


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, authority: Authority, code: str, order: int) -> HttpResponse:
    """An order by which the office has entries, or that no entry names yet."""
    found = theirs(Order.objects.filter(pk=order).first())
    further = {
        "back": reverse("drawing:people", kwargs={"code": code}),
        "back_word": _("People"),
        **_papers(code, order, pay_changes(order, code, authority.at)),
    }
    return show_order(request, authority, found, _address(code, order), further)


@officer(*OFFICE, scope="code")
@require_GET
def scan(request: HttpRequest, authority: Authority, code: str, order: int, scan: str) -> HttpResponse:
    """A scan of an order, to save."""
    found = theirs(Order.objects.filter(pk=order).first())
    return send_scan(request, authority, found, scan, _address(code, order))


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def withdraw_scan(
    request: HttpRequest, authority: Authority, code: str, order: int, scan: str
) -> HttpResponse:
    """Take a scan off an order, or decide it."""
    found = theirs(Order.objects.filter(pk=order).first())
    return show_withdrawal(request, authority, found, scan, _address(code, order))


@officer(*OFFICE, scope="code")
@require_GET
def increments(request: HttpRequest, authority: Authority, code: str, order: int) -> HttpResponse:
    """The order granting increments, from the verified entries of this office's people."""
    found = theirs(Order.objects.filter(pk=order).first())
    changes = theirs(increments_of(pay_changes(order, code, authority.at)) or None)
    paper = increment_order_paper(found, DrawingCode.objects.get(code=code), changes, authority.at)
    return file_response(office_pdf(paper), f"increments-{found.number}.pdf")


@officer(*OFFICE, scope="code")
@require_GET
def fixation(request: HttpRequest, authority: Authority, code: str, order: int, number: str) -> HttpResponse:
    """The statement of fixation of one person's pay, from a verified entry."""
    found = theirs(Order.objects.filter(pk=order).first())
    changes = theirs(fixations_of(pay_changes(order, code, authority.at), number) or None)
    record_look(authority, changes[0].pay.employment.person_id, "page_fixation")
    paper = fixation_paper(found, DrawingCode.objects.get(code=code), changes, authority.at)
    return file_response(office_pdf(paper), f"fixation-{number}.pdf")


def _papers(code: str, order: int, changes: list[PayChange]) -> dict[str, Any]:
    """The changes of pay by an order, and the papers of them."""
    whose, fixed = people_named({one.number for one in changes}), fixations_of(changes)
    return {
        "changes": [
            {
                "person": whose[one.number],
                "reason": cause_name(one.pay.reason),
                "day": one.pay.valid_from,
                "before": one.before.basic_pay if one.before else None,
                "after": one.pay.basic_pay,
                "paper": reverse("drawing:fixation", kwargs=_of(code, order) | {"number": one.number})
                if one in fixed
                else "",
            }
            for one in changes[:CHANGES_SHOWN]
        ],
        "more_changes": max(0, len(changes) - CHANGES_SHOWN),
        "increment_order": reverse("drawing:increment_order", kwargs=_of(code, order))
        if increments_of(changes)
        else "",
    }


def _of(code: str, order: int) -> dict[str, Any]:
    return {"code": code, "order": order}


def _address(code: str, order: int) -> Address:
    """The address of the order's page, or of a scan."""
    return lambda scan="", *, off=False: reverse(
        "drawing:withdraw_scan" if off else "drawing:scan" if scan else "drawing:order",
        kwargs={"code": code, "order": order} | ({"scan": scan} if scan else {}),
    )
