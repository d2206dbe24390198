"""Plays the acts of a file on a sample, with its directorate, its bank and its officers' keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from vethanam.acts import files
from vethanam.acts.declaration import Answer
from vethanam.acts.executor import OUR_OWN, Performed, answered, authority_for, look, perform, read
from vethanam.acts.fields import File
from vethanam.acts.files import Counterparts, FileAct, Played, read_acts
from vethanam.acts.record_lookup import account_of
from vethanam.errors import Unsound
from vethanam.sample.answers import answer
from vethanam.sample.desk import Desk, is_known, state_of
from vethanam.sample.officer_keys import sign
from vethanam.sample.setup import give_accounts_to_employees, seat_officers, set_up

#: the name in a file for the sample's two administrators
ROBOT = "sample-setup"
EMPLOYEE = "emp-"
_COMPARED = "Compared with the register of the former system."


def play(acts: Sequence[FileAct]) -> Iterable[Played]:
    """Play the acts in order. A refused act returns its reason, and the next one follows."""
    return files.play(acts, COUNTERPARTS)


def play_one(act: FileAct) -> Played:
    """Play one act, all or nothing; the bank's commits in steps.

    An unavailable or full database raises an error instead of an answer.
    """
    return files.play_one(act, COUNTERPARTS)


def play_once(act: FileAct) -> Played | None:
    """Play one act, unless the log shows that it was played."""
    return files.play_once(act, COUNTERPARTS)


def _account_name(act: FileAct) -> str:
    """The sign-in name of an act: ``emp-`` and a number means the account of that employee."""
    number = act.by.removeprefix(EMPLOYEE)
    if number == act.by or is_known(act.by) or act.at is None:
        return act.by
    if is_known(f"E{number}"):
        return f"E{number}"
    found = Desk(act.at).look("accounts", q=number)["accounts"] if number else ()
    return next((str(row["account"]) for row in found if row["number"] == number), act.by)


def _instead(act: FileAct) -> Callable[[], Performed] | None:
    """What is done outside the product, or by several officers of the sample.

    The bank's answer; the import of a directorate, by the sample's administrators with the officers
    of its file; an office that goes live; an act with a value that a file cannot know.
    """
    if act.do == answer.name:
        return lambda: answered(lambda: _answer(act), is_whole=False)
    if act.do == "import" and act.get("what") == "directorate":
        return lambda: answered(lambda: _directorate(act))
    if act.do == "go_live" and is_known(act.by):
        return lambda: _live(act)
    if act.do in _SEEN and act.get(_SEEN[act.do][0]) is None:
        return lambda: _with_seen(act)
    return None


def _answer(act: FileAct) -> Answer:
    account = account_of(_account_name(act))
    authority = authority_for(answer, account, act.given, act.instant, is_sample=True, limit=None)
    answered_by_bank: Answer = answer.does(authority, read(answer, act.given))
    return answered_by_bank


def _live(act: FileAct) -> Performed:
    """Let an office go live; its drawing officer first signs the differences that edited files raise."""
    officer, at = account_of(act.by), act.instant
    while True:
        done = perform("go_live", officer, act.given, at, is_sample=True)
        if done.code != "differences_open":
            return done
        of = {"month": done.facts["month"], "drawing_code": act.get("drawing_code")}
        rows = look("comparison", officer, of, at, is_sample=True).state["differences"]
        signed = [
            perform(
                "sign_difference", officer, {**of, "row": row["row"], "reason": _COMPARED}, at, is_sample=True
            ).ok
            for row in rows
            if not row["reason"]
        ]
        if not any(signed):
            return done


def _with_seen(act: FileAct) -> Performed:
    """An act with a value that its officer sees on her page."""
    officer, at = account_of(act.by), act.instant
    name, shown = _SEEN[act.do]
    value = shown(lambda view, given: state_of(look(view, officer, given, at, is_sample=True)), act)
    return perform(act.do, officer, {**act.given, name: value}, at, is_sample=True)


#: act -> the field that no file can know, and how its officer sees it
_SEEN: Mapping[str, tuple[str, Callable[[Callable[..., Mapping[str, Any]], FileAct], Any]]] = {
    "approve_cycle": ("result_hash", lambda see, act: see("benefit_cycle", act.given)["result_hash"]),
    "decide_parameter": ("proposal", lambda see, _act: see("masters", {"kind": "parameter"})["waiting"][0]),
}


def _directorate(act: FileAct) -> Answer:
    if act.by != ROBOT:
        raise Unsound("unknown_officer", name=act.by)
    codes = set_up(act.folder / str(act.get("file", "")), act.instant)
    what = "1 drawing code is" if codes == 1 else f"{codes} drawing codes are"
    return Answer(f"{what} registered, with offices and officers.", {"drawing_codes": codes})


def _after(act: FileAct, performed: Performed) -> None:
    """After an import of employees, seat the officers among them and invite everybody."""
    if act.do != "import" or act.get("what", "employees") != "employees" or act.get("dry_run"):
        return
    stated = dict.fromkeys(
        one.folder / str(one.get("file")) for one in act.before if _states_a_directorate(one)
    )
    for path in stated or {act.folder: None}:
        seat_officers(path, act.instant)
    path = act.folder / str(act.get("file"))
    give_accounts_to_employees(File(path.name, path.read_bytes()), act.instant)


def _states_a_directorate(act: FileAct) -> bool:
    return act.do == "import" and act.get("what") == "directorate" and bool(act.get("file"))


COUNTERPARTS = Counterparts(_instead, _after, sign, _account_name)
__all__ = [
    "COUNTERPARTS",
    "OUR_OWN",
    "ROBOT",
    "FileAct",
    "Path",
    "Played",
    "play",
    "play_once",
    "play_one",
    "read_acts",
]
