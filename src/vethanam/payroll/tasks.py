"""Background computing: a job carries the id of what was asked, and what was killed is taken up again."""

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
    """Compute one run. Called twice it computes once; what cannot be computed is written on the run."""
    try:
        complete_run(run)
    except VethanamError:
        return  # the run has the state ``stopped`` and says why


@app.task(name="payroll.cost", queue="payroll")
def cost_in_background(costing: int) -> None:
    """Cost one proposed order. Called twice it costs once; what cannot be costed is written on the costing."""
    try:
        complete_cost(costing)
    except VethanamError:
        return  # the costing has the state ``stopped`` and says why


@app.task(name="payroll.arrears", queue="payroll")
def arrears_in_background(request: int) -> None:
    """Count or claim the arrears of everybody. Called twice it does it once; why it cannot be done is written on the request."""
    try:
        complete_arrears(request)
    except VethanamError:
        return  # the request has the state ``stopped`` and says why


def defer_run(month: Month, drawing_code: str, authority: Authority, *, kind: str = Run.Kind.MONTHLY) -> Run:
    """Ask for a run and leave the computing to a worker; the page follows it by the run's progress.

    The runs of one month and code are computed one after the other.
    """
    run = ask_run(month, drawing_code, authority, kind=kind)
    compute_in_background.configure(lock=f"payroll {drawing_code} {int(month)}").defer(run=run.pk)
    return run


def defer_cost(text: str, last: Month, authority: Authority, *, pressed: str) -> Costing:
    """Ask what an order would cost and leave it to a worker; a second press of the same form leaves nothing more to do.

    What is wrong with the order or the months is refused here, before anything is queued.
    """
    costing, is_new = ask_cost(text, last, authority, pressed=pressed)
    if is_new:
        take_up(costing)
    return costing


def take_up(costing: Costing) -> None:
    """Leave a costing to a worker, again where its job failed; the jobs of one are done one after the other."""
    Costing.objects.filter(pk=costing.pk, scenario__isnull=True).update(state=Costing.State.ASKED, reasons=[])
    cost_in_background.configure(lock=f"cost {costing.pk}").defer(costing=costing.pk)


def defer_arrears(
    first: Month, last: Month, authority: Authority, *, claims: bool, press: str
) -> ArrearsRequest:
    """Ask for the arrears of everybody and leave the work to a worker; a second press leaves nothing more to do."""
    asked, is_new = ask_arrears(first, last, authority, claims=claims, press=press)
    if is_new:
        take_up_arrears(asked)
    return asked


def take_up_arrears(asked: ArrearsRequest) -> None:
    """Leave a request to a worker, again where its job failed. All such requests are done one after the other."""
    rows = ArrearsRequest.objects.filter(pk=asked.pk).exclude(state=ArrearsRequest.State.DONE)
    rows.update(state=ArrearsRequest.State.ASKED, says="")
    arrears_in_background.configure(lock="arrears of everybody").defer(request=asked.pk)


def is_left(task: Any, **carried: int) -> bool:
    """Whether the last job of a task for something ended without its result."""
    asked = {f"args__{name}": value for name, value in carried.items()}
    jobs = ProcrastinateJob.objects.filter(task_name=task.name, **asked)
    return jobs.order_by("-id").values_list("status", flat=True).first() == "failed"
