"""Many people of few kinds: values are stored once per kind, and each person has the index of hers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Alike[Each](Sequence[Each]):
    """A sequence of values that differ only in their ids within a kind.

    Attributes
    ----------
    ids
        One per item, in order: person numbers, or any text.
    kinds
        One value of each kind; its id means nothing.
    places
        For each id the index of its kind.
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
        """The number of items of each kind in use, by its index."""
        return dict(self.places.value_counts().sort(self.places.name).iter_rows())

    @property
    def met(self) -> Alike[Each]:
        """The subjects without unused kinds, so that no rule is evaluated for those."""
        here = list(self.counts)
        if len(here) == len(self.kinds):
            return self
        numbered = {place: number for number, place in enumerate(here)}
        places = self.places.replace_strict(numbered, return_dtype=pl.UInt32)
        return Alike(self.ids, [self.kinds[place] for place in here], places)


def kinds_counted[Each](each: Sequence[Each]) -> Iterable[tuple[Each, int]]:
    """Each kind in use with its number of items."""
    if not isinstance(each, Alike):
        return ((one, 1) for one in each)
    return ((each.kinds[place], count) for place, count in each.counts.items())


def as_alike[Each](each: Sequence[Each]) -> Alike[Each]:
    """Any sequence as kinds; a plain one gets a kind per item."""
    if isinstance(each, Alike):
        return each
    ids = pl.Series([_id_of(one) for one in each], dtype=pl.String)
    return Alike(ids, each, pl.Series(range(len(each)), dtype=pl.UInt32))


def _id_of(one: Any) -> str:
    return str(one.id)


def _of(one: Any, known: object) -> Any:
    return replace(one, id=str(known))
