"""Lists of an office of benefits: applications, what to sanction and to check, life proofs, deaths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_fields import CLERK, OFFICERS, SECRETARY
from vethanam.benefits.models import AwardNow, SchemeOffice
from vethanam.benefits.queries import lists
from vethanam.benefits.queries.likenesses import candidates
from vethanam.benefits.queries.notices import waiting_notices
from vethanam.benefits.queries.waiting import Waiting, waiting_entries
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.people.models import LocalBody
from vethanam.web.benefits import demand_words, words
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import sent, sent_list
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.paging import page_of
from vethanam.web.parts.view_values import Link

ROWS = 50


@officer(*OFFICERS, scope="code")
@require_GET
def applications(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Open applications by the day on which an answer is owed, and where to enter a new one."""
    rows, pages = _page(request, lists.open_applications(authority))
    offered: list[Link] = []
    if authority.role == CLERK:
        offices = SchemeOffice.objects.filter(takes_local_bodies=True).order_by("code")
        offered = [
            Link(
                words.scheme_title(one), reverse("benefits:enrol", kwargs={"code": code, "scheme": one.code})
            )
            for one in offices
        ]
    return render(
        request,
        "benefits/applications.html",
        {
            "place": place_of(authority, code), "rows": [*_applications(code, authority, rows)],
            "pages": pages, "offered": offered, "code": code, "is_clerk": authority.role == CLERK,
            "to_check": _to_check(authority),
            "title": _("Applications"), "table": "benefit_applications",
        },
    )  # fmt: skip


