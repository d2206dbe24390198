"""Jobs a page leaves to the worker, so that closing the page stops nothing. They carry ids only."""

from __future__ import annotations

from procrastinate.contrib.django import app

from vethanam.errors import VethanamError
from vethanam.payroll.actions import complete_run


@app.task(name="web.complete_run", queue="runs")
def complete_asked_run(run: int) -> None:
    """Compute a month that an officer asked for; a run that cannot be computed says so itself."""
    try:
        complete_run(run)
    except VethanamError:
        return
