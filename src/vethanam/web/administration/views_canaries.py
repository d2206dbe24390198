"""Pages of canaries: those planted, a proposal to agree to, a new proposal, and the arrivals.

For an administrator and the data protection officer alike: one proposes, the other agrees.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from vethanam.acts.canaries import OFFICERS
from vethanam.identity.authority import Authority
from vethanam.messaging.canaries import arrivals, holders_on, proposals
from vethanam.messaging.canary_models import CanaryProposal, CanaryReached
from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.privacy.policies import OTHERS
from vethanam.web.administration.words import role_words
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.outcomes import acted, sentence_to

KINDS = {
    "gateway": gettext_noop("Gateway"),
    "processor": gettext_noop("Processor"),
    "office": gettext_noop("Office"),
    "program": gettext_noop("Program of another body"),
}
CHANNELS = {"email": gettext_noop("E-mail"), "other": gettext_noop("Another way")}


@officer(*OFFICERS)
@require_http_methods(["GET", "POST"])
def canaries(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The canaries of each holder, the arrivals at them, and the form of a new proposal."""
    form = ActForm(
        "plant_canaries",
        fields=("kind", "holder", "people", "domain"),
        choices={"kind": [(code, _(word)) for code, word in KINDS.items()]},
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, sentence_to(request, form.performed))
        return redirect("administration:canaries")
    rows = [_row(one, authority) for one in proposals()]
    page = {
        "proposed": [row for row in rows if not row["at"]],
        "planted": [row for row in rows if row["at"]],
        "arrivals": [_arrival(one, authority) for one in arrivals()],
        "holders": [
            (_(KINDS[kind]), sorted(found.items()))
            for kind, found in holders_on(authority.at).items()
            if found
        ],
    }
    return render(request, "administration/canaries.html", {"page": page, "form": form})


@officer(*OFFICERS)
@require_http_methods(["GET", "POST"])
def reached(request: HttpRequest, _authority: Authority) -> HttpResponse:
    """The form for what reached a canary."""
    form = ActForm(
        "open_canary",
        fields=("code", "day", "channel", "words"),
        choices={"channel": [(code, _(word)) for code, word in CHANNELS.items()]},
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, sentence_to(request, form.performed))
        return redirect("administration:canaries")
    return render(request, "administration/canary_reached.html", {"form": form})


@officer(*OFFICERS)
@require_POST
def agree(request: HttpRequest, authority: Authority, proposal: int) -> HttpResponse:
    """Agree to the other officer's proposal."""
    acted(request, "agree_canaries", {"proposal": proposal}, _("Agreed. The canaries are planted."))
    return redirect("administration:canaries")


def _row(one: CanaryProposal, authority: Authority) -> dict[str, Any]:
    planting = getattr(one, "planting", None)
    is_other = authority.role == OTHERS.get(one.role) and authority.person != one.person
    return {
        "number": one.pk,
        "mark": one.mark,
        "kind": _(KINDS[one.holder_kind]),
        "holder": one.holder,
        "people": grouped(one.people),
        "domain": one.domain,
        "by": f"{one.proposed_by.username} ({role_words(one.role, '')})",
        "may_agree": is_other and authority.delegation is None,
        "at": words.instant(planting.at) if planting else "",
    }


def _arrival(one: CanaryReached, authority: Authority) -> dict[str, Any]:
    is_hers = authority.role == Role.DATA_PROTECTION_OFFICER
    return {
        "mark": one.canary.planting.proposal.mark,
        "day": words.day(one.day),
        "channel": _(CHANNELS[one.channel]),
        "case": one.case.number,
        "address": reverse("protection:duty", args=[one.case.reference]) if is_hers else "",
    }
