"""Keys that wait for an administrator: she countersigns a list of them with one signature."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.executor import look
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.web.administration.words import role_words
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import sent_list
from vethanam.web.parts.outcomes import acted


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The waiting keys with their holders; those that are ticked are countersigned together."""
    if request.method == "POST":
        acted(request, "confirm_keys", {"keys": sent_list(request, "key")}, _("Countersigned."))
        return redirect("administration:keys")
    waiting = look("keys_to_confirm", account_of(request), {}, authority=authority).state.get("keys", ())
    return render(request, "administration/keys.html", {"rows": [_row(one) for one in waiting]})


def _row(one: dict[str, Any]) -> dict[str, Any]:
    enrolled = parse_datetime(one["enrolled_at"])
    return {
        "key": one["key"],
        "name": one["account"],
        "person": one["name"],
        "roles": [role_words(held["role"], held["scope"]) for held in one["roles"]],
        "at": words.instant(enrolled) if enrolled else "",
        "fingerprint": one["fingerprint"],
    }
