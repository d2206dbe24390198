"""Requests that wait for an officer's approval, by the index of approvals. Acts check the proofs again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.identity.authority import Authority
from vethanam.privacy.approval_proofs import PURPOSE_OWNER, ROLES
from vethanam.privacy.models import Approval
from vethanam.privacy.permit.approvals import LAPSES_AFTER


def unapproved[Rows: QuerySet[Any]](
    rows: Rows, of: str, authority: Authority, *, lasts: timedelta | None = LAPSES_AFTER
) -> Rows:
    """The requests that neither this officer nor anybody in her role has approved.

    ``lasts`` is how long an approval counts; None for ever. A purpose owner approves for her own office.
    """
    role = ROLES.get(authority.role, "")
    given = Approval.objects.filter(of=of, reference=OuterRef("reference"), commitment=OuterRef("commitment"))
    given = given.filter(Q(role=role) | Q(person=authority.person))
    if lasts is not None:
        given = given.filter(at__gt=authority.at - lasts)
    waiting = rows.filter(~Exists(given))
    return waiting.filter(office=authority.office) if role == PURPOSE_OWNER else waiting


def asked_by_others[Rows: QuerySet[Any]](rows: Rows, authority: Authority) -> Rows:
    """The requests that other people made: nobody approves her own."""
    own = Q(asking_person=authority.person) | Q(for_person=authority.person, for_person__isnull=False)
    return rows.exclude(own)
