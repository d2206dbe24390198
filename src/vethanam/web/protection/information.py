"""Requests of the Central Government for information: entered by an officer, some sealed until a day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.information_requests import ENTERS
from vethanam.identity.authority import Authority
from vethanam.privacy.counts import counted
from vethanam.privacy.law_records import InformationShown, information_requests, information_shown
from vethanam.web.campaign.pages import people_in_words
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm

GROUNDS: dict[str, str] = {
    "sovereignty": gettext_noop("Sovereignty, integrity or security of the country"),
    "function": gettext_noop("A function under a law, or a disclosure that a law asks for"),
    "assessment": gettext_noop("Whether an office is to be notified as a significant fiduciary"),
}
FIELDS = ("ground", "requested_by", "order", "dated", "field_names", "people", "opens_on")


@officer(*ENTERS)
@require_http_methods(["GET", "POST"])
def all_requests(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The requests, sealed ones included, and the form for a new one."""
    choices = {"ground": [(code, _(word)) for code, word in GROUNDS.items()]}
    form = ActForm("enter_information_request", fields=FIELDS, choices=choices)
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("It is entered, and stands in the log."))
        return redirect("protection:information")
    rows = [information_row(one) for one in information_requests(authority.at)]
    return render(request, "protection/information.html", {"rows": rows, "form": form})


@officer(*ENTERS)
@require_http_methods(["GET", "POST"])
def keep_sealed(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Keep a request sealed until a later day, as another officer."""
    found = theirs(information_shown(reference, authority.at))
    form = ActForm("keep_information_sealed", fields=("opens_on", "order"), fixed={"request": reference})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("It stays sealed until that day."))
        return redirect("protection:information")
    context = {
        "form": form,
        "question": _("Keep this request sealed?"),
        "stays": _("The public sees that there is a request, and the day on which it opens."),
        "summary": [
            (_("Order"), found.row.order_number),
            (_("Sealed until"), words.day(found.opens_on) if found.opens_on else "–"),
        ],
        "verb": _("Keep sealed"),
        "back": reverse("protection:information"),
        "back_word": _("Requests for information"),
    }
    return render(request, "parts/act.html", context)


def information_row(one: InformationShown) -> dict[str, Any]:
    """A request in a list, whole."""
    row = one.row
    return {
        "ground": _(GROUNDS[row.ground]),
        "by": row.requested_by,
        "order": row.order_number,
        "dated": row.dated,
        "fields": row.field_names,
        "people": people_in_words(counted(row.people)),
        "opens_on": one.opens_on,
        "is_sealed": one.is_sealed,
        "address": reverse("protection:keep_sealed", kwargs={"reference": row.reference}),
        "at": row.at,
        "shape": "held" if one.is_sealed else "done",
        "word": _("Sealed") if one.is_sealed else _("Open to everybody"),
    }
