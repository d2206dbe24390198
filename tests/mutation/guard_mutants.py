"""Guards that are wrong in one place: each mutant is SQL for one database, with the SQL that mends it.

A mutant changes one statement of a guard file: a trigger or a constraint is missing, a policy lets everything
through, a RAISE is gone, a comparison is turned round, one operand of an AND or OR is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vethanam.site.guards import Guard, guards

#: operator → the operator that takes its place
TURNED = (
    (r" <> ", " = "), (r"(?<!:) = ", " <> "), (r" <= ", " < "), (r" < ", " <= "), (r" >= ", " > "), (r" > ", " >= "),
    (r" IS NOT NULL\b", " IS NULL"), (r" IS NULL\b", " IS NOT NULL"),
    (r" IS NOT DISTINCT FROM\b", " IS DISTINCT FROM"), (r" IS DISTINCT FROM\b", " IS NOT DISTINCT FROM"),
    (r"\bNOT EXISTS\b", "EXISTS"), (r"(?<!NOT )\bEXISTS\b", "NOT EXISTS"),
    (r" NOT IN\b", " IN"), (r"(?<!NOT) IN(?= \()", " NOT IN"),
    (r"\bTHEN true\b", "THEN false"), (r"\bfalse\) END\b", "true) END"),
)  # fmt: skip
#: text that no mutant touches: comments and strings
_DEAD = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_RAISE = re.compile(r"RAISE EXCEPTION\s.*?;", re.DOTALL)
_JOINT = re.compile(r"\s(AND|OR)\s")
_ROWS = re.compile(r"\(([^()]*)\)\s+(IS DISTINCT FROM|<>)\s+\(([^()]*)\)")
_BEGIN = re.compile(r"\bBEGIN\n")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken guard. ``says`` are the constraint name and the message of the RAISE that it weakens."""

    name: str
    guard: Guard
    sql: str
    undo: str
    says: tuple[str, ...]


def guard_mutants() -> Iterator[Mutant]:
    """Every mutant of every guard that refuses something, each with a name of its own."""
    seen: dict[str, int] = {}
    for guard in guards():
        if "journal_mark_rows(" in guard.text and guard.kind == "trigger":
            continue  # it marks rows and refuses none: tests/site/test_checked_rows.py
        for what, text in _ways(guard):
            name = f"{guard.file} {guard.name}: {what}"
            seen[name] = seen.get(name, 0) + 1
            number = f" ({seen[name]})" if seen[name] > 1 else ""
            at = next((i for i, (a, b) in enumerate(zip(guard.text, text, strict=False)) if a != b), 0)
            yield Mutant(f"{name}{number}", guard, *_applied(guard, text), _says(guard, at))


def _ways(guard: Guard) -> Iterator[tuple[str, str]]:
    """Each change of a guard: what it is, and the changed text; an empty text drops the object."""
    text = guard.text
    if guard.kind == "trigger":
        yield "dropped", ""
        yield from _without_an_event(text)
    elif guard.kind == "constraint" or (guard.kind == "index" and "UNIQUE" in text):
        yield "dropped", ""
        yield from _without_an_operand(text)
    elif guard.kind == "policy":
        yield from _let_through(text)
    elif guard.kind == "view":
        yield from _without_an_operand(text)
        yield from _turned(text)
    elif guard.kind == "function":
        yield from _without_a_raise(text)
        yield from _at_once(text)
        yield from _without_an_operand(text)
        yield from _turned(text)
        yield from _without_a_column(text)


def _applied(guard: Guard, text: str) -> tuple[str, str]:
    """The SQL that breaks a guard, and the SQL that mends it."""
    name = guard.name.rpartition(".")[2]
    drop = {
        "trigger": f"DROP TRIGGER {name} ON {guard.table};",
        "policy": f"DROP POLICY {name} ON {guard.table};",
        "constraint": f"ALTER TABLE {guard.table} DROP CONSTRAINT {name};",
        "index": f"DROP INDEX {name};",
    }.get(guard.kind, "")
    firing = "".join(
        f"\n{one.text}" for one in guards() if (one.kind, one.name) == ("firing", guard.name)
    )  # fmt: skip
    if guard.kind == "view":
        text = text.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
        return text, guard.text.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
    again = drop if text else ""
    return f"{drop}\n{text}{firing if text else ''}", f"{again}\n{guard.text}{firing}"


def _says(guard: Guard, at: int) -> tuple[str, ...]:
    """The texts by which a refusal is known: of the RAISE at or after a place; else the object's own name."""
    if guard.kind in ("constraint", "index"):
        return (guard.name.rpartition(".")[2],)
    raises = list(_RAISE.finditer(guard.text))
    following = [one.group() for one in raises if one.end() > at] or [one.group() for one in raises[-1:]]
    texts = re.findall(r"(?:CONSTRAINT = |EXCEPTION )'((?:[^']|'')*)'", "".join(following[:1]))
    return tuple(text.replace("''", "'") for text in texts)


