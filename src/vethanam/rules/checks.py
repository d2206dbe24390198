"""Checks that need no pack: full days, known words, required facts, plausible amounts.

Failures are set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from vethanam.clauses import Columns
from vethanam.rules.columns import CATEGORIES, MONTHS, OBLIGATIONS, OBLIGATIONS_DUE, SEGMENTS
from vethanam.rules.facts import MonthFacts
from vethanam.rules.formula import LARGEST_AMOUNT
from vethanam.rules.line_columns import FINDINGS
from vethanam.rules.rulebook import Rulebook

NOTHING_FOUND = FINDINGS.empty()
#: minimum age at joining, and an age nobody serves at
YOUNGEST, OLDEST = 18, 100


def finding(
    frame: pl.DataFrame,
    code: str,
    *,
    blocks: bool,
    component: str | None = None,
    facts: Mapping[str, Any] | None = None,
    part: bool = False,
) -> pl.DataFrame:
    """Findings from the rows of a frame, one per employment (and part); ``facts`` fill the
    template of the code.
    """
    if frame.is_empty():
        return NOTHING_FOUND
    # Polars 2.1 panicked in str.replace on a column left in several chunks by a filter
    frame = frame.rechunk()
    named = {
        name: fact if isinstance(fact, pl.Expr) else pl.lit(fact) for name, fact in (facts or {}).items()
    }
    kept = (
        pl.struct([fact.alias(name) for name, fact in named.items()]).struct.json_encode()
        if named
        else pl.lit("{}")
    )
    told = frame.select(
        "employment",
        (pl.col("part") if part else pl.lit(None, dtype=pl.Int32)).alias("part"),
        pl.lit(component, dtype=pl.String).alias("component"),
        pl.lit(code).alias("code"),
        kept.alias("facts"),
        pl.lit(blocks).alias("blocks"),
    )
    return told.unique(
        subset=["employment", "part", "component", "code"], keep="first", maintain_order=True
    ).cast(FINDINGS.schema)


def found(findings: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All findings in one frame."""
    some = [frame for frame in findings if frame.height]
    return pl.concat(some) if some else NOTHING_FOUND


