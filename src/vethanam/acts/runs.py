"""Acts on a month: compute it, settle its findings."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Count, Given, MonthField, Words, one_of
from vethanam.acts.states import run_state
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Refused, Sentence
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Resolution, Run, RunFinding
from vethanam.payroll.runs import actions as runs_actions
from vethanam.payroll.runs.holds import hold_back as hold_back_person
from vethanam.payroll.tasks import defer_run
from vethanam.people.models import Role
from vethanam.periods import Month

OFFICE = (Role.CLERK, Role.DRAWING_OFFICER)
#: instead of a code: every blocking finding
ANY = "any"


class MonthOfCode(Given):
    """A month of a drawing code."""

    month: MonthField = Field(title=_("Month"))
    drawing_code: Code = Field(title=_("Drawing code"))


class ResolveGiven(MonthOfCode):
    """The open findings to settle, and the way."""

    employment: Code | None = Field(None, title=_("Employee number"))
    finding: Count | None = Field(None, title=_("Number of the finding"))
    code: Code | None = Field(None, title=_("Which finding"), description=_("Its code; any: all that block."))
    how: one_of(*Resolution.Kind.values) = Field(title=_("How it is settled"))  # type: ignore[valid-type]
    reason: Words = Field(title=_("Reason"), description=_("It stays with the finding."))


class RunGiven(MonthOfCode):
    """The month to compute; a supplementary run covers those left out of the monthly one."""

    kind: one_of(*Run.Kind.values) | None = Field(None, title=_("Kind of run"))  # type: ignore[valid-type]


@act("run", title=_("Compute a month"), roles=OFFICE, scope="drawing_code")
def run(authority: Authority, given: RunGiven) -> Answer:
    """Compute the month of a drawing code. People who cannot be computed get a finding instead.

    Over the API the act only starts the work; the view ``month`` shows its progress.
    """
    kind = given.kind or Run.Kind.MONTHLY
    if not is_worker():
        asked = defer_run(given.month, given.drawing_code, authority, kind=kind)
        return Answer.of(
            "run_under_way", run_state(asked.pk), month=given.month, drawing_code=given.drawing_code
        )
    done = runs_actions.compute_run(given.month, given.drawing_code, authority, kind=kind)
    return Answer(done.sentence or "", run_state(done.run))


class HoldGiven(MonthOfCode):
    """The employee to hold back from a month's bill, and why."""

    employment: Code = Field(title=_("Employee number"))
    reason: Words = Field(title=_("Reason"), description=_("It stays with the run."))


@act("hold_back", title=_("Hold an employee back"), roles=OFFICE, scope="drawing_code", power="prepare")
def hold_back(authority: Authority, given: HoldGiven) -> Answer:
    """Hold an employee back from the bill of the month's latest run, with a reason.

    The first run after that bill computes her again, for a supplementary bill.
    """
    latest = latest_run(given.month, given.drawing_code)
    hold_back_person(latest.pk, given.employment, authority, reason=given.reason)
    return Answer.of("held_back_from_bill", run_state(latest.pk), number=given.employment, month=given.month)


@act("resolve", title=_("Settle findings"), roles=OFFICE, scope="drawing_code")
def resolve(authority: Authority, given: ResolveGiven) -> Answer:
    """Settle open findings of the latest run: by number, by employee, by code, or by employee and code.

    ``signed_off`` keeps the computed figures; ``held`` leaves the person out for now.
    """
    if given.finding is not None:
        return _resolve_one(authority, given, given.finding)
    latest = latest_run(given.month, given.drawing_code)
    rows = RunFinding.objects.filter(run=latest, resolution__isnull=True)
    if given.code == ANY:
        rows = rows.filter(blocks=True)
    elif given.code:
        rows = rows.filter(code=given.code)
    if given.employment:
        rows = rows.filter(employment__number=given.employment)
    if not (given.code or given.employment):
        raise Refused("finding_not_named")
    if not (findings := list(rows.order_by("pk"))):
        raise Refused("no_finding", month=str(given.month), drawing_code=given.drawing_code)
    for finding in findings:
        runs_actions.resolve_finding(finding.pk, authority, kind=given.how, reason=given.reason)
    people = len({finding.record for finding in findings})
    return Answer(_settled(len(findings), people), run_state(latest.pk))


def _resolve_one(authority: Authority, given: ResolveGiven, number: int) -> Answer:
    rows = RunFinding.objects.filter(run__month=int(given.month), run__drawing_code__code=given.drawing_code)
    if (found := rows.filter(pk=number).first()) is None:
        raise Refused("no_finding", month=str(given.month), drawing_code=given.drawing_code)
    runs_actions.resolve_finding(found.pk, authority, kind=given.how, reason=given.reason)
    return Answer(_settled(1, 1), run_state(found.run_id))


def _settled(count: int, people: int) -> Sentence:
    if count == 1:
        return Sentence("finding_settled")
    code = "findings_settled_of_one" if people == 1 else "findings_settled"
    return Sentence(code, {"count": count, "people": people})


def latest_run(month: Month, drawing_code: str) -> Run:
    """The latest computed version of a month."""
    found = (
        Run.objects.filter(month=int(month), drawing_code__code=drawing_code, version__isnull=False)
        .order_by("-version")
        .first()
    )
    if found is None:
        raise Refused("no_run", month=str(month), drawing_code=drawing_code)
    return found
