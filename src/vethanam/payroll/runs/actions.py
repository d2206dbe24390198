"""Compute a month, settle its findings, lock it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from vethanam.bulk import AT_A_TIME, add_rows
from vethanam.errors import Refused, Sentence, Unsound, VethanamError, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payroll.models import Resolution, Run, RunFinding
from vethanam.payroll.pay_calendar.queries import not_open
from vethanam.payroll.powers import OFFICE, PREPARE, act, as_sentences, needs_reason, require
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.register.drawn_lines import elsewhere_lines, taxed_before
from vethanam.payroll.rulebook import require_agreed_pack, rulebook_in_use
from vethanam.payroll.runs.computation import Batch, compute
from vethanam.payroll.runs.joint_accounts import ask_of_everybody
from vethanam.payroll.runs.result_rows import keep_results, private_of
from vethanam.payroll.snapshot import taxed_with
from vethanam.people.models import DrawingCode, Role
from vethanam.people.queries import Hat, hats_of_all
from vethanam.periods import Month
from vethanam.service_book.queries import BookReader, employments_by_code, reach_of, read_ahead

#: people computed per group, whole drawing codes only; more is faster and takes more memory
PEOPLE_AT_ONCE = 60_000


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """The result of a run. ``run`` is the current version: the earlier one if nothing changed."""

    run: int
    version: int | None
    state: str
    is_unchanged: bool
    sentence: Sentence | None

    @property
    def says(self) -> str:
        """The English sentence."""
        return str(self.sentence or "")


def ask_run(month: Month, drawing_code: str, authority: Authority, *, kind: str = Run.Kind.MONTHLY) -> Run:
    """Save a request to compute a month; :func:`complete_run` computes it, now or in the background.

    A service of the installation may compute, but not settle, lock or bill.

    Raises
    ------
    Refused
        The authority is no clerk or drawing officer of the code, or the month is not open yet.
    """
    code = DrawingCode.objects.filter(code=drawing_code).first()
    if code is None:
        raise Unsound("no_such_code", code=typed(drawing_code, 20))
    _may_compute(code, authority)
    if (refused := not_open([code], month, authority.at).get(code.pk)) is not None:
        raise refused
    asked = _asked(month, code, authority, kind)
    asked.save()
    return asked


def _may_compute(code: DrawingCode, authority: Authority, hats: Sequence[Hat] | None = None) -> None:
    if authority.role != Role.SERVICE:
        require(authority, roles=OFFICE, scope=code.code, power=PREPARE, doing="Computing a month", hats=hats)


def _asked(month: Month, code: DrawingCode, authority: Authority, kind: str) -> Run:
    return Run(
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
    """Compute a requested run, and save its result in one transaction.

    Safe to retry after a crash: a run with a result is returned unchanged.

    Raises
    ------
    VethanamError
        The facts or the rules cannot be computed. The run's state becomes ``stopped``, with the reason.
    """
    run = Run.objects.select_related("drawing_code").get(pk=run_id)
    if run.state not in (Run.State.ASKED, Run.State.COMPUTING, Run.State.STOPPED):
        return _outcome(run)
    try:
        progress(run, "reading", state=Run.State.COMPUTING, outcome="")
        require_agreed_pack()
        with BookReader.parallel() as reader:
            batch = compute(
                reader,
                Month.from_key(run.month),
                run.known_at,
                {run.drawing_code_id: run.drawing_code.code},
                lambda done, total: progress(run, "computing", done=done, total=total),
            )
        with as_sentences(), transaction.atomic():
            hold(run.month, run.drawing_code_id)
            now = Run.objects.select_for_update(of=("self",)).select_related("drawing_code").get(pk=run.pk)
            if now.state != Run.State.COMPUTING:
                return _outcome(now)
            keep_results([now], batch)
            return _outcome(now)
    except VethanamError as stopped:
        progress(run, "", state=Run.State.STOPPED, outcome=stopped.sentence.kept)
        raise


def compute_run(
    month: Month, drawing_code: str, authority: Authority, *, kind: str = Run.Kind.MONTHLY
) -> RunOutcome:
    """Compute a month of a drawing code as known at ``authority.at``.

    Rows that cannot be computed become findings; the rest proceed. The same facts and rulebook give the same
    result. Computing an unchanged month makes no new version.

    Raises
    ------
    Refused
        The authority is no clerk or drawing officer of the code.
    """
    return complete_run(ask_run(month, drawing_code, authority, kind=kind).pk)


def compute_runs(
    month: Month, authorities: Mapping[str, Authority], tell: Callable[[int, int], None] = lambda *_: None
) -> dict[str, RunOutcome | VethanamError]:
    """Compute a month of many drawing codes in one transaction, each under its own authority,
    all at one instant.

    Each result equals that of :func:`compute_run`: no code depends on another. A code that is refused or
    cannot be computed maps to its error; the others proceed. ``tell`` receives (codes done, total).
    """
    codes = {c.code: c for c in DrawingCode.objects.filter(code__in=list(authorities)).order_by("id")}
    outcomes: dict[str, RunOutcome | VethanamError] = {}
    chosen: dict[int, Run] = {}
    hats = _hats(authorities.values())
    at = max((one.at for one in authorities.values()), default=None)
    closed = not_open([*codes.values()], month, at) if at else {}
    for name, code in codes.items():
        authority = authorities[name]
        try:
            _may_compute(code, authority, hats.get(authority.account, []))
            if code.pk in closed:
                raise closed[code.pk]
            chosen[code.pk] = _asked(month, code, authority, Run.Kind.MONTHLY)
        except VethanamError as refused:
            outcomes[name] = refused
    if not chosen:
        return outcomes
    require_agreed_pack()
    at = next(iter(chosen.values())).known_at
    # assign component codes first; doing it inside a group blocks the others
    codes_of(rulebook_in_use(at).kinds_of_lines())
    with BookReader.parallel() as parallel, as_sentences(), transaction.atomic():
        reader = parallel.keeping(reach_of(parallel, month, at, list(chosen)))
        hold_all(int(month), list(chosen))
        read_ahead(
            reader,
            month,
            at,
            lambda: taxed_before(reader, [], *taxed_with(month)),
            lambda: elsewhere_lines(reader, [], month.plus(-1), month.plus(-1)),
            lambda: ask_of_everybody(reader, month, at),
        )
        groups = [[chosen[code] for code in group] for group in _groups(reader, month, at, list(chosen))]
        for runs, batch in reader.each(lambda runs: _computed(reader, month, runs), groups):
            outcomes |= _kept(reader, month, runs, batch)
            tell(len(outcomes), len(codes))
    return outcomes


def _hats(authorities: Iterable[Authority]) -> dict[int, list[Hat]]:
    """Map account to the roles it may act in, in one query."""
    given = list(authorities)
    return hats_of_all({a.account for a in given}, given[0].at) if given else {}


def _groups(reader: BookReader, month: Month, known_at: datetime, codes: Sequence[int]) -> list[list[int]]:
    """Split drawing codes, in order, into groups of similar size.

    A group has at most ``PEOPLE_AT_ONCE`` people. The number of groups is rounded up so that none is computed
    alone at the end.
    """
    whose = employments_by_code(reader, month, known_at, codes)
    people = dict(whose.group_by("drawing_code").len().iter_rows())
    in_all = max(1, sum(people.values()))
    count = -(-in_all // PEOPLE_AT_ONCE)
    if count > 1:
        count += -count % AT_A_TIME
    groups: dict[int, list[int]] = defaultdict(list)
    before = 0
    for code in codes:
        groups[min(before * count // in_all, count - 1)].append(code)
        before += people.get(code, 0)
    return list(groups.values())


def _computed(reader: BookReader, month: Month, runs: Sequence[Run]) -> Batch | VethanamError:
    try:
        names = {run.drawing_code_id: run.drawing_code.code for run in runs}
        return compute(reader, month, runs[0].known_at, names, lambda *_: None)
    except VethanamError as stopped:
        return stopped


def _kept(
    reader: BookReader, month: Month, runs: Sequence[Run], batch: Batch | VethanamError
) -> dict[str, RunOutcome | VethanamError]:
    """Save the results of one group. If the group failed, compute each run separately."""
    if isinstance(batch, VethanamError):
        if len(runs) > 1:
            alone = [_kept(reader, month, [run], _computed(reader, month, [run])) for run in runs]
            return {name: outcome for one in alone for name, outcome in one.items()}
        runs[0].state, runs[0].outcome = Run.State.STOPPED, batch.sentence.kept
        runs[0].save()
        return {runs[0].drawing_code.code: batch}
    for run in runs:
        run.state = Run.State.COMPUTING
    add_rows(runs)
    keep_results(runs, batch)
    return {run.drawing_code.code: _outcome(run) for run in runs}


def progress(run: Run, step: str, **columns: object) -> None:
    """Update the progress of a run, visible while it computes."""
    Run.objects.filter(pk=run.pk, state__in=[Run.State.ASKED, Run.State.COMPUTING, Run.State.STOPPED]).update(
        step=step, **columns
    )


@act
def resolve_finding(finding_id: int, authority: Authority, *, kind: str, reason: str) -> Resolution:
    """Hold a person for this month (``held``), or sign a finding off (``signed_off``), with a reason.

    Raises
    ------
    Refused
        The run is locked or superseded, the finding is already settled, or it names no person to hold.
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
        raise Refused("run_is_settled", version=run.version, state=run.state)
    if Resolution.objects.filter(finding=finding).exists():
        raise Refused("already_settled", record=finding.record)
    if kind not in Resolution.Kind.values or (kind == Resolution.Kind.HELD and finding.employment_id is None):
        raise Refused("not_a_resolution", record=finding.record)
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
    """Accept a change without an explaining entry or order, with a reason.

    Raises
    ------
    Refused
        The run has no such unexplained change.
    """
    finding = RunFinding.objects.filter(
        run=run_id, employment=employment_id, component=component, code="not_explained"
    ).first()
    if finding is None:
        raise Refused("no_such_difference")
    return resolve_finding(finding.pk, authority, kind=Resolution.Kind.SIGNED_OFF, reason=reason)


