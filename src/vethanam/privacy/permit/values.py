"""Values of a question file, read strictly: a wrong type is an error with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from vethanam.errors import Gathering, Unsound, typed
from vethanam.privacy.law.places import near, unknown_places
from vethanam.privacy.law.windows import instant

#: years allowed for an instant of a question
YEARS = range(1947, 2100)
Reader = Callable[[Any, str], Any]


def wrong(where: str, what: str) -> Unsound:
    """The error for an unusable part of a question."""
    return Unsound("unusable_question", where=where, what=what)


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """A mapping with text keys."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise wrong(where, "write keys and values here.")
    return value


def text(value: Any, where: str) -> str:
    """A text, or a whole number as text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong(where, "write a text here.")
    if not str(value).isprintable():
        raise wrong(where, "it has a character that no text has. Write letters, digits and signs.")
    return str(value)


def flag(value: Any, where: str) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise wrong(where, "write true or false here.")
    return value


def whole(least: int, most: int) -> Reader:
    """Reader for a whole number between two bounds."""

    def read(value: Any, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise wrong(where, f"write a whole number from {least} to {most} here.")
        return value

    return read


def when(value: Any, where: str) -> datetime:
    """An instant; Indian Standard Time unless a zone is written."""
    return _instant(value, where, end_of_day=False)


def end_of(value: Any, where: str) -> datetime:
    """An instant, or the end of a day."""
    return _instant(value, where, end_of_day=True)


def last_of(value: Any, where: str) -> datetime:
    """An instant, or the last instant of a day."""
    end = end_of(value, where)
    return end if end == when(value, where) else end - datetime.resolution


def _instant(value: Any, where: str, *, end_of_day: bool) -> datetime:
    if not isinstance(value, str | date):
        raise wrong(where, "write a date or an instant here, such as 2026-11-30T18:05.")
    try:
        found = instant(value, end_of_day=end_of_day)
    except (ValueError, OverflowError):
        raise wrong(where, "this is no date or instant. Write it as 2026-11-30T18:05.") from None
    if found.year not in YEARS:
        raise wrong(where, f"this lies outside the years {YEARS[0]} to {YEARS[-1]}.")
    return found


def day(value: Any, where: str) -> date:
    """A date."""
    return when(value, where).date()


def texts(value: Any, where: str) -> tuple[str, ...]:
    """A text, or a list of texts."""
    return each(value if isinstance(value, list | tuple) else [value], where, text)


def area(value: Any, where: str) -> tuple[str, ...]:
    """``state``, or districts and taluks; an unknown name is an error, because it would cover nobody."""
    places = texts(value, where)
    for place in unknown_places(places):
        hint = f" Near it are {', '.join(near(place))}." if near(place) else ""
        raise wrong(
            where, f"“{typed(place)}” is no district or taluk. Write state, districts or taluks.{hint}"
        )
    return places


def each[T](
    items: Iterable[Any], where: str, read: Callable[[Any, str], T], *, numbered: bool = False
) -> tuple[T, ...]:
    """Read every item; reports all errors at once."""
    gathering, found = Gathering(), []
    for place, item in enumerate(items):
        with gathering.one():
            found.append(read(item, f"{where}[{place}]" if numbered else where))
    gathering.tell()
    return tuple(found)


def one_of(*words: str) -> Reader:
    """Reader for a word of a closed list."""

    def read(value: Any, where: str) -> str:
        if value not in words:
            raise wrong(where, f"write one of {', '.join(words)}.")
        return str(value)

    return read


def some_of(*words: str) -> Reader:
    """Reader for one or more words of a closed list."""
    single = one_of(*words)

    def read(value: Any, where: str) -> tuple[str, ...]:
        return each(value if isinstance(value, list | tuple) else [value], where, single)

    return read


def read_keys(
    given: Any, where: str, readers: Mapping[str, Reader], needed: Iterable[str] = ()
) -> dict[str, Any]:
    """Read a mapping by its readers; null counts as left out.

    Raises
    ------
    Unsound
        Unknown keys, missing keys and wrong types, all at once.
    """
    values, gathering = mapping(given, where), Gathering()
    with gathering.one():
        check_known(values, where, readers)
    with gathering.one():
        missing = [key for key in needed if values.get(key) is None]
        if missing:
            raise wrong(where, f"{', '.join(missing)} is missing.")
    read: dict[str, Any] = {}
    for key, value in values.items():
        if value is not None and key in readers:
            with gathering.one():
                read[key] = readers[key](value, f"{where}.{key}")
    gathering.tell()
    return read


def check_known(values: Mapping[str, Any], where: str, keys: Iterable[str]) -> None:
    """Refuse unknown keys."""
    unknown = sorted(set(values) - set(keys))
    if unknown:
        raise wrong(where, f"it has no key called {', '.join(unknown)}. Its keys are {', '.join(keys)}.")


def opt_ins(value: Any, where: str) -> dict[str, str]:
    """Senders by key, without empty ones."""
    named = {key: sender for key, sender in mapping(value, where).items() if sender is not None}
    return read_keys(named, where, dict.fromkeys(named, text))


def listed(value: Any, where: str) -> Sequence[Any]:
    """A list."""
    if not isinstance(value, list):
        raise wrong(where, "write a list here.")
    return value
