"""A message without an order of pay: purpose, people, text and sanction on one page, and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.fields import at_most
from vethanam.errors import UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.messaging.campaign_views import startable
from vethanam.messaging.draft_restraints import Stopping, restraints_on_draft
from vethanam.messaging.repeated_messages import earlier_messages
from vethanam.messaging.text_reading import template_of_words
from vethanam.messaging.wording import NEUTRAL_TEXTS, content_of_words, neutral_text
from vethanam.privacy.permit.facts import CAMPAIGNS
from vethanam.privacy.purposes import Purpose, load_catalogue
from vethanam.web.campaign import pages
from vethanam.web.campaign.composition import composed
from vethanam.web.campaign.readers import WRITE
from vethanam.web.campaign.restraint_notes import notes_of
from vethanam.web.campaign.views import NAMES, group_of, rule_of, written_in
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent

#: a spending purpose's sanction: field, key of the act, its part, label
_SANCTION = {
    "sanction_order": ("sanction", "order", gettext_noop("Sanction: number of the order"), at_most(120)),
    "sanction_head": ("sanction", "head", gettext_noop("Sanction: head of account"), at_most(40)),
}


@officer(*WRITE)
@require_http_methods(["GET", "POST"])
def other(request: HttpRequest, authority: Authority, purpose: str) -> HttpResponse:
    """Request a message under another purpose of the office; the request is recorded even if refused."""
    found = theirs(
        next((one for one in startable(authority.office, authority.at) if one.code == purpose), None)
    )
    given, became = sent(request), dict[str, Any]()
    form = ActForm(
        "compose",
        fields=("source", *(("order_number", "order_dated") if _names_order(found) else ()), "again"),
        fixed={"purpose": found.code},
        initial={"source": load_catalogue().register_for(found)},
        choices={"source": _sources()},
        radios=("source",),
        labels={"source": _("People and contacts come from")},
        mapped=_SANCTION if found.code in CAMPAIGNS else None,
        hints={"sanction_order": _("Recorded and dated before today")},
    )
    written = _house_words(found)
    if form.is_sent_by(request):
        written = written_in(given)
        channels = tuple(channel for channel in given.getlist("channel") if channel in found.channels)
        further = {"cohort": rule_of(given), "text": written, "channel": channels or ("email",)}
        outcome = composed(request, form, further)
        if isinstance(outcome, HttpResponse):
            return outcome
        became = outcome
    page = {**_page(authority, found, request, written), "form": form, **became}
    return render(request, "campaign/other.html", {"page": page})


def _names_order(purpose: Purpose) -> bool:
    """Whether the standard text of a purpose names the order behind it."""
    text = neutral_text(purpose.code)
    return text.purpose == purpose.code and "order_number" in text.values


def _house_words(purpose: Purpose) -> Mapping[str, Mapping[str, str]]:
    """The standard text of a purpose as a start; empty without one."""
    if purpose.code not in NEUTRAL_TEXTS:
        return written_in(QueryDict())
    return {
        language: {part: parts[part].strip() for part in ("subject", "body")}
        for language, parts in neutral_text(purpose.code).words.items()
    }


def _page(
    authority: Authority, purpose: Purpose, request: HttpRequest, written: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    rule, chosen = rule_of(sent(request)), sent(request).getlist("channel") or ["email"]
    return {
        "title": purpose.short.get(words.language(), purpose.short["en"]),
        "code": purpose.code,
        "sender": load_catalogue().office_name(authority.office, words.language()),
        "groups": [group_of(name, rule) for name in purpose.cohort_attributes],
        "marks": pages.marked(written),
        "earlier": _earlier(authority, purpose, written) if request.method == "POST" else [],
        "restraints": notes_of(_stopping(authority, purpose, request, written, chosen), authority.at),
        "channels": [
            (code, _(pages.CHANNELS[code]), code in chosen)
            for code in purpose.channels
            if code in pages.CHANNELS
        ],
        "written": [
            {"language": language, "name": _(NAMES[language]), **written[language]}
            for language in ("ml", "en")
        ],
    }


def _earlier(
    authority: Authority, purpose: Purpose, written: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """The messages of the last 30 days with this text, for texts that name no order and no case."""
    try:
        content = content_of_words(purpose.code, None, written)
    except UnsoundInput:
        return []
    rows = earlier_messages(purpose.code, None, content, {}, authority.at)
    return [pages.earlier_row(row, authority.office, authority.at) for row in rows]


def _stopping(
    authority: Authority,
    purpose: Purpose,
    request: HttpRequest,
    written: Mapping[str, Mapping[str, str]],
    channels: Sequence[str],
) -> Stopping:
    """The restraints over the message as it stands in the form."""
    catalogue = load_catalogue()
    named = sent(request).get("source", "")
    source = named if named in catalogue.registers else catalogue.register_for(purpose)
    template = template_of_words(purpose.code, None, written)
    return restraints_on_draft(
        purpose.code, template, office=authority.office, channels=channels, source=source, at=authority.at
    )


def _sources() -> list[tuple[str, str]]:
    """The registers of people and contacts."""
    catalogue = load_catalogue()
    return [
        (code, f"{catalogue.register_name(code, words.language())} ({code})") for code in catalogue.registers
    ]
