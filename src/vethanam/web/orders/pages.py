"""An order on a page: its days, its later effects, its scans, and the form that attaches one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from vethanam.acts.scans import concerns, may_attach, scan_name, scans_read
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order, OrderEffect, OrderScan
from vethanam.orders.scan_files import read_scan
from vethanam.orders.scan_types import TYPES
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.administration.words import ROLES, role_words
from vethanam.web.parts import words
from vethanam.web.parts.access import theirs
from vethanam.web.parts.entry_text import ORDERS, effect_said
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.people import said_to

type Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class ScanShown:
    """A scan in the list of an order."""

    name: str
    says: str
    address: str


def show_order(
    request: HttpRequest, authority: Authority, found: Order, address: Address, further: dict[str, Any]
) -> HttpResponse:
    """The page of an order; a sent form attaches a scan. ``address`` gives the page's own, or a scan's."""
    scans, attaches = scans_read(authority, found), may_attach(authority, found)
    if not scans and not concerns(authority, found):
        raise Http404
    form = _form(authority, found) if attaches else None
    if form and form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("The scan is attached."))
        return redirect(address())
    context = {
        "order": found,
        "pairs": list(_pairs(found)),
        "effects": [effect_said(one) for one in OrderEffect.objects.filter(order=found).order_by("pk")],
        "scans": [_scan(one, address) for one in scans],
        "form": form,
        **further,
    }
    return render(request, "orders/order.html", context)


def send_scan(
    request: HttpRequest, authority: Authority, found: Order, scan: str, address: Address
) -> HttpResponse:
    """A scan as a file to save: no browser opens it on our address."""
    one = theirs(next((one for one in scans_read(authority, found) if scan == _hash(one)), None))
    try:
        content = read_scan(bytes(one.sha256))
    except Unsound as unsound:
        messages.error(request, said_to(request, unsound))
        return redirect(address())
    return file_response(content, scan_name(one), one.media, is_saved=True)


def _form(authority: Authority, found: Order) -> ActForm:
    fixed = {"number": found.number, "dated": found.dated}
    if authority.role in (Role.CLERK, Role.DRAWING_OFFICER) and authority.scope:
        fixed["drawing_code"] = authority.scope
    return ActForm("attach_scan", fields=("file",), fixed=fixed)


def _pairs(found: Order) -> list[tuple[str, str]]:
    first = found.first_drawn_month
    pairs = [
        (_("Dated"), words.day(found.dated)),
        (_("Kind"), _(ORDERS[found.kind])),
        (_("With effect from"), _day(found.with_effect_from)),
        (_("First drawn in"), words.month(Month.from_key(first)) if first else ""),
        (_("Paragraph"), found.paragraph),
        (_("Number of the case"), found.case_number),
    ]
    return [(label, text) for label, text in pairs if text]


def _day(day: date | None) -> str:
    return words.day(day) if day else ""


def _hash(scan: OrderScan) -> str:
    return bytes(scan.sha256).hex()


def _scan(one: OrderScan, address: Address) -> ScanShown:
    by = role_words(one.role, one.drawing_code) if one.role in ROLES else one.role
    attached = _("%(type)s, %(size)s · attached on %(day)s by: %(by)s") % {
        "type": TYPES[one.media].ending.upper(),
        "size": filesizeformat(one.size),
        "day": words.instant(one.recorded_at),
        "by": by,
    }
    return ScanShown(scan_name(one), attached, address(scan=_hash(one)))
