"""Notices of deaths that wait for an officer of the person's office."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.benefits.models import DeathNotice, DeathNoticeAnswer
from vethanam.benefits.queries.lists import applications_of, awards_of
from vethanam.identity.authority import Authority


def waiting_notices(authority: Authority) -> QuerySet[DeathNotice]:
    """The unsettled notices about people with an application or an award here, the oldest first."""
    applied = applications_of(authority).order_by().values("beneficiary")
    standing = awards_of(authority).order_by().values("beneficiary")
    settled = DeathNoticeAnswer.objects.filter(notice=OuterRef("pk"))
    rows = DeathNotice.objects.filter(Q(beneficiary__in=applied) | Q(beneficiary__in=standing))
    return rows.filter(~Exists(settled)).select_related("beneficiary__person").order_by("pk")
