"""The least that a fund or insurance may be subscribed with, asked when an entry is made."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
from django.db.models import Min
from django.utils.timezone import localdate

from vethanam.errors import Sentence
from vethanam.money import Paise
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules import MonthFacts
from vethanam.service_book.models import Membership, Standing
from vethanam.service_book.queries import BookReader, counting


def below_least(
    employment: int, fund: str, amount: Paise, since: date, until: date | None, known_at: datetime
) -> Sentence | None:
    """The fault of a subscription below the least of its month, with that figure; None if there is none.

    An entry of an earlier month is judged by the current one, unless it ended or a later entry holds by now:
    the pay of then is not asked again. Entries that wait for the second person are not counted. Where the
    month cannot be computed yet, the run judges.
    """
    today = localdate(known_at)
    later = counting(Membership).filter(
        employment=employment, fund=fund, valid_from__gt=since, valid_from__lte=today
    )
    if (until is not None and until < today) or later.exists():
        return None
    month, rulebook = max(Month.of(since), Month.of(today)), rulebook_in_use(known_at)
    before = _before_what_waits(employment, known_at)
    snapshot = snapshot_of(BookReader(), month, before, rulebook, employments=[employment])
    if employment not in snapshot.employments:
        return None
    on = rulebook.in_force(month, known_at=today, reading="drawn")
    facts = _subscribed(snapshot.facts, employment, fund, amount)
    for check in rulebook.pack.at_entry:
        for text in check(on, facts)["facts"].to_list():
            if "least" in (told := json.loads(text)):
                return Sentence("subscription_below_least", {"least": told["least"], "month": month})
    return None


def _before_what_waits(employment: int, known_at: datetime) -> datetime:
    """The last instant at which no entry of the book waited: one that waits sets its person aside."""
    waiting = Standing.objects.filter(
        employment=employment, verified_at__isnull=True, corrected_at__isnull=True, recorded_at__lte=known_at
    )
    first = waiting.aggregate(first=Min("recorded_at"))["first"]
    return first - timedelta(microseconds=1) if first else known_at


def _subscribed(facts: MonthFacts, employment: int, fund: str, amount: Paise) -> MonthFacts:
    """The facts of a person with this subscription alone."""
    own = pl.DataFrame(
        [{"employment": employment, "fund": fund, "amount": amount, "group": None}],
        schema=facts.memberships.schema,
    )
    return replace(facts, memberships=own)
