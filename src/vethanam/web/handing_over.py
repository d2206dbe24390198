"""An office or a treasury goes to another officer after a last day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.people.appointments import nominate_successor
from vethanam.people.models import Appointment, AppointmentProposal, Role
from vethanam.web import words
from vethanam.web.access import theirs
from vethanam.web.outcomes import fault_of
from vethanam.web.typed import account_typed, day_typed


def handed_by(role: str, code: str, authority: Authority) -> Appointment | None:
    """The appointment in a role for a code that this authority may hand over and nobody has yet."""
    rows = Appointment.objects.filter(
        role=role,
        scope=code,
        ends__isnull=True,
        ended_by__isnull=True,
        valid_until__isnull=True,
    ).order_by("-valid_from", "-id")
    if authority.role == role and not authority.delegation:
        rows = rows.filter(account=authority.account)
    elif authority.role != Role.COUNTERSIGNING_OFFICER:
        return None
    return rows.first()


def handing_over_page(
    request: HttpRequest,
    ending: Callable[[], Appointment | None],
    authority: Authority,
    *,
    question: str,
    says: str,
    back: tuple[str, str],
    done: str,
) -> HttpResponse:
    """Ask for the last day and who takes over. ``ending`` finds what is handed over, ``back`` is an address and its word,
    ``done`` where the page goes afterwards."""
    found = theirs(ending())
    fault = ""
    if request.method == "POST":
        fault = fault_of(lambda: _follow(ending(), request.POST, authority))
        if not fault:
            messages.success(request, _("Proposed. It is handed over when another person agrees."))
            return redirect(done)
    return render(
        request,
        "parts/hand_over.html",
        {
            "question": question,
            "says": says % {"since": words.day(found.valid_from)},
            "back": back[0],
            "back_word": back[1],
            "typed": request.POST,
            "fault": fault,
        },
    )


def _follow(
    ending: Appointment | None, typed: Mapping[str, str], authority: Authority
) -> AppointmentProposal:
    if ending is None:
        raise Refused("office_handed_over")
    last = day_typed(typed.get("last_day", ""))
    if last < timezone.localtime(authority.at).date():
        raise Unsound("day_is_over")
    return nominate_successor(authority, ending, last_day=last, to=account_typed(typed.get("to", "")))
