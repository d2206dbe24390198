"""Sign the review of a month."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.periods import Month
from vethanam.privacy.counts import counted
from vethanam.privacy.free_words import looks_like_a_contact
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import MonthReview
from vethanam.privacy.reviews import month_figures


@transaction.atomic
def sign_review(authority: Authority, month: Month, says: str) -> MonthReview:
    """Sign the review of the figures of a month that is over, as data protection officer, with a finding.

    Raises
    ------
    Refused
        The month is not over, or signed already.
    Unsound
        The finding looks like a contact.
    """
    if Month.of(authority.at.astimezone(IST).date()) <= month:
        raise Refused("review_of_open_month", month=str(month))
    if MonthReview.objects.filter(month=month.first).exists():
        raise Refused("review_given", month=str(month))
    if looks_like_a_contact(says):
        raise Unsound("answer_contact")
    figures = dict(month_figures(month))
    leaf = append(
        "review.signed",
        public={"month": str(month), **{name: counted(count) for name, count in figures.items()}},
        private={"figures": figures, "says": says, "by": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return MonthReview.objects.create(
        month=month.first, figures=figures, says=says, signed_by_id=authority.account,
        person=authority.person or 0, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
