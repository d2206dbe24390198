"""The writer's pages: the message's order, its people, its text, and the sending after approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.orders import ENTERS
from vethanam.errors import UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.campaigns import CHANNELS, TERMS, default_rule, purpose_on
from vethanam.messaging.campaign_views import (
    CampaignShown,
    campaigns_of_office,
    declined_of,
    orders_to_tell,
    repeated_by,
    shown,
    startable,
)
from vethanam.messaging.cohorts import ATTRIBUTES
from vethanam.messaging.draft_restraints import restraints_on_draft
from vethanam.messaging.lint import without
from vethanam.messaging.models import CohortCount
from vethanam.messaging.repeated_messages import earlier_messages
from vethanam.messaging.templates import LANGUAGES, as_shown, texts
from vethanam.messaging.text_reading import template_of_words
from vethanam.messaging.wording import NEUTRAL_TEXT, content_of_words, values_of
from vethanam.orders.models import Order
from vethanam.privacy.counts import counted
from vethanam.privacy.current_restraints import stopping_kinds
from vethanam.privacy.permit import Template
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose, load_catalogue
from vethanam.privacy.queries.emergencies import declares
from vethanam.web.campaign import pages
from vethanam.web.campaign.composition import composed
from vethanam.web.campaign.readers import READ, WRITE, seen_by
from vethanam.web.campaign.restraint_notes import RestraintNote, notes_of
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.restraint.views_sending import rows_of_sending

NAMES = {"en": gettext_noop("English text"), "ml": gettext_noop("Malayalam text")}
#: outcomes that allow a use, in full or in part
ALLOWED = ("allow", "partial")


@officer(*WRITE)
@require_GET
def messages_of_office(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Orders to begin a message with, and the office's messages."""
    rows = campaigns_of_office(authority.office, authority.at)
    waiting = sum(one.state == "waits" for one in rows)
    told = ngettext("%(count)s message waits for approvals", "%(count)s messages wait for approvals", waiting)
    title = (
        told % {"count": words.count_in_words(waiting, capital=True)}
        if waiting
        else _("A message begins at an order")
    )
    orders = [
        {
            "title": _title(order), "number": order.number, "dated": order.dated,
            "address": reverse("campaign:people", kwargs={"order": order.pk}),
        }
        for order in orders_to_tell()
    ]  # fmt: skip
    others = [
        {
            "title": purpose.short.get(words.language(), purpose.short["en"]), "code": purpose.code,
            "address": reverse("campaign:other", kwargs={"purpose": purpose.code}),
        }
        for purpose in startable(authority.office, authority.at)
    ]  # fmt: skip
    page = {
        "title": title,
        "declares": declares(authority.office, authority.at),
        "orders": orders,
        "others": others,
        "may_enter": authority.role in ENTERS,
        "rows": [pages.message_row(one) for one in rows],
    }
    return render(request, "campaign/messages.html", {"page": page})


@officer(*WRITE)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, authority: Authority, order: int) -> HttpResponse:
    """The people of a message: the purpose's attributes and values.

    A count is made on request, and is an entry in the log.
    """
    found = theirs(Order.objects.filter(pk=order).first())
    purpose = purpose_on(TERMS, authority.at)
    rule = (
        rule_of(sent(request) if request.method == "POST" else request.GET) or default_rule(purpose).as_json()
    )
    count = _last_count(authority, rule)
    form = ActForm("count", fields=(), fixed={"purpose": TERMS, "cohort": rule})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        count = form.performed.state["people"]
        if "next" in sent(request):
            return redirect(
                f"{reverse('campaign:text', kwargs={'order': order})}?{urlencode(rule, doseq=True)}"
            )
    return render(
        request,
        "campaign/people.html",
        {
            "page": {
                "title": _title(found),
                "order": found,
                "steps": pages.steps(1, order),
                "fault": form.fault,
                "count": pages.people_in_words(count) if count is not None else "",
                "rule": pages.rule_in_words(rule),
                "restraints": _restraints(authority, template_of_words(TERMS, found, None)),
                "groups": [group_of(name, rule) for name in purpose.cohort_attributes],
            }
        },
    )


