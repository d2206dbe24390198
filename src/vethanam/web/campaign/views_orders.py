"""Entry of a Government order that a message can begin with: number, date,
titles, effect, paragraph, file.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.orders import ENTERS
from vethanam.acts.scans import OF_STATE
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.privacy.law.windows import IST
from vethanam.web.orders.pages import Address, send_scan, show_order, show_withdrawal
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.file_hash import sha256_of
from vethanam.web.parts.forms import ActForm, sent_file

FIELDS = ("number", "dated", "title", "title_ml", "with_effect_from", "paragraph", "document_hash")
#: required for a message about the order
NEEDED = ("title", "title_ml", "with_effect_from")
LISTED = 30


@officer(*ENTERS)
@require_http_methods(["GET", "POST"])
def orders(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The recorded orders, and the form for a new one. Of its file only the hash is stored."""
    form = ActForm("order", fields=FIELDS, fixed={"kind": Order.Kind.GOVERNMENT}, needed=NEEDED)
    if form.is_sent_by(request) and form.perform(request, _hash_of(request)):
        messages.success(request, _("The order is entered. A message can begin at it."))
        return redirect("campaign:orders")
    rows = Order.objects.filter(kind=Order.Kind.GOVERNMENT).order_by("-dated", "-pk")[:LISTED]
    stopped = {
        order
        for order, of in orders_not_in_force(authority.at.astimezone(IST).date(), authority.at)
        if of is None
    }
    has_page = authority.role in OF_STATE
    page = {"orders": [_row(one, is_stopped=one.pk in stopped, has_page=has_page) for one in rows]}
    return render(request, "campaign/orders.html", {"page": page, "form": form})


@officer(*OF_STATE)
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, authority: Authority, order: int) -> HttpResponse:
    """An order with its scans, for an officer of the State."""
    found = theirs(Order.objects.filter(pk=order).first())
    above = {"back": reverse("campaign:orders"), "back_word": _("Orders of Government")}
    return show_order(request, authority, found, _address(order), above)


@officer(*OF_STATE)
@require_GET
def scan(request: HttpRequest, authority: Authority, order: int, scan: str) -> HttpResponse:
    """A scan of an order, to save."""
    found = theirs(Order.objects.filter(pk=order).first())
    return send_scan(request, authority, found, scan, _address(order))


@officer(*OF_STATE)
@require_http_methods(["GET", "POST"])
def withdraw_scan(request: HttpRequest, authority: Authority, order: int, scan: str) -> HttpResponse:
    """Take a scan off an order, or decide it."""
    found = theirs(Order.objects.filter(pk=order).first())
    return show_withdrawal(request, authority, found, scan, _address(order))


def _address(order: int) -> Address:
    """The address of the order's page, or of a scan."""
    return lambda scan="", *, off=False: reverse(
        "campaign:withdraw_scan" if off else "campaign:scan" if scan else "campaign:order",
        kwargs={"order": order} | ({"scan": scan} if scan else {}),
    )


def _hash_of(request: HttpRequest) -> dict[str, str]:
    """The hash of the chosen file; nothing if none was chosen."""
    file = sent_file(request, "document")
    return {"document_hash": sha256_of(file)} if file else {}


def _row(order: Order, *, is_stopped: bool, has_page: bool) -> dict[str, Any]:
    can_begin = bool(order.title and order.title_ml and order.with_effect_from)
    return {
        "number": order.number,
        "dated": order.dated,
        "title": order.title,
        "title_ml": order.title_ml,
        "from": order.with_effect_from,
        "hash": bytes(order.document_hash).hex() if order.document_hash else "",
        "is_stopped": is_stopped,
        "address": reverse("campaign:people", kwargs={"order": order.pk}) if can_begin else "",
        "scans": reverse("campaign:order", kwargs={"order": order.pk}) if has_page else "",
    }
