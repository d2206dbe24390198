"""The queue of a Postfix on the dispatcher's machine: our letters in it, and a hold on them.

A letter that Postfix took is *accepted*. It is *sent* once two looks at the queue, one after the other,
no longer find it. When a restraint is entered, the letters of its scope that still lie in the queue are
put on hold there; nothing of ours releases them. Only queue numbers are read: the addresses beside them
are dropped unread.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from vethanam.bulk import array_of
from vethanam.journal.actions import append
from vethanam.messaging.gateways.letter import QUEUED_AS
from vethanam.privacy.counts import counted
from vethanam.privacy.models import QueueStatement, RelayHold

log = logging.getLogger("vethanam.messaging")

#: pause between two looks at the queue
LOOK_SECONDS = 2.0
_PATIENCE = 60
_AT_ONCE = 10_000

_UNTOLD = """
SELECT d.message_id, substr(d.reference, %s) FROM privacy_delivery d JOIN privacy_outbox o
  ON o.id = d.message_id
 WHERE d.state = '' AND o.channel = 'email' AND starts_with(d.reference, %s) ORDER BY d.message_id LIMIT %s
"""
_DELIVERED = """
UPDATE privacy_delivery SET state = 'relayed', told_at = clock_timestamp()
 WHERE message_id = ANY (%s::bigint[]) AND state = ''
"""
_SENT = """
UPDATE privacy_outbox SET state = 'sent' WHERE id = ANY (%s::bigint[]) AND state = 'accepted' RETURNING use_id
"""
_STATED = """
SELECT substr(d.reference, %s) FROM privacy_statedmessage m JOIN privacy_delivery d
  ON d.message_id = m.message
 WHERE m.statement_id = %s AND m.state = 'accepted' AND d.state = '' AND starts_with(d.reference, %s)
"""


class NotReachable(Exception):
    """Postfix did not answer, or did not let us; the text is its exit code, never its words."""


@dataclass(frozen=True, slots=True)
class PostfixQueue:
    """The queue of the Postfix with this folder of settings."""

    folder: Path

    def waiting(self) -> set[str]:
        """The queue numbers of every letter in it.

        Raises
        ------
        NotReachable
            Postfix does not run here, or this account may not list its queue.
        """
        listed = self._run("postqueue", "-j")
        return {str(json.loads(line)["queue_id"]) for line in listed.splitlines() if line}

    def hold(self, numbers: Collection[str]) -> None:
        """Put letters on hold; numbers that are gone are passed over.

        Raises
        ------
        NotReachable
            This account may not: it needs root, or ``sudo`` for this one command.
        """
        self._run("postsuper", "-h", "-", given="\n".join(sorted(numbers)))

    def _run(self, program: str, *options: str, given: str = "") -> str:
        may = [] if program == "postqueue" or os.geteuid() == 0 else ["sudo", "-n"]
        command = [*may, f"/usr/sbin/{program}", "-c", str(self.folder), *options]
        try:
            done = subprocess.run(
                command, input=given, capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotReachable(f"{program}: {type(error).__name__}") from None
        if done.returncode != 0:
            raise NotReachable(f"{program}: exit {done.returncode}")
        return done.stdout


@dataclass(slots=True)
class RelayWatch:
    """The dispatcher's looks at its relay."""

    queue: PostfixQueue
    _missing: set[int] = field(default_factory=set)
    _look_at: float = 0.0

    def go_round(self) -> list[int]:
        """Hold the letters under new restraints, and look for delivered ones every two seconds.

        Returns the uses with newly delivered messages.
        """
        try:
            self._hold_restrained()
            if time.monotonic() < self._look_at:
                return []
            return self._delivered()
        except NotReachable as error:
            log.warning("The queue of the mail server was not read: %s.", error)
            return []
        finally:
            self._look_at = max(self._look_at, time.monotonic() + LOOK_SECONDS)

    def _delivered(self) -> list[int]:
        self._look_at = time.monotonic() + LOOK_SECONDS
        with connection.cursor() as cursor:
            cursor.execute(_UNTOLD, [len(QUEUED_AS) + 1, QUEUED_AS, _AT_ONCE])
            untold = dict(cursor.fetchall())
        if not untold:
            self._missing.clear()
            return []
        there = self.queue.waiting()
        missing = {message for message, number in untold.items() if number not in there}
        gone, self._missing = missing & self._missing, missing - self._missing
        if not gone:
            return []
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DELIVERED, [array_of(gone)])
            cursor.execute(_SENT, [array_of(gone)])
            return sorted({use for (use,) in cursor.fetchall()})

    def _hold_restrained(self) -> None:
        for statement in QueueStatement.objects.filter(relay_hold=None).select_related("restraint"):
            self._hold(statement)

    def _hold(self, statement: QueueStatement) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_STATED, [len(QUEUED_AS) + 1, statement.pk, QUEUED_AS])
            numbers = {number for (number,) in cursor.fetchall()}
        waiting, is_held = set[str](), True
        if numbers:
            waiting = numbers & self.queue.waiting()
        if waiting:
            try:
                self.queue.hold(waiting)
            except NotReachable as error:
                is_held = False
                log.error("The mail server goes on with letters under a restraint: %s.", error)
        self._record(statement, len(waiting), is_held=is_held)

    @transaction.atomic
    def _record(self, statement: QueueStatement, waiting: int, *, is_held: bool) -> None:
        restraint = statement.restraint
        leaf = append(
            "restraint.relay",
            public={"restraint": restraint.reference, "waiting": counted(waiting), "is_held": is_held},
            private={"waiting": waiting},
            at=restraint.at,
            is_sample=restraint.is_sample,
        )
        RelayHold.objects.create(
            statement=statement, waiting=waiting, is_held=is_held, leaf=leaf, recorded_at=timezone.now()
        )


def configured() -> RelayWatch | None:
    """The watch of the relay named in ``VETHANAM_POSTFIX``, if there is one."""
    folder = settings.VETHANAM_POSTFIX
    return RelayWatch(PostfixQueue(Path(folder))) if folder else None
