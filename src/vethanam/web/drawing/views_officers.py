"""The officers of an office: delegate a power, hand the office over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.people.models import Delegation, Role
from vethanam.web.administration.words import POWERS
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.officers import officers_of
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.office_handover import handed_by, handing_over_page

OFFICE = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def officers(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The officers and their delegations; the drawing officer can delegate to a colleague."""
    form = ActForm(
        "delegate",
        fields=("to", "power", "until"),
        fixed={"role": Role.DRAWING_OFFICER, "scope": code},
        initial={"power": Delegation.Power.PREPARE},
        choices={"power": [(power, _(name)) for power, name in POWERS.items()]},
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(
            request,
            _("Proposed. It counts once your superior agrees, and ends by itself or when you end it."),
        )
        return redirect("drawing:officers", code=code)
    return render(
        request,
        "drawing/officers.html",
        {
            "page": officers_of(code, authority),
            "place": place_of(code, 0),
            "form": form,
            "hand_over": reverse("drawing:hand_over", kwargs={"code": code}),
            "appointments": reverse("drawing:appointments", kwargs={"code": code})
            if authority.role == Role.COUNTERSIGNING_OFFICER
            else "",
        },
    )


@officer(Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, scope="code")
@require_http_methods(["GET", "POST"])
def handing_over(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Hand the office to another officer after a last day."""
    officers = reverse("drawing:officers", kwargs={"code": code})
    return handing_over_page(
        request,
        lambda: handed_by(Role.DRAWING_OFFICER, code, authority),
        authority,
        question=_("Hand office %(code)s over?") % {"code": code},
        says=_(
            "Held since %(since)s. After the last day the named officer draws and sees earlier bills; "
            "the former officer no longer draws. Delegations end too. Earlier signatures stay valid."
        ),
        back=(officers, _("Officers")),
        done=officers,
    )
