"""Ends sessions that take the locks of the whole server (``guards/locks.sql``).

In a thread of the sequencer, on a connection of its own that stands before it is needed: once all locks are
taken, nobody opens another.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import Error, connections

from vethanam.errors import without_detail

#: seconds between two looks
LOOK_EVERY = 1.0

log = logging.getLogger("vethanam.journal")


@contextmanager
def hoarders_ended(using: str) -> Iterator[None]:
    """End such sessions meanwhile."""
    over = Event()
    looking = Thread(target=_end_until, args=(using, over), daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


def _end_until(using: str, over: Event) -> None:
    try:
        while not over.wait(LOOK_EVERY):
            try:
                _end(using)
            except Error as error:
                log.warning("Nobody looks at the server's locks: %s", without_detail(error))
                connections[using].close()
    finally:
        connections[using].close()


def _end(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT journal_end_hoarders()")
        (ended,) = cursor.fetchone()
    if ended:
        log.warning("%s sessions were ended: their role had half of the server's locks.", ended)
