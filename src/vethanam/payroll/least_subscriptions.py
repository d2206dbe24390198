"""The least that a fund or insurance may be subscribed with, asked when an entry is made."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Sentence
from vethanam.money import Paise
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules import MonthFacts
from vethanam.service_book.models import Membership
from vethanam.service_book.queries import BookReader, entered


def below_least(
    employment: int, fund: str, amount: Paise, since: date, until: date | None, known_at: datetime
) -> Sentence | None:
    """The fault of a subscription below the least of its month, with that figure; None if there is none.

    An entry of an earlier month is judged by the current one, unless it ended or a later entry holds by now:
    the pay of then is not asked again. Somebody whose month cannot be computed yet is judged by the run.
    """
    today = localdate(known_at)
    later = entered(Membership).filter(
        employment=employment, fund=fund, valid_from__gt=since, valid_from__lte=today
    )
    if (until is not None and until < today) or later.exists():
        return None
    month, rulebook = max(Month.of(since), Month.of(today)), rulebook_in_use(known_at)
    snapshot = snapshot_of(BookReader(), month, known_at, rulebook, employments=[employment])
    if employment not in snapshot.employments:
        return None
    on = rulebook.in_force(month, known_at=today, reading="drawn")
    facts = _subscribed(snapshot.facts, employment, fund, amount)
    for check in rulebook.pack.at_entry:
        for text in check(on, facts)["facts"].to_list():
            if "least" in (told := json.loads(text)):
                return Sentence("subscription_below_least", {"least": told["least"], "month": month})
    return None


def _subscribed(facts: MonthFacts, employment: int, fund: str, amount: Paise) -> MonthFacts:
    """The facts of a person with this subscription alone."""
    own = pl.DataFrame(
        [{"employment": employment, "fund": fund, "amount": amount, "group": None}],
        schema=facts.memberships.schema,
    )
    return replace(facts, memberships=own)
