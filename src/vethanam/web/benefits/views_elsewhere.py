"""Amounts of a scheme that were paid outside this system: the entries, a new one, its taking back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_fields import SCHEME
from vethanam.benefits.models import DrawnElsewhere
from vethanam.benefits.queries.paid_elsewhere import COUNTS, entries_of
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views import place_of
from vethanam.web.benefits.views_months import act_page
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.paging import page_of

ROWS = 50


@officer(SCHEME, scope="code")
@require_GET
def entries(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The entries of a scheme with their states, and where to enter another."""
    rows = entries_of(code)
    number, pages = page_of(request, rows.count(), ROWS)
    page = {
        "place": place_of(authority, code), "code": code, "pages": pages,
        "rows": [_row(code, one) for one in rows[(number - 1) * ROWS : number * ROWS]],
    }  # fmt: skip
    return render(request, "benefits/elsewhere.html", page)


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Enter an amount that was paid outside this system."""
    form = BenefitForm(
        "benefit_drawn_elsewhere",
        fields=("award", "month", "payer", "amount", "source", "reference"),
        fixed={"office": code},
        initial={"payer": "state", "award": request.GET.get("award", "")[:16]},
        hints={
            "award": gettext_noop("Its number, such as W2600000001."),
            "month": gettext_noop("Year and month, such as 2026-10."),
            "amount": gettext_noop("In rupees."),
        },
        choices={"payer": words.choices(words.PAYERS), "source": words.choices(words.OUTSIDE)},
    )
    where = reverse("benefits:elsewhere", kwargs={"code": code})
    return act_page(
        request, form, _("Enter an amount paid elsewhere"), _("Enter"), place_of(authority, code), where
    )


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, authority: Authority, code: str, entry: int) -> HttpResponse:
    """Ask to take back an entry that counts, with the reason."""
    found = theirs(entries_of(code).filter(pk=entry).first())
    form = BenefitForm("take_back_elsewhere", fields=("reason",), fixed={"entry": entry, "office": code})
    where = reverse("benefits:elsewhere", kwargs={"code": code})
    return act_page(request, form, _("Take back the entry"), _("Take back"), _about(found), where)


def _row(code: str, one: Any) -> dict[str, Any]:
    number = one.award.beneficiary.number
    is_waiting = one.is_being_taken_back and one.state == COUNTS
    return {
        "name": words.name(one.award.beneficiary), "award": one.award.number,
        "month": words.month(one.for_month),
        "address": reverse("benefits:person", kwargs={"code": code, "number": number}),
        "payer": words.word(words.PAYERS, one.payer), "amount": shown(one.amount),
        "source": words.word(words.OUTSIDE, one.source), "reference": one.reference,
        "state": words.state_words(one.state), "is_being_taken_back": is_waiting,
        "take_back": reverse("benefits:take_back_elsewhere", kwargs={"code": code, "entry": one.pk})
        if one.state == COUNTS and not is_waiting else "",
    }  # fmt: skip


def _about(one: DrawnElsewhere) -> str:
    return f"{words.name(one.award.beneficiary)} · {one.award.number} · {words.month(one.for_month)}"
