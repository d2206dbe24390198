"""Evaluate one subject per kind: a State has five lakh people of few kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter

import polars as pl

from vethanam.privacy.permit.request import Request, Subject
from vethanam.privacy.permit.subject_groups import Alike
from vethanam.privacy.permit.world import World

_WORDS = frozenset({"contacts", "opt_ins"})
_ALIKE = attrgetter(*(one.name for one in fields(Subject) if one.name not in _WORDS | {"id"}))


def folded(request: Request, world: World) -> tuple[Sequence[Subject], Sequence[int] | pl.Series]:
    """One subject of each kind, and for every subject of ``request`` the index of its kind.

    Two subjects are of one kind if all but their ids is equal. If a rule knows people by id (an order names
    them, or there are opt-outs by person), each is its own kind. Subjects given as kinds stay as they are.
    """
    if world.opt_outs or (request.order is not None and request.order.persons is not None):
        return tuple(request.subjects), range(len(request.subjects))
    if isinstance(request.subjects, Alike):
        met = request.subjects.met
        return met.kinds, met.places
    known: dict[object, int] = {}
    kinds: list[Subject] = []
    places: list[int] = []
    for subject in request.subjects:
        contacts = subject.contacts
        kind = (
            _ALIKE(subject),
            None if contacts is None else tuple(contacts.items()),
            tuple(subject.opt_ins.items()) if subject.opt_ins else (),
        )
        place = known.setdefault(kind, len(kinds))
        if place == len(kinds):
            kinds.append(subject)
        places.append(place)
    return kinds, places
