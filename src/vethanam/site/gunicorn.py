"""Gunicorn's hooks: the web processes count together, and one that ended counts no longer."""

from __future__ import annotations

import os
import tempfile
from typing import Any

# a page asks for small frames, many at once, and every other one waits for a core: handing them to threads costs a fifth
os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="vethanam-metrics-"))


def child_exit(server: Any, worker: Any) -> None:
    """A worker ended."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """The last one goes: so do the counts."""
    import shutil

    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
