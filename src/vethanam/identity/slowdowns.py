"""Slow down password guessing: counts wrong passwords and codes in the database, for devices
unknown to the account.

Five wrong ones for a name make a round; so do 300 from one address, for any names. After a round the
password alone is refused for 15 minutes, after the next for 30, up to four hours; a day without a wrong one
resets it. The address count catches one password tried for many names; it is high because an office may
share one address.

The code on a beneficiary's card has five wrong years of birth in a day, and addresses of such guesses count
apart from those of passwords.
"""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from vethanam.identity.models import Account, Device, Slowdown
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now

ROUND, ADDRESS_ROUND = 5, 300
#: what the wrong ones from an address are of
OF_PASSWORDS, OF_CARDS = "address", "address of cards"
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=4)
#: a day without a wrong one resets the count
REMEMBERED = timedelta(days=1)
#: how long the account's page shows the last wrong one
SHOWN_FOR = timedelta(days=30)
#: an IPv6 address counts by the network of a household or an office
_NETWORK_BITS = 64
_OF_MANY = {
    OF_PASSWORDS: "Wrong passwords for many names came from one address; the log of the proxy names it.",
    OF_CARDS: "Wrong years for many cards came from one address; the log of the proxy names it.",
}
_log = logging.getLogger("vethanam.identity")


@dataclass(frozen=True, slots=True)
class Guess:
    """A try of a password or code; it counts as wrong until it turns out right.

    ``before`` is the time of the last wrong one, or None.
    """

    subject: str
    account: Account | None
    device: Device | None
    ends_round: bool
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """Wrong passwords and codes not yet reported to the account's holder."""

    count: int
    last_at: datetime | None


def subject_of(kind: str, name: str) -> str:
    """A keyed hash of the name that was tried, stored in its place: a typed name may be a phone number."""
    return salted_hmac("vethanam.identity.slowdowns", f"{kind}:{name}", algorithm="sha256").hexdigest()


def subject_of_address(address: str, kind: str = OF_PASSWORDS) -> str:
    """A keyed hash of a client's address, by its network for IPv6. The address is not stored."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return subject_of(kind, str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False)))
    return subject_of(kind, address)


def slowed_until(subject: str, now: datetime) -> datetime | None:
    """The end of a subject's slowdown for unknown devices, or None."""
    return Slowdown.objects.filter(subject=subject, until__gt=now).values_list("until", flat=True).first()


