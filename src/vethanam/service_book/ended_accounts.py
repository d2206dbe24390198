"""Close the accounts of people after all their service ended, by verified entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.resets import close_account
from vethanam.people.actions import close_appointment
from vethanam.people.models import Appointment, Employment
from vethanam.people.queries import appointments_at
from vethanam.service_book.models import ServiceSpell
from vethanam.service_book.queries import standing
from vethanam.service_book.queries.facts import FAR, known, spans
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class EndedService:
    """An active account, and when and why the last service of its person ended."""

    account: Account
    last_day: date
    cause: str


def ended_services(authority: Authority) -> list[EndedService]:
    """Active accounts of people with no employment since before today.

    An unverified end does not count yet.
    """
    today = localdate(authority.at)
    persons = _persons_with_an_end(today)
    employments = dict(Employment.objects.filter(person__in=persons).values_list("pk", "person"))
    if not employments:
        return []
    held = spans(known(BookReader(), ServiceSpell, list(employments), authority.at, today, with_waiting=True))
    last = held.sort("employment", "start", "id").group_by("employment", maintain_order=True).last()
    people = pl.DataFrame({"employment": list(employments), "person": list(employments.values())})
    ended = (
        people.join(last, on="employment", how="left")
        .with_columns(is_over=(pl.col("until") < today) & (pl.col("until") < FAR) & pl.col("is_verified"))
        .sort("person", "until", "employment")
        .group_by("person", maintain_order=True)
        .agg(
            pl.col("is_over").fill_null(value=False).all(), pl.col("until").last(), pl.col("end_cause").last()
        )
        .filter("is_over")
    )
    accounts = {
        one.person_id: one.person.account
        for one in Employment.objects.filter(person__in=ended["person"].to_list()).select_related(
            "person__account"
        )
    }
    return [
        EndedService(account, until, cause)
        for person, _, until, cause in ended.iter_rows()
        if (account := accounts[person]) is not None
    ]


def open_after_service(day: date) -> QuerySet[ServiceSpell]:
    """The last spells of people without service since before a day, with an open account; verified or not.

    The worker closes an account once the end is verified; before that an officer may.
    """
    serves = _last_spells().filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        employment__person=OuterRef("employment__person"),
    )
    ended = _last_spells().filter(valid_until__lt=day, employment__person__account__is_active=True)
    return ended.filter(~Exists(serves))


def _last_spells() -> QuerySet[ServiceSpell]:
    """The last spell of each employment, verified or waiting."""
    begins, key = OuterRef("valid_from"), OuterRef("pk")
    later = standing(ServiceSpell).filter(
        Q(valid_from__gt=begins) | Q(valid_from=begins, pk__gt=key), employment=OuterRef("employment")
    )
    return standing(ServiceSpell).filter(~Exists(later))


def close_ended(authority: Authority) -> int:
    """End the appointments and close the account of everybody without service left; returns how many.

    Idempotent.

    Sessions and tokens end with the account. A reset by two officers reopens it.
    """
    found = ended_services(authority)
    for one in found:
        with transaction.atomic():
            for held in appointments_at(authority.at, account=one.account):
                if not Appointment.objects.filter(ends=held).exists():
                    close_appointment(authority, held, max(one.last_day, held.valid_from))
            close_account(authority, one.account, because=f"service ended: {one.cause or 'no cause stated'}")
    return len(found)


def _persons_with_an_end(today: date) -> list[int]:
    """Persons with an active account and a spell of service that ends before today."""
    rows = ServiceSpell.rows().filter(valid_until__lt=today, employment__person__account__is_active=True)
    return sorted(set(rows.values_list("employment__person", flat=True)))
