"""A person's consent managers: her links, the calls by them, a code for a new link, and the end of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from vethanam.identity.authority import Authority
from vethanam.privacy.agreement_proofs import registered_managers
from vethanam.privacy.consent_managers import calls_by, manager_links, manager_names
from vethanam.privacy.models import ManagerCall, ManagerLink
from vethanam.privacy.purposes.registry import catalogue_now, office_name
from vethanam.web.employee.contact_rows import short_of
from vethanam.web.parts import words
from vethanam.web.parts.access import employee
from vethanam.web.parts.forms import sent
from vethanam.web.parts.outcomes import acted

DOES: dict[str, str] = {
    ManagerCall.Does.REDEEM: gettext_noop("Linked"),
    ManagerCall.Does.READ: gettext_noop("Read your consents"),
    ManagerCall.Does.GIVE: gettext_noop("Gave a consent"),
    ManagerCall.Does.WITHDRAW: gettext_noop("Withdrew a consent"),
}
#: calls shown of each link
_CALLS = 20


@employee
@require_GET
def managers(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Her links with the calls by them, and the registered consent managers that she can link."""
    names = manager_names(words.language())
    links = [_shown(link, names.get(link.manager, "")) for link in manager_links(authority.person or 0)]
    linked = {one["number"] for one in links if one["is_live"]}
    open_to_her = [
        {"number": number, "name": names[number]}
        for number in registered_managers(authority.at)
        if number not in linked
    ]
    return render(request, "employee/managers.html", {"links": links, "managers": open_to_her})


@employee
@sensitive_variables("done", "page")
@require_POST
def code(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Make a code; it is shown once, in the answer."""
    number = sent(request).get("manager", "")
    done = acted(request, "make_manager_code", {"manager": number})
    if not done.ok:
        return redirect("employee:managers")
    name = manager_names(words.language()).get(number, number)
    page = {"code": done.once["code"], "name": name, "ends": done.state["ends_at"]}
    return render(request, "employee/manager_code.html", page)


@employee
@require_POST
def end(request: HttpRequest, authority: Authority) -> HttpResponse:
    """End a link."""
    given = {"link": sent(request).get("link", "")}
    acted(request, "end_manager_link", given, _("Ended. This consent manager acts for you no more."))
    return redirect("employee:managers")


def _shown(link: ManagerLink, name: str) -> dict[str, Any]:
    return {
        "row": link,
        "number": link.manager,
        "name": name or link.manager,
        "is_live": not hasattr(link, "end"),
        "calls": [_call(call) for call in calls_by(link)[:_CALLS]],
    }


def _call(call: ManagerCall) -> dict[str, Any]:
    known = next((one for one in catalogue_now().purposes if one.code == call.purpose), None)
    about = [short_of(known), office_name(call.controller, words.language())] if known else []
    return {
        "at": words.instant(call.at),
        "does": _(DOES[call.does]),
        "about": ", ".join(about),
        "is_refused": bool(call.refusal),
    }
