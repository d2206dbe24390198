"""Consent: the notice, the consent, its withdrawal, and the record to keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.consents import SENDER_CHANNELS
from vethanam.acts.executor import perform
from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.privacy.actions import live_consent
from vethanam.privacy.consents import consent_record, notice_for, opt_ins_of
from vethanam.privacy.notices import ITEMS
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose, load_catalogue
from vethanam.privacy.queries import fields_for, stopped_channels
from vethanam.privacy.vault.number import ContactKind
from vethanam.web.employee.contact_rows import Row, purposes_for_employees, short_of
from vethanam.web.employee.views_contact import KINDS
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, employee, theirs
from vethanam.web.parts.forms import sent, sent_list
from vethanam.web.parts.outcomes import acted, sentence_to

CHANNELS: dict[str, str] = {
    "email": gettext_noop("E-mail"),
    "sms": gettext_noop("SMS"),
    "whatsapp": gettext_noop("WhatsApp"),
    "letter": gettext_noop("Letter"),
}
HEADINGS: dict[str, str] = {
    "data": gettext_noop("Data used"),
    "purpose": gettext_noop("Purpose"),
    "service": gettext_noop("Your benefit"),
    "withdraw": gettext_noop("Taking it back"),
    "rights": gettext_noop("Your rights"),
    "complain": gettext_noop("Complaints"),
}


@sensitive_post_parameters("mobile", "email_personal")
@employee
@require_http_methods(["GET", "POST"])
def say_yes(request: HttpRequest, authority: Authority, purpose: str, office: str) -> HttpResponse:
    """The notice, and one consent for one purpose; nothing is ticked beforehand."""
    found = _asked_for(authority, purpose, office)
    fault, chosen = "", sent_list(request, "channel")
    if request.method == "POST":
        said = perform("consent", account_of(request), _yes_of(request, found, office), authority=authority)
        if said.ok:
            messages.success(
                request,
                _("Yes, from now on: %(purpose)s. Take it back here, with one tap.")
                % {"purpose": short_of(found)},
            )  # fmt: skip
            return redirect("employee:contact")
        fault = sentence_to(request, said)
    page = {"yes": _notice_page(found, office), "fault": fault, "chosen": chosen}
    return render(request, "employee/say_yes.html", page)


@employee
@require_POST
def take_back(request: HttpRequest, authority: Authority, purpose: str, office: str) -> HttpResponse:
    """Withdraw a consent with one tap."""
    theirs(live_consent(_person(authority), purpose, office))
    named = {"purpose": purpose, "to": office}
    gone = acted(request, "withdraw_consent", named, _("Taken back. It holds from now on."))
    if waiting := gone.state.get("cancelled", 0):
        told = ngettext(
            "%(count)s message that waited was called off.",
            "%(count)s messages that waited were called off.", waiting
        )  # fmt: skip
        messages.success(request, told % {"count": grouped(waiting)})
    return redirect("employee:contact")


@employee
@require_http_methods(["GET", "POST"])
def senders(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Stop or open each sender and channel separately."""
    person = _person(authority)
    if request.method == "POST":
        typed = sent(request)
        sender, channel, is_stopped = (
            typed.get("sender", ""),
            typed.get("channel", ""),
            typed.get("to") == "stop",
        )
        if sender not in load_catalogue().controllers or channel not in SENDER_CHANNELS:
            raise Http404
        name = load_catalogue().office_name(sender, words.language())
        outcome = _("Stopped: %(what)s.") if is_stopped else _("On again: %(what)s.")
        what = {"what": f"{name}, {_(CHANNELS[channel])}"}
        given = {"sender": sender, "channel": channel, "again": not is_stopped}
        acted(request, "choose_sender", given, outcome % what)
        return redirect("employee:senders")
    return render(request, "employee/senders.html", {"groups": _senders(person, authority)})


@employee
@require_GET
def record(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The person's consents in machine-readable form."""
    response = JsonResponse(
        dict(consent_record(_person(authority))), json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="consents.json"'
    return response


@sensitive_variables()
def _yes_of(request: HttpRequest, found: Purpose, office: str) -> dict[str, Any]:
    """The consent as typed: channels, notice, and the contacts they need."""
    typed, chosen = sent(request), sent_list(request, "channel")
    channels = [name for name in _offered(found) if name in chosen]
    kinds, fields = _given_kinds(found), fields_for(found, tuple(channels))
    return {
        "purpose": found.code,
        "to": office,
        "channels": channels,
        "language": words.language(),
        "notice": typed.get("notice", ""),
        "contact": {kind: typed.get(kind, "") for kind in kinds if kind in fields} if kinds else None,
    }


def _given_kinds(found: Purpose) -> list[str]:
    """The contact kinds she gives with her consent, for a purpose with its office's own list."""
    if load_catalogue().register_for(found) == SERVICE_BOOK:
        return []
    return [kind for kind in found.fields if kind in KINDS]


def _asked_for(authority: Authority, code: str, office: str) -> Purpose:
    for found in purposes_for_employees(authority.at):
        if found.code == code and found.is_consent_required and office in found.controllers:
            return found
    raise Http404


def _offered(found: Purpose) -> list[str]:
    return [name for name in found.channels if name in CHANNELS]


def _notice_page(found: Purpose, office: str) -> dict[str, Any]:
    notice = notice_for(found.code, words.language())
    if notice is None:
        raise Http404
    told = notice.content["words"]
    return {
        "title": told["title"],
        "office": load_catalogue().office_name(office, words.language()),
        "items": [(_(HEADINGS[item]), told[item]) for item in ITEMS],
        "channels": [(name, _(CHANNELS[name])) for name in _offered(found)],
        "given": [
            {"kind": kind, "name": _(KINDS[kind]), "is_phone": ContactKind(kind).is_phone}
            for kind in _given_kinds(found)
        ],
        "name": f"{notice.code}, {notice.version}",
        "hash": bytes(notice.hash).hex(),
    }


def _senders(person: int, authority: Authority) -> list[dict[str, Any]]:
    """The offices with messages that she can stop, each with its channels."""
    ways: dict[str, set[str]] = {}
    for purpose in purposes_for_employees(authority.at):
        if purpose.opt_out == "channel":
            for sender in purpose.senders:
                ways.setdefault(sender, set()).update(set(purpose.channels) & set(SENDER_CHANNELS))
    return [
        {
            "title": load_catalogue().office_name(sender, words.language()),
            "code": sender,
            "rows": [_sender_row(person, sender,
                channel) for channel in SENDER_CHANNELS if channel in ways[sender]],
        }
        for sender in sorted(ways)
    ]  # fmt: skip


def _sender_row(person: int, sender: str, channel: str) -> Row:
    if channel == "whatsapp":
        is_on = channel in opt_ins_of([person], sender).get(person, {})
    else:
        is_on = channel not in stopped_channels([person], "", sender).get(person, frozenset())
    return Row(
        _(CHANNELS[channel]), shape="done" if is_on else "open", word=_("On") if is_on else _("Off"),
        verb=_("Stop") if is_on else _("Turn on"), act=reverse("employee:senders"), mask=channel,
    )  # fmt: skip


def _person(authority: Authority) -> int:
    if authority.person is None:
        raise Http404
    return authority.person
