"""The data protection officer's pages: purposes, uses, refusals, and the ledger's health."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.identity.authority import Authority
from vethanam.journal.queries import position_of
from vethanam.money import grouped
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.privacy.models import UseReview
from vethanam.privacy.purposes import Purpose, load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import (
    UseShown,
    UsesOverview,
    ended_by_reason,
    handed_over,
    uncertain_messages,
    use_shown,
    uses_overview,
)
from vethanam.privacy.queries.emergencies import EMERGENCY
from vethanam.web.campaign.pages import left_out_pairs
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.paging import paged
from vethanam.web.parts.view_values import Pair
from vethanam.web.privacy.data_fields import fields_said
from vethanam.web.privacy.ledger_health import health_of, ledger_state
from vethanam.web.privacy.uses import ended_said, register_effect, register_state, witnesses_said

PAGE = 25


@officer(Role.DATA_PROTECTION_OFFICER)
@require_GET
def uses(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Uses by purpose over all months, then every request."""
    month = Month.of(timezone.localtime(authority.at).date())
    everything = uses_overview()
    this_month = uses_overview(since=start_of(month))
    purpose = request.GET.get("purpose", "")
    rows = [use for use in everything.uses if not purpose or use.purpose == purpose]
    recent, pages = paged(request, rows, PAGE, urlencode({"purpose": purpose}))
    return render(
        request,
        "protection/uses.html",
        {
            "page": {
                "title": _title(this_month, everything, month),
                "lead": _lead(everything),
                "purposes_title": _("Uses of contacts, all months"),
                "recent": [use_row(use) for use in recent],
                "pages": pages,
                "uncertain": uncertain(),
            },
            "purposes": purpose_rows(everything),
        },
    )


@officer(Role.DATA_PROTECTION_OFFICER)
@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One request with its answer: counts, never a person; the review of one that went without approval."""
    found = theirs(use_shown(reference))
    context: dict[str, Any] = {"use": use_page(found, is_public=False)}
    if needs_review(found):
        form = ActForm("review_use", fields=("was_due", "says"), fixed={"use": reference})
        if form.is_sent_by(request) and form.perform(request):
            return redirect("protection:use", reference=reference)
        context["review"] = form
    return render(request, "protection/use.html", context)


def needs_review(found: UseShown) -> bool:
    """Whether a use went without approval and nobody has reviewed it."""
    is_sent = found.purpose == EMERGENCY and found.outcome in ("allow", "partial")
    return is_sent and not UseReview.objects.filter(use=found.use).exists()


@officer(Role.DATA_PROTECTION_OFFICER)
@require_GET
def purposes(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The registered purposes of today."""
    day = authority.at.date()
    found = list(catalogue_now().in_force(day))
    active = sum(purpose.status == "active" for purpose in found)
    title = ngettext("%(count)s purpose may be used", "%(count)s purposes may be used", active) % {
        "count": grouped(active)
    }
    return render(
        request,
        "protection/purposes.html",
        {"title": title, "purposes": [_purpose_row(p, authority.at) for p in found]},
    )


