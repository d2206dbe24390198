"""People of an office of benefits: the list, and one person with her circumstances, awards and routes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.acts.benefit_fields import CLERK, OFFICERS, SCHEME, SECRETARY
from vethanam.benefits.models import AwardNow, Beneficiary, SchemeOffice, StandingEvent
from vethanam.benefits.queries.details import beneficiary_shown
from vethanam.benefits.queries.lists import applications_of, awards_of
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.benefits.queries.waiting import waiting_entries
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.privacy.looks import record_look
from vethanam.web.benefits import words
from vethanam.web.benefits.views import award_rows, place_of, together, waiting_rows
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.paging import page_of
from vethanam.web.parts.view_values import Offer, offered

ROWS = 50


@officer(*OFFICERS, scope="code")
@require_GET
def people(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The people with an award here, by number, or those whose number or name contains a text."""
    wanted = request.GET.get("q", "").strip()[:60]
    rows = awards_of(authority)
    if wanted:
        rows = rows.filter(
            Q(beneficiary__number__icontains=wanted)
            | Q(award__number__icontains=wanted)
            | Q(beneficiary__person__name__icontains=wanted)
            | Q(beneficiary__person__name_ml__icontains=wanted)
        )
    number, pages = page_of(request, rows.count(), ROWS)
    shown = list(rows[(number - 1) * ROWS : number * ROWS])
    return render(
        request,
        "benefits/people.html",
        {
            "place": place_of(authority, code), "code": code, "wanted": wanted, "pages": pages,
            "rows": [*award_rows(code, shown)], "is_of_body": authority.role != SCHEME,
            "applied": _applied(authority, code, wanted) if wanted and not shown else [],
        },
    )  # fmt: skip


