"""Reads of the records that the law asks for: requests for information, impact assessments, nominations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import (
    ImpactAssessment,
    InformationRequest,
    Nomination,
)
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now

#: how purposes are approved that officers use to write to many people
OF_MANY = ("two_person", "three_person", "dpo", "unit_head")
CURRENT, OVERDUE, MISSING = "current", "overdue", "missing"


@dataclass(frozen=True, slots=True)
class InformationShown:
    """A request for information on a day; ``opens_on`` is the last day named for it, None if never sealed."""

    row: InformationRequest
    opens_on: date | None
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Assessed:
    """A purpose with its latest impact assessment; ``state`` is ``current``, ``overdue`` or ``missing``."""

    purpose: Purpose
    latest: ImpactAssessment | None
    state: str


def information_requests(at: datetime) -> list[InformationShown]:
    """Every request for information, newest first; a sealed one opens by itself on its day."""
    rows = InformationRequest.objects.prefetch_related("seals").order_by("-pk")
    return [_information(row, at.astimezone(IST).date()) for row in rows]


def _information(row: InformationRequest, day: date) -> InformationShown:
    seals = sorted(row.seals.all(), key=lambda one: one.pk)
    opens_on = seals[-1].opens_on if seals else row.opens_on
    return InformationShown(row, opens_on, opens_on is not None and day < opens_on)


def information_shown(reference: str, at: datetime) -> InformationShown | None:
    """One request for information by its reference."""
    row = InformationRequest.objects.filter(reference=reference).first()
    return _information(row, at.astimezone(IST).date()) if row else None


def assessments_on(day: date) -> list[Assessed]:
    """The purposes under which officers write to many people, by code, each with its latest assessment."""
    latest: dict[str, ImpactAssessment] = {
        row.purpose: row for row in ImpactAssessment.objects.order_by("pk")
    }
    purposes = [one for one in catalogue_now().in_force(day) if _is_of_many(one)]
    return [assessed(one, latest.get(one.code), day) for one in purposes]


def assessment_of(purpose: Purpose, day: date) -> Assessed:
    """The latest assessment of one purpose."""
    return assessed(purpose, ImpactAssessment.objects.filter(purpose=purpose.code).order_by("pk").last(), day)


def assessed(purpose: Purpose, latest: ImpactAssessment | None, day: date) -> Assessed:
    """A purpose beside its latest assessment, with its state on a day."""
    if latest is None:
        return Assessed(purpose, None, MISSING)
    return Assessed(purpose, latest, CURRENT if day <= latest.review_by else OVERDUE)


def nominations_of(person: int) -> Sequence[Nomination]:
    """The nominations that a person made, newest first."""
    return list(Nomination.objects.select_related("end").filter(person=person).order_by("-pk"))


def nominations_to(nominee: int) -> Sequence[Nomination]:
    """The nominations of others that name a person and stand, newest first."""
    return list(Nomination.objects.filter(nominee=nominee, end__isnull=True).order_by("-pk"))


def _is_of_many(purpose: Purpose) -> bool:
    is_message = purpose.contact_use == "deliver_only"
    return purpose.status == "active" and is_message and purpose.approvals in OF_MANY
