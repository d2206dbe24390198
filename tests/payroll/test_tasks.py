"""A month computed in the background, by a worker that may be killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, SmallOffice, small_office
from vethanam.payroll.models import Assessed, Costing, Run, Scenario
from vethanam.payroll.queries import run_progress
from vethanam.payroll.tasks import compute_in_background, cost_in_background, defer_cost, defer_run

WORK = """
import django; django.setup()
from vethanam.payroll.models import Run
import vethanam.payroll.runs.actions as runs
if {hangs}:
    import time
    keep = runs.keep_results
    def hanging(*args):
        outcome = keep(*args)
        print("written, not committed", flush=True)
        time.sleep(60)
    runs.keep_results = hanging
print(runs.complete_run({run}).state, flush=True)
"""


pytestmark = pytest.mark.begins("one_person")


@pytest.fixture(scope="module")
def one_person(furnish: Furnisher) -> Furnished:
    """An office of one person."""
    return furnish("one_person", hire_one)


def hire_one(_world: World, _nothing: Any) -> SmallOffice:
    office = small_office()
    office.hire("100234", gpf=500_000)
    return office


def test_job_carries_an_id_and_nothing_else(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = defer_run(OCTOBER, "0412", office.by("clerk"))
        assert (run_progress(run.pk).state, run_progress(run.pk).is_over) == ("asked", False)
    assert world.sql("web", "SELECT task_name, args FROM procrastinate_jobs") == [
        ("payroll.compute", {"run": run.pk})
    ]
    with world.role("worker"):
        compute_in_background(run.pk)
        assert run_progress(run.pk).state == "computed"


def test_what_cannot_be_computed_is_written_on_the_run(
    world: World, office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vethanam.errors import Unsound
    from vethanam.payroll.runs import actions as runs_actions

    def stopped(*args: object) -> None:
        raise Unsound("no_such_run")

    with world.role("web"):
        run = defer_run(OCTOBER, "0412", office.by("clerk"))
    with world.role("worker"):
        monkeypatch.setattr(runs_actions, "compute", stopped)
        compute_in_background(run.pk)
        assert (run_progress(run.pk).state, run_progress(run.pk).says) == (
            "stopped",
            "There is no such run. Compute the month.",
        )
        monkeypatch.undo()
        compute_in_background(run.pk)
        assert run_progress(run.pk).state == "computed"


def test_worker_killed_before_the_commit_leaves_nothing_half_done(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        run = defer_run(OCTOBER, "0412", office.by("clerk"))
    env = world.env | {"VETHANAM_ROLE": "worker"}
    hangs = WORK.format(hangs=True, run=run.pk)
    with subprocess.Popen([sys.executable, "-c", hangs], env=env, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "written, not committed\n"
        first.send_signal(signal.SIGKILL)
    time.sleep(0.1)
    with world.role("worker"):
        assert (Run.objects.get().state, Assessed.objects.count()) == ("computing", 0)
    second = subprocess.run(
        [sys.executable, "-c", WORK.format(hangs=False, run=run.pk)],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert second.stdout == "computed\n"
    with world.role("worker"):
        assert Assessed.objects.count() == 1


COST = """
import django; django.setup()
import time
import vethanam.payroll.costing.actions as scenarios
if {hangs}:
    def hanging(*args, **kwargs):
        print("written, not committed", flush=True)
        time.sleep(60)
    scenarios.append = hanging
print(scenarios.complete_cost({costing}).state, flush=True)
"""
ORDER = """title: Dearness allowance 3 per cent more
with_effect_from: 2026-10-01
first_drawn: 2026-12
changes:
  - {parameter: dearness_allowance.rate, key: state_11, add: 3}
"""


def test_worker_killed_while_it_costs_leaves_the_order_to_the_next(world: World, office: SmallOffice) -> None:
    with world.role("web"):
        office.appoint("finance", "finance_officer", "", office="FIN")
        costing = defer_cost(ORDER, OCTOBER.plus(2), office.by("finance"), pressed="one")
    env = world.env | {"VETHANAM_ROLE": "worker"}
    hangs = COST.format(hangs=True, costing=costing.pk)
    with subprocess.Popen([sys.executable, "-c", hangs], env=env, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "written, not committed\n"
        first.send_signal(signal.SIGKILL)
    time.sleep(0.1)
    with world.role("worker"):
        assert (Costing.objects.get().state, Scenario.objects.count()) == ("computing", 0)
        cost_in_background(costing.pk)
        cost_in_background(costing.pk)
        kept = Scenario.objects.get()
        assert Costing.objects.get().scenario_id == kept.pk
    leaves = (
        "SELECT count(*) FROM journal_staged WHERE position(convert_to('scenario_kept', 'UTF8') IN leaf) > 0"
    )
    assert world.sql("owner", leaves) == [(1,)]
