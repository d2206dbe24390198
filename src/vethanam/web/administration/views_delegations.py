"""Powers that officers lend: the superior agrees or rejects. They are shown on the page of appointments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vethanam.identity.authority import Authority
from vethanam.people.appointments import SUBORDINATE
from vethanam.people.delegations import agreed_delegations, may_decide_delegation, waiting_delegations
from vethanam.people.models import Delegation, Role
from vethanam.web.administration.words import POWERS, role_words
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import sent
from vethanam.web.parts.outcomes import acted


@officer(Role.ADMINISTRATOR)
@require_POST
def decide(request: HttpRequest, authority: Authority, delegation: int) -> HttpResponse:
    """Agree to a lent power, reject it or end it."""
    return _decide(request, delegation, "")


@officer(Role.COUNTERSIGNING_OFFICER, scope="code")
@require_POST
def decide_of_code(request: HttpRequest, authority: Authority, code: str, delegation: int) -> HttpResponse:
    """Agree to a power that the drawing officer or a clerk of one's code lends, reject it or end it."""
    return _decide(request, delegation, code)


def powers_to_decide(authority: Authority, code: str) -> list[dict[str, object]]:
    """The lent powers that wait, of a drawing code or of all."""
    return [
        {**_power(one, code), "may_decide": may_decide_delegation(authority, one)}
        for one in waiting_delegations(authority.at, **_match(code))
    ]


def powers_lent(authority: Authority, code: str) -> list[dict[str, object]]:
    """The lent powers that count, of a drawing code or of all."""
    return [_power(one, code) for one in agreed_delegations(authority.at, **_match(code))]


def _power(one: Delegation, code: str) -> dict[str, object]:
    return {
        "key": f"lent-{one.pk}",
        "name": one.account.username,
        "person": one.person.name if one.person else "",
        "power": _(POWERS[one.power]),
        "role": role_words(one.appointment.role, one.appointment.scope),
        "first": words.day(one.valid_from),
        "last": words.day(one.valid_until),
        "by": one.appointment.account.username,
        "decide": reverse("drawing:decide_delegation", kwargs={"code": code, "delegation": one.pk})
        if code
        else reverse("administration:decide_delegation", kwargs={"delegation": one.pk}),
    }


def _decide(request: HttpRequest, delegation: int, code: str) -> HttpResponse:
    lent = theirs(Delegation.objects.filter(pk=delegation, **_match(code)).first())
    given: dict[str, object] = {"delegation": lent.pk, **({"drawing_code": code} if code else {})}
    if sent(request).get("act") == "agree":
        acted(request, "agree_delegation", given, _("Agreed. The power counts from now on."))
    elif sent(request).get("act") == "end":
        acted(request, "end_delegation", given, _("Ended. Earlier acts stay valid."))
    else:
        given["reason"] = sent(request).get("reason", "")
        acted(request, "reject_delegation", given, _("Rejected."))
    return redirect("drawing:appointments", code=code) if code else redirect("administration:appointments")


def _match(code: str) -> dict[str, object]:
    return {"appointment__scope": code, "appointment__role__in": SUBORDINATE} if code else {}
