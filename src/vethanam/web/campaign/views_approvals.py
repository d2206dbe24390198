"""The approver's pages: waiting items, the exact statement to sign, and the signing keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.key_signatures import asked_of_paymaster, assertion_of_browser, key_of_browser, to_base64
from vethanam.documents.office_paper import office_pdf
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import counts_from, ended_at, leaves_of
from vethanam.identity.signatures import paymaster_host
from vethanam.journal.queries import position_of
from vethanam.ledger.signatures import PASSKEY, SOFTWARE
from vethanam.messaging.actions.campaign_declines import declining_role
from vethanam.messaging.actions.campaigns import asked_to_sign
from vethanam.messaging.campaign_views import (
    campaign_by_reference,
    declined_of,
    repeated_by,
    shown,
    waiting_campaigns,
)
from vethanam.messaging.campaigns import restraints_over
from vethanam.messaging.given_approvals import approvals_given
from vethanam.messaging.models import Campaign
from vethanam.people.models import Role
from vethanam.people.queries import hats_of
from vethanam.privacy.purposes import load_catalogue
from vethanam.web.campaign.comparison import compared
from vethanam.web.campaign.pages import (
    approvals_page,
    message_page,
    people_in_words,
    read_by,
    repeated_pairs,
    title_of,
)
from vethanam.web.campaign.papers import approvals_paper
from vethanam.web.campaign.passkeys import keys_to_sign, passkeys_of, relying_party, signing_of
from vethanam.web.campaign.readers import READ, seen_by
from vethanam.web.campaign.restraint_notes import notes_of
from vethanam.web.campaign.signatures import waiting_rows
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import ActForm, sent, sent_json
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.signatures import MOVES_MONEY, SIGNS, ToSign, site_of

#: names of keys without a passkey in the account
_NAMES: dict[str, str] = {PASSKEY: gettext_noop("Passkey"), SOFTWARE: gettext_noop("Key of a program")}
#: session key: the page on which an officer without a key wanted to sign
_PLACE = "vethanam_sign_place"
APPROVE = (Role.PURPOSE_OWNER, Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)


@officer(*APPROVE)
@require_GET
def approvals(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The messages waiting for approvals, oldest first."""
    waiting = [one for one in waiting_campaigns(authority.at) if one.missing]
    page = {**approvals_page(waiting), "signatures": waiting_rows(authority.at)}
    return render(request, "campaign/approvals.html", {"page": page})


@officer(*APPROVE)
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Purpose, text, people, sender, channels and time for the signature, and the signature itself."""
    campaign = theirs(campaign_by_reference(reference))
    if request.method == "POST":
        if approved(request, {"campaign": reference}):
            return redirect("campaign:approvals")
        return redirect("campaign:approval", reference=reference)
    signing = signing_of(authority, lambda: asked_to_sign(campaign, authority.at))
    one = shown(campaign, authority.at)
    page = message_page(one, words.language())
    page["compared"] = compared(one)
    page["reads"] = read_by(one)
    page["pairs"] += repeated_pairs(repeated_by(campaign))
    page["restraints"] = notes_of(restraints_over(campaign, authority.at), authority.at)
    page["is_paper"] = seen_by(authority, reference) is not None
    page["may_decline"] = _may_decline(authority, campaign)
    return render(request, "campaign/approval.html", {"page": page, "signing": signing})


@officer(*APPROVE)
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Decline a message with a reason, on a page of its own."""
    campaign = theirs(campaign_by_reference(reference))
    form = ActForm("decline_message", fields=("reason",), fixed={"campaign": reference})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Declined. The office that composed it reads your reason."))
        return redirect("campaign:approvals")
    one = shown(campaign, authority.at)
    context = {
        "form": form,
        "question": _("Decline this message?"),
        "stays": _(
            "It is never sent, and no number is opened. The office reads who declined it, when and why. It"
            " may compose the message anew. The entry stays in the record."
        ),
        "summary": [
            (_("Message"), title_of(one)),
            (_("Sender"), load_catalogue().office_name(one.sender, words.language())),
            (_("People"), people_in_words(one.people)),
        ],
        "verb": _("Decline"),
        "back": reverse("campaign:approval", kwargs={"reference": reference}),
        "back_word": _("Approvals"),
    }
    return render(request, "parts/act.html", context)


