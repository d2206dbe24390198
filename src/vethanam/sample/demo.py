"""Carries the demo's directorate through its month and counts, from the database, what came of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from vethanam.acts.files import FileAct as Act
from vethanam.errors import Broken, Fault, UnsoundInput
from vethanam.journal.actions import append
from vethanam.messaging.queries import events_to_tell
from vethanam.payments.queries import DEDUCTED, bills_to_instruct, settlement_of_all
from vethanam.payroll.rulebook import pack_in_use
from vethanam.rules import load_pack
from vethanam.sample.bank import is_quiet
from vethanam.sample.playing import Played, play_one, read_acts
from vethanam.sample.setting_up import sample_password
from vethanam.sample.writing import write

FOLDER = Path(__file__).parent / "folder"
DAYS_OF_BANK = timedelta(days=2)
LONGEST_WAIT_SECONDS = 240
#: acts that may be played again on the same database: they do what is left to do, or nothing
REPEATABLE = frozenset(
    {"import", "verify", "run", "resolve", "make", "check", "countersign", "present", "pass", "show"}
)
#: the file of the demo's folder that has somebody a second time: the demo shows that it is refused
REFUSED_FILE = "twice.csv"

Tell = Callable[[str], None]


def carry_month(*, people: int, data: Path | None, tell: Tell, state: Path) -> dict[str, Any]:
    """Set the directorate up, play its acts, wait for bank and mail, and count.

    ``data`` is a folder of the demo's four files; without it the demo's own, or one drawn for ``people`` people. On a
    database that has seen the acts before, only what is left to do is done: nobody is billed, paid or told twice.

    Raises
    ------
    UnsoundInput
        A file of the folder was not taken; everything that is wrong with it.
    """
    with _folder(people, data) as folder:
        _play(read_acts(folder / "acts.yaml"), tell, state)
    tell("Waiting for the bank and the messages …")
    wait_until_quiet(state)
    return totals()


@contextlib.contextmanager
def _folder(people: int, data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
    elif people:
        with tempfile.TemporaryDirectory(prefix="vethanam-demo-") as drawn:
            write(Path(drawn), load_pack(pack_in_use().name), people)
            yield Path(drawn)
    else:
        yield FOLDER


def _play(acts: Sequence[Act], tell: Tell, state: Path) -> None:
    before = None
    for act in acts:
        if before is not None and act.instant - before > DAYS_OF_BANK:
            wait_until_quiet(state)
        before = act.instant
        if act.do in REPEATABLE or not _is_played(act):
            with transaction.atomic():
                played = play_one(act)
                _remember(act, played)
            tell(f"{played.at}  {act.by}: {act.do}. {played.says}")
            _refuse_an_unread_file(act, played)


def _refuse_an_unread_file(act: Act, played: Played) -> None:
    """End the demo where a file of its folder was not taken: what follows would be about nobody.

    Raises
    ------
    UnsoundInput
        What is wrong with the file, as its import said it.
    """
    if act.do != "import" or played.ok or act.get("file") == REFUSED_FILE:
        return
    faults = [
        Fault(fault["record"], fault["field"], fault["code"], fault["facts"])
        for fault in played.state.get("faults", ())
    ]
    raise UnsoundInput("demo_act_failed", faults, file=act.get("file"), why=played.says)


def _mark(act: Act) -> str:
    written = json.dumps([act.instant.isoformat(), act.by, act.do, act.given], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def _is_played(act: Act) -> bool:
    """Whether the log knows this very act: a record of the demo is never entered twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM journal_staged WHERE position(%s::bytea IN leaf) > 0)",
            [_mark(act).encode()],
        )
        return bool((cursor.fetchone() or (False,))[0])


def _remember(act: Act, played: Played) -> None:
    if act.do not in REPEATABLE:
        append(
            "sample_act",
            public={"act": _mark(act), "do": act.do, "ok": played.ok},
            private=None,
            at=act.instant,
            is_sample=True,
        )


def accounts() -> list[tuple[str, str, str]]:
    """Sign-in name, password and who it is, for the terminal."""
    secret = sample_password()
    with connection.cursor() as cursor:
        cursor.execute(_INTERESTING)
        mine = [(row[0], secret, row[1]) for row in cursor.fetchall()]
    return [
        *mine,
        ("ddo-0412", secret, "drawing officer of 0412"),
        ("clerk-0412", secret, "clerk of 0412"),
        ("treasury-t02", secret, "treasury officer, who passes the bills of 0412"),
        ("treasury-t01", secret, "treasury officer of the other treasury"),
        ("finance", secret, "finance officer: rules, purposes, what an order would cost"),
        ("finance-desk", secret, "who tells everybody of an order"),
        ("law-officer", secret, "law officer: restraints"),
        ("dpo", secret, "data protection officer"),
    ]


