"""Bodies that know her by a number of their register: the links, their messages, and the end of a link."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.benefits.models import Beneficiary
from vethanam.benefits.queries.registers import OF_SCHEME
from vethanam.messaging.registers.links import register_of
from vethanam.web.beneficiary.card import cardholder
from vethanam.web.beneficiary.views import is_of_scheme
from vethanam.web.beneficiary.views_contact import act_of_holder
from vethanam.web.parts.access import now_of
from vethanam.web.parts.forms import sent
from vethanam.web.privacy.own_registers import links_shown, uses_by_bodies


@cardholder
@require_http_methods(["GET", "POST"])
def registers(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """The links to her in registers about benefits, and the messages by them.

    Those of an employee's service are on the page of her account.
    """
    theirs = [
        one for one in links_shown(holder.person_id) if register_of(one["office"]).startswith(OF_SCHEME)
    ]
    if "link" in sent(request):
        named = sent(request)["link"]
        is_shown = any(str(one["value"]) == named for one in theirs)
        done = _("Ended. This body has nothing sent to you by that number any more.")
        act_of_holder(request, holder, "end_own_link", {"link": named if is_shown else "0"}, done)
        return redirect("beneficiary:registers")
    uses = [
        replace(one, address=reverse("beneficiary:use", kwargs={"reference": one.reference}))
        for one in uses_by_bodies(holder.person_id, now_of(request)[0], is_of_scheme)
    ]
    return render(request, "beneficiary/registers.html", {"links": theirs, "uses": uses})
