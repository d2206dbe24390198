"""Amounts paid outside this system: one officer of the scheme enters or takes back, another agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Award, DrawnElsewhere
from vethanam.benefits.powers import require_scheme
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An amount paid outside this system for a month of an award."""

    for_month: Month
    payer: str
    amount: int
    source: str
    reference: str


@transaction.atomic
def record_drawn_elsewhere(authority: Authority, award: Award, said: Elsewhere) -> DrawnElsewhere:
    """Enter an amount that was paid for a month outside this system; it counts once another officer agrees.

    Raises
    ------
    Refused
        The officer is of another scheme, or the same paper is entered for this month.
    """
    require_scheme(authority, award.scheme)
    if int(said.for_month) < award.from_month:
        raise Unsound("change_before_award", month=str(said.for_month), award=award.number)
    if not said.reference.strip() or holds_contact(said.reference):
        raise Unsound("drawn_elsewhere_without_reference")
    values = {
        "for_month": int(said.for_month), "payer": said.payer, "amount": said.amount, "source": said.source,
        "reference": said.reference.strip(),
    }  # fmt: skip
    return _entered(authority, "benefit.drawn_elsewhere", award, values, "drawn_elsewhere_before")


@transaction.atomic
def take_back_drawn_elsewhere(authority: Authority, row: DrawnElsewhere, reason: str) -> DrawnElsewhere:
    """Ask to end an entry that counts, with a reason; it ends once another officer agrees.

    Raises
    ------
    Refused
        The officer is of another scheme, or the entry does not count or is being taken back.
    Unsound
        The reason is empty or holds a contact.
    """
    require_scheme(authority, row.award.scheme)
    if not reason.strip() or holds_contact(reason):
        raise Unsound("taking_back_needs_reason")
    values = {
        "for_month": row.for_month, "payer": row.payer, "amount": row.amount, "source": row.source,
        "reference": row.reference, "takes_back": row, "reason": reason.strip(),
    }  # fmt: skip
    return _entered(authority, "benefit.elsewhere_taken_back", row.award, values, "elsewhere_does_not_count")


def _entered(
    authority: Authority, kind: str, award: Award, values: dict[str, Any], refused: str
) -> DrawnElsewhere:
    leaf = stage(
        authority, kind,
        {
            "scheme": award.scheme.code, "month": str(Month.from_key(values["for_month"])),
            "payer": values["payer"], "source": values["source"],
        },
        {"award": award.number, "amount": values["amount"], "reason": values.get("reason", "")},
    )  # fmt: skip
    try:
        with transaction.atomic():
            return DrawnElsewhere.objects.create(award=award, leaf=leaf, **values, **entered(authority))
    except IntegrityError:
        raise Refused(refused, award=award.number) from None
