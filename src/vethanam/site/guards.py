"""Apply the guards: the SQL files ``ROOM/guards/NAME.sql``, which define each function, trigger,
policy and view once.

Guards are dropped before migrations run and created after them, in one transaction. Functions, triggers,
policies and views are replaced as a set: those in no file are dropped. Tables, columns, indexes and
constraints are created if missing or if they differ from the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
from django.apps import apps
from psycopg import sql

from vethanam.errors import Broken

Connection = psycopg.Connection[Any]

#: kind → pattern of its statement; groups are the name, or the table and the name
_FORMS: tuple[tuple[str, str], ...] = (
    ("function", r"CREATE OR REPLACE (?:FUNCTION|AGGREGATE) (?P<name>\w+) ?\("),
    ("view", r"CREATE VIEW (?P<name>\w+) "),
    ("trigger", r"CREATE TRIGGER (?P<name>\w+) .*? ON (?P<table>\w+) "),
    ("policy", r"CREATE POLICY (?P<name>\w+) ON (?P<table>\w+) "),
    ("constraint", r"ALTER TABLE (?P<table>\w+) ADD CONSTRAINT (?P<name>\w+) "),
    ("index", r"CREATE (?:UNIQUE )?INDEX IF NOT EXISTS (?P<name>\w+) ON (?P<on>\w+) "),
    ("table", r"CREATE TABLE IF NOT EXISTS (?P<name>\w+) "),
    ("sequence", r"CREATE SEQUENCE IF NOT EXISTS (?P<name>\w+) "),
    ("column", r"ALTER TABLE (?P<table>\w+) ADD COLUMN IF NOT EXISTS (?P<name>\w+) "),
    ("firing", r"ALTER TABLE (?P<table>\w+) ENABLE ALWAYS TRIGGER (?P<name>\w+);"),
    ("setting", r"ALTER TABLE (?P<on>\w+) (?P<name>SET \(|(?:ENABLE|FORCE) ROW LEVEL SECURITY)"),
    ("setting", r"ALTER TABLE (?P<on>\w+) ALTER COLUMN (?P<name>\w+) SET "),
    ("setting", r"ALTER SEQUENCE (?P<on>\w+) (?P<name>OWNED BY)"),
    ("setting", r"COMMENT (?P<name>ON) TABLE (?P<on>\w+) "),
)
#: creation order of kinds over all rooms; within a kind by room and file
_PHASES = (
    ("sequence", "table", "column", "setting"),
    ("function",),
    ("constraint", "index"),
    ("view",),
    ("trigger", "policy"),
    ("firing",),
)
_TOKEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|(\$\w*\$).*?\1|;", re.DOTALL)
#: statements shared by several tables: ``FOR EACH TABLE a, b:`` … ``{table}`` … ``END;``
_EACH = re.compile(r"^FOR EACH TABLE ([\w\s,]+):\n(.*?)^END;\n?", re.DOTALL | re.MULTILINE)
#: tables with row sets: ``KEEP ROWS OF a, b(x, y);``, or ``… ROWS AND CHANGES OF …`` where rows
#: are updated; the columns in brackets may change without an entry
_KEPT = re.compile(r"^KEEP ROWS( AND CHANGES)? OF ([^;]+);\n?", re.MULTILINE)
_ONE_KEPT = re.compile(r"(\w+)(?:\(([^)]*)\))?")
_MARKED = """CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}
  FOR EACH STATEMENT EXECUTE FUNCTION journal_mark_rows({free});
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
"""
_INSERTED = ("marked", "INSERT", "NEW TABLE AS fresh")
_UPDATED = ("marked_again", "UPDATE", "OLD TABLE AS stale NEW TABLE AS fresh")
_COMMENTS = re.compile(r"(?:--[^\n]*\n|\s)*")
#: objects of a framework's own migrations
FRAMEWORK = "procrastinate%"


@dataclass(frozen=True, slots=True)
class Guard:
    """One statement of a guard file, with the kind and name of its object."""

    file: str
    kind: str
    name: str
    table: str
    text: str


def guard_files() -> dict[str, Path]:
    """``payroll/guards/bills.sql`` → its path, rooms in the order of INSTALLED_APPS."""
    return {
        f"{Path(room.path).name}/guards/{path.name}": path
        for room in apps.get_app_configs()
        if room.name.startswith("vethanam.")
        for path in sorted((Path(room.path) / "guards").glob("*.sql"))
    }


@cache
def guards() -> tuple[Guard, ...]:
    """Every guard of this version, in creation order.

    Raises
    ------
    Broken
        A statement has no known form, or an object is defined twice.
    """
    found = [
        guard for name, path in guard_files().items() for guard in guards_of(name, path.read_text("utf-8"))
    ]
    seen: set[tuple[str, str]] = set()
    for guard in found:
        if guard.kind != "setting" and (guard.kind, guard.name) in seen:
            raise Broken("guard_twice", kind=guard.kind, name=guard.name, file=guard.file)
        seen.add((guard.kind, guard.name))
    phases = {kind: phase for phase, kinds in enumerate(_PHASES) for kind in kinds}
    return tuple(sorted(found, key=lambda guard: phases[guard.kind]))


def guards_of(file: str, text: str) -> Iterator[Guard]:
    """The statements of one file.

    Raises
    ------
    Broken
        A statement has no known form.
    """
    for statement in statements(unfolded(text)):
        flat = " ".join(statement.replace("public.", "").split())
        for kind, form in _FORMS:
            if found := re.match(form, flat):
                parts = found.groupdict()
                table = parts.get("table") or ""
                name = f"{table}.{parts['name']}" if table else parts["name"]
                yield Guard(file, kind, name, table or parts.get("on") or "", statement)
                break
        else:
            raise Broken("guard_form", file=file, statement=flat[:60])


def marked_tables() -> list[tuple[str, list[str]]]:
    """The tables with row sets, and their columns that may change without an entry."""
    return [
        (guard.table, re.findall(r"\w+", guard.text.rpartition("journal_mark_rows(")[2]))
        for guard in guards()
        if guard.kind == "trigger" and guard.name == f"{guard.table}.marked"
    ]


def unfolded(text: str) -> str:
    """Write out each ``FOR EACH TABLE`` block and each ``KEEP ROWS`` line for each of its tables.

    >>> unfolded("FOR EACH TABLE a, b:\\nALTER TABLE {table} SET (n = 1);\\nEND;\\n")
    'ALTER TABLE a SET (n = 1);\\nALTER TABLE b SET (n = 1);\\n'
    """
    text = _KEPT.sub(_marking, text)
    return _EACH.sub(
        lambda block: "".join(block[2].replace("{table}", name) for name in re.findall(r"\w+", block[1])),
        text,
    )


def _marking(kept: re.Match[str]) -> str:
    """The triggers of one ``KEEP ROWS`` line."""
    events = (_INSERTED, _UPDATED) if kept[1] else (_INSERTED,)
    return "".join(
        _MARKED.format(
            name=name, event=event, table=one[1], tables=tables,
            free=f"'{re.sub(r'\s', '', one[2])}'" if one[2] else "",
        )
        for one in _ONE_KEPT.finditer(kept[2])
        for name, event, tables in events
    )  # fmt: skip


def statements(text: str) -> Iterator[str]:
    """The statements of an SQL text, without the comments before each."""
    start = 0
    for token in _TOKEN.finditer(text):
        if token.group() == ";":
            statement = text[start : token.end()]
            yield statement[cast("re.Match[str]", _COMMENTS.match(statement)).end() :]
            start = token.end()
    if _COMMENTS.sub("", text[start:]):
        yield text[start:]


def lift_guards(owner: Connection) -> None:
    """Drop every trigger, policy and view of ours before migrations; in the caller's transaction."""
    for name, table in owner.execute(_TRIGGERS, (FRAMEWORK,)).fetchall():
        _run(owner, "DROP TRIGGER {} ON {}", name, table)
    for name, table in owner.execute(_POLICIES).fetchall():
        _run(owner, "DROP POLICY {} ON {}", name, table)
    views = [sql.Identifier(name) for (name,) in owner.execute(_VIEWS).fetchall()]
    if views:
        owner.execute(sql.SQL("DROP VIEW {}").format(sql.SQL(", ").join(views)))


