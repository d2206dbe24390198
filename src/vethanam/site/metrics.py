"""Metrics for a monitor: requests by route as answered, and the state of the installation on request.

A page is named by route, never by URL, which may name a person. ``/metrics`` is in Prometheus' text format
and requires the token of ``keys/metrics.token``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from vethanam.errors import VethanamError
from vethanam.privacy.policies import waiting_uses
from vethanam.site.folders import METRICS_TOKEN
from vethanam.site.state import State
from vethanam.web.parts.access import public

_ANSWERED = Histogram(
    "vethanam_request_seconds",
    "Time until a page was answered, by route, method and status.",
    ("route", "method", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    registry=CollectorRegistry() if "PROMETHEUS_MULTIPROC_DIR" in os.environ else None,
)


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Gauge:
    """A gauge: name, meaning, and the statement for its (label,) value rows."""

    name: str
    says: str
    statement: str
    label: str | None = None


GAUGES = (
    Gauge(
        "vethanam_log_size", "Leaves under a signed head.", "SELECT coalesce(max(size), 0) FROM journal_head"
    ),
    Gauge(
        "vethanam_log_head_age_seconds",
        "Seconds since a head was signed.",
        "SELECT coalesce(extract(epoch FROM clock_timestamp() - max(at)), 0) FROM journal_head",
    ),
    Gauge(
        "vethanam_messages_open",
        "Messages that wait or are being sent.",
        "SELECT state, count(*) FROM privacy_outbox WHERE done_at IS NULL GROUP BY state",
        "state",
    ),
    Gauge(
        "vethanam_messages_oldest_seconds",
        "How long the oldest open message has waited.",
        "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0) FROM privacy_outbox"
        " WHERE done_at IS NULL",
    ),
    Gauge(
        "vethanam_jobs",
        "Jobs of the queue that wait, run or failed.",
        (
            "SELECT status, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') "
            "GROUP BY status"
        ),
        "status",
    ),
    Gauge(
        "vethanam_payment_legs_open",
        "Payments instructed that no answer has come for.",
        "SELECT count(*) FROM payroll_bill b JOIN payments_paymentleg l ON l.bill_id = b.id"
        " WHERE b.state IN ('passed', 'part_credited') AND l.state = 'instructed'",
    ),
    Gauge(
        "vethanam_payment_findings_open",
        "Answers of the bank that fit nothing, by kind.",
        "SELECT code, count(*) FROM payments_paymentfinding WHERE resolved_at IS NULL GROUP BY code",
        "code",
    ),
    Gauge(
        "vethanam_archive_failing",
        "1 while the server cannot hand its write-ahead log to the archive.",
        "SELECT (last_failed_time > coalesce(last_archived_time, '-infinity'))::int FROM pg_stat_archiver"
        " WHERE last_failed_time IS NOT NULL OR last_archived_time IS NOT NULL",
    ),
    Gauge(
        "vethanam_check_findings",
        "Findings of the latest check of log and database.",
        "SELECT jsonb_array_length(findings) FROM journal_check ORDER BY at DESC LIMIT 1",
    ),
    Gauge(
        "vethanam_bills",
        "Bills by state.",
        "SELECT state, count(*) FROM payroll_bill GROUP BY state",
        "state",
    ),
)


def measured(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: measure the time per route."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = answer(request)
        route = request.resolver_match.route if request.resolver_match else "none"
        # anybody may send any word as a method, and each new one would stay in memory
        method = request.method if request.method in _METHODS else "other"
        _ANSWERED.labels(route, method, str(response.status_code)).observe(time.perf_counter() - began)
        return response

    return middleware


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics, if the token is right."""
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not (token := _token()) or not compare_digest(said.encode(), token.encode()):
        return HttpResponse("Bring the token of keys/metrics.token.\n", status=401, content_type="text/plain")
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


class WitnessCollector:
    """The sendings that wait for witnesses."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge; left out if it cannot be told."""
        family = GaugeMetricFamily(
            "vethanam_sendings_wait_for_witnesses", "Sendings that wait for witnesses."
        )
        try:
            family.add_metric([], float(len(waiting_uses())))
        except (DatabaseError, VethanamError):
            return
        yield family


class HouseCollector:
    """Queries the database for each gauge on request; failing ones are left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each gauge with its rows."""
        for gauge in GAUGES:
            family = GaugeMetricFamily(gauge.name, gauge.says, labels=[gauge.label] if gauge.label else [])
            try:
                with connection.cursor() as cursor:
                    cursor.execute(gauge.statement)
                    for *label, value in cursor.fetchall():
                        family.add_metric([str(part) for part in label], float(value))
            except DatabaseError:
                continue
            yield family


def _registry() -> CollectorRegistry:
    """The metrics of all web processes, if several, and of the installation."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_ANSWERED)
    registry.register(HouseCollector())
    registry.register(WitnessCollector())
    return registry


def _token() -> str:
    try:
        return (State(Path(settings.VETHANAM_STATE)).keys / METRICS_TOKEN).read_text(encoding="ascii").strip()
    except OSError:
        return ""
