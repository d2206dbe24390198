"""Back-dated pay fixations of one person in twenty, and the claims of their
arrears: found, computed, written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection, transaction

from vethanam.bench.loader import AT_ONCE, INDIA, VERIFIED, keep_drawn
from vethanam.bench.measurement import measured
from vethanam.bench.month import counted
from vethanam.bulk import copy_rows
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.orders.models import Order
from vethanam.payroll.actions import claim_arrears_at_once
from vethanam.payroll.arrears.possible_causes import recorded_since
from vethanam.payroll.rulebook import rulebook_in_use, stages_on
from vethanam.payroll.snapshot import snapshot_of
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.sample.directorate import MONTH
from vethanam.service_book.models import Pay
from vethanam.service_book.reader import BookReader

ONE_IN = 20
FIXED = datetime(2026, 11, 10, 10, 0, tzinfo=INDIA)
ASKED = datetime(2026, 11, 20, 10, 0, tzinfo=INDIA)
ORDERS = 60
type Tell = Callable[[str], None]

_COUNTED = """
    WITH listed AS (
        SELECT a.employment_id, a.for_month, u.component
          FROM payroll_arrearmonth a, unnest(a.components) u(component)
          JOIN payroll_component k ON k.code = u.component AND k.kind = 'earning'
    ), register AS (
        SELECT d.employment_id, d.for_month, u.component, u.due, u.open, u.drawn + u.elsewhere AS drawn
          FROM payroll_dueregister d, unnest(d.components, d.due, d.open, d.drawn, d.elsewhere)
               u(component, due, open, drawn, elsewhere)
    )
    SELECT (SELECT count(*) FROM payroll_claim WHERE cause_id IS NOT NULL) AS claims,
           (SELECT count(DISTINCT employment_id) FROM payroll_claim WHERE cause_id IS NOT NULL) AS people,
           (SELECT coalesce(sum(gross), 0) FROM payroll_claim WHERE cause_id IS NOT NULL) AS claimed_paise,
           (SELECT coalesce(sum(greatest(r.due - r.drawn, 0)), 0) FROM register r
              JOIN listed USING (employment_id, for_month, component)) AS due_less_drawn_paise,
           (SELECT coalesce(sum(r.open), 0) FROM register r
              JOIN listed USING (employment_id, for_month, component)) AS open_paise,
           (SELECT coalesce(sum(owed), 0) FROM payroll_arrearlist) AS listed_paise,
           (SELECT count(*) FROM payroll_arrearlist) AS lists
"""


def bench_retro(
    months: int, tell: Tell, settle: Callable[[Sequence[int]], None], server_folder: Path | None = None
) -> dict[str, Any]:
    """Prepare the fixations; measure from the search for affected people to the written claims.

    ``settle`` brings the due register of these people to the state of vouchers entered one by one.
    """
    last = MONTH.plus(-1)
    first = last.plus(1 - months)
    chosen = _fixed_anew(first, tell)
    settle(chosen)
    authority = _worker()
    with measured(server_folder) as found:
        with found.step("whose"):
            people = recorded_since(VERIFIED, ASKED)
        with found.step("claims"):
            made = claim_arrears_at_once(first, last, people, authority)
    return {
        "months": months,
        "fixations": len(chosen),
        "asked": len(people),
        "left": made.left,
        "counted": counted(_COUNTED),
        "measured": found.as_json(),
    }


def _worker() -> Authority:
    account, _ = Account.objects.get_or_create(
        username="service-worker", defaults={"kind": Account.Kind.SERVICE}
    )
    return Authority(account.pk, None, "DEPT", Role.SERVICE, ASKED, is_sample=True)


def _fixed_anew(first: Month, tell: Tell) -> list[int]:
    """One in twenty of those in service before the first month: all drawn until now, then a stage more
    from some day on.
    """
    rows = BookReader().rows_of(
        Pay,
        [
            "id", "employment_id", "valid_from", "basis", "revision", "scale", "basic_pay", "increment_month",
            "order_id", "entered_by_id",
        ],
        "employment_id %% %s = 0 ORDER BY employment_id, valid_from, id",
        [ONE_IN],
    )  # fmt: skip
    began = rows.group_by("employment_id").agg(pl.col("valid_from").min())
    served = began.filter(pl.col("valid_from") < first.first)["employment_id"]
    rows = rows.filter(pl.col("employment_id").is_in(served.implode()))
    chosen = sorted(rows["employment_id"].unique().to_list())
    _draw(chosen, first, tell)
    tell("fixations …")
    with transaction.atomic():
        _fix(rows, first)
    return chosen


def _draw(chosen: list[int], first: Month, tell: Tell) -> None:
    """Their months until the ones that everybody drew, with every arrear granted until then."""
    reader = BookReader()
    rulebook = rulebook_in_use()
    _, verified_by = _makers()
    for month in first.until(Month(int(MONTH.tax_year[:4]), 2)):
        tell(f"what was drawn for {month} …")
        for start in range(0, len(chosen), AT_ONCE):
            some = chosen[start : start + AT_ONCE]
            lines = (
                snapshot_of(reader, month, VERIFIED, rulebook, employments=some)
                .assessed(reader, rulebook, reading="due")
                .lines
            )
            keep_drawn(lines, month, (_makers()[0], verified_by), VERIFIED.date())


def _makers() -> tuple[int, int]:
    """The maker and the verifier of the State's drawn months."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entered_by_id, verified_by_id FROM payroll_drawnelsewhere ORDER BY id LIMIT 1")
        entered, verified = cursor.fetchone() or (0, 0)
    return entered, verified


