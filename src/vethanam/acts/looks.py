"""Looks of officers at pages about one person, for her; and the review of a month by the data protection
officer.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Given, MonthField, at_most
from vethanam.acts.record_lookup import person_of
from vethanam.identity.authority import Authority
from vethanam.journal.queries import position_of
from vethanam.people.models import Role
from vethanam.privacy.actions.reviews import sign_review
from vethanam.privacy.looks import day_span, line_proofs, look_content, looks_at, looks_outside
from vethanam.privacy.models import LookEntry, MonthReview
from vethanam.privacy.reviews import month_figures, reviews_due

REVIEWS = (Role.DATA_PROTECTION_OFFICER,)


class LooksAsked(Given):
    """No fields."""


class ReviewGiven(Given):
    """A month that is over, and the officer's finding."""

    month: MonthField = Field(title=_("Month"))
    says: at_most(1000, "prose") = Field(  # type: ignore[valid-type]
        title=_("Finding"),
        description=_("What was found and what follows. Without a number or an address."),
    )


class ReviewAsked(Given):
    """A month."""

    month: MonthField = Field(title=_("Month"))


@view("looks_at_me", title=_("Officers who looked"), roles=(Role.EMPLOYEE,))
def looks_at_me(authority: Authority, given: LooksAsked) -> dict[str, Any]:
    """The views of officers of pages about oneself, until yesterday, newest first.

    Each with its place in one's chain. ``days`` prove the end of the chain by the leaf of a day: its line is
    ``SHA-256("vethanam/looks/1\\n" + salt + number, 8 bytes + head)``.
    """
    del given
    person = person_of(authority)
    looks = list(looks_at(person, authority.at))
    entries = {entry.look_id: entry for entry in LookEntry.objects.filter(look__in=[one.pk for one in looks])}
    return {
        "looks": [
            {
                **look_content(look),
                "number": entries[look.pk].number if look.pk in entries else None,
                "head": bytes(entries[look.pk].head).hex() if look.pk in entries else None,
            }
            for look in looks
        ],
        "days": [
            {
                "day": one.day.isoformat(), "leaf": position_of(one.leaf), "number": one.number,
                "head": one.head.hex(), "salt": one.salt.hex(), "index": one.index, "people": one.people,
                "path": [step.hex() for step in one.path],
            }
            for one in line_proofs(person)
        ],
    }  # fmt: skip


@view("month_review", title=_("Review of a month"), roles=REVIEWS)
def month_review(_authority: Authority, given: ReviewAsked) -> dict[str, Any]:
    """The figures of a month that the data protection officer signs for, and who looked outside the desk."""
    signed = MonthReview.objects.filter(month=given.month.first).first()
    since, until = day_span(given.month.first)[0], day_span(given.month.last)[1]
    return {
        "month": str(given.month),
        "figures": dict(signed.figures) if signed else dict(month_figures(given.month)),
        "signed_at": signed.at.isoformat() if signed else None,
        "finding": signed.says if signed else None,
        "looks_outside": [
            {
                "account": one.account, "role": one.role, "office": one.office, "scope": one.scope,
                "looks": one.looks, "people": one.people,
            }
            for one in looks_outside(since, until)
        ],
    }  # fmt: skip


@view("reviews_due", title=_("Reviews due"), roles=REVIEWS)
def due(authority: Authority, given: LooksAsked) -> dict[str, Any]:
    """The months that are over and not signed; late after the tenth of the next."""
    del given
    return {
        "months": [{"month": str(one.month), "is_late": one.is_late} for one in reviews_due(authority.at)]
    }


@act(
    "sign_review",
    title=_("Sign the review of a month"),
    roles=REVIEWS,
    final=_("The figures and the finding stand in the log as they are here."),
)
def sign(authority: Authority, given: ReviewGiven) -> Answer:
    """Sign the review of a month as data protection officer, with a written finding.

    The review covers looks outside the desk, refused uses, differences, holds and silent witnesses. The
    public register lists each month not signed by the tenth of the next month.
    """
    made = sign_review(authority, given.month, given.says)
    state = {"month": str(given.month), "figures": dict(made.figures)}
    return Answer.of("review_signed", state, month=str(given.month))
