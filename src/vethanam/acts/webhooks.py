"""Acts and views on webhooks: a secret, the end, a repeated delivery.

The webhook itself is a master of two persons.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Flag, Given, Text, Words
from vethanam.acts.lists import Page
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.webhooks.deliveries import end_webhook, make_secret, send_again
from vethanam.webhooks.models import Delivery
from vethanam.webhooks.queries import delivery_as_json, delivery_of, webhook_of, webhooks_shown
from vethanam.webhooks.tasks import queue_deliveries

ADMINISTRATORS = (Role.ADMINISTRATOR,)


class WebhookNamed(Given):
    """A webhook by its code."""

    webhook: Code = Field(title=_("Webhook"), description=_("Its code."))


class MakeSecretGiven(WebhookNamed):
    """The webhook of a new secret."""

    at_once: Flag = Field(
        False,
        title=_("The secrets before it end at once"),
        description=_("Else they sign beside it for 24 hours. Choose this where a secret became known."),
    )


class EndWebhookGiven(WebhookNamed):
    """A webhook to end, and the reason."""

    reason: Words = Field(title=_("Reason"))


class SendAgainGiven(WebhookNamed):
    """The delivery to send again."""

    delivery: Text | None = Field(
        None, title=_("Delivery"), description=_("Its number; left out, all that failed.")
    )


class WebhooksAsked(Given):
    """No fields."""


class PageOfDeliveries(Page, WebhookNamed):
    """One page of the deliveries of a webhook."""


@act("make_webhook_secret", title=_("Make the secret of a webhook"), roles=ADMINISTRATORS)
def make(authority: Authority, given: MakeSecretGiven) -> Answer:
    """Make a new secret, shown once in ``once``. The first one starts the webhook; each gets a test event.

    Earlier secrets also sign for 24 hours, so that the other system has time to change.
    """
    webhook = webhook_of(given.webhook)
    secret = make_secret(authority, webhook, ends_others=given.at_once)
    answer = Answer.of("webhook_secret_made", {"webhook": webhook.code}, webhook=webhook.code)
    return answer.with_once(secret=secret)


@act("end_webhook", title=_("End a webhook"), roles=ADMINISTRATORS)
def end(authority: Authority, given: EndWebhookGiven) -> Answer:
    """End a webhook; its waiting deliveries end with it.

    One person may do this, as it only stops something.
    """
    webhook = webhook_of(given.webhook)
    ended = end_webhook(authority, webhook, given.reason)
    state = {"webhook": webhook.code, "ended": ended}
    return Answer.of("webhook_ended", state, webhook=webhook.code)


@act("send_webhook_again", title=_("Send again"), roles=ADMINISTRATORS)
def again(authority: Authority, given: SendAgainGiven) -> Answer:
    """Send a delivery again under its own number, or all failed ones. A webhook that was gone resumes."""
    webhook = webhook_of(given.webhook)
    delivery = delivery_of(webhook, given.delivery) if given.delivery else None
    count = send_again(authority, webhook, delivery)
    queue_deliveries([webhook.pk])
    return Answer.of("webhook_sent_again", {"webhook": webhook.code, "deliveries": count}, count=count)


@view("webhooks", title=_("Webhooks"), roles=ADMINISTRATORS)
def webhooks(_authority: Authority, given: WebhooksAsked) -> dict[str, Any]:
    """Every webhook: address, events, scope, state, and its numbers of waiting and failed deliveries."""
    del given
    return {"webhooks": [one.as_json() for one in webhooks_shown()]}


@view("webhook_deliveries", title=_("Deliveries of a webhook"), roles=ADMINISTRATORS)
def deliveries(_authority: Authority, given: PageOfDeliveries) -> dict[str, Any]:
    """The deliveries of a webhook with their tries, newest first, without bodies."""
    webhook = webhook_of(given.webhook)
    rows = Delivery.objects.filter(webhook=webhook).defer("body").order_by("-pk")
    if given.after is not None:
        rows = rows.filter(pk__lt=delivery_of(webhook, given.after).pk)
    found = list(rows[: given.most + 1])
    shown = found[: given.most]
    return {
        "deliveries": [delivery_as_json(row) for row in shown],
        "next": shown[-1].reference if len(found) > len(shown) else None,
    }