@officer(*READ)
@require_GET
def paper(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The approvals of a message on paper: for its office and the approvers."""
    campaign = theirs(seen_by(authority, reference))
    found = approvals_paper(
        shown(campaign, authority.at),
        approvals_given(campaign),
        declined_of(campaign),
        bytes(campaign.text.hash).hex(),
        authority.at,
    )
    return file_response(office_pdf(found), f"approvals-{reference}.pdf")


def _may_decline(authority: Authority, campaign: Campaign) -> bool:
    """Whether the officer may decline the message now."""
    try:
        declining_role(authority, campaign)
    except Refused:
        return False
    return True


@officer(*SIGNS)
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The account's passkeys, with their state as signing keys; each person enrols and ends her own."""
    _keep_place(request)
    mine = passkeys_of(account_of(request))
    known = keys_to_sign(authority)
    if request.method == "POST" and (ending := sent(request).get("end")):
        acted(request, "end_key", {"key": ending}, _("Ended. Earlier signatures stay valid."))
        return redirect("campaign:keys")
    if request.method == "POST" and "money" in sent(request):
        return _money_key(request, authority)
    if request.method == "POST":
        chosen = theirs(next((one for one in mine if str(one.id) == sent(request).get("key")), None))
        given = {
            "public_key": to_base64(chosen.public), "algorithm": PASSKEY, "relying_on": relying_party(),
            "credential": to_base64(chosen.credential),
        }  # fmt: skip
        acted(request, "enrol_key", given, _("Enrolled. The entry stands in the record."))
        return redirect("campaign:keys")
    names = {one.public: one.name for one in mine}
    enrolled = {bytes(key.public_key) for key in known}
    rows = [
        {"name": one.name, "id": one.id, "shape": "open", "word": _("Not enrolled")}
        for one in mine
        if one.public not in enrolled
    ]
    rows += [
        {"name": names.get(bytes(key.public_key)) or _name_of(key), **_since(key, authority)} for key in known
    ]
    context = {
        "for_money": bool({hat.role for hat in hats_of(authority.account, authority.at)} & MOVES_MONEY)
    }
    may_go_on = any(row["shape"] == "done" for row in rows)
    place = request.session.get(_PLACE, "") if may_go_on else ""
    return render(request, "campaign/keys.html", {**context, "rows": rows, "place": place})


def _money_key(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Enrol the key for money that the device has made on the paymaster's page; first open that page."""
    if not sent(request).get("credential"):
        raise ToSign({"paymaster": asked_of_paymaster(authority, "enrol_key", {}, site_of(request))})
    try:
        given = key_of_browser(sent_json(request, "credential"))
    except Unsound:
        messages.error(request, _("The device made no key. Try again, or use another device."))
    else:
        acted(request, "enrol_key", given, _("Enrolled. The entry stands in the record."))
    return redirect("campaign:keys")


def _name_of(key: SigningKey) -> str:
    """The name of a key that is no passkey of the account."""
    return _("Key for money") if key.relying_on == paymaster_host() else _(_NAMES[key.algorithm])


def _keep_place(request: HttpRequest) -> None:
    """Remember the page on which the officer wanted to sign, because adding a passkey takes several pages."""
    place = request.GET.get("next", "")
    if place and url_has_allowed_host_and_scheme(
        place, {request.get_host()}, require_https=request.is_secure()
    ):
        request.session[_PLACE] = place


def _since(key: SigningKey, authority: Authority) -> dict[str, Any]:
    """The state of an enrolled key, and its entries in the log."""
    ended = ended_at(key)
    entries = [place for place in (position_of(leaf) for leaf in leaves_of(key)) if place is not None]
    if ended is not None:
        return {
            "shape": "refused",
            "word": _("Ended %(at)s") % {"at": words.instant(ended)},
            "entries": entries,
        }
    return {"end": key.reference, "entries": entries, **_counting(key, authority)}


def _counting(key: SigningKey, authority: Authority) -> dict[str, str]:
    since = counts_from(key)
    if since is None:
        return {"shape": "held", "word": _("An administrator must countersign it")}
    if since > authority.at:
        return {"shape": "held", "word": _("Counts from %(at)s") % {"at": words.instant(since)}}
    return {"shape": "done", "word": _("Signs since %(at)s") % {"at": words.instant(since)}}


def approved(request: HttpRequest, what: Mapping[str, str]) -> bool:
    """Approve a message or a purpose with a passkey's signature; the next page shows the result."""
    try:
        assertion = assertion_of_browser(sent_json(request, "credential"))
    except Unsound:
        messages.error(request, _("The device signed nothing. Try again, or use another device."))
        return False
    return acted(
        request, "approve", {**what, "assertion": assertion}, _("Approved. It holds for 72 hours.")
    ).ok
