"""An order on a page: its days, its later effects, its scans, and the form that attaches one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from vethanam.acts.scan_withdrawals import AGREE, DECLINE, may_take_off
from vethanam.acts.scans import (
    concerns,
    content_of,
    is_law_officer,
    may_attach,
    scan_name,
    scans_read,
)
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order, OrderEffect, OrderScan, ScanWithdrawal
from vethanam.orders.scan_types import TYPES
from vethanam.orders.scan_withdrawals import last_steps
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.service_book.scan_withdrawals import is_alone_enough, is_own_step
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
    #: the last step towards taking it off, and the page of the next one with its verb
    taken_off: str = ""
    reason: str = ""
    decides: str = ""
    verb: str = ""


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
        "scans": _scans(authority, scans, address),
        "form": form,
        **further,
    }
    return render(request, "orders/order.html", context)


def send_scan(
    request: HttpRequest, authority: Authority, found: Order, scan: str, address: Address
) -> HttpResponse:
    """A scan as a file to save: no browser opens it on our address."""
    one = _named(authority, found, scan)
    try:
        content = content_of(authority, one)
    except (Refused, Unsound) as why:
        messages.error(request, said_to(request, why))
        return redirect(address())
    return file_response(content, scan_name(one), one.media, is_saved=True)


def show_withdrawal(
    request: HttpRequest, authority: Authority, found: Order, scan: str, address: Address
) -> HttpResponse:
    """The page to take a scan off its order, to ask for that, or to decide on another officer's request."""
    one = _named(authority, found, scan)
    last = last_steps([one]).get(one.pk)
    if not may_take_off(authority, one) or (last and last.step == ScanWithdrawal.Step.WITHDRAWN):
        raise Http404
    asked = last if last and last.step == ScanWithdrawal.Step.ASKED else None
    form = _withdrawal_form(authority, one, asked)
    if form.is_sent_by(request) and form.perform(request):
        if form.performed and form.performed.sentence:
            messages.success(request, said_to(request, form.performed.sentence))
        return redirect(address())
    shown = _scan(one, asked, address)
    summary = [(_("Order"), str(found)), (_("Scan"), shown.name), (_("Attached"), shown.says)]
    summary += [(_("Asked"), shown.taken_off), (_("Reason"), shown.reason)] if asked else []
    page = {
        "form": form, "summary": summary, "back": address(), "back_word": found.number,
        "question": _("Take this scan off the order?"), "stays": _stays(authority, one, asked),
        "verb": _verb(authority, one, asked),
    }  # fmt: skip
    return render(request, "parts/act.html", page)


def _withdrawal_form(authority: Authority, scan: OrderScan, asked: ScanWithdrawal | None) -> ActForm:
    """The form that takes a scan off, or that decides; whoever asked can only take the question back."""
    fixed = {**_of_order(authority, scan.order), "sha256": _hash(scan)}
    if asked is None:
        return ActForm("withdraw_scan", fields=("reason",), fixed=fixed)
    outcomes = [(AGREE, _("Take it off")), (DECLINE, _("It stays"))]
    return ActForm(
        "decide_scan_withdrawal",
        fields=("outcome", "reason"),
        fixed=fixed,
        radios=("outcome",),
        choices={"outcome": outcomes[1:] if is_own_step(authority, asked) else outcomes},
    )


def _verb(authority: Authority, scan: OrderScan, asked: ScanWithdrawal | None) -> str:
    if asked:
        return _("Decide")
    return _("Take off") if is_alone_enough(authority, scan) else _("Ask")


def _stays(authority: Authority, scan: OrderScan, asked: ScanWithdrawal | None) -> str:
    if asked:
        return _("Whoever asked cannot agree. Nobody but the law officer opens a scan that was taken off.")
    if is_alone_enough(authority, scan):
        return _(
            "No entry by the order is verified yet, so you take it off alone. The row and the file stay."
        )
    return _("Another officer must agree. Until then the scan stays with the order.")


def _named(authority: Authority, found: Order, scan: str) -> OrderScan:
    """The scan with a hash, the one attached last."""
    named = [one for one in scans_read(authority, found) if scan == _hash(one)]
    return theirs(named[-1] if named else None)


def _of_order(authority: Authority, found: Order) -> dict[str, Any]:
    fixed = {"number": found.number, "dated": found.dated}
    if authority.role in (Role.CLERK, Role.DRAWING_OFFICER) and authority.scope:
        fixed["drawing_code"] = authority.scope
    return fixed


def _form(authority: Authority, found: Order) -> ActForm:
    return ActForm("attach_scan", fields=("file",), fixed=_of_order(authority, found))


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


def _scans(authority: Authority, scans: list[OrderScan], address: Address) -> list[ScanShown]:
    steps, reads_all = last_steps(scans), is_law_officer(authority)
    shown = []
    for one in scans:
        last = steps.get(one.pk)
        row = _scan(one, last, address)
        if last and last.step == ScanWithdrawal.Step.WITHDRAWN:
            row = row if reads_all else replace(row, address="")
        elif may_take_off(authority, one):
            is_asked = bool(last) and row.taken_off != ""
            row = replace(
                row,
                verb=_("Decide") if is_asked else _("Take off"),
                decides=address(scan=_hash(one), off=True),
            )
        shown.append(row)
    return shown


def scan_said(one: OrderScan) -> str:
    """The type and size of a scan, and who attached it when."""
    return _("%(type)s, %(size)s · attached on %(day)s by: %(by)s") % {
        "type": TYPES[one.media].ending.upper(),
        "size": filesizeformat(one.size),
        "day": words.instant(one.recorded_at),
        "by": _by(one.role, one.drawing_code),
    }


def _scan(one: OrderScan, last: ScanWithdrawal | None, address: Address) -> ScanShown:
    shown = ScanShown(scan_name(one), scan_said(one), address(scan=_hash(one)))
    if last is None or last.step == ScanWithdrawal.Step.DECLINED:
        return shown
    is_off = last.step == ScanWithdrawal.Step.WITHDRAWN
    told = (
        _("taken off on %(day)s by: %(by)s") if is_off else _("to be taken off, asked on %(day)s by: %(by)s")
    )
    told %= {"day": words.instant(last.recorded_at), "by": _by(last.role, last.drawing_code)}
    return replace(shown, taken_off=told, reason=last.reason)


def _by(role: str, code: str) -> str:
    return role_words(role, code) if role in ROLES else role
