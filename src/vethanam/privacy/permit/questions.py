"""Questions to the permit from a file: read one strictly, answer it with the code that serves the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from vethanam.errors import Unsound, VethanamError
from vethanam.privacy.permit.reading import (
    mapping,
    one_of,
    read_keys,
    read_request,
    read_world,
    text,
    texts,
    when,
    wrong,
)
from vethanam.privacy.permit.request import Request
from vethanam.privacy.permit.timeline import Happening, as_json, follow

KEYS = ("id", "at", "world", "request", "requests", "events", "then", "expect")
EVENTS = ("dispatch", "withdraw_consent", "open_window", "record_order")


def answer_all(questions: Sequence[Any]) -> list[dict[str, Any]]:
    """An answer for each question in its order; one for each request where a question has several.

    A question that cannot be used is answered by its error, and the rest are answered still.
    """
    answers: list[dict[str, Any]] = []
    for place, question in enumerate(questions, start=1):
        answers += _answers(question, place)
    return answers


def _answers(question: Any, place: int) -> list[dict[str, Any]]:
    name: Any = question.get("id") if isinstance(question, Mapping) else None
    name = f"question {place}" if name is None else name
    try:
        asked = mapping(question, f"question {place}")
        unknown = sorted(set(asked) - set(KEYS))
        if unknown:
            raise wrong(
                f"question {name}",
                f"it has no key called {', '.join(unknown)}. Its keys are {', '.join(KEYS)}.",
            )
        at = _at(asked)
        keyed = _requests(asked)
    except VethanamError as error:
        return [_error(name, None, error)]
    return [_answer(name, key, given, asked, at) for key, given in keyed]


def _answer(name: Any, key: Any, given: Any, asked: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    head = {"id": name} if key is None else {"id": name, "key": key}
    try:
        request = read_request(given)
        _check_subjects(request)
        events = _events(asked.get("events") or [], request)
        return {**head, **as_json(follow(request, at, read_world(asked.get("world")), events))}
    except VethanamError as error:
        return _error(name, key, error)


def _error(name: Any, key: Any, error: VethanamError) -> dict[str, Any]:
    head = {"id": name} if key is None else {"id": name, "key": key}
    return {**head, "error": {"code": error.code, "message": error.says}}


def _at(asked: Mapping[str, Any]) -> datetime:
    if asked.get("at") is None:
        raise wrong("at", "it is missing. Write when the request is made, such as 2026-11-30T18:05.")
    return when(asked["at"], "at")


def _requests(asked: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    one, many = asked.get("request"), asked.get("requests")
    if (one is None) == (many is None):
        raise wrong("request", "write either request or requests.")
    if many is None:
        return [(None, one)]
    if not isinstance(many, list) or not many:
        raise wrong("requests", "write a list here.")
    keyed = []
    for place, given in enumerate(many):
        key = mapping(given, f"requests[{place}]").get("key")
        if key is None:
            raise wrong(f"requests[{place}]", "key is missing.")
        keyed.append((key, given))
    return keyed


def _check_subjects(request: Request) -> None:
    names = [subject.id for subject in request.subjects]
    if not names:
        raise wrong("request.subjects", "name at least one subject.")
    twice = sorted({name for name in names if names.count(name) > 1}) if len(names) < 10_000 else []
    if twice:
        raise Unsound(
            "subject_twice", f"Subject {twice[0]} stands twice in one request. Use count for people alike."
        )


def _events(given: Any, request: Request) -> list[Happening]:
    if not isinstance(given, list):
        raise wrong("events", "write a list here.")
    return [_event(one, f"events[{place}]", request) for place, one in enumerate(given)]


def _event(given: Any, where: str, request: Request) -> Happening:
    readers = {
        "t": when,
        "do": one_of(*EVENTS),
        "who": texts,
        "area": texts,
        "starts_at": when,
        "restraint": text,
        "state": text,
    }
    read = read_keys(given, where, readers, ["t", "do"])
    known = {subject.id for subject in request.subjects} | {"all"}
    strangers = sorted(set(read.get("who", ())) - known)
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
