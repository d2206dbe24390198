"""The act and the view of notices that a register of deaths sends about people who may be beneficiaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import OFFICE, OFFICERS, OfOffice
from vethanam.acts.benefit_views import PageOfOffice
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Count, Flag, Words
from vethanam.benefits.actions.death_notices import settle_notice
from vethanam.benefits.models import DeathNotice
from vethanam.benefits.queries.notices import waiting_notices
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority


class SettleNoticeGiven(OfOffice):
    """A notice, and whether it is about this beneficiary."""

    notice: Count = Field(title=_("Which notice"))
    is_she: Flag = Field(title=_("Is it she?"))
    reason: Words | None = Field(None, title=_("Reason"), description=_("Needed where it is another person."))


@act(
    "settle_death_notice",
    title=_("Settle a notice of a death"),
    roles=OFFICERS,
    scope=OFFICE,
    power="prepare",
)
def settle(authority: Authority, given: SettleNoticeGiven) -> Answer:
    """Say whether a register's notice is about this beneficiary, after comparing name, age and place.

    If it is, her death is reported by the register's number: payments stop, and another officer confirms it.
    """
    notice = DeathNotice.objects.select_related("beneficiary__person").filter(pk=given.notice).first()
    if notice is None:
        raise Unsound("death_notice_unknown", notice=given.notice)
    row = settle_notice(authority, notice, is_she=given.is_she, reason=given.reason or "")
    number = notice.beneficiary.number
    state = {"notice": notice.pk, "beneficiary": number, "is_she": row.death_id is not None}
    return Answer.of("death_reported" if row.death_id else "death_notice_dismissed", state, number=number)


@view("death_notices", title=_("Notices of deaths"), roles=OFFICERS, scope=OFFICE, rows="notices")
def death_notices(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """Notices of a register of deaths that wait for an officer: nobody is stopped by them."""
    found = list(waiting_notices(authority))
    return given.read_list("notices", found, lambda one: str(one.pk), notice_state)


def notice_state(one: DeathNotice) -> dict[str, Any]:
    """A notice beside the beneficiary it may be about."""
    person = one.beneficiary.person
    return {
        "notice": one.pk, "beneficiary": one.beneficiary.number, "name": person.name,
        "name_ml": person.name_ml, "born": person.born.isoformat(), "died_on": one.died_on.isoformat(),
        "record_number": one.record_number,
    }  # fmt: skip
