"""Districts and taluks by name, and whether an area covers a person. An unknown place counts as covered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from vethanam.privacy.law.windows import STATE
from vethanam.shipped import shipped_yaml


@cache
def taluks_by_district() -> Mapping[str, tuple[str, ...]]:
    """Each district with its taluks, as written in the file."""
    content = shipped_yaml(files("vethanam.privacy.law") / "places.yaml")
    return {district: tuple(taluks) for district, taluks in content.items()}


@cache
def _districts() -> Mapping[str, str]:
    return {_key(name): name for name in taluks_by_district()}


@cache
def _district_by_taluk() -> Mapping[str, str]:
    return {_key(taluk): district for district, taluks in taluks_by_district().items() for taluk in taluks}


def _key(place: str) -> str:
    return " ".join(place.casefold().split())


def unknown_places(area: Iterable[str], also: Iterable[str] = ()) -> list[str]:
    """The names of an area that are not ``state``, a known district or taluk, or in ``also``."""
    further = {_key(place) for place in also}
    known = _districts().keys() | _district_by_taluk().keys() | further | {STATE}
    return [place for place in area if _key(place) not in known]


def known_place(place: str) -> str | None:
    """A district, a taluk or ``state`` as written in the file; None for another name."""
    key = _key(place)
    if key == STATE:
        return STATE
    return _districts().get(key) or next((name for name in _all_taluks() if _key(name) == key), None)


@cache
def place_in_words(place: str, language: str) -> str:
    """The name of a place as a reader of a language knows it."""
    if place == STATE:
        return {"en": "the whole State", "ml": "സംസ്ഥാനം മുഴുവൻ"}[language]
    if language == "ml":
        names = shipped_yaml(files("vethanam.privacy.law") / "place_names.yaml")
        return str(names.get(place, place))
    return place


@cache
def has_unknown(area: tuple[str, ...]) -> bool:
    """Whether an area names an unknown place."""
    return bool(unknown_places(area))


def near(place: str) -> list[str]:
    """The names closest to a misspelt place, nearest first."""
    names = {_key(name): name for name in [*taluks_by_district(), *_all_taluks()]}
    return [names[key] for key in difflib.get_close_matches(_key(place), names, n=3, cutoff=0.6)]


def _all_taluks() -> list[str]:
    return [taluk for taluks in taluks_by_district().values() for taluk in taluks]


def covers(area: Sequence[str], district: str | None, taluk: str | None = None) -> bool:
    """Whether an area covers a person in a district or a taluk.

    Unknown places count as covered, also when only the taluk is unknown and the area is a taluk of her
    district. A district or taluk outside the lists is unknown.
    """
    if STATE in map(_key, area):
        return True
    known_taluk = _key(taluk) if taluk and _key(taluk) in _district_by_taluk() else None
    known = _districts().get(_key(district)) if district else None
    if district and known is None:
        return True
    if known is None and known_taluk is not None:
        known = _district_by_taluk()[known_taluk]
    return known is None or any(_covers(_key(place), known, known_taluk) for place in area)


def _covers(place: str, district: str, taluk: str | None) -> bool:
    if place in _districts():
        return _districts()[place] == district
    return place == taluk or (taluk is None and _district_by_taluk().get(place) == district)
