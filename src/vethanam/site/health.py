"""Health of this installation for a load balancer, monitor or operator. Reports nothing about people.

``/health`` answers while the process runs. ``/ready`` answers 200 if pages can be served, else 503, and
lists each part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from vethanam.errors import without_detail
from vethanam.journal.queries import latest_checks
from vethanam.web.parts.access import public

HEAD_LASTS = timedelta(minutes=15)
CHECK_LASTS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: whether it works, and a sentence."""

    works: bool
    says: str


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Confirm that this process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether pages can be served: the database answers and has tables.

    A waiting log and findings of a check are reported and stop no page.
    """
    parts = {"database": _asked(_database), "log": _asked(_log), "check": _asked(_check)}
    is_ready = parts["database"].works
    said = {"is_ready": is_ready, "parts": {name: asdict(part) for name, part in parts.items()}}
    return JsonResponse(said, status=200 if is_ready else 503)


def _asked(ask: Callable[[], Part]) -> Part:
    try:
        return ask()
    except DatabaseError as error:
        return Part(works=False, says=f"The database does not answer: {without_detail(error)}.")


def _database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_sample FROM site_installation")
        born = cursor.fetchone()
    if born is None:
        return Part(works=False, says="The database is empty. Run: vethanam install")
    return Part(works=True, says="It answers.")


def _log() -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM journal_head")
        (signed_at,) = cursor.fetchone()
    if signed_at is None:
        return Part(works=True, says="Nothing has been logged yet.")
    if timezone.now() - signed_at > HEAD_LASTS:
        return Part(
            works=False, says="No head was signed for a quarter of an hour. Look after the sequencer."
        )
    return Part(works=True, says="It is signed.")


def _check() -> Part:
    checks = latest_checks()
    if any(check.findings for check in checks):
        return Part(works=False, says="The last check has findings. Run on the machine: vethanam check")
    if not any(check.is_whole for check in checks):
        return Part(works=True, says="Nothing was checked as a whole yet.")
    if timezone.now() - checks[-1].at > CHECK_LASTS:
        return Part(
            works=False, says="Nothing was checked as a whole for two days. Start the timer of the check."
        )
    return Part(works=True, says="It found nothing.")
