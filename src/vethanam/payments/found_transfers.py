"""Payments that the files found after a restore make, and what two persons decided on those files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import Q, QuerySet

from vethanam.journal.epochs import is_restored
from vethanam.payments.bill_mark import mark_of
from vethanam.payments.models import FoundFileDecision, FoundTransfer, PaymentFile, PaymentLeg
from vethanam.payroll.models import Bill


def open_transfers() -> QuerySet[FoundTransfer]:
    """Payments of found files that no bill explains yet, except those of files that were never paid."""
    return (
        FoundTransfer.objects.filter(leg__isnull=True).exclude(file__message__in=void_files()).order_by("id")
    )


def may_be_paid(
    bill: Bill, legs: Collection[PaymentLeg], void: Collection[str], pays: Callable[[PaymentLeg], bool]
) -> dict[int, str]:
    """The new legs of a bill that a payment file from before a restore may have paid already, each with that
    file: it is none of the ``void`` ones, and no leg of the same payee and month explains its transfer.
    ``pays`` tells whether the bill of a leg pays it, as it was signed.

    The paymaster asks this and no row of the worker, who can settle a restore too early and explain a payment
    by any leg of its reference and amount, on any bill.
    """
    numbers = {leg.employment.number for leg in legs if leg.employment and not leg.schedule}
    again = {leg.replaces.end_to_end_id for leg in legs if leg.replaces}
    schedules = {leg.schedule for leg in legs if leg.schedule}
    found = FoundTransfer.objects.exclude(file__message__in=void).filter(
        Q(replaces="", employee__gt="", employee__in=numbers)
        | Q(replaces="", file__mark=mark_of(bill), schedule__gt="", schedule__in=schedules)
        | Q(replaces__gt="", replaces__in=again)
    )
    told = found.select_related("file", "leg__employment", "leg__bill__drawing_code").order_by("id")
    waiting = [one for one in told if not _is_explained(one, pays)]
    people = {one.employee: one.file.message for one in waiting if one.employee and not one.replaces}
    held = {one.schedule: one.file.message for one in waiting if not one.replaces and not one.employee}
    replaced = {one.replaces: one.file.message for one in waiting if one.replaces}
    files = {
        leg.pk: _file_of(leg, held if leg.schedule else people)
        or (replaced.get(leg.replaces.end_to_end_id, "") if leg.replaces else "")
        for leg in legs
    }
    return {leg: file for leg, file in files.items() if file}


def _file_of(leg: PaymentLeg, files: Mapping[str, str]) -> str:
    """The file of before that may have paid this leg's deduction, or else its employee."""
    return files.get(leg.schedule or (leg.employment.number if leg.employment else ""), "")


def _is_explained(found: FoundTransfer, pays: Callable[[PaymentLeg], bool]) -> bool:
    leg = found.leg
    if leg is None or mark_of(leg.bill) != found.file.mark or not pays(leg):
        return False
    if found.employee:
        return not leg.schedule and leg.employment is not None and leg.employment.number == found.employee
    return leg.schedule == found.schedule


def decisions() -> dict[str, str]:
    """The last decision of two persons on each found file, by its message id."""
    return dict(FoundFileDecision.objects.order_by("id").values_list("message", "outcome"))


def void_files() -> list[str]:
    """The files that were never paid, as two persons decided."""
    return [message for message, outcome in decisions().items() if outcome == FoundFileDecision.Outcome.VOID]


def is_too_early(message: str, references: Iterable[str]) -> bool:
    """Whether an answer must wait, after a restore: for bills to explain its payments, or for its file.

    The file lacks its signed bytes until they are taken over.
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
