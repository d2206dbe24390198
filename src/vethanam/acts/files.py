"""Acts in a file: dated, by named officers. They are read here, and played on a sample like acts from pages.

A counterpart (the sample's bank, its directorate, its officers' keys) lives outside the product;
``Counterparts`` is the hook for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from vethanam.acts.declaration import Answer, Declared, Prepared
from vethanam.acts.executor import Performed, answered, perform
from vethanam.acts.fields import File, how_of, parse_instant
from vethanam.acts.registry import acts
from vethanam.errors import Fault, Unsound, UnsoundInput, as_json, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.rules.question_files import written_in
from vethanam.tables import bounded_content


@dataclass(frozen=True, slots=True)
class FileAct:
    """One act of a file: time, officer, name, input. ``folder`` holds the files it names.

    ``before`` are the earlier acts of the file. ``at`` is None for an installation that is not a sample.
    """

    at: datetime | None
    by: str
    do: str
    given: Mapping[str, Any]
    folder: Path
    before: tuple[FileAct, ...] = field(default=(), repr=False, compare=False)

    def get(self, name: str, default: Any = None) -> Any:
        """An optional key of ``with``."""
        return self.given.get(name, default)

    @property
    def instant(self) -> datetime:
        """The instant of the act on a sample; Unsound if it is missing."""
        if self.at is None:
            raise Unsound("no_time_given")
        return self.at


@dataclass(frozen=True, slots=True)
class Played:
    """The result of an act.

    ``state`` holds the changes, amounts in paise; after a refusal, its code and all faults.
    """

    at: str
    by: str
    do: str
    ok: bool
    says: str
    state: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``; ``facts`` are the values of a refusal's sentence."""
        told = asdict(self)
        return {name: value for name, value in told.items() if name != "facts" or not self.ok}


