"""Recoveries taken under an order that was set aside: they are owed back, by the order that set it aside.

They belong to the month whose pay they were taken from. An amount that a later entry of the same obligation
recovers under an order in force is not owed back; it counts for that order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from django.utils.timezone import localdate

from vethanam.bulk import among
from vethanam.orders.orders_in_force import set_aside_by
from vethanam.payroll.arrears.possible_causes import Causes
from vethanam.payroll.register.drawn_lines import RECOVERY_RETURNED
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.service_book.queries import BookReader, first_of_each
from vethanam.service_book.queries.facts import known

#: obligations recovered for Government itself; other creditors return their own money
KINDS = (Obligation.Kind.OVERPAYMENT, Obligation.Kind.GOVERNMENT_DUE)
RETURNED = {"employment": pl.Int64, "for_month": pl.Int64, "cause": pl.Int32, "due": pl.Int64}
_TAKEN = """
    SELECT employment_id, for_month, obligation, sum(amount)::bigint FROM (
        SELECT c.employment_id, c.for_month, u.obligation, u.claimed AS amount
          FROM payroll_claim c, unnest(c.obligations, c.claimed) u(obligation, claimed)
         WHERE c.employment_id = ANY(%s::bigint[]) AND c.state = 'drawn' AND u.obligation IS NOT NULL
        UNION ALL
        SELECT r.employment_id, r.for_month, r.obligation, -r.amount FROM payroll_refunded r
         WHERE r.employment_id = ANY(%s::bigint[]) AND r.obligation IS NOT NULL
    ) line GROUP BY employment_id, for_month, obligation HAVING sum(amount) > 0 ORDER BY employment_id,
    for_month, obligation
"""


def returned_of(
    reader: BookReader, people: Sequence[int], first: Month, last: Month, causes: Causes
) -> pl.DataFrame:
    """Amounts owed back for these people's months from ``first`` to ``last``, columns as :data:`RETURNED`."""
    gone = _set_aside(people, causes)
    whose = sorted(set(gone["employment"]))
    if not whose:
        return pl.DataFrame(schema=RETURNED)
    schema = {"employment": pl.Int64, "for_month": pl.Int64, "obligation": pl.Int64, "taken": pl.Int64}
    links = first_of_each(reader, whose)
    rows = (
        reader.read(_TAKEN, [whose, whose], schema)
        .join(links, on="obligation", how="left", maintain_order="left")
        .with_columns(pl.coalesce("first", "obligation"))
        .join(gone.drop("employment"), on="obligation", how="left", maintain_order="left")
    )
    is_gone = pl.col("cause").is_not_null()
    valid = rows.group_by("first").agg(valid=pl.col("taken").filter(~is_gone).sum())
    room = _standing(reader, whose, links, causes).join(valid, on="first", how="left")
    room = room.select("first", room=(pl.col("total") - pl.col("valid").fill_null(0)).clip(0))
    rows = rows.filter(is_gone).join(room, on="first", how="left", maintain_order="left")
    before = pl.col("taken").cum_sum().over("first") - pl.col("taken")
    kept = (pl.col("room").fill_null(0) - before).clip(0)
    rows = rows.with_columns(due=pl.col("taken") - pl.min_horizontal("taken", kept))
    rows = rows.filter(pl.col("due") > 0, pl.col("for_month").is_between(int(first), int(last)))
    return rows.group_by("employment", "for_month", "cause").agg(pl.col("due").sum()).select(list(RETURNED))


def _set_aside(people: Sequence[int], causes: Causes) -> pl.DataFrame:
    """Obligations whose order was set aside, with its cause: ``obligation``, ``employment``, ``cause``."""
    by = set_aside_by(localdate(causes.known_at), causes.known_at)
    rows: list[tuple[int, int, int]] = []
    if by:
        owed = Obligation.objects.filter(
            employment__in=among(people),
            order__in=sorted({order for order, _ in by}),
            kind_of_due__in=KINDS,
            recorded_at__lte=causes.known_at,
        )
        for pk, employment, order in owed.order_by("id").values_list("pk", "employment_id", "order_id"):
            found = by.get((order, employment), by.get((order, None)))
            if found is not None:
                rows.append((pk, employment, causes.of_order.get(found, 0)))
    schema = {"obligation": pl.Int64, "employment": pl.Int64, "cause": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _standing(reader: BookReader, people: Sequence[int], links: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """Total of obligations in force by their first entry: ``first``, ``total``;
    open-ended ones are unlimited.
    """
    stands = known(reader, Obligation, people, causes.known_at, localdate(causes.known_at))
    total = pl.coalesce(pl.col("principal") + pl.col("interest"), pl.lit(2**62))
    named = stands.join(links, left_on="id", right_on="obligation", how="left")
    sums = named.select(pl.coalesce("first", "id").alias("first"), total=total)
    return sums.group_by("first").agg(pl.col("total").max())


def as_lines(
    returned: pl.DataFrame, own: pl.DataFrame, causes: Causes, words: Mapping[str, pl.Enum]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Months and parts of the amounts owed back, less amounts drawn. ``own`` has the lines already taken.

    Columns as in a list of arrears, in ``words``.
    """
    key = ["employment", "for_month"]
    cause = pl.col("order").replace_strict(causes.of_order, default=0, return_dtype=pl.Int32)
    taken = own.with_columns(cause=cause)
    sums = taken.group_by(key).agg(
        drawn=pl.col("amount").filter(pl.col("is_drawn") & pl.col("order").is_null()).sum(),
        drawn_as_arrears=pl.col("amount").filter(pl.col("is_drawn") & pl.col("order").is_not_null()).sum(),
        open=pl.col("amount").filter(~pl.col("is_drawn")).sum(),
    )
    name = [
        pl.lit(RECOVERY_RETURNED).cast(words["component"]).alias("component"),
        pl.lit("earning").cast(words["kind"]).alias("kind"),
    ]
    due = returned.group_by(key).agg(pl.col("due").sum())
    months = due.join(sums, on=key, how="full", coalesce=True).with_columns(
        pl.col("due", "drawn", "drawn_as_arrears", "open").fill_null(0), *name, is_unconfirmed=pl.lit(False)
    )
    months = months.with_columns(difference=pl.col("due") - pl.col("drawn") - pl.col("drawn_as_arrears"))
    drawn = taken.filter("is_drawn").select(*key, "cause", amount=-pl.col("amount"))
    parts = pl.concat([returned.select(*key, "cause", amount="due"), drawn])
    parts = parts.group_by(*key, "cause").agg(pl.col("amount").sum()).filter(pl.col("amount") != 0)
    return months, parts.with_columns(name)
