"""A restraint filed while two dispatchers send at full speed, measured at their mail servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection

from vethanam.bench.audience import ask_for_all, law_officer, register_gateways, wait_for_head
from vethanam.bench.far_side import Sink, sink
from vethanam.identity.authority import Authority
from vethanam.privacy.actions import Filing, file_restraint

_UNDER_WAY = 1.0
_AFTERWARDS = 3.0
_QUEUE = """
SELECT (SELECT count(*) FROM privacy_outbox),
       (SELECT count(*) FROM privacy_statedmessage m JOIN privacy_outbox o ON o.id = m.message
       AND o.person = m.person),
       (SELECT count(*) FROM privacy_outbox WHERE done_at IS NULL),
       (SELECT count(*) FROM privacy_outbox WHERE state IN ('accepted', 'sent', 'uncertain'))
"""


def bench_restraining(
    authority: Authority,
    ports: Sequence[int],
    dispatcher: Callable[[str], AbstractContextManager[object]],
    *,
    hangs: bool,
) -> dict[str, Any]:
    """File a restraint while two dispatchers send to a mail server each; with ``hangs`` the
    second server stops answering.

    Returns milliseconds from filing to the last letter at each server, and to the recorded restraint with its
    queue statement; and whether the statement lists each message. ``dispatcher`` starts one for an address.
    """
    register_gateways(authority, "smtp", *ports)
    queued = ask_for_all(authority)
    wait_for_head()
    with (
        sink(ports[0]) as first,
        sink(ports[1]) as second,
        dispatcher(f"127.0.0.1:{ports[0]}"),
        dispatcher(f"127.0.0.1:{ports[1]}"),
    ):
        _until_both_send(first, second)
        if hangs:
            second.ask("hang")
            time.sleep(0.1)
        before, filed_at = _letters(first, second), time.monotonic()
        filed = file_restraint(
            law_officer(authority),
            Filing("BENCH", "court_order", authority.at, {"purposes": ["SAL-CREDIT"]}, case_number="bench"),
        )
        stated = time.monotonic()
        time.sleep(_AFTERWARDS)
        came = [first.ask("count"), second.ask("count")]
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE)
        messages, accounted_for, still_open, handed_over = cursor.fetchone()
    return {
        "queued": queued,
        "one_server_hangs": hangs,
        "letters_when_filed": before,
        "letters_at_the_servers": sum(one["letters"] for one in came),
        "last_letter_ms_after_filing": [round(max(0.0, one["last"] - filed_at) * 1000) for one in came],
        "instant_ms_after_filing": round(
            (filed.instant.timestamp() - (time.time() - (time.monotonic() - filed_at))) * 1000
        ),
        "queue_stated_ms_after_filing": round((stated - filed_at) * 1000),
        "queue_at_the_instant": dict(sorted(filed.counts.items())),
        "ended": filed.cancelled,
        "messages": messages,
        "accounted_for": accounted_for,
        "still_open": still_open,
        "sent_or_uncertain": handed_over,
    }


def _until_both_send(first: Sink, second: Sink) -> None:
    since = time.monotonic()
    while not (first.ask("count")["letters"] and second.ask("count")["letters"]):
        if time.monotonic() - since > 600:
            raise TimeoutError("No letter arrives; see the dispatcher's log in the state folder.")
        time.sleep(0.01)
    time.sleep(_UNDER_WAY)


def _letters(*servers: Sink) -> int:
    return sum(server.ask("count")["letters"] for server in servers)
