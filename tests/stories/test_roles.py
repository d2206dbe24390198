"""The rights of each process on a carried month, as SQL in its own role: equal to the table of rights.

The statements really run, on the demo's database.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from tests.stories.conftest import Carried
from tests.stories.house import Database, House, one, rows, until
from vethanam.site.address import DATABASE
from vethanam.site.launcher import PORT
from vethanam.site.rights import rights_of, rights_table
from vethanam.site.roles import BACKUP, OWNER, PROCESS_ROLES, database_role

REFUSED = psycopg.errors.InsufficientPrivilege
VERBS = ("S", "I", "U", "D")


@pytest.fixture(scope="module")
def carried(month: Carried) -> Iterator[House]:
    """The month's house, its server running."""
    with month.house.database():
        yield month.house


def role(house: House, name: str) -> Database:
    """A connection as one of the roles."""
    password = house.state.password_file(name)
    return psycopg.connect(
        host=str(house.state.sockets), port=PORT, dbname=DATABASE, user=database_role(name), autocommit=True,
        password=password.read_text(encoding="ascii") if password.exists() else None,
    )  # fmt: skip


@pytest.mark.parametrize("process", PROCESS_ROLES)
def test_each_statement_is_allowed_or_refused_as_the_table_of_rights_says(
    carried: House, process: str
) -> None:
    """Every relation, every column, every verb, on no row at all."""
    table = rights_table()
    with role(carried, "owner") as owner:
        relations: dict[str, list[str]] = {}
        for relation, column in rows(owner, _COLUMNS):
            relations.setdefault(relation, []).append(column)
        views = {name for (name,) in rows(owner, _VIEWS)}
    wrong = []
    with role(carried, process) as db:
        for (relation, columns), verb in itertools.product(relations.items(), VERBS):
            if verb != "S" and relation in views:
                continue
            given = [
                right
                for right in rights_of(relation, table[relation])
                if (right.role, right.verb) == (process, verb)
            ]
            allowed = {column for right in given for column in (right.columns or columns)}
            if verb in "IU":  # the database alone says which transaction wrote a row
                allowed.discard("committed_in")
            tried = columns if verb != "D" else columns[:1]
            wrong += [
                f"{process}: {verb} on {relation}.{column}"
                for column in tried
                if may(db, relation, column, verb) is not (bool(given) if verb == "D" else column in allowed)
            ]
    assert wrong == []


@pytest.mark.parametrize("name", [*PROCESS_ROLES, OWNER, BACKUP])
def test_nobody_reads_a_seal_of_the_month(carried: House, name: str) -> None:
    """Not the dispatcher either once nothing is being sent; backup reads closed seals and holds no key."""
    with role(carried, name) as db:
        if name == BACKUP:
            assert one(db, "SELECT count(*) FROM privacy_sealed") > 0
            with pytest.raises(REFUSED):
                db.execute("UPDATE privacy_sealed SET sealed = sealed")
        elif name in ("web", "worker", "sequencer", "paymaster"):
            with pytest.raises(REFUSED):
                db.execute("SELECT sealed FROM privacy_sealed")
        else:
            until(lambda: rows(db, "SELECT sealed FROM privacy_sealed") == [], "the last grant has expired")


def test_a_grant_is_only_for_what_is_being_sent(carried: House) -> None:
    with role(carried, "dispatcher") as db:
        ((use, contact),) = rows(
            db, "SELECT use_id, contact_id FROM privacy_outbox WHERE state = 'accepted' LIMIT 1"
        )
        with pytest.raises(REFUSED, match="no message in hand"):
            db.execute("SELECT privacy_grant(%s, %s::bigint[], 30)", [use, [contact]])
    for other in ("web", "worker", "sequencer", "paymaster"):
        with role(carried, other) as db, pytest.raises(REFUSED):
            db.execute("SELECT privacy_grant(%s, %s::bigint[], 30)", [use, [contact]])


