"""Background jobs: a job carries the ID of a request, and can be retried after a crash."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from vethanam.errors import VethanamError
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import (
    ask_arrears,
    ask_cost,
    ask_run,
    complete_arrears,
    complete_cost,
    complete_run,
)
from vethanam.payroll.models import ArrearsRequest, Costing, Run
from vethanam.periods import Month


@app.task(name="payroll.compute", queue="payroll")
def compute_in_background(run: int) -> None:
    """Compute one run. Repeated calls compute once; a failure is recorded on the run."""
    try:
        complete_run(run)
    except VethanamError:
        return  # the run has the state ``stopped``, with the reason


@app.task(name="payroll.cost", queue="payroll")
def cost_in_background(costing: int) -> None:
    """Cost one proposed order. Repeated calls cost once; a failure is recorded on the costing."""
    try:
        complete_cost(costing)
    except VethanamError:
        return  # the costing has the state ``stopped``, with the reasons


@app.task(name="payroll.arrears", queue="payroll")
def arrears_in_background(request: int) -> None:
    """Count or claim the arrears of everybody.

    Repeated calls do it once; a failure is recorded on the request.
    """
    try:
        complete_arrears(request)
    except VethanamError:
        return  # the request has the state ``stopped``, with the reason


def defer_run(month: Month, drawing_code: str, authority: Authority, *, kind: str = Run.Kind.MONTHLY) -> Run:
    """Request a run and queue it for a worker. Its progress shows on the page.

    Runs of one month and code are computed one after another.
    """
    run = ask_run(month, drawing_code, authority, kind=kind)
    compute_in_background.configure(lock=f"payroll {drawing_code} {int(month)}").defer(run=run.pk)
    return run


def defer_cost(text: str, last: Month, authority: Authority, *, pressed: str) -> Costing:
    """Request the costing of an order and queue it for a worker.

    A second press of the same form queues nothing.

    Faults of the order or the months are refused here, before anything is queued.
    """
    costing, is_new = ask_cost(text, last, authority, pressed=pressed)
    if is_new:
        take_up(costing)
    return costing


def take_up(costing: Costing) -> None:
    """Queue a costing, again if its job failed. Jobs of one costing run one after another."""
    Costing.objects.filter(pk=costing.pk, scenario__isnull=True).update(state=Costing.State.ASKED, reasons=[])
    cost_in_background.configure(lock=f"cost {costing.pk}").defer(costing=costing.pk)


def defer_arrears(
    first: Month, last: Month, authority: Authority, *, claims: bool, press: str
) -> ArrearsRequest:
    """Request the arrears of everybody and queue the request. A repeated press queues nothing."""
    asked, is_new = ask_arrears(first, last, authority, claims=claims, press=press)
    if is_new:
        take_up_arrears(asked)
    return asked


def take_up_arrears(asked: ArrearsRequest) -> None:
    """Queue a request, again if its job failed. All such requests run one after another."""
    rows = ArrearsRequest.objects.filter(pk=asked.pk).exclude(state=ArrearsRequest.State.DONE)
    rows.update(state=ArrearsRequest.State.ASKED, says="")
    arrears_in_background.configure(lock="arrears of everybody").defer(request=asked.pk)


def is_left(task: Any, **carried: int) -> bool:
    """True if the last job of a task with these arguments failed."""
    asked = {f"args__{name}": value for name, value in carried.items()}
    jobs = ProcrastinateJob.objects.filter(task_name=task.name, **asked)
    return jobs.order_by("-id").values_list("status", flat=True).first() == "failed"
