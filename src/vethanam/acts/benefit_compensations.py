"""Compensation of beneficiaries: an officer of a scheme releases it to those who have claimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_cycle_views import PageOfScheme, scheme_code
from vethanam.acts.benefit_fields import OFFICE, SCHEME, OfOffice, scheme_of
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.actions.benefit_compensation import release_compensation
from vethanam.payments.benefit_compensation import to_release


class CompensationReleased(OfOffice):
    """A compensation, for the scheme of the officer."""

    compensation: Code = Field(title=_("Compensation"))


@act(
    "release_compensation", title=_("Release compensation"), roles=(SCHEME,), scope=OFFICE, power="prepare",
)  # fmt: skip
def release(authority: Authority, given: CompensationReleased) -> Answer:
    """Release compensation to the scheme's beneficiaries who have claimed on their line of the roll.

    It is paid like every release, once an officer of the scheme and one of finance have ordered it. A line is
    paid once; a second call releases for people who claimed since. A person paid at home waits for an
    account.
    """
    row = release_compensation(authority, scheme_of(authority.scope or "-"), given.compensation)
    lines = row.compensation_lines.count()
    state = {
        "release": row.number, "compensation": row.compensation, "lines": lines, "sum_paise": row.sum,
    }  # fmt: skip
    return Answer.of(
        "compensation_released", state, release=row.number, compensation=row.compensation,
        sum=shown(row.sum), lines=lines,
    )  # fmt: skip


@view(
    "compensation_to_release", title=_("Compensation to release"), roles=(SCHEME,), scope=OFFICE,
    rows="compensations",
)  # fmt: skip
def compensation_to_release(authority: Authority, given: PageOfScheme) -> Mapping[str, Any]:
    """Approved compensations with claimed lines of a scheme's beneficiaries that nothing pays."""
    found = to_release(scheme_of(scheme_code(authority, given.scheme)))
    rows = [
        {
            "compensation": one.reference, "order": str(one.order), "lines": len(lines),
            "sum_paise": sum(line.amount for line in lines),
        }
        for one, lines in found
    ]  # fmt: skip
    return given.read_list("compensations", rows, lambda one: str(one["compensation"]), lambda one: one)
