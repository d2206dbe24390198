"""Which entry counts: the view ``service_book_standing`` (``guards/standing.sql``), for rows of one kind.

An entry counts from its verification until a later entry of its chain is verified. A correction or a
withdrawal that waits for the second person changes nothing. ``queries/facts.py`` says the same for bulk
frames.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.service_book.models import Fact, Standing


def counting[Kind: Fact](model: type[Kind], at: datetime | None = None) -> QuerySet[Kind]:
    """Facts of a kind that count: verified, and not replaced by a verified entry; now, or at an instant."""
    rows: QuerySet[Kind] = model.rows().filter(_of(model, _counts(at)))
    return rows


def entered[Kind: Fact](model: type[Kind], at: datetime | None = None) -> QuerySet[Kind]:
    """Facts that count, and new ones that wait for their first verification.

    For lists of work, and where the new entry may only narrow what a person gets.
    """
    is_new = _before("verified_at", at) & _before("corrected_at", at) & _before("seen_at", at)
    is_new &= _since("recorded_at", at)
    rows: QuerySet[Kind] = model.rows().filter(_of(model, _counts(at) | is_new & Q(is_withdrawn=False)))
    return rows


def standing[Kind: Fact](model: type[Kind]) -> QuerySet[Kind]:
    """The last entry of each chain, verified or waiting; for the book's pages and the second person.

    A withdrawal is left out, unless it takes back what was verified and waits for the second person.
    """
    waits = Q(verified_at__isnull=True, seen_at__isnull=False)
    is_last = Q(corrected_at__isnull=True)
    rows: QuerySet[Kind] = model.rows().filter(_of(model, is_last & (Q(is_withdrawn=False) | waits)))
    return rows


def last_entries[Kind: Fact](model: type[Kind]) -> QuerySet[Kind]:
    """The last entry of each chain, withdrawals too: what a correction names."""
    rows: QuerySet[Kind] = model.rows().filter(superseded_by__isnull=True)
    return rows


def counts(fact: Fact) -> bool:
    """Whether an entry counts now: it is verified, not corrected and not taken back."""
    return counting(type(fact)).filter(pk=fact.pk).exists()


def verified(model: type[Fact]) -> Exists:
    """Whether a fact itself was verified."""
    return _of(model, Q(verified_at__isnull=False))


def seen(model: type[Fact], at: datetime | None = None) -> Exists:
    """Whether a fact, or one it corrects at any depth, was verified; now, or at an instant."""
    return _of(model, _since("verified_at", at) | _since("seen_at", at))


def was_seen(fact: Fact) -> bool:
    """Whether an entry, or one it corrects, was verified: its withdrawal then needs two persons."""
    model = type(fact)
    return model.rows().filter(seen(model), pk=fact.pk).exists()


def _of(model: type[Fact], condition: Q) -> Exists:
    return Exists(Standing.objects.filter(condition, kind=model.kind(), fact=OuterRef("pk")))


def _counts(at: datetime | None) -> Q:
    return Q(is_withdrawn=False) & _since("verified_at", at) & _before("replaced_at", at)


def _since(column: str, at: datetime | None) -> Q:
    return Q(**{f"{column}__isnull": False}) if at is None else Q(**{f"{column}__lte": at})


def _before(column: str, at: datetime | None) -> Q:
    unset = Q(**{f"{column}__isnull": True})
    return unset if at is None else unset | Q(**{f"{column}__gt": at})