_INTERESTING = """
    SELECT DISTINCT ON (p.reason) a.username, 'employee with a new ' || p.reason
    FROM service_book_pay p JOIN people_employment e ON e.id = p.employment_id
    JOIN people_person h ON h.id = e.person_id JOIN identity_account a ON a.id = h.account_id
    WHERE p.reason = 'increment' ORDER BY p.reason, e.number
"""


def wait_until_quiet(state: Path) -> None:
    """Until every passed bill is instructed and answered, every credit told or listed, and the log has a head over all.

    Raises
    ------
    Broken
        Something still waits after four minutes; the sentence counts what.
    """
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    calm = 0
    while calm < 3:
        waits = {name: count for name, count in _waiting(state).items() if count}
        calm = 0 if waits else calm + 1
        if time.monotonic() > until:
            what = ", ".join(f"{count} {name}" for name, count in waits.items())
            raise Broken("demo_not_quiet", what=what)
        time.sleep(0.2)


def _waiting(state: Path) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        names = [column.name for column in cursor.description or ()]
        counts = dict(zip(names, cursor.fetchone() or (), strict=True))
    bank = state / "bank"
    return {
        "bills without instruction": len(bills_to_instruct()),
        "files at the bank": int(not is_quiet(bank / "out", bank / "own", bank / "in")),
        **counts,
        "credits to be told": len(events_to_tell()),
    }


_WAITING = """
    SELECT (SELECT count(*) FROM payments_paymentfile WHERE state IN ('written', 'leaving')) AS "files not handed over",
           (SELECT count(*) FROM payments_paymentleg WHERE state = 'instructed') AS "payments without answer",
           (SELECT count(*) FROM privacy_outbox WHERE done_at IS NULL) AS "messages",
           (SELECT count(*) FROM journal_staged s
              WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.staged_id = s.id)) AS "log entries"
"""


def totals() -> dict[str, Any]:
    """What the demo prints: counts and sums of the database, amounts in paise."""
    money = settlement_of_all()
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS)
        names = [column.name for column in cursor.description or ()]
        counted = dict(zip(names, cursor.fetchone() or (), strict=True))
        cursor.execute("SELECT size, encode(root, 'hex') FROM journal_head ORDER BY size DESC LIMIT 1")
        size, head = cursor.fetchone() or (0, None)
    return {
        **{name: int(count) for name, count in counted.items() if not name.startswith(("messages", "uses"))},
        "instructed_paise": money.instructed,
        "credited_paise": money.settled,
        "rejected_paise": money.rejected,
        "returned_paise": money.returned,
        "open_paise": money.open,
        "remitted_paise": settlement_of_all(DEDUCTED).settled,
        **{name: int(count) for name, count in counted.items() if name.startswith(("messages", "uses"))},
        "ledger": {"size": size, "head": head},
    }


_TOTALS = """
    SELECT (SELECT count(DISTINCT person_id) FROM people_employment) AS people,
           (SELECT count(*) FROM people_drawingcode) AS drawing_codes,
           count(b.id) AS bills,
           COALESCE(sum(b.gross), 0) AS gross_paise,
           COALESCE(sum(b.deductions), 0) AS deductions_paise,
           COALESCE(sum(b.net), 0) AS net_paise,
           (SELECT count(*) FROM payroll_runfinding f JOIN payroll_run r ON r.id = f.run_id
              WHERE r.state <> 'superseded' AND f.code = 'line_held') AS lines_held,
           (SELECT count(*) FROM payroll_runfinding f JOIN payroll_run r ON r.id = f.run_id
              WHERE r.state <> 'superseded') AS findings,
           (SELECT count(*) FROM privacy_outbox WHERE state = 'sent') AS messages_sent,
           (SELECT count(*) FROM privacy_outbox WHERE state = 'uncertain') AS messages_uncertain,
           (SELECT count(*) FROM privacy_use WHERE outcome = 'deny') AS uses_refused
    FROM payroll_bill b WHERE b.state IN ('passed', 'part_credited', 'closed')
"""
