"""The route of payment in acts on benefits, and the act that changes it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import CLERK, OFFICE, SECRETARY, OfAward, award_of
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Flag, Given, MonthField, at_most, one_of
from vethanam.benefits.actions.routes import RouteSaid
from vethanam.benefits.actions.routes import change_route as append_route
from vethanam.benefits.models import Route
from vethanam.identity.authority import Authority


class RouteGiven(Given):
    """How she is paid: into an account, at home by a society, or by post."""

    kind: one_of(*Route.Kind.values) = Field(title=_("Paid by"))  # type: ignore[valid-type]
    branch: Code | None = Field(
        None,
        title=_("Branch"),
        description=_("The bank's branch code (IFSC), or the PIN code of the post office."),
    )
    number: at_most(20) | None = Field(None, title=_("Account number"))  # type: ignore[valid-type]
    holder: at_most(120) | None = Field(  # type: ignore[valid-type]
        None, title=_("Account holder"), description=_("As on the passbook, where it is not her name.")
    )
    is_joint: Flag = Field(False, title=_("Is it a joint account?"))
    is_account_number: Flag = Field(
        False,
        title=_("Is it the number on the passbook?"),
        description=_("Asked where twelve digits could be an Aadhaar number."),
    )
    society: Code | None = Field(None, title=_("Society"))
    payer: one_of(*Route.Payer.values) = Field("state", title=_("Whose share"))  # type: ignore[valid-type]


class ChangeRouteGiven(OfAward):
    """A route of an award from a month."""

    from_month: MonthField = Field(title=_("From"))
    route: RouteGiven = Field(title=_("Payment"))


@act(
    "change_route",
    title=_("Change how a benefit is paid"),
    roles=(CLERK, SECRETARY),
    scope=OFFICE,
    power="prepare",
)
def change_route(authority: Authority, given: ChangeRouteGiven) -> Answer:
    """Enter a route of an award from a month; it holds once another person has checked it (``check_entry``).

    Only the paymaster reads the number of the account.
    """
    row = append_route(authority, award_of(given.award), route_said(given.route), given.from_month)
    state = {"award": given.award, "entry": row.pk, "kind": row.kind, "tail": row.tail}
    return Answer.of("route_entered", state, award=given.award)


def route_said(given: RouteGiven) -> RouteSaid:
    """The route as the room takes it."""
    return RouteSaid(
        kind=given.kind, branch=given.branch or "", number=given.number or "", holder=given.holder or "",
        is_joint=given.is_joint, society=given.society or "", is_account_number=given.is_account_number,
        payer=given.payer,
    )  # fmt: skip