@officer(*OFFICERS, scope="code")
@require_GET
def person(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """One person: circumstances, awards with their standing, payment, life proofs, and the next steps."""
    found = theirs(person_of(authority, number))
    record_look(authority, found.person_id, "page_benefits")
    shown = beneficiary_shown(found)
    waiting = [*waiting_rows(code, waiting_entries(authority, found))]
    return render(
        request,
        "benefits/person.html",
        {
            "place": place_of(authority, code), "code": code, "row": found, "name": words.name(found),
            "circumstances": [_circumstance(one) for one in shown["circumstances"]],
            "awards": [_award(authority, code, one) for one in shown["awards"]],
            "life_proofs": [
                {**one, "on": _day(one["on"]), "manner": words.word(words.MANNERS, one["manner"])}
                for one in shown["life_proofs"]
            ],
            "guardians": [
                {
                    **one,
                    "state": words.state_words(one["state"]),
                    "until": one["until"] and _day(one["until"]),
                }
                for one in shown["guardians"]
            ],
            "death": shown["death"],
            "applications": [
                (one, reverse("benefits:application", kwargs={"code": code, "number": one}))
                for one in shown["applications"]
                if applications_of(authority).filter(number=one).exists()
            ],
            "waiting": waiting, "together": together(waiting),
            "offers": offered(_offers(authority, code, found, shown["death"])),
        },
    )  # fmt: skip


def person_of(authority: Authority, number: str) -> Beneficiary | None:
    """A beneficiary of this office; others do not exist."""
    found = Beneficiary.objects.select_related("person").filter(number=number).first()
    if found is None:
        return None
    try:
        require_reach_of(authority, found, *OFFICERS)
    except Refused:
        return None
    return found


def _applied(authority: Authority, code: str, wanted: str) -> list[dict[str, Any]]:
    """People without an award whose number or name contains a text."""
    rows = applications_of(authority).filter(
        Q(beneficiary__number__icontains=wanted)
        | Q(number__icontains=wanted)
        | Q(beneficiary__person__name__icontains=wanted)
        | Q(beneficiary__person__name_ml__icontains=wanted)
    )
    return [
        {
            "name": words.name(one.beneficiary), "number": one.number,
            "address": reverse("benefits:application", kwargs={"code": code, "number": one.number}),
        }
        for one in rows.order_by("number")[:ROWS]
    ]  # fmt: skip


def _day(text: str) -> str:
    return page_words.day(date.fromisoformat(text))


def _circumstance(one: dict[str, Any]) -> dict[str, Any]:
    return {
        **one, "says": words.circumstance(one["kind"]), "from": _day(one["from"]),
        "value": words.value(one["kind"], one["value"]),
        "state": words.state_words(one["state"]),
    }  # fmt: skip


def _award(authority: Authority, code: str, one: dict[str, Any]) -> dict[str, Any]:
    events = [
        {
            **event, "word": words.word(words.EVENTS, event["event"]),
            "cause": words.word(words.CAUSES, event["cause"]), "month": words.month(event["from_month"]),
            "state": words.state_words(
                {True: "checked", False: "declined", None: "waits"}[event["agreed"]]
            ),
        }
        for event in one["events"]
    ]  # fmt: skip
    routes = [
        {
            **route, "word": words.word(words.ROUTES, route["kind"]),
            "payer": words.word(words.PAYERS, route["payer"]),
            "month": words.month(route["from_month"] or one["from"]),
            "state": words.state_words("checked" if route["is_checked"] else "waits"),
        }
        for route in one["routes"]
    ]  # fmt: skip
    return {
        **one, "state": words.state_words(one["state"]), "cause": words.word(words.CAUSES, one["cause"]),
        "scheme": words.scheme_title(SchemeOffice.objects.get(code=one["scheme"])),
        "month": words.month(one["from"]), "since": words.month(one["since_month"]), "events": events,
        "routes": routes, "offers": _award_offers(authority, code, one),
    }  # fmt: skip


def _award_offers(authority: Authority, code: str, one: dict[str, Any]) -> list[Offer]:
    def to(verb: str) -> str:
        return reverse("benefits:about_award", kwargs={"code": code, "number": one["award"], "verb": verb})

    is_ended = one["state"] == AwardNow.State.ENDED
    decides = authority.role in (SECRETARY, SCHEME)
    of_body = authority.role in (CLERK, SECRETARY)
    explained = reverse("benefits:award_month", kwargs={"code": code, "number": one["award"]})
    found = [Offer(_("How a month was computed"), explained, is_link=True)]
    if decides and not is_ended:
        found.append(Offer(_("Suspend"), to("suspend"), is_link=True))
    is_dead = is_ended and one["cause"] == StandingEvent.Cause.DEATH
    if decides and (one["state"] == AwardNow.State.SUSPENDED or is_dead):
        found.append(Offer(_("Restore"), to("restore"), is_link=True))
    if of_body and not is_ended:
        found.append(Offer(_("Change the payment"), to("change_route"), is_link=True))
        found.append(Offer(_("Transfer"), to("transfer"), is_link=True))
    if authority.role == SCHEME and authority.scope == one["scheme"]:
        where = reverse("benefits:enter_elsewhere", kwargs={"code": code})
        found.append(
            Offer(_("Enter an amount paid elsewhere"), f"{where}?award={one['award']}", is_link=True)
        )
    if decides and not is_ended:
        found.append(Offer(_("End"), to("end_award"), is_link=True))
    return found


def _offers(authority: Authority, code: str, row: Beneficiary, death: dict[str, Any] | None) -> list[Offer]:
    def to(verb: str) -> str:
        return reverse("benefits:about_person", kwargs={"code": code, "number": row.number, "verb": verb})

    found = [
        Offer(_("Enter a circumstance"), to("circumstance")),
        Offer(_("Enter a life proof"), to("muster"), is_link=True),
        Offer(_("Enter a guardian"), to("benefit_guardian"), is_link=True),
    ]
    if death is None:
        found.append(Offer(_("Report a death"), to("report_death"), is_link=True))
    elif not death["is_confirmed"]:
        found.append(Offer(_("Confirm the death"), to("confirm_death"), is_link=True))
    if authority.role in (CLERK, SECRETARY):
        found.append(Offer(_("Another contact"), to("benefit_contact"), is_link=True))
        found.append(Offer(_("New reference code"), to("new_reference_code"), is_link=True))
    return found
