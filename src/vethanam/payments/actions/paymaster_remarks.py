"""Act on what the paymaster could not do: hold payments that are not proven, and tell of the rest."""

from __future__ import annotations

from itertools import groupby

from django.db import transaction

from vethanam.identity.authority import Authority
from vethanam.journal.epochs import is_settled
from vethanam.payments.actions.findings import BANK, find
from vethanam.payments.actions.unproven import tell_unproven
from vethanam.payments.actions.withheld_files import without
from vethanam.payments.models import PaymasterRemark, PaymentFile


def take_remarks(authority: Authority) -> int:
    """Act on every new remark, each file in one transaction; returns how many payments are held.

    Payments are held in another file, so they wait until the files before a restore are settled.
    """
    waiting = PaymasterRemark.objects.filter(taken_at__isnull=True).order_by("file", "id")
    if not is_settled():
        waiting = waiting.filter(leg__isnull=True)
    held = 0
    for file, remarks in groupby(waiting.values_list("file", "pk"), key=lambda row: row[0]):
        held += _take(file, [pk for _, pk in remarks], authority)
    return held


@transaction.atomic
def _take(file_id: int | None, remarks: list[int], authority: Authority) -> int:
    file = PaymentFile.objects.select_for_update().get(pk=file_id) if file_id else None
    rows = list(
        PaymasterRemark.objects.filter(pk__in=remarks, taken_at__isnull=True).select_related(
            "leg__employment"
        )
    )
    kept = {one.leg_id for one in rows if one.leg_id is not None}
    if file is not None and kept and file.state == PaymentFile.State.LEAVING and file.sha256 is None:
        without(file, kept, authority)
    for one in rows:
        if one.leg is not None:
            tell_unproven(one.leg, one.facts["why"], authority)
        else:
            about = {"file": file, "bill_id": file.bill_id if file else None}
            find(authority, one.key, str(file or BANK), one.code, one.facts, **about)
    PaymasterRemark.objects.filter(pk__in=remarks).update(taken_at=authority.at)
    return len(kept)