type Signer = Callable[[Authority, str, Prepared], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Counterparts:
    """The sample's hooks for acts of a file.

    ``instead`` answers an act in place of the product (None: it does not), in its own transactions. ``after``
    runs after a successful act, in its transaction. ``sign`` signs with an officer's key. ``account`` gives
    the sign-in name of the acting officer.
    """

    instead: Callable[[FileAct], Callable[[], Performed] | None] = lambda _act: None
    after: Callable[[FileAct, Performed], None] = lambda _act, _performed: None
    sign: Signer | None = None
    account: Callable[[FileAct], str] = lambda act: act.by


def read_acts(path: Path, *, needs_time: bool = True) -> list[FileAct]:
    """The acts of a YAML or JSON file, in order.

    Raises
    ------
    UnsoundInput
        The file is not a list of acts; all faults, each with the place of its act.
    """
    listed = written_in(path)
    if not isinstance(listed, list):
        raise Unsound("acts_not_a_list", file=path.name)
    faults: list[Fault] = []
    found: list[FileAct] = []
    for place, item in enumerate(listed, start=1):
        try:
            found.append(_act(item, path.parent, tuple(found), needs_time=needs_time))
        except Unsound as unsound:
            faults.append(Fault(f"Act {place}", "", unsound.code, unsound.facts))
    if faults:
        raise UnsoundInput("acts_unreadable", faults, count=len(faults), all=len(listed))
    return found


def _act(item: Any, folder: Path, before: tuple[FileAct, ...], *, needs_time: bool) -> FileAct:
    needed = {"at", "by", "do"} if needs_time else {"by", "do"}
    if not isinstance(item, Mapping) or not needed <= set(item):
        raise Unsound("not_an_act")
    if any("\0" in text for text in _texts(item)):
        raise Unsound("act_holds_zero")
    given = item.get("with") or {}
    if not isinstance(given, Mapping):
        raise Unsound("with_is_no_mapping")
    at = parse_instant(item["at"]) if item.get("at") else None
    return FileAct(at, str(item["by"]), str(item["do"]), given, folder, before)


def _texts(item: Any) -> Iterator[str]:
    """Every text in an act, at any depth."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, Mapping):
        for part in (*item.keys(), *item.values()):
            yield from _texts(part)
    elif isinstance(item, list):
        for part in item:
            yield from _texts(part)


def play(listed: Sequence[FileAct], counterparts: Counterparts) -> Iterable[Played]:
    """Play the acts in order. A refused act returns its sentence, and the next one follows."""
    for act in listed:
        yield play_one(act, counterparts)


def play_one(act: FileAct, counterparts: Counterparts) -> Played:
    """Play one act on a sample, all or nothing, unless a counterpart answers it in steps.

    Raises
    ------
    OperationalError
        The database is unavailable or full.
    """
    if instead := counterparts.instead(act):
        return played(act, instead())
    account = Account.objects.filter(username=counterparts.account(act)).first()
    if account is None:
        return played(act, answered(lambda: _unknown(act.by)))

    def sign(authority: Authority, prepared: Prepared) -> Mapping[str, Any]:
        if counterparts.sign is None:
            raise Unsound("assertion_missing")
        return counterparts.sign(authority, account.username, prepared)

    performed = perform(
        act.do,
        account,
        with_files(act, acts().get(act.do)),
        act.instant,
        is_sample=True,
        sign=sign,
        then=lambda done: counterparts.after(act, done),
    )
    return played(act, performed)


def play_once(act: FileAct, counterparts: Counterparts) -> Played | None:
    """Play one act on a sample unless the log shows that it was played; None then."""
    mark = _mark(act)
    with connection.cursor() as cursor:
        cursor.execute(_IS_PLAYED, [mark.encode()])
        (is_played,) = cursor.fetchone() or (False,)
    if is_played:
        return None
    with transaction.atomic():
        played = play_one(act, counterparts)
        append(
            "sample_act",
            public={"act": mark, "do": act.do, "ok": played.ok},
            private=None,
            at=act.instant,
            is_sample=True,
        )
    return played


def _mark(act: FileAct) -> str:
    """The identity of an act in a file."""
    written = json.dumps([act.instant.isoformat(), act.by, act.do, act.given], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


_IS_PLAYED = "SELECT EXISTS (SELECT FROM journal_staged WHERE position(%s::bytea IN leaf) > 0)"


def _unknown(name: str) -> Answer:
    raise Unsound("unknown_officer", name=typed(name, 40))


def played(act: FileAct, performed: Performed) -> Played:
    """The answer of an act for the reader of a file."""
    at = act.at.isoformat(timespec="minutes") if act.at else ""
    if performed.ok:
        return Played(at, act.by, act.do, True, performed.says, {**performed.state, **performed.once})
    lone = performed.faults[0].code if len(performed.faults) == 1 and not performed.faults[0].record else ""
    state: dict[str, Any] = {"code": lone or performed.code}
    if len(performed.faults) > 1 or any(fault.record for fault in performed.faults):
        state["faults"] = [
            {
                "record": one.record,
                "field": one.field,
                "says": one.says,
                "code": one.code,
                "facts": as_json(one.facts),
            }
            for one in performed.faults
        ]
    return Played(at, act.by, act.do, False, performed.says, state, performed.facts)


def with_files(act: FileAct, declared: Declared | None) -> Mapping[str, Any]:
    """The input, with the content of each file it names."""
    names = file_fields(declared) if declared else ()
    named = [name for name in names if isinstance(act.given.get(name), str)]
    return {**act.given, **{name: _LazyFile(act.folder, act.given[name]) for name in named}}


def file_fields(declared: Declared) -> list[str]:
    """The names of an act's file fields."""
    fields = getattr(declared.given, "model_fields", {})
    return [info.alias or name for name, info in fields.items() if how_of(info).kind == "file"]


@dataclass(frozen=True, slots=True)
class _LazyFile:
    """A file beside the acts, read with its act, so that a missing file is that act's fault."""

    folder: Path
    name: str

    def read(self) -> File:
        path = self.folder / self.name
        try:
            return File(path.name, bounded_content(path))
        except OSError:
            raise Unsound("no_such_act_file", name=typed(path.name)) from None
