"""Permit questions from a file: read strictly, answered by the product's own code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from vethanam.errors import Gathering, Unsound, VethanamError
from vethanam.privacy.permit.request import Request
from vethanam.privacy.permit.request_reader import read_request
from vethanam.privacy.permit.timeline import Happening, as_json, follow
from vethanam.privacy.permit.values import (
    area,
    check_known,
    each,
    mapping,
    one_of,
    read_keys,
    text,
    texts,
    when,
    wrong,
)
from vethanam.privacy.permit.world import World
from vethanam.privacy.permit.world_reader import read_world, state_of_order

KEYS = ("id", "at", "world", "request", "requests", "events", "then", "expect")
#: no law for these answers before the Act of 2023
FIRST_DAY = date(2023, 8, 11)
EVENTS = ("dispatch", "withdraw_consent", "open_window", "record_order")

_NEEDED = {
    "withdraw_consent": ("who",),
    "open_window": ("starts_at",),
    "record_order": ("restraint", "state"),
}


def answer_all(questions: Sequence[Any]) -> list[dict[str, Any]]:
    """The answers to the questions in order; one per request if a question has several.

    An unusable question is answered by its error; the rest are still answered.
    """
    answers: list[dict[str, Any]] = []
    for place, question in enumerate(questions, start=1):
        answers += _answers(question, place)
    return answers


def _answers(question: Any, place: int) -> list[dict[str, Any]]:
    name: Any = question.get("id") if isinstance(question, Mapping) else None
    name = f"question {place}" if name is None else name
    gathering = Gathering()
    try:
        asked = mapping(question, f"question {place}")
        at, keyed = _head(asked, f"question {name}", gathering)
        if at is None or keyed is None or gathering.has_any:
            for _, given in keyed or []:
                _read(given, asked, None, gathering)
            if not keyed:
                _read_around(asked, None, None, gathering)
            gathering.tell()
            return []
    except VethanamError as error:
        return [_error(name, None, error)]
    return [_answer(name, key, given, asked, at) for key, given in keyed]


def _head(
    asked: Mapping[str, Any], where: str, gathering: Gathering
) -> tuple[datetime | None, list[tuple[Any, Any]] | None]:
    """The instant and the requests of a question; None for an unreadable part."""
    at: datetime | None = None
    keyed: list[tuple[Any, Any]] | None = None
    with gathering.one():
        check_known(asked, where, KEYS)
    with gathering.one():
        at = _at(asked)
    with gathering.one():
        keyed = _requests(asked)
    return at, keyed


def _answer(name: Any, key: Any, given: Any, asked: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    head = {"id": name} if key is None else {"id": name, "key": key}
    gathering = Gathering()
    try:
        request, world, events = _read(given, asked, at, gathering)
        gathering.tell()
        return {**head, **as_json(follow(cast("Request", request), at, cast("World", world), events))}
    except VethanamError as error:
        return _error(name, key, error)


type _Asked = tuple[Request | None, World | None, list[Happening]]


def _read(given: Any, asked: Mapping[str, Any], at: datetime | None, gathering: Gathering) -> _Asked:
    """A request with its world and events; gathers all errors."""
    request: Request | None = None
    with gathering.one():
        request = read_request(given)
    if request is not None:
        with gathering.one():
            _check_subjects(request, at)
    return (request, *_read_around(asked, request, at, gathering))


def _read_around(
    asked: Mapping[str, Any], request: Request | None, at: datetime | None, gathering: Gathering
) -> tuple[World | None, list[Happening]]:
    world: World | None = None
    events: list[Happening] = []
    with gathering.one():
        world = read_world(asked.get("world"))
    with gathering.one():
        events = _events(asked.get("events"), request, world, at)
    return world, events


def _error(name: Any, key: Any, error: VethanamError) -> dict[str, Any]:
    head = {"id": name} if key is None else {"id": name, "key": key}
    return {**head, "error": {"code": error.code, "message": error.says}}


def _at(asked: Mapping[str, Any]) -> datetime:
    if asked.get("at") is None:
        raise wrong("at", "it is missing. Write when the request is made, such as 2026-11-30T18:05.")
    at = when(asked["at"], "at")
    if at.date() < FIRST_DAY:
        raise wrong("at", f"no purpose was registered before {FIRST_DAY:%d %b %Y}. Write a later day.")
    return at


def _requests(asked: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    one, many = asked.get("request"), asked.get("requests")
    if (one is None) == (many is None):
        raise wrong("request", "write either request or requests.")
    if many is None:
        return [(None, one)]
    if not isinstance(many, list) or not many:
        raise wrong("requests", "write a list here.")
    keyed: list[tuple[Any, Any]] = []
    for place, given in enumerate(many):
        key = mapping(given, f"requests[{place}]").get("key")
        if key is None:
            raise wrong(f"requests[{place}]", "key is missing.")
        if key in [known for known, _ in keyed]:
            raise wrong(f"requests[{place}]", f"key {key} stands twice. Give each request its own.")
        keyed.append((key, given))
    return keyed


def _check_subjects(request: Request, at: datetime | None) -> None:
    names = [subject.id for subject in request.subjects]
    if not names:
        raise wrong("request.subjects", "name at least one subject.")
    counted = Counter(names)
    twice = sorted(name for name in counted if counted[name] > 1)
    if twice:
        raise Unsound("subject_twice", twice=twice[0])
    early = [one.id for one in request.subjects if at and one.dispatch_at and one.dispatch_at < at]
    if early:
        raise wrong(
            "request.subjects",
            f"dispatch_at of {early[0]} lies before the request is made. Write a later instant.",
        )


def _events(given: Any, request: Request | None, world: World | None, at: datetime | None) -> list[Happening]:
    """The events in file order; checked only against readable parts."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise wrong("events", "write a list here.")
    known = {subject.id for subject in request.subjects} | {"all"} if request else None
    restraints = {restraint.id for restraint in world.restraints} if world else None

    def read(one: Any, where: str) -> Happening:
        event = _event(one, where, known)
        if at is not None and event.at < at:
            raise wrong(f"{where}.t", "it lies before the request is made. Write a later instant.")
        if event.do == "record_order" and restraints is not None and event.restraint not in restraints:
            raise wrong(f"{where}.restraint", f"the world has no restraint {event.restraint}.")
        return event

    return list(each(given, "events", read, numbered=True))


