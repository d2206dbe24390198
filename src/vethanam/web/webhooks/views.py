"""Pages of webhooks: list them, show one with its deliveries, make its secret, end it, repeat deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.translation import says_of
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.paging import page_of
from vethanam.webhooks.models import Delivery, Webhook
from vethanam.webhooks.queries import WebhookShown, webhooks_shown

ROWS = 50
#: state of a webhook -> shape and words
_STATES: Mapping[str, tuple[str, str]] = {
    "unready": ("held", gettext_noop("Has no secret yet")),
    "running": ("done", gettext_noop("Running")),
    "gone": ("look", gettext_noop("The other system says it is gone")),
    "ended": ("open", gettext_noop("Ended")),
}
#: state of a delivery -> shape and words
_DELIVERED: Mapping[str, tuple[str, str]] = {
    Delivery.State.WAITS: ("held", gettext_noop("Waits")),
    Delivery.State.DELIVERED: ("done", gettext_noop("Delivered")),
    Delivery.State.FAILED: ("look", gettext_noop("Failed")),
    Delivery.State.ENDED: ("open", gettext_noop("Ended")),
}
#: reasons of a failed try
_WHY: Mapping[str, str] = {
    "status": gettext_noop("It answered with status %(status)s."),
    "redirect": gettext_noop("It answered with another address, which is not followed."),
    "gone": gettext_noop("It answered that it is gone."),
    "timeout": gettext_noop("It did not answer in time."),
    "broken_off": gettext_noop("It broke the connection off."),
    "unreachable": gettext_noop("It cannot be reached."),
    "unresolved": gettext_noop("Its name is not known in the network."),
    "private_address": gettext_noop("It lies in a network that the settings do not allow."),
    "address": gettext_noop("Its address is not https."),
    "tls": gettext_noop("Its certificate is not valid."),
    "unready": gettext_noop("The webhook has no secret."),
    "ended": gettext_noop("The webhook is ended."),
}
_WITHIN: Mapping[str, str] = {
    Webhook.Within.STATE: gettext_noop("The whole State"),
    Webhook.Within.DRAWING_CODE: gettext_noop("Drawing code %(scope)s"),
    Webhook.Within.TREASURY: gettext_noop("Treasury %(scope)s"),
    Webhook.Within.DEPARTMENT: gettext_noop("Department %(scope)s"),
}


@officer(Role.ADMINISTRATOR)
@require_GET
def webhooks(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every webhook with its state and its numbers of waiting and failed deliveries."""
    context = {
        "rows": [_shown(one) for one in webhooks_shown()],
        "enter": reverse("masters:enter", kwargs={"kind": "webhook"}),
    }
    return render(request, "webhooks/webhooks.html", context)


@officer(Role.ADMINISTRATOR)
@require_GET
def webhook(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """One webhook and its deliveries, newest first."""
    found = _found(code)
    rows = Delivery.objects.filter(webhook=found).defer("body").order_by("-pk")
    number, links = page_of(request, rows.count(), ROWS)
    shown = _shown(webhooks_shown([found])[0])
    context = {
        "one": shown,
        "deliveries": [_delivery(row) for row in rows[number * ROWS - ROWS : number * ROWS]],
        "pages": links,
        "correct": f"{reverse('masters:enter', kwargs={'kind': 'webhook'})}?key={found.code}",
        "again": reverse("webhooks:again", kwargs={"code": found.code}),
    }
    return render(request, "webhooks/webhook.html", context)


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def secret(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Make a secret; it is shown once, in the answer."""
    found = _found(code)
    fields = ("at_once",) if webhooks_shown([found])[0].secret_made_at else ()
    form = ActForm("make_webhook_secret", fields=fields, fixed={"webhook": found.code})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        context = {"code": found.code, "secret": form.performed.once["secret"], "back": _address(found)}
        return render(request, "webhooks/secret.html", context)
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Make a secret for webhook %(code)s?") % {"code": found.code},
            "stays": _(
                "It is shown once, on the next page. With it the other system checks that a message is ours."
            ),
            "verb": _("Make a secret"),
            "is_filled": True,
            "back": _address(found),
            "back_word": found.code,
        },
    )


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """End a webhook for good."""
    found = _found(code)
    form = ActForm("end_webhook", fields=("reason",), fixed={"webhook": found.code})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
        return redirect(_address(found))
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("End webhook %(code)s?") % {"code": found.code},
            "stays": _("Nothing is sent to it any more. Its deliveries stay on record."),
            "verb": _("End it"),
            "back": _address(found),
            "back_word": found.code,
        },
    )


@officer(Role.ADMINISTRATOR)
@require_POST
def again(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Send a delivery again, or all failed ones."""
    found = _found(code)
    form = ActForm("send_webhook_again", fields=("delivery",), fixed={"webhook": found.code})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
    else:
        messages.error(request, form.fault)
    return redirect(_address(found))


def _found(code: str) -> Webhook:
    found = Webhook.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _address(one: Webhook) -> str:
    return reverse("webhooks:webhook", kwargs={"code": one.code})


def _shown(one: WebhookShown) -> dict[str, Any]:
    shape, word = _STATES[one.state]
    return {
        "code": one.webhook.code,
        "name": one.webhook.name,
        "address": one.webhook.url,
        "events": one.webhook.events,
        "within": _(_WITHIN[one.webhook.within]) % {"scope": one.webhook.scope},
        "shape": shape,
        "word": _(word),
        "is_over": one.state == "ended",
        "has_secret": one.secret_made_at is not None,
        "secret_made": one.secret_made_at,
        "waits": one.counts[Delivery.State.WAITS],
        "failed": one.counts[Delivery.State.FAILED],
        "page": _address(one.webhook),
        "secret": reverse("webhooks:secret", kwargs={"code": one.webhook.code}),
        "end": reverse("webhooks:end", kwargs={"code": one.webhook.code}),
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    shape, word = _DELIVERED[row.state]
    tries = len(row.tries)
    last = row.tries[-1] if tries else None
    why = last["why"] if last else None
    return {
        "reference": row.reference,
        "event": row.event,
        "made": row.made_at,
        "shape": shape,
        "word": _(word),
        "tries": ngettext("%(count)s try", "%(count)s tries", tries) % {"count": tries} if tries else "",
        "why": _(_WHY[why]) % {"status": last["status"]} if last and why else "",
        "next": row.next_at if row.state == Delivery.State.WAITS and tries else None,
        "can_send": row.state != Delivery.State.WAITS,
    }
