"""Pages of the sender register: who sends under which name, and who managed it on a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from vethanam.messaging.operator_numbers import SUFFIXES
from vethanam.messaging.sender_evidence import sender_evidence
from vethanam.messaging.sender_views import senders_on
from vethanam.web.campaign.pages import people_in_words
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public, theirs

SIGNS_IN = {
    "passkey": gettext_noop("passkey"),
    "password+totp": gettext_noop("password and authenticator app"),
    "password": gettext_noop("password alone"),
}
KINDS = {
    "sender": gettext_noop("sender"),
    "sender_manager": gettext_noop("manager of a sender"),
    "sender_credential": gettext_noop("credential of a sender"),
    "operator_text": gettext_noop("text of the operators"),
}
PLACES = {
    "smtp": gettext_noop("mail server"),
    "smpp": gettext_noop("SMSC"),
    "mgov": gettext_noop("portal Mobile Seva"),
    "operators": gettext_noop("operators' register"),
}
KEPT = {
    "machine": gettext_noop("settings of the dispatcher"),
    "module": gettext_noop("hardware module"),
    "safe": gettext_noop("on paper, sealed"),
}
LANGUAGES = {"en": gettext_noop("English"), "ml": gettext_noop("Malayalam")}


@public
@require_GET
def senders(request: HttpRequest) -> HttpResponse:
    """Every sender on a day."""
    day, language = _day(request), words.language()
    rows = [
        {
            "name": one.name.get(language, one.name["en"]),
            "office": one.office,
            "mailbox": one.mailbox,
            "header": one.header,
            "address": f"{reverse('public:sender', kwargs={'code': one.office})}?on={day.isoformat()}",
        }
        for one in senders_on(day)
    ]
    page = {"title": _("Senders on %(day)s") % {"day": words.day(day)}, "day": day.isoformat(), "rows": rows}
    return render(request, "public/senders.html", {"page": page})


@public
@require_GET
def sender(request: HttpRequest, code: str) -> HttpResponse:
    """One sender on a day, with its managers, its credentials and its short texts."""
    day, language = _day(request), words.language()
    found = theirs(sender_evidence(code, day))
    one = found.sender
    page = {
        "title": one.name.get(language, one.name["en"]),
        "day": day.isoformat(),
        "sender": one,
        "telemarketers": ", ".join(one.telemarketers),
        "managers": [
            {
                "post": row.post.get(language, row.post["en"]), "signs_in": _(SIGNS_IN[row.signs_in]),
                "since": row.since, "until": row.until,
            }
            for row in one.managers
        ],
        "credentials": [
            {
                "place": _(PLACES[row.place]), "kept": _(KEPT[row.kept]), "since": row.since,
                "by": row.turned_by.get(language, row.turned_by["en"]),
            }
            for row in one.credentials
        ],
        "texts": [
            {
                "name": f"{row.text} {row.version}", "language": _(LANGUAGES[row.language]),
                "number": row.template_id, "header": f"{one.header}-{SUFFIXES[row.category]}",
                "since": row.since, "until": row.until,
            }
            for row in one.texts
        ],
        "used": [{"day": row.day, "messages": people_in_words(row.messages)} for row in found.used],
        "agreed": [
            {
                "kind": _(KINDS[row.kind]), "key": row.key, "sha256": row.sha256,
                "at": timezone.localtime(row.agreed_at).date(),
            }
            for row in found.agreed
        ],
    }  # fmt: skip
    return render(request, "public/sender.html", {"page": page})


def _day(request: HttpRequest) -> date:
    """The requested day; today if it is missing or unreadable."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localtime(now_of(request)[0]).date()
