"""Looks of officers at a fixed rate: the time that each adds to its page, and a page with and without it."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from dataclasses import replace
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client
from django.urls import reverse

from vethanam.bench.database_guard import refuse_real_database
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.privacy import looks
from vethanam.privacy.models import Look
from vethanam.service_book.models import Posting

RATE = 200
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def bench_looks(authority: Authority, seconds: int) -> dict[str, Any]:
    """Record 200 looks a second for some seconds, each on time; milliseconds of each.

    ``late_ms`` is how late the last one was: more than a little says that the rate is too high.
    """
    refuse_real_database()
    officer = replace(authority, role="clerk", office="FIN")
    before, busy, times = Look.objects.count(), time.process_time(), []
    connection.ensure_connection()
    since, late = time.perf_counter(), 0.0
    for number in range(RATE * seconds):
        due = since + number / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        began = time.perf_counter()
        looks.record_look(officer, number + 1, "pay")
        times.append((time.perf_counter() - began) * 1000)
        late = (began - due) * 1000
    return {
        "looks": Look.objects.count() - before, **_told(times), "late_ms": round(late, 1),
        "program_processor_seconds": round(time.process_time() - busy, 2),
        "load": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def bench_pages_looked_at(times: int) -> dict[str, Any]:
    """A page about a person, in turn with and without its look: milliseconds of the whole request."""
    code, number = Posting.objects.order_by("pk").values_list("drawing_code__code", "employment__number")[0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(username=f"clerk-{code}"), backend=_BACKEND)
    address = reverse("drawing:person", kwargs={"code": code, "number": number})
    found: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(times):
        for name, taken in found.items():
            without = patch.object(looks, "_write", _nothing) if name == "without" else nullcontext()
            with without:
                since = time.perf_counter()
                answer = client.get(address)
                taken.append((time.perf_counter() - since) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"The page answers {answer.status_code}.")
    return {name: _told(values[1:]) for name, values in found.items()}


def _nothing(*_: object) -> None:
    pass


def _told(times: list[float]) -> dict[str, float]:
    return {"median_ms": round(median(times), 2), "p95_ms": round(quantiles(times, n=20)[-1], 2)}