def where(frame: pl.DataFrame, **conditions: pl.Expr) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of each condition that holds anywhere. One query tests all, because mostly none holds."""
    if frame.is_empty():
        return
    holds = frame.select(condition.any().alias(name) for name, condition in conditions.items()).row(0)
    for (name, condition), any_row in zip(conditions.items(), holds, strict=True):
        if any_row:
            yield name, frame.filter(condition)


def rupees(column: str) -> pl.Expr:
    """An amount as text in a sentence, with Indian grouping: 1,87,454."""
    whole = (pl.col(column) // 100).cast(pl.String)
    return (
        whole.str.replace(r"^(\d+)(\d{3})$", "$1,$2")
        .str.replace(r"^(\d+)(\d{2},)", "$1,$2")
        .str.replace(r"^(\d+)(\d{2},\d{2},)", "$1,$2")
    )


def generic(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """Every check that applies to any pack."""
    frames = [
        _days(facts),
        _overlaps(facts),
        _needed(facts),
        *_words(facts.segments, SEGMENTS),
        *_words(facts.months, MONTHS),
        *_words(facts.obligations, OBLIGATIONS_DUE),
        _amounts(facts),
        _memberships(facts, rulebook),
        _stated(facts, rulebook),
        _of_the_pack(facts, rulebook),
        _lonely(facts),
        *_service(facts),
    ]
    return found(frames)


def _days(facts: MonthFacts) -> pl.DataFrame:
    month = facts.month
    outside = (
        (pl.col("start") < month.first) | (pl.col("until") > month.last) | (pl.col("until") < pl.col("start"))
    )
    return found(
        finding(
            wrong,
            "days_outside_month",
            blocks=True,
            facts={"day": pl.col("start"), "day_last": pl.col("until"), "month": str(month)},
        )
        for frame in (facts.segments, facts.rates)
        for _, wrong in where(frame, outside=outside)
    )


def _overlaps(facts: MonthFacts) -> pl.DataFrame:
    """Days that occur twice, and parts out of order; segments are sorted by employment, part, start."""
    if facts.segments.height < 2 and facts.months.height < 2:
        return NOTHING_FOUND
    same = pl.col("employment") == pl.col("employment").shift(1)
    again = facts.segments.filter(same & (pl.col("start") <= pl.col("until").shift(1)))
    overlapping = finding(again, "days_twice", blocks=True, facts={"day": pl.col("start")})
    repeated = facts.months.filter(pl.col("employment") == pl.col("employment").shift(1))
    return found([overlapping, finding(repeated, "month_twice", blocks=True)])


def _needed(facts: MonthFacts) -> pl.DataFrame:
    on_scale = pl.col("pay_basis") == "scale"
    lacking = {
        "basic_pay": pl.col("pay_basis").is_in(["scale", "consolidated"]) & pl.col("basic_pay").is_null(),
        "revision": on_scale & pl.col("scale").is_not_null() & pl.col("revision").is_null(),
    }
    return found(
        finding(
            rows,
            "fact_missing",
            blocks=True,
            component=column,
            facts={"day": pl.col("start"), "fact": column},
        )
        for column, rows in where(facts.segments, **lacking)
    )


def _service(facts: MonthFacts) -> Iterable[pl.DataFrame]:
    """Service begins after birth and not in childhood, nobody serves past an age, and pay stops at
    the end of service.
    """
    if not _ages_are_sensible(facts):
        yield from _ages(facts)
    if facts.months["ends_on"].null_count() == facts.months.height:
        return
    ends = facts.months.filter(pl.col("ends_on").is_not_null()).select("employment", "ends_on")
    after = facts.segments.join(ends, on="employment", how="inner", maintain_order="left").filter(
        pl.col("until") > pl.col("ends_on")
    )
    days = {"day": pl.col("ends_on"), "day_last": pl.col("until")}
    yield finding(after, "days_after_service", blocks=True, facts=days)


def _ages_are_sensible(facts: MonthFacts) -> bool:
    """True if nobody's age can be a fault on any first day of service of the month."""
    days = facts.segments["start"]
    if days.is_empty():
        return True
    lives = facts.months.lazy().select(
        "born", earliest=pl.min_horizontal("joined", pl.lit(days.min())), latest=pl.lit(days.max())
    )
    may_fail = (_years("born", "earliest") < YOUNGEST) | (_years("born", "latest") >= OLDEST)
    return not lives.select(may_fail.any()).collect().item()


def _ages(facts: MonthFacts) -> Iterable[pl.DataFrame]:
    served = facts.segments.group_by("employment", maintain_order=True).agg(first=pl.col("start").min())
    lives = facts.months.join(served, on="employment", how="inner", maintain_order="left").with_columns(
        began=pl.min_horizontal("joined", "first")
    )
    figures = {"day": pl.col("born"), "day_then": pl.col("began"), "age": YOUNGEST}
    for _, young in where(lives, young=_years("born", "began") < YOUNGEST):
        yield finding(young, "birth_contradicts_joining", blocks=True, facts=figures)
    figures = {"day": pl.col("born"), "day_then": pl.col("first"), "age": OLDEST}
    for _, old in where(lives, old=_years("born", "first") >= OLDEST):
        yield finding(old, "birth_not_sensible", blocks=True, facts=figures)


def _years(since: str, until: str) -> pl.Expr:
    """Completed years between two days."""
    first, last = pl.col(since), pl.col(until)
    in_year = [day.dt.month().cast(pl.Int32) * 32 + day.dt.day() for day in (first, last)]
    return last.dt.year() - first.dt.year() - (in_year[1] < in_year[0]).cast(pl.Int32)


def _words(frame: pl.DataFrame, columns: Columns) -> Iterable[pl.DataFrame]:
    words = {column.name: column.words for column in columns if column.words}
    unknown = {name: pl.col(name).is_not_null() & ~pl.col(name).is_in(known) for name, known in words.items()}
    for name, wrong in where(frame, **unknown):
        said = {"word": pl.col(name).str.slice(0, 20), "fact": name, "known": ", ".join(words[name])}
        yield finding(wrong, "unknown_word", blocks=True, component=name, facts=said)


