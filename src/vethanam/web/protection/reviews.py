"""The reviews of months: those due, the figures of one, and the form that signs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.privacy.law.windows import IST
from vethanam.privacy.looks import day_span, looks_outside
from vethanam.privacy.models import MonthReview
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.reviews import month_figures, reviews_due
from vethanam.web.administration.words import role_words
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.view_values import Pair

FIGURES: dict[str, str] = {
    "looks": gettext_noop("Views of pages about one person"),
    "looks_outside": gettext_noop("Of these, outside the officer's desk"),
    "officers_outside": gettext_noop("Officers who looked outside the desk"),
    "looks_unwritten": gettext_noop("Views that could not be recorded"),
    "uses_refused": gettext_noop("Refused uses"),
    "differences": gettext_noop("Differences between two counts of contacts or messages"),
    "cases": gettext_noop("Cases opened"),
    "holds": gettext_noop("Holds in force"),
    "witnesses_silent": gettext_noop("Uses that waited because a witness did not answer"),
}


@officer(Role.DATA_PROTECTION_OFFICER)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, authority: Authority, month: Month) -> HttpResponse:
    """The figures of a month, the officers who looked outside their desk, and the finding."""
    if month >= Month.of(authority.at.astimezone(IST).date()):
        raise Http404
    signed = MonthReview.objects.filter(month=month.first).first()
    form = None if signed else ActForm("sign_review", fields=("says",), fixed={"month": str(month)})
    if form is not None and form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Signed."))
        return redirect("protection:review", month=month)
    figures = signed.figures if signed else month_figures(month)
    page = {
        "title": _("Review of %(month)s") % {"month": words.month(month)},
        "pairs": [Pair(_(FIGURES[name]), grouped(figures[name])) for name in FIGURES],
        "outside": _outside(month),
        "signed": {"at": signed.at, "says": signed.says} if signed else None,
    }
    return render(request, "protection/review.html", {"page": page, "form": form})


def _outside(month: Month) -> list[dict[str, str]]:
    since, until = day_span(month.first)[0], day_span(month.last)[1]
    language = words.language()
    return [
        {
            "who": role_words(one.role, one.scope),
            "office": load_catalogue().office_name(one.office, language),
            "looks": grouped(one.looks),
            "people": grouped(one.people),
        }
        for one in looks_outside(since, until)
    ]


def due_rows(at: datetime) -> Sequence[dict[str, Any]]:
    """The months that wait for the officer's signature, for her desk, the oldest first."""
    return [
        {
            "month": words.month(one.month), "is_late": one.is_late,
            "address": reverse("protection:review", kwargs={"month": one.month}),
        }
        for one in reversed(reviews_due(at))
    ]  # fmt: skip


def late_months(at: datetime) -> str:
    """The months that nobody signed in time, as anybody may know; empty if there are none."""
    return ", ".join(words.month(one.month) for one in reversed(reviews_due(at)) if one.is_late)
