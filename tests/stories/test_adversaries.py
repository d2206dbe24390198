"""Processes in the hands of an attacker, after a month: each writes with its real rights whatever the database
lets it, by SQL and by the acts of the library, in the name of officers and without their signatures. A seed
draws it all. Then the untouched processes run the month again.

No money moves that officers did not sign for, and nobody gets a message that no allowed use names. A row of a
table that ``vethanam check`` compares, written or changed past its act, is named by the check. Not compared are
the rows that processes change all the time (``BESIDE`` and ``docs/trust.md``).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.stories.conftest import Carried
from tests.stories.folder import Folder
from tests.stories.house import Database, House, one, rows
from tests.stories.test_roles import role
from tests.stories.test_thief import acts_that_follow
from vethanam.journal.row_audit import NO_ACT
from vethanam.site.checks import ROWS
from vethanam.site.rights import Right, rights_of, rights_table

#: processes that open or sign nothing that moves money by themselves
PROCESSES = ("web", "worker", "dispatcher")
#: statements that each process tries on each relation and verb, calls of each function
TRIES = 6
#: the framework's own tables: deleting a session or a job is no attack on what is recorded
BESIDE = ("django_session", "procrastinate_")
#: the account of the attacker
OWN = "66666666666"


def test_a_taken_over_process_pays_nobody_and_tells_nobody(after: Carried, seed: int) -> None:
    house, chance = after.house, random.Random(f"adversary {seed}")
    paid, mails = payments_of(house), Counter(mail.to for mail in house.mails())
    taken: Counter[str] = Counter()
    past: set[tuple[str, int]] = set()
    with house.database() as db:
        uses = {one for (one,) in rows(db, "SELECT reference FROM privacy_use")}
        bound = rows(db, "SELECT max(id) FROM journal_rowset")[0][0]
        for process in PROCESSES:
            with role(house, process) as attacker:
                attacker.execute("SET lock_timeout = '2s'")
                taken += attacked(db, attacker, process, chance)
                taken += called(db, attacker, process, chance)
            if process != "dispatcher":
                taken += acted(house, process, attacks(after.folder, chance))
        past = past_acts(db, bound)
    assert taken.total() > 60, taken  # or the attack is none
    # the demo may refuse to go on in a database like this
    house.vethanam("demo", "--once", "--json", "--data", after.folder.path)
    assert (house.books()["twice"], payments_of(house)) == (0, paid), taken
    with house.database() as db:
        told = dict(rows(db, _TOLD))
        named = {one for (one,) in rows(db, "SELECT reference FROM privacy_use")}
        assert one(db, "SELECT count(*) FROM journal_rowset WHERE staged_id IS NULL") == 0
    more = Counter(mail.to for mail in house.mails()) - mails
    assert more.total() <= sum(told[one] for one in named - uses), (more, taken)
    checked = json.loads(house.vethanam("check", "--json").stdout)
    unnamed = {table for table, _ in past} - {word for one in checked for word in one["says"].split()}
    assert unnamed == set(), (unnamed, taken)


def payments_of(house: House) -> list[tuple[str, bytes]]:
    """The payment files at the bank, with their bytes."""
    received = house.state.bank / "own" / "received"
    return [(path.name, path.read_bytes()) for path in sorted(received.glob("*.xml"))]


def past_acts(db: Database, bound: int) -> set[tuple[str, int]]:
    """Tables and first rows that were written after a row set, in a transaction that staged no entry."""
    needing = [name for name, acts in ROWS.items() if acts != NO_ACT]
    return {(table, row) for table, row in rows(db, _PAST, bound, needing)}


# -- by SQL --------------------------------------------------------------------------------------------------


def attacked(known: Database, attacker: Database, process: str, chance: random.Random) -> Counter[str]:
    """Try statements on every relation that a process may write; returns how many went through, by kind.

    The attacker knows every row (``known`` reads them): what he lacks is only the right. One statement in four
    comes with an entry of the log, taken from another one.
    """
    taken: Counter[str] = Counter()
    keys = dict(rows(known, _KEYS))
    entries = rows(known, "SELECT leaf FROM journal_staged ORDER BY id")
    for relation, cells in sorted(rights_table().items()):
        if relation not in keys or relation.startswith(BESIDE):
            continue
        for right in rights_of(relation, cells):
            if right.role != process or right.verb not in "IUD":
                continue
            for statement, given in drawn(known, right, keys[relation], chance):
                entry = chance.choice(entries) if chance.random() < 0.25 else None
                done = tried(attacker, statement, given, entry)
                taken[f"{process} {right.verb} {relation}"] += done
    return +taken


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
                        "UPDATE {table} SET {name} = (SELECT {name} FROM {row} AS drawn) WHERE {key} = %(key)s"
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
    numbers = [pk for (pk,) in rows(known, "SELECT id FROM privacy_contact UNION SELECT id FROM privacy_outbox")]
    values = {
        "bigint": lambda: chance.choice(numbers), "integer": lambda: chance.choice((30, 202611, 202612)),
        "bigint[]": lambda: chance.sample(numbers, 3), "integer[]": lambda: [202611, 202610, 202609],
        "text": lambda: chance.choice(("x", "email", OWN)), "text[]": lambda: ["x", "SMPL0000060", OWN],
    }  # fmt: skip
    for function, cells in sorted(rights_table().items()):
        name, is_function, kinds = function.rstrip(")").partition("(")
        if not is_function or "X" not in cells.get(process, ""):
            continue
        kinds = kinds.split(",") if kinds else []
        for _ in range(TRIES):
            given = [values[kind]() for kind in kinds]
            text = f"SELECT {name}({', '.join(f'%s::{kind}' for kind in kinds)})"
            try:
                taken[f"{process} X {name}"] += len(rows(attacker, text, *given))
            except psycopg.Error:
                continue
    if process == "dispatcher":
        assert rows(attacker, "SELECT sealed FROM privacy_sealed") == []
    return +taken


# -- by the library ------------------------------------------------------------------------------------------


def attacks(folder: Folder, chance: random.Random) -> list[dict[str, Any]]:
    """Acts for money and for messages: the attacker's account for a person, a bill of another month passed, a
    campaign text sent and approved, a court's order lifted. Then the month's own acts, in any order.
    """
    code, number = "0412", chance.choice([row["number"] for row in folder.people()])
    order = next(act["with"] for act in folder.acts() if act["do"] == "order")
    month = {"drawing_code": code, "month": chance.choice(("2026-10", "2026-11", "2026-12"))}
    bill = {"bill": f"2026/{code}/{chance.choice((1, 2, 3))}"}
    account = {"kind_of_account": "bank", "branch": "SMPL0000060", "number": OWN, "holder": "X"}
    written: list[tuple[str, dict[str, Any]]] = [
        ("record", {"employment": number, "fact": "payee_account", "valid_from": "2026-11-01", **account,
                    "order": {"number": order["number"], "dated": order["dated"]}}),
        ("verify", {"drawing_code": code}), ("institution", {"name": "X", "kind": "cooperative", **account}),
        ("verify_institution", {"name": "X"}), ("run", month), ("make", month), ("check", month),
        ("check", bill), ("present", month), ("present", bill), ("pass", month), ("pass", bill),
    ]  # fmt: skip
    written += [(str(act["do"]), dict(act["with"])) for act in acts_that_follow(folder)]  # type: ignore[call-overload]
    again = [(act["do"], act["with"]) for act in folder.acts() if act["do"] != "import"]
    written += chance.sample(again, min(20, len(again)))
    return [{"do": do, "with": given, "chance": chance.random()} for do, given in written]


def acted(house: House, process: str, acts: list[dict[str, Any]]) -> Counter[str]:
    """Perform acts as a process that leaves out every power and signature; returns how many were done."""
    done = subprocess.run(
        [sys.executable, "-c", _LIBRARY, process], input=json.dumps(acts, default=str), text=True, check=False,
        env={**house.environment, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Counter(f"{process} acts {name}" for name in done.stdout.split())


_LIBRARY = """
import json, random, sys
from vethanam.cli import boot
boot(sys.argv[1])
from vethanam.acts import executor
from vethanam.acts.registry import acts
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.models import Appointment

executor._to_sign = lambda *_: None
(at, is_sample), seats = business_now(), list(Appointment.objects.select_related("account").order_by("pk"))
for act in json.load(sys.stdin):
    chance, declared = random.Random(act["chance"]), acts().get(act["do"])
    if declared is None:
        continue
    seat = chance.choice(seats)
    named = act["with"].get("drawing_code") or act["with"].get("scope")
    forged = Authority(
        seat.account_id, seat.person_id, seat.office, chance.choice(declared.roles or (seat.role,)), at,
        scope=named or seat.scope or None, is_sample=is_sample,
    )
    if executor.perform(act["do"], seat.account, act["with"], at, is_sample=is_sample, authority=forged).ok:
        print(act["do"])
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
#: row sets after one, of transactions that staged no entry
_PAST = """
SELECT r.relation, r.ids[1] FROM journal_rowset r
 WHERE r.id > %s AND r.relation = ANY (%s)
   AND NOT EXISTS (SELECT FROM journal_waiting w WHERE w.xid = r.xid)
"""
