"""Compare a month's claims with the current due. Differences become findings; no amount changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from vethanam.money import shown
from vethanam.payroll.arrears.past_claims import TO_PROVIDENT_FUND
from vethanam.payroll.models import Bill, Claim
from vethanam.payroll.register.drawn_lines import RECOVERY_RETURNED, claim_lines, elsewhere_lines
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.finding_rows import finding
from vethanam.payroll.snapshot import Snapshot, snapshot_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

_KEY = ["employment", "component", "kind"]
_WHOSE = ["drawing_code", "employment"]
_WITH_ARREARS = """
    SELECT DISTINCT employment_id FROM payroll_claim
     WHERE employment_id = ANY(%s::bigint[]) AND for_month = %s AND cause_id IS NOT NULL
     AND occasion_id IS NULL
       AND state NOT IN ('void', 'barred')
     ORDER BY employment_id
"""


def beside_claims(
    reader: BookReader, whose: pl.DataFrame, snapshot: Snapshot, lines: pl.DataFrame, here: pl.DataFrame
) -> list[dict[str, Any]]:
    """Findings for claims or drawn lines that differ from the current due, and for deductions
    that come too late.

    Covers the people assessed ``here`` and everyone else with a claim of this month on a code's bills, so
    that nobody drops out of a month already drawn. ``whose`` has the employments each drawing code computes.
    """
    owners = pl.concat([here.select(_WHOSE).unique(), gone := _gone(whose, snapshot, here)])
    if not gone.is_empty():
        left = gone["employment"].unique().sort().to_list()
        elsewhere = snapshot_of(
            reader, snapshot.month, snapshot.known_at, rulebook_in_use(snapshot.known_at), employments=left
        )
        fresh = elsewhere.assessed(reader, rulebook_in_use(snapshot.known_at)).lines
        lines = pl.concat([lines, fresh.filter(~pl.col("employment").is_in(lines["employment"].implode()))])
        aside = [f.facts.get("employment") for f in elsewhere.findings]
        owners = owners.filter(~pl.col("employment").is_in(aside))
    people = owners["employment"].unique().sort().to_list()
    both = _due_and_taken(reader, people, snapshot.month, _with_arrears(reader, snapshot, lines, people))
    differs, late = _other_than_due(both), _late_deductions(both)
    named = {row["employment"] for row in (*differs, *late)}
    numbers = dict(Employment.objects.filter(pk__in=named).values_list("pk", "number"))
    bills = _live_bills(sorted(named), snapshot.month)
    # a claim on no live bill (its bill was cancelled) does not count: the next bill makes it anew
    differs = [row for row in differs if row["drawn"] > row["due"] or row["employment"] in bills]
    codes: dict[int, list[int]] = {}
    for code, employment in owners.filter(pl.col("employment").is_in(list(named))).sort(_WHOSE).iter_rows():
        codes.setdefault(employment, []).append(code)
    return [
        *(
            _differs(code, row, numbers[row["employment"]], snapshot.month, bills.get(row["employment"]))
            for row in differs
            for code in codes[row["employment"]]
        ),
        *(
            _too_late(code, row, numbers[row["employment"]], snapshot.month)
            for row in late
            for code in codes[row["employment"]]
        ),
    ]


def _gone(whose: pl.DataFrame, snapshot: Snapshot, here: pl.DataFrame) -> pl.DataFrame:
    """People with a claim of the month on a code's bills, neither assessed there nor set aside."""
    codes = whose["drawing_code"].unique().to_list()
    claims = Claim.objects.filter(
        drawing_code__in=codes, for_month=int(snapshot.month), occasion__isnull=True
    ).exclude(state__in=["void", "barred"])
    rows = list(claims.values_list("drawing_code_id", "employment_id"))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(_WHOSE, pl.Int64), orient="row").unique().sort(_WHOSE)
    aside = [f.facts.get("employment") for f in snapshot.findings]
    return frame.join(here, on=_WHOSE, how="anti").filter(~pl.col("employment").is_in(aside))


def _with_arrears(
    reader: BookReader, snapshot: Snapshot, lines: pl.DataFrame, people: Sequence[int]
) -> pl.DataFrame:
    """The lines. People with arrears claimed or drawn get the due including arrears granted since."""
    theirs = reader.read(_WITH_ARREARS, [list(people), int(snapshot.month)], {"employment": pl.Int64})[
        "employment"
    ].to_list()
    if not theirs:
        return lines
    rulebook = rulebook_in_use(snapshot.known_at)
    again = snapshot_of(reader, snapshot.month, snapshot.known_at, rulebook, employments=theirs)
    due = again.assessed(reader, rulebook, reading="due").lines
    return pl.concat([lines.filter(~pl.col("employment").is_in(theirs)), due])


