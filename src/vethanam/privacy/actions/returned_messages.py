"""Record hard bounces: the contact counts as unconfirmed and the message as undelivered."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils import timezone

from vethanam.journal.actions import append
from vethanam.privacy.models import ContactReturn, Outbox
from vethanam.privacy.use_times import time_of_use


@transaction.atomic
def record_returns(returned: Mapping[int, str]) -> list[int]:
    """Record bounced messages, each once; returns the uses with a changed outcome.

    ``returned`` maps message id to status code (RFC 3463, such as ``5.1.1``). Messages never handed over, or
    bounced before, are skipped. Each gets a leaf without a name.
    """
    if not returned:
        return []
    with connection.cursor() as cursor:  # two dispatchers may read the same report
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    now, uses = timezone.now(), set[int]()
    rows = Outbox.objects.filter(pk__in=list(returned), channel="email", state__in=_HANDED_OVER)
    known = ContactReturn.objects.filter(message__in=list(returned)).values("message")
    for row in rows.exclude(pk__in=known).select_related("use", "contact").order_by("pk"):
        at, code = time_of_use(row.use, now), returned[row.pk]
        leaf = append(
            "contact.returned",
            public={"purpose": row.use.purpose_code, "code": code},
            private={"person": row.person, "kind": row.contact.kind, "version": row.contact.version},
            at=at,
            is_sample=row.use.is_sample,
        )
        ContactReturn.objects.create(
            contact=row.contact, message=row, code=code, at=at, recorded_at=now, leaf=leaf
        )
        if row.state != Outbox.State.FAILED:
            Outbox.objects.filter(pk=row.pk).update(state=Outbox.State.FAILED, result=f"returned {code}")
            uses.add(row.use_id)
    return sorted(uses)


_ONE_AT_A_TIME = 7310013001312
_HANDED_OVER = (Outbox.State.ACCEPTED, Outbox.State.SENT, Outbox.State.UNCERTAIN, Outbox.State.FAILED)
