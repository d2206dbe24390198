"""Acts on applications for benefits: enrol, assess, sanction or refuse, appeal."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import (
    CLERK,
    OFFICE,
    OFFICERS,
    SECRETARY,
    WARD,
    ContactsGiven,
    OfApplication,
    OfOffice,
    application_of,
    scheme_of,
)
from vethanam.acts.benefit_routes import RouteGiven, route_said
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Day, Flag, Given, MonthField, Reasons, Texts, at_most, one_of, prose
from vethanam.acts.orders import OrderGiven, entered
from vethanam.acts.record_lookup import beside
from vethanam.benefits.aadhaar import refuse_aadhaar
from vethanam.benefits.actions.applications import (
    Applicant,
    ApplicationSaid,
    assess_application,
    receive_application,
)
from vethanam.benefits.actions.circumstances import CircumstanceSaid, GuardianSaid
from vethanam.benefits.actions.decisions import (
    Words,
    decide_appeal,
    refuse_application,
    sanction,
)
from vethanam.benefits.actions.decisions import appeal as enter_appeal
from vethanam.benefits.models import Application, Assessment
from vethanam.identity.authority import Authority
from vethanam.privacy.models import Consent
from vethanam.privacy.vault.number import Number, parse

NAME, DOCUMENT, PROSE = 120, 120, 600


class GuardianGiven(Given):
    """Who acts for a minor, or for an adult under guardianship by an order."""

    name: at_most(NAME) = Field(title=_("Guardian"))  # type: ignore[valid-type]
    proof: one_of(*Consent.GuardianProof.values) = Field(  # type: ignore[valid-type]
        title=_("How the office knows it")
    )
    proof_reference: at_most(60) = Field(title=_("Number of the proof"))  # type: ignore[valid-type]
    valid_until: Day | None = Field(
        None, title=_("Until"), description=_("The last day of the proof, if it names one.")
    )


class EnrolGiven(OfOffice):
    """An application as received at a local body: a new person by name and birth, or one by her number."""

    scheme: Code = Field(title=_("Scheme"))
    beneficiary: Code | None = Field(
        None,
        title=_("Number of the beneficiary"),
        description=_("Where she has one; else her name and birth."),
    )
    name: at_most(NAME) | None = Field(None, title=_("Name"))  # type: ignore[valid-type]
    name_ml: at_most(NAME) | None = Field(None, title=_("Name in Malayalam"))  # type: ignore[valid-type]
    born: Day | None = Field(None, title=_("Date of birth"))
    employment: Code | None = Field(
        None, title=_("Employee number"), description=_("Where she is in Government service.")
    )
    ward: at_most(WARD) = Field(title=_("Ward"))  # type: ignore[valid-type]
    received_on: Day = Field(title=_("Received on"))
    face: one_of(*Application.Face.values) = Field(  # type: ignore[valid-type]
        "counter", title=_("How it came")
    )
    evidence: Texts = Field((), title=_("Papers handed in"))
    circumstances: Reasons = Field(
        default_factory=dict,
        title=_("Circumstances"),
        description=_("Each by its name: yes or no, a day, rupees, years, per cent, or a word."),
    )
    document: at_most(DOCUMENT) | None = Field(  # type: ignore[valid-type]
        None, title=_("Document"), description=_("Number of the form or certificate that states them.")
    )
    consent_form: one_of(*Application.ConsentForm.values) | None = Field(  # type: ignore[valid-type]
        None, title=_("How she consented"), description=_("To the use of her particulars for the benefit.")
    )
    consented_on: Day | None = Field(None, title=_("Consented on"))
    route: RouteGiven | None = Field(None, title=_("Wished payment"))
    guardian: GuardianGiven | None = Field(None, title=_("Guardian"))
    contacts: ContactsGiven | None = Field(None, title=_("Contacts"))


@act("enrol", title=_("Enter an application"), roles=(CLERK,), scope=OFFICE, power="prepare")
def enrol(authority: Authority, given: EnrolGiven) -> Answer:
    """Enter an application for a scheme: receipt, consent, circumstances, wished payment, contacts.

    Contacts are sealed at once into the register of the scheme. The reference code of a new beneficiary is
    shown once, for her card. Another person checks the circumstances; the answer is owed within 45 days.
    """
    who = Applicant(
        given.beneficiary or "", given.employment or "", given.name or "", given.name_ml or "", given.born
    )
    said = ApplicationSaid(
        scheme=scheme_of(given.scheme), ward=given.ward, received_on=given.received_on, face=given.face,
        evidence=given.evidence, consent_form=given.consent_form or "", consented_on=given.consented_on,
        circumstances=[*_circumstances(given)],
        route=route_said(given.route) if given.route else None,
        guardian=GuardianSaid(**given.guardian.model_dump()) if given.guardian else None,
        contacts=[*numbers_of(given.contacts)],
    )  # fmt: skip
    received = receive_application(authority, who, said)
    made = received.application
    state = {
        "application": made.number,
        "beneficiary": made.beneficiary.number,
        "owed_by": made.owed_by.isoformat(),
    }
    answer = Answer.of(
        "application_received", state, application=made.number, beneficiary=made.beneficiary.number,
        day=made.owed_by,
    )  # fmt: skip
    return answer.with_once(reference_code=received.code) if received.code else answer


def _circumstances(given: EnrolGiven) -> Iterator[CircumstanceSaid]:
    for kind, value in given.circumstances.items():
        if value.strip():
            yield CircumstanceSaid(kind, value, given.received_on, given.document or "")


def numbers_of(given: ContactsGiven | None) -> Iterator[Number]:
    """The contacts, each parsed; a fault stands beside its field."""
    if given is not None and given.postal_address:
        refuse_aadhaar({"contacts": {"postal_address": given.postal_address}})
    for kind, contact in (given.model_dump() if given else {}).items():
        if contact:
            with beside(f"contacts.{kind}"):
                number = parse(kind, contact)
            yield number


class AssessGiven(OfApplication):
    """An application and the day on which the rules are asked."""

    day: Day | None = Field(None, title=_("On"), description=_("Left out: today."))


@act("assess", title=_("Assess an application"), roles=(CLERK,), scope=OFFICE, power="prepare")
def assess(authority: Authority, given: AssessGiven) -> Answer:
    """Ask the rules about an application: eligible, not eligible, or held, with every reason.

    Only circumstances that another person has checked are read.
    """
    found = assess_application(
        authority, application_of(given.application), given.day or localdate(authority.at)
    )
    code = {
        Assessment.Outcome.ELIGIBLE: "assessed_eligible",
        Assessment.Outcome.NOT_ELIGIBLE: "assessed_not_eligible",
    }.get(Assessment.Outcome(found.outcome), "assessed_held")
    state = {"application": given.application, "outcome": found.outcome, "reasons": list(found.reasons)}
    return Answer.of(code, state, application=given.application)


class SanctionGiven(OfApplication):
    """An application, the first month of the award, and the order."""

    from_month: MonthField = Field(alias="from", title=_("From"))
    order: OrderGiven = Field(title=_("Order"))


@act(
    "sanction",
    title=_("Sanction an application"),
    roles=(SECRETARY,),
    scope=OFFICE,
    power="present",
    final=_("An award begins, and is paid from its month. It can be ended, and not undone."),
)
def sanction_application(authority: Authority, given: SanctionGiven) -> Answer:
    """Sanction an application from a month by an order: her award gets its number.

    The secretary is another person than the one who entered or assessed it.
    """
    award = sanction(
        authority, application_of(given.application), given.from_month, entered(authority, given.order)
    )
    state = {"award": award.number, "from": str(given.from_month), "application": given.application}
    return Answer.of("award_made", state, award=award.number, month=given.from_month)


class RefuseGiven(OfApplication):
    """An application, the reasons of the assessment, and words to the person."""

    reasons: Texts = Field(title=_("Reasons"), description=_("As in the assessment."))
    words: prose(PROSE) = Field(title=_("Words to her"))  # type: ignore[valid-type]
    words_ml: prose(PROSE) = Field(title=_("Words to her in Malayalam"))  # type: ignore[valid-type]


@act(
    "refuse_application",
    title=_("Refuse an application"),
    roles=(SECRETARY,),
    scope=OFFICE,
    power="present",
    final=_("The refusal stays on record. She may appeal within 30 days."),
)
def refuse(authority: Authority, given: RefuseGiven) -> Answer:
    """Refuse an application with the reasons of the rules, in two languages; she may appeal in 30 days."""
    decision = refuse_application(
        authority, application_of(given.application), given.reasons, Words(given.words, given.words_ml)
    )
    day = decision.appeal_by
    state = {"application": given.application, "appeal_by": day.isoformat() if day else None}
    return Answer.of("application_refused", state, application=given.application, day=day)


class AppealGiven(OfApplication):
    """An appeal against the refusal of an application."""

    grounds: prose(PROSE) = Field(title=_("What she says against it"))  # type: ignore[valid-type]
    received_on: Day = Field(title=_("Received on"))


@act("appeal", title=_("Enter an appeal"), roles=(CLERK, SECRETARY), scope=OFFICE, power="prepare")
def appeal(authority: Authority, given: AppealGiven) -> Answer:
    """Enter a person's appeal against a refusal. A late one is kept too; the authority decides on it."""
    row = enter_appeal(authority, application_of(given.application), given.grounds, given.received_on)
    state = {"application": given.application, "on": row.on.isoformat()}
    return Answer.of("appeal_entered", state, application=given.application)


class AppealDecidedGiven(OfApplication):
    """The order on an appeal."""

    is_allowed: Flag = Field(title=_("Is the appeal allowed?"))
    order: OrderGiven = Field(title=_("Order"))


@act("decide_appeal", title=_("Enter the order on an appeal"), roles=OFFICERS, scope=OFFICE, power="prepare")
def appeal_decided(authority: Authority, given: AppealDecidedGiven) -> Answer:
    """Enter the order on an appeal, as another person than the one who refused.

    If it is allowed, the secretary decides the application again.
    """
    application = application_of(given.application)
    decide_appeal(authority, application, entered(authority, given.order), is_allowed=given.is_allowed)
    code = "appeal_allowed" if given.is_allowed else "appeal_dismissed"
    return Answer.of(code, {"application": given.application}, application=given.application)
