"""Everything on record about a sender on a day, for its page and ``vethanam evidence sender``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from vethanam.messaging.sender_views import SenderShown, sender_on
from vethanam.people.models import MasterChange, MasterDecision
from vethanam.privacy.counts import counted

#: messages are counted on so many days before the asked one
DAYS_SHOWN = 31
_KINDS = ("sender", "sender_manager", "sender_credential", "operator_text")
# Of each use the latest closing; the day is that of the use.
_USED = """
SELECT (u.at AT TIME ZONE 'Asia/Kolkata')::date AS day, sum(c.accepted + c.sent + c.uncertain)::bigint
  FROM privacy_use u CROSS JOIN LATERAL (
    SELECT accepted, sent, uncertain FROM privacy_useclosing WHERE use_id = u.id ORDER BY id DESC LIMIT 1) c
 WHERE u.sender = %s AND u.at >= %s AND u.at < %s
 GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class UsedOn:
    """The messages of a sender handed over on a day; a small count in words."""

    day: date
    messages: int | str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A change of the sender's rows that a second person agreed to. The entry ``masters.agreed`` of the log
    names its proposal and ``sha256``.
    """

    kind: str
    key: str
    verb: str
    agreed_at: datetime
    proposal: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SenderEvidence:
    """A sender on a day: its rows, the agreements behind them, and its use before."""

    day: date
    sender: SenderShown
    used: Sequence[UsedOn]
    agreed: Sequence[Agreed]


def sender_evidence(office: str, day: date) -> SenderEvidence | None:
    """The sender of a department on a day; None if it has none."""
    sender = sender_on(office, day)
    if sender is None:
        return None
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return SenderEvidence(day, sender, _used(office, end), _agreed(office, end))


def _used(office: str, end: datetime) -> list[UsedOn]:
    with connection.cursor() as cursor:
        cursor.execute(_USED, [office, end - timedelta(days=DAYS_SHOWN), end])
        return [UsedOn(day, counted(count)) for day, count in cursor.fetchall() if count]


def _agreed(office: str, end: datetime) -> list[Agreed]:
    rows = MasterChange.objects.filter(
        kind__in=_KINDS, proposal__decision__outcome=MasterDecision.Outcome.AGREED,
        proposal__decision__recorded_at__lt=end,
    ).select_related("proposal__decision").order_by("proposal_id", "place")  # fmt: skip
    return [
        Agreed(
            row.kind, row.key, row.verb, row.proposal.decision.recorded_at, row.proposal_id,
            bytes(row.proposal.digest).hex(),
        )
        for row in rows
        if row.key.split("/")[0] == office
    ]  # fmt: skip
