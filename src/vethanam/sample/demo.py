"""Runs the demo's directorate through its month and returns the totals."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from vethanam.acts.files import FileAct as Act
from vethanam.errors import Broken, UnsoundInput
from vethanam.rules import load_pack
from vethanam.sample.act_player import Played, play_once, play_one, read_acts
from vethanam.sample.bank import is_quiet
from vethanam.sample.desk import founded, opened, refusal
from vethanam.sample.folder_writer import PACK, write
from vethanam.sample.papers import first_codes
from vethanam.sample.setup import enter_gateways, enter_operator_numbers

FOLDER = Path(__file__).parent / "folder"
DAYS_OF_BANK = timedelta(days=2)
LONGEST_WAIT_SECONDS = 240
#: acts that can be repeated on the same database; they do the remaining work, or nothing
REPEATABLE = frozenset(
    {
        "import",
        "take_over",
        "verify",
        "go_live",
        "run",
        "resolve",
        "make",
        "check",
        "countersign",
        "present",
        "pass",
    }
    | {"answer", "show"}
)
#: the file with a duplicate person, whose refusal the demo shows
REFUSED_FILE = "twice.csv"
#: waiting work, by the counts in the administrators' view
WAITS = {
    "bills_to_instruct": "bills without instruction", "files_to_hand_over": "files not handed over",
    "payments_without_answer": "payments without answer", "messages": "messages",
    "log_entries": "log entries",
    "credits_to_tell": "credits to be told",
    "benefit_months_to_compute": "months of benefits to be computed",
    "benefits_to_instruct": "benefits without instruction",
    "benefit_payments_without_answer": "benefits without answer", "benefits_to_tell": "benefits to be told",
}  # fmt: skip
DOORS = {
    "ddo-0412": "drawing officer of 0412", "clerk-0412": "clerk of 0412",
    "treasury-t02": "treasury officer, who passes the bills of 0412",
    "treasury-t01": "treasury officer of the other treasury",
    "finance": "finance officer: rules, purposes, what an order would cost",
    "finance-second": "second finance officer, who agrees",
    "scheme-officer": "scheme officer: approves and pays two pensions of a panchayat",
    "finance-desk": "who tells everybody of an order",
    "information-office": "public relations officer: asks to write to people, and reads why not",
    "law-officer": "law officer: restraints", "dpo": "data protection officer",
}  # fmt: skip

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Door:
    """An account shown in the demo: its sign-in name, its description, and its first code."""

    account: str
    who: str
    first_code: str


def carry_month(
    *, people: int, data: Path | None, tell: Tell, state: Path, enter: Callable[[Sequence[Door]], None]
) -> Mapping[str, Any]:
    """Set up the directorate, play its acts, wait for bank and mail, and return the totals.

    ``enter`` is called with the demo's accounts; its effects are part of the totals.

    ``data`` is a folder of the demo's files; without it the demo's own folder is used, or one generated
    for ``people`` people. On a database that has seen the acts, only the remaining work is done: nobody is
    billed, paid or told twice.

    Raises
    ------
    UnsoundInput
        A file of the folder was refused; lists all its faults.
    """
    with _folder(people, data) as folder:
        acts = read_acts(folder / "acts.yaml")
        _play(acts, tell, state)
    enter(_doors(acts))
    tell("Waiting for the bank and the messages …")
    desk = opened(max(act.instant for act in acts) if acts else founded())
    wait_until_quiet(state, lambda: desk.look("waiting"))
    return desk.look("totals")


@contextlib.contextmanager
def _folder(people: int, data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
    elif people:
        with tempfile.TemporaryDirectory(prefix="vethanam-demo-") as drawn:
            write(Path(drawn), load_pack(PACK), people)
            yield Path(drawn)
    else:
        yield FOLDER


def _play(acts: Sequence[Act], tell: Tell, state: Path) -> None:
    if acts:
        enter_gateways(acts[0].instant)
        enter_operator_numbers(acts[0].instant)
    before = None
    for act in acts:
        if before is not None and act.instant - before > DAYS_OF_BANK:
            desk = opened(before)
            wait_until_quiet(state, lambda: desk.look("waiting"))  # noqa: B023  (called at once)
        before = act.instant
        played = play_one(act) if act.do in REPEATABLE else play_once(act)
        if played is not None:
            tell(f"{played.at}  {act.by}: {act.do}. {played.says}")
            _refuse_an_unread_file(act, played)
        if act.do == "import" and act.get("what") == "directorate":
            enter_operator_numbers(act.instant)


def _refuse_an_unread_file(act: Act, played: Played) -> None:
    """Stop the demo if the import of a file was refused, as later acts would fail.

    Raises
    ------
    UnsoundInput
        The faults of the file, from its import.
    """
    if act.do != "import" or played.ok or act.get("file") == REFUSED_FILE:
        return
    refused = refusal(played)
    faults = refused.faults if isinstance(refused, UnsoundInput) else ()
    raise UnsoundInput("demo_act_failed", faults, file=act.get("file"), why=played.says)


def _doors(acts: Sequence[Act]) -> list[Door]:
    """The accounts shown in the demo: the first employee with an increment, and some officers."""
    raised = [
        str(act.get("employment")) for act in acts if act.do == "record" and act.get("reason") == "increment"
    ]
    employee = {f"E{min(raised)}": "employee with a new increment"} if raised else {}
    codes = first_codes()
    return [Door(name, who, codes.get(name, "")) for name, who in (employee | DOORS).items()]


def wait_until_quiet(state: Path, waiting: Callable[[], Mapping[str, int]]) -> None:
    """Wait until every passed bill is paid and answered, every credit told or listed, and a signed
    head covers the log.

    Raises
    ------
    Broken
        Something still waits after four minutes; the sentence counts it.
    """
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    calm = 0
    while calm < 3:
        waits = {name: count for name, count in _waits(state, waiting()).items() if count}
        calm = 0 if waits else calm + 1
        if time.monotonic() > until:
            what = ", ".join(f"{count} {name}" for name, count in waits.items())
            raise Broken("demo_not_quiet", what=what)
        time.sleep(0.2)


def _waits(state: Path, counts: Mapping[str, int]) -> dict[str, int]:
    bank = state / "bank"
    # after a restore, these and their answers wait for the bills that this very run makes again
    is_early = counts["payments_before_restore"] > 0
    at_the_bank = int(not is_early and not is_quiet(bank / "out", bank / "own", bank / "in"))
    return {**{what: counts[name] for name, what in WAITS.items()}, "files at the bank": at_the_bank}