@act
def lock_run(run_id: int, authority: Authority) -> Run:
    """Lock a run: it never changes again, and its due can be claimed.

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
        raise Refused("not_the_latest", state=run.state)
    still = open_findings(run)
    if still:
        names = ", ".join(dict.fromkeys(f.record for f in still[:5]))
        if len(still) == 1:
            raise Refused("finding_open", names=names)
        raise Refused("findings_open", names=names, count=len(still))
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
        private=private_of(run),
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return run


def hold(month: int, drawing_code: int) -> None:
    """Lock a month of a drawing code until the transaction ends."""
    hold_all(month, [drawing_code])


def hold_all(month: int, drawing_codes: Sequence[int]) -> None:
    """Lock a month of many drawing codes, always in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s::integer, c::integer) FROM unnest(%s::bigint[]) c ORDER BY c",
            [month, sorted(drawing_codes)],
        )


def take_due(run: Run) -> int:
    """Enter the due of a locked run in the register.

    Returns the number of person-months kept at their claimed amount.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT payroll_take_due(%s::bigint)", [run.pk])
        return int((cursor.fetchone() or (0,))[0])


def latest_version(run: Run) -> Run | None:
    """The current version of a month, or None."""
    versions = Run.objects.filter(month=run.month, drawing_code=run.drawing_code_id, version__isnull=False)
    return versions.select_related("drawing_code").order_by("-version").first()


def open_findings(run: Run) -> list[RunFinding]:
    """Blocking findings without a resolution."""
    return list(RunFinding.objects.filter(run=run, blocks=True, resolution__isnull=True).order_by("id"))


def _outcome(run: Run) -> RunOutcome:
    if run.same_as_id:
        same = Run.objects.get(pk=run.same_as_id)
        return RunOutcome(same.pk, same.version, same.state, True, run.sentence)
    return RunOutcome(run.pk, run.version, run.state, False, run.sentence)
