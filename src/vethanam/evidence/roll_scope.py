"""Where the people of a roll are found: allowed uses, and the looks of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from vethanam.bulk import array_of
from vethanam.messaging.models import CampaignUse
from vethanam.privacy.models import Duty, Restraint, Roll, Use
from vethanam.privacy.queries.duties import WITHIN, is_look_up

_COVERED = """
SELECT u.id FROM privacy_restraint r JOIN privacy_use u ON privacy_covers(r, u)
 WHERE r.id = %s AND u.outcome IN ('allow', 'partial')
"""
_ANYBODY = """
SELECT EXISTS (SELECT FROM privacy_usesubject s
                WHERE s.use_id = ANY (%(uses)s::bigint[]) AND (%(is_of_looks)s OR s.outcome IN ('allow', '')))
    OR EXISTS (SELECT FROM privacy_look k JOIN privacy_lookentry e ON e.look_id = k.id
                WHERE %(is_of_looks)s AND e.is_outside AND k.account_id = %(account)s
                  AND k.at > %(since)s AND k.at <= %(until)s)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Uses by id, and of a breach case an account with the time of its looks."""

    uses: list[int]
    account: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The values of a query."""
        return {
            "uses": array_of(self.uses), "is_of_looks": self.account is not None, "account": self.account,
            "since": self.since, "until": self.until,
        }  # fmt: skip


def scope_of(of: str, subject: str, at: datetime) -> Scope:
    """The scope of a message, a restraint or a breach case, as it was at a time if the case is open."""
    if of == Roll.Of.MESSAGE:
        sent = CampaignUse.objects.filter(campaign__reference=subject, is_allowed=True)
        return Scope([*sent.values_list("use", flat=True)])
    if of == Roll.Of.RESTRAINT:
        restraint = Restraint.objects.get(reference=subject)
        with connection.cursor() as cursor:
            cursor.execute(_COVERED, [restraint.pk])
            return Scope([use for (use,) in cursor.fetchall()])
    case = Duty.objects.get(reference=subject)
    since, ended = case.opened_at - WITHIN, case.steps.filter(kind="closed").values_list("at", flat=True)
    until = ended.first() or at + timedelta(seconds=1)
    uses = Use.objects.filter(asked_by=case.account_id, at__gt=since, at__lte=until).order_by("pk")
    return Scope([use.pk for use in uses if is_look_up(use)], case.account_id, since, until)


def has_people(scope: Scope) -> bool:
    """Whether anybody is in it."""
    with connection.cursor() as cursor:
        cursor.execute(_ANYBODY, scope.values)
        return bool((cursor.fetchone() or (False,))[0])
