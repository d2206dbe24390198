"""The powers that a drawing officer lent to colleagues, with the superior's decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.identity.authority import Authority
from vethanam.people.models import Delegation, DelegationDecision, Role
from vethanam.web.administration.words import POWERS
from vethanam.web.parts import words

_SAYS: dict[str, str] = {
    Delegation.Power.VIEW: gettext_noop("A colleague may look until %(day)s."),
    Delegation.Power.PREPARE: gettext_noop(
        "A colleague may prepare and check until %(day)s. Cannot present."
    ),
    Delegation.Power.PRESENT: gettext_noop("A colleague may prepare, check and present until %(day)s."),
}


@dataclass(frozen=True, slots=True)
class LentPower:
    """A power lent to a colleague: its sentence, its state if it does not count, the form that ends it."""

    key: int
    name: str
    says: str
    shape: str = ""
    state: str = ""
    reason: str = ""
    end: str = ""


def lent_powers(code: str, authority: Authority) -> list[LentPower]:
    """The powers lent by a code's drawing officers that are not over; only their officer ends them."""
    rows = Delegation.objects.filter(
        appointment__role=Role.DRAWING_OFFICER, appointment__scope=code, revokes__isnull=True,
        revoked_by__isnull=True, valid_until__gte=timezone.localtime(authority.at).date(),
    )  # fmt: skip
    found = rows.select_related("account", "appointment", "decision").order_by("valid_until", "id")
    return [_shown(row, code, authority) for row in found]


def _shown(row: Delegation, code: str, authority: Authority) -> LentPower:
    decision: DelegationDecision | None = getattr(row, "decision", None)
    is_rejected = decision is not None and not decision.is_agreed
    shape, state = "", ""
    if decision is None:
        shape, state = "held", _("Waits for the controlling officer or an administrator")
    elif is_rejected:
        shape, state = "refused", _("Rejected")
    elif row.valid_from > timezone.localtime(authority.at).date():
        shape, state = "open", _("From %(day)s") % {"day": words.day(row.valid_from)}
    may_end = row.appointment.account_id == authority.account and not is_rejected
    counts = decision is not None and decision.is_agreed
    says = _(_SAYS[row.power]) if counts else _("%(power)s, until %(day)s")
    return LentPower(
        row.pk,
        row.account.username,
        says % {"power": _(POWERS[row.power]), "day": words.day(row.valid_until)},
        shape,
        state,
        decision.reason if decision else "",
        reverse("drawing:end_help", kwargs={"code": code}) if may_end else "",
    )
