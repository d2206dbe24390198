"""How much of each month a release keeps back: by the oldest open demand of an award, within its bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vethanam.benefits.models import Payer, Release
from vethanam.benefits.queries.cycle_rows import Kept, OpenMonth, open_months
from vethanam.benefits.queries.demands import Recoverable, lock_recoverable, recoverable
from vethanam.money import WHOLE


def kept_by_demands(release: Release) -> list[Kept]:
    """What a release keeps back of its months; its demands are locked, so that no stay comes between."""
    if release.payer != Payer.STATE:
        return []
    lock_recoverable(release.scheme)
    demands = recoverable(release.scheme)
    return kept_of(demands, open_months(release, [one.award for one in demands]) if demands else ())


def kept_of(demands: Iterable[Recoverable], months: Sequence[OpenMonth]) -> list[Kept]:
    """Of each demand: in each later month at most its instalment and the limit, together at most its rest.

    >>> one = Recoverable(7, 1, 202402, 150_00, 1000, 200_00)
    >>> months = [OpenMonth(7, month, 1600_00, 0, 1600_00) for month in (202401, 202402, 202403)]
    >>> [(kept.month, kept.amount) for kept in kept_of([one], months)]
    [(202402, 15000), (202403, 5000)]
    """
    kept = []
    for one in demands:
        remaining = one.remaining
        for month in months:
            if month.award != one.award or month.month < one.from_month:
                continue
            limit = month.due * one.most_rate // WHOLE
            amount = min(month.amount, one.instalment - month.kept, limit - month.kept, remaining)
            if amount > 0:
                kept.append(Kept(month.award, month.month, one.demand, amount))
                remaining -= amount
    return kept
