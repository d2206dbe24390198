"""Payments that the files found after a restore make, and what two persons decided on those files."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from vethanam.journal.epochs import is_restored
from vethanam.payments.models import FoundFileDecision, FoundTransfer, PaymentFile, PaymentLeg


def open_transfers() -> QuerySet[FoundTransfer]:
    """Payments of found files that no bill explains yet, except those of files that were never paid."""
    return (
        FoundTransfer.objects.filter(leg__isnull=True).exclude(file__message__in=void_files()).order_by("id")
    )


def decisions() -> dict[str, str]:
    """The last decision of two persons on each found file, by its message id."""
    return dict(FoundFileDecision.objects.order_by("id").values_list("message", "outcome"))


def void_files() -> list[str]:
    """The files that were never paid, as two persons decided."""
    return [message for message, outcome in decisions().items() if outcome == FoundFileDecision.Outcome.VOID]


def is_too_early(message: str, references: Iterable[str]) -> bool:
    """Whether an answer is about payments of before a restore that no bill explains yet, or about a file
    whose signed bytes are not taken over yet.
    """
    if not is_restored():
        return False
    named = list(references)
    return (
        open_transfers().filter(Q(file__message=message) | Q(reference__in=named)).exists()
        or PaymentFile.objects.filter(
            message=message, state=PaymentFile.State.LEAVING, sha256__isnull=True
        ).exists()
        or PaymentLeg.objects.filter(end_to_end_id__in=named, file__isnull=False, account__isnull=True)
        .exclude(file__state=PaymentFile.State.WITHDRAWN)
        .exists()
    )
