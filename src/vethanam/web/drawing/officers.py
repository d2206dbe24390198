"""The officers of an office over time, and their delegations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.identity.authority import Authority
from vethanam.people.models import Appointment, Role
from vethanam.web.drawing.lent_powers import LentPower, lent_powers
from vethanam.web.parts import words
from vethanam.web.parts.office_handover import handed_by

ROLES: dict[str, str] = {
    Role.DRAWING_OFFICER: gettext_noop("Drawing officer"),
    Role.CLERK: gettext_noop("Clerk"),
    Role.COUNTERSIGNING_OFFICER: gettext_noop("Countersigning officer"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """One term of a person in a role of the office."""

    role: str
    account: str
    days: str
    shape: str
    word: str


@dataclass(frozen=True, slots=True)
class OfficersPage:
    """All current and former officers of the office, newest first, and the viewer's possible changes."""

    title: str
    seats: Sequence[Seat]
    lent: Sequence[LentPower]
    can_lend: bool
    can_hand_over: bool


def officers_of(code: str, authority: Authority) -> OfficersPage:
    """The page of a drawing code's officers."""
    day = timezone.localtime(authority.at).date()
    rows = Appointment.objects.filter(scope=code, role__in=ROLES, ends__isnull=True).select_related(
        "account", "ended_by"
    )
    seats = [_seat(row, day) for row in rows.order_by("-valid_from", "-id")]
    own = own_appointment(code, authority)
    until = _last_day(own) if own else None
    title = _("You draw for office %(code)s") if own else _("Who acts for office %(code)s")
    if until:
        title = _("You draw for office %(code)s until %(day)s")
    return OfficersPage(
        title % {"code": code, "day": words.day(until) if until else ""},
        seats,
        lent_powers(code, authority),
        own is not None,
        handed_by(Role.DRAWING_OFFICER, code, authority) is not None,
    )


def own_appointment(code: str, authority: Authority) -> Appointment | None:
    """The drawing officer's own appointment; None under a delegation or another role."""
    if authority.role != Role.DRAWING_OFFICER or authority.delegation:
        return None
    rows = Appointment.objects.filter(
        account=authority.account, role=Role.DRAWING_OFFICER, scope=code, ends__isnull=True
    )
    day = timezone.localtime(authority.at).date()
    return next((row for row in rows.order_by("-valid_from", "-id") if _holds(row, day)), None)


def _seat(row: Appointment, day: date) -> Seat:
    last = _last_day(row)
    days = (
        _("%(first)s to %(last)s") % {"first": words.day(row.valid_from), "last": words.day(last)}
        if last
        else _("since %(day)s") % {"day": words.day(row.valid_from)}
    )
    shape, word = ("done", _("In office")) if _holds(row, day) else ("open", _("Not now"))
    return Seat(_(ROLES[row.role]), row.account.username, days, shape, word)


def _holds(row: Appointment, day: date) -> bool:
    last = _last_day(row)
    return row.valid_from <= day and (last is None or day <= last)


def _last_day(row: Appointment) -> date | None:
    ended: Appointment | None = getattr(row, "ended_by", None)
    return ended.valid_until if ended else row.valid_until
