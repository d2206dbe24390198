"""The page of contacts opened in a month, for anybody: by purpose, with the entry of each day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.money import grouped
from vethanam.periods import Month
from vethanam.privacy.key_days import OpenedContacts, opened_contacts, signed_months
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public


@public
@require_GET
def keys(request: HttpRequest, month: Month | None = None) -> HttpResponse:
    """The contacts that the dispatcher opened in a month."""
    months = signed_months()
    chosen = month or next(iter(months), Month.of(timezone.localtime(now_of(request)[0]).date()))
    page = {
        **page_of(opened_contacts(chosen.first, chosen.last), chosen),
        "months": [
            {"month": other, "address": reverse("public:keys_of", kwargs={"month": other})}
            for other in months
            if other != chosen
        ],
    }
    return render(request, "public/keys.html", {"page": page})


def page_of(found: OpenedContacts, month: Month) -> dict[str, object]:
    """The parts of a month that everybody may read."""
    language = words.language()
    return {
        "title": _("Contacts opened in %(month)s") % {"month": words.month(month)},
        "signed_until": words.day(found.signed_until) if found.signed_until else "",
        "purposes": [
            {
                "code": one.purpose, "name": purpose_name(one.purpose, language),
                "opened": grouped(one.opened), "few_days": grouped(one.few_days),
            }
            for one in found.purposes
        ],
        "days": [
            {"day": words.day(one.day), "entry": "" if one.entry is None else grouped(one.entry)}
            for one in found.days
        ],
    }  # fmt: skip
