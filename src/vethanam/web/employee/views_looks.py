"""The officers who looked at pages about me, from the day after."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET

from vethanam.acts.registry import view_of
from vethanam.identity.authority import Authority
from vethanam.privacy.looks import looks_at
from vethanam.privacy.models import Look
from vethanam.privacy.purposes import load_catalogue
from vethanam.web.administration.words import role_words
from vethanam.web.parts import words
from vethanam.web.parts.access import employee

PAGES: dict[str, str] = {
    "page_book": gettext_noop("Pay and service book"),
    "page_line": gettext_noop("One line of the pay"),
    "page_bill_line": gettext_noop("Lines on a bill"),
    "page_last_pay": gettext_noop("Last pay certificate"),
    "page_transfer": gettext_noop("Paper of a transfer"),
    "page_suspension": gettext_noop("Suspension"),
    "page_account": gettext_noop("Account for signing in"),
    "page_entry": gettext_noop("Entry of the service book"),
    "page_surrender": gettext_noop("Surrender of earned leave"),
    "page_fixation": gettext_noop("Fixation of pay"),
    "page_benefits": gettext_noop("Benefits"),
    "page_application": gettext_noop("Application for a benefit"),
}

REASONS: dict[str, str] = {
    "bill": gettext_noop("for bill %(number)s"),
    "application": gettext_noop("for application %(number)s"),
}


@employee
@require_GET
def looks(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every view by an officer of a page about me, until yesterday."""
    rows = [_row(look) for look in looks_at(authority.person or 0, authority.at)]
    told = ngettext("An officer looked once", "Officers looked %(count)s times", len(rows))
    title = told % {"count": words.count_in_words(len(rows))} if rows else _("Nobody looked")
    return render(request, "employee/looks.html", {"page": {"title": title, "rows": rows}})


def _row(look: Look) -> dict[str, object]:
    kind, _space, number = look.reason.partition(" ")
    if kind in REASONS:
        why = _(REASONS[kind]) % {"number": number}
    elif look.scope:
        why = _("the desk of %(scope)s") % {"scope": look.scope}
    else:
        why = _("no bill, case or desk")
    return {
        "at": look.at,
        "who": role_words(look.role, look.scope),
        "office": load_catalogue().office_name(look.office, words.language()),
        "page": _(PAGES[look.page]) if look.page in PAGES else _(view_of(look.page).title),
        "why": why,
    }