def minutes_left(until: datetime, now: datetime) -> int:
    """Whole minutes until an instant, at least one."""
    return max(1, -int((now - until).total_seconds() // 60))


def begin_guess(
    subject: str,
    account: Account | None,
    device: Device | None,
    now: datetime,
    wait: timedelta | None = None,
) -> Guess | datetime:
    """Count a guess before checking it, so that parallel guesses do not bypass the limit; or return the
    end of the slowdown.

    A guess from a known device counts for that device only, so strangers cannot lock out the holder.
    ``wait`` is the pause after a round, if it is always the same.
    """
    if device and Device.objects.filter(pk=device.pk, wrong__lt=ROUND).update(wrong=F("wrong") + 1):
        return Guess(subject, account, device, ends_round=False)
    with transaction.atomic():
        row = _row(subject, account, now)
        before = row.last_wrong_at if row.untold or row.wrong or row.last_wrong_at < now else None
        row.untold += 1
        if row.until and row.until > now:
            row.save(update_fields=["untold"])
            return row.until
        _count(row, ROUND, now, wait)
    return Guess(subject, account, None, row.until is not None, before)


def count_from_address(address: str, now: datetime, kind: str = OF_PASSWORDS) -> None:
    """Count a wrong password or year from an address, for any name; the last one of a round makes a leaf."""
    if not address:
        return
    with transaction.atomic():
        row = _row(subject_of_address(address, kind), None, now)
        if row.until is None or row.until <= now:
            _count(row, ADDRESS_ROUND, now)
            if row.until:
                _tell("address.slowed", {}, _OF_MANY[kind])


def address_slowed_until(address: str, now: datetime, kind: str = OF_PASSWORDS) -> datetime | None:
    """The end of an address's slowdown for passwords without a code from unknown devices, or None."""
    return slowed_until(subject_of_address(address, kind), now) if address else None


def was_wrong_today(subject: str, now: datetime) -> bool:
    """Whether a wrong guess for a subject is still remembered."""
    rows = Slowdown.objects.filter(subject=subject, wrong__gt=0, last_wrong_at__gt=now - REMEMBERED)
    return rows.exists()


def guess_was_right(guess: Guess, now: datetime) -> None:
    """The guess was right: undo its count, and reset the round."""
    if guess.device:
        Device.objects.filter(pk=guess.device.pk).update(wrong=0)
        return
    rows = Slowdown.objects.filter(subject=guess.subject)
    rows.update(
        wrong=0, until=None, untold=Greatest(F("untold") - 1, 0),
        rounds=Greatest(F("rounds") - int(guess.ends_round), 0),
    )  # fmt: skip
    this_one = rows.filter(last_wrong_at=now)
    if guess.before is None:
        this_one.filter(untold=0).delete()
    else:
        this_one.update(last_wrong_at=guess.before)


def guess_was_wrong(guess: Guess, now: datetime) -> None:
    """The guess was wrong: keep its count.

    The last of a round makes a leaf, which names no account in public.
    """
    if guess.device:
        with transaction.atomic():
            row = _row(guess.subject, guess.account, now)
            row.untold += 1
            row.save(update_fields=["untold"])
    elif guess.ends_round and guess.account:
        says = "Wrong passwords or codes slowed an account; its page tells the holder."
        _tell("account.slowed", {"account": guess.account.pk}, says)


def take_untold(account: Account) -> Untold:
    """Count and latest time of the wrong passwords and codes not yet reported to the holder; marks them as
    reported.
    """
    with transaction.atomic():  # locked: a guess between reading and marking would never be reported
        rows = Slowdown.objects.select_for_update().filter(account=account, untold__gt=0)
        found = list(rows.order_by("pk").values_list("pk", "untold", "last_wrong_at"))
        Slowdown.objects.filter(pk__in=[pk for pk, *_ in found]).update(untold=0)
    return Untold(sum(count for _, count, _ in found), max((at for *_, at in found), default=None))


@dataclass(frozen=True, slots=True)
class LastWrong:
    """Time of the last wrong password or code for an account, and the end of its slowdown."""

    last_at: datetime
    slowed_until: datetime | None


def last_wrong_of(account: Account, now: datetime) -> LastWrong | None:
    """The last wrong password or code for an account within a month, or None."""
    found = Slowdown.objects.filter(account=account, last_wrong_at__gt=now - SHOWN_FOR).aggregate(
        last=Max("last_wrong_at"), until=Max("until", filter=Q(until__gt=now))
    )
    return LastWrong(found["last"], found["until"]) if found["last"] else None


def _count(row: Slowdown, most: int, now: datetime, wait: timedelta | None = None) -> None:
    """Add a wrong one to the row's round of ``most``; the last one starts a slowdown."""
    if row.last_wrong_at < now - REMEMBERED:
        row.wrong = row.rounds = 0
    row.wrong = row.wrong % most + 1
    row.last_wrong_at, row.until = now, None
    if row.wrong == most:
        row.until = now + (wait or min(FIRST_WAIT * 2**row.rounds, LONGEST_WAIT))
        row.rounds = min(row.rounds + 1, 10)
    row.save()


def _tell(event: str, private: dict[str, int], says: str) -> None:
    """Append a leaf without a public name, and log a line."""
    at, is_sample = business_now()
    append(event, public={}, private=private, at=at, is_sample=is_sample)
    _log.warning(says)


def _row(subject: str, account: Account | None, now: datetime) -> Slowdown:
    """The subject's row, locked for the transaction. Rows of unknown names are deleted after a day."""
    row, is_new = Slowdown.objects.select_for_update().get_or_create(
        subject=subject, defaults={"account": account, "last_wrong_at": now}
    )
    if is_new:
        Slowdown.objects.filter(account__isnull=True, last_wrong_at__lt=now - REMEMBERED).delete()
    return row
