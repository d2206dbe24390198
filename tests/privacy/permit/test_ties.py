"""Worlds with every event within a minute of the dispatch, compared with a second, plain computation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.permit.requests import (
    AT,
    EXAMPLES,
    approvals,
    codes,
    people,
    publicity,
    subject_codes,
)
from vethanam.privacy.law.windows import Window
from vethanam.privacy.permit import Decision, Request, Restraint, Subject, World, engine, permit
from vethanam.privacy.permit.distinct_subjects import folded
from vethanam.privacy.permit.engine import _asked
from vethanam.privacy.permit.request import Consent

#: each decision is of so many people of their own: the cost of a world is that of its decision
PEOPLE = 3
MINUTE = timedelta(minutes=1)
LAPSE = timedelta(hours=72)
near = st.integers(-1, 1).map(lambda minutes: minutes * MINUTE)
perhaps = st.none() | near


@dataclass(frozen=True, slots=True)
class Spell:
    """When a restraint or a window begins and ends, from the dispatch. ``is_wide``: a restraint whose case is
    pending, or a window over the whole State.
    """

    begins: timedelta
    ends: timedelta | None
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Person:
    """The place of a person, and when she gave and took back her consent, from the dispatch."""

    given: timedelta
    withdrawn: timedelta | None
    district: str | None


_spells = st.lists(st.builds(Spell, near, perhaps, st.booleans()), min_size=1, max_size=2)
_signed = near | near.map(lambda minutes: minutes - LAPSE)
_people = st.lists(
    st.builds(Person, near, perhaps, st.sampled_from([None, "Kollam", "Wayanad"])),
    min_size=PEOPLE, max_size=PEOPLE,
)  # fmt: skip


@settings(max_examples=math.ceil(EXAMPLES / PEOPLE), deadline=None)
@given(_spells, _spells, _signed, _people)
def test_each_boundary_minute_belongs_to_one_side(
    restraints: list[Spell], windows: list[Spell], signed: timedelta, persons: list[Person]
) -> None:
    asked = publicity(
        subjects=[_subject(number, person) for number, person in enumerate(persons)],
        approvals=approvals("purpose_owner", "dpo", "law_officer", at=AT + signed),
    )
    world = World(restraints=tuple(map(_restraint, restraints)), windows=tuple(map(_window, windows)))
    decision, objecting = decided(asked, world)
    expected = [_expected(restraints, windows, signed, person) for person in persons]
    assert objecting == expected
    everybody = [code for code in expected[0] if all(code in codes_of_one for codes_of_one in expected)]
    assert codes(decision) == everybody or (not everybody and not decision.also)
    assert subject_codes(decision) == [next(iter(of_one), None) for of_one in expected]


def _subject(number: int, person: Person) -> Subject:
    withdrawn = None if person.withdrawn is None else AT + person.withdrawn
    consent = Consent("PRD", given=AT + person.given, withdrawn=withdrawn)
    return Subject(f"e{number}", consent=consent, district=person.district)


def _restraint(spell: Spell) -> Restraint:
    until = None if spell.ends is None else AT + spell.ends
    return Restraint("R", starts_at=AT + spell.begins, until=until, is_case_pending=spell.is_wide)


def _window(spell: Spell) -> Window:
    ends = None if spell.ends is None else AT + spell.ends
    return Window("W", ("state",) if spell.is_wide else ("Wayanad",), AT + spell.begins, ends)


def _expected(restraints: list[Spell], windows: list[Spell], signed: timedelta, person: Person) -> list[str]:
    """The codes that object to one person, by a plain computation."""
    zero, expected = timedelta(), []
    if any(one.begins <= zero and (one.ends is None or one.ends >= zero) for one in restraints):
        expected.append("COURT_RESTRAINT")
    if any(
        one.begins <= zero and one.ends is not None and one.ends < zero and one.is_wide for one in restraints
    ):
        expected.append("HOLD_RESTRAINT_UNCONFIRMED")
    over = [one for one in windows if one.is_wide or person.district != "Kollam"]
    if any(one.begins <= zero and (one.ends is None or one.ends > zero) for one in over):
        expected.append("ELECTION_WINDOW")
    if signed > zero:
        expected.append("APPROVAL_MISSING")
    if signed < -LAPSE:
        expected.append("APPROVAL_STALE")
    if person.given > zero:
        expected.append("CONSENT_MISSING")
    if person.withdrawn is not None and person.withdrawn <= zero:
        expected.append("CONSENT_WITHDRAWN")
    return expected


def decided(asked: Request, world: World) -> tuple[Decision, list[list[str]]]:
    """The decision, and for each person every code that objects to her."""
    tables: list[pl.DataFrame] = []

    def keeping(*given: Any) -> pl.DataFrame:
        tables.append(_asked(*given))
        return tables[-1]

    with patch.object(engine, "_asked", keeping):
        decision = permit(asked, AT, world)
    (table,), (_, places) = tables, folded(asked, world)
    rows = [table.row(int(places[number]), named=True) for number in range(len(asked.subjects))]
    return decision, [[code for code, objects in row.items() if objects] for row in rows]


@settings(max_examples=40, deadline=None)
@given(dispatched=st.lists(near, min_size=1, max_size=4), opens=near)
def test_each_message_is_asked_at_its_own_minute(dispatched: list[timedelta], opens: timedelta) -> None:
    window = Window("W", ("state",), AT + MINUTE + opens)
    subjects = people(len(dispatched), consent=Consent("PRD"))
    for subject, after in zip(subjects, dispatched, strict=True):
        at = AT + MINUTE + after
        (alone,) = permit(replace(publicity(), subjects=[subject]), at, World(windows=(window,))).per_subject
        assert (alone.reason == "ELECTION_WINDOW") is (after >= opens)
