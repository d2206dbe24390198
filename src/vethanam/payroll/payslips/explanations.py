"""Explanations of a person's month: one line, several, or all, with the facts known when it was computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
from django.utils import timezone

from vethanam.clauses.explanation import Explanation, Sum
from vethanam.errors import Unsound
from vethanam.payroll.models import Assessed, Claim
from vethanam.payroll.occasions.explanations import apart_of, claims_of, explanation_of
from vethanam.payroll.payslips.fact_sources import with_sources
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules import ExplainedMonth, explained_month
from vethanam.service_book.queries import BookReader, FactView, book_of


def explanation(
    reader: BookReader,
    employment: int,
    month: Month,
    component: str | None = None,
    *,
    part: int | None = None,
    known_at: datetime | None = None,
    now: datetime | None = None,
) -> Explanation:
    """Explain a line of a month, or the whole month, with the facts known when it was computed.

    Without ``part``, a line with several part salaries has one child per part. Without ``component``, every
    line is a child and the value is the net. ``known_at`` selects another instant. A month never computed is
    read as known ``now``; pass one instant when asking about several months.

    Raises
    ------
    Unsound
        The month cannot be computed, or the rulebook has no such component.
    """
    if component is not None and (apart := claims_of(employment, month, component)):
        return explanation_of(reader, apart, component)
    then, explained = _explained_month(reader, employment, month, known_at, now)
    tree = (
        _whole(explained, apart_of(reader, employment, month))
        if component is None
        else _of_component(explained, component, part)
    )
    return with_sources(tree, _book(reader, employment, then), month)


def explanations(
    reader: BookReader, employment: int, month: Month, components: Iterable[str]
) -> dict[str, Explanation]:
    """Explain these lines of a month as :func:`explanation` does, computing the month once.

    Raises
    ------
    Unsound
        The month cannot be computed, or the rulebook has no such component.
    """
    then, explained = _explained_month(reader, employment, month, None)
    book = _book(reader, employment, then)
    return {
        name: explanation_of(reader, apart, name)
        if (apart := claims_of(employment, month, name))
        else with_sources(_of_component(explained, name, None), book, month)
        for name in dict.fromkeys(components)
    }


def _book(reader: BookReader, employment: int, then: datetime) -> list[FactView]:
    return reader.once(("book", employment, then), lambda: book_of(employment, then))


def _explained_month(
    reader: BookReader, employment: int, month: Month, known_at: datetime | None, now: datetime | None = None
) -> tuple[datetime, ExplainedMonth]:
    """The computed month, and the instant its facts are read at."""
    then = known_at or _computed_at(employment, month) or now or timezone.now()
    rulebook = rulebook_in_use(then)
    snapshot = snapshot_of(reader, month, then, rulebook, employments=[employment])
    for finding in snapshot.findings:
        raise Unsound(finding.code, **finding.facts).within(finding.record)
    if employment not in snapshot.employments:
        raise Unsound("not_in_service", month=month)
    facts = snapshot.facts.of(employment)
    return then, explained_month(facts, rulebook, known_at=timezone.localdate(then), cache=reader.cache)


def rulebook_hash(employment: int, month: Month) -> str:
    """The hash of the rulebook that explains a month: as known when it was computed, else now."""
    return rulebook_in_use(_computed_at(employment, month)).hash


def _of_component(explained: ExplainedMonth, component: str, part: int | None) -> Explanation:
    """The line of one part, or of all parts with their sum."""
    lines = explained.lines.filter(pl.col("component") == component)
    parts = [part] if part else lines["part"].unique().sort().to_list() or [1]
    trees = [explained.line(component, one) for one in parts]
    return trees[0] if len(trees) == 1 else _together(component, trees, "The sum of the parts of the month.")


def _whole(explained: ExplainedMonth, apart: Sequence[tuple[Explanation, str]]) -> Explanation:
    """Every line with the net; payments outside the month's pay come last."""
    rows = list(explained.lines.select("component", "part", "kind").unique(maintain_order=True).iter_rows())
    own = [(explained.line(name, part), kind) for name, part, kind in rows]
    return _net([tree for tree, _ in (*own, *apart)], [kind for _, kind in (*own, *apart)])


def _net(trees: list[Explanation], kinds: list[str]) -> Explanation:
    """Earnings less deductions. A held line counts as zero; employer shares are not included."""
    earnings, deductions = (
        [
            _line_of(index, tree)
            for index, (tree, one) in enumerate(zip(trees, kinds, strict=True))
            if one == kind
        ]
        for kind in ("earning", "deduction")
    )
    gross, less = (sum(line.number or 0 for line in lines) for lines in (earnings, deductions))
    exact = Sum("minus", gross - less, parts=(Sum.added(earnings, gross), Sum.added(deductions, less)))
    return Explanation(
        "net", gross - less, "paise", "Earnings less deductions.", children=tuple(trees), sum=exact
    )


def _line_of(index: int, tree: Explanation) -> Sum:
    return Sum("line", tree.value or 0, label=tree.name, child=index)


def _together(name: str, trees: list[Explanation], says: str) -> Explanation:
    known = [tree.value for tree in trees if tree.value is not None]
    if len(known) < len(trees):
        return Explanation(name, None, "paise", says, children=tuple(trees))
    exact = Sum.added([_line_of(index, tree) for index, tree in enumerate(trees)], sum(known))
    return Explanation(name, sum(known), "paise", says, children=tuple(trees), sum=exact)


def _computed_at(employment: int, month: Month) -> datetime | None:
    """The instant of the month's facts: of the run of its latest claim, else of the latest
    run with a version.
    """
    claim = (
        Claim.objects.filter(employment=employment, for_month=int(month), occasion__isnull=True)
        .exclude(state="void")
        .select_related("run")
        .order_by("-id")
        .first()
    )
    if claim and claim.run:
        return claim.run.known_at
    rows = Assessed.objects.filter(
        employment=employment, run__month=int(month), run__version__isnull=False
    ).order_by("-run_id")
    return rows.values_list("run__known_at", flat=True).first()
