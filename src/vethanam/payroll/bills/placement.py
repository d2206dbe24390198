"""Bills of claims made outside a run, under the class and head of account of each person's posting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.identity.authority import Authority
from vethanam.payroll.bills.drafts import Sheet, draw_up, set_apart
from vethanam.payroll.models import Bill, BillLine, Claim
from vethanam.payroll.snapshot import with_heads
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.service_book.models import Posting
from vethanam.service_book.queries import counting


def placed_claims(
    code: DrawingCode, claims: Sequence[Claim], numbers: Mapping[int, str], at: datetime
) -> tuple[list[tuple[int, int, Claim]], list[Finding]]:
    """Save the claims and return them with class and head, sorted; people without a head become findings."""
    classes = dict(
        counting(Posting)
        .filter(employment__in={claim.employment_id for claim in claims}, drawing_code=code)
        .order_by("employment", "valid_from", "recorded_at", "id")
        .values_list("employment_id", "bill_class_id")
    )
    parts = pl.DataFrame(
        [(code.pk, kind) for kind in sorted(set(classes.values()))],
        schema={"drawing_code": pl.Int64, "bill_class": pl.Int64},
        orient="row",
    )
    heads = dict(with_heads(parts, Month.of(localdate(at))).select("bill_class", "head").iter_rows())
    homeless = [
        Finding(f"Employee {numbers[e]}", "no_head_of_account", facts={"employment": e})
        for e in sorted({c.employment_id for c in claims if heads.get(classes[c.employment_id]) is None})
    ]
    fit = [c for c in claims if heads.get(classes[c.employment_id]) is not None]
    saved = Claim.objects.bulk_create(fit, batch_size=1000)
    rows = [(classes[c.employment_id], heads[classes[c.employment_id]], c) for c in saved]
    rows.sort(key=lambda row: (row[0], row[1], row[2].employment_id, row[2].for_month, row[2].pk))
    return rows, homeless


def bills_of(
    code: DrawingCode,
    kind: str,
    placed: Sequence[tuple[int, int, Claim]],
    authority: Authority,
    signed: tuple[int, int],
    *,
    facts: dict[str, Any],
) -> tuple[Bill, ...]:
    """One bill per class and head of account of placed claims, drawn in the authority's month.

    Claims of a dead person are a bill of their own, for the heirs.
    """
    now = Month.of(localdate(authority.at))
    apart = set_apart((claim for _, _, claim in placed), authority.at)

    def sheet(row: tuple[int, int, Claim]) -> tuple[int, int, int]:
        return (row[2].employment_id if row[2].employment_id in apart else 0, *row[:2])

    return tuple(
        draw_up(
            Sheet(code, bill_class, head, Bill.Kind.DECEASED if dead else kind, now),
            [claim for _, _, claim in group],
            authority,
            signed,
            facts=facts,
        )
        for (dead, bill_class, head), group in groupby(sorted(placed, key=sheet), key=sheet)
    )


def give_up_freed(claims: QuerySet[Claim]) -> None:
    """Void these claims if a cancelled bill freed them; the caller makes new ones."""
    on_a_bill = BillLine.objects.filter(claim=OuterRef("pk"), is_live=True)
    free = claims.filter(state=Claim.State.OPEN).exclude(Exists(on_a_bill))
    chosen = list(free.select_for_update(of=("self",)).values_list("pk", flat=True))
    Claim.objects.filter(pk__in=chosen).update(state=Claim.State.VOID)