@officer(*WRITE)
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, authority: Authority, order: int) -> HttpResponse:
    """The text, and whether it will be allowed: as it is, or without the linter's findings."""
    found = theirs(Order.objects.filter(pk=order).first())
    purpose = purpose_on(TERMS, authority.at)
    rule = rule_of(request.GET) or default_rule(purpose).as_json()
    given, written, became = sent(request), _neutral(), dict[str, Any]()
    form = ActForm(
        "compose",
        fields=("send_from", "again"),
        fixed={"order": {"number": found.number, "dated": found.dated}, "cohort": rule},
        labels={"send_from": _("Not before")},
        hints={"send_from": _("Empty: as soon as it is approved. It may go for 72 hours.")},
    )
    channels = channels_in(given, purpose) or CHANNELS
    if form.is_sent_by(request) and "neutral" not in given:
        written = _cut(written_in(given), given.get("cut", ""))
    if "classify" in given:
        asked = {"purpose": TERMS, "order": found.number, "text": written}
        proposed = acted(request, "classify_text", asked, _("Proposed. Two officers sign it."))
        if proposed.ok:
            return redirect("campaign:text_class", reference=proposed.state["text_class"])
    if "ask" in given:
        outcome = composed(request, form, {"text": written, "channel": channels})
        if isinstance(outcome, HttpResponse):
            return outcome
        became = outcome
    page = _text_page(authority, found, rule, written) | {
        "channels": [
            (code, _(pages.CHANNELS[code]), code in channels)
            for code in purpose.channels
            if code in pages.CHANNELS and code != "portal"
        ],
        "form": form,
    }
    return render(request, "campaign/text.html", {"page": {**page, **became}})


