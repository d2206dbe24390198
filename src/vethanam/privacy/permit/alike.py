"""Many people of few kinds: what is known or answered of each kind stands once, and each person has the place of hers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    def counts(self) -> Sequence[int]:
        """How many there are of each kind."""
        counted = dict(self.places.value_counts().iter_rows())
        return [counted.get(place, 0) for place in range(len(self.kinds))]


def kinds_counted[Each](each: Sequence[Each]) -> Iterable[tuple[Each, int]]:
    """One of each kind, with how many are like it."""
    return (
        zip(each.kinds, each.counts, strict=True) if isinstance(each, Alike) else ((one, 1) for one in each)
    )


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
