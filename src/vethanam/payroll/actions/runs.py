"""Compute a month, settle its findings, lock it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max

from vethanam.errors import Refused, Unsound, VethanamError
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payroll.actions.signing import OFFICE, PREPARE, act, as_sentences, needs_reason, require
from vethanam.payroll.computing import Computed, compute
from vethanam.payroll.lines import in_words
from vethanam.payroll.models import Assessed, Resolution, Run, RunFinding
from vethanam.people.models import DrawingCode, Role
from vethanam.periods import Month

_HASHES = ("snapshot_hash", "rulebook_hash", "result_hash")


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What came of a run. ``run`` is the version that holds: the earlier one where nothing had changed."""

    run: int
    version: int | None
    state: str
    is_unchanged: bool
    says: str


def ask_run(month: Month, drawing_code: str, authority: Authority, *, kind: str = Run.Kind.MONTHLY) -> Run:
    """Write down that a month is to be computed; :func:`complete_run` does it, now or in the background.

    A service of ours may compute, and can neither settle, lock nor bill.
    """
    code = DrawingCode.objects.filter(code=drawing_code).first()
    if code is None:
        raise Unsound("no_such_code", f"There is no drawing code {drawing_code[:20]}. Enter one of the list.")
    if authority.role != Role.SERVICE:
        require(authority, roles=OFFICE, scope=code.code, power=PREPARE, doing="Computing a month")
    return Run.objects.create(
        month=int(month),
        drawing_code=code,
        kind=kind,
        known_at=authority.at,
        account_id=authority.account,
        person_id=authority.person,
        office=authority.office,
        role=authority.role,
        delegation_id=authority.delegation,
        on_behalf_of_id=authority.on_behalf_of,
        is_sample=authority.is_sample,
    )


def complete_run(run_id: int) -> RunOutcome:
    """Compute a run that was asked, and write its result in one transaction.

    It may be called again after a process was killed at any point: a run whose result is written is only read.

    Raises
    ------
    VethanamError
        The facts or the rules cannot be computed; the run says so and has the state ``stopped``.
    """
    run = Run.objects.select_related("drawing_code").get(pk=run_id)
    if run.state not in (Run.State.ASKED, Run.State.COMPUTING, Run.State.STOPPED):
        return _outcome(run)
    try:
        progress(run, "reading", state=Run.State.COMPUTING, says="")
        computed = compute(run, lambda done, total: progress(run, "computing", done=done, total=total))
        with as_sentences(), transaction.atomic():
            return _write(run, computed)
    except VethanamError as stopped:
        progress(run, "", state=Run.State.STOPPED, says=stopped.says)
        raise


def compute_run(
    month: Month, drawing_code: str, authority: Authority, *, kind: str = Run.Kind.MONTHLY
) -> RunOutcome:
    """Compute a month of a drawing code with what is known at ``authority.at``.

    Rows that cannot be computed are set aside as findings and the rest proceed. The same facts and rulebook give the
    same result; asking again for an unchanged month makes no version and says so.

    Raises
    ------
    Refused
        The authority is no clerk or drawing officer of the code.
    """
    return complete_run(ask_run(month, drawing_code, authority, kind=kind).pk)


def authority_of_run(run: Run) -> Authority:
    """Under which authority a run was asked."""
    return Authority(
        account=run.account_id,
        person=run.person_id,
        office=run.office,
        role=run.role,
        scope=run.drawing_code.code,
        delegation=run.delegation_id,
        on_behalf_of=run.on_behalf_of_id,
        at=run.known_at,
        is_sample=run.is_sample,
    )


def progress(run: Run, step: str, **columns: object) -> None:
    """Say where a run is; the row can be read while it runs."""
    Run.objects.filter(pk=run.pk, state__in=[Run.State.ASKED, Run.State.COMPUTING, Run.State.STOPPED]).update(
        step=step, **columns
    )


