"""The forms of a breach case: what the Data Protection Board is told at once and in full, and asking it for longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.errors import UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.actions import open_case, take_step
from vethanam.privacy.clocks import FORMS, GIVEN_LONGER, NAMES_DAY, NOTICED
from vethanam.privacy.duties import DutyShown, duty_shown
from vethanam.privacy.models import Duty
from vethanam.web import duties
from vethanam.web.access import officer, theirs
from vethanam.web.names import said
from vethanam.web.outcomes import done, fault_of

_ASKS = {"says": gettext_noop("What was done or found"), "until": gettext_noop("Until")}


@officer(Role.DATA_PROTECTION_OFFICER)
@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Open a case for what was noticed otherwise than by requests here; its clocks run from that instant."""
    given: Mapping[str, str] = request.POST
    opened: list[Duty] = []
    fault = ""
    if request.method == "POST":
        noticed = _instant(given.get("noticed", "")) or authority.at
        people = given.get("people", "").strip() or "0"
        count = int(people) if people.isdecimal() and len(people) < 9 else -1
        fault = fault_of(
            lambda: opened.append(
                open_case(authority, given.get("asked", ""), noticed, count, given.get("says", ""))
            )
        )
        if not fault:
            messages.success(request, _("Opened. Its clocks run."))
            return redirect("protection:duty", reference=opened[0].reference)
    choices = [(asked, _(duties.ASKED[asked])) for asked in NOTICED]
    return render(request, "protection/new_case.html", {"choices": choices, "typed": given, "fault": fault})


@officer(Role.DATA_PROTECTION_OFFICER)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, authority: Authority, reference: str, step: str) -> HttpResponse:
    """One form: to fill in while its step is open, afterwards as it was filed."""
    found = theirs(duty_shown(reference, authority.at))
    if found.kind != "breach" or step not in (*FORMS, *NAMES_DAY):
        raise Http404
    given: Mapping[str, str] = request.POST
    faults: dict[str, str] = {}
    if request.method == "POST":
        row, until = Duty.objects.get(reference=reference), _instant(given.get("until", ""))
        parts = {name: given.get(name, "") for name in FORMS.get(step, ())}
        says = given.get("says", "")

        def record() -> None:
            try:
                take_step(authority, row, step, says, parts=parts or None, until=until)
            except UnsoundInput as unsound:
                faults.update({fault.field: said(fault) for fault in unsound.faults})
                raise

        if done(request, record, _("Recorded: %(step)s.") % {"step": _(duties.STEPS[step])}):
            return redirect("protection:duty", reference=reference)
    return render(request, "protection/form.html", {"form": _page(found, step, given, faults, authority.at)})


def form_rows(duty: DutyShown, now: datetime) -> list[dict[str, Any]]:
    """Every form of a case with the instant it is due by; ``may_file`` until it was filed."""
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


def _page(
    duty: DutyShown, step: str, given: Mapping[str, str], faults: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    filed = next((one for one in duty.steps if one.kind == step), None)
    row = next(one for one in form_rows(duty, now) if one["step"] == step)
    said = filed.parts if filed else given
    return {
        **row,
        "number": duty.number,
        "reference": duty.reference,
        "filed": filed,
        "law": next((_(clock.of_law) for clock in duty.clocks if clock.step == step), ""),
        "opened_at": duty.opened_at,
        "parts": [
            {
                "name": name,
                "label": _(duties.PARTS[name]),
                "text": said.get(name, ""),
                "fault": faults.get(name, ""),
            }
            for name in FORMS.get(step, ())
        ],
        "faults": [
            {
                "name": name,
                "label": _(duties.PARTS[name] if name in duties.PARTS else _ASKS[name]),
                "says": says,
            }
            for name, says in faults.items()
        ],
        "fault": faults,
        "needs_day": step in NAMES_DAY,
        "until": given.get("until", ""),
        "needs_words": step not in FORMS,
        "says": filed.says if filed else given.get("says", ""),
    }


def _instant(text: str) -> datetime | None:
    """The instant a field for day and hour gives; None where it gives none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found
