"""A beneficiary's consent managers: her links, their calls, a code for a new link, the end of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from vethanam.benefits.models import Beneficiary
from vethanam.web.beneficiary.card import cardholder
from vethanam.web.beneficiary.views_contact import act_of_holder
from vethanam.web.parts.access import now_of
from vethanam.web.parts.forms import sent
from vethanam.web.privacy.own_managers import code_shown, managers_shown

_FRAME = "beneficiary/frame.html"


@cardholder
@sensitive_variables("made", "page")
@require_http_methods(["GET", "POST"])
def managers(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """Her links, and the consent managers that she can link. Whoever has an account does it there."""
    posted, here = sent(request), reverse("beneficiary:managers")
    if "manager" in posted:
        made = act_of_holder(request, holder, "make_manager_code", {"manager": posted["manager"]}, "")
        if not made.ok:
            return redirect(here)
        page = {**code_shown(made), "frame": _FRAME, "back": here}
        return render(request, "parts/manager_code.html", {"page": page})
    if "link" in posted:
        done = _("Ended. This consent manager acts for you no more.")
        act_of_holder(request, holder, "end_manager_link", {"link": posted["link"]}, done)
        return redirect(here)
    has_account = holder.person.account_id is not None
    page = {
        **({} if has_account else managers_shown(holder.person_id, now_of(request)[0])),
        "frame": _FRAME, "is_by_card": True, "has_account": has_account, "end": here, "code": here,
        "above": reverse("beneficiary:mine"), "above_word": _("My benefit"),
    }  # fmt: skip
    return render(request, "parts/consent_managers.html", {"page": page})
