"""Acts on amounts of awards that were paid outside this system: enter, take back, list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import OFFICE, SCHEME, OfAward, OfOffice, award_of
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Count, MonthField, Rupees, at_most, one_of, prose
from vethanam.acts.lists import Page
from vethanam.benefits.actions.paid_elsewhere import (
    Elsewhere,
    record_drawn_elsewhere,
    take_back_drawn_elsewhere,
)
from vethanam.benefits.models import DrawnElsewhere, Payer
from vethanam.benefits.queries.paid_elsewhere import entries_of
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.periods import Month


class DrawnElsewhereGiven(OfAward):
    """An amount of an award and month that was paid outside this system."""

    month: MonthField = Field(title=_("Month"))
    payer: one_of(*Payer.values) = Field(title=_("Payer"))  # type: ignore[valid-type]
    amount: Rupees = Field(title=_("Amount"))
    source: one_of(*DrawnElsewhere.Source.values) = Field(title=_("Paid through"))  # type: ignore[valid-type]
    reference: at_most(60) = Field(title=_("Reference"))  # type: ignore[valid-type]


class TakeBackGiven(OfOffice):
    """An entry that counts, and why it is wrong."""

    entry: Count = Field(title=_("Number of the entry"))
    reason: prose(300) = Field(title=_("Reason"))  # type: ignore[valid-type]


class PageOfEntries(Page):
    """One page of the entries of a scheme."""

    office: Code | None = Field(None, title=_("Scheme"), description=_("Code of the scheme you act for."))


@act(
    "benefit_drawn_elsewhere", title=_("Enter an amount paid elsewhere"), roles=(SCHEME,), scope=OFFICE,
    power="prepare",
)  # fmt: skip
def benefit_drawn_elsewhere(authority: Authority, given: DrawnElsewhereGiven) -> Answer:
    """Enter an amount that was paid for a month outside this system, so that it is not drawn again.

    It counts once another officer of the scheme has agreed with ``check_entry``, kind ``elsewhere``.
    """
    said = Elsewhere(given.month, given.payer, given.amount, given.source, given.reference)
    row = record_drawn_elsewhere(authority, award_of(given.award), said)
    return Answer.of("benefit_drawn_elsewhere", _state(row), award=row.award.number)


@act(
    "take_back_elsewhere", title=_("Take back an amount paid elsewhere"), roles=(SCHEME,), scope=OFFICE,
    power="prepare",
)  # fmt: skip
def take_back_elsewhere(authority: Authority, given: TakeBackGiven) -> Answer:
    """Take back an entry that counts, with the reason; it counts until another officer has agreed to that."""
    row = take_back_drawn_elsewhere(authority, entry_of(authority, given.entry), given.reason)
    return Answer.of("benefit_elsewhere_taken_back", _state(row), award=row.award.number)


@view("benefits_elsewhere", title=_("Paid elsewhere"), roles=(SCHEME,), scope=OFFICE, rows="entries")
def benefits_elsewhere(authority: Authority, given: PageOfEntries) -> Mapping[str, Any]:
    """The amounts of a scheme entered as paid outside this system, the latest first, each with its state.

    States: waits, checked (it counts), declined, taken_back.
    """

    def told(row: Any) -> dict[str, Any]:
        person = row.award.beneficiary.person
        return {
            **_state(row), "beneficiary": row.award.beneficiary.number, "name": person.name,
            "name_ml": person.name_ml, "state": row.state, "is_being_taken_back": row.is_being_taken_back,
        }  # fmt: skip

    found = list(entries_of(authority.scope or "-"))
    return given.read_list("entries", found, lambda row: str(row.pk), told)


def entry_of(authority: Authority, entry: int) -> DrawnElsewhere:
    """The entry of a number in the officer's scheme; Unsound without one."""
    found: DrawnElsewhere | None = entries_of(authority.scope or "-").filter(pk=entry).first()
    if found is None:
        raise Unsound("entry_unknown", kind="elsewhere", entry=entry)
    return found


def _state(row: DrawnElsewhere) -> dict[str, Any]:
    return {
        "award": row.award.number, "entry": row.pk, "month": str(Month.from_key(row.for_month)),
        "payer": row.payer, "amount_paise": row.amount, "source": row.source, "reference": row.reference,
    }  # fmt: skip
