"""Recipients of feeds and print jobs: entered by one officer, confirmed by a second officer's
passkey, ended by either.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.executor import perform
from vethanam.acts.key_signatures import assertion_of_browser
from vethanam.acts.recipients import CONFIRMS, ENTERS, READS
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.models import Recipient
from vethanam.messaging.recipients import approvable_recipient, is_confirmed
from vethanam.web.campaign.passkeys import signing_of
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.forms import ActForm, sent, sent_json
from vethanam.web.parts.names import said
from vethanam.web.requests.pages import KINDS, recipient_row

FIELDS = ("code", "name", "name_ml", "kind", "receives_as", "public_key")


@officer(*READS)
@require_http_methods(["GET", "POST"])
def recipients(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The recipients, and the form for a new one."""
    form = ActForm(
        "propose_recipient",
        fields=FIELDS,
        choices={"kind": [(code, _(word)) for code, word in KINDS.items()]},
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("Entered. A second person confirms it."))
        return redirect("requests:recipient", reference=form.performed.state["recipient"])
    rows = Recipient.objects.select_related("order", "end").order_by("code", "-pk")
    page = {"rows": [recipient_row(one) for one in rows], "may_enter": authority.role in ENTERS}
    return render(request, "requests/recipients.html", {"page": page, "form": form})


@officer(*READS)
@require_http_methods(["GET", "POST"])
def recipient(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One recipient: its key, the signature of the second person, and its end."""
    found = theirs(Recipient.objects.select_related("order").filter(reference=reference).first())
    ending = ActForm("end_recipient", fields=("reason",), fixed={"recipient": reference})
    if request.method == "POST" and "credential" in sent(request):
        return _confirmed(request, authority, reference)
    if ending.is_sent_by(request) and ending.perform(request):
        messages.success(request, _("Ended. Nothing is handed over to it any more."))
        return redirect("requests:recipient", reference=reference)
    waits = not hasattr(found, "end") and not is_confirmed(found)
    signing = (
        signing_of(authority, lambda: approvable_recipient(found))
        if waits and authority.role in CONFIRMS
        else {}
    )
    page = {
        **recipient_row(found),
        "waits": waits,
        "may_end": authority.role in ENTERS and not hasattr(found, "end"),
    }
    return render(request, "requests/recipient.html", {"page": page, "signing": signing, "form": ending})


def _confirmed(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    try:
        assertion = assertion_of_browser(sent_json(request, "credential"))
    except Unsound:
        messages.error(request, _("The device signed nothing. Try again, or use another device."))
        return redirect("requests:recipient", reference=reference)
    given = {"recipient": reference, "assertion": assertion}
    done = perform("confirm_recipient", account_of(request), given, authority=authority)
    if done.ok:
        messages.success(request, _("Confirmed. The recipient can receive."))
    else:
        messages.error(request, str(said(Sentence(done.code, done.facts))))
    return redirect("requests:recipient", reference=reference)
