"""The officers' page of contacts opened in a month: by office and purpose, by day, and differences."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.acts.key_days import READS
from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.periods import Month
from vethanam.privacy.key_days import OpenedContacts, SignedDay, opened_contacts, signed_months
from vethanam.privacy.purposes.registry import office_name, purpose_name
from vethanam.web.parts import words
from vethanam.web.parts.access import officer

MOST_LETTERS = 24


@officer(*READS)
@require_GET
def keys(request: HttpRequest, authority: Authority, month: Month | None = None) -> HttpResponse:
    """The contacts opened in a month for each office, and for the asked one."""
    months = signed_months()
    chosen = month or next(iter(months), Month.of(timezone.localtime(authority.at).date()))
    office = request.GET.get("office", "").strip()[:MOST_LETTERS]
    found = opened_contacts(chosen.first, chosen.last, office)
    page = {
        "title": _("Contacts opened in %(month)s") % {"month": words.month(chosen)},
        "signed_until": words.day(found.signed_until) if found.signed_until else "",
        "office": office,
        "says": _says(found),
        "offices": _offices(found),
        "days": [_day(one) for one in found.days],
        "months": [
            {"month": other, "address": reverse("protection:keys_of", kwargs={"month": other})}
            for other in months
            if other != chosen
        ],
    }
    return render(request, "protection/keys.html", {"page": page})


def _says(found: OpenedContacts) -> str:
    """The answer about the asked office."""
    if found.asked is None:
        return ""
    told = ngettext(
        "%(office)s: %(count)s contact was opened.",
        "%(office)s: %(count)s contacts were opened.",
        found.asked,
    )
    return told % {"office": office_name(found.office, words.language()), "count": grouped(found.asked)}


def _offices(found: OpenedContacts) -> list[dict[str, str]]:
    language = words.language()
    return [
        {
            "office": office_name(one.office, language), "code": one.office,
            "purpose": purpose_name(one.purpose, language), "opened": grouped(one.opened),
            "uses": grouped(one.uses),
        }
        for one in found.offices
    ]  # fmt: skip


def _day(one: SignedDay) -> dict[str, str]:
    if one.differing is None:
        shape, word = "held", _("Not compared yet")
    elif one.differing:
        shape, word = "refused", _("Differs")
    else:
        shape, word = "done", _("Equal")
    return {
        "day": words.day(one.day), "opened": grouped(one.opened), "let_go": grouped(one.let_go),
        "resealed": grouped(one.resealed), "entry": "" if one.entry is None else grouped(one.entry),
        "shape": shape, "word": word,
    }  # fmt: skip
