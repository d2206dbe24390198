"""The import contracts of pyproject.toml hold."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "vethanam"
ROOMS_WITHOUT_DJANGO = ("rules", "clauses", "ledger", "documents", "money", "periods", "errors")


def test_every_contract_is_kept() -> None:
    run = "from importlinter.cli import lint_imports_command as run; run()"
    checked = subprocess.run(
        [sys.executable, "-c", run, "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_pure_room_asks_no_clock() -> None:
    asking = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for room in ROOMS_WITHOUT_DJANGO
        for path in (
            [SOURCE / f"{room}.py"] if (SOURCE / f"{room}.py").exists() else (SOURCE / room).rglob("*.py")
        )
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
    ]
    assert asking == []


def test_a_pure_room_loads_no_django() -> None:
    load = "import sys\n" + "".join(f"import vethanam.{room}\n" for room in ROOMS_WITHOUT_DJANGO)
    load += "print([name for name in ('django', 'psycopg', 'allauth') if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", load], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
