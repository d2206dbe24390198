"""Subjects of one kind are evaluated once, with the same answer as for each alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vethanam.privacy.permit import Alike, Request, Subject, Template, World, permit
from vethanam.privacy.permit.distinct_subjects import folded
from vethanam.privacy.permit.request import Consent, Order
from vethanam.privacy.permit.subject_groups import kinds_counted

AT = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)

subjects = st.builds(
    Subject,
    id=st.just(""),
    kind=st.sampled_from(["employee", "judicial_officer", "pensioner", "minor_beneficiary"]),
    age=st.sampled_from([None, 17, 40]),
    district=st.sampled_from([None, "Kollam"]),
    consent=st.sampled_from([None, Consent("FIN"), Consent("FIN", form="bundled")]),
    is_deceased=st.booleans(),
    contacts=st.sampled_from([None, {"email": "verified"}, {"email": "none", "sms": "unverified"}]),
    stopped=st.sampled_from([frozenset(), frozenset({"email"})]),
)


def _asked(people: Sequence[Subject]) -> Request:
    return Request(
        actor="service 1", org="FIN", purpose="SAL-CREDIT", subjects=people, trigger="payment_event",
        fields=("month", "email_official"), channels=("email", "sms", "portal"), sender="FIN",
        template=Template(family="SAL-CREDIT"),
    )  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(subjects, min_size=1, max_size=12))
def test_each_is_answered_as_she_would_be_alone(drawn: list[Subject]) -> None:
    people = [replace(one, id=str(number)) for number, one in enumerate(drawn)]
    together = permit(_asked(people), AT).per_subject
    assert [answer.id for answer in together] == [one.id for one in people]
    for one, answer in zip(people, together, strict=True):
        (alone,) = permit(_asked([one]), AT).per_subject
        assert (answer.channels, answer.route, answer.note) == (alone.channels, alone.route, alone.note)


@settings(deadline=None, max_examples=40)
@given(st.lists(subjects, min_size=1, max_size=12), st.data())
def test_people_who_come_as_kinds_are_answered_as_those_who_come_singly(
    drawn: list[Subject], data: st.DataObject
) -> None:
    places = data.draw(st.lists(st.integers(0, len(drawn) - 1), min_size=1, max_size=20))
    ids = pl.Series(range(100, 100 + len(places)))
    alike = Alike(ids, drawn, pl.Series(places, dtype=pl.UInt32))
    singly = [replace(drawn[place], id=str(known)) for known, place in zip(ids, places, strict=True)]
    assert list(alike) == singly and alike[0] == singly[0] and list(alike[1:]) == singly[1:]
    together, alone = permit(_asked(alike), AT), permit(_asked(singly), AT)
    assert list(together.per_subject) == list(alone.per_subject)
    assert (together.outcome, together.reason, together.also) == (alone.outcome, alone.reason, alone.also)
    assert (together.allowed, together.left_out) == (alone.allowed, alone.left_out)
    assert together.says == alone.says and _asked(alike).count == len(places)


def test_a_kind_that_nobody_is_of_is_not_asked_about() -> None:
    """All subjects died; the other kind, who did not, has no members."""
    kinds = [Subject("", "minor_beneficiary", is_deceased=True), Subject("", "employee")]
    nobody_living = Alike(pl.Series([7]), kinds, pl.Series([0], dtype=pl.UInt32))
    together, alone = permit(_asked(nobody_living), AT), permit(_asked([replace(kinds[0], id="7")]), AT)
    assert together.also == alone.also == ("SUBJECT_DECEASED",)
    assert [one for one, _ in kinds_counted(nobody_living)] == kinds[:1]


def test_alike_are_one_kind_and_any_difference_makes_two() -> None:
    like = [
        Subject("1"),
        Subject("2"),
        Subject("3", age=17),
        Subject("4", contacts={"email": "none"}),
        Subject("5"),
    ]
    kinds, places = folded(_asked(like), World())
    assert [one.id for one in kinds] == ["1", "3", "4"]
    assert list(places) == [0, 0, 1, 2, 0]


def test_where_an_order_names_people_each_is_one_of_her_own() -> None:
    request = replace(_asked([Subject("1"), Subject("2")]), order=Order("G.O. 1", persons=("2",)))
    kinds, places = folded(request, World())
    assert [one.id for one in kinds] == ["1", "2"]
    assert list(places) == [0, 1]
    answers = permit(request, AT).per_subject
    assert [answer.reason for answer in answers] == ["OUT_OF_COHORT", None]
