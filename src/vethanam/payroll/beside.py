"""A month's claims beside what is due by what is known now: where they differ a person must know, and nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from vethanam.money import shown
from vethanam.payroll.arrears.taken import TO_PROVIDENT_FUND
from vethanam.payroll.drawn import claim_lines, elsewhere_lines
from vethanam.payroll.found import finding, worded
from vethanam.payroll.lines import in_words
from vethanam.payroll.models import Bill, Claim, Run
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import Snapshot, snapshot_of
from vethanam.people.models import Employment
from vethanam.periods import Month

_KEY = ["employment", "component", "kind"]


def beside_claims(
    run: Run, snapshot: Snapshot, lines: pl.DataFrame, here: pl.DataFrame
) -> list[dict[str, Any]]:
    """Findings where a live bill claims, or a paid one drew, other than is due now; and deductions that come too late.

    Looked at are the people assessed ``here`` and whoever else has a claim of this month on the code's bills: nobody
    leaves a month unseen after it was drawn.
    """
    if gone := _gone(run, snapshot, here):
        elsewhere = snapshot_of(snapshot.month, snapshot.known_at, rulebook_in_use(), employments=gone)
        lines = pl.concat([lines, elsewhere.assessed(rulebook_in_use()).lines])
        gone = sorted({*gone} - {f.facts.get("employment") for f in elsewhere.findings})
    people = sorted({*here["employment"].to_list(), *gone})
    both = _due_and_taken(people, snapshot.month, _with_arrears(snapshot, lines, people))
    numbers = dict(Employment.objects.filter(pk__in=people).values_list("pk", "number"))
    bills = _live_bills(people, snapshot.month)
    return [
        *(
            _differs(row, numbers[row["employment"]], snapshot.month, bills.get(row["employment"]))
            for row in _other_than_due(both)
        ),
        *(_too_late(row, numbers[row["employment"]], snapshot.month) for row in _late_deductions(both)),
    ]


def _gone(run: Run, snapshot: Snapshot, here: pl.DataFrame) -> list[int]:
    """Who has a claim of the month on this code's bills and is neither assessed here nor set aside."""
    claims = Claim.objects.filter(drawing_code=run.drawing_code_id, for_month=run.month).exclude(
        state__in=["void", "barred"]
    )
    seen = {*here["employment"].to_list(), *(f.facts.get("employment") for f in snapshot.findings)}
    return sorted(set(claims.values_list("employment_id", flat=True)) - seen)


def _with_arrears(snapshot: Snapshot, lines: pl.DataFrame, people: Sequence[int]) -> pl.DataFrame:
    """The lines, and for whoever has arrears of the month claimed or drawn what is due with the arrears granted since."""
    claims = Claim.objects.filter(employment__in=people, for_month=int(snapshot.month), cause__isnull=False)
    theirs = sorted(set(claims.exclude(state__in=["void", "barred"]).values_list("employment_id", flat=True)))
    if not theirs:
        return lines
    rulebook = rulebook_in_use()
    again = snapshot_of(snapshot.month, snapshot.known_at, rulebook, employments=theirs)
    due = again.assessed(rulebook, reading="due").lines
    return pl.concat([lines.filter(~pl.col("employment").is_in(theirs)), due])


def _due_and_taken(people: Sequence[int], month: Month, lines: pl.DataFrame) -> pl.DataFrame:
    """Per employment and component: due in the whole month, due in the parts that are claimed, drawn, and live.

    Live is what bills not passed claim of the month itself; an arrear may ask an instalment only. A part that no bill
    claims yet is not claimed too low.
    """
    other = elsewhere_lines(people, month, month).with_columns(state=pl.lit("drawn"))
    claimed = claim_lines(people, month, month).filter(
        pl.col("cause").is_null() | (pl.col("state") == "drawn"), pl.col("component") != TO_PROVIDENT_FUND
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
    due = (
        lines.filter(pl.col("employment").is_in(people))
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
    """Deductions still due of people whose earnings of the month are drawn: nothing is left to take them from."""
    left = pl.col("due") - pl.col("drawn") - pl.col("live")
    is_earning = pl.col("kind") == "earning"
    people = both.group_by("employment").agg(
        drawn=pl.col("drawn").filter(is_earning).sum(), left=left.filter(is_earning & (left > 0)).sum()
    )
    spent = people.filter(pl.col("drawn") > 0, pl.col("left") == 0).select("employment")
    late = both.filter(pl.col("kind") == "deduction", left > 0, pl.col("live") == 0)
    return late.join(spent, on="employment", how="semi", maintain_order="left").to_dicts()


def _differs(row: dict[str, Any], number: str, month: Month, bill: str | None) -> dict[str, Any]:
    about, due = f"{worded(row['component'])}, {in_words(month)}", row["due"]
    if row["drawn"] > due:
        taken = "taken" if row["kind"] == "deduction" else "drawn"
        code = "drawn_above_due"
        says = (
            f"{about}: {shown(row['drawn'])} was {taken}, {shown(due)} is due by what is known now; "
            f"{shown(row['drawn'] - due)} too much. "
            "It is recovered or given back only by notice and order."
        )
    else:
        code = "claimed_above_due" if row["live"] + row["drawn"] > due else "claimed_below_due"
        says = (
            f"{about}: {f'bill {bill}' if bill else 'a claim'} asks {shown(row['live'])}, "
            f"{shown(due - row['drawn'])} is due by what is known now. "
            "Cancel that bill and make another before the treasury passes it."
        )
    facts = {"due": due, "drawn": row["drawn"], "live": row["live"], "bill": bill}
    return finding(
        f"Employee {number}",
        code,
        says,
        employment=row["employment"],
        component=row["component"],
        facts=facts,
    )


def _too_late(row: dict[str, Any], number: str, month: Month) -> dict[str, Any]:
    left = row["due"] - row["drawn"]
    says = (
        f"{worded(row['component'])}, {in_words(month)}: {shown(left)} more is to be taken, and the pay is drawn already. "
        "Enter it as an obligation of a later month, with its order."
    )
    facts = {"due": row["due"], "drawn": row["drawn"]}
    return finding(
        f"Employee {number}",
        "deducted_too_little",
        says,
        employment=row["employment"],
        component=row["component"],
        facts=facts,
    )


def _live_bills(people: Sequence[int], month: Month) -> dict[int, str]:
    rows = Bill.objects.filter(
        lines__is_live=True, lines__claim__employment__in=list(people), lines__claim__for_month=int(month)
    )
    rows = rows.exclude(state__in=[*Bill.PAID, Bill.State.CANCELLED]).order_by("id")
    return dict(rows.values_list("lines__claim__employment_id", "number"))