def _write(run: Run, computed: Computed) -> RunOutcome:
    hold(run.month, run.drawing_code_id)
    now = Run.objects.select_for_update(of=("self",)).select_related("drawing_code").get(pk=run.pk)
    if now.state != Run.State.COMPUTING:
        return _outcome(now)
    earlier = latest_version(now)
    if earlier and all(bytes(getattr(earlier, name) or b"") == getattr(computed, name) for name in _HASHES):
        now.state, now.same_as, now.step = Run.State.UNCHANGED, earlier, ""
        month = in_words(Month.from_key(now.month))
        now.says = f"{month}, {now.drawing_code.code}: nothing changed since version {earlier.version}."
        now.save()
        return _outcome(now)
    return _keep(now, earlier, computed)


def _keep(run: Run, earlier: Run | None, computed: Computed) -> RunOutcome:
    highest = Run.objects.filter(month=run.month, drawing_code=run.drawing_code).aggregate(
        last=Max("version")
    )["last"]
    Assessed.objects.bulk_create([Assessed(run=run, **row) for row in computed.rows], batch_size=1000)
    findings = RunFinding.objects.bulk_create(
        [RunFinding(run=run, **row) for row in computed.findings], batch_size=1000
    )
    if earlier:
        _carry_resolutions(earlier, findings)
        if earlier.state == Run.State.COMPUTED:
            Run.objects.filter(pk=earlier.pk).update(state=Run.State.SUPERSEDED)
    for name in (
        "snapshot_hash",
        "rulebook_hash",
        "result_hash",
        "people",
        "set_aside",
        "lines_held",
        "gross",
        "deductions",
        "net",
    ):
        setattr(run, name, getattr(computed, name))
    run.version, run.state, run.step = (highest or 0) + 1, Run.State.COMPUTED, ""
    run.done = run.total = computed.people
    run.says = computed.says
    run.save()
    append(
        "run_computed",
        public={
            "month": str(Month.from_key(run.month)),
            "drawing_code": run.drawing_code.code,
            "version": run.version,
        },
        private=_private(run),
        at=run.known_at,
        is_sample=run.is_sample,
    )
    return _outcome(run)


def _carry_resolutions(earlier: Run, findings: list[RunFinding]) -> None:
    """What was settled in the earlier version stays settled while the finding says the same."""
    settled = {
        (r.finding.employment_id, r.finding.code, r.finding.component, r.finding.says): r
        for r in Resolution.objects.filter(finding__run=earlier).select_related("finding")
    }
    carried = [
        (f, settled[key])
        for f in findings
        if (key := (f.employment_id, f.code, f.component, f.says)) in settled
    ]
    Resolution.objects.bulk_create(
        [
            Resolution(
                finding=f,
                kind=r.kind,
                reason=r.reason,
                account_id=r.account_id,
                person_id=r.person_id,
                role=r.role,
                at=r.at,
                carried_from=r,
            )
            for f, r in carried
        ]
    )


