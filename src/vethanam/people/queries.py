"""An account's roles at an instant, and a drawing code's masters on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value
from django.utils.timezone import localdate

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.models import Appointment, Delegation, Person, Program, Role, StateSetting
from vethanam.prepared import PreparedQuery
from vethanam.privacy.purposes import OWN_DEPARTMENT

#: delegated power → allowed actions in a drawing officer's name
POWERS: dict[str, frozenset[str]] = {
    Delegation.Power.VIEW: frozenset({"view"}),
    Delegation.Power.PREPARE: frozenset({"view", "prepare"}),
    Delegation.Power.PRESENT: frozenset({"view", "prepare", "present"}),
}

#: officers of a department: purposes name all departments by one code
OF_A_DEPARTMENT = frozenset(
    {Role.CLERK, Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.ADMINISTRATOR}
)


@dataclass(frozen=True, slots=True)
class Hat:
    """One role of an account: its own appointment, or a delegation of another person's.

    ``office`` is the department or the controller of the role.
    """

    role: str
    scope: str
    office: str
    person: int | None
    delegation: int | None = None
    on_behalf_of: int | None = None
    powers: frozenset[str] = frozenset({"view", "prepare", "present"})

    def worn(self, account: int, at: datetime, is_sample: bool) -> Authority:
        """The authority of an account in this role."""
        return Authority(
            account=account,
            person=self.person,
            office=self.controller,
            role=self.role,
            at=at,
            scope=self.scope or None,
            delegation=self.delegation,
            on_behalf_of=self.on_behalf_of,
            is_sample=is_sample,
            department=self.office,
        )

    @property
    def controller(self) -> str:
        """The controller it acts for, as purposes name it: an officer of a drawing code acts for
        a person's own department.
        """
        return OWN_DEPARTMENT if self.role in OF_A_DEPARTMENT else self.office


def appointments_at(at: datetime, **match: object) -> QuerySet[Appointment]:
    """Appointments in force on the day of ``at``, as known then; an ending row closes the one it names."""
    day = localdate(at)
    ended = Appointment.objects.filter(ends=OuterRef("pk"), recorded_at__lte=at, valid_until__lt=day)
    return (
        Appointment.objects.filter(**match)
        .filter(ends__isnull=True, recorded_at__lte=at, valid_from__lte=day)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        .filter(~Exists(ended))
        .order_by("id")
    )


def delegations_at(at: datetime, **match: object) -> QuerySet[Delegation]:
    """Delegations in force on the day of ``at`` that a superior has agreed to by then, as known then."""
    day = localdate(at)
    revoked = Delegation.objects.filter(revokes=OuterRef("pk"), recorded_at__lte=at)
    return (
        Delegation.objects.filter(**match)
        .filter(revokes__isnull=True, recorded_at__lte=at, valid_from__lte=day, valid_until__gte=day)
        .filter(decision__is_agreed=True, decision__decided_at__lte=at)
        .filter(~Exists(revoked))
        .order_by("id")
    )


def programs_at(at: datetime, **match: object) -> QuerySet[Program]:
    """Programs in force on the day of ``at``."""
    day = localdate(at)
    return Program.objects.filter(recorded_at__lte=at, valid_from__lte=day, valid_until__gte=day, **match)


def hats_of(account: int, at: datetime) -> list[Hat]:
    """All roles of an account at an instant: appointments first, or that of its program; then delegations."""
    return hats_of_all([account], at).get(account, [])


def hats_within(authority: Authority) -> list[Hat]:
    """The roles of the acting account, limited to the role and scope of its token."""
    role, scope = authority.only
    hats = hats_of(authority.account, authority.at)
    return [hat for hat in hats if role in ("", hat.role) and scope in ("", hat.scope)]


def hats_of_all(accounts: Iterable[int], at: datetime) -> dict[int, list[Hat]]:
    """The roles of many accounts at an instant, by account."""
    chosen = list(accounts)
    hats: dict[int, list[Hat]] = defaultdict(list)
    if len(chosen) == 1:
        one = {"account": chosen[0], "at": at, "day": localdate(at)}
        own, lent = _OWN_HATS.rows(**one), _LENT_HATS.rows(**one)
    else:
        own, lent = list(_own_hats(at, account__in=chosen)), list(_lent_hats(at, account__in=chosen))
    for account, role, scope, office, person, _pk in own:
        hats[account].append(Hat(role, scope, office, person))
    whose = {appointment for _, appointment, *_rest in lent}  # most accounts lend nothing
    standing = {a.pk: a for a in appointments_at(at, pk__in=whose)} if whose else {}
    for account, appointment, person, pk, power in lent:
        if a := standing.get(appointment):
            hats[account].append(Hat(a.role, a.scope, a.office, person, pk, a.person_id, POWERS[power]))
    return hats


def _own_hats(at: datetime, **match: object) -> QuerySet[Any, Any]:
    """Account, role, scope, office and person of appointments, and of programs without a person."""
    columns, nobody = ("account", "role", "scope", "office"), Value(None, BigIntegerField())
    programs = programs_at(at, **match).values_list(*columns, nobody, "pk")
    own = appointments_at(at, **match).order_by().values_list(*columns, "person", "pk")
    return own.union(programs, all=True).order_by("pk")


def _lent_hats(at: datetime, **match: object) -> QuerySet[Any, Any]:
    """Account, appointment, person, key and power of delegations."""
    return delegations_at(at, **match).values_list("account", "appointment", "person", "pk", "power")


_SOMEBODY, _ONCE = -7919, datetime(1903, 5, 7, 9, tzinfo=UTC)
_MARKS = {"account": _SOMEBODY, "at": _ONCE, "day": localdate(_ONCE)}
#: of one account, as each page and act asks
_OWN_HATS = PreparedQuery(lambda: _own_hats(_ONCE, account=_SOMEBODY), _MARKS)
_LENT_HATS = PreparedQuery(lambda: _lent_hats(_ONCE, account=_SOMEBODY), _MARKS)


def authority_of(
    account: Account,
    at: datetime,
    *,
    role: str | None = None,
    scope: str | None = None,
    power: str = "view",
    is_sample: bool = False,
    hats: Iterable[Hat] | None = None,
) -> Authority:
    """The authority of an account, from its appointments and delegations at an instant.

    A person without appointment acts as ``employee`` about herself. ``hats`` are the account's roles at that
    instant, if already known.

    Raises
    ------
    Refused
        The account does not hold the role, or not for that scope, on that day.
    """
    for hat in hats_of(account.pk, at) if hats is None else hats:
        if role in (None, hat.role) and scope in (None, "", hat.scope) and power in hat.powers:
            return hat.worn(account.pk, at, is_sample)
    if role in (None, Role.EMPLOYEE) and (person := Person.objects.filter(account=account).first()):
        return Hat(Role.EMPLOYEE, "", "self", person.pk).worn(account.pk, at, is_sample)
    raise not_appointed(account, at, [role] if role else [], scope)


def accounts_of(person: int | None, among: Iterable[int]) -> set[int]:
    """The accounts a person uses or ever used: her own, by appointment, or by delegation."""
    if person is None:
        return set()
    chosen = list(among)
    own = Person.objects.filter(pk=person, account__in=chosen).values_list("account", flat=True)
    appointed = Appointment.objects.filter(person=person, account__in=chosen).values_list(
        "account", flat=True
    )
    lent = Delegation.objects.filter(person=person, account__in=chosen).values_list("account", flat=True)
    return {account for accounts in (own, appointed, lent) for account in accounts if account is not None}


def own_accounts(column: str, authority: Authority) -> Q:
    """Rows with the acting account in ``column``, or another account that its person uses or ever used."""
    found = Q(**{column: authority.account})
    if authority.person is None:
        return found
    whose = (
        Person.objects.filter(pk=authority.person, account__isnull=False),
        Appointment.objects.filter(person=authority.person),
        Delegation.objects.filter(person=authority.person),
    )
    for rows in whose:
        found |= Q(**{f"{column}__in": rows.values("account")})
    return found


def persons_behind(accounts: Collection[int]) -> dict[int, set[int]]:
    """The persons who use or ever used each account: its own, by appointment, or by delegation."""
    found: dict[int, set[int]] = {one: set() for one in accounts}
    for rows in (Person.objects.values_list("account", "pk"),
        Appointment.objects.values_list("account", "person"),
                 Delegation.objects.values_list("account", "person")):  # fmt: skip
        for account, person in rows.filter(account__in=list(accounts)):
            if person is not None:
                found[account].add(person)
    return found


def not_appointed(account: Account, at: datetime, roles: Sequence[str], scope: str | None) -> Refused:
    """The refusal for an account with none of these roles, or none at all, for a scope on a day."""
    named = " or ".join(role.replace("_", " ") for role in roles)
    wanted = " ".join(part for part in (named, scope or "") if part) or "any role"
    return Refused(
        "not_acting_as",
        account=account.username,
        wanted=wanted,
        at=at,
        role=roles[-1] if roles else None,
        scope=scope,
    )


def state_setting(name: str) -> StateSetting | None:
    """The latest text of a State setting; None if never approved."""
    return StateSetting.objects.filter(name=name).order_by("id").last()