@officer(*OFFICERS, scope="code")
@require_GET
def to_sanction(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Assessed applications that wait for the secretary."""
    rows, pages = _page(request, lists.to_sanction(authority))
    return render(
        request,
        "benefits/applications.html",
        {
            "place": place_of(authority, code), "rows": [*_applications(code, authority, rows)],
            "pages": pages, "code": code, "title": _("To sanction"), "table": "benefits_to_sanction",
        },
    )  # fmt: skip


@officer(*OFFICERS, scope="code", power="view")
@require_http_methods(["GET", "POST"])
def to_check(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Entries that wait for another person; agree to one here, decline it on its own page."""
    posted = sent(request)
    if posted:
        given = {"entries": sent_list(request, "entry")}
        acted(request, "check_entries", given, _("Checked. It counts from now on."))
        back = posted.get("back", "")
        address = _person(code, back) if back and _is_theirs(authority, back) else ""
        return redirect(address or reverse("benefits:to_check", kwargs={"code": code}))
    found = waiting_entries(authority)
    return render(
        request,
        "benefits/to_check.html",
        {"place": place_of(authority, code), "rows": [*waiting_rows(code, found)], "code": code},
    )


@officer(*OFFICERS, scope="code")
@require_GET
def to_muster(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Awards of people without a life proof in this year, by ward, and the window of each scheme."""
    day = localdate(authority.at)
    rows, pages = _page(request, lists.to_muster(authority, day))
    windows = lists.windows_of_year(day.year)
    return render(
        request,
        "benefits/to_muster.html",
        {
            "place": place_of(authority, code), "rows": [*award_rows(code, rows)], "pages": pages,
            "year": day.year, "code": code,
            "windows": [(words.scheme_title(one.scheme), one.opens, one.closes) for one in windows.values()],
        },
    )  # fmt: skip


@officer(*OFFICERS, scope="code")
@require_GET
def deaths(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Reported deaths; those that nobody confirmed come first."""
    rows, pages = _page(request, lists.deaths_of(authority))
    shown = [
        {
            "name": words.name(one.beneficiary), "number": one.beneficiary.number, "died_on": one.died_on,
            "source": words.word(words.SOURCES, one.source),
            "address": _person(code, one.beneficiary.number),
            "state": words.state_words("checked" if one.is_confirmed else "waits"),
        }
        for one in rows
    ]  # fmt: skip
    return render(
        request,
        "benefits/deaths.html",
        {
            "place": place_of(authority, code), "rows": shown, "pages": pages, "code": code,
            "notices": [*_notices(authority, code)],
        },
    )  # fmt: skip


def _notices(authority: Authority, code: str) -> Iterable[dict[str, Any]]:
    """What a register of deaths told and nobody has compared."""
    for one in waiting_notices(authority):
        yield {
            "name": words.name(one.beneficiary), "number": one.beneficiary.number, "died_on": one.died_on,
            "record_number": one.record_number,
            "address": reverse("benefits:settle_notice", kwargs={"code": code, "notice": one.pk}),
        }  # fmt: skip


@officer(CLERK, SECRETARY, scope="code")
@require_GET
def duplicates(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Beneficiaries who look like one person; two officers settle each pair."""
    people = set(lists.awards_of(authority).order_by().values_list("beneficiary", flat=True))
    people |= set(lists.applications_of(authority).order_by().values_list("beneficiary", flat=True))
    rows = [
        {
            "one": f"{words.name(one.one)} · {one.one.number}",
            "other": f"{words.name(one.other)} · {one.other.number}",
            "born": one.one.person.born, "why": words.word(words.WHY, one.why),
            "address": reverse(
                "benefits:settle",
                kwargs={"code": code, "one": one.one.number, "other": one.other.number},
            ),
        }
        for one in candidates(people)
    ]  # fmt: skip
    return render(
        request, "benefits/duplicates.html", {"place": place_of(authority, code), "rows": rows, "code": code}
    )


def _to_check(authority: Authority) -> int:
    """How many entries of a local body wait for this officer."""
    if authority.role not in (CLERK, SECRETARY):
        return 0
    return sum(not one.is_ones_own for one in waiting_entries(authority))


def place_of(authority: Authority, code: str) -> str:
    """The name of the office: its local body or scheme."""
    if authority.role in (CLERK, SECRETARY):
        body = LocalBody.objects.filter(code=code).first()
        if body is not None:
            return body.name_ml if page_words.language() == "ml" and body.name_ml else body.name
    office = SchemeOffice.objects.filter(code=code).first()
    return words.scheme_title(office) if office else code


def award_rows(code: str, rows: Iterable[AwardNow]) -> Iterable[dict[str, Any]]:
    """Awards as rows of a table."""
    for one in rows:
        yield {
            "name": words.name(one.beneficiary), "number": one.beneficiary.number,
            "award": one.award.number, "scheme": words.scheme_title(one.scheme), "ward": one.ward,
            "address": _person(code, one.beneficiary.number), "state": words.state_words(one.state),
            "cause": words.word(words.CAUSES, one.cause), "since": words.month(one.since_month),
        }  # fmt: skip


def waiting_rows(code: str, found: Iterable[Waiting]) -> Iterable[dict[str, Any]]:
    """Entries that wait as rows, each in the words of the page."""
    for one in found:
        yield {
            "kind": one.kind, "entry": one.entry, "word": words.word(words.ENTRIES, one.kind),
            "name": words.name(one.beneficiary), "number": one.beneficiary.number,
            "address": _person(code, one.beneficiary.number), "says": _told(one),
            "is_own": one.is_ones_own, "is_death": one.kind == "death",
        }  # fmt: skip


def together(rows: Iterable[dict[str, Any]]) -> list[str]:
    """The circumstances, guardians and routes of rows that this officer may agree to at once."""
    kinds = ("circumstance", "guardian", "route")
    chosen = [one for one in rows if one["kind"] in kinds and not one["is_own"]]
    return [f"{one['kind']}-{one['entry']}" for one in chosen] if len(chosen) > 1 else []


def _told(one: Waiting) -> str:
    facts = one.facts
    match one.kind:
        case "circumstance":
            kind = facts["circumstance"]
            said = f"{words.circumstance(kind)}: {words.value(kind, facts['value'])}"
            parts = [said, facts["document"], _("taken back") if facts["is_withdrawn"] else ""]
        case "guardian":
            parts = [
                facts["guardian"],
                facts["document"],
                _("until %(day)s") % {"day": page_words.day(facts["until"])} if facts["until"] else "",
            ]
        case "route":
            parts = [
                words.word(words.ROUTES, facts["route"]), facts["branch"],
                f"••{facts['tail']}" if facts["tail"] else "", facts["society"],
            ]  # fmt: skip
        case "standing":
            parts = [
                facts["award"], words.word(words.EVENTS, facts["event"]),
                words.word(words.CAUSES, facts["cause"]), words.month(facts["from_month"]),
                facts["local_body"],
            ]  # fmt: skip
        case "death":
            day = page_words.day(facts["died_on"]) if facts["died_on"] else ""
            parts = [day, words.word(words.SOURCES, facts["source"]), facts["document"]]
        case "elsewhere":
            parts = [
                facts["award"], words.month(facts["month"]), words.word(words.PAYERS, facts["payer"]),
                shown(facts["amount_paise"]), words.word(words.OUTSIDE, facts["source"]),
                facts["reference"], _("taken back") if facts["is_taken_back"] else "", facts["reason"],
            ]  # fmt: skip
        case "demand":
            amount = shown(facts["amount"], paise=True) if facts["amount"] else ""
            change = words.word(demand_words.CHANGES, facts["change"])
            parts = [facts["demand"], change, amount, facts["reference"], facts["order"]]
        case _:
            answer = _("one person") if facts["is_one_person"] else _("two persons")
            parts = [facts["other"], answer, facts["reason"]]
    return " · ".join(part for part in parts if part)


def _applications(code: str, authority: Authority, rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    today = localdate(authority.at)
    for one in rows:
        yield {
            "name": words.name(one.beneficiary), "number": one.number,
            "address": reverse("benefits:application", kwargs={"code": code, "number": one.number}),
            "scheme": words.scheme_title(one.scheme), "owed_by": one.owed_by,
            "is_late": one.owed_by < today,
            "state": words.state_words(one.state),
        }  # fmt: skip


def _is_theirs(authority: Authority, number: str) -> bool:
    """Whether a beneficiary has an application or an award here."""
    return any(
        rows.filter(beneficiary__number=number).exists()
        for rows in (lists.applications_of(authority), lists.awards_of(authority))
    )


def _person(code: str, number: str) -> str:
    return reverse("benefits:person", kwargs={"code": code, "number": number})


def _page(request: HttpRequest, rows: QuerySet[Any]) -> tuple[list[Any], list[Link]]:
    number, pages = page_of(request, rows.count(), ROWS)
    return list(rows[(number - 1) * ROWS : number * ROWS]), pages
