"""Code that other OS users can run, even from a checkout in a private folder.

As root, processes run under their own OS users, who cannot enter a folder of mode 0700 such as root's home.
Then the environment is linked (or copied) into the state folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import distributions
from pathlib import Path

from vethanam.site.os_accounts import OsAccount
from vethanam.site.state import State, checkout, has_checkout

_TRIAL = "import django, polars, vethanam.site.processes"
_NOT_NEEDED = (
    "playwright",
    "mypy",
    "mypyc",
    "hypothesis",
    "schemathesis",
    "ruff",
    "_editable_impl_*.pth",
)


@dataclass(frozen=True, slots=True)
class Runtime:
    """An interpreter with our code, and its environment variables."""

    python: Path
    environment: dict[str, str] = field(default_factory=dict)

    def can_be_run_by(self, account: OsAccount) -> bool:
        """Whether this OS user can import our code with it."""
        try:
            tried = subprocess.run(
                [self.python, "-c", _TRIAL], capture_output=True, check=False, cwd="/", user=account.uid,
                group=account.gid, extra_groups=[], env={"PATH": os.defpath, **self.environment},
            )  # fmt: skip
        except OSError:
            return False
        return tried.returncode == 0


def own_runtime() -> Runtime:
    """The runtime of this process."""
    return Runtime(Path(sys.executable))


def runtime_for(account: OsAccount, state: State) -> Runtime | None:
    """A runtime for this OS user, or None if the interpreter itself is in a private folder."""
    runtime = own_runtime()
    if runtime.can_be_run_by(account):
        return runtime
    runtime = _copy(state.folder / "code")
    return runtime if runtime.can_be_run_by(account) else None


def _copy(target: Path) -> Runtime:
    """Link the environment once per lock file, copy our own source each time."""
    stamp = target / "lock.sha256"
    digest = _environment_hash()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != digest:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(mode=0o755, parents=True)
        _tree(Path(sys.prefix), target / "env")
        stamp.write_text(digest, encoding="ascii")
    fresh = target / f"src-{os.getpid()}"
    _tree(Path(__file__).parents[1], fresh / "vethanam", linked=False)
    for old in target.glob("src-*"):
        if old != fresh:
            shutil.rmtree(old, ignore_errors=True)
    environment = {"PYTHONPATH": str(fresh), "PYTHONDONTWRITEBYTECODE": "1"}
    return Runtime(target / "env" / "bin" / "python", environment)


def _environment_hash() -> str:
    """A hash of the installed packages: of the lock file, or without a checkout of names and versions."""
    lock = checkout() / "uv.lock"
    if has_checkout() and lock.exists():
        return hashlib.sha256(lock.read_bytes()).hexdigest()
    names = sorted(f"{one.name} {one.version}\n" for one in distributions())
    return hashlib.sha256(f"{sys.prefix}\n{''.join(names)}".encode()).hexdigest()


def _tree(source: Path, target: Path, *, linked: bool = True) -> None:
    place = _link if linked else _duplicate
    shutil.copytree(
        source, target, symlinks=True, copy_function=place, ignore=shutil.ignore_patterns(*_NOT_NEEDED)
    )
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir() and not path.is_symlink())):
        folder.chmod(0o755)


def _link(source: str, target: str) -> None:
    """A hard link if others may read the file on the same disk; else a copy."""
    if Path(source).stat(follow_symlinks=False).st_mode & 0o004:
        with contextlib.suppress(OSError):
            os.link(source, target, follow_symlinks=False)
            return
    _duplicate(source, target)


def _duplicate(source: str, target: str) -> None:
    """A readable copy with the same time, so that its compiled code stays valid: the
    user cannot write there.
    """
    shutil.copyfile(source, target, follow_symlinks=False)
    shutil.copystat(source, target, follow_symlinks=False)
    executable = Path(source).stat(follow_symlinks=False).st_mode & 0o100
    if not Path(target).is_symlink():
        Path(target).chmod(0o755 if executable else 0o644)
