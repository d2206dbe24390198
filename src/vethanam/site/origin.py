"""The name of this installation's log: as set, or by the host; fixed once the first head is signed."""

from __future__ import annotations

import re
import socket

from vethanam.errors import Refused
from vethanam.journal.keys import fresh_origin, public_key, public_path
from vethanam.journal.module_keys import is_address
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.stamps import SAMPLE_HOST
from vethanam.site.environment import LOOPBACK, Environment
from vethanam.site.folders import remove_log_key, replace_key
from vethanam.site.state import State

_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*")


def settle_log_origin(state: State, *, is_sample: bool) -> str:
    """The name of the log: its key's, unless another is set and no head is signed yet; of a new log as set,
    or by the host.

    Raises
    ------
    Refused
        Another name is set, and heads are signed under the key's.
    """
    environment = Environment.read()
    known = log_origin_of(state) if (state.keys / "log.key").exists() else ""
    if not known:
        host = SAMPLE_HOST if is_sample else host_of(environment)
        return environment.log_origin or fresh_origin(host)
    wanted = environment.log_origin or known
    if wanted != known:
        from vethanam.journal.models import Head

        if Head.objects.exists():
            raise Refused("log_origin_fixed", origin=known)
        _let_go(state, wanted)
    return wanted


def _let_go(state: State, origin: str) -> None:
    """Remove the key of a log that gets another name; one in a module stays, under the new name."""
    path = state.keys / "log.key"
    if is_address(path.read_text("utf-8")):
        renamed = VerifierKey(origin, public_key(path).public)
        replace_key(public_path(path), f"{renamed}\n".encode())
    else:
        remove_log_key(state)


def log_origin_of(state: State) -> str:
    """The name of this installation's log, by its public key; empty before it has one."""
    path = state.keys / "log.key"
    return public_key(path).name if public_path(path).exists() else ""


def host_of(environment: Environment) -> str:
    """The name by which people know this installation: its first host that is no
    loopback, else the machine's.
    """
    names = (*environment.hosts, socket.getfqdn(), socket.gethostname())
    plain = (name.strip(".").split(":")[0].lower() for name in names if name not in LOOPBACK)
    return next((name for name in plain if _HOST.fullmatch(name) and name != "localhost"), "localhost")
