"""Views of payments of benefits: where every rupee of a release is, its legs, accounts to sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_cycle_views import PageOfScheme, scheme_code
from vethanam.acts.benefit_cycles import FINANCE
from vethanam.acts.benefit_fields import OFFICE, OFFICERS, SCHEME, scheme_of
from vethanam.acts.benefit_payments import release_of
from vethanam.acts.declaration import view
from vethanam.acts.fields import Code
from vethanam.benefits.models import FilePart, Leg, Release
from vethanam.benefits.order_proofs import orders_of_release
from vethanam.benefits.powers import require_scheme
from vethanam.benefits.queries.demands import kept_by
from vethanam.benefits.queries.payments import Place, drawn_sum, legs_of, places_of, unsigned_routes
from vethanam.identity.authority import Authority
from vethanam.periods import Month


class ReleaseLegsGiven(PageOfScheme):
    """A release, and a page of its payments."""

    release: Code = Field(title=_("Release"), description=_("Its number, such as R2600000001."))


@view(
    "benefit_payments", title=_("Payments of releases"), roles=(SCHEME, FINANCE), scope=OFFICE,
    rows="releases",
)  # fmt: skip
def benefit_payments(authority: Authority, given: PageOfScheme) -> Mapping[str, Any]:
    """The releases of a scheme, the latest first, with the place of every rupee."""
    rows = Release.objects.filter(scheme=scheme_of(scheme_code(authority, given.scheme)))
    found = list(rows.select_related("order", "scheme").order_by("-pk"))
    month = Month.of(localdate(authority.at))
    return given.read_list("releases", found, lambda one: one.number, lambda one: money_state(one, month))


@view("benefit_legs", title=_("Payments of a release"), roles=(SCHEME, FINANCE), scope=OFFICE, rows="legs")
def benefit_legs(authority: Authority, given: ReleaseLegsGiven) -> Mapping[str, Any]:
    """The payments of a release: award, way, sum, state, day, and the reason of a failure."""
    release = release_of(given.release)
    if authority.role == SCHEME:
        require_scheme(authority, release.scheme)
    return given.read_list("legs", list(legs_of(release)), lambda one: one.reference, leg_state)


@view(
    "benefit_accounts_to_sign", title=_("Accounts of beneficiaries to sign"), roles=OFFICERS, scope=OFFICE,
    rows="accounts",
)  # fmt: skip
def benefit_accounts_to_sign(authority: Authority, given: PageOfScheme) -> Mapping[str, Any]:
    """The next 500 checked accounts and societies that wait for the signature of this officer, who did not
    enter them.
    """
    return given.read_list("accounts", unsigned_routes(authority), lambda one: str(one.pk), account_state)


def money_state(row: Release, month: Month) -> dict[str, Any]:
    """A release with its orders, and people and sum of each place; the sums add up to what is drawn and kept
    back.
    """
    places = places_of(row, month)
    drawn = drawn_sum(row)
    kept_from, kept = kept_by(row.pk)
    if kept:
        places.append(Place("kept_back", kept_from, kept))
    placed = sum(one.amount for one in places)
    ordered = [order.role for order in orders_of_release(row)]
    return {
        "release": row.number, "scheme": row.scheme.code, "order": row.order.number,
        "months": [str(Month.from_key(one)) for one in row.months], "compensation": row.compensation,
        "sum_paise": row.sum, "drawn_paise": drawn, "kept_back_paise": kept, "placed_paise": placed,
        "is_whole": placed == drawn + kept,
        "ordered_by": list(dict.fromkeys(ordered)), "files": FilePart.objects.filter(release=row).count(),
        "places": [
            {"place": one.place, "people": one.people, "sum_paise": one.amount} for one in places
        ],
    }  # fmt: skip


def leg_state(one: Leg) -> dict[str, Any]:
    """A payment without an account."""
    return {
        "reference": one.reference, "award": one.of_award.number,
        "beneficiary": one.of_award.beneficiary.number,
        "kind": one.kind, "sum_paise": one.amount, "state": one.state, "why": one.why,
        "paid_on": one.paid_on.isoformat() if one.paid_on else None, "attempt": one.attempt,
        "file": one.part.message if one.part else None,
    }  # fmt: skip


def account_state(one: Any) -> dict[str, Any]:
    """A route into an account or to a society: last digits alone."""
    return {
        "entry": one.pk, "beneficiary": one.application.beneficiary.number, "kind": one.kind,
        "branch": one.branch, "tail": one.tail, "society": one.society.code if one.society else "",
        "from": one.from_month,
    }  # fmt: skip
