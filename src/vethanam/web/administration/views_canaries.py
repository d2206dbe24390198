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

from vethanam.acts.two_officers import OFFICERS
from vethanam.identity.authority import Authority
from vethanam.messaging.canaries import arrivals, holders_on, proposals
from vethanam.messaging.canary_models import CanaryProposal
from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.web.administration.two_officers import proposal_shown
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
    rows, holders = proposals(), holders_on(authority.at).items()
    page = {
        "proposed": [_proposed(one, authority) for one in rows if not hasattr(one, "planting")],
        "planted": [(_(KINDS[one.holder_kind]), one) for one in rows if hasattr(one, "planting")],
        "arrivals": [(_(CHANNELS[one.channel]), one) for one in arrivals()],
        "holders": [(_(KINDS[kind]), sorted(found.items())) for kind, found in holders if found],
    }
    is_protection = authority.role == Role.DATA_PROTECTION_OFFICER
    context = {"page": page, "form": form, "is_protection": is_protection}
    return render(request, "administration/canaries.html", context)


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
    stays = _(
        "Do not enter the address. A case opens for the mark of the holder, and the message itself stays "
        "with you."
    )
    context = {
        "form": form, "question": _("Record what reached a canary"), "stays": stays, "verb": _("Record"),
        "back": reverse("administration:canaries"), "back_word": _("Canaries"), "is_filled": True,
    }  # fmt: skip
    return render(request, "parts/act.html", context)


@officer(*OFFICERS)
@require_POST
def agree(request: HttpRequest, authority: Authority, proposal: int) -> HttpResponse:
    """Agree to the other officer's proposal."""
    acted(request, "agree_canaries", {"proposal": proposal}, _("Agreed. The canaries are planted."))
    return redirect("administration:canaries")


def _proposed(one: CanaryProposal, authority: Authority) -> dict[str, Any]:
    says = _("%(people)s canaries, with addresses at %(domain)s")
    return proposal_shown(
        one, authority, title=_(KINDS[one.holder_kind]), under=one.holder,
        says=says % {"people": grouped(one.people), "domain": one.domain},
        agree=reverse("administration:agree_canaries", args=[one.pk]),
    )  # fmt: skip
