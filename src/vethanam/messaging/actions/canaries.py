"""Plant canaries for a holder of contacts, by two officers; record an arrival as an incident.

One officer is an administrator, the other the data protection officer. The canaries are made when the second
agrees; their addresses are sealed at once and shown to nobody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.timezone import localdate

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, typed
from vethanam.identity.authority import Authority, signed_part
from vethanam.identity.logged_acts import logged_act
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitment, fresh_salts
from vethanam.ledger.persons import root_of_persons
from vethanam.messaging.canaries import (
    CODE_LETTERS,
    LETTERS,
    MARK_LETTERS,
    PLANTED,
    PROPOSED,
    REACHED,
    canary_with,
    guess_power,
    holders_on,
    record_of,
)
from vethanam.messaging.canary_models import Canary, CanaryPlanting, CanaryProposal, CanaryReached
from vethanam.people.models import Person
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.actions.duties import open_incident
from vethanam.privacy.duty_deadlines import ENDS
from vethanam.privacy.models import Duty
from vethanam.privacy.two_officers import may_agree, require_officer
from vethanam.privacy.vault.number import ContactKind, parse

#: the name of the item in both signatures
CANARIES = "canaries"
#: why a case opens by itself
INCIDENT = "canary_reached"
#: canaries under one proposal
MOST = 500
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_FIRST = (
    "Ajith", "Ambili", "Anil", "Asha", "Beena", "Biju", "Deepa", "Gopan", "Hari", "Indu", "Jaya", "Jose",
    "Latha", "Leela", "Manoj", "Mini", "Nisha", "Prasad", "Rajan", "Rekha", "Salim", "Shaji", "Sindhu",
)  # fmt: skip
_LAST = (
    "Abraham", "Babu", "Chandran", "Das", "George", "Ibrahim", "Jacob", "Kumar", "Kurian", "Mathew", "Menon",
    "Mohan", "Nair", "Pillai", "Raj", "Thomas", "Varghese", "Varma",
)  # fmt: skip
_YOUNGEST, _YEARS = date(2002, 12, 31), 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """Canaries to plant: the holder by kind and code, how many, and the mail domain of their addresses."""

    kind: str
    holder: str
    people: int
    domain: str

    def statement(self, number: int) -> dict[str, Json]:
        """What an officer signs."""
        return {
            "number": number, "kind": self.kind, "holder": self.holder, "count": self.people,
            "domain": self.domain,
        }  # fmt: skip


def statement_to_propose(authority: Authority, wanted: Wanted) -> dict[str, Json]:
    """The statement that an officer signs to propose canaries.

    Raises
    ------
    Refused
        The actor is none of the two officers, or acts in another's name.
    UnsoundInput
        The holder is in no register, the number is out of bounds, or the domain is none.
    """
    require_officer(authority, "canaries_need_officers")
    faults = []
    if wanted.holder not in holders_on(authority.at).get(wanted.kind, {}):
        faults.append(Fault("Canaries", "holder", "canary_holder", {"holder": typed(wanted.holder, 24)}))
    if not 1 <= wanted.people <= MOST:
        faults.append(Fault("Canaries", "people", "canary_number", {"most": MOST}))
    if not _DOMAIN.fullmatch(wanted.domain):
        faults.append(Fault("Canaries", "domain", "canary_domain"))
    if faults:
        raise UnsoundInput("canaries_unsound", faults)
    return wanted.statement(CanaryProposal.objects.count() + 1)


def statement_to_agree(authority: Authority, proposal: CanaryProposal) -> dict[str, Json]:
    """The statement of a proposal, for the officer who agrees.

    Raises
    ------
    Refused
        The actor is not the other officer, or they are planted.
    """
    require_officer(authority, "canaries_need_officers")
    if not may_agree(authority, proposal):
        raise Refused("canaries_of_the_same")
    _wait_for_others(0)
    if CanaryPlanting.objects.filter(proposal=proposal).exists():
        raise Refused("canaries_planted_before")
    wanted = Wanted(proposal.holder_kind, proposal.holder, proposal.people, proposal.domain)
    return {**wanted.statement(proposal.pk), "mark": proposal.mark}


@transaction.atomic
def propose_canaries(authority: Authority, wanted: Wanted) -> CanaryProposal:
    """Propose canaries for a holder; see :func:`statement_to_propose`. The log names the holder by a mark."""
    statement_to_propose(authority, wanted)
    mark = _letters(MARK_LETTERS)
    signed, statement = signed_part(authority, CANARIES)
    row = logged_act(
        authority, PROPOSED,
        {"mark": mark, "holder": wanted.kind, "count": wanted.people, **signed},
        {**statement, "code": wanted.holder, "domain": wanted.domain},
    )  # fmt: skip
    return CanaryProposal.objects.create(
        mark=mark, holder_kind=wanted.kind, holder=wanted.holder, people=wanted.people, domain=wanted.domain,
        role=authority.role, proposed_by_id=authority.account, **row,
    )  # fmt: skip


@transaction.atomic
def plant_canaries(authority: Authority, proposal: CanaryProposal) -> CanaryPlanting:
    """Agree to another officer's proposal and make its canaries: first their entry, then the persons.

    Raises
    ------
    Refused
        As :func:`statement_to_agree`.
    """
    statement_to_agree(authority, proposal)
    mark, codes = proposal.mark, [_letters(CODE_LETTERS) for _ in range(proposal.people)]
    salts = fresh_salts(len(codes))
    made = [commitment(salt, record_of(mark, code)) for salt, code in zip(salts, codes, strict=True)]
    root = root_of_persons(made)
    signed, statement = signed_part(authority, CANARIES)
    public = {"mark": mark, "holder": proposal.holder_kind, "count": len(made), "root": root.hex(), **signed}
    row = logged_act(authority, PLANTED, public, statement)
    planting = CanaryPlanting.objects.create(
        proposal=proposal, root=root, agreed_by_id=authority.account, **row
    )  # fmt: skip
    people = Person.objects.bulk_create(list(_made_up(len(codes), authority)))
    Canary.objects.bulk_create(
        Canary(planting=planting, subject=one, salt=salt, commitment=value)
        for one, salt, value in zip(people, salts, made, strict=True)
    )
    addresses = [
        (one.pk, parse(ContactKind.EMAIL_PERSONAL, f"{one.name.split()[0]}.{code}@{proposal.domain}".lower()))
        for one, code in zip(people, codes, strict=True)
    ]
    seal_contacts(authority, addresses, verified_on=localdate(authority.at))
    return planting


@transaction.atomic
def record_arrival(authority: Authority, code: str, day: date, channel: str, words: bytes) -> CanaryReached:
    """Record an arrival at a canary; opens a case for its holder's mark unless one is open.

    Raises
    ------
    Refused
        No person acts, or this text to this canary is on record.
    Unsound
        No canary has the code, or the day is before the planting or in the future.
    """
    if authority.person is None:
        raise Refused("canary_without_person")
    if day > localdate(authority.at):
        raise Unsound("canary_day_later")
    canary = canary_with(code)
    planting = canary.planting
    if day < localdate(planting.at):
        raise Unsound("canary_day_before")
    _wait_for_others(planting.pk)
    if CanaryReached.objects.filter(canary=canary, words=words).exists():
        raise Refused("canary_reached_before")
    power = guess_power(planting.proposal.people)
    case = _open_case(planting) or open_incident(authority, INCIDENT, _says(planting, power))
    public: dict[str, Json] = {
        "mark": planting.proposal.mark, "canary": bytes(canary.commitment).hex(), "day": day.isoformat(),
        "channel": channel, "words": words.hex(), "odds": power, "duty": case.reference,
    }  # fmt: skip
    row = logged_act(authority, REACHED, public)
    return CanaryReached.objects.create(
        canary=canary, day=day, channel=channel, words=words, case=case, entered_by_id=authority.account,
        **row,
    )  # fmt: skip


def _wait_for_others(planting: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('canaries', %s))", [planting])


def _made_up(count: int, authority: Authority) -> Iterator[Person]:
    """Persons of no real name or birth date, who look like any other row."""
    for _ in range(count):
        born = _YOUNGEST - timedelta(days=secrets.randbelow(_YEARS * 365))
        name = f"{secrets.choice(_FIRST)} {secrets.choice(_LAST)}"
        yield Person(name=name, born=born, recorded_at=authority.at)


def _open_case(planting: CanaryPlanting) -> Duty | None:
    known = CanaryReached.objects.filter(canary__planting=planting).values("case")
    return Duty.objects.filter(pk__in=known).exclude(steps__kind__in=ENDS).order_by("-pk").first()


def _says(planting: CanaryPlanting, power: int) -> str:
    mark, day = planting.proposal.mark, localdate(planting.at).isoformat()
    return (
        f"A message reached a canary of the mark {mark}, planted on {day}. One guessed address hits a canary "
        f"of this mark less often than once in 10 to the power of {power}. That is a lead and no proof: "
        "whoever has the whole vault or its key has the addresses of every mark."
    )


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))
