"""Views of an office of benefits: lists of applications and awards, one application, one beneficiary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import (
    CLERK,
    OFFICE,
    OFFICERS,
    SECRETARY,
    OfApplication,
    OfBeneficiary,
    application_of,
    beneficiary_of,
)
from vethanam.acts.declaration import view
from vethanam.acts.fields import Code
from vethanam.acts.lists import Page
from vethanam.benefits.models import Application, AwardNow, Beneficiary
from vethanam.benefits.powers import require_reach
from vethanam.benefits.queries import lists
from vethanam.benefits.queries.details import application_shown, beneficiary_shown
from vethanam.benefits.queries.likenesses import Candidate, candidates
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.benefits.queries.waiting import Waiting, waiting_entries
from vethanam.identity.authority import Authority


class PageOfOffice(Page):
    """One page of a list of a local body or a scheme."""

    office: Code | None = Field(
        None,
        title=_("Local body or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )


@view("benefit_applications", title=_("Applications"), roles=OFFICERS, scope=OFFICE, rows="applications")
def applications(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """The open applications of an office, by the day on which an answer is owed."""
    rows = lists.open_applications(authority)
    return given.read("applications", _applications(rows), _number, _application)


@view("benefits_to_sanction", title=_("To sanction"), roles=OFFICERS, scope=OFFICE, rows="applications")
def to_sanction(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """The assessed applications that wait for the secretary, with the answer of the rules."""
    rows = lists.to_sanction(authority)
    return given.read("applications", _applications(rows), _number, _application)


@view("awards", title=_("Awards"), roles=OFFICERS, scope=OFFICE, rows="awards")
def awards(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """The awards of an office with their standing, by number."""
    return given.read("awards", _awards(lists.awards_of(authority)), _award_number, _award)


@view("suspended_awards", title=_("Suspended awards"), roles=OFFICERS, scope=OFFICE, rows="awards")
def suspended_awards(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """The suspended awards of an office, each with its cause."""
    return given.read("awards", _awards(lists.suspended(authority)), _award_number, _award)


@view("to_muster", title=_("Life proofs that lack"), roles=OFFICERS, scope=OFFICE, rows="awards")
def to_muster(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """The awards of people without a life proof in this year."""
    rows = lists.to_muster(authority, localdate(authority.at))
    return given.read("awards", _awards(rows), _award_number, _award)


@view("benefit_deaths", title=_("Reported deaths"), roles=OFFICERS, scope=OFFICE, rows="deaths")
def deaths(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """The reported deaths of an office's people, those to confirm first."""

    def told(row: Any) -> dict[str, Any]:
        return {
            "entry": row.pk, **_person(row.beneficiary),
            "died_on": row.died_on.isoformat() if row.died_on else None, "source": row.source,
            "is_confirmed": row.is_confirmed,
        }  # fmt: skip

    found = list(lists.deaths_of(authority))
    return given.read_list("deaths", found, lambda row: str(row.pk), told)


@view("benefit_entries", title=_("Entries to check"), roles=OFFICERS, scope=OFFICE, rows="entries")
def entries(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """The entries of an office that wait for another person."""
    found = waiting_entries(authority)
    return given.read_list("entries", found, lambda one: f"{one.kind}-{one.entry}", _waiting)


@view("duplicates", title=_("Possible duplicates"), roles=(CLERK, SECRETARY), scope=OFFICE, rows="pairs")
def duplicates(authority: Authority, given: PageOfOffice) -> Mapping[str, Any]:
    """Beneficiaries who look like one person: born on one day with a like name, or one account."""
    people = set(lists.awards_of(authority).order_by().values_list("beneficiary", flat=True))
    people |= set(lists.applications_of(authority).order_by().values_list("beneficiary", flat=True))
    found = candidates(people)
    return given.read_list("pairs", found, lambda one: f"{one.one.number}-{one.other.number}", _pair)


@view("application", title=_("Application"), roles=OFFICERS, scope=OFFICE)
def application(authority: Authority, given: OfApplication) -> Mapping[str, Any]:
    """One application: what was handed in, its assessments with their trees, decisions and appeals."""
    found = application_of(given.application)
    require_reach(authority, found.local_body_id, found.scheme, *OFFICERS)
    return application_shown(found)


@view("beneficiary", title=_("Beneficiary"), roles=OFFICERS, scope=OFFICE)
def beneficiary(authority: Authority, given: OfBeneficiary) -> Mapping[str, Any]:
    """One beneficiary: circumstances, awards with their standing, routes, life proofs. No contact."""
    found = beneficiary_of(given.beneficiary)
    require_reach_of(authority, found, *OFFICERS)
    return beneficiary_shown(found)


def _applications(rows: QuerySet[Any]) -> Callable[[str | None, int], Sequence[Any]]:
    """A reader of applications after one, by the day owed."""

    def read(after: str | None, most: int) -> Sequence[Any]:
        found = Application.objects.filter(number=after).first() if after is not None else None
        if after is not None and found is None:
            return []
        later = (
            rows
            if found is None
            else rows.filter(Q(owed_by__gt=found.owed_by) | Q(owed_by=found.owed_by, pk__gt=found.pk))
        )
        return list(later[:most])

    return read


def _awards(rows: QuerySet[AwardNow]) -> Callable[[str | None, int], Sequence[AwardNow]]:
    """A reader of awards after one, by number."""
    numbered = rows.order_by("award__number")
    return lambda after, most: list(
        (numbered if after is None else numbered.filter(award__number__gt=after))[:most]
    )


def _number(row: Application) -> str:
    return row.number


def _award_number(row: AwardNow) -> str:
    return row.award.number


def _application(row: Any) -> dict[str, Any]:
    return {
        "application": row.number, **_person(row.beneficiary), "scheme": row.scheme.code, "ward": row.ward,
        "received_on": row.received_on.isoformat(), "owed_by": row.owed_by.isoformat(), "state": row.state,
    }  # fmt: skip


def _award(row: AwardNow) -> dict[str, Any]:
    return {
        "award": row.award.number, **_person(row.beneficiary), "scheme": row.scheme.code, "ward": row.ward,
        "state": row.state, "cause": row.cause or None, "since_month": row.since_month,
        "waits": row.waits is not None,
    }  # fmt: skip


def _waiting(one: Waiting) -> dict[str, Any]:
    facts = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in one.facts.items()
    }
    return {
        "kind": one.kind, "entry": one.entry, **_person(one.beneficiary),
        "entered_at": one.recorded_at.isoformat(), "is_ones_own": one.is_ones_own, "facts": facts,
    }  # fmt: skip


def _pair(one: Candidate) -> dict[str, Any]:
    return {
        "one": one.one.number, "name": one.one.person.name, "other": one.other.number,
        "other_name": one.other.person.name, "born": one.one.person.born.isoformat(), "why": one.why,
    }  # fmt: skip


def _person(row: Beneficiary) -> dict[str, Any]:
    return {"beneficiary": row.number, "name": row.person.name, "name_ml": row.person.name_ml}
