"""The register of transfers: a feed, or letters for the press, that were handed over get their row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils.timezone import localdate, now

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.messaging.models import AskedUseAnswer, Recipient
from vethanam.orders.models import Order
from vethanam.privacy.counts import counted
from vethanam.privacy.models import Outbox, Transfer, Use, UseClosing
from vethanam.privacy.use_times import time_of_use

#: channels that write a sealed file for a registered recipient
FEED, LETTER = "feed", "letter"
#: states of a message in which the contact left, or may have left
_LEFT = (Outbox.State.ACCEPTED, Outbox.State.SENT, Outbox.State.UNCERTAIN)
#: characters of a use's reference in the number of its row
_NUMBER = 24
#: how long after its closing a use is looked at
_LOOKED_AT = timedelta(days=90)


def register_transfers(authority: Authority) -> int:
    """Register every closed use with a hand-over to a registered recipient; returns how many.

    Idempotent: the number of a row is that of its use.
    """
    return sum(_register(authority, use) for use in unregistered())


def unregistered() -> QuerySet[Use]:
    """Closed uses with a feed or letters handed over, and no row in the register yet."""
    closed = UseClosing.objects.filter(use=OuterRef("pk"), recorded_at__gt=now() - _LOOKED_AT)
    left = _handed_over(OuterRef("pk"))
    known = Transfer.objects.filter(number=OuterRef("number_of_row"))
    rows = Use.objects.filter(Q(mode=FEED) | Q(channels__contains=[LETTER]))
    rows = rows.filter(recorded_at__gt=now() - 2 * _LOOKED_AT).annotate(
        number_of_row=Left("reference", _NUMBER)
    )
    return rows.filter(Exists(closed), Exists(left), ~Exists(known)).order_by("pk")


@transaction.atomic
def _register(authority: Authority, use: Use) -> int:
    last = _handed_over(use.pk).aggregate(at=Max("claimed_at"))["at"] or use.recorded_at
    recipient = _recipient_of(use, last)
    if recipient is None:
        return 0
    number, sent_on = use.reference[:_NUMBER], localdate(time_of_use(use, last))
    people = _handed_over(use.pk).values("person").distinct().count()
    order = recipient.order or Order.objects.filter(number=use.order_number).order_by("-dated").first()
    _row, is_new = Transfer.objects.get_or_create(
        number=number,
        defaults={
            "recipient": recipient.name, "purpose": use.purpose_code[:_NUMBER], "people": people,
            "field_names": ", ".join(use.fields)[:300], "sent_on": sent_on, "order": order,
            "recorded_at": authority.at,
        },
    )  # fmt: skip
    if is_new:
        append(
            "transfer.registered",
            public={
                "transfer": number, "recipient": recipient.reference, "use": use.reference,
                "purpose": use.purpose_code, "fields": list(use.fields), "people": counted(people),
                "sent_on": sent_on.isoformat(), "order": order.number if order else None,
            },
            private={"people": people},
            at=authority.at,
            is_sample=use.is_sample,
        )  # fmt: skip
    return int(is_new)


def _handed_over(use: OuterRef | int) -> QuerySet[Outbox]:
    return Outbox.objects.filter(use=use, channel__in=(FEED, LETTER), state__in=_LEFT)


def _recipient_of(use: Use, at: datetime) -> Recipient | None:
    """The recipient of a feed; for letters the press that was registered at an instant."""
    if use.mode == FEED:
        answers = AskedUseAnswer.objects.filter(use=use.pk, is_allowed=True)
        answer = answers.select_related("asked__recipient__order").first()
        return answer.asked.recipient if answer else None
    rows = Recipient.objects.filter(kind=Recipient.Kind.PRINT, recorded_at__lte=at)
    standing = rows.filter(Q(end__isnull=True) | Q(end__recorded_at__gt=at))
    return standing.select_related("order").order_by("code", F("pk").desc()).first()
