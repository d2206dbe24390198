"""Queries on runs: progress, findings, differences, and the checklist of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from vethanam.errors import Sentence, Unsound, typed
from vethanam.money import Paise
from vethanam.payroll.arrears.late_changes import deductions_since_drawn, not_recovered, since_drawn
from vethanam.payroll.models import Bill, Resolution, Run, RunFinding, for_month
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.change_causes import NOT_EXPLAINED, Change
from vethanam.payroll.runs.month_comparison import compared
from vethanam.payroll.snapshot import snapshot_of
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.service_book.models import Absence, Fact, Pay, Posting, ServiceSpell
from vethanam.service_book.queries import (
    WORKED_OUT,
    BookReader,
    count_unverified,
    entered,
    reach_of,
    reaching_back,
)


@dataclass(frozen=True, slots=True)
class RunProgress:
    """The progress of a run. It can be polled; closing the page loses nothing."""

    run: int
    month: Month
    drawing_code: str
    version: int | None
    state: str
    step: str
    done: int
    total: int
    sentence: Sentence | None
    people: int
    set_aside: int
    lines_held: int
    gross: Paise
    deductions: Paise
    net: Paise
    known_at: datetime
    same_as: int | None

    @property
    def is_over(self) -> bool:
        """True if the run has finished."""
        return self.state not in (Run.State.ASKED, Run.State.COMPUTING)

    @property
    def says(self) -> str:
        """The English sentence."""
        return str(self.sentence or "")


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding and its resolution; ``resolution`` is empty while it is open."""

    id: int
    record: str
    employment: int | None
    component: str
    code: str
    blocks: bool
    is_set_aside: bool
    resolution: str
    reason: str
    facts: dict[str, object]

    @property
    def sentence(self) -> Sentence:
        """The finding as a translatable sentence."""
        return Sentence(self.code, self.facts)

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says

    @property
    def is_open(self) -> bool:
        """True if the finding keeps the run from being locked."""
        return self.blocks and not self.resolution


@dataclass(frozen=True, slots=True)
class CauseSum:
    """All changes of one cause: number of people, and effect on the net."""

    cause: str
    people: int
    effect: Paise


@dataclass(frozen=True, slots=True)
class Difference:
    """One change with the employee's number, and its finding if it needs acceptance."""

    number: str
    change: Change
    finding: FindingView | None


