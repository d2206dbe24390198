"""One row of the closed frame per subject and channel. Joins and look-ups only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from vethanam.privacy.law.places import covers, has_unknown
from vethanam.privacy.law.windows import IST, Window
from vethanam.privacy.permit.facts import acts_for, is_guarded, is_judicial, purpose_state, rests_on_7b, utc
from vethanam.privacy.permit.frame import SUBJECT
from vethanam.privacy.permit.request import VALID, Request, Subject
from vethanam.privacy.permit.world import Restraint, World
from vethanam.privacy.purposes import Catalogue, Purpose


def subject_rows(
    request: Request, subjects: Sequence[Subject], world: World, catalogue: Catalogue, at: datetime
) -> pl.DataFrame:
    """One row of :data:`~vethanam.privacy.permit.frame.SUBJECT` for each subject and
    channel, in that order.
    """
    _, purpose = purpose_state(request.purpose, catalogue, at)
    channels = request.channels or ("portal",)
    of_subject = _frame(_of_subjects(request, subjects, purpose, world, at))
    of_pair = _frame(
        {
            **_of_channels(subjects, channels, _stopped(request, world), _carriers_over(catalogue, at)),
            **_restraints_singly(request, subjects, channels, purpose, world, at),
        }
    )
    of_request = _frame({name: [value] for name, value in _alike(request, purpose, world, at).items()})
    repeated = pl.Series([place for place in range(len(subjects)) for _ in channels], dtype=pl.Int64())
    frame = pl.concat([of_subject[repeated], of_pair], how="horizontal").join(of_request, how="cross")
    return SUBJECT.checked(frame.select(SUBJECT.names))


def _alike_lists(lists: Sequence[Sequence[str]]) -> pl.Series:
    """A column of lists with many repeats: each distinct list is built once."""
    known: dict[tuple[str, ...], int] = {}
    places = [known.setdefault(tuple(one), len(known)) for one in lists]
    return pl.Series([list(one) for one in known], dtype=pl.List(pl.String()))[places]


def _frame(columns: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema={name: SUBJECT.schema[name] for name in columns})


def _alike(request: Request, purpose: Purpose | None, world: World, at: datetime) -> dict[str, Any]:
    """Values common to all subjects."""
    day = at.astimezone(IST).date()
    policy = purpose or None
    is_7b = rests_on_7b(request, purpose, day)
    return {
        "at": utc(at),
        "purpose": request.purpose,
        "acts_for": acts_for(request, purpose),
        "is_message": request.mode == "message",
        "is_neutral": request.template.is_neutral,
        "in_caution_window": world.is_caution,
        "election_policy": policy.election_window if policy else "unaffected",
        "caution_policy": policy.caution_window if policy else "unaffected",
        "rests_on_7b": is_7b,
        "needs_previous_consent": is_7b
        and (request.basis or "").startswith("s.7(b)(i)")
        and "(ii)" not in (request.basis or ""),
        "needs_notified_register": is_7b and "(ii)" in (request.basis or ""),
        "is_register_notified": bool(request.sources)
        and all(source in world.notified_registers for source in request.sources),
        "act": request.act or ("intimate_own_payment" if request.trigger == "payment_event" else None),
        "most_a_month": policy.most_a_month if policy else None,
        "is_second_schedule_complete": request.is_second_schedule_complete,
        "channels_allowed": list(policy.channels) if policy else [],
        "sender": request.sender,
        "suffix": request.suffix,
        "suffix_allowed": policy.suffix if policy else None,
        "is_consent_required": bool(policy and policy.is_consent_required),
        "minors_policy": policy.minors if policy else "not_applicable",
        "classes_allowed": list(policy.subjects) if policy else [],
        "judicial_policy": policy.judicial_officers if policy else "not_applicable",
        "opt_out_policy": policy.opt_out if policy else "not_possible",
        "is_confirming": bool(policy and policy.category == "otp"),
    }


def _of_subjects(
    request: Request, subjects: Sequence[Subject], purpose: Purpose | None, world: World, at: datetime
) -> dict[str, Any]:
    """Values per subject, by column."""
    windows = [window for window in world.windows if window.is_open(at)]
    consents = [subject.consent for subject in subjects]
    classes = [[subject.kind, *subject.also] for subject in subjects]
    guarded = [is_guarded(subject) for subject in subjects]
    return {
        "subject": [subject.id for subject in subjects],
        "in_election_window": [
            any(_runs_over(window, subject) for window in windows) for subject in subjects
        ],
        "is_cleared": [subject.is_cleared for subject in subjects],
        "has_previous_consent": [subject.has_previous_consent for subject in subjects],
        "consent_to": [consent.to if consent else None for consent in consents],
        "consent_by": [
            _said(consent.by, "guardian" if has_guardian else "self") if consent else None
            for consent, has_guardian in zip(consents, guarded, strict=True)
        ],
        "consent_form": [consent.form if consent else None for consent in consents],
        "consent_purpose": [consent.purpose if consent else None for consent in consents],
        "consent_given": [utc(consent.given) if consent else None for consent in consents],
        "consent_withdrawn": [utc(consent.withdrawn) if consent else None for consent in consents],
        "is_guarded": guarded,
        "is_ward": [subject.is_ward for subject in subjects],
        "has_guardian_contact": [bool(subject.has_guardian_contact) for subject in subjects],
        "classes": _alike_lists(classes),
        "is_judicial": [is_judicial(subject) for subject in subjects],
        "has_hck_approval": [subject.has_hck_approval for subject in subjects],
        "in_cohort": [subject.in_cohort and _in_cohort(subject, request, purpose) for subject in subjects],
        "had_this_month": [subject.had_this_month for subject in subjects],
        "is_deceased": [subject.is_deceased for subject in subjects],
    }


def _of_channels(
    subjects: Sequence[Subject],
    channels: Sequence[str],
    stopped: set[tuple[str, str]],
    carriers_over: frozenset[str],
) -> dict[str, list[Any]]:
    """Values per subject and channel, by column."""
    pairs = [(subject, channel) for subject in subjects for channel in channels]
    return {
        "channel": [channel for _, channel in pairs],
        "is_carrier_over": [channel in carriers_over for _, channel in pairs],
        "opt_in": [subject.opt_ins.get(channel) for subject, channel in pairs],
        "is_unnumbered": [channel in subject.unnumbered for subject, channel in pairs],
        "is_opted_out": [
            channel in subject.stopped or (subject.id, channel) in stopped for subject, channel in pairs
        ],
        "contact": [subject.contact_for(channel) for subject, channel in pairs],
    }


def _carriers_over(catalogue: Catalogue, at: datetime) -> frozenset[str]:
    """The channels carried by a processor whose contract is over."""
    day = at.astimezone(IST).date()
    return frozenset(
        channel for one in catalogue.processors.values() if one.is_over(day) for channel in one.carries
    )


def _restraints_singly(
    request: Request,
    subjects: Sequence[Subject],
    channels: Sequence[str],
    purpose: Purpose | None,
    world: World,
    at: datetime,
) -> dict[str, Any]:
    """Restraints that apply only to some channels or people of the request."""
    controller = acts_for(request, purpose)
    some = [r for r in world.restraints if r.is_of_single_messages and r.covers(request, controller)]
    if not some:
        none = pl.Series([[]], dtype=pl.List(pl.String())).new_from_index(0, len(subjects) * len(channels))
        return {"restraints": none, "unconfirmed": none}

    def of(restraints: Sequence[Restraint]) -> pl.Series:
        return _alike_lists(
            [
                [r.id for r in restraints if r.reaches(request, subject, channel, at)]
                for subject in subjects
                for channel in channels
            ]
        )

    return {
        "restraints": of([r for r in some if r.is_active(at)]),
        "unconfirmed": of([r for r in some if r.is_unconfirmed(at)]),
    }


def _said(value: str, fitting: str | None) -> str | None:
    """The value of a consent; “valid” stands for the fitting one."""
    return fitting if value == VALID else value


def _runs_over(window: Window, subject: Subject) -> bool:
    """Whether a window covers a subject's area. Unknown areas count as covered, on either side."""
    return has_unknown(window.area) or covers(window.area, subject.district, subject.taluk)


def _in_cohort(subject: Subject, request: Request, purpose: Purpose | None) -> bool:
    """Whether the purpose's order, event or requisition covers this person."""
    if purpose is None:
        return True
    if purpose.code == "SVC-TERMS" and (request.order is None or not request.order.is_signed):
        return False
    if purpose.code == "EMERG" and not _in_event(subject, request):
        return False
    if purpose.code == "ELEC-DUTY" and not request.requisition:
        return False
    if (
        request.order is not None
        and request.order.persons is not None
        and subject.id not in request.order.persons
    ):
        return False
    return not (
        purpose.approvals == "rule_driven" and request.mode == "message" and request.trigger == "none"
    )


def _in_event(subject: Subject, request: Request) -> bool:
    event = request.event
    if event is None or not event.is_open or not event.area:
        return False
    return covers(event.area, subject.district, subject.taluk)


def _stopped(request: Request, world: World) -> set[tuple[str, str]]:
    return {
        (out.subject, out.channel) for out in world.opt_outs if out.sender in (None, "any", request.sender)
    }
