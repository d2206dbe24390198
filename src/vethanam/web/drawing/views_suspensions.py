"""Settle a suspension: the order says if its days were duty, and the page what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.runs.suspension_outcomes import last_day_of, outcomes_of
from vethanam.people.models import Employment
from vethanam.privacy.looks import record_look
from vethanam.service_book.actions import require_the_book
from vethanam.service_book.contradictions import FAR
from vethanam.service_book.suspensions import (
    DUTY,
    LEAVE,
    NOT_DUTY,
    TREATED_AS,
    Suspension,
    suspension_of,
)
from vethanam.web.drawing.new_entries import ORDER, of_an_office
from vethanam.web.drawing.views_people import WORKING, of_office
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import named, said
from vethanam.web.parts.people import people_named, said_to

#: one way of each kind of outcome, with the ways that have the same
_TOLD = (DUTY, "earned", "special", "without_allowances", "dies_non", NOT_DUTY)
_OF_EVERY_WAY = "suspension_certificates"
_WITH = {"earned": ("earned", "half_pay", "commuted")}


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, authority: Authority, code: str, number: str, fact: int) -> HttpResponse:
    """Ask if the days of a suspension were duty, with the order and what follows from each answer."""
    found = theirs(of_office(code, number))
    record_look(authority, found.person_id, "page_suspension")
    back = reverse("drawing:person", kwargs={"code": code, "number": number})
    try:
        require_the_book(authority, [found], "corrects")
        suspension = suspension_of(found, fact)
    except (Refused, Unsound) as refused:
        messages.warning(request, said_to(request, refused))
        return redirect(back)
    form = _form(found, suspension, fact)
    if form.is_sent_by(request) and form.perform(request, complete=of_an_office):
        messages.success(request, _("Recorded. Another person verifies it; then compute again."))
        return redirect(back)
    person = people_named([number])[number]
    return render(
        request,
        "parts/act.html",
        {
            "question": _("Was the suspension duty?"),
            "stays": _lead(suspension),
            "form": form,
            "summary": told_of(suspension, authority.at),
            "notice": _of_every_way(suspension, authority.at),
            "verb": _("Record"),
            "is_filled": True,
            "back": back,
            "back_word": str(person),
        },
    )


def told_of(found: Suspension, at: datetime) -> Sequence[tuple[str, str]]:
    """Each way to settle a suspension, and what follows from it."""
    last_day = last_day_of(found, None, at.date())
    return [
        (
            " / ".join(_way(way) for way in _WITH.get(one, (one,))),
            " ".join(
                said(sentence)
                for sentence in outcomes_of(found, one, last_day)
                if sentence.code != _OF_EVERY_WAY
            ),
        )
        for one in _TOLD
    ]


def _of_every_way(found: Suspension, at: datetime) -> str:
    """The outcome that every way has, told once."""
    outcomes = outcomes_of(found, DUTY, last_day_of(found, None, at.date()))
    return next(said(one) for one in outcomes if one.code == _OF_EVERY_WAY)


def _form(found: Employment, suspension: Suspension, fact: int) -> ActForm:
    goes_on = suspension.until == FAR
    return ActForm(
        "settle_suspension",
        fields=("treated_as", *(("valid_until",) if goes_on else ()), *ORDER),
        fixed={"employment": found.number, "id": fact},
        needed=("treated_as", "order_number", "order_dated", *(("valid_until",) if goes_on else ())),
        choices={"treated_as": [(one, _way(one)) for one in TREATED_AS]},
    )


def _way(treated_as: str) -> str:
    if treated_as in LEAVE:
        return capfirst(named(treated_as))
    return _("Duty") if treated_as == DUTY else _("No duty")


def _lead(found: Suspension) -> str:
    if found.until == FAR:
        return _(
            "It began on %(since)s and has no end on record. Enter its last day and the order; the days "
            "below are counted to today."
        ) % {"since": words.day(found.since)}
    return _("It lasted from %(since)s to %(until)s. Enter what the order says of these days.") % {
        "since": words.day(found.since),
        "until": words.day(found.until),
    }
