"""Bodies that know a person by a number of their register: her links, their messages, the bodies she tests
for.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vethanam.identity.authority import Authority
from vethanam.messaging.registers.links import bodies_with_testers, testers_of
from vethanam.privacy.purposes.registry import office_name
from vethanam.web.parts import words
from vethanam.web.parts.access import employee
from vethanam.web.parts.forms import sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.privacy.own_registers import links_shown, uses_by_bodies


@employee
@require_GET
def registers(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The links to her, the messages by them, and the bodies that ask for testers."""
    person, language = authority.person or 0, words.language()
    bodies = [
        {"code": code, "name": office_name(code, language), "is_mine": person in testers_of(code)}
        for code in bodies_with_testers(authority.at)
    ]
    page = {"links": links_shown(person), "uses": uses_by_bodies(person, authority.at), "bodies": bodies}
    return render(request, "employee/registers.html", page)


@employee
@require_POST
def end(request: HttpRequest, authority: Authority) -> HttpResponse:
    """End a link."""
    given = {"link": sent(request).get("link", "")}
    acted(
        request, "end_own_link", given, _("Ended. This body has nothing sent to you by that number any more.")
    )
    return redirect("employee:registers")


@employee
@require_POST
def testing(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Become a tester of a body, or be one no longer."""
    form = sent(request)
    act = "join_testers" if form.get("to") == "on" else "leave_testers"
    acted(request, act, {"body": form.get("body", "")}, _("Saved."))
    return redirect("employee:registers")