@officer(*READ)
@require_GET
def message(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One composed message: its approvals, then its sending; or who declined it and why."""
    campaign = theirs(seen_by(authority, reference))
    one = shown(campaign, authority.at)
    page = pages.message_page(one, words.language())
    page["steps"] = pages.steps(3 if one.state in ("waits", "declined", "past") else 4, reference=reference)
    page["is_paper"] = True
    page["may_send"] = authority.role in WRITE
    if one.use is not None:
        page["counts"] = rows_of_sending(one.use, one.use.messages)
        page["allowed"] = one.use.allowed
    page["pairs"] += pages.repeated_pairs(repeated_by(campaign))
    page["is_early"] = authority.at < one.send_from
    if (declined := declined_of(campaign)) is not None:
        page["declined"] = pages.declined_pairs(declined)
        page["anew"] = _anew(one)
    return render(request, "campaign/message.html", {"page": page})


@officer(*WRITE)
@require_POST
def send_it(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Ask to send the message now; the answer is stored in any case."""
    campaign = theirs(seen_by(authority, reference))
    pairs = pages.pairs_of(shown(campaign, authority.at), words.language())
    shows = [(one.label, one.text) for one in pairs]
    performed = acted(request, "dispatch", {"campaign": campaign.reference}, shows=shows)
    if performed.ok and performed.state["outcome"] in ALLOWED:
        messages.success(request, _("Allowed. The messages are on their way."))
        return redirect("restraint:sending", reference=performed.state["use"])
    if performed.ok:
        why = reason_in_words(performed.state["reason"] or "", words.language())
        messages.error(request, _("Not sent. %(why)s No number was opened.") % {"why": why})
    return redirect("campaign:message", reference=reference)


def _anew(one: CampaignShown) -> str:
    """The page on which the message is composed again."""
    if one.order is not None and one.purpose == TERMS:
        return reverse("campaign:text", kwargs={"order": one.order.pk})
    return reverse("campaign:other", kwargs={"purpose": one.purpose})


def rule_of(given: QueryDict) -> dict[str, list[str]]:
    """The rule in a form: attributes with their values."""
    return {name: given.getlist(name) for name in ATTRIBUTES if given.getlist(name)}


def channels_in(given: QueryDict, purpose: Purpose) -> tuple[str, ...]:
    """The ticked channels of the purpose, and the copy on this site; empty if the form has no channels."""
    if "ways" not in given:
        return ()
    return tuple(code for code in purpose.channels if code in (*given.getlist("channel"), "portal"))


def _last_count(authority: Authority, rule: Mapping[str, list[str]]) -> int | str | None:
    """This officer's last count for exactly this rule, if any."""
    asked = CohortCount.objects.filter(asked_by=authority.account, purpose=TERMS)
    normal = {name: sorted(values) for name, values in rule.items()}
    row = asked.filter(rule=normal).order_by("-pk").first()
    if row is None:
        return None
    return row.count if row.is_told else counted(1)


def group_of(name: str, rule: Mapping[str, list[str]]) -> dict[str, Any]:
    """One attribute with its values as checkboxes."""
    chosen = rule.get(name, [])
    return {
        "code": name,
        "name": _(pages.ATTRIBUTES[name]),
        "is_open": bool(chosen),
        "values": [
            (value, pages.value_in_words(value), value in chosen) for value in ATTRIBUTES[name].choices()
        ],
    }


def _neutral() -> dict[str, dict[str, str]]:
    said_by_house = texts()[NEUTRAL_TEXT].words
    return {
        language: {part: said_by_house[language][part].strip() for part in ("subject", "body")}
        for language in LANGUAGES
    }


def written_in(given: QueryDict) -> dict[str, dict[str, str]]:
    """The typed subject and body in each language."""
    return {
        language: {
            part: given.get(f"{language}_{part}", "").replace("\r\n", "\n").strip()
            for part in ("subject", "body")
        }
        for language in LANGUAGES
    }


def _cut(written: dict[str, dict[str, str]], place: str) -> dict[str, dict[str, str]]:
    """The text without the sentence at a place such as ``en.body.0``."""
    language, _dot, rest = place.partition(".")
    part, _dot, start = rest.partition(".")
    if language in written and part in written[language] and start.isdecimal():
        whole = written[language][part]
        written[language][part] = without(whole, pages.sentence_at(whole, language, int(start)))
    return written


def _text_page(
    authority: Authority,
    order: Order,
    rule: Mapping[str, list[str]],
    written: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    marks = pages.marked(written)
    count = _last_count(authority, rule)
    template = template_of_words(TERMS, order, written)
    stopped = stopping_kinds(authority.at, TERMS, template) if template else []
    notes = _restraints(authority, template)
    return {
        "title": _("Text for %(people)s people") % {"people": pages.people_in_words(count)}
        if count is not None
        else _("Text of the message"),
        "steps": pages.steps(2, order.pk),
        "is_neutral": written == _neutral(),
        "marks": marks,
        "stopped": stopped,
        "restraints": notes,
        "earlier": _earlier(authority, order, written),
        "is_stopped": any(one.is_whole and one.reference not in stopped for one in notes),
        "written": [
            {
                "language": language, "name": _(NAMES[language]), "subject": written[language]["subject"],
                "body": written[language]["body"], "preview": _preview(order, written[language], language),
            }
            for language in ("ml", "en")
        ],
        "sender": load_catalogue().office_name(authority.office, words.language()),
        "rule": pages.rule_in_words(rule),
        "count": pages.people_in_words(count) if count is not None else "",
        "order": order,
        "back": f"{reverse('campaign:people', kwargs={'order': order.pk})}?{urlencode(rule, doseq=True)}",
    }  # fmt: skip


def _earlier(
    authority: Authority, order: Order, written: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """The messages of the last 30 days with this order and text."""
    try:
        content = content_of_words(TERMS, order, written)
        rows = earlier_messages(TERMS, order, content, values_of(order, content), authority.at)
    except UnsoundInput:
        return []
    return [pages.earlier_row(row, authority.office, authority.at) for row in rows]


def _restraints(authority: Authority, template: Template | None) -> list[RestraintNote]:
    """The restraints over a message of this office about an order."""
    stopping = restraints_on_draft(
        TERMS, template, office=authority.office, channels=CHANNELS, source=SERVICE_BOOK, at=authority.at
    )
    return notes_of(stopping, authority.at)


def _preview(order: Order, written: Mapping[str, str], language: str) -> Any:
    """The preview of the text, with the order's values and the linter's marks."""
    whole, house = f"{written['subject']}\n\n{written['body']}", texts()[NEUTRAL_TEXT]
    try:
        values = as_shown(house, values_of(order, house.content), language)
    except UnsoundInput:
        values = {}
    for name, value in values.items():
        whole = whole.replace("{" + name + "}", value)
    return pages.with_marks(whole, language)


def _title(order: Order) -> str:
    return (order.title_ml if words.language() == "ml" else "") or order.title or order.number
