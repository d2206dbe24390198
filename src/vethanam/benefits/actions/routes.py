"""Routes of payment: entered by one person, checked against the passbook by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from vethanam.benefits.aadhaar import refuse_aadhaar
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Application, Award, Route, Society
from vethanam.benefits.powers import CLERK, SECRETARY
from vethanam.benefits.queries.reach import require_reach_of_award
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.periods import Month
from vethanam.service_book.branches import is_ifsc, is_pin

TAIL = 4


@dataclass(frozen=True, slots=True)
class RouteSaid:
    """A route as typed. ``is_account_number``: twelve digits that could be an Aadhaar number are the number
    on the passbook.
    """

    kind: str
    branch: str = ""
    number: str = field(default="", repr=False)
    holder: str = field(default="", repr=False)
    is_joint: bool = False
    society: str = ""
    is_account_number: bool = False
    payer: str = Route.Payer.STATE

    def cells(self) -> Mapping[str, Any]:
        """The cells in which no Aadhaar number may stand."""
        number = "" if self.is_account_number else self.number
        return {"branch": self.branch, "number": number, "holder": self.holder}


@transaction.atomic
def change_route(authority: Authority, award: Award, said: RouteSaid, from_month: Month) -> Route:
    """Append a route of an award from a month; it holds once another person has checked it.

    Raises
    ------
    Refused
        The award is of another local body, or a route of this payer begins in the month already.
    Unsound
        The route is not whole, or begins before the award.
    """
    require_reach_of_award(authority, award, CLERK, SECRETARY)
    if int(from_month) < award.from_month:
        raise Unsound("route_before_award", month=str(from_month), award=award.number)
    refuse_aadhaar(said.cells())
    row = add_route(authority, award.decision.application, said, from_month=int(from_month))
    stage(
        authority, "route.changed",
        {"scheme": award.scheme.code, "route": said.kind, "from": str(from_month)},
        {"award": award.number, "entry": row.pk},
    )  # fmt: skip
    return row


def add_route(authority: Authority, application: Application, said: RouteSaid, *, from_month: int) -> Route:
    """Append a route without its leaf. One for the same month corrects the one before."""
    check_route(said)
    before = Route.objects.filter(
        application=application, payer=said.payer, from_month=from_month, replaced_by=None
    ).first()
    society = Society.objects.filter(code=said.society).first() if said.kind == Route.Kind.HOME else None
    if said.kind == Route.Kind.HOME and society is None:
        raise Unsound("society_unknown", society=said.society[:12])
    holder = said.holder.strip() or application.beneficiary.person.name
    is_bank = said.kind == Route.Kind.BANK
    return Route.objects.create(
        application=application, payer=said.payer, from_month=from_month, kind=said.kind,
        branch=said.branch, number=said.number, tail=said.number[-TAIL:], holder=holder if is_bank else "",
        is_joint=said.is_joint, society=society, supersedes=before, **entered(authority),
    )  # fmt: skip


def check_route(said: RouteSaid) -> None:
    """Raise Unsound for a route that is not whole."""
    if said.kind == Route.Kind.BANK:
        if not is_ifsc(said.branch):
            raise Unsound("route_branch_not_ifsc")
        if not said.number.isalnum():
            raise Unsound("route_without_number")
    elif said.number or said.holder or said.is_joint:
        raise Unsound("route_with_account", kind=said.kind)
    if said.kind == Route.Kind.POST and not is_pin(said.branch):
        raise Unsound("route_no_post_office")
    if said.kind == Route.Kind.HOME and said.branch:
        raise Unsound("route_with_account", kind=said.kind)
    if said.payer == Route.Payer.CENTRE and said.kind != Route.Kind.BANK:
        raise Refused("centre_pays_accounts")