@act
def resolve_finding(finding_id: int, authority: Authority, *, kind: str, reason: str) -> Resolution:
    """Hold a person for this month (``held``), or sign a finding off (``signed_off``), with a reason.

    Raises
    ------
    Refused
        The run is locked or superseded, the finding is settled already, or no person can be held by it.
    """
    finding = RunFinding.objects.select_related("run__drawing_code").get(pk=finding_id)
    run = Run.objects.select_for_update(of=("self",)).get(pk=finding.run_id)
    require(
        authority,
        roles=OFFICE,
        scope=finding.run.drawing_code.code,
        power=PREPARE,
        doing="Settling a finding",
    )
    if run.state != Run.State.COMPUTED:
        raise Refused(
            "run_is_settled",
            f"Version {run.version} is {run.state}. Findings are settled in the latest version before it is locked.",
        )
    if Resolution.objects.filter(finding=finding).exists():
        raise Refused("already_settled", f"{finding.record}: this finding is settled already.")
    if kind not in Resolution.Kind.values or (kind == Resolution.Kind.HELD and finding.employment_id is None):
        raise Refused(
            "not_a_resolution",
            f"{finding.record}: sign the finding off with a reason, or mend what it names and compute again.",
        )
    said = needs_reason(reason, "Settling a finding")
    append(
        "finding_settled",
        public={
            "month": str(Month.from_key(run.month)),
            "drawing_code": finding.run.drawing_code.code,
            "how": kind,
            "code": finding.code,
        },
        private={"employment": finding.employment_id, "reason": said, "by": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return Resolution.objects.create(
        finding=finding,
        kind=kind,
        reason=said[:300],
        account_id=authority.account,
        person_id=authority.person,
        role=authority.role,
        at=authority.at,
    )


def accept_difference(
    run_id: int, employment_id: int, component: str, authority: Authority, *, reason: str
) -> Resolution:
    """Accept a change that no entry or order explains, with a reason.

    Raises
    ------
    Refused
        The run has no such unexplained change.
    """
    finding = RunFinding.objects.filter(
        run=run_id, employment=employment_id, component=component, code="not_explained"
    ).first()
    if finding is None:
        raise Refused(
            "no_such_difference", "This run has no such change without a reason. Open its differences again."
        )
    return resolve_finding(finding.pk, authority, kind=Resolution.Kind.SIGNED_OFF, reason=reason)


@act
def lock_run(run_id: int, authority: Authority) -> Run:
    """Lock a run: it never changes again, and what it says is due can be claimed.

    Raises
    ------
    Refused
        A finding that blocks is open, a later version exists, or the run has no result.
    """
    run = Run.objects.select_related("drawing_code").get(pk=run_id)
    require(authority, roles=OFFICE, scope=run.drawing_code.code, power=PREPARE, doing="Locking a run")
    hold(run.month, run.drawing_code_id)
    run = Run.objects.select_for_update(of=("self",)).select_related("drawing_code").get(pk=run_id)
    if run.state == Run.State.LOCKED:
        return run
    latest = latest_version(run)
    if run.state != Run.State.COMPUTED or latest is None or latest.pk != run.pk:
        raise Refused(
            "not_the_latest",
            f"Only the latest computed version can be locked; this one is {run.state}. Compute the month again.",
        )
    still = open_findings(run)
    if still:
        names = ", ".join(dict.fromkeys(f.record for f in still[:5]))
        raise Refused(
            "findings_open",
            f"{len(still)} findings are open ({names}). Resolve each, or sign it off with a reason, then lock.",
            count=len(still),
        )
    run.state, run.locked_at, run.locked_by_id = Run.State.LOCKED, authority.at, authority.person
    run.save(update_fields=["state", "locked_at", "locked_by_id"])
    take_due(run)
    append(
        "run_locked",
        public={
            "month": str(Month.from_key(run.month)),
            "drawing_code": run.drawing_code.code,
            "version": run.version,
        },
        private=_private(run),
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return run


def hold(month: int, drawing_code: int) -> None:
    """One act at a time on a month of a drawing code, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::integer, %s::integer)", [month, drawing_code])


def take_due(run: Run) -> int:
    """Take what is due from a locked run; gives how many person-months stay at what is claimed of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payroll_take_due(%s::bigint)", [run.pk])
        return int((cursor.fetchone() or (0,))[0])


def latest_version(run: Run) -> Run | None:
    """The version of a month that holds."""
    versions = Run.objects.filter(month=run.month, drawing_code=run.drawing_code_id, version__isnull=False)
    return versions.select_related("drawing_code").order_by("-version").first()


def open_findings(run: Run) -> list[RunFinding]:
    """Findings that block and are not settled."""
    return list(RunFinding.objects.filter(run=run, blocks=True, resolution__isnull=True).order_by("id"))


def _outcome(run: Run) -> RunOutcome:
    if run.same_as_id:
        same = Run.objects.get(pk=run.same_as_id)
        return RunOutcome(same.pk, same.version, same.state, True, run.says)
    return RunOutcome(run.pk, run.version, run.state, False, run.says)


def _private(run: Run) -> dict[str, int | str | None]:
    return {
        "result": bytes(run.result_hash or b"").hex(),
        "snapshot": bytes(run.snapshot_hash or b"").hex(),
        "rulebook": bytes(run.rulebook_hash or b"").hex(),
        "people": run.people,
        "net": run.net,
        "by": run.account_id,
    }
