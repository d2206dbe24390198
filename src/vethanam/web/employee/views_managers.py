"""A person's consent managers: her links, the calls by them, a code for a new link, and the end of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from vethanam.identity.authority import Authority
from vethanam.web.parts.access import employee
from vethanam.web.parts.forms import sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.privacy.own_managers import code_shown, managers_shown


@employee
@require_GET
def managers(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Her links with the calls by them, and the registered consent managers that she can link."""
    page = {
        **managers_shown(authority.person or 0, authority.at), "frame": "base.html",
        "above": reverse("employee:contact"), "above_word": _("My contact"),
        "end": reverse("employee:end_manager"), "code": reverse("employee:manager_code"),
    }  # fmt: skip
    return render(request, "parts/consent_managers.html", {"page": page})


@employee
@sensitive_variables("done", "page")
@require_POST
def code(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Make a code; it is shown once, in the answer."""
    done = acted(request, "make_manager_code", {"manager": sent(request).get("manager", "")})
    if not done.ok:
        return redirect("employee:managers")
    page = {**code_shown(done), "frame": "base.html", "back": reverse("employee:managers")}
    return render(request, "parts/manager_code.html", {"page": page})


@employee
@require_POST
def end(request: HttpRequest, authority: Authority) -> HttpResponse:
    """End a link."""
    given = {"link": sent(request).get("link", "")}
    acted(request, "end_manager_link", given, _("Ended. This consent manager acts for you no more."))
    return redirect("employee:managers")
