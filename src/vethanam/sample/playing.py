"""Plays acts of a file in a sample: its directorate, the bank at the other end, its officers' keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from vethanam.acts import files
from vethanam.acts.declaration import Answer
from vethanam.acts.files import Counterparts, FileAct, Played, read_acts
from vethanam.acts.performing import OUR_OWN, Performed
from vethanam.errors import Unsound
from vethanam.sample.answers import answer
from vethanam.sample.officer_keys import assertion_of
from vethanam.sample.setting_up import (
    ROBOT,
    give_accounts_to_employees,
    robot_authority,
    seat_officers,
    set_up,
)


def play(acts: Sequence[FileAct]) -> Iterable[Played]:
    """Play the acts in order. A refused act answers with its sentence and the next one follows."""
    return files.play(acts, COUNTERPARTS)


def play_one(act: FileAct) -> Played:
    """One act, all of it or nothing. A database that is away or has no room is no answer: that error is the caller's."""
    return files.play_one(act, COUNTERPARTS)


def _instead(act: FileAct) -> Callable[[], Answer] | None:
    """The directorate of a sample is set up by the sample itself."""
    if act.do == "import" and act.get("what") == "directorate":
        return lambda: _directorate(act)
    return None


def _directorate(act: FileAct) -> Answer:
    if act.by != ROBOT:
        raise Unsound("unknown_officer", name=act.by)
    codes = set_up(act.folder / str(act.get("file", "")), robot_authority(act.instant))
    what = "1 drawing code is" if codes == 1 else f"{codes} drawing codes are"
    return Answer(f"{what} registered, with offices and officers.", {"drawing_codes": codes})


def _after(act: FileAct, performed: Performed) -> None:
    """Officers who are employees take their seats once the employees are imported, and everybody has an account."""
    if act.do != "import" or act.get("what", "employees") != "employees" or act.get("dry_run"):
        return
    stated = dict.fromkeys(
        one.folder / str(one.get("file")) for one in act.before if _states_a_directorate(one)
    )
    for path in stated or {act.folder: None}:
        seat_officers(path, robot_authority(act.instant))
    give_accounts_to_employees()


def _states_a_directorate(act: FileAct) -> bool:
    return act.do == "import" and act.get("what") == "directorate" and bool(act.get("file"))


COUNTERPARTS = Counterparts({"answer": answer}, _instead, _after, assertion_of)
__all__ = ["COUNTERPARTS", "OUR_OWN", "FileAct", "Path", "Played", "play", "play_one", "read_acts"]
