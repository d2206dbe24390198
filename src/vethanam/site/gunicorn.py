"""Gunicorn's hooks: web processes share metrics, without ended ones."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

# a page uses small frames and several pages share the cores: Polars threads would cost a fifth
os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="vethanam-metrics-"))


#: a worker's exit code that stops gunicorn instead of starting another
_APP_DOES_NOT_LOAD = 4


def post_worker_init(worker: Any) -> None:
    """Before a worker serves: stop gunicorn, with a sentence, if the database has another version's schema."""
    from vethanam.errors import VethanamError
    from vethanam.site.failures import fail
    from vethanam.site.schema import refuse_other_schema

    try:
        refuse_other_schema()
    except VethanamError as error:
        fail(error)
        sys.exit(_APP_DOES_NOT_LOAD)


def child_exit(server: Any, worker: Any) -> None:
    """Remove an ended worker's live metrics."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Delete the shared metrics at the end."""
    import shutil

    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
