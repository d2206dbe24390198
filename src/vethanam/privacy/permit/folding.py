"""Subjects that are alike in all the rows ask about are asked about once: a State has five lakh people of few kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter

import polars as pl

from vethanam.privacy.permit.alike import Alike
from vethanam.privacy.permit.request import Request, Subject
from vethanam.privacy.permit.world import World

_WORDS = frozenset({"contacts", "opt_ins"})
_ALIKE = attrgetter(*(one.name for one in fields(Subject) if one.name not in _WORDS | {"id"}))


def folded(request: Request, world: World) -> tuple[Sequence[Subject], Sequence[int] | pl.Series]:
    """One subject of each kind, and for every subject of ``request`` the place of hers among them.

    Two are of a kind when everything but their ids is equal. Where a rule knows people by their ids (an order names them, or
    the world knows opt-outs by person), each is one of her own. Who comes as kinds stays so.
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