@officer(Role.DATA_PROTECTION_OFFICER)
@require_GET
def ledger(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The ledger's health, and its latest signed head."""
    state = ledger_state()
    health = health_of(state)
    head = state.head
    pairs = [Pair(_("Waiting"), grouped(state.waiting))]
    if head:
        pairs = [
            Pair(_("Entries"), grouped(head.size)),
            Pair(_("Signed"), words.instant(head.at, seconds=True)),
            Pair(_("Root"), head.root.hex()),
            *pairs,
        ]
    title = _("The ledger keeps up") if health.is_well else _("Entries wait for their signature")
    return render(
        request,
        "protection/ledger.html",
        {
            "ledger": {
                "title": title,
                "lead": _(
                    "A message waits until its entry is under a signed head. Pay runs and payments go on."
                ),
                "pairs": pairs,
                "note": head.note if head else "",
            }
        },
    )


def use_page(found: UseShown, *, is_public: bool) -> dict[str, Any]:
    """One request, for the officer or the public, with the same counts and reasons."""
    language = words.language()
    shape, outcome = register_state(found)
    return {
        "shape": shape,
        "outcome": outcome,
        "title": _use_title(found),
        "effect": register_effect(found),
        "pairs": _pairs(found, language),
        "entry": position_of(found.leaf),
    }


def _review_said(found: UseShown) -> str:
    """The finding of the data protection officer on a message that went without approval."""
    row = UseReview.objects.filter(use=found.use).first()
    if row is None:
        return _("Not yet; due within 24 hours")
    day = {"day": words.day(timezone.localtime(row.at).date())}
    if row.was_due:
        return _("It was due. Data protection officer, %(day)s") % day
    return _("It was not due. Data protection officer, %(day)s") % day


def _pairs(found: UseShown, language: str) -> list[Pair]:
    pairs = [
        Pair(_("Asked by"), f"{found.office_name(language)}, {words.instant(found.at, seconds=True)}"),
        Pair(_("Purpose"), found.purpose_name(language), [found.purpose]),
        Pair(_("Asked for"), _asked_for(found)),
    ]
    if found.role != Role.SERVICE:
        pairs.append(Pair(_("Signed in"), _sign_in_said(found)))
    if found.sources:
        pairs.append(Pair(_("Register"), ", ".join(found.registers(language)), list(found.sources)))
    if found.fields:
        pairs.append(Pair(_("Fields"), fields_said(found.fields)))
    if found.why(language):
        pairs.append(
            Pair(_("Why"), found.why(language), [code for code in (found.reason, *found.also) if code])
        )
    if found.left_out and found.state not in ("refused", "held"):
        pairs += left_out_pairs(found.left_out)
    if found.purpose == EMERGENCY and found.outcome in ("allow", "partial"):
        pairs.append(Pair(_("Reviewed"), _review_said(found)))
    if found.ended:
        why = [ended_said(reason) for reason in ended_by_reason(found.use)]
        pairs.append(Pair(_("Ended before it went"), " ".join(why)))
    if found.order_number:
        pairs.append(Pair(_("Order"), found.order_number))
    if witnesses := witnesses_said(found.leaf):
        pairs.append(Pair(_("Witnesses"), witnesses))
    return pairs


def _sign_in_said(found: UseShown) -> str:
    """The sign-in of the officer who asked, as the decision had it."""
    if found.is_strong:
        return _("With a passkey or a second factor")
    return _("Without a second factor")


def _asked_for(found: UseShown) -> str:
    if not isinstance(found.asked_for, int):
        return _("fewer than 20 people")
    return ngettext("%(count)s person", "%(count)s people", found.asked_for) % {
        "count": grouped(found.asked_for)
    }


def _use_title(found: UseShown) -> str:
    return _("“%(purpose)s”, asked by %(office)s") % {
        "purpose": found.purpose_name(words.language()),
        "office": found.office_name(words.language()),
    }


def use_row(use: UseShown) -> dict[str, Any]:
    """One request in a list."""
    shape, outcome = register_state(use)
    return {
        "address": reverse("protection:use", kwargs={"reference": use.reference}),
        "by": use.office_name(words.language()),
        "at": use.at,
        "code": use.purpose,
        "shape": shape,
        "outcome": outcome,
        "reason": use.reason,
        "people": use.subjects,
    }


def _title(this_month: UsesOverview, everything: UsesOverview, month: Month) -> str:
    refused = len(this_month.refused)
    if refused:
        told = ngettext(
            "One request was refused in %(month)s", "%(count)s requests were refused in %(month)s", refused
        )
        return told % {"count": words.count_in_words(refused, capital=True), "month": words.month(month)}
    return _("No request was refused in %(month)s") % {"month": words.month(month)}


def _lead(everything: UsesOverview) -> str:
    sent = handed_over(everything.messages)
    told = ngettext(
        "%(count)s message was handed over in all.", "%(count)s messages were handed over in all.", sent
    )
    refused = len(everything.refused)
    also = ngettext("%(count)s request was refused.", "%(count)s requests were refused.", refused)
    return f"{told % {'count': grouped(sent)}} {also % {'count': grouped(refused)}}"


def uncertain() -> dict[str, str] | None:
    """The number of messages with an unknown fate; None if there are none."""
    count = len(uncertain_messages())
    if not count:
        return None
    word = ngettext("%(count)s message", "%(count)s messages", count) % {"count": grouped(count)}
    return {
        "word": word,
        "says": _("The sending machine stopped in the middle. They are not sent again by themselves."),
    }


def _purpose_row(purpose: Purpose, at: datetime) -> dict[str, str]:
    catalogue, language = load_catalogue(), words.language()
    dormant = purpose.dormant_until is not None and purpose.dormant_until > at.date()
    shape, word = (
        ("open", _("Not yet in force"))
        if dormant
        else {
            "active": ("done", _("In use")),
            "suspended": ("held", _("Suspended")),
            "prohibited": ("refused", _("Prohibited")),
        }[purpose.status]
    )
    stop = {
        "channel": _("yes, by channel"),
        "withdraw_any_time": _("yes, at any time"),
        "not_possible": _("no, a law says it is told"),
    }.get(purpose.opt_out, _("no contact is used"))
    return {
        "name": purpose.short.get(language, purpose.short["en"]),
        "code": purpose.code,
        "shape": shape,
        "word": word,
        "offices": ", ".join(catalogue.office_name(code, language) for code in purpose.controllers),
        "can_stop": stop,
    }


def purpose_rows(overview: UsesOverview) -> list[dict[str, Any]]:
    """Messages and refusals by purpose, with links to the requests."""
    return [
        {
            "name": _purpose_name(row.name(words.language()), row.is_registered),
            "code": row.code,
            "messages": row.messages,
            "refused": row.refused,
            "address": f"{reverse('protection:uses')}?purpose={row.code}",
        }
        for row in overview.purposes
    ]


def _purpose_name(name: str, is_registered: bool) -> str:
    return name if is_registered else _("No purpose matched")


def start_of(month: Month) -> datetime:
    """The first instant of a month."""
    return timezone.make_aware(datetime(month.year, month.number, 1))  # noqa: DTZ001 - made aware at once
