"""Hand an instruction file over to the bank, once."""

from __future__ import annotations

from django.db import transaction

from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payments.actions.commitments import commit_persons
from vethanam.payments.actions.recognition import unexplained_of
from vethanam.payments.actions.withheld_files import without_the_dead
from vethanam.payments.channel import Bank, NotTaken
from vethanam.payments.models import FileBody, PaymentFile, PaymentLeg


def hand_over(file_id: int, channel: Bank, authority: Authority) -> PaymentFile:
    """Write the file into the bank's folder and record it; a file handed over already is left alone.

    First the pay of employees who died since it was written is withheld, so that a file without it leaves,
    or none. A crash afterwards is harmless: the next call writes the same name and bytes, and the bank knows
    the message id.

    Raises
    ------
    Unsound
        The folder cannot be written; the file stays to be handed over.
    """
    file, sets_out = _set_out(file_id, authority)
    if file.state != PaymentFile.State.LEAVING:
        return file
    try:
        return _deliver(file.pk, channel, authority)
    except NotTaken:
        if sets_out:  # after an earlier attempt the bank may have the file
            _keep(file.pk)
        raise


@transaction.atomic
def _set_out(file_id: int, authority: Authority) -> tuple[PaymentFile, bool]:
    """Mark a file as leaving before contacting the bank; also returns whether that was new."""
    file = PaymentFile.objects.select_for_update().get(pk=file_id)
    if file.state != PaymentFile.State.WRITTEN:
        return file, False
    file = without_the_dead(file, authority)
    if file.state != PaymentFile.State.WRITTEN:
        return file, False
    file.state = PaymentFile.State.LEAVING
    file.save(update_fields=["state"])
    return file, True


@transaction.atomic
def _deliver(file_id: int, channel: Bank, authority: Authority) -> PaymentFile:
    file = PaymentFile.objects.select_for_update().get(pk=file_id)
    if file.state == PaymentFile.State.LEAVING:
        channel.deliver(f"{file.message}.xml", bytes(FileBody.objects.get(pk=file_id).body))
        save_handed_over(file, authority)
    return file


def _keep(file_id: int) -> None:
    """Return the file to written: it did not leave and may still be withdrawn."""
    leaving = PaymentFile.objects.filter(pk=file_id, state=PaymentFile.State.LEAVING)
    leaving.update(state=PaymentFile.State.WRITTEN)


def save_handed_over(file: PaymentFile, authority: Authority) -> None:
    """Record the hand-over of a file, with the leaf that commits to everyone in it."""
    legs = list(PaymentLeg.objects.filter(file=file).order_by("id"))
    count, amount = unexplained_of(file)
    if sum(leg.amount for leg in legs) + amount != file.total or len(legs) + count != file.legs_count:
        raise Broken("file_differs", file=file)
    commitments = commit_persons([(_record(leg), leg, None) for leg in legs])
    file.leaf = append(
        "payment.handed_over",
        public={"message": file.message, "persons": commitments.root},
        private={"sha256": bytes(file.sha256).hex(), "legs": file.legs_count, "total_paise": file.total},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    commitments.keep(file.leaf)
    file.state, file.handed_over_at = PaymentFile.State.HANDED_OVER, authority.at
    file.save(update_fields=["state", "handed_over_at", "leaf"])


def _record(leg: PaymentLeg) -> dict[str, Json]:
    return {"payment": leg.end_to_end_id, "amount_paise": leg.amount, "for_month": leg.for_month}
