"""Make and save the list of an office's arrears; nothing is drawn by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

import polars as pl

from vethanam.errors import Finding, Sentence, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.money import Paise, shown
from vethanam.payroll.arrears.claims import set_off_of, unclaimed
from vethanam.payroll.arrears.past_claims import TO_PROVIDENT_FUND
from vethanam.payroll.arrears.recoveries import Recovery, recoveries_against
from vethanam.payroll.arrears.statement import Arrears, arrears_of, people_of
from vethanam.payroll.models import ArrearList, ArrearMonth
from vethanam.payroll.powers import OFFICE, PREPARE, act, require
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.register.drawn_lines import claim_lines
from vethanam.payroll.runs.finding_rows import people_said
from vethanam.payroll.runs.hashes import digests
from vethanam.people.models import DrawingCode, Employment
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

#: drawing codes hashed per batch
CODES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A saved list of arrears with its differences, findings and summary sentence."""

    arrear_list: ArrearList
    arrears: Arrears
    findings: tuple[Finding, ...]
    sentence: Sentence

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


@act
def list_arrears(
    first: Month,
    last: Month,
    drawing_code: str,
    authority: Authority,
    *,
    employments: Sequence[int] | None = None,
) -> Listed:
    """List the arrears a drawing code can draw for these months, as known at ``authority.at``.

    Nothing is drawn.

    Raises
    ------
    Refused
        The authority is no clerk or drawing officer of the code.
    Unsound
        The months are the wrong way round, or a person's pay is drawn by another code.
    """
    reader = BookReader()
    code = DrawingCode.objects.filter(code=drawing_code).first()
    if code is None:
        raise Unsound("no_such_code", code=typed(drawing_code, 20))
    require(authority, roles=OFFICE, scope=code.code, power=PREPARE, doing="Listing arrears")
    if last < first:
        raise Unsound("wrong_months", last=last, first=first)
    own = people_of(reader, code.code, authority.at)
    people = own if employments is None else sorted(set(employments))
    if strangers := set(people) - set(own):
        numbers = (
            Employment.objects.filter(pk__in=strangers).order_by("number").values_list("number", flat=True)
        )
        raise Unsound("not_of_the_office", code=code.code, numbers=numbers[:5])
    found = arrears_of(reader, first, last, authority.at, employments=people)
    kept = ArrearList.objects.create(
        drawing_code=code,
        first=int(first),
        last=int(last),
        employments=None if employments is None else people,
        known_at=authority.at,
        result_hash=hash_of_list(found, code.pk),
        people=found.months["employment"].n_unique(),
        owed=found.owed,
        to_recover=found.to_recover,
        account_id=authority.account,
        person_id=authority.person,
    )
    _keep_months(kept, found)
    append(
        "arrears_listed",
        public={"drawing_code": code.code, "from": str(first), "to": str(last)},
        private={"result": bytes(kept.result_hash).hex(), "owed": kept.owed, "by": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    findings = findings_of(found)
    facts = {"code": code.code, "month_first": first, "month_last": last, "sums": _sums_said(found, findings)}
    return Listed(kept, found, findings, Sentence("arrears_listed", facts))


def _sums_said(found: Arrears, findings: Sequence[Finding]) -> list[Sentence]:
    """Sentences for the amount owed and to how many, how many drew above due, and the amount set off."""
    owed, above = (_counted(found, pl.col("difference") > 0), _counted(found, pl.col("difference") < 0))
    said = [Sentence("owed_to", {"amount": shown(found.owed), "people": owed})] if found.owed else []
    if found.to_recover:
        said.append(Sentence("drew_above_due", {"people": above, "amount": shown(found.to_recover)}))
    if set_off := -sum(finding.facts["paise"] for finding in findings if finding.code == "set_off"):
        said.append(Sentence("set_off_by_order", {"amount": shown(set_off)}))
    return said or [Sentence("nothing_owed")]


def _counted(found: Arrears, which: pl.Expr) -> Sentence:
    count = found.months.filter(which, pl.col("kind") == "earning")["employment"].n_unique()
    return people_said(count)


def hash_of_list(found: Arrears, code: int) -> bytes:
    """The hash of a list of these arrears for one drawing code."""
    places = found.months.select("employment").unique().with_columns(drawing_code=pl.lit(code, pl.Int64))
    return hashes_of(found, places, [code])[code]


def hashes_of(found: Arrears, places: pl.DataFrame, codes: Sequence[int]) -> Mapping[int, bytes]:
    """Map drawing code to the hash of its differences and their orders.

    A changed hash means the list is stale.

    ``places`` maps ``employment`` to the ``drawing_code`` that draws it.
    """
    names = dict(enumerate(str(cause) for cause in found.causes))
    named = found.parts.with_columns(cause=pl.col("cause").replace_strict(names, return_dtype=pl.String))
    frames = {"months": found.months.drop("open"), "parts": named}
    found_of: dict[int, bytes] = {}
    for some in batched(codes, CODES_AT_ONCE):
        theirs = places.filter(pl.col("drawing_code").is_in(some))
        drawn_by = {
            name: frame.join(theirs, on="employment", how="inner", maintain_order="left")
            for name, frame in frames.items()
        }
        found_of |= digests(drawn_by, some)
    return found_of


def _keep_months(kept: ArrearList, found: Arrears) -> None:
    kinds = dict(found.months.select("component", "kind").unique().iter_rows())
    codes = codes_of(kinds | {TO_PROVIDENT_FUND: "deduction"})
    rows: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for row in found.months.iter_rows(named=True):
        drawn = row["drawn"] + row["drawn_as_arrears"]
        rows[row["employment"], row["for_month"]].append((codes[row["component"]], row["due"], drawn))
    for (employment, month), (asked, sent) in _to_fund(found).items():
        if lines := rows.get((employment, month)):
            lines.append((codes[TO_PROVIDENT_FUND], asked + sent, sent))
    ArrearMonth.objects.bulk_create(
        [
            ArrearMonth(
                arrear_list=kept,
                employment_id=employment,
                for_month=month,
                components=[code for code, _, _ in lines],
                due=[due for _, due, _ in lines],
                drawn=[drawn for _, _, drawn in lines],
            )
            for (employment, month), lines in rows.items()
        ],
        batch_size=2000,
    )


def _to_fund(found: Arrears) -> dict[tuple[int, int], tuple[Paise, Paise]]:
    """Map person and month to (amount payable to the provident fund by order, amount already sent)."""
    places = [place for place, cause in enumerate(found.causes) if cause.mode == "provident_fund"]
    asked: dict[tuple[int, int], Paise] = defaultdict(int)
    to_fund = found.parts.filter(
        pl.col("cause").is_in(places), pl.col("kind") == "earning", pl.col("amount") > 0
    )
    for part in to_fund.iter_rows(named=True):
        asked[part["employment"], part["for_month"]] += part["amount"]
    sent: dict[tuple[int, int], Paise] = defaultdict(int)
    lines = claim_lines(BookReader(), list(found.numbers), found.first, found.last)
    lines = lines.filter(pl.col("component") == TO_PROVIDENT_FUND, pl.col("state") == "drawn")
    for line in lines.iter_rows(named=True):
        sent[line["employment"], line["for_month"]] += line["amount"]
    return {key: (asked[key], sent[key]) for key in asked | sent}


def findings_of(found: Arrears) -> tuple[Finding, ...]:
    """Findings for amounts owed or overdrawn that no claim takes, each with the next step."""
    recoveries = recoveries_against(BookReader(), found)
    left = unclaimed(found, set_off_of(found, recoveries))
    noted = [
        Finding(
            f"Employee {found.numbers[employment]}",
            _why(why, recoveries.get(employment)),
            facts={
                "component": component,
                "month": str(Month.from_key(month)),
                "amount": shown(abs(amount)),
                "employment": employment,
                "paise": amount,
                **_recovered(recoveries.get(employment)),
            },
        )
        for employment, month, component, why, amount in left
    ]
    return (*noted, *found.findings)


def _recovered(recovery: Recovery | None) -> dict[str, str]:
    return {"ordered": shown(recovery.ordered), "taken": shown(recovery.taken)} if recovery else {}


def _why(why: str, recovery: Recovery | None) -> str:
    """The finding code of an unclaimed amount.

    Overdrawn pay is recovered only by an order, which a court may stay.
    """
    if why != "drawn_above_due":
        return why
    return "overdrawn_recovered" if recovery else "overdrawn"
