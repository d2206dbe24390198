"""Sign the contacts opened on a day, as the dispatcher, and compare a signed day, as the worker."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now
from vethanam.ledger.canonical import Json
from vethanam.privacy.actions.duties import open_incident
from vethanam.privacy.key_days import (
    Counts,
    counts_of_day,
    day_to_sign,
    differing_uses,
    public_counts,
    resealed_on,
    total_of,
)
from vethanam.privacy.models import KeyComparison, KeyDay, KeyLine

ONE_SIGNER = 0x6B657973  # "keys"
#: days signed in one round, after a long time without a dispatcher
AT_ONCE = 31
DIFFER = "keys_differ"


def sign_key_days(log: str) -> int:
    """Sign each day that has ended and is not signed, in order; returns how many, at most :data:`AT_ONCE`.

    ``log`` is the name of the log. A day without an opened contact is signed too. The sequencer's clock says
    which days have ended.
    """
    signed = 0
    while signed < AT_ONCE and _sign_next(log):
        signed += 1
    return signed


def _sign_next(log: str) -> bool:
    if day_to_sign(log) is None:
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SIGNER])
            if cursor.fetchone() != (True,):
                return False
        day = day_to_sign(log)
        if day is not None:
            _sign(day)
        return day is not None


def _sign(day: date) -> None:
    counts, resealed = counts_of_day(day), resealed_on(day)
    total = total_of(counts)
    uses: list[Json] = [[one.use, one.opened, one.begun, one.let_go] for one in counts]
    at, is_sample = business_now()
    leaf = append(
        "keys.day",
        public={"day": day.isoformat(), **public_counts(counts, resealed)},
        private={"uses": uses, "resealed": resealed},
        at=at,
        is_sample=is_sample,
    )
    row = KeyDay.objects.create(
        day=day, opened=total.opened, begun=total.begun, let_go=total.let_go, resealed=resealed, leaf=leaf,
        recorded_at=timezone.now(),
    )  # fmt: skip
    KeyLine.objects.bulk_create(_line(row, one) for one in counts)


def _line(day: KeyDay, of: Counts) -> KeyLine:
    return KeyLine(day=day, use_id=of.use_id, opened=of.opened, begun=of.begun, let_go=of.let_go)


@transaction.atomic
def compare_key_days(authority: Authority) -> int:
    """Compare each signed day once with grants and outcomes; a difference opens a case. Returns the number
    of uses that differ.
    """
    differing = 0
    for day in KeyDay.objects.filter(comparison=None).order_by("day"):
        found = differing_uses(day.day)
        differing += len(found)
        _keep(authority, day, len(found))
    return differing


def _keep(authority: Authority, day: KeyDay, differing: int) -> None:
    case = None
    if differing:
        says = f"Opened contacts of {day.day} differ from their outcomes. Uses concerned: {differing}."
        case = open_incident(authority, DIFFER, says).pk
    KeyComparison.objects.create(day=day, differing=differing, case=case, recorded_at=timezone.now())