# --- changes of a text ---


def _alive(text: str, pattern: str | re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of a pattern outside comments, strings and the head of a function."""
    dead = [one.span() for one in _DEAD.finditer(text)]
    body = text.find("$$") if "$$" in text else 0
    for found in re.finditer(pattern, text):
        if found.start() >= body and not any(a <= found.start() < b for a, b in dead):
            yield found


def _turned(text: str) -> Iterator[tuple[str, str]]:
    for pattern, other in TURNED:
        for found in _alive(text, pattern):
            yield f"{found.group().strip()} for {other.strip()}" + _place(text, found.start()), (
                text[: found.start()] + other + text[found.end() :]
            )


def _without_a_raise(text: str) -> Iterator[tuple[str, str]]:
    for found in _alive(text, _RAISE):
        yield f"without its RAISE{_place(text, found.start())}", f"{text[: found.start()]}NULL;{text[found.end() :]}"


def _at_once(text: str) -> Iterator[tuple[str, str]]:
    """A trigger that lets everything pass."""
    last = re.findall(r"\bRETURN (NEW|OLD|NULL);", text)
    begin = _BEGIN.search(text)
    if "RETURNS trigger" in text and begin and last:
        yield f"returns {last[-1]} at once", f"{text[: begin.end()]} RETURN {last[-1]};\n{text[begin.end() :]}"
    elif "RETURNS void" in text and begin:
        yield "returns at once", f"{text[: begin.end()]} RETURN;\n{text[begin.end() :]}"


def _without_an_operand(text: str) -> Iterator[tuple[str, str]]:
    """Each operand after an AND or OR left out."""
    for found in _alive(text, _JOINT):
        if re.search(r"\bBETWEEN\s+[^\s]+$", text[: found.start()]):
            continue
        end = _operand_end(text, found.end())
        gone = " ".join(text[found.start() : end].split())
        yield f"without {gone[:70]}", text[: found.start()] + text[end:]


def _operand_end(text: str, start: int) -> int:
    """Where the operand that begins at ``start`` ends."""
    depth, place, cases = 0, start, 0
    word = re.compile(r"\s(?:AND|OR|THEN|LIMIT|ORDER|GROUP|WHEN|ELSE|UNION|RETURNING|HAVING|LOOP)\b|;|,|\bEND\b|\bCASE\b")
    while place < len(text):
        if dead := _DEAD.match(text, place):
            place = dead.end()
            continue
        char = text[place]
        if char in "([":
            depth += 1
        elif char in ")]":
            if depth == 0:
                return place
            depth -= 1
        elif depth == 0 and (found := word.match(text, place)):
            if found.group() == "CASE":
                cases += 1
            elif found.group() == "END" and cases:
                cases -= 1
            elif not cases:
                return place
        place += 1
    return place


def _without_a_column(text: str) -> Iterator[tuple[str, str]]:
    """Each column that two rows compare, left out on both sides."""
    for found in _alive(text, _ROWS):
        old, new = (re.split(r",\s*", part) for part in (found[1], found[3]))
        if len(old) == len(new) > 1:
            for place, column in enumerate(old):
                rows = [", ".join(side[:place] + side[place + 1 :]) for side in (old, new)]
                changed = f"(({rows[0]}) {found[2]} ({rows[1]}))" if len(old) > 2 else f"{rows[0]} {found[2]} {rows[1]}"
                yield f"without the column {column}", text[: found.start()] + changed + text[found.end() :]


def _without_an_event(text: str) -> Iterator[tuple[str, str]]:
    found = re.search(r"(BEFORE|AFTER) ((?:\w+ OR )+\w+) ON", text)
    for event in found[2].split(" OR ") if found else ():
        kept = " OR ".join(one for one in found[2].split(" OR ") if one != event) if found else ""
        yield f"not on {event}", text.replace(f"{found[2] if found else ''} ON", f"{kept} ON", 1)


def _let_through(text: str) -> Iterator[tuple[str, str]]:
    """A policy without its condition, on each side; for everybody."""
    for clause in ("USING", "WITH CHECK"):
        if (found := re.search(rf"{clause} \(", text)) and not text.startswith("true)", found.end()):
            end = _operand_end(text, found.end())
            yield f"{clause} (true)", f"{text[: found.end()]}true{text[end:]}"
    if found := re.search(r" TO [\w, ]+?(?= USING| WITH)", text):
        yield "to everybody", f"{text[: found.start()]} TO PUBLIC{text[found.end() :]}"


def _place(text: str, at: int) -> str:
    """Where in a text a mutant is: the words around it."""
    around = " ".join(text[max(0, at - 30) : at + 45].split())
    return f" in “{around}”"
