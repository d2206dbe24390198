"""A run beside the month before: what each person's lines were, what they are, and the causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from vethanam.money import Paise
from vethanam.payroll.changes import Change, Months, changes_of
from vethanam.payroll.drawn import claim_lines, elsewhere_lines
from vethanam.payroll.models import Assessed, Run
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import Snapshot, snapshot_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import Pay

_SUMMED = ["employment", "component", "kind"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The month before, what was drawn for it, every change from it, and the nets; ``numbers`` names the employments."""

    before: Month
    drawn: pl.DataFrame
    changes: tuple[Change, ...]
    net_before: Paise
    net_now: Paise
    numbers: dict[int, str]


def compared(run: Run, snapshot: Snapshot, assessed: pl.DataFrame) -> Comparison | None:
    """Compare with what the drawing code drew for the month before; None where nothing was drawn for it.

    ``assessed`` are the lines the rules give for the snapshot. The earlier month is read as it was known
    when it was computed, so that an entry made since is a cause.
    """
    before, rulebook = snapshot.month.plus(-1), rulebook_in_use()
    here = snapshot.parts.filter(pl.col("drawing_code") == run.drawing_code_id)
    people = sorted({*here["employment"].to_list(), *_drawn_by_code(run.drawing_code_id, before)})
    known_at = _known_then(run, before)
    earlier = snapshot_of(before, known_at, rulebook, employments=people)
    here_before = earlier.parts.filter(pl.col("drawing_code") == run.drawing_code_id)
    drawn = _drawn(run, before, people, here_before["employment"].to_list())
    if drawn.is_empty():
        return None
    lines = _summed(assessed, here)
    months = Months(
        lines,
        drawn,
        _summed(earlier.assessed(rulebook).lines, here_before),
        snapshot.facts,
        earlier.facts,
        snapshot.parts,
        earlier.parts,
        _pay_reasons(people, snapshot.month, run.known_at),
    )
    aside = {f.facts.get("employment") for f in snapshot.findings}
    found = [change for change in changes_of(months) if change.employment not in aside]
    numbers = dict(Employment.objects.filter(pk__in=people).values_list("pk", "number"))
    return Comparison(before, drawn, tuple(found), _net(drawn, aside), _net(lines, aside), numbers)


def _drawn_by_code(code: int, month: Month) -> list[int]:
    """Whom the code's last locked run of a month assessed as its own."""
    locked = Run.objects.filter(drawing_code=code, month=int(month), state=Run.State.LOCKED).order_by(
        "-version"
    )
    return list(
        Assessed.objects.filter(run__in=locked[:1], drawing_code=code).values_list("employment_id", flat=True)
    )


def _known_then(run: Run, before: Month) -> datetime:
    """When the earlier month was last computed and locked; where it never was, as known now."""
    locked = Run.objects.filter(drawing_code=run.drawing_code_id, month=int(before), state=Run.State.LOCKED)
    return locked.order_by("-version").values_list("known_at", flat=True).first() or run.known_at


def _drawn(run: Run, before: Month, people: Sequence[int], posted_here: Sequence[int]) -> pl.DataFrame:
    """Drawn for the month before by this code: its own bills, and other vouchers of people who were here."""
    own = claim_lines(people, before, before).filter(
        pl.col("drawing_code") == run.drawing_code_id, pl.col("state") == "drawn"
    )
    other = elsewhere_lines(list(posted_here), before, before)
    both = pl.concat([own.select(*_SUMMED, "amount"), other.select(*_SUMMED, "amount")])
    return both.group_by(_SUMMED).agg(pl.col("amount").sum()).sort(_SUMMED)


def _summed(lines: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    own = lines.join(parts.select("employment", "part"), on=["employment", "part"], how="semi")
    return own.group_by(_SUMMED).agg(pl.col("amount").sum()).sort(_SUMMED)


def _net(lines: pl.DataFrame, aside: set[object]) -> Paise:
    kept = lines.filter(~pl.col("employment").is_in(list(aside)))
    sign = (
        pl.when(pl.col("kind") == "earning").then(1).when(pl.col("kind") == "deduction").then(-1).otherwise(0)
    )
    return int(kept.select((pl.col("amount") * sign).sum()).item() or 0)


def _pay_reasons(people: Sequence[int], month: Month, known_at: datetime) -> dict[int, str]:
    """Why each person's pay last changed, as known: increment, promotion, fixation."""
    rows = Pay.objects.filter(
        employment__in=list(people), valid_from__lte=month.last, recorded_at__lte=known_at, is_withdrawn=False
    )
    return dict(
        rows.order_by("employment_id", "valid_from", "recorded_at", "id").values_list(
            "employment_id", "reason"
        )
    )
