"""The common frame of every page: the role's menu, the account, the languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.queries import latest_checks
from vethanam.people.models import Employment, Role, StateSetting
from vethanam.people.queries import hats_of
from vethanam.web.account.provider import is_configured
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, hats_of_request, now_of
from vethanam.web.parts.first_visit import first_visit
from vethanam.web.parts.inbox import inbox_of_request
from vethanam.web.parts.kept_forms import kept_texts
from vethanam.web.parts.people import people_named
from vethanam.web.parts.signatures import is_signed_in_browser
from vethanam.web.parts.state_settings import setting_said
from vethanam.web.privacy.ledger_health import health_of, ledger_state

_WRITING = (
    "campaign:orders", "campaign:order", "campaign:withdraw_scan",
    "campaign:people", "campaign:text", "campaign:other",
    "campaign:message",
    "campaign:history", "campaign:proposals",
    "campaign:propose", "campaign:proposal",
)  # fmt: skip
_REQUESTS = (
    gettext_noop("Requests"), "requests:list",
    (
        "requests:one", "requests:reveal", "requests:feed", "requests:reading", "requests:recipients",
        "requests:recipient",
    ),
)  # fmt: skip


_FIND = (gettext_noop("Find"), "lists:find", ("lists:table",))


def masters_of(space: str) -> tuple[str, ...]:
    """The other routes of the pages of masters."""
    return tuple(f"{space}:{name}" for name in ("kind", "enter", "close", "proposal", "importing"))


#: per journey: menu word, route, other routes under the menu word
NOUNS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "employee": (
        (
            gettext_noop("Pay"),
            "employee:home",
            ("employee:month", "employee:line", "employee:ask_line", "employee:ask_month"),
        ),
        (
            gettext_noop("Service"),
            "employee:record",
            tuple(
                f"employee:{name}"
                for name in (
                    "book",
                    "leave",
                    "expected",
                    "loans",
                    "arrears",
                    "sheet",
                    "object_to",
                    "year",
                    "year_of",
                )
            ),
        ),
        (gettext_noop("Uses"), "employee:uses", ("employee:use", "employee:ask_about", "employee:questions")),
        (
            gettext_noop("My contact"),
            "employee:contact",
            (
                "employee:replace",
                "employee:confirm",
                "employee:erase",
                "employee:choose",
                "employee:say_yes",
                "employee:senders",
            ),
        ),
    ),
    "drawing": (
        (
            gettext_noop("Month"),
            "drawing:month",
            (
                "drawing:month_of",
                "drawing:run",
                "drawing:differences",
                "drawing:finding",
                "drawing:entries",
                "drawing:questions",
                "drawing:question",
                "drawing:officers",
                "drawing:hand_over",
                "drawing:appointments",
                "drawing:propose_appointment",
            ),
        ),
        (
            gettext_noop("Bills"),
            "drawing:bills",
            (
                "drawing:bill",
                "drawing:act",
                "drawing:act_several",
                "drawing:accounts",
                "drawing:refund",
                "drawing:make_again",
                "drawing:schedules",
                "drawing:schedule",
                "drawing:festival",
                "drawing:surrender_of",
            ),
        ),
        (gettext_noop("Arrears"), "drawing:arrears", ("drawing:arrear_list",)),
        (
            gettext_noop("People"),
            "drawing:people",
            (
                "drawing:person",
                "drawing:line",
                "drawing:hold_back",
                "drawing:correct",
                "drawing:surrender",
                "drawing:people_accounts",
                "drawing:person_account",
                "drawing:order",
                "drawing:withdraw_scan",
            ),
        ),
        _REQUESTS,
        _FIND,
    ),
    "department": (
        (gettext_noop("Taking over"), "takeover:sheets", ("takeover:sheet", "takeover:elsewhere")),
        (gettext_noop("Side-by-side months"), "takeover:months", ()),
        (gettext_noop("One joiner"), "takeover:joiner", ()),
        _FIND,
    ),
    "treasury": (
        (
            gettext_noop("Bills received"),
            "treasury:register",
            (
                "treasury:bill",
                "treasury:object",
                "treasury:queue",
                "treasury:pass",
                "treasury:pass_several",
                "treasury:schedules",
                "treasury:schedule",
                "treasury:bill_orders",
                "treasury:lapse",
                "treasury:challan",
            ),
        ),
        (gettext_noop("Bank"), "treasury:bank", ("treasury:settle", "treasury:institutions")),
        _FIND,
    ),
    "finance": (
        (
            gettext_noop("What if"),
            "finance:scenarios",
            ("finance:order", "finance:scenario", "finance:beside"),
        ),
        (gettext_noop("Arrears"), "finance:arrears", ("finance:claims", "finance:claim")),
        (
            gettext_noop("Vouchers"),
            "finance:vouchers",
            ("finance:voucher_list", "finance:trends", "finance:year"),
        ),
        (gettext_noop("Side-by-side months"), "takeover:months", ()),
        (gettext_noop("Calendar and figures"), "figures:kinds", masters_of("figures")),
        _FIND,
    ),
    "protection": (
        (
            gettext_noop("What is due"),
            "protection:desk",
            (
                "protection:duty",
                "protection:ended",
                "protection:new_case",
                "protection:processors",
                "protection:court",
            ),
        ),
        (
            gettext_noop("Uses"),
            "protection:uses",
            (
                "protection:use",
                "restraint:restraints",
                "restraint:one",
                "restraint:sendings",
                "restraint:sending",
                "campaign:message",
            ),
        ),
        (
            gettext_noop("Purposes"),
            "protection:purposes",
            (
                "campaign:proposals",
                "campaign:proposal",
                "campaign:approvals",
                "campaign:approval",
                "campaign:decline",
                "campaign:keys",
            ),
        ),
        _REQUESTS,
        (gettext_noop("Ledger"), "protection:ledger", ()),
    ),
    "restraint": (
        (
            gettext_noop("Restraints"),
            "restraint:restraints",
            ("restraint:one", "restraint:enter", "restraint:next", "restraint:window", "protection:court"),
        ),
        (gettext_noop("Sending"), "restraint:sendings", ("restraint:sending",)),
        (
            gettext_noop("Approvals"),
            "campaign:approvals",
            ("campaign:approval", "campaign:decline", "campaign:keys", "campaign:message"),
        ),
        _REQUESTS,
    ),
    "campaign": (
        (gettext_noop("Messages"), "campaign:messages", _WRITING),
        (
            gettext_noop("Approvals"),
            "campaign:approvals",
            ("campaign:approval", "campaign:decline", "campaign:keys"),
        ),
        (gettext_noop("Sending"), "restraint:sendings", ("restraint:sending", "restraint:one")),
        _REQUESTS,
        (gettext_noop("Not answered"), "protection:escalated", ("protection:duty",)),
    ),
    "writing": (
        (gettext_noop("Messages"), "campaign:messages", _WRITING),
        (gettext_noop("Sending"), "restraint:sendings", ("restraint:sending", "restraint:one")),
        _REQUESTS,
    ),
    "administration": (
        (
            gettext_noop("Accounts"),
            "administration:accounts",
            (
                "administration:invite",
                "administration:invite_many",
                "administration:account",
                "administration:end",
            ),
        ),
        (gettext_noop("Appointments"), "administration:appointments", ("administration:propose",)),
        (gettext_noop("Keys"), "administration:keys", ()),
        (gettext_noop("Masters"), "masters:kinds", masters_of("masters")),
        (
            gettext_noop("Webhooks"),
            "webhooks:webhooks",
            tuple(f"webhooks:{name}" for name in ("webhook", "secret", "end")),
        ),
    ),
    "public": (
        (gettext_noop("Messages sent"), "public:register", ("public:message", "public:register_of")),
        (gettext_noop("Purposes"), "public:purposes", ("public:purpose", "public:proposed", "public:law")),
        (gettext_noop("Sign in"), "account_login", ("by_password", "mfa_authenticate", "activation")),
    ),
}

#: role -> its journey, and its name in the head
DESKS: dict[str, tuple[str, str]] = {
    Role.EMPLOYEE: ("employee", gettext_noop("Employee")),
    Role.DRAWING_OFFICER: ("drawing", gettext_noop("Drawing officer, %(scope)s")),
    Role.CLERK: ("drawing", gettext_noop("Clerk, %(scope)s")),
    Role.COUNTERSIGNING_OFFICER: ("drawing", gettext_noop("Countersigning officer, %(scope)s")),
    Role.TREASURY_OFFICER: ("treasury", gettext_noop("Treasury officer, %(scope)s")),
    Role.ADMINISTRATOR: ("administration", gettext_noop("Administrator")),
    Role.FINANCE_OFFICER: ("finance", gettext_noop("Finance")),
    Role.DATA_PROTECTION_OFFICER: ("protection", gettext_noop("Data protection officer")),
    Role.LAW_OFFICER: ("restraint", gettext_noop("Law officer")),
    Role.PURPOSE_OWNER: ("campaign", gettext_noop("Officer of the purpose")),
    Role.COMMUNICATING_OFFICER: ("writing", gettext_noop("Communicating officer")),
}
#: roles with pages for a whole department, and their name there
DEPARTMENT: dict[str, str] = {
    Role.CLERK: gettext_noop("Clerk of the whole department"),
    Role.DRAWING_OFFICER: gettext_noop("Drawing officer of the whole department"),
}
DELEGATED = gettext_noop("For the drawing officer, %(scope)s")
HOMES = {journey: nouns[0][1] for journey, nouns in NOUNS.items()}
SCOPED = frozenset({"drawing", "treasury"})


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


def desks_of(account: Account, at: datetime) -> list[Desk]:
    """The account's desks: its appointments and delegations, then the person's own pages.

    A clerk of the whole department gets the take-over; the pages of a drawing code belong to its own
    officers.
    """
    found = []
    for hat in hats_of(account.pk, at):
        if hat.role in DESKS and hat.role != Role.EMPLOYEE:
            journey, name = _desk(hat.role, hat.scope)
            if journey in SCOPED and not hat.scope:
                continue
            name = DELEGATED if hat.delegation else name
            found.append(
                Desk(gettext(name) % {"scope": hat.scope}, home_of(journey, hat.scope), journey, hat.scope)
            )
    number = (
        Employment.objects.filter(person__account=account.pk)
        .order_by("id")
        .values_list("number", flat=True)
        .first()
    )
    if number:
        found.append(Desk(str(people_named([number])[number]), home_of("employee", ""), "employee"))
    return found


def _desk(role: str, scope: str | None) -> tuple[str, str]:
    """The journey of an appointment, and its name."""
    if not scope and role in DEPARTMENT:
        return "department", DEPARTMENT[role]
    return DESKS[role]


def name_of_desk(role: str, scope: str) -> str:
    """The name of a role and its scope in the head."""
    return gettext(_desk(role, scope)[1]) % {"scope": scope}


def _inbox_count(request: HttpRequest) -> int | None:
    """The number of things that wait for an officer; None for everybody else."""
    if not request.user.is_authenticated or not hats_of_request(request):
        return None
    return len(inbox_of_request(request))


def home_of(journey: str, scope: str) -> str:
    """The first page of a journey."""
    return reverse(HOMES[journey], kwargs={"code": scope} if journey in SCOPED else {})


def _journey(request: HttpRequest, authority: Authority | None) -> tuple[str, str]:
    if authority and authority.role in DESKS:
        return _desk(authority.role, authority.scope)[0], authority.scope or ""
    if request.user.is_authenticated and (desks := desks_of(account_of(request), now_of(request)[0])):
        return desks[0].journey, desks[0].scope
    return "public", ""


def _nouns(journey: str, scope: str, route: str) -> list[Noun]:
    found = []
    for word, name, others in NOUNS[journey]:
        is_scoped = journey in SCOPED and not name.startswith(("requests:", "lists:"))
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
    _, name = _desk(authority.role, authority.scope)
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
