"""The common frame of every page: the menu of the role (:mod:`.menu`), the account, the languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext

from vethanam.identity.authority import Authority
from vethanam.journal.queries import latest_checks
from vethanam.people.models import Employment, Role, StateSetting
from vethanam.web.account.provider import is_configured
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, hats_of_request, now_of
from vethanam.web.parts.first_visit import first_visit
from vethanam.web.parts.inbox import inbox_of_request
from vethanam.web.parts.kept_forms import kept_texts
from vethanam.web.parts.menu import DELEGATED, DESKS, HOMES, NOUNS, SCOPED, home_of, journey_of
from vethanam.web.parts.people import people_named
from vethanam.web.parts.signatures import is_signed_in_browser
from vethanam.web.parts.state_settings import setting_said
from vethanam.web.privacy.ledger_health import health_of, ledger_state


@dataclass(frozen=True, slots=True)
class Noun:
    """One menu entry."""

    word: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One role of the account, and its first page."""

    name: str
    address: str
    journey: str
    scope: str = ""


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; the inbox is counted only for a template that shows it."""
    authority: Authority | None = getattr(request, "authority", None)
    route = request.resolver_match.view_name if request.resolver_match else ""
    journey, scope = _journey(request, authority)
    return {
        "nouns": _nouns(journey, scope, route),
        "who": _who(request, authority),
        "languages": _languages(request),
        "inbox_count": lambda: _inbox_count(request),
        "banner": _banner(authority),
        "kept_texts": kept_texts(request),
        "first_visit": first_visit(request, authority.role, authority.scope or "")
        if authority is not None and route == HOMES.get(journey)
        else None,
        "is_sample": _is_sample(request),
        "signs_in_browser": authority is not None and is_signed_in_browser(is_sample=authority.is_sample),
        "protection_office": setting_said(StateSetting.Name.DATA_PROTECTION_OFFICE),
        "lang": words.language(),
        "provider_name": settings.VETHANAM_OIDC_NAME if is_configured() else "",
    }


def desks_of(request: HttpRequest) -> list[Desk]:
    """The desks of the signed-in account: its appointments and delegations, then the person's own pages.

    A clerk of the whole department gets the take-over; the pages of a drawing code belong to its own
    officers.
    """
    found = []
    for hat in hats_of_request(request):
        if hat.role in DESKS and hat.role != Role.EMPLOYEE:
            journey, name = journey_of(hat.role, hat.scope)
            if journey in SCOPED and not hat.scope:
                continue
            name = DELEGATED if hat.delegation else name
            found.append(
                Desk(gettext(name) % {"scope": hat.scope}, home_of(journey, hat.scope), journey, hat.scope)
            )
    number = (
        Employment.objects.filter(person__account=account_of(request).pk)
        .order_by("id")
        .values_list("number", flat=True)
        .first()
    )
    if number:
        found.append(Desk(str(people_named([number])[number]), home_of("employee", ""), "employee"))
    return found


def name_of_desk(role: str, scope: str) -> str:
    """The name of a role and its scope in the head."""
    return gettext(journey_of(role, scope)[1]) % {"scope": scope}


def _inbox_count(request: HttpRequest) -> int | None:
    """The number of things that wait for an officer; None for everybody else."""
    if not request.user.is_authenticated or not hats_of_request(request):
        return None
    return len(inbox_of_request(request))


def _journey(request: HttpRequest, authority: Authority | None) -> tuple[str, str]:
    if authority and authority.role in DESKS:
        return journey_of(authority.role, authority.scope)[0], authority.scope or ""
    if request.user.is_authenticated and (desks := desks_of(request)):
        return desks[0].journey, desks[0].scope
    return "public", ""


def _nouns(journey: str, scope: str, route: str) -> list[Noun]:
    found = []
    for word, name, others in NOUNS[journey]:
        is_scoped = journey in SCOPED and not name.startswith(("requests:", "lists:"))
        is_scoped = is_scoped or name.startswith("registers:")
        try:
            address = reverse(name, kwargs={"code": scope} if is_scoped else {})
        except NoReverseMatch:
            continue
        found.append(Noun(gettext(word), address, route == name or route in others))
    return found


def _who(request: HttpRequest, authority: Authority | None) -> str:
    if not request.user.is_authenticated:
        return ""
    if authority is None:
        return str(request.user.get_username())
    _, name = journey_of(authority.role, authority.scope)
    if authority.delegation:
        name = DELEGATED
    if authority.role == Role.EMPLOYEE:
        rows = Employment.objects.filter(person=authority.person).order_by("id")
        number = rows.values_list("number", flat=True).first()
        return str(people_named([number])[number]) if number else ""
    return gettext(name) % {"scope": authority.scope or ""}


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The complete languages, each named in itself."""
    current = words.language()
    return [
        {"code": code, "name": name, "is_current": code == current, "next": request.get_full_path()}
        for code, name in (("ml", "മലയാളം"), ("en", "English"))
    ]


@dataclass(frozen=True, slots=True)
class Banner:
    """A notice above the head, one bold sentence and one plain, while it applies to everybody."""

    first: str
    second: str
    address: str
    is_grave: bool = False


def _banner(authority: Authority | None) -> Banner | None:
    """A notice of findings to an administrator, and of entries that wait to the data protection officer."""
    if authority is not None and authority.role == Role.ADMINISTRATOR:
        return _checked()
    if authority is None or authority.role != Role.DATA_PROTECTION_OFFICER:
        return None
    state = ledger_state()
    if health_of(state).is_well or state.head is None:
        return None
    return Banner(
        gettext("Messages are held since %(at)s.") % {"at": words.instant(state.head.at)},
        gettext("The ledger has not signed newer entries. Pay runs and payments go on."),
        reverse("protection:ledger"),
    )


def _checked() -> Banner | None:
    """The findings of the latest checks of log and database."""
    found = [check for check in latest_checks() if check.findings]
    if not found:
        return None
    count = len({(record, code) for check in found for record, code in check.findings})
    said = ngettext(
        "The check of %(at)s has %(count)s finding.", "The check of %(at)s has %(count)s findings.", count
    )
    return Banner(
        said % {"at": words.instant(found[0].at), "count": count},
        gettext("Run on the machine: vethanam check. It says what was changed and what to do."),
        "",
        is_grave=True,
    )


def _is_sample(request: HttpRequest) -> bool:
    try:
        return now_of(request)[1]
    except Exception:  # noqa: BLE001 - an error page must not fail for want of one word
        return False
