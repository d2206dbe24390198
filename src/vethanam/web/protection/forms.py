"""The forms of a breach case: the report to CERT-In, the first and the full report to the Data Protection
Board, and a request for more time. Each opens with what is on record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.evidence.board_facts import drafts_of
from vethanam.evidence.facts import Fact
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.duty_deadlines import FORMS, GIVEN_LONGER, NAMES_DAY, NOTICED
from vethanam.privacy.models import Duty
from vethanam.privacy.queries.duties import DutyShown, duty_shown
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.privacy import duties


@officer(Role.DATA_PROTECTION_OFFICER)
@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Open a breach case for an incident noticed outside this system; its clocks start at that instant."""
    form = ActForm(
        "open_case",
        choices={"asked": [(asked, _(duties.ASKED[asked])) for asked in NOTICED]},
        radios=("asked",),
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("Opened. Its clocks run."))
        return redirect("protection:duty", reference=form.performed.state["reference"])
    return render(request, "protection/new_case.html", {"form": form})


@officer(Role.DATA_PROTECTION_OFFICER)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, authority: Authority, reference: str, step: str) -> HttpResponse:
    """One form: editable while its step is open, later as filed."""
    found = theirs(duty_shown(reference, authority.at))
    if found.kind != "breach" or step not in (*FORMS, *NAMES_DAY):
        raise Http404
    parts = FORMS.get(step, ())
    asks = ActForm(
        "answer_duty",
        fields=(*(() if parts else ("says",)), *(("until",) if step in NAMES_DAY else ())),
        fixed={"number": found.number, "step": step},
        mapped={name: ("parts", name, _(duties.PARTS[name])) for name in parts},
        initial=_on_record(found) if parts else {},
        labels={"says": _("Result")},
        hints={"says": ""},
    )
    if asks.is_sent_by(request) and asks.perform(request):
        messages.success(request, _("Recorded: %(step)s.") % {"step": _(duties.STEPS[step])})
        return redirect("protection:duty", reference=reference)
    page = _page(found, step, authority.at)
    return render(request, "protection/form.html", {"page": page, "form": asks})


def _on_record(duty: DutyShown) -> dict[str, str]:
    """What is on record for each part, in words, for the officer to complete."""
    language = words.language()
    drafts = drafts_of(Duty.objects.get(pk=duty.id))
    return {part: " ".join(_in_words(fact, language) for fact in facts) for part, facts in drafts.items()}


def _in_words(fact: Fact, language: str) -> str:
    """A fact with its times in words: digits alone would look like a number."""
    values = {
        name: words.instant(value) if isinstance(value, datetime) else value
        for name, value in fact.values.items()
    }
    return replace(fact, values=values).says(language)


def form_rows(duty: DutyShown, now: datetime) -> list[dict[str, Any]]:
    """Every form of a case with its deadline; ``may_file`` until it is filed."""
    taken = {step.kind for step in duty.steps}
    due = {clock.step: clock.due(duty.opened_at) for clock in duty.clocks}
    return [
        {
            "step": step, "name": _(duties.STEPS[step]), "due": due.get(step),
            "is_late": step in due and due[step] < now,
            "may_file": duty.kind == "breach" and duty.is_open and step not in taken
            and (step != GIVEN_LONGER or "asked_longer" in taken),
            "address": reverse("protection:form", kwargs={"reference": duty.reference, "step": step}),
        }
        for step in dict.fromkeys((*FORMS, *NAMES_DAY))
    ]  # fmt: skip


def _page(duty: DutyShown, step: str, now: datetime) -> dict[str, Any]:
    filed = next((one for one in duty.steps if one.kind == step), None)
    row = next(one for one in form_rows(duty, now) if one["step"] == step)
    parts = FORMS.get(step, ()) if filed else ()
    return {
        **row,
        "number": duty.number,
        "reference": duty.reference,
        "filed": filed,
        "law": next((_(clock.of_law) for clock in duty.clocks if clock.step == step), ""),
        "opened_at": duty.opened_at,
        "parts": [(_(duties.PARTS[name]), filed.parts.get(name, "")) for name in parts] if filed else [],
    }
