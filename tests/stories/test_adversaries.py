"""Processes in the hands of an attacker, after a month: each writes with its real rights whatever the
database lets it, by SQL and by the acts of the library, in the name of officers and without their signatures.
A seed draws it all. Then the untouched processes run the month again.

No money moves that officers did not sign for, and nobody gets a message that no allowed use names. A row of a
table that ``vethanam check`` compares, written or changed past its act, is named by the check. Not compared
are the rows that processes change all the time (``BESIDE`` and ``docs/trust.md``).
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.stories.conftest import Carried
from tests.stories.folder import Folder
from tests.stories.house import Database, House, one, rows, until
from tests.stories.test_roles import role
from tests.stories.test_thief import acts_that_follow
from vethanam.journal.row_audit import NO_ACT
from vethanam.site.checks import ROWS
from vethanam.site.processes import free_port
from vethanam.site.rights import Right, rights_of, rights_table

#: each takes minutes
SEEDS = 1
#: processes that open or sign nothing that moves money by themselves
PROCESSES = ("web", "worker", "dispatcher")
#: statements that each process tries on each relation and verb, calls of each function
TRIES = 6
#: the framework's own tables: deleting a session or a job is no attack on what is recorded
BESIDE = ("django_session", "procrastinate_")
#: seconds in which each process looks for work several times
ROUNDS = 12
#: the account of the attacker
OWN = "66666666666"


def test_a_taken_over_process_pays_nobody_and_tells_nobody(after: Carried, seed: int) -> None:
    house, chance = after.house, random.Random(f"adversary {seed}")
    paid, mails = payments_of(house), Counter(mail.to for mail in house.mails())
    taken: Counter[str] = Counter()
    past: set[str] = set()
    with going_on(house, after.folder) as db:
        uses = {one for (one,) in rows(db, "SELECT reference FROM privacy_use")}
        for process in PROCESSES:
            if process != "dispatcher":
                taken += acted(house, process, attacks(after.folder, chance))
            with role(house, process) as attacker:
                attacker.execute("SET lock_timeout = '2s'")
                taken += attacked(db, attacker, process, chance, past)
                taken += called(db, attacker, process, chance)
        until(lambda: one(db, "SELECT count(*) FROM journal_waiting") == 0, "every entry has its leaf", 120)
        time.sleep(ROUNDS)
        told = dict(rows(db, _TOLD))
        named = {one for (one,) in rows(db, "SELECT reference FROM privacy_use")}
    by_acts = sum(count for name, count in taken.items() if " acts " in name)
    assert taken.total() > 60 and by_acts > 5, taken  # or there is no attack
    assert (house.books()["twice"], payments_of(house)) == (0, paid), taken
    more = Counter(mail.to for mail in house.mails()) - mails
    assert more.total() <= sum(told[one] for one in named - uses), (more, taken)
    checked = json.loads(house.vethanam("check", "--json").stdout)
    assert past - {word for found in checked for word in found["says"].split()} == set(), taken


@contextlib.contextmanager
def going_on(house: House, folder: Folder) -> Iterator[Database]:
    """The demo's processes, bank and mail server, running; no officer acts: he would sign
    what he is shown.
    """
    idle, log = folder.copy_to(folder.path.parent / "idle"), folder.path.parent / "demo.log"
    idle.write_acts([])
    with log.open("w", encoding="utf-8") as said, house.database() as db:
        demo = house.start("demo", "--port", str(free_port()), "--data", idle.path, out=said, errors=said)
        try:
            until(lambda: "Ctrl-C" in log.read_text(encoding="utf-8"), "the demo to serve its pages", 120)
            yield db
            assert demo.poll() is None, log.read_text(encoding="utf-8")
        finally:
            demo.terminate()
            demo.wait(60)


def payments_of(house: House) -> list[tuple[str, bytes]]:
    """The payment files at the bank, with their bytes."""
    received = house.state.bank / "own" / "received"
    return [(path.name, path.read_bytes()) for path in sorted(received.glob("*.xml"))]


# -- by SQL --------------------------------------------------------------------------------------------------


def attacked(
    known: Database, attacker: Database, process: str, chance: random.Random, past: set[str]
) -> Counter[str]:
    """Try statements on every relation that a process may write; returns how many went through, by kind.

    The attacker knows every row (``known`` reads them): what he lacks is only the right. One statement in
    four comes with an entry of the log, taken from another one. ``past`` gets the compared tables with a row
    that was written or changed without an entry.
    """
    taken: Counter[str] = Counter()
    keys, free = dict(rows(known, _KEYS)), dict(rows(known, _FREE))
    compared = {relation for relation, acts in ROWS.items() if acts != NO_ACT}
    entries = rows(known, "SELECT leaf FROM journal_staged ORDER BY id")
    for relation, cells in sorted(rights_table().items()):
        if relation not in keys or relation.startswith(BESIDE):
            continue
        for right in rights_of(relation, cells):
            if right.role != process or right.verb not in "IUD":
                continue
            for statement, given in drawn(known, right, keys[relation], chance):
                entry = chance.choice(entries) if chance.random() < 0.25 else None
                before = rows_of(known, relation, keys[relation], free.get(relation, "").split(","))
                done = tried(attacker, statement, given, entry)
                taken[f"{process} {right.verb} {relation}"] += done
                if done and entry is None and relation in compared:
                    after = rows_of(known, relation, keys[relation], free.get(relation, "").split(","))
                    past |= {relation} if after != before else set()
    return +taken


def rows_of(known: Database, relation: str, key: str, free: list[str]) -> list[tuple[Any, ...]]:
    """The number of rows and a hash over them, without the columns that may change."""
    text = sql.SQL(
        "SELECT count(*), md5(string_agg((to_jsonb(r) - %s::text[])::text, '' ORDER BY {key})) FROM {r} r"
    )
    return known.execute(
        text.format(key=sql.Identifier(key), r=sql.Identifier(relation)), [[*free, "committed_in"]]
    ).fetchall()


def tried(attacker: Database, statement: sql.Composed, given: Mapping[str, Any], entry: Any = None) -> int:
    """The rows that a statement wrote, in a transaction with an entry if one is given."""
    try:
        with attacker.transaction():
            if entry is not None:
                attacker.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", entry)
            return attacker.execute(statement, given).rowcount
    except psycopg.Error:
        return 0


def drawn(
    known: Database, right: Right, key: str, chance: random.Random
) -> Iterator[tuple[sql.Composed, dict[str, Any]]]:
    """Statements of one right: rows of the table with values of other rows of it."""
    table = sql.Identifier(right.relation)
    found = rows(known, f"SELECT to_jsonb(r) FROM {right.relation} r ORDER BY {key} LIMIT 200")
    if not found:
        return
    for _ in range(TRIES):
        ((row,), (other,)) = chance.choice(found), chance.choice(found)
        names = [name for name in right.columns or row if name != "committed_in"]
        changed = {
            name: other[name]
            for name in chance.sample(sorted(row), min(len(row), chance.choice((1, 1, 2, 3))))
        }
        given = {"row": Jsonb({**row, **changed}), "key": row[key]}
        of_row = sql.SQL("jsonb_populate_record(NULL::{}, %(row)s)").format(table)
        if right.verb == "D":
            yield sql.SQL("DELETE FROM {} WHERE {} = %(key)s").format(table, sql.Identifier(key)), given
        elif right.verb == "U":
            for name in sorted(set(names) & (set(changed) - {key})):
                yield (
                    sql.SQL(
                        "UPDATE {table} SET {name} = (SELECT {name} FROM {row} AS drawn) "
                        "WHERE {key} = %(key)s"
                    ).format(table=table, name=sql.Identifier(name), row=of_row, key=sql.Identifier(key)),
                    given,
                )
        else:
            beside = [name for name in names if name != key or not isinstance(row[key], int)]
            columns = sql.SQL(", ").join(map(sql.Identifier, beside))
            yield (
                sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} AS drawn").format(
                    table, columns, columns, of_row
                ),
                given,
            )


def called(known: Database, attacker: Database, process: str, chance: random.Random) -> Counter[str]:
    """Call every function of the owner that a process may call, with numbers of real rows; nothing opens."""
    taken: Counter[str] = Counter()
    numbers = [
        pk for (pk,) in rows(known, "SELECT id FROM privacy_contact UNION SELECT id FROM privacy_outbox")
    ]
    values: dict[str, Callable[[], Any]] = {
        "bigint": lambda: chance.choice(numbers), "integer": lambda: chance.choice((30, 202611, 202612)),
        "bigint[]": lambda: chance.sample(numbers, 3), "integer[]": lambda: [202611, 202610, 202609],
        "date": lambda: chance.choice(("2026-11-26", "2026-11-27", "2026-12-01")),
        "text": lambda: chance.choice(("x", "email", OWN)), "text[]": lambda: ["x", "SMPL0000060", OWN],
    }  # fmt: skip
    for function, cells in sorted(rights_table().items()):
        name, is_function, listed = function.rstrip(")").partition("(")
        if not is_function or "X" not in cells.get(process, ""):
            continue
        kinds = listed.split(",") if listed else []
        for _ in range(TRIES):
            given = [values[kind]() for kind in kinds]
            text = f"SELECT {name}({', '.join(f'%s::{kind}' for kind in kinds)})"
            try:
                taken[f"{process} X {name}"] += len(rows(attacker, text, *given))
            except psycopg.Error:
                continue
    if process == "dispatcher":
        until(lambda: rows(attacker, "SELECT sealed FROM privacy_sealed") == [], "nothing is open to him")
    return +taken


# -- by the library ------------------------------------------------------------------------------------------


def attacks(folder: Folder, chance: random.Random) -> list[dict[str, Any]]:
    """Acts for money and for messages: the attacker's account for a person, a bill of another month passed, a
    campaign text sent and approved, a court's order lifted. Then the month's own acts, in any order.
    """
    code, number = (
        "0412",
        chance.choice([row["number"] for row in folder.people() if row["drawing_code"] == "0412"]),
    )
    order = next(act["with"] for act in folder.acts() if act["do"] == "order")
    month = {"drawing_code": code, "month": chance.choice(("2026-11", "2026-12"))}
    bill = {"bill": f"2026/{code}/{chance.choice((2, 3))}"}
    account = {"kind_of_account": "bank", "branch": "SMPL0000060", "number": OWN, "holder": "X"}
    written: list[tuple[str, dict[str, Any]]] = [
        ("record", {"employment": number, "fact": "payee_account", "valid_from": "2026-11-01", **account,
                    "order": {"number": order["number"], "dated": order["dated"]}}),
        ("verify", {"drawing_code": code}),
        ("institution", {"name": "X", "kind": "cooperative", "branch": "SMPL0000060", "number": OWN}),
        ("verify_institution", {"name": "X"}), ("run", month), ("make", month), ("check", month),
        ("present", month), ("pass", month), ("pass", bill),
    ]  # fmt: skip
    follow: list[dict[str, Any]] = acts_that_follow(folder)
    written += [(act["do"], act["with"]) for act in follow]
    again = [(act["do"], act["with"]) for act in folder.acts() if act["do"] != "import"]
    written += chance.sample(again, min(20, len(again)))
    return [{"do": do, "with": given, "chance": chance.random()} for do, given in written]


def acted(house: House, process: str, acts: list[dict[str, Any]]) -> Counter[str]:
    """Perform acts as a process that leaves out every power and signature; returns how many were done."""
    done = subprocess.run(
        [sys.executable, "-c", _LIBRARY, process], input=json.dumps(acts, default=str), text=True,
        check=False,
        env={**house.environment, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Counter(f"{process} acts {name}" for name in done.stdout.split())


_LIBRARY = """
import json, random, sys, time
from vethanam.cli import boot
boot(sys.argv[1])
from vethanam.acts import executor
from vethanam.acts.registry import acts
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.payroll.models import Run
from vethanam.people.models import Appointment

