"""An office's requests for single uses: the list, one with its approvals, and carrying it out.

A contact is sealed to a key that the officer's browser makes and keeps in memory; this process passes it on
sealed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.executor import look, perform
from vethanam.acts.key_signatures import assertion_of_browser
from vethanam.acts.messages import APPROVES
from vethanam.acts.recipients import READS as SEES_RECIPIENTS
from vethanam.acts.single_uses import ASKS, requests_shown
from vethanam.acts.translation import says_of
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.single_uses import asked_for
from vethanam.messaging.models import AskedUse
from vethanam.messaging.single_uses import REVEAL
from vethanam.people.models import Role
from vethanam.web.campaign.passkeys import signing_of
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.forms import sent, sent_json
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted
from vethanam.web.requests.pages import request_page, request_row

READS = tuple(dict.fromkeys((*ASKS, *APPROVES)))
LISTED = 50


@officer(*READS)
@require_GET
def requests(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The requests of the office; approvers see those of every office."""
    rows = [request_row(one, authority.at) for one in requests_shown(authority)[:LISTED]]
    page = {
        "rows": rows,
        "may_ask": authority.role in ASKS,
        "sees_recipients": authority.role in SEES_RECIPIENTS,
    }
    return render(request, "requests/list.html", {"page": page})


@officer(*READS)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One request: the statement for its approvers, the signature, and carrying it out."""
    asked = theirs(_readable(authority, reference))
    if request.method == "POST":
        return _approved(request, authority, asked)
    page = request_page(asked, authority.at)
    is_asker = authority.person in asked.asked_by_persons
    page["may_show"] = is_asker and asked.mode == REVEAL and not page["missing"]
    page["may_feed"] = is_asker and asked.mode != REVEAL and not page["missing"] and not page["answers"]
    is_approver = authority.role in APPROVES and not is_asker and bool(page["missing"])
    signing = signing_of(authority, lambda: asked_for(asked, authority)) if is_approver else {}
    return render(
        request, "requests/one.html", {"page": page, "signing": signing, "is_approver": is_approver}
    )


@officer(*ASKS)
@require_POST
@never_cache
def show(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Request the contact sealed to this page's key; answers with the use, or the reason of a refusal."""
    given = {"asked": reference, "answer_key": sent(request).get("answer_key", "")}
    done = perform("show_contact", account_of(request), given, authority=authority)
    if not done.ok:
        return JsonResponse({"says": str(said(Sentence(done.code, done.facts)))}, status=409)
    is_allowed = done.state["outcome"] in ("allow", "partial")
    return JsonResponse({"says": says_of(done), "use": done.state["use"] if is_allowed else ""})


@officer(*ASKS)
@require_GET
@never_cache
def answer(request: HttpRequest, authority: Authority, use: str) -> HttpResponse:
    """The sealed contact, if the dispatcher has sealed it."""
    done = look("shown_contact", account_of(request), {"use": use})
    return JsonResponse(dict(done.state), status=200 if done.ok else 404)


@officer(*ASKS)
@require_POST
def hand_over(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Hand an approved feed over to its recipient."""
    done = acted(request, "hand_over_feed", {"asked": reference}, authority=authority)
    if done.ok:
        is_done = done.state["outcome"] in ("allow", "partial")
        (messages.success if is_done else messages.error)(request, says_of(done))
    return redirect("requests:one", reference=reference)


def _readable(authority: Authority, reference: str) -> AskedUse | None:
    if authority.role == Role.PURPOSE_OWNER:
        found = AskedUse.objects.select_related("recipient").filter(
            reference=reference, office=authority.office
        )
        return found.first()
    return requests_shown(authority).filter(reference=reference).first()


def _approved(request: HttpRequest, authority: Authority, asked: AskedUse) -> HttpResponse:
    try:
        assertion = assertion_of_browser(sent_json(request, "credential"))
    except Unsound:
        messages.error(request, _("The device signed nothing. Try again, or use another device."))
        return redirect("requests:one", reference=asked.reference)
    given = {"asked": asked.reference, "assertion": assertion}
    done = perform("approve_use", account_of(request), given, authority=authority)
    if done.ok:
        messages.success(request, _("Approved. It holds for 72 hours."))
    else:
        messages.error(request, str(said(Sentence(done.code, done.facts))))
    return redirect("requests:one", reference=asked.reference)
