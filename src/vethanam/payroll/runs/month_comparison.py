"""Compare runs with the month before: each person's lines then and now, and the causes of changes.

Many drawing codes are compared in one batch; each result equals that of the code alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from vethanam.money import Paise
from vethanam.payroll.models import Assessed, Run
from vethanam.payroll.register.drawn_lines import claim_lines, elsewhere_lines
from vethanam.payroll.register.lines import summed
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.change_causes import NOT_EXPLAINED, Change, Months, changes_of, differing
from vethanam.payroll.snapshot import Snapshot, snapshot_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.queries import BookReader, employments_by_code

_WHOSE = ["drawing_code", "employment"]
_SUMMED = [*_WHOSE, "component", "kind"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Drawn lines of the month before, current lines, changes and nets.

    ``numbers`` maps employment to number.

    ``drawn`` and ``lines`` are summed per drawing code, employment, component and kind. ``aside`` are the
    employments that cannot be computed; they have no changes.
    """

    before: Month
    drawn: pl.DataFrame
    lines: pl.DataFrame
    changes: tuple[Change, ...]
    aside: frozenset[int]
    numbers: Mapping[int, str]

    @property
    def net_before(self) -> Paise:
        """Net drawn for the month before, without people set aside now."""
        return _net(self.drawn, self.aside)

    @property
    def net_now(self) -> Paise:
        """Net of the current lines."""
        return _net(self.lines, self.aside)


def compared(
    reader: BookReader,
    codes: Sequence[int],
    snapshot: Snapshot,
    assessed: pl.DataFrame,
    *,
    questions_only: bool = False,
) -> Comparison | None:
    """Compare each drawing code with its drawn lines of the month before; None if no code drew anything.

    ``assessed`` has the computed lines of the snapshot. The earlier month is read as known when its code
    computed it, so that a later entry is a cause. Only people with changed lines are recomputed.
    ``questions_only`` leaves out changes that are always explained.
    """
    before = snapshot.month.plus(-1)
    here = snapshot.parts.filter(pl.col("drawing_code").is_in(list(codes)))
    locked = _locked(codes, before)
    people = pl.concat([here.select(_WHOSE), _assessed_by(locked)]).unique().sort(_WHOSE)
    known = {code: locked[code].known_at if code in locked else snapshot.known_at for code in codes}
    drawn = _drawn(reader, before, people, known)
    lines = _summed(assessed, here)
    drawing = drawn["drawing_code"].unique()
    if drawing.is_empty():
        return None
    lines = lines.filter(pl.col("drawing_code").is_in(drawing.implode()))
    aside = frozenset(f.facts["employment"] for f in snapshot.findings if "employment" in f.facts)
    changes: list[Change] = []
    for known_at, group in _grouped(known).items():
        found, drawn = _changes(reader, snapshot, lines, drawn, known_at, group, questions_only)
        changes += [change for change in found if change.employment not in aside]
    numbers = {*people["employment"].to_list()} & {change.employment for change in changes}
    named = dict(Employment.objects.filter(pk__in=numbers).values_list("pk", "number"))
    return Comparison(before, drawn, lines, tuple(changes), aside, named)


@dataclass(frozen=True, slots=True)
class EarningsChange:
    """The earnings of one person in the month before and now, and the largest cause of the change."""

    employment: int
    before: Paise
    now: Paise
    cause: str


def earnings_changes(
    reader: BookReader, code: int, snapshot: Snapshot, assessed: pl.DataFrame, *, above: int
) -> list[EarningsChange]:
    """People of a drawing code whose earnings changed by more than ``above`` per cent since the drawn month
    before. Leaves out arrears, and people who drew nothing in one of the two months.

    Causes are looked for among these people alone.
    """
    before = snapshot.month.plus(-1)
    here = snapshot.parts.filter(pl.col("drawing_code") == code)
    run = _locked([code], before).get(code)
    known_at = run.known_at if run else snapshot.known_at
    drawn = _drawn(reader, before, here.select(_WHOSE).unique().sort(_WHOSE), {code: known_at})
    lines = _summed(assessed, here)
    sums = _earned(drawn.with_columns(amount=pl.col("amount") - pl.col("arrears"))).rename(
        {"amount": "before"}
    )
    both = sums.join(_earned(lines).rename({"amount": "now"}), on="employment").filter(
        pl.col("before") > 0,
        pl.col("now") > 0,
        (pl.col("now") - pl.col("before")).abs() * 100 > pl.col("before") * above,
    )
    if both.is_empty():
        return []
    theirs = pl.col("employment").is_in(both["employment"].implode())
    changes, _ = _changes(
        reader, snapshot, lines.filter(theirs), drawn.filter(theirs), known_at, [code], questions_only=False
    )
    largest = {
        change.employment: change.cause
        for change in sorted(changes, key=lambda one: (one.kind == "earning", abs(one.effect)))
    }
    return [
        EarningsChange(employment, earned, now, largest.get(employment, NOT_EXPLAINED))
        for employment, earned, now in both.sort("employment")
        .select("employment", "before", "now")
        .iter_rows()
    ]


def _earned(lines: pl.DataFrame) -> pl.DataFrame:
    """The sum of each person's earnings."""
    return lines.filter(pl.col("kind") == "earning").group_by("employment").agg(pl.col("amount").sum())


