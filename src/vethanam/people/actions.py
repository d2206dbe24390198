"""Appoint officers and end appointments; issue employee numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection, transaction
from django.db.models import Q

from vethanam.errors import Refused, Sentence, Unsound
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.people.models import Appointment, Person, Role

FIRST_BIRTH = date(1926, 1, 1)
YOUNGEST, OLDEST = 18, 75
#: highest age in service
LAST_AGE = 80


def fault_of_birth(born: date, joined: date, today: date) -> Sentence | None:
    """Why a date of birth cannot fit a date of joining, as on a day."""
    if born > today:
        return Sentence("born_after_today", {"born": born})
    if born < FIRST_BIRTH:
        return Sentence("born_too_early", {"born": born, "year": FIRST_BIRTH.year})
    if born >= joined:
        return Sentence("born_after_joining", {"born": born, "joined": joined})
    age = joined.year - born.year - ((joined.month, joined.day) < (born.month, born.day))
    if not YOUNGEST <= age <= OLDEST:
        ages = {"youngest": YOUNGEST, "oldest": OLDEST}
        return Sentence("age_at_joining", {"age": age, "joined": joined, **ages})
    return None


@transaction.atomic
def appoint(  # noqa: PLR0913  (what an appointment says, all by name)
    authority: Authority,
    *,
    account: int,
    person: int | None,
    role: str,
    scope: str,
    office: str,
    valid_from: date,
    valid_until: date | None = None,
    signed: Mapping[str, Json] | None = None,
) -> Appointment:
    """Record that an account holds a role within a scope from a day on.

    ``signed`` are the signatures of the two persons who gave it, as parts of the
    leaf: ``proposed``, ``agreed``.
    """
    says = says_of_appointment(person, role, scope, office, valid_from, valid_until)
    leaf = append(
        "appointment",
        public={**says, **(signed or {})},
        private={"account": account, "person": person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return Appointment.objects.create(
        account_id=account, person_id=person, role=role, scope=scope, office=office, valid_from=valid_from,
        valid_until=valid_until, recorded_at=authority.at, leaf=leaf,
    )  # fmt: skip


def says_of_appointment(
    person: int | None, role: str, scope: str, office: str, first: date, last: date | None
) -> dict[str, Json]:
    """The statement that both persons sign for an appointment."""
    return {
        "holder": mark_of(person) if person is not None else None,
        "role": role,
        "scope": scope,
        "office": office,
        "from": first.isoformat(),
        "until": last.isoformat() if last else None,
    }


@transaction.atomic
def end_held(authority: Authority, ending: Appointment, *, last_day: date) -> Appointment:
    """End an appointment after its last day, without a successor: appointing one
    takes two persons (``appointments.py``).

    Acts signed under it stay signed; its delegations end with it. The holder, the controlling officer or an
    administrator may end it.

    Raises
    ------
    Refused
        Another person ends it, or it has ended already.
    Unsound
        The last day is before the first.
    """
    check_may_end(authority, ending, last_day)
    return close_appointment(authority, ending, last_day)


def check_may_end(authority: Authority, ending: Appointment, last_day: date) -> None:
    """Refuse an actor without the right to end an appointment, an ended one, and a last
    day before its first.
    """
    is_own = authority.delegation is None  # the power to end is never delegated
    controls = (
        is_own and authority.role == Role.COUNTERSIGNING_OFFICER and authority.scope == ending.scope != ""
    )
    administers = is_own and authority.role == Role.ADMINISTRATOR
    if authority.account != ending.account_id and not controls and not administers:
        raise Refused("appointment_of_another")
    if last_day < ending.valid_from:
        raise Unsound("ends_before_it_began", day=ending.valid_from)
    if Appointment.objects.filter(Q(pk=ending.pk, ends__isnull=False) | Q(ends=ending)).exists():
        raise Refused("already_ended")


def close_appointment(authority: Authority, ending: Appointment, last_day: date) -> Appointment:
    """Append the row that ends an appointment after a day, with its leaf. Callers check the actor."""
    holder = mark_of(ending.person_id) if ending.person_id is not None else None
    leaf = append(
        "appointment_ended",
        public={
            "holder": holder, "role": ending.role, "scope": ending.scope, "until": last_day.isoformat(),
        },
        private={"account": ending.account_id, "person": ending.person_id},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return Appointment.objects.create(
        account_id=ending.account_id, person_id=ending.person_id, role=ending.role, scope=ending.scope,
        office=ending.office, valid_from=ending.valid_from, valid_until=last_day, recorded_at=authority.at,
        ends=ending, leaf=leaf,
    )  # fmt: skip


def person_of(account: Account) -> int | None:
    """The person of an account: of one of its appointments, or its owner."""
    held = Appointment.objects.filter(account=account, person__isnull=False).order_by("-id")
    own = Person.objects.filter(account=account)
    return held.values_list("person", flat=True).first() or own.values_list("pk", flat=True).first()


def issue_number() -> str:
    """The next employee number, after the highest; waits for a concurrent one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people_employment_number'))")
        cursor.execute(
            "SELECT coalesce(max(number::bigint), 99999) + 1 FROM people_employment "
            "WHERE number ~ '^[1-9][0-9]{5,7}$'"
        )
        row = cursor.fetchone()
    return str(row[0]) if row else "100000"
