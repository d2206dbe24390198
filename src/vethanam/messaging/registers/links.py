"""Link people to numbers of a body's register, with notice to them; testers of a body.

One officer of the body enters a link, another agrees. It then stands on its person's page and counts a day
later; she can end it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils import timezone

from vethanam.benefits.aadhaar import looks_like_aadhaar
from vethanam.benefits.models import Beneficiary
from vethanam.benefits.queries.registers import OF_SCHEME, registered_among
from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, holds_contact
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.journal.actions import append
from vethanam.messaging.registers.models import (
    LONGEST_NUMBER,
    LinkInForce,
    RegisterLink,
    RegisterLinkDecision,
    RegisterLinkEnd,
    Tester,
)
from vethanam.people.models import Employment, Program
from vethanam.people.queries import programs_at
from vethanam.privacy.counts import counted
from vethanam.privacy.free_words import looks_like_a_contact
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose
from vethanam.privacy.purposes.registry import catalogue_now

#: from the second officer's word, when it stands on the person's page, to the day from which a link counts
NOTICE = timedelta(days=1)
MOST_LINKS = 1_000
#: what answers are about; not a number of any register
RESERVED = "test-"
#: states of a link
WAITS, COUNTS, DECLINED, ENDED = STATES = ("waits", "counts", "declined", "ended")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]*", re.ASCII)
_ONE_AT_A_TIME = 0x6C696E6B  # "link"


def register_of(office: str, purpose: Purpose | None = None) -> str:
    """The register with the people and contacts for a body: that of its scheme, its opt-in list, or the
    service book.
    """
    catalogue = catalogue_now()
    if f"{OF_SCHEME}{office}" in catalogue.scheme_registers:
        return f"{OF_SCHEME}{office}"
    return catalogue.register_for(purpose) if purpose else SERVICE_BOOK


def number_fault(number: str) -> str | None:
    """The code of the fault of a number of a register: a contact or an Aadhaar number is none."""
    if not _NUMBER.fullmatch(number) or len(number) > LONGEST_NUMBER:
        return "register_number_unreadable"
    if holds_contact(number) or looks_like_a_contact(number) or looks_like_aadhaar(number):
        return "register_number_is_contact"
    return None


@transaction.atomic
def link_people(authority: Authority, people: Mapping[str, str]) -> int:
    """Enter links of numbers of the office's register to people by their numbers here; returns how many are
    new. They wait for another officer.

    Raises
    ------
    Refused
        The account belongs to no person.
    UnsoundInput
        Every number that is unreadable, unknown or linked to another person.
    """
    if authority.person is None:
        raise Refused("link_without_person")
    _wait_for_others()
    persons = _persons_of(authority.office, people.values())
    linked = {link.number: link.person_id for link in open_links(authority.office, people)}
    faults = list(_faults(people, persons, linked))
    if faults:
        raise UnsoundInput("links_unsound", faults)
    fresh = {number: persons[ours] for number, ours in people.items() if number not in linked}
    if fresh:
        _record(authority, authority.person, fresh)
    return len(fresh)


def _faults(
    people: Mapping[str, str], persons: Mapping[str, int], linked: Mapping[str, int]
) -> Iterator[Fault]:
    if not 0 < len(people) <= MOST_LINKS:
        yield Fault("", "people", "links_count", {"most": MOST_LINKS})
    for place, (number, ours) in enumerate(people.items(), 1):
        code = number_fault(number)
        if number.startswith(RESERVED):
            code = "register_number_reserved"
        if code is None and ours not in persons:
            code = "register_person_unknown"
        if code is None and linked.get(number, persons[ours]) != persons[ours]:
            code = "register_number_taken"
        if code:
            yield Fault("", f"people.{place}", code)


def _persons_of(office: str, numbers: Iterable[str]) -> dict[str, int]:
    """The people of the office's register, by their numbers here."""
    wanted, register = sorted(set(numbers)), register_of(office)
    if register == SERVICE_BOOK:
        return dict(Employment.objects.filter(number__in=wanted).values_list("number", "person"))
    found = dict(Beneficiary.objects.filter(number__in=wanted).values_list("number", "person"))
    registered = {*registered_among(list(found.values()), [register])}
    return {number: person for number, person in found.items() if person in registered}


def numbers_here(office: str, persons: Sequence[int]) -> dict[int, str]:
    """The numbers here of people of the office's register, by person."""
    people = Employment if register_of(office) == SERVICE_BOOK else Beneficiary
    rows: Any = people._default_manager.filter(person__in=list(persons)).order_by("-pk")
    return dict(rows.values_list("person", "number"))


