"""Gunicorn's hooks: the web processes count together, and one that ended counts no longer."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

# a page asks for small frames, many at once, and every other one waits for a core: handing them to threads costs a fifth
os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="vethanam-metrics-"))


#: the exit code of a worker on which gunicorn ends instead of starting another
_APP_DOES_NOT_LOAD = 4


def post_worker_init(worker: Any) -> None:
    """A worker is about to serve: end gunicorn, with a sentence, if the schema of the database is another version's."""
    from vethanam.errors import VethanamError
    from vethanam.site.failures import fail
    from vethanam.site.schema import refuse_other_schema

    try:
        refuse_other_schema()
    except VethanamError as error:
        fail(error)
        sys.exit(_APP_DOES_NOT_LOAD)


def child_exit(server: Any, worker: Any) -> None:
    """A worker ended."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """The last one goes: so do the counts."""
    import shutil

    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
