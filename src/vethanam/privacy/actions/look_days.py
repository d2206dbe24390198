"""Put looks into the chains of their people, and sign the day: one leaf over the chains that grew."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.privacy.actions.duties import LOOKED_UP, open_case_of_looks, open_incident
from vethanam.privacy.counts import counted
from vethanam.privacy.law.windows import IST
from vethanam.privacy.looks import (
    NO_LOOKS,
    SALT_BYTES,
    day_span,
    head_after,
    latest_look_day,
    line_commitment,
    people_outside,
    tree_of_lines,
)
from vethanam.privacy.models import Look, LookDay, LookEntry, LookGap, LookLine
from vethanam.privacy.queries.duties import WITHIN

ONE_CHAINER = 0x6C6F6F6B  # "look"
AT_ONCE = 5_000
#: a look is chained within this time of its own, or never: its transaction is over long before
_RECENT = timedelta(days=2)

#: the looks among some that were outside their officer's desk
type Outside = Callable[[Sequence[Look]], Collection[int]]


@transaction.atomic
def chain_looks(authority: Authority, outside: Outside) -> int:
    """Chain the new looks and open cases by them; returns how many looks there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_CHAINER])
    rows = Look.objects.filter(at__gt=authority.at - _RECENT, entry=None)
    looks = list(rows.order_by("at", "pk")[:AT_ONCE])
    if looks:
        _chain(looks, set(outside(looks)))
        for account in {look.account_id for look in looks}:
            _open_case(authority, account)
    _tell_gaps(authority)
    return len(looks)


def _chain(looks: Sequence[Look], outside: set[int]) -> None:
    ends = {
        entry.person: (entry.number, bytes(entry.head))
        for entry in LookEntry.objects.filter(person__in={look.person for look in looks})
        .order_by("person", "-number")
        .distinct("person")
    }
    for look in looks:
        number, head = ends.get(look.person, (0, NO_LOOKS))
        ends[look.person] = number + 1, head_after(head, look)
        LookEntry.objects.create(
            look=look, person=look.person, number=number + 1, head=ends[look.person][1],
            is_outside=look.pk in outside,
        )  # fmt: skip


def _open_case(authority: Authority, account: int) -> None:
    people = people_outside(account, authority.at - WITHIN, authority.at)
    if len(people) >= LOOKED_UP:
        open_case_of_looks(authority, account, len(people))


def _tell_gaps(authority: Authority) -> None:
    """Open a case for looks that could not be written."""
    for gap in LookGap.objects.filter(case=None).order_by("pk"):
        case = open_incident(authority, "looks_unwritten", f"Views of pages not written: {gap.count}.")
        LookGap.objects.filter(pk=gap.pk).update(case=case.pk)


def sign_look_day(authority: Authority) -> date | None:
    """The leaf of the next day that has ended, if all its looks are chained; returns the day."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_CHAINER])
        last, ended = latest_look_day(), authority.at.astimezone(IST).date() - timedelta(days=1)
        day = ended if last is None else last.day + timedelta(days=1)
        since, until = day_span(day)
        looks = Look.objects.filter(at__gte=since, at__lt=until)
        if day > ended or looks.filter(entry=None, at__gt=authority.at - _RECENT).exists():
            return None
        _sign(authority, day)
        return day


def _sign(authority: Authority, day: date) -> None:
    since, until = day_span(day)
    entries = LookEntry.objects.filter(look__at__gte=since, look__at__lt=until)
    numbers = entries.values("person").annotate(number=Max("number")).values_list("person", "number")
    lines = [_line(person, number) for person, number in numbers]
    gaps = LookGap.objects.filter(at__gte=since, at__lt=until).aggregate(count=Sum("count"))["count"] or 0
    looks, outside = entries.count(), entries.filter(is_outside=True).count()
    root = tree_of_lines([bytes(line.commitment) for line in lines]).root()
    leaf = append(
        "looks.day",
        public={
            "day": day.isoformat(), "looks": counted(looks), "outside": counted(outside),
            "unwritten": gaps, "people": counted(len(lines)), "root": root.hex(),
        },
        private={"looks": looks, "outside": outside, "people": len(lines)},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    row = LookDay.objects.create(
        day=day, looks=looks, outside=outside, unwritten=gaps, people=len(lines), root=root, leaf=leaf,
        recorded_at=timezone.now(),
    )  # fmt: skip
    for line in lines:
        line.day = row
    LookLine.objects.bulk_create(lines)


def _line(person: int, number: int) -> LookLine:
    """The end of a person's chain under a new salt."""
    head = bytes(LookEntry.objects.get(person=person, number=number).head)
    salt = secrets.token_bytes(SALT_BYTES)
    return LookLine(
        person=person, number=number, salt=salt, head=head, commitment=line_commitment(salt, number, head)
    )
