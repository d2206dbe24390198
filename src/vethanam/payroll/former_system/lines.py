"""A month's lines drawn by the former system, joined with computed lines: one row per person and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from vethanam.bulk import array_of, read
from vethanam.payroll.models import DrawnElsewhere
from vethanam.payroll.register.drawn_lines import elsewhere_lines
from vethanam.payroll.snapshot import Snapshot, snapshot_of
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.rules import Assessment
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries import BookReader, employments_by_code

#: key of a compared line
LINE = ["employment", "component"]


@dataclass(frozen=True, slots=True)
class Laid:
    """A month compared side by side.

    ``lines`` has employment, component, kind, drawn and computed, for every line. ``codes`` has the drawing
    code of each employment (the last of the month). ``aside`` maps employment to the reason it cannot be
    computed.
    """

    month: Month
    known_at: datetime
    snapshot: Snapshot
    lines: pl.DataFrame
    codes: pl.DataFrame
    aside: dict[int, str]

    @property
    def differing(self) -> pl.DataFrame:
        """The lines that are not equal to the paisa."""
        return self.lines.filter(pl.col("drawn") != pl.col("computed"))


def laid(
    reader: BookReader, month: Month, known_at: datetime, rulebook: Rulebook, drawing_code: str | None = None
) -> Laid:
    """Compare a month of the previous system with its computation as known at an instant. Saves nothing.

    Covers a drawing code, or every code with months taken over. People who draw by this system without a
    month taken over are included.
    """
    people, codes = _people(reader, month, known_at, drawing_code)
    snapshot = snapshot_of(reader, month, known_at, rulebook, employments=people)
    computed = computed_lines(snapshot.assessed(reader, rulebook))
    drawn = elsewhere_lines(reader, people, month, month).select(
        "employment", pl.col("component").cast(pl.String), pl.col("kind").cast(pl.String), drawn="amount"
    )
    both = drawn.join(computed, on=[*LINE, "kind"], how="full", coalesce=True).with_columns(
        pl.col("drawn", "computed").fill_null(0)
    )
    aside = {one.facts["employment"]: one.says for one in snapshot.findings if "employment" in one.facts}
    return Laid(month, known_at, snapshot, both.sort(LINE), codes, aside)


def computed_lines(assessment: Assessment) -> pl.DataFrame:
    """The computed lines, summed per employment, component and kind over the parts of the month.

    A held amount counts as zero.
    """
    return (
        assessment.lines.group_by("employment", "component", "kind")
        .agg(computed=pl.col("amount").fill_null(0).sum())
        .with_columns(pl.col("component", "kind").cast(pl.String))
        .sort("employment", "component")
    )


def _people(
    reader: BookReader, month: Month, known_at: datetime, drawing_code: str | None
) -> tuple[list[int], pl.DataFrame]:
    """Everybody in the comparison, with their drawing codes."""
    drawn = taken_over(month)
    posted = employments_by_code(reader, month, known_at, None)
    of_drawn = posted.join(drawn, on="employment", how="semi")
    if drawing_code is None:
        chosen = of_drawn["drawing_code"].unique()
    else:
        chosen = pl.Series(
            list(DrawingCode.objects.filter(code=drawing_code).values_list("pk", flat=True)), dtype=pl.Int64
        )
    here = posted.filter(pl.col("drawing_code").is_in(chosen.implode()))
    nowhere = drawn.join(posted, on="employment", how="anti") if drawing_code is None else drawn.clear()
    employments = pl.concat([here["employment"], nowhere["employment"]]).unique().sort().to_list()
    codes = here.group_by("employment", maintain_order=True).agg(pl.col("drawing_code").last())
    names = pl.DataFrame(
        list(DrawingCode.objects.filter(pk__in=chosen.to_list()).values_list("pk", "code")),
        schema={"drawing_code": pl.Int64, "code": pl.String},
        orient="row",
    )
    return employments, codes.join(names, on="drawing_code", how="left")


def taken_over(month: Month) -> pl.DataFrame:
    """People with this month taken over from the previous system: ``employment``."""
    return read(
        "SELECT DISTINCT o.employment_id FROM payroll_drawnelsewhere o WHERE o.for_month = %s "
        "AND o.source = %s"
        " AND NOT o.is_withdrawn AND NOT EXISTS (SELECT FROM payroll_drawnelsewhere s "
        "WHERE s.supersedes_id = o.id)"
        " ORDER BY 1",
        [int(month), DrawnElsewhere.Source.BEFORE_SYSTEM.value],
        {"employment": pl.Int64},
    )


def months_taken_over(drawing_code: str | None = None) -> list[Month]:
    """Months with anything taken over, for people of a drawing code or for all."""
    rows = read(
        "SELECT DISTINCT o.for_month FROM payroll_drawnelsewhere o WHERE o.source = %s AND NOT o.is_withdrawn"
        " AND (%s::text IS NULL OR EXISTS (SELECT FROM service_book_posting p"
        " JOIN people_drawingcode d ON d.id = p.drawing_code_id WHERE p.employment_id = o.employment_id "
        "AND d.code = %s))"
        " ORDER BY 1",
        [DrawnElsewhere.Source.BEFORE_SYSTEM.value, drawing_code, drawing_code],
        {"month": pl.Int64},
    )
    return [Month.from_key(key) for key in rows["month"]]


def numbers_of(employments: Sequence[int]) -> pl.DataFrame:
    """Number and name of each employment."""
    return read(
        "SELECT e.id, e.number, p.name FROM people_employment e JOIN people_person p ON p.id = e.person_id"
        " WHERE e.id = ANY(%s::bigint[])",
        [array_of(employments)],
        {"employment": pl.Int64, "number": pl.String, "name": pl.String},
    )
