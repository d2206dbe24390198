"""Who entered and who verified the entries of a book, by role and never by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from vethanam.people.models import Role
from vethanam.people.queries import hats_of_all
from vethanam.service_book.models import Standing, Verification

#: the roles that write and verify a book, the verifying role first
_WRITE = (Role.DRAWING_OFFICER, Role.CLERK, Role.COUNTERSIGNING_OFFICER)


@dataclass(frozen=True, slots=True)
class RoleThen:
    """The role and scope in which an account acted; both empty for a process."""

    role: str
    scope: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryRoles:
    """Who entered an entry, and who verified it; None while it waits for the second person."""

    entered: RoleThen
    verified: RoleThen | None


def entry_roles(employment: int) -> dict[tuple[str, int], EntryRoles]:
    """The roles behind each entry of an employment, by kind and id."""
    rows = list(
        Standing.objects.filter(employment=employment).values_list(
            "kind", "fact", "entered_by", "recorded_at", "verified_at"
        )
    )
    verified = _verified(_by_kind(rows))
    acted = [(account, at) for _, _, account, at, _ in rows] + list(verified.values())
    roles = _roles(acted)
    return {
        (kind, fact): EntryRoles(
            roles[account, at], roles[verified[kind, fact]] if seen and (kind, fact) in verified else None
        )
        for kind, fact, account, at, seen in rows
    }


def _by_kind(rows: list[tuple[str, int, int, datetime, datetime | None]]) -> dict[str, list[int]]:
    facts: dict[str, list[int]] = defaultdict(list)
    for kind, fact, *_ in rows:
        facts[kind].append(fact)
    return facts


def _verified(facts: Mapping[str, list[int]]) -> dict[tuple[str, int], tuple[int, datetime]]:
    found = {}
    for kind, ids in facts.items():
        rows = Verification.objects.filter(kind=kind, fact__in=ids)
        for fact, account, at in rows.values_list("fact", "verified_by", "recorded_at"):
            found[kind, fact] = (account, at)
    return found


def _roles(acted: list[tuple[int, datetime]]) -> dict[tuple[int, datetime], RoleThen]:
    """The role of each account at each instant; a day of a file has one instant for all its entries."""
    at_once: dict[datetime, set[int]] = defaultdict(set)
    for account, at in acted:
        at_once[at].add(account)
    found = {}
    for at, accounts in at_once.items():
        hats = hats_of_all(accounts, at)
        for account in accounts:
            worn = [hat for role in _WRITE for hat in hats.get(account, ()) if hat.role == role]
            role, scope = (worn[0].role, worn[0].scope) if worn else ("", "")
            found[account, at] = RoleThen(role, scope, at)
    return found
