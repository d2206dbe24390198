"""Run tests against mutants, in one process: each test that names a mutant must fail with it.

A guard is broken in the copies of the database that tests get; shared starting states stay whole. Session
fixtures are made once for all mutants. Each test runs first as it is, and must pass.
"""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict, cast

import psycopg
import pytest
from _pytest.runner import runtestprotocol

from tests import conftest
from tests.mutation import guard_mutants, guard_tests, module_mutants
from vethanam.site.postgres.base import own_server
from vethanam.site.roles import database_role

#: which mutants an ordinary run draws; another seed draws others
SEED = 2026
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", "--tb=no", "-rN")


class Told(TypedDict):
    """Mutants tried; noticed → by which test; missed → the tests that ran; tests that fail by themselves."""

    tried: int
    noticed: dict[str, str]
    missed: dict[str, list[str]]
    failing: list[str]


@dataclass
class Trial:
    """A plugin of pytest: the mutants of a run, the tests that should notice each, and the results."""

    tests: dict[str, list[str]]
    mutants: dict[str, Any]
    now: guard_mutants.Mutant | None = None
    noticed: dict[str, str] = field(default_factory=dict)
    failing: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    is_thorough: bool = False
    is_repeating: bool = False
    ids: set[str] = field(default_factory=set)
    item: Any = None

    def told(self) -> Told:
        missed = {name: tests for name, tests in self.tests.items() if name not in self.noticed}
        return Told(tried=len(self.tests), noticed=self.noticed, missed=missed, failing=self.failing)

    @pytest.fixture(scope="session", autouse=True)
    def valid_mutants(self, server: Any, template: str) -> None:
        """Leave out mutants that the database does not accept."""
        scratch = f"test_{os.getpid()}_mutants"
        with server.admin() as admin:
            conftest._copy(admin, template, scratch)
        with server.admin(scratch) as admin:
            admin.execute("SET search_path = public")
            for name, mutant in self.mutants.items():
                with contextlib.suppress(AttributeError):
                    try:
                        with admin.transaction(force_rollback=True):
                            admin.execute(mutant.sql)
                    except psycopg.Error:
                        del self.tests[name]
        with server.admin() as admin:
            conftest._drop(admin, scratch)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Run a test as it is, which makes its shared fixtures, then with each of its mutants."""
        self.item = item
        self.ids = {item.nodeid.partition("[")[0], item.nodeid.partition("::")[0]}
        if self._left() and self._fails(item):
            self.failing.append(item.nodeid)
        for name in self._left() if self.is_thorough and item.nodeid not in self.failing else ():
            with self._mutated(self.mutants[name], item):
                if self._fails(item):
                    self.noticed[name] = item.nodeid
        item.session._setupstate.teardown_exact(nextitem)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.parts.append(report.nodeid)

    def _left(self) -> list[str]:
        """The mutants not yet noticed that the test at hand should notice."""
        return [
            name
            for name in self.tests
            if name not in self.noticed and not self.ids.isdisjoint(self.tests[name])
        ]

    def repeat(self, world: conftest.World, role: str, text: str, params: tuple[object, ...]) -> None:
        """Run one statement of a test with each of its mutants; nothing of it is kept.

        A mutant is noticed where the database accepts instead of refusing, refuses instead of accepting, or refuses
        with an error of another class.
        """
        names = self._left() if self.now is None and self.item is not None else []
        if not names or self.is_repeating:
            return
        self.is_repeating = True
        with world.server.admin(world.name) as admin:
            admin.execute("SET lock_timeout = '2s'")
            admin.execute("SET search_path = public")
            usual = outcome(admin, "", role, text, params)
            for name in names:
                if outcome(admin, self.mutants[name].sql, role, text, params) != usual:
                    self.noticed[name] = self.item.nodeid
        self.is_repeating = False

    def _fails(self, item: pytest.Item) -> bool:
        """Run a test once: whether it, or a part of it, fails."""
        cast("pytest.Function", item)._initrequest()
        self.parts.clear()
        reports = runtestprotocol(item, log=False, nextitem=item)
        return bool(self.parts) or any(report.failed for report in reports)

    @contextlib.contextmanager
    def _mutated(self, mutant: Any, item: pytest.Item) -> Iterator[None]:
        """A mutant in the code, or in each copy of a database made meanwhile and in the shared one."""
        if isinstance(mutant, module_mutants.Mutant):
            with mutant.applied():
                yield
            return
        shared = f"test_{os.getpid()}_shared"
        is_shared = bool({"db", "desk_db"} & set(cast("pytest.Function", item).fixturenames))
        self.now = mutant
        if is_shared:
            run_in(shared, mutant.sql)
        yield
        if is_shared:
            run_in(shared, mutant.undo)
        self.now = None


class _Undone(Exception):
    """Ends a transaction whose writes are not wanted."""


def outcome(
    admin: psycopg.Connection[Any], mutant: str, role: str, text: str, params: tuple[object, ...]
) -> str:
    """How the database answers a statement of a role with a mutant: ``accepted``, or the class of the error."""
    try:
        with admin.transaction():
            if mutant:
                admin.execute(mutant)  # type: ignore[call-overload]
            if role != "postgres":
                admin.execute(f"SET LOCAL ROLE {database_role(role)}")  # type: ignore[call-overload]
            admin.execute(text, params or None)  # type: ignore[call-overload]
            admin.execute("SET CONSTRAINTS ALL IMMEDIATE")
            raise _Undone
    except _Undone:
        return "accepted"
    except psycopg.Error as error:
        return type(error).__name__


def tried(kind: str, every: int = 1, of: str = "", *, is_thorough: bool = False) -> Told:
    """Try the mutants of guards or modules whose name matches ``of``, one in ``every``."""
    made: Iterable[Any] = (
        guard_mutants.guard_mutants() if kind == "guards" else module_mutants.module_mutants()
    )
    mutants = {one.name: one for one in made if re.search(of, one.name)}
    mutants = {name: mutants[name] for name in drawn(mutants, every)}
    is_thorough = is_thorough or kind == "modules"
    tests = {
        name: module_mutants.tests_of(one)
        if isinstance(one, module_mutants.Mutant)
        else guard_tests.tests_of(one, only_sql=not is_thorough)
        for name, one in mutants.items()
    }
    trial = Trial(tests, mutants, is_thorough=is_thorough)
    ids = sorted({id for tests in trial.tests.values() for id in tests})
    copy = conftest._copy

    def broken_copy(admin: Any, template: str, name: str) -> None:
        copy(admin, template, name)
        if trial.now is not None and "_world_" in name:
            run_in(name, trial.now.sql)

    run = conftest.World.sql

    def repeated(world: conftest.World, role: str, text: str, *params: object) -> list[tuple[Any, ...]]:
        trial.repeat(world, role, text, params)
        return run(world, role, text, *params)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(conftest, "_copy", broken_copy)
        if kind == "guards":
            patched.setattr(conftest.World, "sql", repeated)
        pytest.main([*OPTIONS, *ids], plugins=[trial])
    return trial.told()


def drawn(names: Iterable[str], every: int) -> list[str]:
    """One name in ``every``, by the seed."""
    return [name for name in names if zlib.crc32(f"{SEED} {name}".encode()) % every == 0]


def run_in(database: str, text: str) -> None:
    """SQL as the superuser, committed."""
    with own_server().admin(database) as admin:
        admin.execute("SET search_path = public")
        admin.execute(text)  # type: ignore[call-overload]
