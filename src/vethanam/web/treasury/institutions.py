"""Accounts of courts, societies and insurers for recoveries, for office and treasury."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.identity.authority import Authority
from vethanam.payments.models import Institution, InstitutionAccount
from vethanam.payroll.rulebook import pack_in_use
from vethanam.web.parts import words
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted

KINDS: dict[str, str] = {
    Institution.Kind.COURT: gettext_noop("Court"),
    Institution.Kind.COOPERATIVE: gettext_noop("Co-operative society"),
    Institution.Kind.INSURER: gettext_noop("Insurer"),
    Institution.Kind.OTHER: gettext_noop("Other"),
}


def institutions_page(
    request: HttpRequest, authority: Authority, *, here: str, back: str, back_word: str, may_verify: bool
) -> HttpResponse:
    """Enter an account; a treasury officer verifies another person's entry."""
    form = _form(request)
    number = sent(request).get("account", "")
    if number.isdecimal():
        said = _("Verified. Payments waiting for it go with the next round.")
        if acted(request, "verify_institution", {"account": number}, said).ok:
            return redirect(here)
    elif form.is_sent_by(request) and form.perform(request):
        said = (
            _("Entered. Another officer verifies it; then it is paid.")
            if may_verify
            else _("Entered. A treasury officer verifies it; then it is paid.")
        )
        messages.success(request, said)
        return redirect(here)
    rows = _accounts(authority)
    waiting = sum(not row["is_verified"] for row in rows)
    title = ngettext(
        "%(count)s account waits for a second officer",
        "%(count)s accounts wait for a second officer",
        waiting,
    ) % {"count": words.count_in_words(waiting, capital=True)}
    return render(
        request,
        "treasury/institutions.html",
        {
            "title": title
            if waiting
            else _("Every account of an institution is verified")
            if rows
            else _("No institution is entered yet"),
            "rows": rows,
            "may_verify": may_verify,
            "form": form,
            "back": back,
            "back_word": back_word,
        },
    )


def has_no_account(kind_of_due: str, payee: str) -> bool:
    """True if a recovery goes to an institution without a verified account, so that it cannot be paid."""
    goes = pack_in_use().payees.get(kind_of_due)
    if goes is None or goes.to != "institution":
        return False
    verified = InstitutionAccount.objects.filter(
        institution__name=" ".join(payee.split()), verified_at__isnull=False
    )
    return not verified.exists()


def _form(request: HttpRequest) -> ActForm:
    """The form of an account, prefilled from the address."""
    begun = {"kind": Institution.Kind.COURT} | request.GET.dict()
    return ActForm(
        "institution",
        fields=("name", "name_ml", "kind", "branch", "number", "holder"),
        initial=begun,
        choices={"kind": [(value, _(word)) for value, word in KINDS.items()]},
        labels={"name": _("Name as obligations carry it"), "kind": _("Kind")},
        hints={"name": ""},
        unseen=("number",),
        twice=("number",),
    )


def _accounts(authority: Authority) -> list[dict[str, Any]]:
    rows = (
        InstitutionAccount.objects.defer("number", "holder")
        .select_related("institution")
        .order_by("institution__name", "-id")
    )
    ml = words.language() == "ml"
    return [
        {
            "id": row.pk,
            "name": row.institution.name_ml if ml and row.institution.name_ml else row.institution.name,
            "kind": _(KINDS[row.institution.kind]),
            "tail": row.tail,
            "branch": row.branch,
            "since": row.valid_from,
            "is_verified": row.verified_at is not None,
            "entered_it": row.entered_by_id == authority.account,
        }
        for row in rows
    ]