def _event(given: Any, where: str, known: set[str] | None) -> Happening:
    readers = {
        "t": when,
        "do": one_of(*EVENTS),
        "who": texts,
        "area": area,
        "starts_at": when,
        "restraint": text,
        "state": state_of_order,
    }
    read = read_keys(given, where, readers, ["t", "do"])
    missing = [key for key in _NEEDED.get(read["do"], ()) if key not in read]
    if missing:
        raise wrong(where, f"{', '.join(missing)} is missing.")
    strangers = sorted(set(read.get("who", ())) - known) if known is not None else []
    if strangers:
        raise wrong(f"{where}.who", f"{strangers[0]} is no subject of the request.")
    return Happening(
        at=read["t"],
        do=read["do"],
        who=read.get("who", ()),
        area=read.get("area", ("state",)),
        starts_at=read.get("starts_at"),
        restraint=read.get("restraint", ""),
        state=read.get("state", ""),
    )


def differences_of(question: Any, answer: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Where an answer differs from the question's ``then`` or ``expect``: place, expected, actual."""
    return _differences(_wanted(question, answer), answer)


def _wanted(question: Any, answer: Mapping[str, Any]) -> Any:
    wanted = question.get("then", question.get("expect")) if isinstance(question, dict) else None
    if isinstance(wanted, dict) and "key" in answer:
        return wanted.get(answer["key"], {})
    return wanted or {}


def _differences(wanted: Any, came: Any, where: str = "") -> list[tuple[str, Any, Any]]:
    """Compare only the keys that the example states."""
    if not isinstance(wanted, dict):
        return [] if wanted == came else [(where, wanted, came)]
    if not isinstance(came, dict):
        return [(where, wanted, came)]
    found: list[tuple[str, Any, Any]] = []
    for key, value in wanted.items():
        found += _differences(value, came.get(key), f"{where}.{key}" if where else str(key))
    return found
