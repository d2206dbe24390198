"""Where an installation keeps what is not code: database, sockets, keys, bank and mail folders, logs.

    <state>/data        the database, readable by its server alone
    <state>/run         its socket
    <state>/secrets     passwords of database roles, where peer authentication cannot tell processes apart
    <state>/keys        vault and log keys, each readable by the one process that needs it
    <state>/bank/{in,out}  <state>/mail  <state>/logs

The folder lies outside the checkout: under /var/lib for root (another OS user must reach it), else in the
XDG state folder. A random id kept in the checkout names it, so that a second clone at the same path does not
meet the first one's database. Where the package was installed without a checkout, its name is ``main``.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from vethanam.errors import Unsound
from vethanam.site.environment import Environment

_LONGEST_SOCKET_PATH = 100
# folders in it are named by user and checkout, and checked as every state folder is
_MEMORY = Path("/dev/shm")  # noqa: S108
_ROOM = 2 << 30
#: the id of a state folder where there is no checkout
INSTALLED = "main"


@dataclass(frozen=True, slots=True)
class State:
    """The state folder and the places in it."""

    folder: Path

    @property
    def data(self) -> Path:
        """The database cluster."""
        return self.folder / "data"

    @property
    def secrets(self) -> Path:
        """One file per database role, mode 0600."""
        return self.folder / "secrets"

    @property
    def keys(self) -> Path:
        """Vault, log and bank keys."""
        return self.folder / "keys"

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.folder / "logs"

    @property
    def bank(self) -> Path:
        """``out`` is what we hand over, ``in`` what comes back."""
        return self.folder / "bank"

    @property
    def mail(self) -> Path:
        """What the demo's mail server and SMSC received."""
        return self.folder / "mail"

    @property
    def sockets(self) -> Path:
        """The socket folder; a short one in the temporary folder where the path would be too long for the kernel."""
        own = self.folder / "run"
        if len(os.fsencode(own / ".s.PGSQL.5432.lock")) <= _LONGEST_SOCKET_PATH:
            return own
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"vethanam-{name}"

    def password_file(self, role: str) -> Path:
        """Where the password of a database role stands, if it has one."""
        return self.secrets / f"{role}.password"


def checkout() -> Path:
    """The folder the project was cloned to, or the working folder where the package was installed otherwise."""
    return _clone() or Path.cwd()


def has_checkout() -> bool:
    """Whether this code lies in a clone of the project, and not in an environment that a wheel was installed to."""
    return _clone() is not None


def _clone() -> Path | None:
    for folder in Path(__file__).resolve().parents:
        if (folder / "pyproject.toml").is_file() and (folder / "src" / "vethanam").is_dir():
            return folder
    return None


def state_base() -> Path:
    """The folder that holds the state folders of all checkouts."""
    if os.geteuid() == 0:
        return Path("/var/lib/vethanam")
    chosen = os.environ.get("XDG_STATE_HOME")
    return (Path(chosen) if chosen else Path.home() / ".local" / "state") / "vethanam"


def state_id() -> str:
    """The random id in the checkout; written on first use, by one of several racing starts. ``main`` without a checkout."""
    if not has_checkout():
        return INSTALLED
    path = checkout() / ".vethanam" / "id"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as draft:
            draft.write(secrets.token_hex(8) + "\n")
            draft.flush()
            Path(draft.name).chmod(0o644)
            os.link(draft.name, path)
    except FileExistsError:
        pass
    except OSError as error:
        raise Unsound("no_state_id", path=path, why=error.strerror) from error
    return path.read_text(encoding="ascii").strip()


def state() -> State:
    """The state folder of this installation: ``VETHANAM_STATE``, else the one the checkout's id names."""
    chosen = Environment.read().state
    return State(chosen.absolute() if chosen else state_base() / state_id())


def suite_state() -> Path:
    """The state folder of the test suite's own cluster: in memory, where there is room and programs may stand there.

    Nearly every test has a copy of a database, and making its thousand files on a disk takes longer than most tests.
    """
    name = f"{state_id()}-tests"
    try:
        found = os.statvfs(_MEMORY)
    except OSError:
        return state_base() / name
    has_room = found.f_bavail * found.f_frsize >= _ROOM and not found.f_flag & os.ST_NOEXEC
    if has_room and os.access(_MEMORY, os.W_OK):
        return _MEMORY / f"vethanam-{os.geteuid()}-{name}"
    return state_base() / name
