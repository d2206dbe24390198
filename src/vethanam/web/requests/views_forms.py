"""The forms for requests: a contact, a feed, a reading. Each gets an immediate answer, which is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.single_uses import ASKS
from vethanam.identity.authority import Authority
from vethanam.messaging.cohorts import ALL
from vethanam.messaging.models import Recipient
from vethanam.messaging.recipients import recipients_of
from vethanam.messaging.single_uses import FACTS
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.vault.number import ContactKind
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm, Choices, sent_list
from vethanam.web.privacy.data_fields import fields_said

#: fields of a reading besides those that the office names
_READING = ("purpose", "fields", "reason_given", "requisition")


@officer(*ASKS)
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Request a contact of one person, with the reason that she will read."""
    form = ActForm(
        "ask_reveal",
        fields=("purpose", "employment", "recipient", "reason", "requisition"),
        choices={"purpose": _purposes(authority, "reveal_single")},
    )
    return _asked(
        request, form, _boxes(request, [kind.value for kind in ContactKind]), _("Ask to see a contact"),
        _("The person reads your reason on her page. Another officer approves it before the contact is "
          "opened."),
    )  # fmt: skip


@officer(*ASKS)
@require_http_methods(["GET", "POST"])
def feed(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Request a feed: fields of everybody in service for a registered recipient."""
    registered = [(one.code, f"{one.name} ({one.receives_as})") for one in recipients_of(Recipient.Kind.FEED)]
    form = ActForm(
        "ask_feed",
        fields=("purpose", "recipient", "reason", "requisition"),
        choices={"purpose": _purposes(authority, "system_feed"), "recipient": registered},
    )
    return _asked(
        request, form, _boxes(request, [*FACTS, ContactKind.MOBILE, ContactKind.EMAIL_OFFICIAL]),
        _("Ask for a feed"), _("The feed is sealed to the recipient's key. No page and no officer reads it."),
    )  # fmt: skip


@officer(*ASKS)
@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Request a reading of everybody's personal data; it is answered and recorded, and opens no contact."""
    form = ActForm(
        "request_use",
        fields=_READING,
        fixed={"mode": "read", "cohort": ALL, "sender": None, "channel": ["portal"],
            "recipient": [authority.office]},
        needed=("reason_given",),
        choices={"purpose": _purposes(authority, None)},
        labels={"purpose": _("Purpose"), "fields": _("Fields, with commas between")},
    )  # fmt: skip
    return _asked(
        request, form, None, _("Ask to read personal data"),
        _("You get the answer at once, and the request is recorded in any case."),
    )  # fmt: skip


def _asked(
    request: HttpRequest, form: ActForm, boxes: list[dict[str, Any]] | None, title: str, lead: str
) -> HttpResponse:
    became: dict[str, Any] = {}
    further = (
        {"fields": sent_list(request, "fields")} if boxes is not None and request.method == "POST" else None
    )
    if form.is_sent_by(request) and form.perform(request, further) and form.performed:
        state = form.performed.state
        if "asked" in state:
            messages.success(request, _("Asked. The request stands in the record."))
            return redirect("requests:one", reference=state["asked"])
        became = _answer(state)
    page = {"title": title, "lead": lead, "boxes": boxes, **became}
    return render(request, "requests/ask.html", {"page": page, "form": form})


def _answer(state: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a request that needs no approval."""
    codes = [code for code in (state["reason"], *state["also"]) if code]
    if state["outcome"] in ("allow", "partial"):
        return {"allowed": True}
    return {"refused": {"why": reason_in_words(codes[0] if codes else "", words.language()), "codes": codes}}


def _purposes(authority: Authority, contact_use: str | None) -> Choices:
    """The purposes in force by name; an office may choose any, but is refused under another office's."""
    day, language = authority.at.astimezone(IST).date(), words.language()
    return [
        (purpose.code, f"{purpose.short.get(language, purpose.short['en'])} ({purpose.code})")
        for purpose in catalogue_now().in_force(day)
        if contact_use is None or purpose.contact_use == contact_use
    ]


def _boxes(request: HttpRequest, fields: list[str]) -> list[dict[str, Any]]:
    chosen = sent_list(request, "fields") if request.method == "POST" else []
    return [{"code": str(one), "name": fields_said([str(one)]), "is_chosen": one in chosen} for one in fields]
