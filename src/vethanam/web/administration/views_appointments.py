"""Pages of appointments: propose, agree, reject, end.

A drawing code's controlling officer has them for its code.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.identity.authority import Authority
from vethanam.people.appointments import GIVEN, may_decide, waiting_proposals
from vethanam.people.models import Appointment, AppointmentProposal, Role
from vethanam.people.queries import appointments_at
from vethanam.web.administration.views import last_day
from vethanam.web.administration.views_delegations import powers_lent, powers_to_decide
from vethanam.web.administration.words import role_words
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted

SHOWN = 200
SUBORDINATE = (Role.CLERK.value, Role.DRAWING_OFFICER.value)


@officer(Role.ADMINISTRATOR)
@require_GET
def appointments(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Waiting proposals, and today's holders of roles."""
    wanted = request.GET.get("scope", "").strip()[:24]
    held = appointments_at(authority.at).exclude(role__in=[Role.SERVICE, Role.EMPLOYEE])
    held = held.filter(scope=wanted) if wanted else held
    return _list_page(request, authority, list(held.select_related("account", "person")[:SHOWN]), "", wanted)


@officer(Role.COUNTERSIGNING_OFFICER, scope="code")
@require_GET
def of_code(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The first 200 appointments of one drawing code, for its controlling officer."""
    held = appointments_at(authority.at, scope=code).select_related("account", "person")
    return _list_page(request, authority, list(held[:SHOWN]), code, "")


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Propose an appointment."""
    return _propose_page(request, authority, "")


@officer(Role.COUNTERSIGNING_OFFICER, scope="code")
@require_http_methods(["GET", "POST"])
def propose_of_code(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Propose the drawing officer or a clerk of a drawing code."""
    return _propose_page(request, authority, code)


@officer(Role.ADMINISTRATOR)
@require_POST
def decide(request: HttpRequest, authority: Authority, proposal: int) -> HttpResponse:
    """Agree to a proposal or reject it."""
    return _decide(request, proposal, "")


@officer(Role.COUNTERSIGNING_OFFICER, scope="code")
@require_POST
def decide_of_code(request: HttpRequest, authority: Authority, code: str, proposal: int) -> HttpResponse:
    """Agree to a proposal of one's drawing code or reject it."""
    return _decide(request, proposal, code)


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, authority: Authority, appointment: int) -> HttpResponse:
    """End an appointment after a last day."""
    found = theirs(
        Appointment.objects.filter(pk=appointment, ends__isnull=True).select_related("account").first()
    )
    name = found.account.username
    form = ActForm(
        "end_appointment",
        fields=("last_day",),
        fixed={"account": name, "role": found.role, "scope": found.scope, "appointment": found.pk},
        initial={"last_day": f"{timezone.localdate(authority.at)}"},
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("The appointment ends then. Its earlier signatures stay valid."))
        return redirect("administration:account", name=name)
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("End the appointment of %(name)s?") % {"name": name},
            "stays": role_words(found.role, found.scope),
            "verb": _("End it"),
            "back": reverse("administration:account", kwargs={"name": name}),
            "back_word": name,
        },
    )


def _list_page(
    request: HttpRequest, authority: Authority, held: list[Appointment], code: str, wanted: str
) -> HttpResponse:
    match = {"scope": code, "role__in": SUBORDINATE} if code else {}
    return render(
        request,
        "administration/appointments.html",
        {
            "code": code,
            "wanted": wanted,
            "propose": _address("propose", code),
            "to_lend": powers_to_decide(authority, code),
            "lent": powers_lent(authority, code),
            "waiting": [_proposal(authority, one, code) for one in waiting_proposals(**match)],
            "held": [
                {
                    "name": one.account.username,
                    "person": one.person.name if one.person else "",
                    "role": role_words(one.role, one.scope),
                    "first": words.day(one.valid_from),
                    "last": words.day(ends) if (ends := last_day(one)) else "",
                }
                for one in held
            ],
        },
    )


def _proposal(authority: Authority, one: AppointmentProposal, code: str) -> dict[str, object]:
    return {
        "name": one.account.username,
        "person": one.person.name,
        "role": role_words(one.role, one.scope),
        "first": words.day(one.valid_from),
        "last": words.day(one.valid_until) if one.valid_until else "",
        "order": one.order,
        "by": one.proposed_by.username,
        "replaces": one.replaces.account.username if one.replaces else "",
        "may_decide": may_decide(authority, one),
        "decide": _address("decide", code, proposal=one.pk),
        "key": one.pk,
    }


def _propose_page(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    match = {"scope": code, "role__in": SUBORDINATE} if code else {}
    held = appointments_at(authority.at, ended_by__isnull=True, **match).exclude(
        role__in=[Role.SERVICE, Role.EMPLOYEE]
    )
    form = ActForm(
        "propose_appointment",
        fields=("account", "role", *(() if code else ("scope",)), "from", "until", "order", "in_place_of"),
        fixed={"scope": code} if code else {},
        initial={"from": f"{timezone.localdate(authority.at)}", **_asked(request)},
        choices={
            "role": [(role, role_words(role, "")) for role in (SUBORDINATE if code else GIVEN)],
            "in_place_of": _holders(held.select_related("account")[:500]),
        },
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Proposed. Another person agrees to it."))
        return redirect(_address("appointments", code))
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Propose an appointment"),
            "stays": _("Another administrator or the controlling officer agrees. In place of somebody, that "
                       "appointment ends "
                       "the day before."),
            "verb": _("Propose"),
            "is_filled": True,
            "back": _address("appointments", code),
            "back_word": _("Appointments"),
        },
    )  # fmt: skip


def _holders(held: Iterable[Appointment]) -> list[tuple[str, str]]:
    """The holders of roles, each once with all their roles."""
    roles: dict[str, list[str]] = {}
    for one in held:
        roles.setdefault(one.account.username, []).append(role_words(one.role, one.scope))
    return [(name, f"{name} · {'; '.join(held)}") for name, held in roles.items()]


def _asked(request: HttpRequest) -> dict[str, str]:
    """The form's initial values from the address."""
    return {key: request.GET[key][:60] for key in ("account", "role") if key in request.GET}


def _decide(request: HttpRequest, proposal: int, code: str) -> HttpResponse:
    match = {"scope": code} if code else {}
    found = theirs(AppointmentProposal.objects.filter(pk=proposal, **match).first())
    given: dict[str, object] = {
        "account": found.account.username,
        "role": found.role,
        "scope": found.scope,
        "proposal": found.pk,
    }
    if sent(request).get("act") == "agree":
        acted(request, "agree_appointment", given, _("Agreed. The appointment is on record."))
    else:
        given["reason"] = sent(request).get("reason", "")
        acted(request, "reject_appointment", given, _("Rejected."))
    return redirect(_address("appointments", code))


def _address(name: str, code: str, **more: object) -> str:
    """The address of a page of appointments: an administrator's or a drawing code's."""
    if not code:
        return reverse(f"administration:{name}", kwargs=more)
    names = {"appointments": "appointments", "propose": "propose_appointment", "decide": "decide_appointment"}
    return reverse(f"drawing:{names[name]}", kwargs={"code": code, **more})
