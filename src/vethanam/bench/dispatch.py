"""Messages to everybody: real dispatchers over loopback, counted at the receiver, and
mail libraries for comparison.
"""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Min, Q

from vethanam.bench.audience import ask_for_all, register_gateways, wait_for_head
from vethanam.bench.far_side import FarSide, a_second, smtp_sink
from vethanam.bench.measurement import measured
from vethanam.identity.authority import Authority
from vethanam.messaging.gateways.letter import Letter, Posted, shipped_senders
from vethanam.messaging.gateways.smtp import SmtpGateway, letter_text
from vethanam.messaging.operator_numbers import OperatorNumbers
from vethanam.messaging.templates import LANGUAGES, texts
from vethanam.privacy.models import Outbox, Use
from vethanam.privacy.queries import handed_over, message_counts
from vethanam.privacy.vault.number import parse

type Running = AbstractContextManager[object]
ASKING, BEGINNING, TELLING = "permit, leaf, outbox", "head, proof of the leaf", "open, hand over, save"
_LONGEST = 600
_SELDOM = 0.5


def bench_telling(
    authority: Authority,
    far_side: FarSide | None,
    dispatchers: Callable[[], Running],
    server_folder: Path,
    *,
    receipts: bool = False,
) -> dict[str, Any]:
    """Message everybody; returns the rate per second counted at the receiver (None: without a network).

    With ``receipts`` it waits for the last recorded delivery report, and adds the rate from the first message
    begun.
    """
    if far_side:
        register_gateways(authority, far_side.kind, far_side.port)
    with measured(server_folder) as found:
        with found.step(ASKING):
            told = ask_for_all(authority)
        use = Use.objects.latest("pk").pk
        first = Outbox.objects.aggregate(first=Min("pk", filter=Q(use=use)))["first"]
        with found.step(BEGINNING):
            wait_for_head()
            running = dispatchers()
            running.__enter__()
            wait_until(lambda: _has_begun(first))
        try:
            with found.step(TELLING):
                _, rate = a_second(
                    far_side.count if far_side else _seldom(_sent), _seldom(lambda: is_over(receipts))
                )
        finally:
            running.__exit__(None, None, None)
        arrived = far_side.count() if far_side else _sent()
    measurement = {**found.as_json(), "a_second": round(rate), **(_receipts(use) if receipts else {})}
    return {"told": told, "arrived": arrived, "states": dict(message_counts()), "measured": measurement}


def peers(port: int, count: int) -> dict[str, int]:
    """Letters per second of the mail libraries, and of our client alone, each to one ``smtp-sink``
    with the same bytes.

    No permit, leaf or database: a program that only sends.
    """
    text = _bytes_of_a_letter()
    found = {}
    for name, send in (("smtplib", _smtplib), ("aiosmtplib", _aiosmtplib), ("our client alone", _ours)):
        with contextlib.suppress(ImportError), smtp_sink(port) as far_side:
            since = time.perf_counter()
            send(port, count, text)
            wait_until(lambda: far_side.count() >= count)
            found[name] = round(count / (time.perf_counter() - since))
    return found


_TO, _FROM = "b1@sample.example", "salaries@fin.sample.example"
_WORDS = texts()["salary-credited"].words
_LETTER = Letter(
    "1.bench",
    shipped_senders()["FIN"],
    LANGUAGES,
    _WORDS["en"]["subject"],
    "\n".join(_WORDS[each]["body"] for each in LANGUAGES),
    numbers=OperatorNumbers("1001234500000000001", "1107234500000000001", ("1202234500000000003",)),
)


def _bytes_of_a_letter() -> bytes:
    return letter_text(_TO, _LETTER, is_8bit=True).removesuffix(b".\r\n")


def _smtplib(port: int, count: int, text: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench.invalid") as line:
        for _ in range(count):
            line.sendmail(_FROM, [_TO], text)


def _aiosmtplib(port: int, count: int, text: bytes) -> None:
    import aiosmtplib

    async def send() -> None:
        async with aiosmtplib.SMTP(
            hostname="127.0.0.1", port=port, start_tls=False, local_hostname="bench.invalid"
        ) as line:
            for _ in range(count):
                await line.sendmail(_FROM, [_TO], text)

    asyncio.run(send())


class _NoFence:
    """A fence without restraints."""

    def may_begin(self) -> bool:
        return True

    def must_end(self) -> bool:
        return False


def _ours(port: int, count: int, text: bytes) -> None:
    gateway = SmtpGateway("127.0.0.1", port)
    gateway.is_reachable()
    number = parse("email_official", _TO)
    post = [Posted(n, number, _LETTER) for n in range(count)]
    gateway.hand_over(post, _NoFence(), lambda *_: None)  # type: ignore[arg-type]
    gateway.close()


def _seldom[T](ask: Callable[[], T]) -> Callable[[], T]:
    """Cache a database query for half a second, so that it does not disturb the measurement."""
    known: list[T] = []
    asked = 0.0

    def answer() -> T:
        nonlocal asked
        if time.monotonic() - asked >= _SELDOM:
            known[:], asked = [ask()], time.monotonic()
        return known[0]

    return answer


def is_over(receipts: bool = False) -> bool:
    """True if no message waits, and with ``receipts`` no delivery report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM (SELECT use_id FROM privacy_outbox WHERE done_at IS NULL"
            " ORDER BY use_id DESC, id DESC LIMIT 1) waits)"
        )
        is_over = bool(cursor.fetchone()[0])
        if is_over and receipts:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM privacy_delivery WHERE state = '')")
            is_over = bool(cursor.fetchone()[0])
        return is_over


def _receipts(use: int) -> dict[str, int]:
    """The number of recorded receipts of a use, and their rate per second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(d.told_at), extract(epoch FROM max(d.told_at) - min(o.claimed_at))::float"
            " FROM privacy_delivery d JOIN privacy_outbox o ON o.id = d.message_id WHERE o.use_id = %s",
            [use],
        )
        count, seconds = cursor.fetchone()
    return {"receipts": count, "receipts_a_second": round(count / seconds) if seconds else 0}


def _has_begun(message: int) -> bool:
    """True if the message was begun."""
    return Outbox.objects.exclude(state=Outbox.State.QUEUED).filter(pk=message).exists()


def _sent() -> int:
    return handed_over(message_counts())


def wait_until(until: Callable[[], bool]) -> None:
    """Wait until a condition holds; TimeoutError after ten minutes."""
    since = time.monotonic()
    while not until():
        if time.monotonic() - since > _LONGEST:
            raise TimeoutError("Nothing arrives; see the dispatcher's log in the state folder.")
        time.sleep(0.01)