def _changes(
    reader: BookReader,
    snapshot: Snapshot,
    lines: pl.DataFrame,
    drawn: pl.DataFrame,
    known_at: datetime,
    codes: Sequence[int],
    questions_only: bool,
) -> tuple[list[Change], pl.DataFrame]:
    """Changes of codes that share an earlier instant; and drawn, without people who had no pay there."""
    chosen = pl.col("drawing_code").is_in(list(codes))
    differs = differing(lines.filter(chosen), drawn.filter(chosen)).select(_WHOSE).unique().sort(_WHOSE)
    if differs.is_empty():
        return [], drawn
    rulebook = rulebook_in_use(known_at)
    people = differs["employment"].unique().sort().to_list()
    earlier = snapshot_of(reader, snapshot.month.plus(-1), known_at, rulebook, employments=people)
    here_before = earlier.parts.filter(chosen)
    gone = differs.join(here_before, on=_WHOSE, how="anti")
    if not gone.is_empty():
        drawn = pl.concat(
            [
                drawn.join(gone, on=_WHOSE, how="anti", maintain_order="left"),
                drawn.join(gone, on=_WHOSE, how="semi").filter(~pl.col("is_elsewhere")),
            ]
        ).sort(_SUMMED)
    months = Months(
        lines.join(differs, on=_WHOSE, how="semi"),
        drawn.join(differs, on=_WHOSE, how="semi"),
        _summed(earlier.assessed(reader, rulebook).lines, here_before),
        snapshot.facts,
        earlier.facts,
        snapshot.parts,
        earlier.parts,
        {} if questions_only else _pay_reasons(reader, people, snapshot.month, snapshot.known_at),
    )
    return changes_of(months, questions_only=questions_only), drawn


def _locked(codes: Sequence[int], month: Month) -> dict[int, Run]:
    """Map drawing code to its last locked run of a month."""
    runs = Run.objects.filter(drawing_code__in=list(codes), month=int(month), state=Run.State.LOCKED)
    return {run.drawing_code_id: run for run in runs.order_by("version")}


def _assessed_by(runs: Mapping[int, Run]) -> pl.DataFrame:
    """Employments each run assessed under its own drawing code."""
    rows = Assessed.objects.filter(run__in=[run.pk for run in runs.values()], drawing_code__in=list(runs))
    own = [
        (code, employment)
        for run, code, employment in rows.values_list("run_id", "drawing_code_id", "employment_id")
        if runs[code].pk == run
    ]
    return pl.DataFrame(own, schema=dict.fromkeys(_WHOSE, pl.Int64), orient="row")


def _grouped(known: Mapping[int, datetime]) -> dict[datetime, list[int]]:
    groups: dict[datetime, list[int]] = defaultdict(list)
    for code, known_at in known.items():
        groups[known_at].append(code)
    return groups


def _drawn(
    reader: BookReader, before: Month, people: pl.DataFrame, known: Mapping[int, datetime]
) -> pl.DataFrame:
    """Lines drawn for the month before by these codes: their own bills, and other vouchers
    of people posted there.

    ``is_elsewhere`` is True if only other vouchers drew the line; ``arrears`` is the part drawn as arrears.
    """
    everybody = people["employment"].unique().sort().to_list()
    own = (
        claim_lines(reader, everybody, before, before, only_pay=True)
        .filter(pl.col("state") == "drawn")
        .join(people, on=_WHOSE, how="semi")
    )
    other = elsewhere_lines(reader, everybody, before, before)
    posted = pl.concat(
        [employments_by_code(reader, before, known_at, codes) for known_at, codes in _grouped(known).items()]
    ).join(people, on=_WHOSE, how="semi")
    vouchers = posted.join(other, on="employment", maintain_order="left_right").select(*_SUMMED, "amount")
    both = summed(pl.concat([own.select(*_SUMMED, "amount"), vouchers]), _SUMMED)
    if own.is_empty():
        return both.with_columns(is_elsewhere=pl.lit(True), arrears=pl.lit(0, pl.Int64))
    of_bills = own.group_by(_SUMMED).agg(
        is_elsewhere=pl.lit(False), arrears=pl.col("amount").filter(pl.col("cause").is_not_null()).sum()
    )
    return both.join(of_bills, on=_SUMMED, how="left", maintain_order="left").with_columns(
        pl.col("is_elsewhere").fill_null(True), pl.col("arrears").fill_null(0)
    )


def _summed(lines: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    own = lines.select("employment", "part", "component", "kind", "amount").join(
        parts.select("drawing_code", "employment", "part"), on=["employment", "part"]
    )
    return summed(own, _SUMMED)


def _net(lines: pl.DataFrame, aside: frozenset[int]) -> Paise:
    kept = lines.filter(~pl.col("employment").is_in(list(aside)))
    sign = (
        pl.when(pl.col("kind") == "earning").then(1).when(pl.col("kind") == "deduction").then(-1).otherwise(0)
    )
    return int(kept.select((pl.col("amount") * sign).sum()).item() or 0)


def _pay_reasons(
    reader: BookReader, people: Sequence[int], month: Month, known_at: datetime
) -> dict[int, str]:
    """The reason of each person's last change of pay, as known: increment, promotion, fixation."""
    rows = reader.read(
        "SELECT p.employment_id, p.reason FROM service_book_pay p "
        "JOIN service_book_standing s ON s.kind = 'pay' AND s.fact = p.id "
        "WHERE p.employment_id = ANY(%s::bigint[]) AND p.valid_from <= %s AND s.verified_at <= %s "
        "AND NOT s.is_withdrawn AND (s.replaced_at IS NULL OR s.replaced_at > %s) "
        "ORDER BY p.employment_id, p.valid_from, p.recorded_at, p.id",
        [list(people), month.last, known_at, known_at],
        {"employment": pl.Int64, "reason": pl.String},
    )
    return dict(rows.iter_rows())
