"""Receive an application with its circumstances, contacts and wished route; assess it by the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from vethanam.benefits.aadhaar import refuse_aadhaar
from vethanam.benefits.actions.circumstances import (
    CircumstanceSaid,
    GuardianSaid,
    add_circumstance,
    add_guardian,
)
from vethanam.benefits.actions.routes import RouteSaid, add_route
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Application, Assessment, AwardNow, Beneficiary, Decision, SchemeOffice
from vethanam.benefits.powers import CLERK, body_of, require_reach
from vethanam.benefits.queries.frames import rows_of
from vethanam.benefits.queries.likenesses import is_like
from vethanam.benefits.reference_codes import give_code
from vethanam.benefits.scheme_rules import answered
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.people.models import Employment, Person
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.vault.number import Number

#: days within which the secretary owes an answer, and a person may appeal
DAYS_OF_DECISION, DAYS_OF_APPEAL = 45, 30
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person who applies: a beneficiary by her number, or a new one by name and day of birth.

    ``employment`` is her number as an employee: then both are one person.
    """

    number: str = ""
    employment: str = ""
    name: str = ""
    name_ml: str = ""
    born: date | None = None
    language: str = "ml"


@dataclass(frozen=True, slots=True)
class ApplicationSaid:
    """An application as received. ``contacts`` are sealed and never stored otherwise."""

    scheme: SchemeOffice
    ward: str
    received_on: date
    face: str
    evidence: Sequence[str] = ()
    consent_form: str = ""
    consented_on: date | None = None
    circumstances: Sequence[CircumstanceSaid] = ()
    route: RouteSaid | None = None
    guardian: GuardianSaid | None = None
    contacts: Sequence[Number] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """A new application; ``code`` is for the card of a new beneficiary, shown once and not stored."""

    application: Application
    code: str = field(default="", repr=False)


@transaction.atomic
def receive_application(authority: Authority, who: Applicant, said: ApplicationSaid) -> Received:
    """Enter an application at the local body of the clerk; its contacts go into the register of its scheme.

    Raises
    ------
    Refused
        The officer is no clerk of a local body, or the person has applied or has an award under this scheme.
    UnsoundInput
        A cell holds an Aadhaar number.
    Unsound
        A day, a circumstance or the route is impossible.
    """
    body = body_of(authority)
    require_reach(authority, body.pk, said.scheme, CLERK)
    if not said.scheme.takes_local_bodies:
        raise Refused("benefit_not_by_local_bodies", scheme=said.scheme.code)
    refuse_aadhaar(_cells(who, said))
    _check_days(authority, who, said)
    beneficiary, is_new = _beneficiary(authority, who)
    _check_open(beneficiary, said.scheme)
    number = next_number("A", authority.at.year, Application)
    public = {"scheme": said.scheme.code, "application": number, "face": said.face}
    leaf = stage(authority, "application.received", public, {"beneficiary": beneficiary.number})
    application = Application.objects.create(
        number=number, beneficiary=beneficiary, scheme=said.scheme, local_body=body, ward=said.ward,
        received_on=said.received_on, owed_by=said.received_on + timedelta(days=DAYS_OF_DECISION),
        face=said.face, evidence=list(said.evidence), consent_form=said.consent_form,
        consented_on=said.consented_on, leaf=leaf, **entered(authority),
    )  # fmt: skip
    for one in said.circumstances:
        add_circumstance(authority, beneficiary, one)
    if said.guardian is not None:
        add_guardian(authority, beneficiary, said.guardian, said.received_on)
    if said.route is not None:
        add_route(authority, application, said.route, from_month=0)
    _seal(authority, beneficiary, said)
    return Received(application, give_code(authority, beneficiary) if is_new else "")


@transaction.atomic
def assess_application(authority: Authority, application: Application, on: date) -> Assessment:
    """Ask the rules on a day, by the circumstances that another person has checked; the answer is kept whole.

    Raises
    ------
    Refused
        The officer is of another office, or the application is decided, or of a sheet that waits.
    """
    require_reach(authority, application.local_body_id, application.scheme, CLERK)
    require_undecided(application)
    if application.sheet_id is not None:
        raise Refused("waits_with_sheet", sheet=application.sheet_id)
    if on > localdate(authority.at):
        raise Unsound("benefit_day_ahead", day=on)
    found = answered(rows_of(application, on), on)
    public = {
        "scheme": application.scheme.code, "application": application.number, "outcome": found.outcome,
        "rulebook": found.rulebook.hex(),
    }  # fmt: skip
    leaf = stage(authority, "application.assessed", public, {"frame": found.frame_hash.hex()})
    return Assessment.objects.create(
        application=application, on=on, frame=dict(found.frame), frame_hash=found.frame_hash,
        outcome=found.outcome, reasons=list(found.reasons), tree=list(found.tree), rulebook=found.rulebook,
        leaf=leaf, **entered(authority),
    )  # fmt: skip


