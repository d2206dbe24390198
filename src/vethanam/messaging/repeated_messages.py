"""A second message of the same purpose, order and text to some of the same people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.messaging.models import Campaign, CampaignUse
from vethanam.orders.models import Order

#: how long an earlier message is compared with
WITHIN = timedelta(days=30)


def earlier_messages(
    purpose: str, order: Order | None, content: Mapping[str, Any], values: Mapping[str, str], at: datetime
) -> QuerySet[Campaign]:
    """Messages of the last 30 days with this purpose, order and text that went or may still go, newest first.

    A declined one counts until its time is past.
    """
    allowed = CampaignUse.objects.filter(campaign=OuterRef("pk"), is_allowed=True)
    rows = Campaign.objects.filter(
        Exists(allowed) | Q(send_until__gt=at), purpose=purpose, order=order, text__code=content["code"],
        text__version=content["version"], values=dict(values), at__gt=at - WITHIN,
    )  # fmt: skip
    return rows.select_related("text", "order").defer("secret").order_by("-pk")


def repeated(campaign: Campaign, content: Mapping[str, Any]) -> Campaign | None:
    """The latest such message to at least one person of an unsaved campaign.

    A program of another body is told of the requests of its body alone, and so not whom an office told.
    Of two that are composed at once the second waits for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('messaging_repeated', %s))",
            [campaign.order.pk if campaign.order else 0],
        )
    members = set(campaign.members)
    rows = earlier_messages(campaign.purpose, campaign.order, content, campaign.values, campaign.at)
    if campaign.program is not None:
        rows = rows.filter(rule=campaign.rule)
    return next((row for row in rows.iterator() if not members.isdisjoint(row.members)), None)


def waiting_for_same_people(campaign: Campaign) -> Campaign | None:
    """A message of the same purpose and register to one of the people of an unsaved campaign, whatever its
    text, that may still go. Called under the lock of :func:`repeated`.
    """
    members = set(campaign.members)
    rows = Campaign.objects.filter(
        purpose=campaign.purpose, source=campaign.source, send_until__gt=campaign.at, decline__isnull=True
    ).defer("secret")
    return next((row for row in rows.order_by("-pk") if not members.isdisjoint(row.members)), None)
