"""Hold a person back from a month's bill, with a reason."""

from __future__ import annotations

from vethanam.errors import Refused, typed
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Assessed, Resolution, Run, RunFinding
from vethanam.payroll.powers import OFFICE, PREPARE, act, needs_reason, require
from vethanam.payroll.runs.actions import hold, resolve_finding
from vethanam.payroll.runs.result_rows import HELD_BACK
from vethanam.people.models import Employment


@act
def hold_back(run_id: int, number: str, authority: Authority, *, reason: str) -> Resolution:
    """Hold an employee back from the bill of a computed run; later versions keep the hold
    until one is locked.

    The first run after that computes her again, for a supplementary bill.

    Raises
    ------
    Refused
        The run is not the computed one of its month, it draws no such employee, or she is held already.
    """
    run = Run.objects.select_related("drawing_code").get(pk=run_id)
    code = run.drawing_code.code
    require(authority, roles=OFFICE, scope=code, power=PREPARE, doing="Holding a person back")
    needs_reason(reason, "Holding a person back")
    hold(run.month, run.drawing_code_id)
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != Run.State.COMPUTED:
        raise Refused("run_is_settled", version=run.version, state=run.state)
    rows = Assessed.objects.filter(run=run, drawing_code=run.drawing_code_id, employment__number=number)
    if (employment := rows.values_list("employment", flat=True).first()) is None:
        raise Refused("not_drawn_by_run", number=typed(number, 20), drawing_code=code)
    held = Resolution.objects.filter(
        finding__run=run, finding__employment=employment, kind=Resolution.Kind.HELD
    )
    if held.exists():
        raise Refused("held_back_already", number=number)
    found = RunFinding.objects.create(
        run=run,
        employment=Employment.objects.get(pk=employment),
        record=f"Employee {number}",
        code=HELD_BACK,
        blocks=True,
    )
    return resolve_finding(found.pk, authority, kind=Resolution.Kind.HELD, reason=reason)
