"""The facts of a month, completed by payroll: balances of obligations, and amounts paid in the tax year."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding, as_json
from vethanam.payroll.arrears.earlier_tax_years import with_earlier_years
from vethanam.payroll.register.drawn_lines import recovered_before, taxed_before
from vethanam.payroll.runs.attachment_months import ended_findings, with_months_taken
from vethanam.people.models import BillArrangement
from vethanam.periods import Month
from vethanam.rules import Assessment, MonthFacts, assess
from vethanam.rules.cache import Same
from vethanam.rules.facts import FRAMES
from vethanam.rules.parameters import Reading
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries import BookReader, facts_for

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a run reads of a month.

    ``parts`` has one row per employment and part: employment, number, person, part, drawing_code, bill_class,
    head (null if not arranged), office, account (null if unknown). ``balances`` has employment, kind and
    balance at the beginning of the month for each obligation begun, null if open-ended. ``findings`` name
    people set aside, ``questions`` open decisions of the clerk about others.
    """

    month: Month
    known_at: datetime
    facts: MonthFacts
    parts: pl.DataFrame
    balances: pl.DataFrame
    findings: tuple[Finding, ...]
    questions: tuple[Finding, ...]

    @property
    def employments(self) -> list[int]:
        """People who can be computed."""
        people: list[int] = self.facts.months["employment"].to_list()
        return people

    def frames(self) -> dict[str, pl.DataFrame]:
        """The hashed inputs of a run: facts, who draws each part, and people set aside with reasons."""
        said = [(f.facts.get("employment"), f.record, f.code, _kept(f)) for f in self.findings]
        schema = {"employment": pl.Int64, "record": pl.String, "code": pl.String, "facts": pl.String}
        drawn_by = self.parts.select(
            "employment",
            "part",
            "bill_class",
            "head",
            pl.col("drawing_code").alias("drawn_by"),
            has_account=pl.col("account").is_not_null(),
        )
        return {
            **{name: getattr(self.facts, name) for name in FRAMES},
            "parts": drawn_by,
            "findings": pl.DataFrame(said, schema=schema, orient="row"),
        }

    def assessed(self, reader: BookReader, rulebook: Rulebook, *, reading: Reading = "drawn") -> Assessment:
        """Apply the rules, with the figures known on its day; ``due`` also counts arrears granted since."""
        day = localdate(self.known_at)
        return reader.cache.of(
            self.facts.frames(),
            ("assessed", self.month, Same(rulebook), day, reading),
            lambda: assess(self.facts, rulebook, known_at=day, reading=reading),
        )


def snapshot_of(
    reader: BookReader,
    month: Month,
    known_at: datetime,
    rulebook: Rulebook,
    *,
    drawing_code: str | None = None,
    employments: Sequence[int] | None = None,
) -> Snapshot:
    """The facts of a month as known at an instant, completed from bills and other vouchers.

    Balances and sums to date count claims of earlier months only, so that a month gives the same facts before
    and after its own bill is passed.
    """
    book = facts_for(reader, month, known_at, rulebook, drawing_code=drawing_code, employments=employments)
    people = book.facts.months["employment"].to_list()
    balances = _balances(reader, book.obligations, people, month)
    owed = with_months_taken(reader, _within_balance(book.facts.obligations, balances), month, rulebook)
    facts = replace(
        book.facts,
        months=with_earlier_years(
            reader,
            _with_tax_to_date(reader, book.facts.months, people, month),
            people,
            month,
            known_at,
            rulebook,
        ),
        obligations=owed,
    ).checked()
    parts = with_heads(book.parts, month)
    questions = (*book.questions, *ended_findings(owed, parts, month, known_at, rulebook))
    return Snapshot(month, known_at, facts, parts, balances, book.findings, questions)


def _kept(finding: Finding) -> str:
    """The facts of a finding as text, for the hash."""
    return json.dumps(as_json(finding.facts), ensure_ascii=False, sort_keys=True)


def taxed_with(month: Month) -> tuple[Month, Month]:
    """The first and last earlier months taxed in the same year as this month; in March the
    last precedes the first.
    """
    return Month(int(month.tax_year[:4]), 3), month.plus(-1)


def _with_tax_to_date(
    reader: BookReader, months: pl.DataFrame, people: Sequence[int], month: Month
) -> pl.DataFrame:
    """Gross and income tax of earlier months taxed in the same year, live claims included.

    Arrears count in the year they are received, whatever their months: those on bills made before this
    month's pay is computed, up to this month; with the pay of February, up to March.
    """
    first, last = taxed_with(month)
    if last < first:
        return months
    sums = taxed_before(reader, people, first, last).rename(
        {"gross": "tax_gross_to_date", "tax": "tax_deducted_to_date"}
    )
    rest = months.drop("tax_gross_to_date", "tax_deducted_to_date", strict=False)
    filled = rest.join(sums, on="employment", how="left", maintain_order="left").with_columns(
        pl.col("tax_gross_to_date", "tax_deducted_to_date").fill_null(0),
    )
    return filled.select(months.columns)


def _balances(
    reader: BookReader, obligations: pl.DataFrame, people: Sequence[int], month: Month
) -> pl.DataFrame:
    """Balance of each obligation at the beginning of the month:
    ``obligation``, ``employment``, ``kind``, ``balance``.
    """
    left = obligations.filter(pl.col("start") <= month.last, pl.col("until") >= month.first).join(
        recovered_before(reader, people, month), on="obligation", how="left", maintain_order="left"
    )
    balance = pl.col("total") - pl.col("recovered").fill_null(0)
    return left.select("obligation", "employment", "kind", balance=balance)


def _within_balance(due: pl.DataFrame, balances: pl.DataFrame) -> pl.DataFrame:
    """Cap instalments at the balance left at the beginning of the month; paid-off obligations are dropped."""
    joined = due.join(
        balances.select("obligation", "balance"), on="obligation", how="left", maintain_order="left"
    )
    capped = joined.with_columns(amount=pl.min_horizontal("amount", "balance"))
    return capped.filter(pl.col("amount") > 0).select(due.columns)


def with_heads(parts: pl.DataFrame, month: Month) -> pl.DataFrame:
    """The head of each part on the last day of the month, by the latest arrangement."""
    rows = BillArrangement.objects.filter(
        drawing_code__in=parts["drawing_code"].unique().to_list(), valid_from__lte=month.last
    )
    rows = rows.exclude(valid_until__lt=month.last).order_by("valid_from", "id")
    heads = {
        (code, kind): head
        for code, kind, head in rows.values_list("drawing_code_id", "bill_class_id", "head_id")
    }
    frame = pl.DataFrame(
        [(code, kind, head) for (code, kind), head in sorted(heads.items())],
        schema={"drawing_code": pl.Int64, "bill_class": pl.Int64, "head": pl.Int64},
        orient="row",
    )
    return parts.join(frame, on=["drawing_code", "bill_class"], how="left", maintain_order="left")


def heads_change(first: Month, last: Month) -> frozenset[Month]:
    """The months after ``first`` up to ``last`` in which a part may change its head."""
    arranged = BillArrangement.objects.filter(valid_from__range=(first.last + ONE_DAY, last.last))
    ended = BillArrangement.objects.filter(valid_until__range=(first.last, last.last))
    days = {
        *arranged.values_list("valid_from", flat=True),
        *(day + ONE_DAY for day in ended.values_list("valid_until", flat=True) if day),
    }
    return frozenset(map(Month.of, days))
