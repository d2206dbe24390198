"""My nominee for my data, and people who died and named me."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.nominations import ASKS
from vethanam.acts.record_lookup import person_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.messaging.nominees import nominated_by_dead, uses_for_nominee
from vethanam.people.models import Employment
from vethanam.privacy.law_records import nominations_of
from vethanam.privacy.queries.duties import duties_of
from vethanam.web.employee.views_questions import row as question_row
from vethanam.web.parts.access import employee
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.people import people_named
from vethanam.web.privacy import duties
from vethanam.web.privacy.uses import row_of


@employee
@require_http_methods(["GET", "POST"])
def nominees(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My nominee, and the people who died and left me their rights."""
    person = person_of(authority)
    if request.method == "POST" and "end" in sent(request):
        acted(request, "end_nomination", {}, _("Taken back. Nobody is named now."))
        return redirect("employee:nominees")
    form = ActForm("nominate", fields=("nominee",))
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Named. She sees nothing before your death is on record."))
        return redirect("employee:nominees")
    standing = next((row for row in nominations_of(person) if not hasattr(row, "end")), None)
    page = {
        "nominee": _named(standing.nominee) if standing else "",
        "since": standing.at if standing else None,
        "others": [
            {"reference": row.reference, "name": _named(row.person)}
            for row in nominated_by_dead(person, authority.at)
        ],
    }
    return render(request, "employee/nominees.html", {"page": page, "form": form})


@employee
@require_http_methods(["GET", "POST"])
def nominated(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The uses of the data of a person who died and named me, and the rights that I may use for her."""
    person = person_of(authority)
    try:
        uses = uses_for_nominee(person, reference, authority.at)
    except Refused as refused:
        raise Http404 from refused
    if request.method == "POST":
        given = {"nomination": reference, "asked": sent(request).get("asked", "")}
        acted(request, "ask_as_nominee", given, _("Asked. The answer is owed within 30 days."))
        return redirect("employee:nominated", reference=reference)
    row = next(one for one in nominated_by_dead(person, authority.at) if one.reference == reference)
    page: dict[str, Any] = {
        "name": _named(row.person),
        "uses": [row_of(use, None) for use in uses],
        "choices": [(word, _(duties.ASKED[word])) for word in ASKS],
        "asked": [question_row(duty) for duty in duties_of(row.person, authority.at)],
    }
    return render(request, "employee/nominated.html", {"page": page})


def _named(person: int) -> str:
    """The name of a person by her latest employment."""
    found = Employment.objects.filter(person=person).order_by("-pk").first()
    return str(people_named([found.number])[found.number]) if found else ""
