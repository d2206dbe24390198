"""Rolls of affected people: the list, the form that asks for one, and one roll to confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.rolls import READERS, state_of
from vethanam.evidence.rolls import RollCounts, counts_of, rolls
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.models import Roll
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.roll_words import OF_SAID, count_said, counts_said
from vethanam.web.parts.view_values import Pair

STATES: dict[str, tuple[str, str]] = {
    "asked": ("part", gettext_noop("Asked for")),
    "confirmed": ("part", gettext_noop("Confirmed")),
    "made": ("done", gettext_noop("Made")),
}


@officer(*READERS)
@require_http_methods(["GET", "POST"])
def all_rolls(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The rolls with their counts, and the form that asks for one."""
    of = [(code, _(word)) for code, word in OF_SAID.items()]
    form = ActForm("make_roll", fields=("of", "subject"), choices={"of": of})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("The roll is asked for. The data protection officer confirms it."))
        return redirect("protection:roll", reference=form.performed.state["roll"])
    page = {"rows": [_row(one) for one in rolls()], "may_ask": authority.role == Role.LAW_OFFICER}
    return render(request, "protection/rolls.html", {"page": page, "form": form})


@officer(*READERS)
@require_http_methods(["GET", "POST"])
def roll(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One roll: its counts, and its confirmation."""
    found = theirs(Roll.objects.select_related("confirmation", "made").filter(reference=reference).first())
    form = ActForm("confirm_roll", fields=(), fixed={"roll": reference})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Confirmed. The roll is made once the log proves both signatures."))
        return redirect("protection:roll", reference=reference)
    one = counts_of(found)
    page = {
        **_row(one),
        "pairs": _pairs(one),
        "may_confirm": one.state == "asked" and authority.role == Role.DATA_PROTECTION_OFFICER,
        "waits": one.state == "asked" and authority.role != Role.DATA_PROTECTION_OFFICER,
        "is_waiting_for_worker": one.state == "confirmed",
        "is_untold": one.state == "made" and not one.told,
    }
    return render(request, "protection/roll.html", {"page": page, "form": form})


def _row(one: RollCounts) -> dict[str, Any]:
    shape, word = STATES[one.state]
    state = state_of(one)
    return {
        "reference": one.roll.reference, "of": _(OF_SAID[one.roll.of]), "subject": state["subject"],
        "shape": shape, "word": _(word), "at": one.roll.at,
        "lines": count_said(state["lines"]) if one.made else "",
        "claimed": count_said(state["claimed"]) if one.made else "",
        "address": reverse("protection:roll", kwargs={"reference": one.roll.reference}),
    }  # fmt: skip


def _pairs(one: RollCounts) -> list[Pair]:
    if one.made is None:
        return []
    state = state_of(one)
    return [
        Pair(_("People"), count_said(state["lines"])),
        Pair(_("Uses"), count_said(state["uses"])),
        Pair(_("Messages"), count_said(state["messages"])),
        Pair(_("Told"), count_said(state["told"])),
        Pair(_("Claimed"), count_said(state["claimed"])),
        Pair(_("Drawn"), count_said(state["drawn"])),
        Pair(_("Paid"), count_said(state["paid"])),
        Pair(_("Returned"), count_said(state["returned"])),
        Pair(_("By class"), counts_said(state["classes"], "class")),
        Pair(_("By district"), counts_said(state["districts"], "district")),
    ]