def set_guards(
    owner: Connection, manifest: Mapping[tuple[str, str], str], found: Mapping[tuple[str, str], str]
) -> None:
    """Create the objects of the files and drop functions in none; in the caller's transaction.

    ``manifest`` and ``found`` describe this version and the database: a differing constraint or
    index is recreated.
    """
    ours = guards()
    owner.execute("SET LOCAL check_function_bodies = off")
    owner.execute("SET LOCAL search_path = public")
    defined = {guard.name for guard in ours if guard.kind == "function"}
    for name, kind, signature in owner.execute(_FUNCTIONS, (FRAMEWORK,)).fetchall():
        if name not in defined:
            owner.execute(sql.SQL("DROP {} {}").format(sql.SQL(kind), sql.SQL(signature)))
    for guard in ours:
        key = (guard.kind, guard.name)
        is_other = key in found and found[key] != manifest.get(key, found[key])
        if guard.kind == "constraint":
            if key in found and not is_other:
                continue
            if is_other:
                _run(owner, "ALTER TABLE {} DROP CONSTRAINT {}", guard.table, guard.name.rpartition(".")[2])
        elif guard.kind == "index" and is_other:
            _run(owner, "DROP INDEX {}", guard.name)
        owner.execute(guard.text)


def _run(owner: Connection, statement: LiteralString, *names: str) -> None:
    owner.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


_TRIGGERS = """
SELECT tgname, relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal AND tgparentid = 0 AND relname NOT LIKE %s
 ORDER BY relname, tgname
"""
_POLICIES = """
SELECT polname, relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
 WHERE relnamespace = 'public'::regnamespace ORDER BY relname, polname
"""
_VIEWS = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' "
    "ORDER BY relname"
)
_FUNCTIONS = """
SELECT proname, CASE prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
       format('public.%%I(%%s)', proname, pg_get_function_identity_arguments(oid))
  FROM pg_proc p
 WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE %s
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 ORDER BY proname
"""
