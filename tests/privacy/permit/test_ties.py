"""Worlds with every event within a minute of the dispatch, compared with a second, plain computation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.permit.requests import AT, EXAMPLES, approvals, codes, people, publicity
from vethanam.privacy.law.windows import Window
from vethanam.privacy.permit import Restraint, World, permit
from vethanam.privacy.permit.request import Consent

MINUTE = timedelta(minutes=1)
LAPSE = timedelta(hours=72)
near = st.integers(-1, 1).map(lambda minutes: minutes * MINUTE)
perhaps = st.none() | near


@dataclass(frozen=True, slots=True)
class Minutes:
    """The distance of each event from the dispatch."""

    opens: timedelta
    closes: timedelta | None
    begins: timedelta
    ends: timedelta | None
    given: timedelta
    withdrawn: timedelta | None
    signed: timedelta


_minutes = st.builds(
    Minutes, opens=near, closes=perhaps, begins=near, ends=perhaps, given=near, withdrawn=perhaps,
    signed=near | near.map(lambda minutes: minutes - LAPSE),
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(_minutes, st.booleans())
def test_each_boundary_minute_belongs_to_one_side(m: Minutes, is_pending: bool) -> None:
    consent = Consent("PRD", given=AT + m.given, withdrawn=None if m.withdrawn is None else AT + m.withdrawn)
    asked = publicity(
        subjects=people(consent=consent),
        approvals=approvals("purpose_owner", "dpo", "law_officer", at=AT + m.signed),
    )
    restraint = Restraint(
        "R",
        starts_at=AT + m.begins,
        until=None if m.ends is None else AT + m.ends,
        is_case_pending=is_pending,
    )
    window = Window("W", ("state",), AT + m.opens, None if m.closes is None else AT + m.closes)
    decision = permit(asked, AT, World(restraints=(restraint,), windows=(window,)))

    zero = timedelta()
    expected = []
    if m.begins <= zero and (m.ends is None or m.ends >= zero):
        expected.append("COURT_RESTRAINT")
    if m.begins <= zero and m.ends is not None and m.ends < zero and is_pending:
        expected.append("HOLD_RESTRAINT_UNCONFIRMED")
    if m.opens <= zero and (m.closes is None or m.closes > zero):
        expected.append("ELECTION_WINDOW")
    if m.signed > zero:
        expected.append("APPROVAL_MISSING")
    if m.signed < -LAPSE:
        expected.append("APPROVAL_STALE")
    if m.given > zero:
        expected.append("CONSENT_MISSING")
    if m.withdrawn is not None and m.withdrawn <= zero:
        expected.append("CONSENT_WITHDRAWN")
    assert codes(decision) == expected


@settings(max_examples=40, deadline=None)
@given(dispatched=st.lists(near, min_size=1, max_size=4), opens=near)
def test_each_message_is_asked_at_its_own_minute(dispatched: list[timedelta], opens: timedelta) -> None:
    window = Window("W", ("state",), AT + MINUTE + opens)
    subjects = people(len(dispatched), consent=Consent("PRD"))
    for subject, after in zip(subjects, dispatched, strict=True):
        at = AT + MINUTE + after
        (alone,) = permit(replace(publicity(), subjects=[subject]), at, World(windows=(window,))).per_subject
        assert (alone.reason == "ELECTION_WINDOW") is (after >= opens)