def _amounts(facts: MonthFacts) -> pl.DataFrame:
    frames = []
    for frame, columns in (
        (facts.segments, ("basic_pay",)),
        (facts.rates, ("amount",)),
        (facts.obligations, ("amount",)),
        (facts.attendance, ("rate",)),
        (facts.months, ("expected_gross", "declared_deductions")),
    ):
        senseless = {name: _is_senseless(name) for name in columns}
        for column, wrong in where(frame, **senseless):
            frames.append(_not_sensible(wrong, column, column))
    worked = pl.col("worked")
    for _, many in where(facts.attendance, many=(worked < 0) | (worked > 31 * 24)):
        frames.append(finding(many, "work_not_sensible", blocks=True, facts={"worked": worked}))
    return found(frames)


def _is_senseless(column: str) -> pl.Expr:
    return (pl.col(column) < 0) | (pl.col(column) > LARGEST_AMOUNT)


def _not_sensible(wrong: pl.DataFrame, column: str, named: str) -> pl.DataFrame:
    """Findings for implausible amounts of a column, reported under a name."""
    told = {"fact": named, "amount": pl.col(column)}
    return finding(wrong, "amount_not_sensible", blocks=True, component=named, facts=told)


def _memberships(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """Memberships without a rule in the pack, duplicate ones, and implausible amounts."""
    pack, fund = rulebook.pack, pl.col("fund")
    twice = (pl.col("employment") == pl.col("employment").shift(1)) & (fund == fund.shift(1))
    wrong = dict(
        where(
            facts.memberships,
            unknown=~fund.is_in(pack.funds.codes),
            twice=twice,
            senseless=_is_senseless("amount"),
        )
    )
    frames = []
    if (rows := wrong.get("unknown")) is not None:
        told = {"pack": pack.name, "fund": fund.str.slice(0, 20), "known": ", ".join(pack.funds.codes)}
        frames.append(finding(rows, "fund_not_in_pack", blocks=True, facts=told))
    if (rows := wrong.get("twice")) is not None:
        frames.append(finding(rows, "membership_twice", blocks=True, facts={"fund": fund}))
    if (rows := wrong.get("senseless")) is not None:
        for one in (one for one in pack.funds if one.amount is not None):
            named = one.amount.column if one.amount else one.code
            frames.append(_not_sensible(rows.filter(fund == one.code), "amount", named))
    return found(frames)


def _stated(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    if facts.rates.is_empty():
        return NOTHING_FOUND
    known = rulebook.pack.earnings_in_order
    wrong = facts.rates.filter(~pl.col("component").is_in(known))
    word = {"word": pl.col("component").str.slice(0, 40), "known": ", ".join(known)}
    ordered = facts.rates.sort("employment", "part", "component", "start", maintain_order=True)
    twice = ordered.filter(
        pl.col("start") <= pl.col("until").shift(1).over("employment", "part", "component")
    )
    both = {"component": pl.col("component"), "day": pl.col("start")}
    return found(
        [
            finding(wrong, "unknown_earning", blocks=True, facts=word),
            finding(twice, "stated_twice", blocks=True, component="rates", facts=both),
        ]
    )


def _of_the_pack(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """A service or recovery without a rule in the pack: no other rule may be used for it."""
    pack = rulebook.pack
    other = facts.segments.filter(
        pl.col("category").is_in(CATEGORIES) & ~pl.col("category").is_in(pack.categories)
    )
    named = {"pack": pack.name, "service": pl.col("category")}
    service = finding(other, "service_not_in_pack", blocks=True, facts=named)
    if facts.obligations.is_empty():
        return service
    owed = facts.obligations.filter(
        pl.col("kind").is_in(OBLIGATIONS) & ~pl.col("kind").is_in(list(pack.obligations))
    )
    named = {"pack": pack.name, "component": pl.col("kind")}
    return found([service, finding(owed, "recovery_not_in_pack", blocks=True, facts=named)])


def _lonely(facts: MonthFacts) -> pl.DataFrame:
    """Facts without a month record, or without days."""
    lacking = facts.segments.join(facts.months, on="employment", how="anti")
    frames = [finding(lacking, "no_month", blocks=True)]
    for frame in (one for one in (facts.rates, facts.attendance) if one.height):
        stray = frame.join(facts.segments, on=["employment", "part"], how="anti")
        frames.append(finding(stray, "no_days", blocks=True))
    return found(frames)