def _record(authority: Authority, officer: int, fresh: Mapping[str, int]) -> None:
    leaf = append(
        "register.linked",
        public={"office": authority.office, "people": counted(len(fresh))},
        private={"account": authority.account, "person": authority.person, "people": len(fresh)},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    RegisterLink.objects.bulk_create(
        [
            RegisterLink(
                office=authority.office, number=number, person_id=person, entered_by_id=authority.account,
                officer=officer, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
            )
            for number, person in fresh.items()
        ]
    )  # fmt: skip


@transaction.atomic
def decide_links(authority: Authority, links: Sequence[int], *, is_agreed: bool, reason: str = "") -> int:
    """Agree to links of the office as another officer than the one who entered them, or decline them.

    All or none. Returns how many. An agreed link counts a day later.

    Raises
    ------
    Refused
        The officer entered one herself, or one was decided or ended before.
    Unsound
        One is not of the office, or a decline has no reason.
    """
    person, reason = person_acting(authority), reason.strip()
    if not is_agreed and (not reason or holds_contact(reason)):
        raise Unsound("link_decline_needs_reason")
    _wait_for_others()
    rows = list(RegisterLink.objects.filter(pk__in=links, office=authority.office))
    if not rows or len(rows) != len(set(links)):
        raise Unsound("links_of_another")
    entered_by = {*_oneself(authority)}
    if any(row.entered_by_id == authority.account or row.officer in entered_by for row in rows):
        raise Refused("link_decided_by_oneself")
    decided = RegisterLinkDecision.objects.filter(link__in=rows)
    if decided.exists() or RegisterLinkEnd.objects.filter(link__in=rows).exists():
        raise Refused("link_decided_before")
    leaf = append(
        "register.link_decided",
        public={"office": authority.office, "agreed": is_agreed, "people": counted(len(rows))},
        private={"account": authority.account, "person": person, "links": sorted(row.pk for row in rows)},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    RegisterLinkDecision.objects.bulk_create(
        [
            RegisterLinkDecision(
                link=row, is_agreed=is_agreed, reason="" if is_agreed else reason,
                decided_by_id=authority.account, person=person,
                counts_from=authority.at + NOTICE if is_agreed else None, at=authority.at,
                recorded_at=timezone.now(), leaf=leaf,
            )
            for row in rows
        ]
    )  # fmt: skip
    return len(rows)


def _wait_for_others() -> None:
    """Links are entered and decided one transaction after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _oneself(authority: Authority) -> list[int]:
    """The acting person, and the officer she acts for."""
    return [one for one in (authority.person, authority.on_behalf_of) if one is not None]


def links_entered(office: str) -> QuerySet[Any]:
    """The links of a body, the latest first, with ``state``: waits, counts, declined, ended."""
    state = Case(
        When(end__isnull=False, then=Value(ENDED)),
        When(decision__isnull=True, then=Value(WAITS)),
        When(decision__is_agreed=True, then=Value(COUNTS)),
        default=Value(DECLINED),
        output_field=CharField(),
    )
    rows = RegisterLink.objects.filter(office=office).annotate(state=state)
    return rows.select_related("person", "decision", "end").order_by("-pk")


def links_to_decide(authority: Authority) -> QuerySet[Any]:
    """The waiting links of the officer's body that another officer entered."""
    rows = RegisterLink.objects.filter(office=authority.office, decision__isnull=True, end__isnull=True)
    return rows.exclude(entered_by=authority.account).exclude(officer__in=_oneself(authority))


def open_links(office: str, numbers: Iterable[str]) -> list[RegisterLink]:
    """The links of these numbers that wait or count: nobody declined or ended them."""
    is_open = Q(end__isnull=True) & (Q(decision__isnull=True) | Q(decision__is_agreed=True))
    rows = RegisterLink.objects.filter(is_open, office=office, number__in=sorted(set(numbers)))
    return list(rows.order_by("pk"))


def people_linked(office: str, numbers: Iterable[str], at: datetime) -> dict[str, int]:
    """The people a body means by these numbers at an instant, by number."""
    rows = LinkInForce.objects.filter(office=office, number__in=sorted(set(numbers)), counts_from__lte=at)
    return dict(rows.values_list("number", "person"))


@transaction.atomic
def end_link(authority: Authority, link: RegisterLink) -> None:
    """End a link: its person herself, or an officer of its body. Nothing is sent by it from now on.

    Raises
    ------
    Refused
        Another acts, or it was ended before.
    """
    is_hers = authority.person == link.person_id
    if authority.person is None or not (is_hers or authority.office == link.office):
        raise Refused("link_of_another")
    if RegisterLinkEnd.objects.filter(link=link).exists():
        raise Refused("link_ended_before")
    leaf = append(
        "register.unlinked",
        public={"office": link.office, "by_herself": is_hers},
        private={"account": authority.account, "person": authority.person, "link": link.pk},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    RegisterLinkEnd.objects.create(
        link=link, ended_by_id=authority.account, person=authority.person, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def links_of(person: int) -> list[LinkInForce]:
    """The links to a person that two officers entered and nobody ended."""
    return list(LinkInForce.objects.filter(person=person).order_by("office", "pk"))


@transaction.atomic
def choose_testing(authority: Authority, office: str, *, is_tester: bool) -> None:
    """A person becomes a tester of a body, or no longer is one: its team keys reach testers alone.

    Raises
    ------
    Refused
        No person acts, the body has no team key, or nothing changes.
    """
    if authority.person is None:
        raise Refused("tester_without_person")
    if is_tester and office not in bodies_with_testers(authority.at):
        raise Refused("no_testers_wanted")
    if (authority.person in testers_of(office)) == is_tester:
        raise Refused("tester_already" if is_tester else "tester_not")
    leaf = append(
        "team.joined" if is_tester else "team.left",
        public={"office": office},
        private={"person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    Tester.objects.create(
        office=office, person_id=authority.person, is_tester=is_tester, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def bodies_with_testers(at: datetime) -> list[str]:
    """The bodies with a team key in force."""
    rows = programs_at(at, key_kind=Program.KeyKind.TEAM)
    return sorted(set(rows.values_list("scope", flat=True)))


def testers_of(office: str) -> set[int]:
    """The people who agreed to be testers of a body."""
    latest = Tester.objects.filter(office=office).order_by("person", "-pk").distinct("person")
    return {row.person_id for row in latest if row.is_tester}