def _fix(rows: pl.DataFrame, first: Month) -> None:
    """Raise pay by a stage from the middle of a month, and every later pay entry by as much."""
    orders = Order.objects.bulk_create(
        [
            Order(
                kind=Order.Kind.OFFICE,
                number=f"Fixation {n + 1}/2026",
                dated=date(2026, 11, 5),
                recorded_at=FIXED,
            )
            for n in range(ORDERS)
        ]
    )
    by = {n: one.pk for n, one in enumerate(orders)}
    steps = pl.DataFrame(
        _next_stages(rows["scale"].unique().to_list()), orient="row", schema=["scale", "basic_pay", "higher"]
    )
    months = pl.Series([month.first.replace(day=16) for month in first.until(first.plus(23))])
    place = pl.col("employment_id") // ONE_IN
    rows = rows.join(steps, on=["scale", "basic_pay"], how="left", maintain_order="left").with_columns(
        since=pl.lit(months).get(place % len(months)),
        by=(place % ORDERS).replace_strict(by, return_dtype=pl.Int64),
    )
    later = rows.filter(pl.col("valid_from") > pl.col("since")).with_columns(supersedes_id="id")
    held = rows.filter(pl.col("valid_from") <= pl.col("since"))
    now = (
        held.group_by("employment_id", maintain_order=True)
        .last()
        .with_columns(supersedes_id=pl.lit(None, pl.Int64), valid_from="since")
    )
    both = pl.concat([now.select(sorted(now.columns)), later.select(sorted(later.columns))])
    copy_rows(
        "service_book_pay",
        both.select(
            "employment_id",
            "valid_from",
            "basis",
            "revision",
            "scale",
            "increment_month",
            "entered_by_id",
            "supersedes_id",
            basic_pay=pl.coalesce("higher", "basic_pay"),
            order_id="by",
            reason=pl.lit("increment"),
            session=pl.lit("FN"),
            session_until=pl.lit("AN"),
            recorded_at=pl.lit(FIXED),
            is_withdrawn=pl.lit(False),
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO service_book_verification (kind, fact, verified_by_id, person_id, recorded_at)"
            " SELECT 'pay', p.id, v.verified_by_id, v.person_id, p.recorded_at FROM service_book_pay p,"
            " (SELECT verified_by_id, person_id FROM service_book_verification ORDER BY id LIMIT 1) v "
            "WHERE p.recorded_at = %s",
            [FIXED],
        )


def _next_stages(scales: list[str]) -> list[tuple[str, int, int]]:
    stages = stages_on(MONTH)
    found = []
    for scale in scales:
        steps = list(stages(11, scale) or ())
        found += [(scale, low, high) for low, high in pairwise(steps)]
    return found
