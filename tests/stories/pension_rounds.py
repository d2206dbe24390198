"""Rounds of an installation's processes in processes of their own, which may be killed at a line.

A fork server loads this module once and forks each round from it, so a round starts in milliseconds. A round
has the role of its process in the database, does what the process does between two pauses, and ends. At the
n-th time it comes to a chosen line of our code it is killed, or its session in the database is ended.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from tests.payments.paymaster_rounds import PAY_KEY
from tests.signers import signs
from tests.stories.nursery import record_lines, set_trap
from vethanam.acts.executor import perform
from vethanam.benefits.actions.cycle_requests import complete_cycle
from vethanam.benefits.models import CycleRequest
from vethanam.errors import VethanamError
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import keys
from vethanam.journal.sequencer import sequence_once
from vethanam.payments.actions import desk_round
from vethanam.payments.actions.benefit_parts import settle_benefits
from vethanam.payments.channel import Channel, open_channel
from vethanam.payments.paymaster.benefit_proofs import BenefitProofs
from vethanam.payments.paymaster.file_proofs import Proofs
from vethanam.payments.paymaster.files import Paymaster
from vethanam.payments.paymaster.journal import Journal
from vethanam.payments.paymaster.process import go_round
from vethanam.sample.bank import Bank, Terms, read_key
from vethanam.site.postgres.base import own_server
from vethanam.site.roles import database_role

SERVICE = "service-worker"
#: credits of a file part, so that few people are paid by several
MOST_CREDITS = 2
#: the role of each process in the database; the bank has none
ROLE_OF = {"worker": "worker", "paymaster": "paymaster", "sequencer": "sequencer", "officer": "web"}


@dataclass(frozen=True, slots=True)
class Trap:
    """Where a round ends: the n-th time at a ``file:line``. ``session``: only its session ends."""

    where: str
    nth: int = 1
    session: bool = False

    def __str__(self) -> str:
        return f"{self.where}, {self.nth}.{' (session)' if self.session else ''}"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a process over a database and a state folder, at an instant of business time.

    ``clock`` are the seconds by which the process's own clock is ahead. ``given`` is an officer's act, or the
    bank's seed.
    """

    process: str
    database: str
    state: Path
    at: datetime
    given: Mapping[str, Any] = field(default_factory=dict)
    trap: Trap | None = None
    clock: float = 0.0
    lines: Path | None = None


def started(asked: Round) -> BaseProcess:
    """The process of a round."""
    process = _CONTEXT.Process(target=_play, args=(asked,), daemon=True)
    process.start()
    found: BaseProcess = process
    return found


def channel_of(state: Path) -> Channel:
    """The folders that paymaster and bank share."""
    return open_channel(state / "bank", state / "keys" / "bank.pub")


def _context() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.stories.django_ready", __name__])
    return context


_CONTEXT = _context()


def _play(asked: Round) -> None:
    """The body of the forked process."""
    log = os.open(asked.state / f"{asked.process}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    own_server()  # the suite's, before this round has its own folder
    for alias in connections:
        connections[alias].settings_dict["NAME"] = asked.database
    if role := ROLE_OF.get(asked.process):
        connections["default"].settings_dict["USER"] = database_role(role)
    settings.VETHANAM_STATE = asked.state
    if asked.clock:
        now = timezone.now
        timezone.now = lambda: now() + timedelta(seconds=asked.clock)
    if asked.trap is not None:
        set_trap(asked.trap.where, asked.trap.nth, _end_session if asked.trap.session else _die)
    elif asked.lines is not None:
        record_lines(asked.lines / asked.process)
    try:
        _BODIES[asked.process](asked)
    except VethanamError as refused:
        _say(refused.says)
        os._exit(1)
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(70)
    connections.close_all()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _end_session() -> None:
    """As if the database was restarted: the session of this process is gone."""
    session = connections["default"].connection
    if session is not None and not session.closed:
        session.pgconn.finish()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# -- what each process does in a round -----------------------------------------------------------------------


def _worker(asked: Round) -> None:
    service = Account.objects.get(username=SERVICE)
    authority = Authority(service.pk, None, "DEPT", "service", asked.at, is_sample=True)
    for request in CycleRequest.objects.filter(state__in=CycleRequest.OPEN).order_by("pk"):
        complete_cycle(request.pk)
    vars(desk_round)["settle_benefits"] = partial(settle_benefits, most=MOST_CREDITS)
    desk_round.settle_pending(authority)


def _paymaster(asked: Round) -> None:
    journal = Journal(asked.state / "paymaster")
    try:
        prove = Proofs.of(keys.public_key())
        own = Paymaster(channel_of(asked.state), PAY_KEY, journal, prove)
        go_round(own, asked.at, BenefitProofs(prove.log))
    finally:
        journal.close()


def _sequencer(_asked: Round) -> None:
    key = keys.load()
    while sequence_once(key):
        pass


def _bank(asked: Round) -> None:
    """Answers go into the bank's own folder: the post brings them."""
    own = asked.state / "own"
    answers = own / "answers"
    answers.mkdir(parents=True, exist_ok=True)
    Bank(
        inbox=channel_of(asked.state).outgoing, outbox=answers, own=own,
        key=read_key(asked.state / "keys" / "bank.key"), pay_key=PAY_KEY.public_key(),
        terms=Terms(**asked.given), return_after=0,
    ).round()  # fmt: skip


def _officer(asked: Round) -> None:
    account = Account.objects.get(username=asked.given["by"])
    done = perform(asked.given["act"], account, asked.given["with"], asked.at, is_sample=True, sign=signs)
    _say(f"{asked.given['by']} {asked.given['act']}: {done.says} {[one.says for one in done.faults]}")
    if not done.ok:
        connections.close_all()
        os._exit(1)


_BODIES: Mapping[str, Callable[[Round], None]] = {
    "worker": _worker, "paymaster": _paymaster, "sequencer": _sequencer, "bank": _bank, "officer": _officer,
}  # fmt: skip
