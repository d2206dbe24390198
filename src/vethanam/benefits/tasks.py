"""Background jobs of benefits: a job carries the ID of a request, and can be retried after a crash."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from vethanam.benefits.actions.cycle_requests import ask_cycle, complete_cycle
from vethanam.benefits.models import CycleRequest, SchemeOffice
from vethanam.errors import VethanamError
from vethanam.identity.authority import Authority
from vethanam.periods import Month


@app.task(name="benefits.cycle", queue="benefits")
def cycle_in_background(request: int) -> None:
    """Compute one requested month of a scheme. Repeated calls compute once; a failure is recorded."""
    try:
        complete_cycle(request)
    except VethanamError:
        return  # the request has the state ``stopped``, with the reason


def defer_cycle(
    authority: Authority, scheme: SchemeOffice, month: Month, *, is_full: bool = False
) -> CycleRequest:
    """Request the month of a scheme and queue it for a worker; asked twice, it is queued once.

    A job that failed is queued again. The months of one scheme are computed one after another.
    """
    asked, is_new = ask_cycle(authority, scheme, month, is_full=is_full)
    if is_new or is_left(asked):
        cycle_in_background.configure(lock=f"benefits {scheme.code}").defer(request=asked.pk)
    return asked


def is_left(asked: CycleRequest) -> bool:
    """Whether the last job of an open request failed."""
    jobs = ProcrastinateJob.objects.filter(task_name=cycle_in_background.name, args__request=asked.pk)
    return not asked.is_over and jobs.order_by("-id").values_list("status", flat=True).first() == "failed"
