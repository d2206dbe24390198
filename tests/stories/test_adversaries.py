"""Processes in the hands of an attacker, after a month: each writes with its real rights whatever the database
lets it, by SQL that a seed draws. Then the untouched processes run the month again.

No money moves that officers did not sign for, nobody gets a message that no lawful use names, and every accepted
change of a row is one that the process could have made by an act, or ``vethanam check`` names it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.stories.conftest import Carried
from tests.stories.house import Database, House, rows
from tests.stories.test_roles import role
from vethanam.site.rights import Right, rights_of, rights_table

#: processes that open or sign nothing that moves money by themselves
PROCESSES = ("web", "worker", "dispatcher")
#: statements that each process tries on each relation and verb
TRIES = 6
#: the framework's own tables: deleting a session or a job is no attack on what is recorded
BESIDE = ("django_session", "procrastinate_")


def test_a_taken_over_process_pays_nobody_and_tells_nobody(after: Carried, seed: int) -> None:
    house, chance = after.house, random.Random(f"adversary {seed}")
    paid, mails = payments_of(house), Counter(mail.to for mail in house.mails())
    taken: Counter[str] = Counter()
    with house.database() as db:
        uses = {one for (one,) in rows(db, "SELECT reference FROM privacy_use")}
        for process in PROCESSES:
            with role(house, process) as attacker:
                attacker.execute("SET lock_timeout = '2s'")
                taken += attacked(db, attacker, process, chance)
    assert taken.total() > 20, taken  # or the attack is none
    # the demo may refuse to go on in a database like this
    house.vethanam("demo", "--once", "--json", "--data", after.folder.path)
    assert (house.books()["twice"], payments_of(house)) == (0, paid), taken
    with house.database() as db:
        told = dict(rows(db, _TOLD))
        named = {one for (one,) in rows(db, "SELECT reference FROM privacy_use")}
    more = Counter(mail.to for mail in house.mails()) - mails
    assert more.total() <= sum(told[one] for one in named - uses), (more, taken)


def payments_of(house: House) -> list[tuple[str, bytes]]:
    """The payment files at the bank, with their bytes."""
    received = house.state.bank / "own" / "received"
    return [(path.name, path.read_bytes()) for path in sorted(received.glob("*.xml"))]


def attacked(known: Database, attacker: Database, process: str, chance: random.Random) -> Counter[str]:
    """Try statements on every relation that a process may write; returns how many went through, by kind.

    The attacker knows every row (``known`` reads them): what he lacks is only the right.
    """
    taken: Counter[str] = Counter()
    keys = dict(rows(known, _KEYS))
    for relation, cells in sorted(rights_table().items()):
        if relation not in keys or relation.startswith(BESIDE):
            continue
        for right in rights_of(relation, cells):
            if right.role != process or right.verb not in "IUD":
                continue
            for statement, given in drawn(known, right, keys[relation], chance):
                try:
                    done = attacker.execute(statement, given).rowcount
                except psycopg.Error:
                    continue
                taken[f"{process} {right.verb} {relation}"] += done
    return +taken


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
            for name in set(names) & (set(changed) - {key}):
                yield (
                    sql.SQL(
                        "UPDATE {table} SET {name} = (SELECT {name} FROM {row}) WHERE {key} = %(key)s"
                    ).format(table=table, name=sql.Identifier(name), row=of_row, key=sql.Identifier(key)),
                    given,
                )
        else:
            beside = [name for name in names if name != key or not isinstance(row[key], int)]
            columns = sql.SQL(", ").join(map(sql.Identifier, beside))
            yield (
                sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(table, columns, columns, of_row),
                given,
            )


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
