"""Many people of few kinds: what is known or answered of each kind stands once, and each person has the place of hers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Alike[Each](Sequence[Each]):
    """A sequence in which many are alike but for their ids.

    Attributes
    ----------
    ids
        Of each, in order: numbers of persons, or any text.
    kinds
        One of each kind; its id says nothing.
    places
        For each id the place of its kind.
    """

    ids: pl.Series
    kinds: Sequence[Each]
    places: pl.Series

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Each]:
        for known, place in zip(self.ids, self.places, strict=True):
            yield _of(self.kinds[place], known)

    @overload
    def __getitem__(self, place: int) -> Each: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Each]: ...
    def __getitem__(self, place: int | slice) -> Each | Sequence[Each]:
        if isinstance(place, slice):
            return Alike(self.ids[place], self.kinds, self.places[place])
        one: Each = _of(self.kinds[self.places[place]], self.ids[place])
        return one

    @property
    def counts(self) -> Mapping[int, int]:
        """How many there are of each kind that somebody is of, by its place."""
        return dict(self.places.value_counts().sort(self.places.name).iter_rows())

    @property
    def met(self) -> Alike[Each]:
        """The same with those kinds alone that somebody is of: of no other anything may be asked or answered."""
        here = list(self.counts)
        if len(here) == len(self.kinds):
            return self
        numbered = {place: number for number, place in enumerate(here)}
        places = self.places.replace_strict(numbered, return_dtype=pl.UInt32)
        return Alike(self.ids, [self.kinds[place] for place in here], places)


def kinds_counted[Each](each: Sequence[Each]) -> Iterable[tuple[Each, int]]:
    """One of each kind that somebody is of, with how many are like it."""
    if not isinstance(each, Alike):
        return ((one, 1) for one in each)
    return ((each.kinds[place], count) for place, count in each.counts.items())


def as_alike[Each](each: Sequence[Each]) -> Alike[Each]:
    """Any of them as kinds; where nothing is known of that, each is one of its own."""
    if isinstance(each, Alike):
        return each
    ids = pl.Series([_id_of(one) for one in each], dtype=pl.String)
    return Alike(ids, each, pl.Series(range(len(each)), dtype=pl.UInt32))


def _id_of(one: Any) -> str:
    return str(one.id)


def _of(one: Any, known: object) -> Any:
    return replace(one, id=str(known))
