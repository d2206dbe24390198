"""Apply the table of rights: role × relation × verbs (``rights.txt``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from vethanam.errors import Broken
from vethanam.site.roles import ANALYST, BACKUP, PROCESS_ROLES, database_role

_VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE", "X": "EXECUTE"}
_CELL = re.compile(r"-|(?:[SIUDX](?:\([a-z0-9_, ]+\))?)+")
_GRANT = re.compile(r"([SIUDX])(?:\(([a-z0-9_, ]+)\))?")
_ROW = re.compile(r"[^\s(]+(?:\([^)]*\))?[^\s(]*(?:\([^)]*\)[^\s(]*)*")

Connection = psycopg.Connection[Any]
#: the column with the writing transaction, filled by PostgreSQL (``guards/committed_in.sql`` of a room)
NUMBER = "committed_in"
#: the columns of the table. A row names at least the first four; a further one left out gives no right
_COLUMNS = (*PROCESS_ROLES, ANALYST)
_LEAST = 4


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One verb of one role on a relation or function, on all or some columns."""

    role: str
    relation: str
    verb: str
    columns: tuple[str, ...] = ()

    def words(self) -> str:
        """``UPDATE (state)``"""
        return _VERBS.get(self.verb, self.verb) + (f" ({', '.join(self.columns)})" if self.columns else "")


def rights_table(text: str | None = None) -> dict[str, dict[str, str]]:
    """Relation → role → cell, as written."""
    rows: dict[str, dict[str, str]] = {}
    source = text if text is not None else (files(__package__) / "rights.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        relation, *cells = _ROW.findall(line)
        if (
            not _LEAST <= len(cells) <= len(_COLUMNS)
            or not all(_CELL.fullmatch(cell) for cell in cells)
            or relation in rows
        ):
            raise Broken("rights", relation=relation, roles=[*_COLUMNS])
        rows[relation] = dict(zip(_COLUMNS, cells, strict=False))
    return rows


def rights_of(relation: str, cells: Mapping[str, str]) -> Iterable[Right]:
    """The rights in one row of the table."""
    for role, cell in cells.items():
        for verb, columns in _GRANT.findall(cell):
            yield Right(
                role, relation, verb, tuple(column.strip() for column in columns.split(",") if column)
            )


def apply_rights(owner: Connection) -> None:
    """Revoke every right of all roles but the owner and grant those of the table.

    In one transaction; idempotent.
    """
    table = rights_table()
    with owner.transaction():
        owner.execute("SELECT pg_advisory_xact_lock(hashtext('vethanam rights'))")
        _revoke_all(owner)
        numbered = _columns_beside_the_number(owner)
        for relation in _relations(owner):
            for right in rights_of(relation, table.get(relation, {})):
                _grant(owner, _without_the_number(right, numbered))
        for function in _definer_functions(owner):
            for right in rights_of(function, table.get(function, {})):
                owner.execute(
                    sql.SQL("GRANT EXECUTE ON ROUTINE {} TO {}").format(
                        sql.SQL(function), sql.Identifier(database_role(right.role))
                    )
                )


def unlisted_relations(owner: Connection) -> list[str]:
    """Tables, views and definer functions missing in the table of rights."""
    table = rights_table()
    return [name for name in (*_relations(owner), *_definer_functions(owner)) if name not in table]


def listed_rights(owner: Connection) -> set[Right]:
    """The table's rights on existing relations and functions, column by column."""
    table = rights_table()
    numbered = _columns_beside_the_number(owner)
    return {
        single
        for relation in (*_relations(owner), *_definer_functions(owner))
        for right in rights_of(relation, table.get(relation, {}))
        for single in _one_by_one(_without_the_number(right, numbered))
    }


def granted_rights(owner: Connection) -> set[Right]:
    """The process roles' rights in the database, including partitions and definer functions."""
    letters = {verb: letter for letter, verb in _VERBS.items()}
    found = set()
    for role, relation, verb, column in owner.execute(_GRANTED):
        name = role.removeprefix("vethanam_")
        found.add(Right(name, relation, letters.get(verb, verb), (column,) if column else ()))
    return found


def _columns_beside_the_number(owner: Connection) -> dict[str, tuple[str, ...]]:
    """Table with a column ``committed_in`` → its other columns."""
    return {
        table: tuple(columns)
        for table, columns in owner.execute(
            "SELECT relname, array_agg(attname::text ORDER BY attname) FILTER (WHERE attname <> %s)"
            " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped "
            "AND relkind IN ('r', 'p')"
            " GROUP BY relname HAVING bool_or(attname = %s)",
            (NUMBER, NUMBER),
        )
    }


def _without_the_number(right: Right, numbered: Mapping[str, tuple[str, ...]]) -> Right:
    """INSERT and UPDATE on a numbered table cover every column but the number."""
    if right.verb not in "IU" or right.columns or right.relation not in numbered:
        return right
    return replace(right, columns=numbered[right.relation])


def _one_by_one(right: Right) -> Iterable[Right]:
    if not right.columns:
        return (right,)
    return (Right(right.role, right.relation, right.verb, (column,)) for column in right.columns)


# Rights on tables and views, on single columns, and on definer functions; of a process role or PUBLIC.
_GRANTED = """
WITH roles AS (
    SELECT oid, rolname FROM pg_roles
     WHERE rolname IN ('vethanam_web', 'vethanam_worker', 'vethanam_dispatcher', 'vethanam_sequencer',
     'vethanam_paymaster', 'vethanam_analyst')
    UNION ALL SELECT 0, 'everybody')
SELECT rolname, relname, privilege_type, NULL
  FROM pg_class c, aclexplode(relacl) a JOIN roles r ON r.oid = a.grantee
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
UNION ALL
SELECT rolname, relname, privilege_type, attname
  FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(attacl) a JOIN roles r
  ON r.oid = a.grantee
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
UNION ALL
SELECT rolname, proname || '(' || (
           SELECT coalesce(string_agg(format_type(t, NULL), ',' ORDER BY n), '')
             FROM unnest(proargtypes) WITH ORDINALITY AS x(t, n)
       ) || ')', privilege_type, NULL
  FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a JOIN roles r ON r.oid = a.grantee
 WHERE pronamespace = 'public'::regnamespace AND prosecdef
"""


def _revoke_all(owner: Connection) -> None:
    """Revoke all rights of others on tables, sequences, functions and the schema; functions stay callable by
    all, except definer functions.
    """
    for kind, name, roles in owner.execute(_GIVEN).fetchall():
        everybody = sql.SQL(", ").join(
            sql.SQL("PUBLIC") if role is None else sql.Identifier(role) for role in roles
        )
        owner.execute(sql.SQL("REVOKE ALL ON {} {} FROM {}").format(sql.SQL(kind), sql.SQL(name), everybody))
    owner.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(
        sql.SQL(", ").join(sql.Identifier(database_role(role)) for role in (*_COLUMNS, BACKUP))
    ))  # fmt: skip
    for function in _functions(owner, "NOT prosecdef AND NOT proacl IS NULL"):
        owner.execute(sql.SQL("GRANT EXECUTE ON ROUTINE {} TO PUBLIC").format(sql.SQL(function)))


