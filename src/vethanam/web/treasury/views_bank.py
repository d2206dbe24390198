"""The treasury's pages of its bank: open questions, instructed payments,
institutions' accounts, bank days.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.payments.models import BankDay, PaymentFile, PaymentLeg, TreasuryDay
from vethanam.payments.queries import open_findings, settlement_of_treasury
from vethanam.people.models import Role
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import state_in_words
from vethanam.web.treasury.bank_findings import noted_by_bank
from vethanam.web.treasury.institutions import institutions_page

MOST_FILES = 12


@officer(Role.TREASURY_OFFICER, scope="code")
@require_GET
def bank(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Open questions with the bank, those that an office settles, and the totals of instructed payments."""
    findings = open_findings(officer=Role.TREASURY_OFFICER, scope=code)
    own = {finding.facts["finding"] for finding in findings}
    of_offices = [one for one in open_findings(scope=code) if one.facts["finding"] not in own]
    settle = {
        finding.facts["finding"]: reverse(
            "treasury:settle", kwargs={"code": code, "finding": finding.facts["finding"]}
        )
        for finding in findings
    }
    title = ngettext(
        "%(count)s question is open with the bank",
        "%(count)s questions are open with the bank",
        len(findings),
    ) % {"count": words.count_in_words(len(findings), capital=True)}
    return render(
        request,
        "treasury/bank.html",
        {
            "title": title if findings else _("Nothing is open with the bank"),
            "findings": noted_by_bank(findings, settle),
            "of_offices": noted_by_bank(of_offices),
            "money": settlement_of_treasury(code),
            "files": _files(code),
            "institutions": reverse("treasury:institutions", kwargs={"code": code}),
            "days": reverse("treasury:days", kwargs={"code": code}),
        },
    )


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, authority: Authority, code: str, finding: int) -> HttpResponse:
    """Close a question with its resolution; no money moves."""
    found = theirs(
        next(
            (
                one
                for one in open_findings(officer=Role.TREASURY_OFFICER, scope=code)
                if one.facts["finding"] == finding
            ),
            None,
        )
    )
    form = ActForm("settle_with_bank", fields=("resolution",), fixed={"finding": finding})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Noted. No money moved by this."))
        return redirect("treasury:bank", code=code)
    (shown,) = noted_by_bank([found])
    return render(
        request,
        "parts/act.html",
        {
            "back": reverse("treasury:bank", kwargs={"code": code}),
            "back_word": _("Bank"),
            "question": _("How was it settled?"),
            "stays": f"{shown.record}: {shown.says}",
            "verb": _("Note it"),
            "form": form,
        },
    )


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def institutions(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The accounts for recoveries: enter one, verify another person's entry."""
    here = reverse("treasury:institutions", kwargs={"code": code})
    back = reverse("treasury:bank", kwargs={"code": code})
    return institutions_page(request, authority, here=here, back=back, back_word=_("Bank"), may_verify=True)


@officer(Role.TREASURY_OFFICER, scope="code")
@require_GET
def days(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Future days on which an order closes the banks or treasuries, or opens them against the calendar."""
    rows = _days_ahead(authority)
    title = ngettext("%(count)s day ahead is listed", "%(count)s days ahead are listed", len(rows)) % {
        "count": words.count_in_words(len(rows), capital=True)
    }
    return render(
        request,
        "treasury/days.html",
        {
            "title": title if rows else _("The calendar holds"),
            "known": _(
                "Sundays, the second and fourth Saturday and the public holidays of %(state)s are known. "
                "An order for a day overrides them: an administrator enters it, and another agrees."
            )
            % {"state": state_in_words()},
            "rows": rows,
            "back": reverse("treasury:bank", kwargs={"code": code}),
            "back_word": _("Bank"),
        },
    )


def _days_ahead(authority: Authority) -> list[dict[str, Any]]:
    """Future days named by orders, with the latest order for each: of the banks, then of the treasuries."""
    today = timezone.localtime(authority.at).date()
    listed: tuple[tuple[type[BankDay | TreasuryDay], str, str], ...] = (
        (BankDay, _("Banks open"), _("Banks closed")),
        (TreasuryDay, _("Treasuries open"), _("Treasuries closed")),
    )
    found = []
    for model, is_open, closed in listed:
        rows = model.objects.filter(day__gte=today, recorded_at__lte=authority.at).select_related("order")
        latest = {row.day: row for row in rows.order_by("recorded_at", "id")}
        found += [
            {
                "day": row.day,
                "shape": "done" if row.is_open else "held",
                "word": is_open if row.is_open else closed,
                "order": row.order.number,
                "dated": row.order.dated,
            }
            for row in latest.values()
        ]
    return sorted(found, key=lambda row: row["day"])


def _files(code: str) -> list[dict[str, Any]]:
    """Twelve of the treasury's latest 48 instruction files; files with unanswered payments first."""
    is_open = Q(legs__state=PaymentLeg.State.INSTRUCTED)
    files = (
        PaymentFile.objects.filter(bill__treasury__code=code)
        .select_related("bill")
        .annotate(waiting=Count("legs", filter=is_open))
        .order_by("-id")[: MOST_FILES * 4]
    )
    chosen = sorted(files, key=lambda file: (file.waiting == 0, -file.pk))[:MOST_FILES]
    shapes = {file.pk: _standing(file, file.waiting) for file in chosen}
    return [
        {
            "message": file.message,
            "bill": file.bill.number,
            "address": reverse("treasury:bill", kwargs={"code": code, "bill": file.bill_id}),
            "at": file.handed_over_at,
            "shape": shapes[file.pk][0],
            "word": shapes[file.pk][1],
            "count": file.legs_count,
            "total": file.total,
        }
        for file in chosen
    ]


def _standing(file: PaymentFile, waiting: int) -> tuple[str, str]:
    """Shape and word of an instruction's state."""
    if file.state == PaymentFile.State.WITHDRAWN:
        return "refused", _("Withdrawn before it left")
    if file.state in (PaymentFile.State.WRITTEN, PaymentFile.State.LEAVING):
        return "held", _("Not handed over yet")
    if waiting:
        return "under-way", _("%(count)s without answer") % {"count": grouped(waiting)}
    return "done", _("Answered")
