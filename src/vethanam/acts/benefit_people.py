"""Acts about a beneficiary: circumstances, guardians, checks, life proofs, deaths, cards, namesakes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_applications import DOCUMENT, GuardianGiven, numbers_of
from vethanam.acts.benefit_fields import (
    CLERK,
    OFFICE,
    OFFICERS,
    SECRETARY,
    ContactsGiven,
    OfBeneficiary,
    OfOffice,
    beneficiary_of,
    scheme_of,
)
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Count, Day, Flag, Text, Texts, Words, at_most, one_of
from vethanam.benefits.actions.cards import new_code
from vethanam.benefits.actions.checks import KINDS, Named, check_entry
from vethanam.benefits.actions.circumstances import (
    CircumstanceSaid,
    GuardianSaid,
    record_circumstance,
    record_guardian,
)
from vethanam.benefits.actions.contacts import record_contacts
from vethanam.benefits.actions.deaths import report_death as enter_death
from vethanam.benefits.actions.life_proofs import record_life_proof
from vethanam.benefits.actions.likenesses import settle_likeness
from vethanam.benefits.models import Check, Circumstance, Death, LifeProof
from vethanam.benefits.queries.frames import open_death
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority

AGREE, DECLINE = "agree", "decline"


class CircumstanceGiven(OfBeneficiary):
    """A circumstance with its document; ``corrects`` names the entry that it replaces."""

    kind: Code = Field(title=_("Circumstance"))
    value: Text = Field(
        title=_("Value"), description=_("Yes or no, a day, rupees, years, per cent, or a word.")
    )
    valid_from: Day = Field(title=_("From"))
    valid_until: Day | None = Field(None, title=_("Until"))
    document: at_most(DOCUMENT) = Field(title=_("Document"))  # type: ignore[valid-type]
    corrects: Count | None = Field(None, title=_("Corrects entry"))
    is_withdrawn: Flag = Field(False, title=_("Is it taken back?"))


@act("circumstance", title=_("Enter a circumstance"), roles=OFFICERS, scope=OFFICE, power="prepare")
def circumstance(authority: Authority, given: CircumstanceGiven) -> Answer:
    """Enter a circumstance of a beneficiary with its document; it counts once another person checked it."""
    corrects = None
    if given.corrects is not None:
        corrects = Circumstance.objects.filter(pk=given.corrects).first()
        if corrects is None:
            raise Unsound("entry_unknown", kind=Check.Kind.CIRCUMSTANCE, entry=given.corrects)
    said = CircumstanceSaid(given.kind, given.value, given.valid_from, given.document, given.valid_until)
    beneficiary = beneficiary_of(given.beneficiary)
    row = record_circumstance(authority, beneficiary, said, corrects, is_withdrawn=given.is_withdrawn)
    state = {"entry": row.pk, "kind": row.kind, "beneficiary": given.beneficiary}
    return Answer.of("circumstance_entered", state, number=given.beneficiary)


class GuardianOf(OfBeneficiary, GuardianGiven):
    """Who acts for a beneficiary, from a day on."""

    valid_from: Day = Field(title=_("From"))


@act("benefit_guardian", title=_("Enter a guardian"), roles=OFFICERS, scope=OFFICE, power="prepare")
def guardian(authority: Authority, given: GuardianOf) -> Answer:
    """Enter who acts for a beneficiary; it counts once another person has checked the proof."""
    said = GuardianSaid(given.name, given.proof, given.proof_reference, given.valid_until)
    row = record_guardian(authority, beneficiary_of(given.beneficiary), said, given.valid_from)
    state = {"entry": row.pk, "beneficiary": given.beneficiary}
    return Answer.of("benefit_guardian_entered", state, number=given.beneficiary)


class CheckGiven(OfOffice):
    """An entry that waits, by kind and number, and the decision of another person."""

    kind: one_of(*KINDS) = Field(title=_("Kind of entry"))  # type: ignore[valid-type]
    entry: Count = Field(title=_("Which entry"))
    outcome: one_of(AGREE, DECLINE) = Field(title=_("Decision"))  # type: ignore[valid-type]
    reason: Words | None = Field(None, title=_("Reason"), description=_("Needed where you decline."))


@act("check_entry", title=_("Check an entry of benefits"), roles=OFFICERS, scope=OFFICE, power="present")
def check(authority: Authority, given: CheckGiven) -> Answer:
    """Agree to an entry as another person than the one who entered it, or decline it with a reason.

    Kinds: ``circumstance``, ``guardian``, ``route``, ``standing`` (a restoration or a transfer),
    ``likeness``, ``death``, ``elsewhere`` (an amount paid elsewhere, or its taking back), ``demand`` (a
    change of a demand, for the scheme).
    """
    agrees = given.outcome == AGREE
    check_entry(authority, Named(given.kind, given.entry), is_agreed=agrees, reason=given.reason or "")
    state: dict[str, Any] = {"kind": given.kind, "entry": given.entry, "agreed": agrees}
    return Answer.of("entry_agreed" if agrees else "entry_declined", state)


class ChecksGiven(OfOffice):
    """Entries of one person that wait, all agreed to."""

    entries: Texts = Field(
        title=_("Which entries"), description=_("Kind and number of each, such as circumstance-12.")
    )


@act("check_entries", title=_("Agree to several entries"), roles=OFFICERS, scope=OFFICE, power="present")
def check_several(authority: Authority, given: ChecksGiven) -> Answer:
    """Agree to several entries that were compared with their papers; all of them, or none."""
    for named in [_entry(one) for one in given.entries]:
        check_entry(authority, named, is_agreed=True)
    count = len(given.entries)
    return Answer.of("entries_agreed", {"agreed": count}, count=count)


def _entry(text: str) -> Named:
    kind, _dash, number = text.rpartition("-")
    if kind not in KINDS or not number.isdecimal():
        raise Unsound("benefit_entry_not_named", typed=typed(text, 30))
    return Named(kind, int(number))


class MusterGiven(OfBeneficiary):
    """She was seen alive on a day, and how."""

    seen_on: Day = Field(title=_("Seen on"))
    manner: one_of(*LifeProof.Manner.values) = Field(title=_("How"))  # type: ignore[valid-type]
    reference: at_most(60) = Field(  # type: ignore[valid-type]
        title=_("Reference"), description=_("Of the centre, or number of the life certificate.")
    )


@act("muster", title=_("Enter a life proof"), roles=OFFICERS, scope=OFFICE, power="prepare")
def muster(authority: Authority, given: MusterGiven) -> Answer:
    """Enter that a beneficiary was seen alive: at a centre, at home, or by a gazetted officer's certificate.

    It is kept also outside the window of the year; the rules say from which month it counts.
    """
    beneficiary = beneficiary_of(given.beneficiary)
    row = record_life_proof(authority, beneficiary, given.seen_on, given.manner, given.reference)
    state = {"beneficiary": given.beneficiary, "on": row.on.isoformat()}
    return Answer.of("life_proof_entered", state, number=given.beneficiary, day=row.on)


class DeathGiven(OfBeneficiary):
    """A death as reported."""

    died_on: Day = Field(title=_("Died on"))
    source: one_of(*Death.Source.values) = Field(title=_("Reported by"))  # type: ignore[valid-type]
    certificate: at_most(60) | None = Field(  # type: ignore[valid-type]
        None, title=_("Number of the certificate of death")
    )


@act("report_death", title=_("Report a death"), roles=OFFICERS, scope=OFFICE, power="prepare")
def report_death(authority: Authority, given: DeathGiven) -> Answer:
    """Report the death of a beneficiary: payments and messages stop at once; another person confirms it."""
    row = enter_death(
        authority, beneficiary_of(given.beneficiary), given.died_on, given.source, given.certificate or ""
    )
    state = {"beneficiary": given.beneficiary, "entry": row.pk}
    return Answer.of("death_reported", state, number=given.beneficiary)


@act(
    "confirm_death",
    title=_("Confirm a death"),
    roles=OFFICERS,
    scope=OFFICE,
    power="present",
    final=_("Her awards end from the month after the death."),
)
def confirm_death(authority: Authority, given: OfBeneficiary) -> Answer:
    """Confirm a reported death as another person, by its certificate: her awards end."""
    found = open_death(beneficiary_of(given.beneficiary))
    if found is None:
        raise Refused("no_death_reported", number=given.beneficiary)
    check_entry(authority, Named(Check.Kind.DEATH, found.pk), is_agreed=True)
    return Answer.of("death_confirmed", {"beneficiary": given.beneficiary}, number=given.beneficiary)


@act(
    "new_reference_code",
    title=_("Give a new reference code"),
    roles=(CLERK, SECRETARY),
    scope=OFFICE,
    power="prepare",
)
def new_reference_code(authority: Authority, given: OfBeneficiary) -> Answer:
    """Give a beneficiary a new reference code for her card, shown once; the one before ends."""
    code = new_code(authority, beneficiary_of(given.beneficiary))
    answer = Answer.of("code_given", {"beneficiary": given.beneficiary}, number=given.beneficiary)
    return answer.with_once(reference_code=code)


class ContactsOf(OfBeneficiary):
    """Other contacts of a beneficiary for one scheme."""

    scheme: Code = Field(title=_("Scheme"))
    contacts: ContactsGiven = Field(title=_("Contacts"))


@act(
    "benefit_contact",
    title=_("Enter another contact of a beneficiary"),
    roles=(CLERK, SECRETARY),
    scope=OFFICE,
    power="prepare",
)
def benefit_contact(authority: Authority, given: ContactsOf) -> Answer:
    """Seal another number or address, confirmed with her today, into the register of a scheme of hers."""
    numbers = [*numbers_of(given.contacts)]
    if not numbers:
        raise Unsound("benefit_contact_missing")
    record_contacts(authority, beneficiary_of(given.beneficiary), scheme_of(given.scheme), numbers)
    state = {"beneficiary": given.beneficiary, "scheme": given.scheme}
    return Answer.of("benefit_contact_sealed", state, number=given.beneficiary, scheme=given.scheme)


class LikenessGiven(OfOffice):
    """Two beneficiaries, and whether they are one person."""

    one: Code = Field(title=_("Number of the beneficiary"))
    other: Code = Field(title=_("Number of the other"))
    is_one_person: Flag = Field(title=_("Are they one person?"))
    reason: Words = Field(title=_("Reason"), description=_("How it is known: a record, a certificate."))


@act(
    "settle_likeness",
    title=_("Settle a possible duplicate"),
    roles=(CLERK, SECRETARY),
    scope=OFFICE,
    power="prepare",
)
def likeness(authority: Authority, given: LikenessGiven) -> Answer:
    """Say whether two beneficiaries who look alike are one person; another person agrees. Nothing is merged.

    If they are one, the secretary suspends or ends the second award.
    """
    row = settle_likeness(
        authority, beneficiary_of(given.one), beneficiary_of(given.other), given.reason,
        is_one_person=given.is_one_person,
    )  # fmt: skip
    state = {"entry": row.pk, "is_one_person": row.is_one_person}
    return Answer.of("likeness_entered", state)
