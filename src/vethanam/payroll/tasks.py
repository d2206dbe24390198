"""Background computing: a job carries a run's id, and a run that was killed is taken up again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from vethanam.errors import VethanamError
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import ask_run, complete_run
from vethanam.payroll.models import Run
from vethanam.periods import Month


@app.task(name="payroll.compute", queue="payroll")
def compute_in_background(run: int) -> None:
    """Compute one run. Called twice it computes once; what cannot be computed is written on the run."""
    try:
        complete_run(run)
    except VethanamError:
        return  # the run has the state ``stopped`` and says why


def defer_run(month: Month, drawing_code: str, authority: Authority, *, kind: str = Run.Kind.MONTHLY) -> Run:
    """Ask for a run and leave the computing to a worker; the page follows it by the run's progress.

    The runs of one month and code are computed one after the other.
    """
    run = ask_run(month, drawing_code, authority, kind=kind)
    compute_in_background.configure(lock=f"payroll {drawing_code} {int(month)}").defer(run=run.pk)
    return run
