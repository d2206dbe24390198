"""The worker process: queued jobs, payments and credit notices, until stopped."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from vethanam.errors import VethanamError, without_detail
from vethanam.journal.wakeups import Wakeups
from vethanam.site.clock import service_authority
from vethanam.site.logs import place_of
from vethanam.site.processes import stop_on_signal

log = logging.getLogger("vethanam.worker")
#: between two rounds while there are commits, and without any
PAUSE_SECONDS, LOOK_AGAIN_SECONDS = 0.5, 30.0
#: jobs that wait for a time are looked for so often; others are notified
JOBS_SECONDS = 15.0
_SWEEP_SECONDS = _HEARTBEAT_SECONDS = 10.0
_ACCOUNTS_SECONDS = 600.0
_LOOKS_SECONDS = 20.0
_REGISTERS_SECONDS = _REMINDERS_SECONDS = 5.0
_TRANSFERS_SECONDS = _MAPS_SECONDS = _RETENTION_SECONDS = _DUTIES_SECONDS = 60.0
#: lots of a round that other rounds wait for
_LOTS_AT_ONCE = 4
_TOLD = "webhooks"
_LOST_AFTER_SECONDS = 30.0
_LONGEST_WAIT_SECONDS = 10.0


def run_worker() -> None:
    """The body of ``vethanam worker``."""
    stop = stop_on_signal()
    rounds = threading.Thread(target=_go_round, args=(stop,), name="rounds")
    rounds.start()
    try:
        asyncio.run(_work(stop))
    finally:
        stop.set()
        rounds.join()


# -- rounds: work from committed facts -----------------------------------------------------------------------


def _go_round(stop: threading.Event) -> None:
    rounds = [
        _Round("restraints", state_queues),
        _Round("payments", settle_payments),
        _Round("intimations", intimate_credits),
        _Round("stops", end_by_stop_words),
        _Round("notices", tell_facts),
        _Round("messages", queue_messages),
        _Round("registers", report_to_registers, every=_REGISTERS_SECONDS),
        _Round("transfers", register_transfers, every=_TRANSFERS_SECONDS),
        _Round("duties", escalate_duties, every=_DUTIES_SECONDS),
        _Round("reminders", reminders(), every=_REMINDERS_SECONDS),
        _Round("accounts", close_accounts, every=_ACCOUNTS_SECONDS),
        _Round("maps", make_maps, every=_MAPS_SECONDS),
        _Round("looks", chain_looks, every=_LOOKS_SECONDS),
        _Round("keys", compare_keys, every=_LOOKS_SECONDS),
        _Round("rolls", make_confirmed_rolls),
        _Round("retention", destructions(), every=_RETENTION_SECONDS),
        _Round("webhooks", tell_of_events),
    ]
    with contextlib.closing(Wakeups()) as wakeups:
        is_woken = True
        while not stop.wait(PAUSE_SECONDS):
            for each in rounds:
                each.go(is_woken=is_woken)
            is_woken = wakeups.wait(stop, min(each.due_in for each in rounds))
    connection.close()


class _Round:
    """A repeated task, after each commit or at times; a failure is logged once and retried with growing
    pauses.
    """

    def __init__(self, name: str, do: Callable[[], None], every: float = 0.0) -> None:
        self._name = name
        self._every = every
        self._do = do
        self._said = ""
        self._wait = self._due = self._not_before = 0.0

    @property
    def due_in(self) -> float:
        """Seconds until it is due without a commit."""
        return max(0.0, self._due - time.monotonic())

    def go(self, *, is_woken: bool) -> None:
        """Run the task if due; after a commit, if it has no times."""
        now = time.monotonic()
        if now < (self._not_before if is_woken and not self._every else self._due):
            return
        try:
            self._do()
        except (OperationalError, InterfaceError) as error:
            connection.close()
            self._failed(f"the database is away: {without_detail(error)}")
        except VethanamError as error:
            self._failed(error.says)
        except Exception as error:  # noqa: BLE001  (it must go on)
            self._failed(f"{type(error).__name__} at {place_of(error)}", log.exception)
        else:
            self._said, self._wait = "", 0.0
            self._due = time.monotonic() + (self._every or LOOK_AGAIN_SECONDS)

    def _failed(self, says: str, say: Callable[..., None] = log.error) -> None:
        if says != self._said:
            say("%s: %s", self._name, says)
        self._said = says
        self._wait = min(max(0.5, self._wait * 2), _LONGEST_WAIT_SECONDS)
        self._due = self._not_before = time.monotonic() + self._wait


def state_queues() -> None:
    """Write missing queue statements, after a process that entered a restraint was killed."""
    from vethanam.privacy.actions import state_queue, unstated_restraints

    for restraint in unstated_restraints():
        state_queue(restraint)


def settle_payments() -> None:
    """Instruct passed bills, give files to the paymaster, make credits of the answers that it read."""
    from vethanam.payments.actions import settle_pending

    settle_pending(service_authority("worker"))


def intimate_credits() -> None:
    """Request a notice for each committed credit, of pay and of benefits."""
    actions: Any = importlib.import_module("vethanam.messaging.actions")
    authority = service_authority("worker")
    for ask in (actions.intimate_credits, actions.intimate_benefits):
        ask(authority)


def end_by_stop_words() -> None:
    """Stop the messages that people ended by a stop word."""
    actions: Any = importlib.import_module("vethanam.messaging.actions")
    actions.end_by_stop_words(service_authority("worker"))


def tell_facts() -> None:
    """Request a notice for each recorded event of a person."""
    actions: Any = importlib.import_module("vethanam.messaging.actions")
    actions.tell_facts(service_authority("worker"))


def queue_messages() -> None:
    """Queue messages that offices and registers may send, and notices of changed contacts."""
    actions: Any = importlib.import_module("vethanam.messaging.actions")
    actions.send_approved_requests(service_authority("worker"))
    actions.queue_allowed()
    actions.queue_register_messages()
    actions.queue_asked()
    actions.queue_notices()


def report_to_registers() -> None:
    """Report outcomes of messages for other registers that changed; their webhooks are told."""
    actions: Any = importlib.import_module("vethanam.messaging.actions")
    actions.report_register_messages(service_authority("worker").at)


def register_transfers() -> None:
    """Add handed over feeds and print jobs to the register of transfers."""
    actions: Any = importlib.import_module("vethanam.messaging.actions")
    actions.register_transfers(service_authority("worker"))


def escalate_duties() -> None:
    """Escalate duties unanswered for 80 days to the head of the office."""
    from vethanam.privacy.actions import escalate

    escalate(service_authority("worker"))


def reminders() -> Callable[[], None]:
    """A round that reminds officers once a day of work that has waited, some in each round.

    Nobody is reminded in a sample: its days pass between two acts, and no officer had them to work in.
    """
    from vethanam.acts.reminders import Reminders

    of_the_day = Reminders()

    def remind() -> None:
        authority = service_authority("worker")
        if not authority.is_sample:
            of_the_day.go(authority)

    return remind


def close_accounts() -> None:
    """Close the accounts of people without service left."""
    from vethanam.service_book.ended_accounts import close_ended

    close_ended(service_authority("worker"))


def make_maps() -> None:
    """Make the map of a day that ended; not by itself in a sample, whose days pass between two acts."""
    from vethanam.privacy.actions import make_map

    authority = service_authority("worker")
    if not authority.is_sample:
        make_map(authority)


def make_confirmed_rolls() -> None:
    """Make each roll of affected people that two officers have signed for."""
    from vethanam.evidence.roll_making import make_rolls

    make_rolls(service_authority("worker"))


def chain_looks() -> None:
    """Chain the looks of officers at pages about one person, and sign each day that ended."""
    from vethanam.privacy.actions.look_days import chain_looks as chain
    from vethanam.privacy.actions.look_days import sign_look_day
    from vethanam.service_book.looks_outside_desk import looks_outside_desk

    authority = service_authority("worker")
    chain(authority, looks_outside_desk)
    if not authority.is_sample:
        sign_look_day(authority)


def compare_keys() -> None:
    """Compare each signed day of opened contacts with grants and outcomes."""
    from vethanam.privacy.actions.key_days import compare_key_days

    compare_key_days(service_authority("worker"))


def destructions() -> Callable[[], None]:
    """A round that announces by night, once, what is due, and destroys some of what the log announced; in a
    sample only the command does.
    """
    from vethanam.privacy.actions import announce_destructions, destroy_announced
    from vethanam.privacy.end_proofs import prove_ends
    from vethanam.privacy.law.windows import IST
    from vethanam.privacy.retention import ANNOUNCING_HOURS

    announced = [date.min]

    def destroy_due() -> None:
        authority = service_authority("worker")
        now = authority.at.astimezone(IST)
        prove_ends()
        if authority.is_sample or destroy_announced(_LOTS_AT_ONCE):
            return
        if now.hour in ANNOUNCING_HOURS and now.date() > announced[0]:
            announce_destructions(authority)
            announced[0] = now.date()

    return destroy_due


def tell_of_events() -> None:
    """Queue webhook events for other systems, including those left by a killed worker."""
    from vethanam.webhooks.tasks import tell_webhooks

    tell_webhooks()


# -- the queue -----------------------------------------------------------------------------------------------


async def _work(stop: threading.Event) -> None:
    queue = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with queue.open_async():
        tasks = {
            asyncio.create_task(_run(queue, _other_queues(queue))),
            # other systems may be slow: webhooks and monthly runs use separate workers
            asyncio.create_task(_run(queue, [_TOLD])),
            asyncio.create_task(_sweep(queue)),
            asyncio.create_task(asyncio.to_thread(stop.wait)),
        }
        done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for task in done:
            task.result()


async def _run(queue: Any, names: list[str]) -> None:
    """Run the jobs of these queues, two at a time."""
    await queue.run_worker_async(
        queues=names,
        concurrency=2,
        install_signal_handlers=False,
        fetch_job_polling_interval=JOBS_SECONDS,
        shutdown_graceful_timeout=5.0,
        delete_jobs="never",
        update_heartbeat_interval=_HEARTBEAT_SECONDS,
    )


def _other_queues(queue: Any) -> list[str]:
    return sorted({task.queue for task in queue.tasks.values()} - {_TOLD})


async def _sweep(queue: Any) -> None:
    """Requeue jobs of a killed worker: its heartbeat stopped."""
    while True:
        for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=_LOST_AFTER_SECONDS):
            with contextlib.suppress(ConnectorException):  # it may have ended just now
                await queue.job_manager.retry_job(job)
                log.warning(
                    "job %s (%s) was left by a worker that died; it is queued again", job.id, job.task_name
                )
        await asyncio.sleep(_SWEEP_SECONDS)
