"""Counts wrong passwords and codes for a name in the database, over all processes, and slows devices it never used.

Five wrong ones make a round. After a round the name is refused for 15 minutes, after the next for 30, up to four hours;
a day without a wrong one begins anew. Who guesses is not looked at: behind a proxy everybody has one address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Sum
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from vethanam.identity.models import Account, Device, Slowdown
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now

ROUND = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=4)
#: a day without a wrong one begins anew
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Guess:
    """One try that is counted as wrong until it turns out right. ``ends_round`` slows the name from now on."""

    subject: str
    account: Account | None
    device: Device | None
    ends_round: bool


@dataclass(frozen=True, slots=True)
class Untold:
    """Wrong passwords and codes that an account's holder was not told yet."""

    count: int
    last_at: datetime | None


def subject_of(kind: str, name: str) -> str:
    """A keyed hash of what is guessed: a name that somebody typed may be a phone number."""
    return salted_hmac("vethanam.identity.slowdowns", f"{kind}:{name}", algorithm="sha256").hexdigest()


def slowed_until(subject: str, now: datetime) -> datetime | None:
    """Until when a subject is refused from devices it never used; None if it is not."""
    return Slowdown.objects.filter(subject=subject, until__gt=now).values_list("until", flat=True).first()


def minutes_left(until: datetime, now: datetime) -> int:
    """Whole minutes until an instant, at least one."""
    return max(1, -int((now - until).total_seconds() // 60))


def begin_guess(
    subject: str, account: Account | None, device: Device | None, now: datetime
) -> Guess | datetime:
    """Count a guess before it is looked at, so that many at once are no way round; or until when it is refused.

    A guess from a known device counts for that device alone: a stranger's guesses never stand in its way.
    """
    if device and Device.objects.filter(pk=device.pk, wrong__lt=ROUND).update(wrong=F("wrong") + 1):
        return Guess(subject, account, device, ends_round=False)
    with transaction.atomic():
        row = _row(subject, account, now)
        row.untold += 1
        if row.until and row.until > now:
            row.save(update_fields=["untold"])
            return row.until
        if row.last_wrong_at < now - REMEMBERED:
            row.wrong = row.rounds = 0
        row.wrong = row.wrong % ROUND + 1
        row.last_wrong_at, row.until = now, None
        if row.wrong == ROUND:
            row.until = now + min(FIRST_WAIT * 2**row.rounds, LONGEST_WAIT)
            row.rounds = min(row.rounds + 1, 10)
        row.save()
    return Guess(subject, account, None, ends_round=row.until is not None)


def guess_was_right(guess: Guess, now: datetime) -> None:
    """The guess was the holder's: take its count back, and begin the round anew."""
    if guess.device:
        Device.objects.filter(pk=guess.device.pk).update(wrong=0)
        return
    Slowdown.objects.filter(subject=guess.subject).update(
        wrong=0, until=None, untold=Greatest(F("untold") - 1, 0),
        rounds=Greatest(F("rounds") - int(guess.ends_round), 0),
    )  # fmt: skip


def guess_was_wrong(guess: Guess, now: datetime) -> None:
    """Keep the count. The last guess of a round makes an entry in the log, which names no account in public."""
    if guess.device:
        with transaction.atomic():
            row = _row(guess.subject, guess.account, now)
            row.untold += 1
            row.save(update_fields=["untold"])
    elif guess.ends_round and guess.account:
        at, is_sample = business_now()
        append("account.slowed", public={}, private={"account": guess.account.pk}, at=at, is_sample=is_sample)


def take_untold(account: Account) -> Untold:
    """The wrong passwords and codes since the holder was last told; afterwards they count as told."""
    rows = Slowdown.objects.filter(account=account, untold__gt=0)
    with transaction.atomic():
        found = rows.aggregate(count=Sum("untold"), last_at=Max("last_wrong_at"))
        rows.update(untold=0)
    return Untold(found["count"] or 0, found["last_at"])


def _row(subject: str, account: Account | None, now: datetime) -> Slowdown:
    """The subject's row, locked until the transaction ends. Rows of unknown names go after a day."""
    row, is_new = Slowdown.objects.select_for_update().get_or_create(
        subject=subject, defaults={"account": account, "last_wrong_at": now}
    )
    if is_new:
        Slowdown.objects.filter(account__isnull=True, last_wrong_at__lt=now - REMEMBERED).delete()
    return row
