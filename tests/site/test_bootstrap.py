"""The set-up script, without a network."""

from __future__ import annotations

import http.server
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script as a module, over a checkout of its own and an empty environment."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "uv.lock").write_text('registry = "https://locked.example/simple"\n')
    monkeypatch.setattr(module, "ROOT", tmp_path)
    for name in (
        "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "VIRTUAL_ENV", "PIP_CONFIG_FILE", "UV_CONFIG_FILE",
        "XDG_CONFIG_HOME",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return module


class Index(http.server.BaseHTTPRequestHandler):
    """A package index with a wheel that differs from the pinned one."""

    body = "{}"
    seen: list[str | None] = []

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization"))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body.encode() if self.path.endswith("/uv/") else b"not uv")

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def index() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Index.seen = []
        yield f"http://clerk:open%40sesame@127.0.0.1:{server.server_port}/simple"
        server.shutdown()


def test_the_index_of_the_lock_unless_another_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bootstrap.locked_index() == "https://locked.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://locked.example/simple/")
    assert bootstrap.other_index() is None
    monkeypatch.setenv("UV_DEFAULT_INDEX", "mirror=https://mirror.example/simple")
    assert bootstrap.other_index() == "https://mirror.example/simple"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            ".config/uv/uv.toml",
            '[[index]]\nname = "x"\nurl = "https://mirror.example/simple"\ndefault = true\n',
        ),
        (".config/uv/uv.toml", 'offline = false\nindex-url = "https://mirror.example/simple"\n'),
        (".config/pip/pip.conf", "[global]\nindex-url = https://mirror.example/simple\n"),
    ],
)
def test_the_users_own_settings_of_uv_and_pip_name_the_index(
    bootstrap: ModuleType, tmp_path: Path, path: str, text: str
) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    assert bootstrap.other_index() == "https://mirror.example/simple"


@pytest.mark.parametrize("form", ["json", "html"])
def test_bytes_with_another_hash_are_not_kept(
    bootstrap: ModuleType,
    index: str,
    form: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", index)
    name = bootstrap.WHEELS[bootstrap.platform_key()][0]
    page = {"files": [{"filename": name, "url": f"../files/{name}"}]}
    Index.body = json.dumps(page) if form == "json" else f'<a href="../files/{name}#sha256=0">x</a>'
    with pytest.raises(SystemExit) as ended:
        bootstrap.fetch_uv()
    assert ended.value.code == 2
    assert "has not the expected sha256" in capsys.readouterr().err
    assert not (bootstrap.ROOT / ".tools" / "uv").exists()
    assert Index.seen[0] == "Basic Y2xlcms6b3BlbkBzZXNhbWU="


def test_an_index_out_of_reach_is_a_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    with pytest.raises(SystemExit):
        bootstrap.fetch_uv()
    assert "cannot be reached" in capsys.readouterr().err


def test_uv_is_told_to_download_no_python_and_to_use_this_folder(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    told = bootstrap.environment(None)
    assert told["UV_PROJECT_ENVIRONMENT"] == ".venv"
    assert "VIRTUAL_ENV" not in told
    if sys.platform == "linux":
        assert told["UV_PYTHON_DOWNLOADS"] == "never"


def test_it_needs_the_standard_library_of_an_old_python_only() -> None:
    import ast

    tree = ast.parse((ROOT / "tools" / "bootstrap.py").read_text(), feature_version=(3, 9))
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {
        (node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert names <= set(sys.stdlib_module_names)


def test_make_prints_nothing_of_its_own_on_stdout() -> None:
    shown = subprocess.run(
        ["make", "-n", "demo", "ARGS=--once --json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "demo --once --json" in shown.stdout
    recipes = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("\t")]
    assert recipes
    assert all(line.startswith("\t@") for line in recipes)
