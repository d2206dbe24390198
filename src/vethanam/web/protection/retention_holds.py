"""Holds: what is due to be destroyed, what is kept beyond its time, and its end by two officers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.retention_holds import HOLDS
from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.periods import Month
from vethanam.privacy.duty_deadlines import BREACH
from vethanam.privacy.models import Destruction, Duty, Hold, HoldStep
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.privacy.retention import (
    cases_kept,
    destructible,
    held_now,
    holds,
    state_of_hold,
    steps_that_count,
)
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.view_values import Pair

GROUNDS: dict[str, str] = {
    "court_order": gettext_noop("A court's order"),
    "restraint": gettext_noop("A restraint"),
    "breach": gettext_noop("A breach case"),
    "roll": gettext_noop("A roll of affected people"),
    "audit": gettext_noop("An audit"),
}
STATES: dict[str, tuple[str, str]] = {
    "in_force": ("held", gettext_noop("Kept")),
    "ending": ("part", gettext_noop("End proposed")),
    "agreed": ("part", gettext_noop("End agreed")),
    "ended": ("done", gettext_noop("Ended")),
}
FIELDS = ("ground", "named", "asked_by", "purposes", "offices", "uses", "since", "until")
_SHOWN = 24


@officer(*HOLDS)
@require_http_methods(["GET", "POST"])
def all_holds(request: HttpRequest, _authority: Authority) -> HttpResponse:
    """The holds, what goes next and what went, and the form for a new hold."""
    grounds = [(code, _(word)) for code, word in GROUNDS.items()]
    form = ActForm("hold_records", fields=FIELDS, choices={"ground": grounds})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("It is kept from now on."))
        return redirect("protection:hold", reference=form.performed.state["hold"])
    page = {
        "rows": [*map(_row, cases_kept()), *map(_row, holds())],
        "due": [
            {**_named(one.purpose, one.month), "uses": grouped(one.uses), "records": grouped(one.records)}
            for one in destructible()
        ],
        "kept": [{"named": named, "uses": grouped(count)} for named, count in held_now()],
        "gone": [_gone(one) for one in Destruction.objects.order_by("-pk")[:_SHOWN]],
    }
    return render(request, "protection/holds.html", {"page": page, "form": form})


@officer(*HOLDS)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One hold, or a closed breach case that keeps uses: its scope, its steps, the next step to its end."""
    found = _kept(reference)
    form = ActForm("end_hold", fields=("says",), fixed={"hold": reference})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        is_over = form.performed.state["state"] == "agreed"
        told = _("It has ended.") if is_over else _("It ends when an officer of the other role agrees.")
        messages.success(request, told)
        return redirect("protection:hold", reference=reference)
    steps = steps_that_count(found)
    proposed = next((step for step in steps if step.kind == HoldStep.Kind.PROPOSED), None)
    state = state_of_hold(found)
    page = {
        **_row(found),
        "pairs": _pairs(found),
        "steps": steps,
        "is_proposed": proposed is not None,
        "may_end": state == "in_force" or (state == "ending" and proposed is not None
                                           and proposed.role != authority.role),
        "waits_for_other": state == "ending" and proposed is not None and proposed.role == authority.role,
    }  # fmt: skip
    return render(request, "protection/hold.html", {"page": page, "form": form})


def _kept(reference: str) -> Hold | Duty:
    """The hold of a reference, or the closed breach case; 404 without one."""
    hold = Hold.objects.filter(reference=reference).first()
    if hold is not None:
        return hold
    cases = Duty.objects.filter(reference=reference, kind=BREACH, account__isnull=False, steps__kind="closed")
    return theirs(cases.first())


def _named(purpose: str, month: date) -> dict[str, str]:
    named = purpose_name(purpose, words.language())
    return {"purpose": named, "month": words.month(Month.of(month))}


def _gone(one: Destruction) -> dict[str, Any]:
    return {
        **_named(one.purpose_code, one.month),
        "records": grouped(one.records),
        "day": words.day(timezone.localtime(one.recorded_at).date()),
        "is_over": one.ended_at is not None,
    }


def _row(one: Hold | Duty) -> dict[str, Any]:
    shape, word = STATES[state_of_hold(one)]
    if isinstance(one, Hold):
        said = {"named": one.named, "ground": _(GROUNDS[one.ground]), "by": one.asked_by}
    else:
        number = {"number": one.number}
        said = {"named": _("Breach case %(number)s") % number, "ground": _(GROUNDS["breach"]), "by": ""}
    return {
        **said, "reference": one.reference, "shape": shape, "word": _(word),
        "address": reverse("protection:hold", kwargs={"reference": one.reference}),
    }  # fmt: skip


def _pairs(one: Hold | Duty) -> list[Pair]:
    if isinstance(one, Duty):
        return [Pair(_("Rests on"), _(GROUNDS["breach"])), Pair(_("Uses"), _("those of its account"))]
    language = words.language()
    days = [words.day(day) if day else "…" for day in (one.since, one.until)]
    return [
        Pair(_("Rests on"), _(GROUNDS[one.ground])),
        Pair(_("Who asked"), one.asked_by),
        Pair(_("Purposes"), ", ".join(purpose_name(code, language) for code in one.purposes) or _("any")),
        Pair(
            _("Offices"),
            ", ".join(load_catalogue().office_name(code, language) for code in one.offices) or _("any"),
        ),
        Pair(_("Uses"), ", ".join(one.uses) or _("any")),
        Pair(_("Recorded"), " – ".join(days) if one.since or one.until else _("any day")),
    ]
