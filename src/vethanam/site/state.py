"""The state folder of an installation: database, sockets, keys, bank and mail folders, logs.

    <state>/data        the database, readable by its server alone
    <state>/run         its socket
    <state>/secrets     passwords of database roles, where peer authentication cannot tell processes apart
    <state>/keys        vault and log keys, each readable by the one process that needs it
    <state>/scans       scans of orders, each under the hash of its content
    <state>/bank/{in,out}  <state>/mail  <state>/logs

It is outside the checkout: under /var/lib for root (other OS users must reach it), else in the XDG state
folder. Its name is a random id stored in the checkout, so that a second clone at the same path gets its own
database. Without a checkout its name is ``main``.
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
_MEMORY = Path("/dev/shm")  # noqa: S108 - its folders are named by user and checkout, and checked
_ROOM = 2 << 30
#: the id of a state folder without a checkout
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
        """Folders shared with the bank: ``out`` for us to send, ``in`` to receive."""
        return self.folder / "bank"

    @property
    def mail(self) -> Path:
        """Messages received by the demo's mail server and SMSC."""
        return self.folder / "mail"

    @property
    def sockets(self) -> Path:
        """The socket folder; in the temporary folder if the path is too long for the kernel."""
        own = self.folder / "run"
        if len(os.fsencode(own / ".s.PGSQL.5432.lock")) <= _LONGEST_SOCKET_PATH:
            return own
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"vethanam-{name}"

    def password_file(self, role: str) -> Path:
        """The password file of a database role, if it has one."""
        return self.secrets / f"{role}.password"


def checkout() -> Path:
    """The cloned project folder, or the working folder without a clone."""
    return _clone() or Path.cwd()


def has_checkout() -> bool:
    """Whether this code is in a clone of the project, not in an installed wheel."""
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
    """The random id in the checkout; created on first use, safe against races.

    ``main`` without a checkout.
    """
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
    """The state folder of this installation: ``VETHANAM_STATE``, else by the checkout's id."""
    chosen = Environment.read().state
    return State(chosen.absolute() if chosen else state_base() / state_id())


def suite_state() -> Path:
    """The state folder of the test suite's cluster: in memory, if there is room and programs may run there.

    Nearly every test copies a database; creating its thousand files on disk takes longer than most tests.
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