def require_undecided(application: Application) -> None:
    """Refuse an application that is decided, unless an appeal against the refusal was allowed since."""
    last = Decision.objects.filter(application=application).order_by("-pk").first()
    if last is None:
        return
    outcome = getattr(getattr(last, "appeal", None), "outcome", None)
    if last.outcome == Decision.Outcome.REFUSED and outcome is not None and outcome.is_allowed:
        return
    raise Refused("application_decided", application=application.number)


def _beneficiary(authority: Authority, who: Applicant) -> tuple[Beneficiary, bool]:
    if who.number:
        found = Beneficiary.objects.select_related("person").filter(number=who.number).first()
        if found is None:
            raise Unsound("beneficiary_unknown", number=who.number[:12])
        return found, False
    person = _employee(who) if who.employment else _new_person(authority, who)
    known = Beneficiary.objects.filter(person=person).first()
    if known is not None:
        return known, False
    number = next_number("B", authority.at.year, Beneficiary)
    return Beneficiary.objects.create(person=person, number=number, recorded_at=authority.at), True


def _new_person(authority: Authority, who: Applicant) -> Person:
    assert who.born is not None  # noqa: S101  (checked with the days)
    return Person.objects.create(
        name=who.name, name_ml=who.name_ml, born=who.born, language=who.language, recorded_at=authority.at
    )


def _employee(who: Applicant) -> Person:
    """The person of an employee number, if her birth is the typed one and her name is like it."""
    found = Employment.objects.select_related("person").filter(number=who.employment).first()
    if found is None or found.person.born != who.born or not is_like(found.person.name, who.name):
        raise Unsound("applicant_is_no_employee", number=who.employment[:20])
    return found.person


def _check_open(beneficiary: Beneficiary, scheme: SchemeOffice) -> None:
    """Refuse a second application while one waits, or beside an award, under the same scheme."""
    decided = Decision.objects.filter(application=OuterRef("pk"))
    waiting = Application.objects.filter(~Exists(decided), beneficiary=beneficiary, scheme=scheme).exclude(
        sheet__decision__is_agreed=False
    )
    standing = AwardNow.objects.filter(beneficiary=beneficiary, scheme=scheme)
    if waiting.exists() or standing.exclude(state=AwardNow.State.ENDED).exists():
        raise Refused("applied_before", number=beneficiary.number, scheme=scheme.code)


def _check_days(authority: Authority, who: Applicant, said: ApplicationSaid) -> None:
    today = localdate(authority.at)
    for day in (said.received_on, said.consented_on, who.born):
        if day is not None and day > today:
            raise Unsound("benefit_day_ahead", day=day)
    if not who.number:
        if who.born is None or not who.name.strip():
            raise Unsound("applicant_without_name")
        if who.born.year < today.year - OLDEST or who.born == date(1900, 1, 1):
            raise Unsound("applicant_too_old", born=who.born, years=OLDEST)
        if holds_contact(who.name) or holds_contact(who.name_ml):
            raise Unsound("contact_in_words")
    if bool(said.consent_form) != (said.consented_on is not None):
        raise Unsound("consent_without_day")


def _seal(authority: Authority, beneficiary: Beneficiary, said: ApplicationSaid) -> None:
    """Seal the contacts, confirmed at the counter today; for a minor only her guardian's number."""
    pairs = [(beneficiary.person_id, one) for one in said.contacts]
    if pairs:
        seal_contacts(authority, pairs, verified_on=localdate(authority.at), register=said.scheme.register)


def next_number(letter: str, year: int, model: Any) -> str:
    """The next number of a kind in a year, such as ``A2600000001``; waits for a concurrent one."""
    start = f"{letter}{year % 100:02d}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"benefits_{start}"])
    last = model.objects.filter(number__startswith=start).order_by("-number").values_list("number", flat=True)
    found = last.first()
    return f"{start}{int(found[3:]) + 1 if found else 1:08d}"


def _cells(who: Applicant, said: ApplicationSaid) -> Mapping[str, Any]:
    guardian = said.guardian
    return {
        "name": who.name, "name_ml": who.name_ml, "ward": said.ward, "evidence": list(said.evidence),
        "circumstances": [{"value": one.value, "document": one.document} for one in said.circumstances],
        "guardian": [guardian.name, guardian.proof_reference] if guardian else [],
        "route": said.route.cells() if said.route else {},
    }  # fmt: skip