@dataclass(frozen=True, slots=True)
class Differences:
    """A run compared with the month before.

    ``causes`` and ``not_explained`` add up to ``change``, the change in net pay.
    """

    before: Month | None
    month: Month
    net_before: Paise
    net_now: Paise
    not_explained: tuple[Difference, ...]
    explained: tuple[Difference, ...]
    causes: tuple[CauseSum, ...]

    @property
    def change(self) -> Paise:
        """The change in net pay."""
        return self.net_now - self.net_before


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the checklist.

    ``state`` is ``done``, ``look`` (needs a person), ``waits`` (for an earlier row) or ``open``. ``since`` is
    the first month concerned, if earlier months are.
    """

    name: str
    state: str
    count: int = 0
    more: int = 0
    since: Month | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """The open work of a drawing code's month, in working order. ``left`` counts rows that need a person.

    ``is_drawn``: every bill is passed, and a supplementary bill could pay nobody else.
    """

    month: Month
    drawing_code: str
    run: RunProgress | None
    items: tuple[Item, ...]
    set_aside: tuple[FindingView, ...]
    findings: tuple[FindingView, ...]
    bills: tuple[int, ...]
    is_drawn: bool = False

    @property
    def is_stale(self) -> bool:
        """True if entries were verified since the month was computed, and there is no bill."""
        return any(item.name == "compute" and item.state == "look" for item in self.items)

    @property
    def left(self) -> int:
        """Number of rows that need a person before the bill."""
        return sum(item.state == "look" for item in self.items)


def run_progress(run: int) -> RunProgress:
    """How far a run has come.

    Raises
    ------
    Unsound
        There is no such run.
    """
    found = Run.objects.select_related("drawing_code").filter(pk=run).first()
    if found is None:
        raise Unsound("no_such_run")
    return _progress(found)


def latest_run(drawing_code: str, month: Month) -> RunProgress | None:
    """The current version of a month, or the latest run without a version."""
    runs = Run.objects.select_related("drawing_code").filter(
        drawing_code__code=drawing_code, month=int(month)
    )
    found = runs.filter(version__isnull=False).order_by("-version").first() or runs.order_by("-id").first()
    return _progress(found) if found else None


def _progress(run: Run) -> RunProgress:
    return RunProgress(
        run.pk,
        Month.from_key(run.month),
        run.drawing_code.code,
        run.version,
        run.state,
        run.step,
        run.done,
        run.total,
        run.sentence,
        run.people,
        run.set_aside,
        run.lines_held,
        run.gross,
        run.deductions,
        run.net,
        run.known_at,
        run.same_as_id,
    )


def findings_of(run: int, *, blocking: bool | None = None) -> list[FindingView]:
    """The findings of a run: blocking ones first, then in the order found."""
    rows = RunFinding.objects.filter(run=run).order_by("-blocks", "id")
    if blocking is not None:
        rows = rows.filter(blocks=blocking)
    settled = {r.finding_id: r for r in Resolution.objects.filter(finding__run=run)}
    return [_finding(row, settled.get(row.pk)) for row in rows]


def findings_of_all(runs: Iterable[int]) -> dict[int, list[FindingView]]:
    """The findings of many runs, each in the order of :func:`findings_of`."""
    chosen = list(runs)
    found: dict[int, list[FindingView]] = defaultdict(list)
    settled = {r.finding_id: r for r in Resolution.objects.filter(finding__run__in=chosen)}
    for row in RunFinding.objects.filter(run__in=chosen).order_by("-blocks", "id"):
        found[row.run_id].append(_finding(row, settled.get(row.pk)))
    return found


def _finding(row: RunFinding, settled: Resolution | None) -> FindingView:
    return FindingView(
        row.pk,
        row.record,
        row.employment_id,
        row.component,
        row.code,
        row.blocks,
        row.is_set_aside,
        settled.kind if settled else "",
        settled.reason if settled else "",
        row.facts,
    )


def differences(reader: BookReader, run: int) -> Differences:
    """A run compared with the lines drawn for the month before, each change with its cause; both
    months as known then.
    """
    found = Run.objects.select_related("drawing_code").get(pk=run)
    month, rulebook = Month.from_key(found.month), rulebook_in_use(found.known_at)
    code = found.drawing_code
    reader = reader.keeping(reach_of(reader, month, found.known_at, [code.pk]))
    snapshot = snapshot_of(reader, month, found.known_at, rulebook, drawing_code=code.code)
    comparison = compared(reader, [code.pk], snapshot, snapshot.assessed(reader, rulebook).lines)
    if comparison is None:
        return Differences(
            None, month, 0, found.net, (), (), (CauseSum("first_month", found.people, found.net),)
        )
    numbers = {**comparison.numbers} | dict(snapshot.parts.select("employment", "number").iter_rows())
    findings = {
        (f.employment, f.component): f for f in findings_of(run, blocking=True) if f.code == NOT_EXPLAINED
    }
    rows = [
        Difference(numbers[c.employment], c, findings.get((c.employment, c.component)))
        for c in comparison.changes
    ]
    surprises = sorted(
        (d for d in rows if not d.change.is_explained),
        key=lambda d: (-abs(d.change.effect), d.number, d.change.component),
    )
    explained = [d for d in rows if d.change.is_explained]
    return Differences(
        comparison.before,
        month,
        comparison.net_before,
        comparison.net_now,
        tuple(surprises),
        tuple(explained),
        _by_cause(explained),
    )


def _by_cause(rows: Iterable[Difference]) -> tuple[CauseSum, ...]:
    people: dict[str, set[int]] = {}
    effects: dict[str, int] = {}
    for row in rows:
        people.setdefault(row.change.cause, set()).add(row.change.employment)
        effects[row.change.cause] = effects.get(row.change.cause, 0) + row.change.effect
    sums = [CauseSum(cause, len(people[cause]), effect) for cause, effect in effects.items()]
    return tuple(sorted(sums, key=lambda s: (-abs(s.effect), s.cause)))


def checklist(reader: BookReader, drawing_code: str, month: Month, at: datetime) -> Checklist:
    """The checklist of a month, in working order; counts come from the service book, the latest
    run and the bills.
    """
    code = DrawingCode.objects.filter(code=drawing_code).first()
    if code is None:
        raise Unsound("no_such_code", code=typed(drawing_code, 20))
    people = _posted(code.pk, month)
    latest = latest_run(drawing_code, month)
    findings = tuple(findings_of(latest.run)) if latest else ()
    bills = list(
        Bill.objects.filter(for_month(int(month)), drawing_code=code)
        .exclude(state=Bill.State.CANCELLED)
        .order_by("id")
    )
    is_stale = not bills and _is_stale(latest, people, month)
    items = (
        *_entries(reader, code, people, month, at),
        *_run_items(latest, findings, is_stale=is_stale),
        _bill_item(latest, bills),
    )
    aside = tuple(f for f in findings if f.is_set_aside)
    is_drawn = bool(bills) and all(bill.state in Bill.PAID for bill in bills) and not _waits(latest, people)
    return Checklist(
        month, drawing_code, latest, items, aside, findings, tuple(bill.pk for bill in bills), is_drawn
    )


def _waits(latest: RunProgress | None, people: Sequence[int]) -> bool:
    """True if somebody may still be drawn: set aside by the run, or posted since it was computed."""
    if latest is None or latest.set_aside or not latest.is_over:
        return True
    return _entered(Posting, people).filter(recorded_at__gt=latest.known_at).exists()


def _is_stale(latest: RunProgress | None, people: Sequence[int], month: Month) -> bool:
    """True if an entry of this month or an earlier one was verified since the month was computed."""
    if latest is None or latest.version is None:
        return False
    return bool(reaching_back(people, latest.known_at, month.plus(1).first, WORKED_OUT))


def _entered(model: type[Fact], people: Sequence[int]) -> QuerySet[Any]:
    return entered(model).filter(employment__in=people)


def _posted(code: int, month: Month) -> list[int]:
    """People posted under the code by the end of the month, and not elsewhere since before it."""
    ever = entered(Posting).filter(drawing_code=code, valid_from__lte=month.last)
    # asked one after the other: as one statement, the view of standing entries is planned for every posting
    people = sorted(set(ever.values_list("employment_id", flat=True)))
    rows = _entered(Posting, people).filter(valid_from__lte=month.first)
    before = dict(
        rows.order_by("employment", "valid_from", "recorded_at", "id").values_list(
            "employment_id", "drawing_code_id"
        )
    )
    during = set(ever.filter(valid_from__gt=month.first).values_list("employment_id", flat=True))
    return sorted(during | {employment for employment, held in before.items() if held == code})


def _entries(
    reader: BookReader, code: DrawingCode, people: Sequence[int], month: Month, at: datetime
) -> tuple[Item, ...]:
    """Items from the service book: joined and left, leave, increments, waiting entries, drawn months."""
    days = (month.first, month.last)
    joined = _entered(Posting, people).filter(drawing_code=code, valid_from__range=days).count()
    left = _entered(ServiceSpell, people).filter(valid_until__range=days).count()
    left += _entered(Posting, people).filter(valid_from__range=days).exclude(drawing_code=code).count()
    leave = _entered(Absence, people).filter(valid_from__lte=month.last).exclude(valid_until__lt=month.first)
    open_leave = leave.filter(valid_until__isnull=True).exclude(kind_of_absence="suspension").count()
    entered, due = _increments(people, month)
    waiting = count_unverified(code.code, at)
    changed = since_drawn(reader, code, people, month)
    untaken, above = deductions_since_drawn(reader, code, people, month), not_recovered(reader, code, at)
    return (
        Item("joined_and_left", "done", joined, left),
        Item("leave", "look" if open_leave else "done", leave.count(), open_leave),
        Item("increments", "look" if due else "done", entered, len(due)),
        Item("orders_waiting", "look" if waiting else "done", waiting),
        Item("drawn_months", "look" if changed.people else "done", changed.people, since=changed.first),
        *(Item("untaken", "look", one.people, since=one.first) for one in (untaken,) if one.people),
        *(Item("above_due", "look", one.people, since=one.first) for one in (above,) if one.people),
    )


def posted_under(drawing_code: str, month: Month) -> list[int]:
    """Employments posted under a code on some day up to the end of a month, and not
    elsewhere since before it.
    """
    return _posted(DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code), month)


def increments_due(drawing_code: str, month: Month) -> dict[int, Month]:
    """Map employment to the month of an increment due without an entry: the last anniversary
    of the current pay.
    """
    code = DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code)
    return increments_due_to(_posted(code, month), month)


def increments_due_to(people: Sequence[int], month: Month) -> dict[int, Month]:
    """The months in which increments without an entry fall due, for these people."""
    return _increments(people, month)[1]


def _increments(people: Sequence[int], month: Month) -> tuple[int, dict[int, Month]]:
    """The number of increments entered in the month, and the months of increments due without an entry.

    An increment without an entry is reported until one is made: the increment, or an order that keeps the
    pay.
    """
    rows = _entered(Pay, people)
    within = list(
        rows.filter(valid_from__range=(month.first, month.last)).values_list(
            "employment_id", "valid_from", "reason"
        )
    )
    granted = {one for one, _, reason in within if reason == Pay.Reason.INCREMENT}
    settled = granted | {one for one, since, _ in within if since == month.first}
    held = (
        rows.filter(valid_from__lt=month.first, employment__in=_serving(people, month))
        .order_by("employment", "-valid_from", "-recorded_at", "-id")
        .distinct("employment")
        .values_list("employment_id", "increment_month", "valid_from")
    )
    due: dict[int, Month] = {}
    for employment, number, since in held:
        if number is None or employment in settled:
            continue
        anniversary = Month(month.year - (number > month.number), number)
        if since < anniversary.first:
            due[employment] = anniversary
    return len(granted), due


def _serving(people: Sequence[int], month: Month) -> list[int]:
    """People whose service had not ended before the month."""
    spells = _entered(ServiceSpell, people).exclude(valid_until__lt=month.first)
    return sorted(spells.values_list("employment_id", flat=True))


def _run_items(
    latest: RunProgress | None, findings: Sequence[FindingView], *, is_stale: bool
) -> tuple[Item, ...]:
    if latest is None or latest.version is None:
        return Item("compute", "open"), Item("set_aside", "waits"), Item("compare", "waits")
    aside = [f for f in findings if f.blocks and f.code != NOT_EXPLAINED]
    # one person's changes are one row of the comparison
    surprises = {f.record for f in findings if f.code == NOT_EXPLAINED}
    open_aside = sum(f.is_open for f in aside)
    open_surprises = len({f.record for f in findings if f.code == NOT_EXPLAINED and f.is_open})
    compare = "waits" if open_aside else "look" if open_surprises else "done"
    return (
        Item("compute", "look" if is_stale else "done", latest.people, latest.version),
        Item("set_aside", "look" if open_aside else "done", open_aside, len(aside)),
        Item("compare", compare, open_surprises, len(surprises)),
    )


def _bill_item(latest: RunProgress | None, bills: Sequence[Bill]) -> Item:
    if not bills:
        return Item("bill", "open" if latest and latest.version else "waits")
    at_treasury = [
        b
        for b in bills
        if b.state
        not in (
            Bill.State.MADE,
            Bill.State.CHECKED,
            Bill.State.COUNTERSIGNED,
            *Bill.AGAIN,
        )
    ]
    return Item("bill", "done" if len(at_treasury) == len(bills) else "open", len(bills), len(at_treasury))
