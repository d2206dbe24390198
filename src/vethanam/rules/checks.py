"""Checks that need no pack: whole days, known words, needed facts, sensible amounts. What fails is set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from vethanam.clauses import Columns
from vethanam.rules.columns import CATEGORIES, MONTHS, OBLIGATIONS, OBLIGATIONS_DUE, SEGMENTS
from vethanam.rules.facts import MonthFacts
from vethanam.rules.formula import LARGEST_AMOUNT
from vethanam.rules.line_columns import FINDINGS
from vethanam.rules.rulebook import Rulebook

NOTHING_FOUND = FINDINGS.empty()
#: the least age at which service begins, and an age at which nobody serves
YOUNGEST, OLDEST = 18, 100


def finding(
    frame: pl.DataFrame,
    code: str,
    says: pl.Expr,
    *,
    blocks: bool,
    component: str | None = None,
    facts: Iterable[pl.Expr] = (),
    part: bool = False,
) -> pl.DataFrame:
    """Findings from the rows of a frame, one for each employment (and part)."""
    if frame.is_empty():
        return NOTHING_FOUND
    # Polars 2.1 has panicked in str.replace on a column left in several chunks by a filter
    frame = frame.rechunk()
    figures = [fact.cast(pl.String).fill_null("") for fact in facts]
    listed = pl.concat_list(figures) if figures else pl.lit([], dtype=pl.List(pl.String))
    told = frame.select(
        "employment",
        (pl.col("part") if part else pl.lit(None, dtype=pl.Int32)).alias("part"),
        pl.lit(component, dtype=pl.String).alias("component"),
        pl.lit(code).alias("code"),
        says.alias("says"),
        listed.alias("facts"),
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
    """The rows of each condition that holds of any: one look at the frame tells which, and mostly none does."""
    if frame.is_empty():
        return
    holds = frame.select(condition.any().alias(name) for name, condition in conditions.items()).row(0)
    for (name, condition), any_row in zip(conditions.items(), holds, strict=True):
        if any_row:
            yield name, frame.filter(condition)


def rupees(column: str) -> pl.Expr:
    """An amount as text inside a sentence, grouped as in India: 1,87,454."""
    whole = (pl.col(column) // 100).cast(pl.String)
    return (
        whole.str.replace(r"^(\d+)(\d{3})$", "$1,$2")
        .str.replace(r"^(\d+)(\d{2},)", "$1,$2")
        .str.replace(r"^(\d+)(\d{2},\d{2},)", "$1,$2")
    )


def generic(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """Every check of the facts that holds whatever the pack."""
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
    says = pl.format(
        "Days from {} to {} do not lie in {}. Correct the dates of the fact.",
        pl.col("start").cast(pl.String),
        pl.col("until").cast(pl.String),
        pl.lit(str(month)),
    )
    return found(
        finding(
            wrong,
            "days_outside_month",
            says,
            blocks=True,
            facts=[pl.col("start"), pl.col("until"), pl.lit(str(month))],
        )
        for frame in (facts.segments, facts.rates)
        for _, wrong in where(frame, outside=outside)
    )


def _overlaps(facts: MonthFacts) -> pl.DataFrame:
    """Days twice, and parts out of the order of their days; segments stand in the order of employment, part, start."""
    if facts.segments.height < 2 and facts.months.height < 2:
        return NOTHING_FOUND
    same = pl.col("employment") == pl.col("employment").shift(1)
    again = facts.segments.filter(same & (pl.col("start") <= pl.col("until").shift(1)))
    says = pl.format(
        "{} is in two segments of the month, or in a part after a later one. Correct the days or the parts.",
        pl.col("start").cast(pl.String),
    )
    overlapping = finding(again, "days_twice", says, blocks=True, facts=[pl.col("start")])
    repeated = facts.months.filter(pl.col("employment") == pl.col("employment").shift(1))
    once = pl.lit("The month has two records for this employment. Keep one of them.")
    return found([overlapping, finding(repeated, "month_twice", once, blocks=True)])


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
            pl.format(
                "The segment from {} has no {}. Record it.",
                pl.col("start").cast(pl.String),
                pl.lit(column.replace("_", " ")),
            ),
            blocks=True,
            component=column,
            facts=[pl.col("start"), pl.lit(column)],
        )
        for column, rows in where(facts.segments, **lacking)
    )


def _service(facts: MonthFacts) -> Iterable[pl.DataFrame]:
    """Service begins after birth and not in childhood, nobody serves for ever, and its end stops pay."""
    served = facts.segments.group_by("employment", maintain_order=True).agg(first=pl.col("start").min())
    lives = facts.months.join(served, on="employment", how="inner", maintain_order="left").with_columns(
        began=pl.min_horizontal("joined", "first")
    )
    figures = [pl.col("born"), pl.col("began")]
    says = pl.format(
        "Born on {} and in service on {}: service begins at {} or later. Correct one of the dates.",
        *(figure.cast(pl.String) for figure in figures),
        pl.lit(str(YOUNGEST)),
    )
    for _, young in where(lives, young=_years("born", "began") < YOUNGEST):
        yield finding(young, "birth_contradicts_joining", says, blocks=True, facts=figures)
    figures = [pl.col("born"), pl.col("first")]
    says = pl.format(
        "Born on {} and in service on {}: nobody serves at {}. Correct the date of birth.",
        *(figure.cast(pl.String) for figure in figures),
        pl.lit(str(OLDEST)),
    )
    for _, old in where(lives, old=_years("born", "first") >= OLDEST):
        yield finding(old, "birth_not_sensible", says, blocks=True, facts=figures)
    if facts.months["ends_on"].null_count() == facts.months.height:
        return
    ends = facts.months.filter(pl.col("ends_on").is_not_null()).select("employment", "ends_on")
    after = facts.segments.join(ends, on="employment", how="inner", maintain_order="left").filter(
        pl.col("until") > pl.col("ends_on")
    )
    says = pl.format(
        "Service ended on {}, but there are days up to {}. Pay stops with service; correct the days or the end.",
        pl.col("ends_on").cast(pl.String),
        pl.col("until").cast(pl.String),
    )
    facts_of = [pl.col("ends_on"), pl.col("until")]
    yield finding(after, "days_after_service", says, blocks=True, facts=facts_of)


def _years(since: str, until: str) -> pl.Expr:
    """Completed years between two days."""
    first, last = pl.col(since), pl.col(until)
    in_year = [day.dt.month().cast(pl.Int32) * 32 + day.dt.day() for day in (first, last)]
    return last.dt.year() - first.dt.year() - (in_year[1] < in_year[0]).cast(pl.Int32)


def _words(frame: pl.DataFrame, columns: Columns) -> Iterable[pl.DataFrame]:
    words = {column.name: column.words for column in columns if column.words}
    unknown = {name: pl.col(name).is_not_null() & ~pl.col(name).is_in(known) for name, known in words.items()}
    for name, wrong in where(frame, **unknown):
        says = pl.format(
            "{} is not a {}. Known are: {}.",
            pl.col(name).str.slice(0, 20),
            pl.lit(name.replace("_", " ")),
            pl.lit(", ".join(words[name])),
        )
        yield finding(wrong, "unknown_word", says, blocks=True, component=name, facts=[pl.col(name)])


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
    says = pl.format("{} days or hours in a month cannot be worked. Correct the attendance.", worked)
    for _, many in where(facts.attendance, many=(worked < 0) | (worked > 31 * 24)):
        frames.append(finding(many, "attendance_not_sensible", says, blocks=True, facts=[worked]))
    return found(frames)


def _is_senseless(column: str) -> pl.Expr:
    return (pl.col(column) < 0) | (pl.col(column) > LARGEST_AMOUNT)


def _not_sensible(wrong: pl.DataFrame, column: str, named: str) -> pl.DataFrame:
    """Amounts of a column that cannot be right, told under a name."""
    says = pl.format(
        "{} of {} paise is below zero or above one crore rupees. Correct it.",
        pl.lit(named.replace("_", " ")),
        pl.col(column),
    )
    return finding(wrong, "amount_not_sensible", says, blocks=True, component=named, facts=[pl.col(column)])


def _memberships(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """Memberships that no rule of the pack reads, that stand twice, or of which the amount cannot be right."""
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
        says = pl.format(
            "The pack {} has no rule for the fund {}. Enter the membership by one it has: {}.",
            pl.lit(pack.name),
            fund.str.slice(0, 20),
            pl.lit(", ".join(pack.funds.codes)),
        )
        frames.append(finding(rows, "fund_not_in_pack", says, blocks=True, facts=[fund]))
    if (rows := wrong.get("twice")) is not None:
        says = pl.format("The membership of {} stands twice in the month. Keep one of them.", fund)
        frames.append(finding(rows, "membership_twice", says, blocks=True, facts=[fund]))
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
    says = pl.format(
        "{} is not an earning of this pack. Known are: {}.",
        pl.col("component").str.slice(0, 40),
        pl.lit(", ".join(known)),
    )
    ordered = facts.rates.sort("employment", "part", "component", "start", maintain_order=True)
    twice = ordered.filter(
        pl.col("start") <= pl.col("until").shift(1).over("employment", "part", "component")
    )
    both = pl.format(
        "{} is stated twice for {}. End the earlier rate first.",
        pl.col("component"),
        pl.col("start").cast(pl.String),
    )
    return found(
        [
            finding(wrong, "unknown_earning", says, blocks=True, facts=[pl.col("component")]),
            finding(
                twice,
                "stated_twice",
                both,
                blocks=True,
                component="rates",
                facts=[pl.col("component"), pl.col("start")],
            ),
        ]
    )


def _of_the_pack(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """A service, or a recovery, for which the pack has no rule: nothing is paid or taken by another one's."""
    pack = rulebook.pack
    other = facts.segments.filter(
        pl.col("category").is_in(CATEGORIES) & ~pl.col("category").is_in(pack.categories)
    )
    says = pl.format(
        "The pack {} has no rules for the {} service. Assess it by its own pack.",
        pl.lit(pack.name),
        pl.col("category").str.replace_all("_", " "),
    )
    service = finding(other, "service_not_in_pack", says, blocks=True, facts=[pl.col("category")])
    if facts.obligations.is_empty():
        return service
    owed = facts.obligations.filter(
        pl.col("kind").is_in(OBLIGATIONS) & ~pl.col("kind").is_in(list(pack.obligations))
    )
    says = pl.format(
        "The pack {} has no rule for a recovery of the kind {}. Enter it by a kind it has.",
        pl.lit(pack.name),
        pl.col("kind").str.replace_all("_", " "),
    )
    return found([service, finding(owed, "recovery_not_in_pack", says, blocks=True, facts=[pl.col("kind")])])


def _lonely(facts: MonthFacts) -> pl.DataFrame:
    """Facts of a month without a record of it, or without days."""
    lacking = facts.segments.join(facts.months, on="employment", how="anti")
    says = pl.lit(
        "There are days of service but no record of the month. Record her date of birth and memberships."
    )
    frames = [finding(lacking, "no_month", says, blocks=True)]
    for frame in (one for one in (facts.rates, facts.attendance) if one.height):
        stray = frame.join(facts.segments, on=["employment", "part"], how="anti")
        says = pl.lit(
            "A rate or attendance stands for a part of the month that has no days of service. Correct the part."
        )
        frames.append(finding(stray, "no_days", says, blocks=True))
    return found(frames)