executor._to_sign = lambda *_: None
(at, is_sample), seats = business_now(), list(Appointment.objects.select_related("account").order_by("pk"))
for act in json.load(sys.stdin):
    chance, declared = random.Random(act["chance"]), acts().get(act["do"])
    if declared is None:
        continue
    given = act["with"]
    named = given.get("drawing_code") or given.get("scope") or given.get("bill", "/").split("/")[1]
    able = [one for one in seats if one.role in declared.roles]
    fits = [one for one in able if one.scope == (named or "0412")] or able
    for seat in chance.sample(fits, min(4, len(fits))):
        forged = Authority(
            seat.account_id, seat.person_id, seat.office, seat.role, at, scope=seat.scope or None,
            is_sample=is_sample,
        )
        if executor.perform(act["do"], seat.account, given, at, is_sample=is_sample, authority=forged).ok:
            print(act["do"])
            break
    until = time.monotonic() + 30
    while time.monotonic() < until and Run.objects.filter(state__in=("asked", "computing")).exists():
        time.sleep(0.2)
"""
#: tables and their one-column keys
_KEYS = """
SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
 WHERE i.indisprimary AND i.indnkeyatts = 1 AND c.relnamespace = 'public'::regnamespace
   AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
#: uses and the number of messages that each may send at most
_TOLD = """
SELECT u.reference, (SELECT count(*) FROM privacy_outbox o WHERE o.use_id = u.id) FROM privacy_use u
"""
#: compared tables with the columns that may change without an entry
_FREE = """
SELECT tgrelid::regclass::text, split_part(encode(tgargs, 'escape'), '\\000', 1) FROM pg_trigger
 WHERE tgname = 'marked'
"""
