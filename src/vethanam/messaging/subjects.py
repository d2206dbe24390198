"""The people of a request as the permit takes them: their classes, contacts and opt-outs, read at once for all."""

from __future__ import annotations

from collections.abc import Sequence

from vethanam.messaging.cohorts import classes_of
from vethanam.privacy.permit import Subject
from vethanam.privacy.queries import contact_states, stopped_channels


def subjects_of(persons: Sequence[int], channels: Sequence[str], purpose: str) -> list[Subject]:
    """One subject for each person, in their order."""
    classes, stopped = classes_of(persons), stopped_channels(persons, purpose)
    states = contact_states(persons, channels, purpose)
    return [
        Subject(
            id=str(person), kind=classes[person][0], also=classes[person][1:], contacts=states[person],
            stopped=stopped.get(person, frozenset()),
        )
        for person in persons
    ]  # fmt: skip
