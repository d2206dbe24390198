"""Hands an office or a treasury to another officer after a last day."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vethanam.identity.authority import Authority
from vethanam.people.models import Appointment, Role
from vethanam.web.parts import words
from vethanam.web.parts.access import theirs
from vethanam.web.parts.forms import ActForm


def handed_by(role: str, code: str, authority: Authority) -> Appointment | None:
    """The appointment in a role for a code that this authority may hand over and that has no end yet."""
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
    """Ask for the last day and the successor.

    ``ending`` finds the appointment, ``back`` is an address and its word, ``done`` the next page.
    """
    found = theirs(ending())
    form = ActForm(
        "hand_over",
        fields=("to", "last_day"),
        fixed={"appointment": found.pk, "of": found.account.username},
        needed=("to",),
        labels={"to": _("Sign-in name of who takes over")},
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Proposed. It is handed over when another person agrees."))
        return redirect(done)
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": question,
            "stays": says % {"since": words.day(found.valid_from)},
            "verb": _("Hand over"),
            "back": back[0],
            "back_word": back[1],
        },
    )
