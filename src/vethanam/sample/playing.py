"""Plays dated acts by named officers through the same actions as the pages, and answers each with a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from vethanam.errors import (
    Fault,
    Refused,
    Unsound,
    UnsoundInput,
    VethanamError,
    as_json,
    typed,
    without_detail,
)
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.queries import authority_of, not_appointed
from vethanam.rules.question_files import written_in
from vethanam.sample.acts import Act, Verb, instant
from vethanam.sample.setting_up import ROBOT, robot_authority
from vethanam.sample.verbs import VERBS

#: the code of an answer that is a mistake of the program, not of the act
OUR_OWN = "wrong_in_itself"
#: year, drawing code and register number
BILL_PARTS = 3


@dataclass(frozen=True, slots=True)
class Played:
    """What an act came to. ``state`` holds what it changed, amounts in paise; ``errors`` all faults of an input."""

    at: str
    by: str
    do: str
    ok: bool
    says: str
    state: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def read_acts(path: Path) -> list[Act]:
    """The acts of a YAML or JSON file, in its order.

    Raises
    ------
    UnsoundInput
        The file is not a list of acts; every fault, with the place of the act.
    """
    listed = written_in(path)
    if not isinstance(listed, list):
        raise Unsound("acts_not_a_list", path=path.name)
    faults: list[Fault] = []
    acts: list[Act] = []
    for place, item in enumerate(listed, start=1):
        try:
            acts.append(_act(item, path.parent, acts))
        except Unsound as unsound:
            faults.append(Fault(f"Act {place}", "", unsound.code, unsound.facts))
    if faults:
        raise UnsoundInput("acts_unsound", faults, faults=len(faults), listed=len(listed))
    return acts


def _act(item: Any, folder: Path, before: Sequence[Act]) -> Act:
    if not isinstance(item, Mapping) or not {"at", "by", "do"} <= set(item):
        raise Unsound("not_an_act")
    if any("\0" in text for text in _texts(item)):
        raise Unsound("not_text")
    given = item.get("with") or {}
    if not isinstance(given, Mapping):
        raise Unsound("act_with_form")
    stated = dict.fromkeys(folder / str(act["file"]) for act in before if _states_a_directorate(act))
    return Act(instant(item["at"]), str(item["by"]), str(item["do"]), given, folder, tuple(stated))


def _states_a_directorate(act: Act) -> bool:
    return act.do == "import" and act.get("what") == "directorate" and bool(act.get("file"))


def _texts(item: Any) -> Iterator[str]:
    """Every text of an act, however deep."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, Mapping):
        for part in (*item.keys(), *item.values()):
            yield from _texts(part)
    elif isinstance(item, list):
        for part in item:
            yield from _texts(part)


def play(acts: Sequence[Act]) -> Iterable[Played]:
    """Play the acts in order. A refused act answers with its sentence and the next one follows."""
    for act in acts:
        yield play_one(act)


def _state(refused: VethanamError) -> dict[str, Any]:
    return {"code": refused.code, "facts": as_json(refused.facts)}


def play_one(act: Act) -> Played:
    """One act, all of it or nothing. A database that is away or has no room is no answer: that error is the caller's.

    A mistake of our own is an answer too, so that the acts after it are played.
    """
    at = act.at.isoformat(timespec="minutes")
    try:
        with transaction.atomic():
            verb = _verb(act)
            answer = verb.act(_authority(act, verb), act)
        return Played(at, act.by, act.do, True, answer.says, answer.state)
    except UnsoundInput as unsound:
        faults = [
            {"record": f.record, "field": f.field, "says": f.says, "code": f.code, "facts": as_json(f.facts)}
            for f in unsound.faults
        ]
        return Played(at, act.by, act.do, False, unsound.says, _state(unsound) | {"faults": faults})
    except VethanamError as refused:
        return Played(at, act.by, act.do, False, refused.says, _state(refused))
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError as error:
        says = f"The database refused: {without_detail(error)}. Nothing of this act was kept."
        return Played(at, act.by, act.do, False, says, {"code": "database"})
    except Exception as error:  # noqa: BLE001  (what was typed may stand in it: only its kind is said)
        says = f"Something is wrong in Vethanam itself: {type(error).__name__}. Nothing of this act was kept."
        return Played(at, act.by, act.do, False, says, {"code": OUR_OWN})


def _verb(act: Act) -> Verb:
    known = VERBS.get(act.do)
    if known is None:
        raise Unsound("unknown_verb", do=typed(act.do, 40), verbs=sorted(VERBS))
    return known


def _authority(act: Act, verb: Verb) -> Authority:
    if act.by == ROBOT and act.given.get("what") == "directorate":
        return robot_authority(act.at)
    account = Account.objects.filter(username=act.by).first()
    if account is None:
        raise Unsound("actor_unknown", by=typed(act.by, 40))
    scope = str(act.get(verb.scope)) if verb.scope and act.get(verb.scope) else None
    scopes = (scope,) if scope else dict.fromkeys((_code_of_bill(act, verb), None))
    for of, role in product(scopes, verb.roles or (None,)):
        with suppress(Refused):
            return authority_of(account, act.at, role=role, scope=of, power=verb.power, is_sample=True)
    raise not_appointed(account, act.at, verb.roles, scope)


def _code_of_bill(act: Act, verb: Verb) -> str | None:
    """The drawing code in the number of the bill that an act names, such as 0412 in 2026/0412/1."""
    parts = str(act.get("bill", "")).split("/")
    return parts[1] if verb.scope == "drawing_code" and len(parts) == BILL_PARTS else None