# Each object with rights of others, and their roles: null is PUBLIC.
_GIVEN = """
WITH given AS (
  SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, format('public.%I', relname) AS name,
    x.grantee,
         relowner AS own
    FROM pg_class c, aclexplode(relacl) x WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p', 'v', 'm', 'S')
   UNION
  SELECT 'TABLE', format('public.%I', relname), x.grantee, relowner
    FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid, aclexplode(attacl) x
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
   UNION
  SELECT 'ROUTINE', format('public.%I(%s)', proname, pg_get_function_identity_arguments(p.oid)), x.grantee,
    proowner
    FROM pg_proc p, aclexplode(CASE WHEN prosecdef THEN coalesce(proacl, acldefault('f', proowner))
    ELSE proacl END) x
   WHERE pronamespace = 'public'::regnamespace
   UNION
  SELECT 'SCHEMA', 'public', x.grantee, nspowner FROM pg_namespace, aclexplode(nspacl) x
    WHERE nspname = 'public'
)
SELECT kind, name, array_agg(CASE grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(grantee) END)
  FROM given WHERE grantee <> own GROUP BY kind, name
"""


def _relations(owner: Connection) -> list[str]:
    """Tables and views of the public schema, without partitions."""
    rows = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p', 'v', 'm')"
        " AND NOT relispartition ORDER BY relname"
    )
    return [name for (name,) in rows]


def _definer_functions(owner: Connection) -> list[str]:
    """``name(argument types)`` of functions that run with their owner's rights."""
    return _functions(owner, "prosecdef")


def guards_without_a_path(owner: Connection) -> list[str]:
    """Functions of ours that resolve tables by the caller's search path.

    Temporary tables come first on it, so a role that may create one could redirect a guard. SQL functions
    qualify each table with its schema instead, so that they can be inlined.
    """
    return _functions(
        owner,
        "prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql') "
        "AND proname NOT LIKE 'procrastinate%'"
        " AND NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c LIKE 'search_path=%pg_temp')",
    )


def _functions(owner: Connection, which: LiteralString) -> list[str]:
    rows = owner.execute(
        sql.SQL(
            "SELECT proname, (SELECT coalesce(string_agg(format_type(t, NULL), ',' ORDER BY n), '')"
            " FROM unnest(proargtypes) WITH ORDINALITY AS arguments(t, n))"
            " FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND {} ORDER BY proname"
        ).format(sql.SQL(which))
    )
    return [f"{name}({types})" for name, types in rows]


def _grant(owner: Connection, right: Right) -> None:
    columns = (
        sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, right.columns)))
        if right.columns
        else sql.SQL("")
    )
    role = sql.Identifier(database_role(right.role))
    owner.execute(
        sql.SQL("GRANT {}{} ON {} TO {}").format(
            sql.SQL(_VERBS[right.verb]), columns, sql.Identifier(right.relation), role
        )
    )
    if right.verb == "I":
        for (sequence,) in owner.execute(
            "SELECT s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a' "
            "AND s.relkind = 'S'"
            " WHERE d.refobjid = to_regclass(quote_ident(%s))", (right.relation,),
        ).fetchall():  # fmt: skip
            owner.execute(sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(sql.Identifier(sequence), role))
