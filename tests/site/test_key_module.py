"""`vethanam keys module` on a real installation, and the sequencer with its key in the module."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.softhsm import LIBRARY, PIN, Token, new_token
from vethanam.journal.keys import public_key
from vethanam.ledger import standalone
from vethanam.ledger.heads import open_head
from vethanam.site.launcher import Server
from vethanam.site.roles import OWNER, database_role
from vethanam.site.state import State, state_base

pytestmark = pytest.mark.debian("softhsm2-util")
COMMAND = (sys.executable, "-m", "vethanam.site")


class Installation:
    """A real installation on a server of its own, and its token."""

    def __init__(self, state: State, token: Token) -> None:
        self.state, self.token = state, token
        self.server = Server(state, is_durable=False)
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        self.env = {**kept, "VETHANAM_STATE": str(state.folder), "SOFTHSM2_CONF": str(token.settings)}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments], env=self.env | more, capture_output=True, text=True, check=False
        )

    def head(self) -> str:
        """The last signed head, once there is one."""
        until = time.monotonic() + 45
        while time.monotonic() < until:
            with self.server.admin(database_role(OWNER).removesuffix("_owner")) as database:
                row = database.execute("SELECT note FROM journal_head ORDER BY id DESC LIMIT 1").fetchone()
            if row:
                return str(row[0])
            time.sleep(0.2)
        raise AssertionError("waited too long")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    state = State(state_base() / f"module-test-{os.getpid()}")
    made = Installation(state, new_token(tmp_path_factory.mktemp("softhsm")))
    made.server.hold()
    try:
        assert made.run("install", VETHANAM_LOG_ORIGIN="pay.example.gov.in/log").returncode == 0
        yield made
    finally:
        made.server.release()
        shutil.rmtree(state.folder)


@pytest.fixture(scope="module")
def keys_in_module(installation: Installation) -> Installation:
    for key in ("log", "pay"):
        made = installation.run("keys", "module", key, installation.token.uri(key))
        assert made.returncode == 0, made.stderr
    return installation


def test_a_failed_module_leaves_the_key_files(installation: Installation, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in installation.state.keys.iterdir() if path.is_file()}
    wrong = tmp_path / "pin"
    wrong.write_text("99887766")
    wrong.chmod(0o400)
    for uri, says in (
        (installation.token.uri("log", module="/usr/lib/none.so"), "/usr/lib/none.so is missing"),
        (installation.token.uri("log", token="other"), "no token other"),
        (installation.token.uri("log", pin=wrong), f"refuses the PIN in {wrong}"),
        (f"{installation.token.uri('log')}&pin-value=99887766", "names no key in a module"),
    ):
        failed = installation.run("keys", "module", "log", uri)
        assert failed.returncode != 0 and says in failed.stderr and len(failed.stderr.splitlines()) == 1
        assert "99887766" not in failed.stderr + failed.stdout
    after = {path.name: path.read_bytes() for path in installation.state.keys.iterdir() if path.is_file()}
    assert after == before


def test_a_made_key_leaves_no_secret_in_its_file(keys_in_module: Installation) -> None:
    state, token = keys_in_module.state, keys_in_module.token
    for key in ("log", "pay"):
        path = state.keys / f"{key}.key"
        assert path.read_text() == f"{token.uri(key)}\n" and path.stat().st_mode & 0o777 == 0o400
        assert PIN not in path.read_text()
    assert public_key(state.keys / "log.key").name == "pay.example.gov.in/log"
    assert keys_in_module.run("keys", "split", str(path), "--into", str(state.folder)).stderr.endswith(
        "does not give it out.\n"
    )


def test_a_key_in_a_module_goes_on_under_another_name(keys_in_module: Installation) -> None:
    before = public_key(keys_in_module.state.keys / "log.key")
    assert keys_in_module.run("install", VETHANAM_LOG_ORIGIN="other.example.gov.in/log").returncode == 0
    after = public_key(keys_in_module.state.keys / "log.key")
    assert (after.name, after.public) == ("other.example.gov.in/log", before.public)


def test_the_sequencer_signs_by_the_module(keys_in_module: Installation) -> None:
    known = public_key(keys_in_module.state.keys / "log.key")
    with subprocess.Popen([*COMMAND, "sequencer"], env=keys_in_module.env) as sequencer:
        try:
            note = keys_in_module.head()
        finally:
            sequencer.terminate()
    assert sequencer.returncode == 0
    assert open_head(note, known).size > 0
    assert standalone.head_of(note, standalone.key_of(str(known)))[0] > 0
    checked = keys_in_module.run("check").stdout
    assert "log.key" not in checked and "pay.key" not in checked
    later = keys_in_module.run("keys", "module", "log", keys_in_module.token.uri("other"))
    assert later.returncode == 2 and "fresh installation only" in later.stderr


def test_a_sequencer_without_its_module_ends_with_a_sentence(keys_in_module: Installation) -> None:
    ended = keys_in_module.run("sequencer", SOFTHSM2_CONF="/nowhere/softhsm2.conf")
    assert ended.returncode == 3
    assert LIBRARY in ended.stderr and "Traceback" not in ended.stderr and len(ended.stderr.splitlines()) == 1