def _due_and_taken(
    reader: BookReader, people: Sequence[int], month: Month, lines: pl.DataFrame
) -> pl.DataFrame:
    """Per employment and component: due of the whole month, due of claimed parts, drawn, and live.

    Live is the amount claimed for the month on bills not passed; arrears are left out, as they may be an
    instalment. A part without a claim is not claimed too low.
    """
    other = elsewhere_lines(reader, people, month, month).with_columns(state=pl.lit("drawn"))
    claimed = claim_lines(reader, people, month, month, only_pay=True).filter(
        pl.col("cause").is_null() | (pl.col("state") == "drawn"),
        ~pl.col("component").is_in([TO_PROVIDENT_FUND, RECOVERY_RETURNED]),
    )
    sums = (
        pl.concat([claimed.select(*_KEY, "state", "amount"), other.select(*_KEY, "state", "amount")])
        .group_by(_KEY)
        .agg(
            drawn=pl.col("amount").filter(pl.col("state") == "drawn").sum(),
            live=pl.col("amount").filter(pl.col("state") != "drawn").sum(),
        )
    )
    parts = claimed.select("employment", "part", is_claimed=pl.lit(True)).unique()
    concerned = sums["employment"].unique()  # everybody else has neither claims nor drawn lines
    due = (
        lines.filter(pl.col("employment").is_in(concerned.implode()))
        .join(parts, on=["employment", "part"], how="left")
        .group_by(_KEY)
        .agg(due=pl.col("amount").sum(), due_there=pl.col("amount").filter(pl.col("is_claimed")).sum())
    )
    both = due.join(sums, on=_KEY, how="full", coalesce=True)
    return both.with_columns(pl.col("due", "due_there", "drawn", "live").fill_null(0)).sort(_KEY)


def _other_than_due(both: pl.DataFrame) -> list[dict[str, Any]]:
    drawn, live, due = pl.col("drawn"), pl.col("live"), pl.col("due")
    differs = (live + drawn > due) | (live + drawn < pl.col("due_there"))
    return both.filter((drawn > due) | ((live > 0) & differs)).to_dicts()


def _late_deductions(both: pl.DataFrame) -> list[dict[str, Any]]:
    """Deductions still due from people whose earnings of the month are all drawn."""
    left = pl.col("due") - pl.col("drawn") - pl.col("live")
    is_earning = pl.col("kind") == "earning"
    people = both.group_by("employment").agg(
        drawn=pl.col("drawn").filter(is_earning).sum(), left=left.filter(is_earning & (left > 0)).sum()
    )
    spent = people.filter(pl.col("drawn") > 0, pl.col("left") == 0).select("employment")
    late = both.filter(pl.col("kind") == "deduction", left > 0, pl.col("live") == 0)
    return late.join(spent, on="employment", how="semi", maintain_order="left").to_dicts()


def _differs(code: int, row: dict[str, Any], number: str, month: Month, bill: str | None) -> dict[str, Any]:
    due, facts = row["due"], {"component": row["component"], "month": str(month), "bill": bill}
    facts |= {"due_paise": due, "drawn_paise": row["drawn"]}
    if row["drawn"] > due:
        what = "taken_above_due" if row["kind"] == "deduction" else "drawn_above_due"
        facts |= {"amount": shown(row["drawn"]), "due": shown(due), "more": shown(row["drawn"] - due)}
    else:
        what = "claimed_above_due" if row["live"] + row["drawn"] > due else "claimed_below_due"
        facts |= {"amount": shown(row["live"]), "due": shown(due - row["drawn"])}
    return finding(
        code,
        f"Employee {number}",
        what,
        employment=row["employment"],
        component=row["component"],
        facts=facts,
    )


def _too_late(code: int, row: dict[str, Any], number: str, month: Month) -> dict[str, Any]:
    left = row["due"] - row["drawn"]
    facts = {"component": row["component"], "month": str(month), "amount": shown(left)}
    facts |= {"due_paise": row["due"], "drawn_paise": row["drawn"]}
    return finding(
        code,
        f"Employee {number}",
        "deducted_too_little",
        employment=row["employment"],
        component=row["component"],
        facts=facts,
    )


def _live_bills(people: Sequence[int], month: Month) -> dict[int, str]:
    rows = Bill.objects.filter(
        lines__is_live=True,
        lines__claim__employment__in=list(people),
        lines__claim__for_month=int(month),
        lines__claim__occasion__isnull=True,
    )
    rows = rows.exclude(state__in=[*Bill.PAID, Bill.State.CANCELLED]).order_by("id")
    return dict(rows.values_list("lines__claim__employment_id", "number"))
