"""Beneficiaries who look like one person: born on one day with a like name, or paid into one account."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from django.db import connection

from vethanam.benefits.models import Beneficiary, Likeness
from vethanam.bulk import array_of

#: how much of two names is alike
ALIKE = 0.8
NAME, ACCOUNT = "name", "account"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two beneficiaries who may be one person, and why: ``name`` or ``account``."""

    one: Beneficiary
    other: Beneficiary
    why: str


def candidates(people: Collection[int]) -> list[Candidate]:
    """The unsettled pairs with one of these beneficiaries, by number; those of one account first."""
    pairs = {**dict(_by_name(people)), **dict(_by_account(people))}
    settled = set(
        Likeness.objects.filter(lower__in={lower for lower, _ in pairs}).values_list("lower", "higher")
    )
    wanted = {one for pair in pairs for one in pair}
    rows = {row.pk: row for row in Beneficiary.objects.filter(pk__in=wanted).select_related("person")}
    found = [
        Candidate(rows[lower], rows[higher], why)
        for (lower, higher), why in pairs.items()
        if (lower, higher) not in settled
    ]
    return sorted(found, key=lambda one: (one.why, one.one.number, one.other.number))


def is_like(one: str, other: str) -> bool:
    """Whether two names look alike: the same words in any order, or nearly the same letters.

    >>> is_like("Sarada K.", "K Saarada"), is_like("Sarada K.", "Mariam Beevi")
    (True, False)
    """
    first, second = _plain(one), _plain(other)
    return first == second or SequenceMatcher(None, first, second).ratio() >= ALIKE


def _by_name(people: Collection[int]) -> Iterator[tuple[tuple[int, int], str]]:
    chosen = set(people)
    days = Beneficiary.objects.filter(pk__in=chosen).values("person__born")
    rows = Beneficiary.objects.filter(person__born__in=days).values_list("pk", "person__born", "person__name")
    by_day: dict[object, list[tuple[int, str]]] = defaultdict(list)
    for pk, born, name in rows:
        by_day[born].append((pk, name))
    for namesakes in by_day.values():
        for (one, name), (other, second) in combinations(sorted(namesakes), 2):
            if chosen & {one, other} and is_like(name, second):
                yield (one, other), NAME


def _by_account(people: Collection[int]) -> Iterator[tuple[tuple[int, int], str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM benefits_same_account(%s::bigint[])", [array_of(people)])
        rows: Sequence[tuple[int, int]] = cursor.fetchall()
    for one, other in rows:
        yield (min(one, other), max(one, other)), ACCOUNT


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKC", name).casefold()
    cleared = "".join(letter if letter.isalnum() else " " for letter in letters)
    return " ".join(sorted(cleared.split()))
