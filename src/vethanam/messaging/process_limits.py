"""Process hardening before a key is loaded: no core file, no memory access by other processes
of the same user.
"""

from __future__ import annotations

import ctypes
import logging
import resource
import sys

log = logging.getLogger("vethanam.messaging")

PR_SET_DUMPABLE = 4


def harden() -> bool:
    """Forbid core files and, on Linux, memory access by other processes; returns whether both worked."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False
    try:
        done = bool(ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        done = False
    if not done:
        log.warning(
            "This system does not let the dispatcher hide its memory from other processes of its user."
        )
    return done
