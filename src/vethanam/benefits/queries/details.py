"""One application and one beneficiary as plain values: no contact, no account number."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from vethanam.benefits.models import (
    Appeal,
    Application,
    Assessment,
    AwardNow,
    Beneficiary,
    Circumstance,
    Decision,
    Guardian,
    LifeProof,
    Route,
    StandingEvent,
)
from vethanam.benefits.queries.checks import decided, is_agreed
from vethanam.benefits.queries.frames import open_death

#: the decision of another person → the state of an entry
_STATES = {None: "waits", True: "checked", False: "declined"}
#: changes that hold at once
_STOPS = (StandingEvent.Event.SUSPENDED, StandingEvent.Event.ENDED)


def application_shown(row: Application) -> dict[str, Any]:
    """What was handed in, each assessment with its tree, each decision with its appeal."""
    assessments = Assessment.objects.filter(application=row).order_by("pk")
    decisions = Decision.objects.filter(application=row).select_related("order").order_by("pk")
    return {
        "application": row.number, "beneficiary": row.beneficiary.number, "scheme": row.scheme.code,
        "local_body": row.local_body.name, "ward": row.ward, "received_on": row.received_on.isoformat(),
        "owed_by": row.owed_by.isoformat(), "face": row.face, "evidence": list(row.evidence),
        "consent": {"form": row.consent_form, "on": _day(row.consented_on)} if row.consent_form else None,
        "assessments": [_assessment(one) for one in assessments],
        "decisions": [_decision(one) for one in decisions],
        "routes": [_route(one) for one in _routes(row)],
    }  # fmt: skip


def beneficiary_shown(row: Beneficiary) -> dict[str, Any]:
    """Circumstances, guardians, awards with their standing, routes, life proofs, a reported death."""
    replaced = Circumstance.objects.filter(is_agreed("circumstance"), supersedes=OuterRef("pk"))
    rows = Circumstance.objects.filter(~Exists(replaced), beneficiary=row)
    facts = list(rows.order_by("kind", "valid_from", "pk"))
    checks = decided("circumstance", [one.pk for one in facts])
    guardians = list(Guardian.objects.filter(beneficiary=row).order_by("pk"))
    proofs = decided("guardian", [one.pk for one in guardians])
    death = open_death(row)
    awards = AwardNow.objects.filter(beneficiary=row).select_related(
        "award__decision__application", "award__decision__order", "scheme", "local_body"
    )
    return {
        "beneficiary": row.number, "name": row.person.name, "name_ml": row.person.name_ml,
        "born": row.person.born.isoformat(),
        "circumstances": [
            {
                "entry": one.pk, "kind": one.kind, "value": one.value, "from": one.valid_from.isoformat(),
                "until": _day(one.valid_until), "document": one.document, "is_withdrawn": one.is_withdrawn,
                "state": _STATES[checks.get(one.pk)],
            }
            for one in facts
        ],
        "guardians": [
            {"entry": one.pk, "guardian": one.name, "from": one.valid_from.isoformat(),
             "until": _day(one.valid_until), "state": _STATES[proofs.get(one.pk)]}
            for one in guardians
        ],
        "awards": [_award(one) for one in awards.order_by("award__number")],
        "life_proofs": [
            {"on": one.on.isoformat(), "manner": one.manner, "reference": one.reference}
            for one in LifeProof.objects.filter(beneficiary=row).order_by("-on", "-pk")
        ],
        "death": None if death is None else {
            "entry": death.pk, "died_on": _day(death.died_on), "source": death.source,
            "is_confirmed": bool(decided("death", [death.pk])),
        },
        "applications": list(
            Application.objects.filter(beneficiary=row).order_by("pk").values_list("number", flat=True)
        ),
    }  # fmt: skip


def _award(now: AwardNow) -> dict[str, Any]:
    award = now.award
    rows = StandingEvent.objects.filter(award=award).select_related("order", "local_body")
    events = list(rows.order_by("pk"))
    checks = decided("standing", [one.pk for one in events])
    return {
        "award": award.number, "scheme": now.scheme.code, "state": now.state, "cause": now.cause or None,
        "local_body": now.local_body.name, "ward": now.ward, "from": award.from_month,
        "since_month": now.since_month, "order": str(award.decision.order), "waits": now.waits,
        "application": award.decision.application.number,
        "events": [
            {
                "entry": one.pk, "event": one.event, "cause": one.cause, "from_month": one.from_month,
                "order": str(one.order) if one.order else None,
                "local_body": one.local_body.name if one.local_body else None,
                "agreed": one.event in _STOPS or checks.get(one.pk),
            }
            for one in events
        ],
        "routes": [_route(one) for one in _routes(award.decision.application)],
    }  # fmt: skip


def _routes(row: Application) -> list[Route]:
    rows = Route.objects.filter(application=row, replaced_by=None).select_related("society")
    return list(rows.order_by("payer", "from_month", "pk"))


def _route(one: Route) -> dict[str, Any]:
    return {
        "entry": one.pk, "kind": one.kind, "payer": one.payer, "from_month": one.from_month or None,
        "branch": one.branch, "tail": one.tail, "is_joint": one.is_joint,
        "society": one.society.code if one.society else None,
        "is_checked": decided("route", [one.pk]).get(one.pk, False),
    }  # fmt: skip


def _assessment(one: Assessment) -> dict[str, Any]:
    return {
        "on": one.on.isoformat(), "outcome": one.outcome, "reasons": list(one.reasons), "tree": one.tree,
        "frame": one.frame, "rulebook": bytes(one.rulebook).hex(),
    }  # fmt: skip


def _decision(one: Decision) -> dict[str, Any]:
    appeal = Appeal.objects.filter(decision=one).first()
    outcome = getattr(appeal, "outcome", None) if appeal else None
    return {
        "outcome": one.outcome, "order": str(one.order) if one.order else None, "from": one.from_month,
        "reasons": list(one.reasons), "words": one.words, "words_ml": one.words_ml,
        "appeal_by": _day(one.appeal_by),
        "appeal": None if appeal is None else {
            "on": appeal.on.isoformat(), "grounds": appeal.grounds,
            "is_allowed": None if outcome is None else outcome.is_allowed,
        },
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