@pytest.mark.parametrize("process", ["web", "worker"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payroll_bill SET passed_by_id = made_by_id",
        "UPDATE payroll_bill SET state = 'passed'",
        "UPDATE payroll_bill SET state = 'cancelled'",
        "UPDATE payroll_claim SET state = 'open'",
        "DELETE FROM payroll_payslip",
        "UPDATE payroll_payslip SET net = net + 1",
        "UPDATE payroll_dueregister SET due = due",
        "UPDATE payroll_recoveredsum SET amount = amount",
        "UPDATE payments_paymentleg SET amount = amount + 1",
        "UPDATE service_book_pay SET basic_pay = basic_pay + 1",
        "UPDATE journal_staged SET leaf = leaf",
        "UPDATE journal_leaf SET hash = hash",
        "DELETE FROM journal_leaf",
        "DELETE FROM journal_head",
        "DELETE FROM privacy_use",
        "UPDATE privacy_outbox SET state = 'queued'",
    ],
)
def test_what_stands_stays(carried: House, process: str, statement: str) -> None:
    with role(carried, process) as db, pytest.raises((REFUSED, psycopg.errors.CheckViolation)):
        db.execute(statement)


@pytest.mark.parametrize("process", ["web", "worker"])
def test_nothing_more_is_claimed_of_a_month_that_is_drawn(carried: House, process: str) -> None:
    """Similar guards beside it are tested with payroll's own guards."""
    for instalment in (1, 2):
        with (
            role(carried, process) as db,
            pytest.raises(psycopg.errors.CheckViolation, match="claims_within_due"),
        ):
            copy_row(db, "payroll_claim", "state = 'drawn'", state="open", instalment=instalment)


@pytest.mark.parametrize("signature", ["checked", "passed"])
def test_who_made_a_bill_neither_checks_nor_passes_it(carried: House, signature: str) -> None:
    with role(carried, "web") as db:
        (maker,) = rows(
            db, "SELECT made_by_id FROM payroll_bill WHERE signing = 'maker_checker' ORDER BY id LIMIT 1"
        )[0]
        signed = {
            "number": "a bill of one's own",
            "register_number": 9999,
            "state": "made",
            f"{signature}_by_id": maker,
        }
        with pytest.raises(psycopg.errors.CheckViolation, match="payroll_bill"):
            copy_row(db, "payroll_bill", "signing = 'maker_checker'", **signed)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_leaf SET hash = hash", "DELETE FROM journal_leaf", "TRUNCATE journal_leaf"]
)
@pytest.mark.parametrize("name", [*PROCESS_ROLES, OWNER])
def test_no_role_updates_or_deletes_a_leaf(carried: House, name: str, statement: str) -> None:
    with role(carried, name) as db, pytest.raises(psycopg.Error):
        db.execute(statement)


def copy_row(db: Database, table: str, which: str, **changes: object) -> None:
    """Insert the first row of a table again, with a new id and these columns changed."""
    names = [name for (name,) in rows(db, _COLUMNS_OF, table)]
    taken = sql.SQL(", ").join(
        sql.Placeholder(name) if name in changes else sql.Identifier(name) for name in names
    )
    text = "INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE {which} ORDER BY id LIMIT 1"
    db.execute(
        sql.SQL(text).format(
            table=sql.Identifier(table), names=sql.SQL(", ").join(map(sql.Identifier, names)), taken=taken,
            which=sql.SQL(which),
        ),
        changes,
    )  # fmt: skip


def may(db: Database, relation: str, column: str, verb: str) -> bool:
    """Whether a statement that touches no row goes through."""
    names = {"relation": sql.Identifier(relation), "column": sql.Identifier(column)}
    text = {
        "S": "SELECT {column} FROM {relation} WHERE false",
        "I": "INSERT INTO {relation} ({column}) OVERRIDING SYSTEM VALUE SELECT NULL WHERE false",
        "U": "UPDATE {relation} SET {column} = DEFAULT WHERE false",
        "D": "DELETE FROM {relation} WHERE false",
    }[verb]
    try:
        db.execute(sql.SQL(text).format(**names))
    except REFUSED:
        return False
    except psycopg.Error:  # refused for another reason than the right, which comes first
        return True
    return True


_COLUMNS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
 ORDER BY 1, a.attnum
"""
_VIEWS = "SELECT viewname FROM pg_views WHERE schemaname = 'public'"
_COLUMNS_OF = """
SELECT attname FROM pg_attribute
 WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped AND attname <> 'id' ORDER BY attnum
"""
