"""Small changes of a source: one comparison, connective, constant, condition or refusal at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a text: at ``start`` the text ``old`` becomes ``new``."""

    file: str
    line: int
    start: int
    old: str
    new: str

    def of(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def is_of_constraint(self, text: str) -> bool:
        """Whether it changes a constraint, which an existing database keeps."""
        return "ADD CONSTRAINT" in text[text.rfind(";\n", 0, self.start) + 1 : self.start]

    def __str__(self) -> str:
        old, new = (" ".join(part.split()) for part in (self.old, self.new))
        return f"src/vethanam/{self.file}:{self.line}: {old} -> {new or 'nothing'}"


def mutants_of(file: str, text: str) -> list[Mutant]:
    """Every mutant of a source, in the order of its lines; no two of them give the same text."""
    found = _of_python(text) if file.endswith(".py") else _of_sql(text)
    once: dict[str, Mutant] = {}
    for start, old, new in sorted(found):
        one = Mutant(file, text.count("\n", 0, start) + 1, start, old, new)
        once.setdefault(one.of(text), one)
    once.pop(text, None)
    return list(once.values())


# -- SQL -----------------------------------------------------------------------------------------------------

#: pattern → what stands in its place; patterns are tried in this order at each place
_SQL = (
    (r"RAISE EXCEPTION", "RAISE DEBUG"),
    (r"IS NOT DISTINCT FROM", "IS DISTINCT FROM"),
    (r"IS DISTINCT FROM", "IS NOT DISTINCT FROM"),
    (r"IS NOT NULL", "IS NULL"),
    (r"IS NULL", "IS NOT NULL"),
    (r"\bNOT IN\b", "IN"),
    (r"(?<!NOT )\bIN (?=\()", "NOT IN "),
    (r"(?<!IS )\bNOT (?=[\w(])", ""),
    (r"(?<!NOT )\bEXISTS (?=\()", "NOT EXISTS "),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
    (r"<>", "="),
    (r"<=", ">"),
    (r">=", "<"),
    (r"(?<= )<(?= )", ">="),
    (r"(?<= )>(?= )", "<="),
    (r"(?<= )=(?= )", "<>"),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
    (r"\bRETURN NEW\b", "RETURN NULL"),
    (r"\bRETURN OLD\b", "RETURN NULL"),
    (r"(?<=[ (,])(?<!SELECT )\d+(?=[,; )])", None),
    (r"'[a-z_.]+'(?!::regclass| LANGUAGE)", None),
)
_COMMENT = re.compile(r"--[^\n]*")
#: lines of which nothing is changed: names, settings, sentences
_FIXED = re.compile(r"USING ERRCODE|search_path|^CREATE (OR|TRIGGER)|FOR EACH|^LANGUAGE|COMMENT ON|DEFAULT")
_CONDITION = re.compile(r"^\s+(AND|OR) .*$", re.MULTILINE)


def _of_sql(text: str) -> Iterator[tuple[int, str, str]]:
    bare = _COMMENT.sub(lambda comment: " " * len(comment[0]), text)
    at = 0
    for line in bare.splitlines(keepends=True):
        is_refusal = "RAISE EXCEPTION" in line
        for pattern, new in _SQL:
            if is_refusal != (new == "RAISE DEBUG") or (_FIXED.search(line) and not is_refusal):
                continue
            for found in re.finditer(pattern, line):
                yield at + found.start(), found[0], _constant(found[0]) if new is None else new
        at += len(line)
    for condition in _CONDITION.finditer(bare):
        is_whole = condition[0].count("(") == condition[0].count(")")
        if is_whole and not condition[0].rstrip().endswith(("THEN", ";")):
            yield condition.start(), text[condition.start() : condition.end()], ""


def _constant(old: str) -> str:
    return str(int(old) + 1) if old.isdigit() else f"{old[:-1]}_'"


# -- Python --------------------------------------------------------------------------------------------------

_OTHER: dict[type[ast.AST], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.And: "or", ast.Or: "and", ast.BitAnd: "|", ast.BitOr: "&",
}  # fmt: skip
_SIGN = re.compile(r"is\s+not\b|not\s+in\b|\b(?:is|in|and|or)\b|[=!<>]=|[<>&|]")


def _of_python(text: str) -> Iterator[tuple[int, str, str]]:
    tree, source = ast.parse(text), _Source(text)
    typed = {id(part) for node in ast.walk(tree) for part in _types_of(node)}
    for node in ast.walk(tree):
        if id(node) not in typed:
            yield from source.changes(node)


def _types_of(node: ast.AST) -> Iterator[ast.AST]:
    """Everything within the annotations and decorators of a node."""
    parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    parts += [node] if isinstance(node, ast.TypeAlias) else getattr(node, "decorator_list", [])
    for part in filter(None, parts):
        yield from ast.walk(part)


class _Source:
    """A Python text with the places of its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def changes(self, node: ast.AST) -> Iterator[tuple[int, str, str]]:
        """The changes of one node."""
        match node:
            case ast.Compare():
                for left, sign, right in zip(
                    [node.left, *node.comparators], node.ops, node.comparators, strict=False
                ):
                    yield from self._sign(left, sign, right)
            case ast.BoolOp():
                for left, right in pairwise(node.values):
                    yield from self._sign(left, node.op, right)
            case ast.BinOp():
                yield from self._sign(node.left, node.op, node.right)
            case ast.UnaryOp(op=ast.Not() | ast.Invert()):
                yield self._of(node, lambda old: re.sub(r"^(not\b|~)\s*", "", old))
            case ast.Constant(value=bool()):
                yield self._of(node, lambda _: str(not node.value))
            case ast.Constant(value=int()):
                yield self._of(node, lambda old: str(int(old, 0) + 1))
            case ast.Raise():
                yield self._of(node, lambda _: "pass")
            case ast.If(test=ast.Call() | ast.Name() | ast.Attribute()):
                yield self._of(node.test, lambda old: f"(not ({old}))")
            case ast.comprehension():
                yield from (self._of(condition, lambda _: "True") for condition in node.ifs)

    def _of(self, node: ast.AST, change: Callable[[str], str]) -> tuple[int, str, str]:
        start, end = self._span(node)
        return start, self.text[start:end], change(self.text[start:end])

    def _sign(self, left: ast.AST, sign: ast.AST, right: ast.AST) -> Iterator[tuple[int, str, str]]:
        found = _SIGN.search(self.text, self._span(left)[1], self._span(right)[0])
        if found and type(sign) in _OTHER:
            yield found.start(), found[0], _OTHER[type(sign)]

    def _span(self, node: ast.AST) -> tuple[int, int]:
        place: Any = node
        return self._at(place.lineno, place.col_offset), self._at(place.end_lineno, place.end_col_offset)

    def _at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())
