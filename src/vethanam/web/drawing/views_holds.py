"""Hold a person back from the month's bill, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.models import Assessed, Resolution, Run
from vethanam.payroll.queries import latest_run
from vethanam.people.models import Employment, Role
from vethanam.periods import Month
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.people import people_named

WORKING = (Role.DRAWING_OFFICER, Role.CLERK)


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def hold_back(
    request: HttpRequest, authority: Authority, code: str, number: str, month: Month
) -> HttpResponse:
    """Ask for the reason, and hold her back from this month's bill."""
    found = Employment.objects.filter(number=number).first()
    theirs(found if found and can_be_held(code, found, month) else None)
    back = f"{reverse('drawing:person', kwargs={'code': code, 'number': number})}?month={month}"
    form = ActForm(
        "hold_back",
        fields=("reason",),
        fixed={"month": month, "drawing_code": code, "employment": number},
        hints={"reason": _("The reason stays with this run.")},
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Recorded, with your reason."))
        return redirect(back)
    person = people_named([number])[number]
    return render(
        request,
        "parts/act.html",
        {
            "back": back,
            "back_word": str(person),
            "question": _("Hold %(person)s for this month?") % {"person": person},
            "stays": _("Nobody is paid less for ever: the month can be drawn later on a supplementary bill."),
            "verb": _("Hold this month"),
            "form": form,
        },
    )


def can_be_held(code: str, found: Employment, month: Month) -> bool:
    """True if the month's latest run is computed, draws this person, and does not hold her yet."""
    latest = latest_run(code, month)
    if latest is None or latest.state != Run.State.COMPUTED:
        return False
    rows = Assessed.objects.filter(run=latest.run, employment=found, drawing_code__code=code)
    held = Resolution.objects.filter(
        finding__run=latest.run, finding__employment=found, kind=Resolution.Kind.HELD
    )
    return rows.exists() and not held.exists()
