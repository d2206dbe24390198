"""Modules that are wrong in one place: each mutant replaces the code of one function, or one constant.

A comparison is turned round, ``and`` stands for ``or``, an ``if`` is left out, a number is off by one, a yield
or an exception is left out. The function stays the same object, so every module that imports it gets the mutant.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

#: module → the files of tests that must notice its mutants
MODULES = {
    "vethanam.ledger.quorum": ("tests/ledger/test_quorum.py",),
    "vethanam.site.checks": ("tests/site/test_checks.py",),
    "vethanam.site.manifest": ("tests/site/test_checks.py", "tests/site/test_schema.py"),
    "vethanam.site.guards": ("tests/site/test_guards.py", "tests/site/test_checks.py"),
    "vethanam.journal.row_audit": ("tests/site/test_checked_rows.py",),
}
_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_OTHER_NAME = {"all": "any", "any": "all", "min": "max", "max": "min"}

#: a change of a tree in place, and what to call it
type Change = tuple[str, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken function or constant of a module."""

    name: str
    module: str
    qualname: str
    tree: ast.Module

    @contextlib.contextmanager
    def applied(self) -> Iterator[None]:
        """The module with this fault, for a while."""
        module = importlib.import_module(self.module)
        compiled = compile(ast.fix_missing_locations(self.tree), str(module.__file__), "exec")
        codes = {code.co_qualname: code for code in _codes(compiled)}
        if self.qualname in codes:
            function = _function(module, self.qualname)
            before = function.__code__
            function.__code__ = codes[self.qualname]
            yield
            function.__code__ = before
        else:
            value = getattr(module, self.qualname)
            assign = [node for node in self.tree.body if self.qualname in _assigned(node)]
            names = dict(vars(module))
            exec(compile(ast.Module(assign, []), str(module.__file__), "exec"), names)
            setattr(module, self.qualname, names[self.qualname])
            yield
            setattr(module, self.qualname, value)


def module_mutants() -> Iterator[Mutant]:
    """Every mutant of every module, each with a name of its own."""
    seen: dict[str, int] = {}
    for name in MODULES:
        module = importlib.import_module(name)
        source = Path(str(module.__file__)).read_text("utf-8")
        tree = ast.parse(source)
        count = sum(1 for _ in _changes(tree))
        for place in range(count):
            changed = copy.deepcopy(tree)
            qualname, line, (what, change) = next(
                one for number, one in enumerate(_changes(changed)) if number == place
            )
            change()
            text = f"{name.removeprefix('vethanam.')} {qualname}: {what} in “{source.splitlines()[line - 1].strip()[:80]}”"
            seen[text] = seen.get(text, 0) + 1
            yield Mutant(f"{text} ({seen[text]})" if seen[text] > 1 else text, name, qualname, changed)


def tests_of(mutant: Mutant) -> list[str]:
    """The files of tests that should notice a mutant."""
    return list(MODULES[mutant.module])


def _changes(tree: ast.Module) -> Iterator[tuple[str, int, Change]]:
    """Each change of each function and constant: its qualified name, its line, the change."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield from _of_function(node, node.name)
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield from _of_function(part, f"{node.name}.{part.name}")
        else:
            for name in _assigned(node):
                yield from ((name, node.lineno, change) for change in _in(node))


def _assigned(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _of_function(function: ast.FunctionDef, qualname: str) -> Iterator[tuple[str, int, Change]]:
    for statement in function.body:
        for node in ast.walk(statement):
            yield from ((qualname, node.lineno, change) for change in _of_node(node))  # type: ignore[attr-defined]


def _in(statement: ast.stmt) -> Iterator[Change]:
    for node in ast.walk(statement):
        yield from _of_node(node)


def _of_node(node: ast.AST) -> Iterator[Change]:
    """Each way in which one node can be wrong."""
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                other = _OTHER[type(operator)]
                yield (
                    f"{type(operator).__name__} is {other.__name__}",
                    lambda place=place, other=other: node.ops.__setitem__(place, other()),
                )
        case ast.BoolOp():
            other = _OTHER[type(node.op)]
            yield f"{other.__name__.lower()}", lambda: setattr(node, "op", other())
            for place in range(len(node.values)):
                yield f"without operand {place + 1}", lambda place=place: _without(node.values, place)
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", lambda: setattr(node, "op", ast.UAdd()) or _doubled(node)
        case ast.If() | ast.IfExp() | ast.While():
            yield "never", lambda: setattr(node, "test", ast.Constant(False))
            yield "always", lambda: setattr(node, "test", ast.Constant(True))
        case ast.comprehension(ifs=[_, *_]):
            yield "every one", lambda: node.ifs.clear()
        case ast.Constant(value=bool()):
            yield f"{not node.value}", lambda: setattr(node, "value", not node.value)
        case ast.Constant(value=int()):
            yield f"{node.value + 1}", lambda: setattr(node, "value", node.value + 1)  # type: ignore[operator]
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield "nothing yielded", lambda: setattr(node, "value", _nothing())
        case ast.Raise():
            yield "no exception", lambda: _no_raise(node)
        case ast.Name(id="all" | "any" | "min" | "max"):
            yield _OTHER_NAME[node.id], lambda: setattr(node, "id", _OTHER_NAME[node.id])


def _without(values: list[ast.expr], place: int) -> None:
    values[place : place + 1] = [] if len(values) > 2 else []
    if len(values) == 1:
        values.append(values[0])


def _doubled(node: ast.UnaryOp) -> None:
    """``not x`` as ``not (not x)``."""
    node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)


def _nothing() -> ast.expr:
    """An expression that yields nothing and keeps its function a generator."""
    return ast.YieldFrom(ast.Tuple([], ast.Load()))


def _no_raise(node: ast.Raise) -> None:
    """``raise x`` evaluates x and goes on."""
    if node.exc is not None:
        node.__class__, node.__dict__ = ast.Expr, {**node.__dict__, "value": node.exc}  # type: ignore[assignment]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _function(module: ModuleType, qualname: str) -> FunctionType:
    """The function of a qualified name, without its decorators."""
    found: Any = module
    for part in qualname.split("."):
        found = inspect.getattr_static(found, part)
    while not isinstance(found, FunctionType):
        found = getattr(found, "__wrapped__", None) or getattr(found, "fget", None) or found.__func__
    return inspect.unwrap(found)
