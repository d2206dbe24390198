"""The secretary sanctions an application or refuses it; an appeal against a refusal, and its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from vethanam.benefits.actions.applications import DAYS_OF_APPEAL, next_number, require_undecided
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Appeal, AppealOutcome, Application, Assessment, Award, Decision
from vethanam.benefits.powers import CLERK, SCHEME, SECRETARY, require_reach
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.orders.models import Order
from vethanam.periods import Month
from vethanam.rules.scheme import RULE_NOT_READ


@dataclass(frozen=True, slots=True)
class Words:
    """What the officer writes to the applicant, in both languages."""

    en: str
    ml: str


@transaction.atomic
def sanction(authority: Authority, application: Application, from_month: Month, order: Order) -> Award:
    """Sanction an application by an order; its award begins in a month.

    Raises
    ------
    Refused
        The officer entered or assessed it, is of another office, it is decided, or the rules do not say
        eligible. One that is held for an order alone is sanctioned by the order that decides the point.
    Unsound
        The month is before the application.
    """
    assessment = _to_decide(authority, application)
    appeal = _allowed(application)
    if assessment.outcome == Assessment.Outcome.NOT_ELIGIBLE and appeal is None:
        raise Refused("not_eligible_by_rules", application=application.number)
    if assessment.outcome == Assessment.Outcome.HELD and set(assessment.reasons) != {RULE_NOT_READ}:
        raise Refused("held_for_facts", application=application.number)
    if from_month < Month.of(application.received_on):
        raise Unsound("award_before_application", month=str(from_month), application=application.number)
    public = _public(application, Decision.Outcome.SANCTIONED, assessment)
    leaf = stage(
        authority, "application.decided", {**public, "order": order.number, "from": str(from_month)},
        {"beneficiary": application.beneficiary.number},
    )  # fmt: skip
    decision = Decision.objects.create(
        application=application, assessment=assessment, outcome=Decision.Outcome.SANCTIONED, order=order,
        from_month=int(from_month), allowed_by=appeal, leaf=leaf, **entered(authority),
    )  # fmt: skip
    return _award(authority, decision)


@transaction.atomic
def refuse_application(
    authority: Authority, application: Application, reasons: Sequence[str], words: Words
) -> Decision:
    """Refuse an application with reasons of the rules and words in two languages; she may appeal in 30 days.

    Raises
    ------
    Refused
        As :func:`sanction`; or the rules say that she is eligible.
    Unsound
        A reason is none of the assessment's, or a text is empty or holds a contact.
    """
    assessment = _to_decide(authority, application)
    if assessment.outcome == Assessment.Outcome.ELIGIBLE:
        raise Refused("eligible_by_rules", application=application.number)
    strange = sorted(set(reasons) - set(assessment.reasons))
    if strange or not reasons:
        raise Unsound("reasons_not_of_rules", known=list(assessment.reasons))
    for text in (words.en, words.ml):
        if not text.strip() or holds_contact(text):
            raise Unsound("refusal_without_words")
    leaf = stage(
        authority, "application.decided",
        {**_public(application, Decision.Outcome.REFUSED, assessment), "reasons": list(reasons)},
        {"beneficiary": application.beneficiary.number, "words": words.en, "words_ml": words.ml},
    )  # fmt: skip
    return Decision.objects.create(
        application=application, assessment=assessment, outcome=Decision.Outcome.REFUSED,
        reasons=list(reasons), words=words.en.strip(), words_ml=words.ml.strip(),
        appeal_by=localdate(authority.at) + timedelta(days=DAYS_OF_APPEAL), allowed_by=_allowed(application),
        leaf=leaf, **entered(authority),
    )  # fmt: skip


@transaction.atomic
def appeal(authority: Authority, application: Application, grounds: str, on: date) -> Appeal:
    """Enter an appeal against the refusal of an application. One after the last day is kept, and is late.

    Raises
    ------
    Refused
        The officer is of another office, nothing was refused, or it is appealed already.
    """
    require_reach(authority, application.local_body_id, application.scheme, CLERK, SECRETARY)
    decision = _last(application)
    if decision is None or decision.outcome != Decision.Outcome.REFUSED:
        raise Refused("nothing_refused", application=application.number)
    if Appeal.objects.filter(decision=decision).exists():
        raise Refused("appealed_before", application=application.number)
    if not grounds.strip() or holds_contact(grounds):
        raise Unsound("appeal_without_grounds")
    if on < localdate(decision.recorded_at) or on > localdate(authority.at):
        raise Unsound("benefit_day_ahead", day=on)
    is_late = decision.appeal_by is not None and on > decision.appeal_by
    leaf = stage(
        authority, "application.appealed", {"application": application.number, "late": is_late},
        {"grounds": grounds},
    )  # fmt: skip
    return Appeal.objects.create(
        decision=decision, grounds=grounds.strip(), on=on, leaf=leaf, **entered(authority)
    )


@transaction.atomic
def decide_appeal(
    authority: Authority, application: Application, order: Order, *, is_allowed: bool
) -> AppealOutcome:
    """Enter the order on an appeal, as another person than the one who refused.

    One that allows it lets the secretary decide the application again.

    Raises
    ------
    Refused
        There is no open appeal, or the officer refused the application.
    """
    require_reach(authority, application.local_body_id, application.scheme, CLERK, SECRETARY, SCHEME)
    decision = _last(application)
    found = None if decision is None else Appeal.objects.filter(decision=decision, outcome=None).first()
    if decision is None or found is None:
        raise Refused("no_open_appeal", application=application.number)
    if decision.person_id == person_acting(authority) or decision.entered_by_id == authority.account:
        raise Refused("appeal_by_oneself")
    leaf = stage(
        authority, "appeal.decided",
        {"application": application.number, "allowed": is_allowed, "order": order.number},
    )  # fmt: skip
    return AppealOutcome.objects.create(
        appeal=found, is_allowed=is_allowed, order=order, leaf=leaf, **entered(authority)
    )


def _to_decide(authority: Authority, application: Application) -> Assessment:
    """The latest assessment of an application that this officer may decide."""
    require_reach(authority, application.local_body_id, application.scheme, SECRETARY)
    require_undecided(application)
    found = Assessment.objects.filter(application=application).order_by("-pk").first()
    if found is None:
        raise Refused("not_assessed", application=application.number)
    person = person_acting(authority)
    if person in (application.person_id, found.person_id) or authority.account in (
        application.entered_by_id,
        found.entered_by_id,
    ):
        raise Refused("decided_own_application", application=application.number)
    return found


def _award(authority: Authority, decision: Decision) -> Award:
    application = decision.application
    try:
        with transaction.atomic():
            return Award.objects.create(
                number=next_number("W", authority.at.year, Award), decision=decision,
                beneficiary=application.beneficiary, scheme=application.scheme,
                local_body=application.local_body, ward=application.ward,
                from_month=decision.from_month or 0, recorded_at=authority.at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(
            "applied_before", number=application.beneficiary.number, scheme=application.scheme.code
        ) from None


def _last(application: Application) -> Decision | None:
    return Decision.objects.filter(application=application).order_by("-pk").first()


def _allowed(application: Application) -> AppealOutcome | None:
    last = _last(application)
    return None if last is None else AppealOutcome.objects.get(appeal__decision=last)


def _public(application: Application, outcome: str, assessment: Assessment) -> dict[str, str]:
    return {
        "scheme": application.scheme.code,
        "application": application.number,
        "decision": outcome,
        "by_rules": assessment.outcome,
    }
