"""Turn a request and its world into rows of the two closed frames. Joins and look-ups only; the rules are in the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from vethanam.privacy.law.commencement import in_force
from vethanam.privacy.law.windows import IST, Window
from vethanam.privacy.permit.approvals import tally
from vethanam.privacy.permit.frame import REQUEST, SUBJECT
from vethanam.privacy.permit.request import VALID, Request, Subject
from vethanam.privacy.permit.world import Restraint, World
from vethanam.privacy.purposes import Catalogue, Purpose

ADULT = 18
CAMPAIGNS = frozenset({"SURVEY", "PUBLICITY", "WELLNESS"})
MASS = 100
#: the safeguard of a purpose whose every use is of a case
NEEDS_CASE = "case number required"
PUBLIC_FOR = timedelta(hours=72)


def purpose_state(code: str, catalogue: Catalogue, at: datetime) -> tuple[str, Purpose | None]:
    """What the catalogue knows of a purpose on a day, and the version in force (or the last one)."""
    day = at.astimezone(IST).date()
    purpose = catalogue.on(code, day)
    versions = [known for known in catalogue.purposes if known.code == code]
    if not versions:
        return "unknown", None
    if purpose is None or purpose.status == "suspended" or (purpose.review_by and purpose.review_by < day):
        return "inactive", purpose or versions[-1]
    return ("prohibited" if purpose.status == "prohibited" else "active"), purpose


def acts_for(request: Request, purpose: Purpose | None) -> str | None:
    """The controller a request is made for: the one a processor names, else the organisation itself."""
    if purpose and request.org in purpose.processors:
        return request.on_behalf_of
    return request.org


def request_row(request: Request, world: World, catalogue: Catalogue, at: datetime) -> pl.DataFrame:
    """The one row of :data:`~vethanam.privacy.permit.frame.REQUEST`."""
    state, purpose = purpose_state(request.purpose, catalogue, at)
    controller = acts_for(request, purpose)
    day = at.astimezone(IST).date()
    of_all = [r for r in world.restraints if not r.is_of_single_messages and r.covers(request, controller)]
    values: dict[str, Any] = {
        "at": _utc(at),
        "day": day,
        "ledger": world.ledger,
        "actor": request.actor or None,
        "is_strong": request.is_strong,
        "org": request.org or None,
        "on_behalf_of": request.on_behalf_of,
        "purpose": request.purpose,
        "purpose_state": state,
        "restraints": [r.id for r in of_all if r.is_active(at)],
        "unconfirmed": [r.id for r in of_all if r.is_unconfirmed(at)],
        "reaches_all": all(subject.reaches for subject in request.subjects),
        "count": request.count,
        "reason_given": request.reason_given or None,
        "lacks_case": _lacks_case(request, purpose),
        "recipients": list(request.recipients),
        "never_recipients": sorted(catalogue.never_recipients),
        "is_contract_over": _is_contract_over(request.org or "", catalogue, day),
        "external_processor": request.external_processor,
        "fields": list(request.fields),
        "contact_fields": sorted(catalogue.contact_fields),
        "mode": request.mode,
        "sender": request.sender,
        "account_owner": request.account_owner,
        "is_neutral": request.template.is_neutral,
        "names_office_holder": bool(request.template.office_holder or request.template.party_sign),
        "fits_template": request.template.family in (None, request.purpose),
        "lacks_public_entry": _lacks_public_entry(request, purpose, world, at),
        "needs_sanction": request.purpose in CAMPAIGNS,
        "has_sanction": _has_sanction(request, at),
        **_ground(request, purpose, day),
        **_register(request, purpose, controller, world, catalogue),
        **_of_purpose(request, purpose),
        **tally(request, purpose, is_caution=world.is_caution, at=at),
    }
    return REQUEST.checked(pl.DataFrame([values], schema=REQUEST.schema))


def subject_rows(
    request: Request, subjects: Sequence[Subject], world: World, catalogue: Catalogue, at: datetime
) -> pl.DataFrame:
    """One row of :data:`~vethanam.privacy.permit.frame.SUBJECT` for each subject and channel, in that order."""
    _, purpose = purpose_state(request.purpose, catalogue, at)
    channels = request.channels or ("portal",)
    of_subject = _frame(_of_subjects(request, subjects, purpose, world, at))
    of_pair = _frame(
        {
            **_of_channels(subjects, channels, _stopped(request, world)),
            **_restraints_singly(request, subjects, channels, purpose, world, at),
        }
    )
    of_request = _frame({name: [value] for name, value in _alike(request, purpose, world, at).items()})
    repeated = pl.Series([place for place in range(len(subjects)) for _ in channels], dtype=pl.Int64())
    frame = pl.concat([of_subject[repeated], of_pair], how="horizontal").join(of_request, how="cross")
    return SUBJECT.checked(frame.select(SUBJECT.names))


def _alike_lists(lists: Sequence[Sequence[str]]) -> pl.Series:
    """A column of lists in which many are alike: each list is made once."""
    known: dict[tuple[str, ...], int] = {}
    places = [known.setdefault(tuple(one), len(known)) for one in lists]
    return pl.Series([list(one) for one in known], dtype=pl.List(pl.String()))[places]


def _frame(columns: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema={name: SUBJECT.schema[name] for name in columns})


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def _ground(request: Request, purpose: Purpose | None, day: Any) -> dict[str, Any]:
    stated = [request.basis] if request.basis else list(purpose.ground.dpdp if purpose else ())
    return {
        "is_ground_in_force": any(in_force(provision, day) for provision in stated),
        "has_statute_now": bool(purpose and purpose.ground.statute_now),
    }


def _register(
    request: Request, purpose: Purpose | None, controller: str | None, world: World, catalogue: Catalogue
) -> dict[str, Any]:
    owners = {**catalogue.register_owners, **world.register_owners}
    is_named = bool(purpose and controller in purpose.controllers)
    may_share = is_named and purpose is not None and not purpose.is_own_register_only
    shared = {
        share.owner for share in world.sharing if share.purpose == request.purpose and share.to == controller
    }

    def is_shared(source: str) -> bool:
        owner = owners.get(source) or _owner_by_name(source, request) or _owner_by_scheme(controller, purpose)
        at_home = source in catalogue.register_owners and (may_share or controller == "HCK")
        return owner is not None and (owner == controller or at_home or bool(shared & {owner, source}))

    return {
        "sources_not_shared": [source for source in request.sources if not is_shared(source)],
        "is_scheme_owner": bool(request.sources) and all(
            owners.get(source) == controller and controller is not None for source in request.sources
        ),
    }  # fmt: skip


def _owner_by_name(source: str, request: Request) -> str | None:
    """A register whose name begins with an office's code is that office's, where nobody recorded another owner."""
    head = source.replace("_", "-").split("-")[0]
    return head if head in (request.org, request.on_behalf_of) else None


def _is_contract_over(org: str, catalogue: Catalogue, day: date) -> bool:
    processor = catalogue.processors.get(org)
    return processor is not None and processor.is_over(day)


def _owner_by_scheme(controller: str | None, purpose: Purpose | None) -> str | None:
    """WPC is whichever department owns the scheme and its register: one nobody else owns is its own."""
    return "WPC" if controller == "WPC" and purpose and "WPC" in purpose.controllers else None


def _of_purpose(request: Request, purpose: Purpose | None) -> dict[str, Any]:
    if purpose is None:
        names = ("controllers", "processors", "recipients_allowed", "fields_allowed", "senders")
        return {
            **{name: [] for name in names},
            "ledger_policy": None,
            "contact_use": None,
            "judicial_policy": None,
            "most_subjects": None,
        }
    return {
        "ledger_policy": purpose.ledger_unhealthy,
        "controllers": list(purpose.controllers),
        "processors": list(purpose.processors),
        "most_subjects": purpose.most_subjects,
        "recipients_allowed": _with_self(purpose.recipients),
        "fields_allowed": _fields_allowed(request, purpose),
        "contact_use": purpose.contact_use,
        "senders": list(purpose.senders),
        "judicial_policy": purpose.judicial_officers,
    }


def _fields_allowed(request: Request, purpose: Purpose) -> list[str]:
    if "as_named_in_order" in purpose.fields:
        return list(request.order.fields or ()) if request.order else []
    return list(purpose.fields)


def _with_self(recipients: Sequence[str]) -> list[str]:
    """``subject_self`` is the person herself in any capacity."""
    same = ["employee_self", "beneficiary_self"] if "subject_self" in recipients else []
    return [*recipients, *same]


def _has_sanction(request: Request, at: datetime) -> bool:
    sanction = request.sanction
    if sanction is None or not sanction.order or not sanction.head or sanction.dated is None:
        return False
    return sanction.dated < at.astimezone(IST).date()


def _lacks_public_entry(request: Request, purpose: Purpose | None, world: World, at: datetime) -> bool:
    if (
        not world.is_caution
        or purpose is None
        or purpose.caution_window != "extra_approval"
        or request.count <= MASS
    ):
        return False
    since = request.in_public_register_since
    return since is None or at - since < PUBLIC_FOR


def _lacks_case(request: Request, purpose: Purpose | None) -> bool:
    """Whether a purpose that is used for a case by its number names none: no order, no requisition, no figure in its reason."""
    if purpose is None or NEEDS_CASE not in purpose.safeguards:
        return False
    said = (request.order.id if request.order else "", request.requisition or "", request.reason_given or "")
    return not any(letter.isdigit() for text in said for letter in text)


def _alike(request: Request, purpose: Purpose | None, world: World, at: datetime) -> dict[str, Any]:
    """What all subjects have in common."""
    day = at.astimezone(IST).date()
    policy = purpose or None
    rests_on_7b = _rests_on_7b(request, purpose, day)
    return {
        "at": _utc(at),
        "purpose": request.purpose,
        "acts_for": acts_for(request, purpose),
        "is_message": request.mode == "message",
        "is_neutral": request.template.is_neutral,
        "in_caution_window": world.is_caution,
        "election_policy": policy.election_window if policy else "unaffected",
        "caution_policy": policy.caution_window if policy else "unaffected",
        "rests_on_7b": rests_on_7b,
        "needs_previous_consent": rests_on_7b
        and (request.basis or "").startswith("s.7(b)(i)")
        and "(ii)" not in (request.basis or ""),
        "needs_notified_register": rests_on_7b and "(ii)" in (request.basis or ""),
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


def _rests_on_7b(request: Request, purpose: Purpose | None, day: Any) -> bool:
    if request.basis:
        return request.basis.startswith("s.7(b)")
    grounds = purpose.ground.dpdp if purpose else ()
    return any(ground.startswith("s.7(b)") and in_force(ground, day) for ground in grounds)


def _of_subjects(
    request: Request, subjects: Sequence[Subject], purpose: Purpose | None, world: World, at: datetime
) -> dict[str, Any]:
    """What each subject brings, column by column."""
    controller = acts_for(request, purpose)
    windows = [window for window in world.windows if window.is_open(at)]
    consents = [subject.consent for subject in subjects]
    classes = [[subject.kind, *subject.also] for subject in subjects]
    minors = [is_minor(subject) for subject in subjects]
    return {
        "subject": [subject.id for subject in subjects],
        "in_election_window": [
            any(_runs_over(window, subject) for window in windows) for subject in subjects
        ],
        "has_previous_consent": [subject.has_previous_consent for subject in subjects],
        "consent_to": [_said(consent.to, controller) if consent else None for consent in consents],
        "consent_by": [
            _said(consent.by, "guardian" if minor else "self") if consent else None
            for consent, minor in zip(consents, minors, strict=True)
        ],
        "consent_form": [consent.form if consent else None for consent in consents],
        "consent_purpose": [consent.purpose if consent else None for consent in consents],
        "consent_given": [_utc(consent.given) if consent else None for consent in consents],
        "consent_withdrawn": [_utc(consent.withdrawn) if consent else None for consent in consents],
        "is_minor": minors,
        "has_guardian_contact": [bool(subject.has_guardian_contact) for subject in subjects],
        "classes": _alike_lists(classes),
        "is_judicial": ["judicial_officer" in of for of in classes],
        "has_hck_approval": [subject.has_hck_approval for subject in subjects],
        "in_cohort": [subject.in_cohort and _in_cohort(subject, request, purpose) for subject in subjects],
        "had_this_month": [subject.had_this_month for subject in subjects],
        "is_deceased": [subject.is_deceased for subject in subjects],
    }


def _of_channels(
    subjects: Sequence[Subject], channels: Sequence[str], stopped: set[tuple[str, str]]
) -> dict[str, list[Any]]:
    """What each channel of each subject brings, column by column."""
    pairs = [(subject, channel) for subject in subjects for channel in channels]
    return {
        "channel": [channel for _, channel in pairs],
        "opt_in": [subject.opt_ins.get(channel) for subject, channel in pairs],
        "is_opted_out": [
            channel in subject.stopped or (subject.id, channel) in stopped for subject, channel in pairs
        ],
        "contact": [subject.contact_for(channel) for subject, channel in pairs],
    }


def _restraints_singly(
    request: Request,
    subjects: Sequence[Subject],
    channels: Sequence[str],
    purpose: Purpose | None,
    world: World,
    at: datetime,
) -> dict[str, Any]:
    """Restraints that reach some channels or people of the request."""
    controller = acts_for(request, purpose)
    some = [r for r in world.restraints if r.is_of_single_messages and r.covers(request, controller)]

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


def restraints_met(request: Request, world: World, catalogue: Catalogue, at: datetime) -> list[str]:
    """The restraints that cover a request or a part of it at an instant, in force or unconfirmed."""
    controller = acts_for(request, purpose_state(request.purpose, catalogue, at)[1])
    return [
        r.id
        for r in world.restraints
        if (r.is_active(at) or r.is_unconfirmed(at)) and r.covers(request, controller)
    ]


def _said(value: str, fitting: str | None) -> str | None:
    """What a consent says; “valid” is whatever fits."""
    return fitting if value == VALID else value


def is_minor(subject: Subject) -> bool:
    """Whether a subject is under eighteen, by class or by age."""
    if subject.age is not None:
        return subject.age < ADULT
    return subject.kind == "minor_beneficiary" or "minor_beneficiary" in subject.also


def _runs_over(window: Window, subject: Subject) -> bool:
    """Whether a window covers a subject's area; an area that is not known is inside."""
    return window.is_statewide or subject.district is None or subject.district in window.area


def _in_cohort(subject: Subject, request: Request, purpose: Purpose | None) -> bool:
    """Whether the order, the event or the requisition of the purpose reaches this person."""
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
    places = {place for place in (subject.district, subject.taluk) if place}
    return "state" in event.area or not places or bool(places & set(event.area))


def _stopped(request: Request, world: World) -> set[tuple[str, str]]:
    return {
        (out.subject, out.channel) for out in world.opt_outs if out.sender in (None, "any", request.sender)
    }
