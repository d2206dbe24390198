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
from django.views.decorators.http import require_http_methods

from vethanam.acts.orders import ENTERS
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.orders.queries import orders_not_in_force
from vethanam.privacy.law.windows import IST
from vethanam.web.parts.access import officer
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
    page = {"orders": [_row(one, is_stopped=one.pk in stopped) for one in rows]}
    return render(request, "campaign/orders.html", {"page": page, "form": form})


def _hash_of(request: HttpRequest) -> dict[str, str]:
    """The hash of the chosen file; nothing if none was chosen."""
    file = sent_file(request, "document")
    return {"document_hash": sha256_of(file)} if file else {}


def _row(order: Order, *, is_stopped: bool) -> dict[str, Any]:
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
    }
