"""The tests that name a guard: found by the texts in their source, in this order.

1. A test that expects the refusal: it has the constraint's name, or a pattern that the message matches.
2. A test in a file of the guard's own name in its room (``payroll/guards/refunds.sql``: ``test_refunds.py``).
3. A test of the room that names the table of the guard, or the function.
"""

from __future__ import annotations

import ast
import contextlib
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.mutation.guard_mutants import Mutant
from vethanam.site.guards import guards

TESTS = Path(__file__).parents[1]
#: folders whose tests run processes, browsers or a whole installation: too slow for a mutant each
LEFT_OUT = ("stories", "bench", "mutation", "reference", "peers", "tools", "sample")
#: the most tests that a mutant is shown to
MOST = 12


@dataclass(frozen=True, slots=True)
class NamedTest:
    """A test and the texts in it, in constants and in helpers of its file that it uses."""

    path: Path
    name: str
    texts: tuple[str, ...]
    #: whether it sends statements of its own (``world.sql``)
    has_sql: bool

    @property
    def id(self) -> str:
        return f"{self.path.relative_to(TESTS.parent)}::{self.name}"

    @property
    def room(self) -> str:
        return self.path.relative_to(TESTS).parts[0]


def tests_of(mutant: Mutant, *, only_sql: bool = False) -> list[str]:
    """The ids of the tests that should notice a mutant, the likeliest first."""
    room, _, file = mutant.guard.file.partition("/guards/")
    stem = file.removesuffix(".sql")
    words = [re.compile(rf"\b{word}\b") for word in {*_names(mutant), *_tables(mutant)}]
    ranked = []
    for test in named_tests():
        if only_sql and not test.has_sql:
            continue
        if test.id in expecting(mutant.says):
            rank = 1 if test.room == room else 2
        elif test.room == room and stem in (test.path.stem.removeprefix("test_"), f"{test.path.stem}s"):
            rank = 3
        elif any(word.search(text) for text in test.texts for word in words):
            rank = (4 if test.room == room else 5) + (0 if "guard" in test.path.stem or "role" in test.path.stem else 2)
        else:
            continue
        ranked.append((rank, len("".join(test.texts)), test.id))
    return [id for _, _, id in sorted(ranked)[:MOST]]


@cache
def expecting(says: tuple[str, ...]) -> frozenset[str]:
    """The ids of tests with a text that one of these messages or constraint names matches."""
    return frozenset(
        test.id for test, text, pattern in _patterns() if any(text == said or pattern.search(said) for said in says)
    )


@cache
def _patterns() -> tuple[tuple[NamedTest, str, re.Pattern[str]], ...]:
    """Each text of each test that may be the pattern of a refusal."""
    found = []
    for test in named_tests():
        for text in set(test.texts):
            if 6 <= len(text) <= 120 and "\n" not in text and not text.isupper():
                with contextlib.suppress(re.error), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    found.append((test, text, re.compile(text)))
    return tuple(found)


def _names(mutant: Mutant) -> set[str]:
    return {mutant.guard.name.rpartition(".")[2]} if mutant.guard.kind in ("function", "view", "index") else set()


def _tables(mutant: Mutant) -> set[str]:
    if mutant.guard.table:
        return {mutant.guard.table}
    return set(_tables_of_function().get(mutant.guard.name, ()))


@cache
def _tables_of_function() -> Mapping[str, set[str]]:
    """The tables whose triggers call each function."""
    tables: dict[str, set[str]] = defaultdict(set)
    for guard in guards():
        if guard.kind == "trigger" and (found := re.search(r"FUNCTION (?:public\.)?(\w+)\(", guard.text)):
            tables[found[1]].add(guard.table)
    return tables


@cache
def named_tests() -> tuple[NamedTest, ...]:
    """Every test function of the suite with its texts."""
    return tuple(
        test
        for path in sorted(TESTS.rglob("test_*.py"))
        if path.relative_to(TESTS).parts[0] not in LEFT_OUT and "browser" not in path.stem
        for test in _tests_in(path)
    )


def _tests_in(path: Path) -> Iterator[NamedTest]:
    tree = ast.parse(path.read_text("utf-8"))
    parts: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            parts[node.name] = node
        elif isinstance(node, ast.Assign):
            parts.update({target.id: node for target in node.targets if isinstance(target, ast.Name)})
    for name, node in parts.items():
        if name.startswith("test_") and isinstance(node, ast.FunctionDef):
            nodes = list(_nodes(name, parts))
            texts = [one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            has_sql = any(isinstance(one, ast.Attribute) and one.attr == "sql" for one in nodes)
            yield NamedTest(path, name, tuple(texts), has_sql)


def _nodes(name: str, parts: Mapping[str, ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a part of a file, and of the parts that it names."""
    seen, todo = {name}, [name]
    while todo:
        for node in ast.walk(parts[todo.pop()]):
            yield node
            if isinstance(node, ast.Name | ast.arg):
                used = node.id if isinstance(node, ast.Name) else node.arg
                if used in parts and used not in seen:
                    seen.add(used)
                    todo.append(used)
