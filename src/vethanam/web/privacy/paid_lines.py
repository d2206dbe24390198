"""What became of the compensation of a beneficiary's line, as one sentence on her own page."""

from __future__ import annotations

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.benefits.models import Beneficiary, CompensationLine, Leg
from vethanam.benefits.order_proofs import is_ordered_by_both, orders_of_release
from vethanam.benefits.queries.payments import open_awards
from vethanam.journal.business_time import business_now
from vethanam.money import shown
from vethanam.payroll.compensation.queries import compensations
from vethanam.periods import Month
from vethanam.privacy.models import RollLine
from vethanam.web.parts import words

#: state of her payment, or the reason for which none is written
SAYS: dict[str, str] = {
    "credited": gettext_noop(
        "On %(day)s, %(amount)s was paid into your account that ends in %(tail)s, by order %(order)s of a "
        "court."
    ),
    "posted": gettext_noop("On %(day)s, %(amount)s was paid to you by post, by order %(order)s of a court."),
    "instructed": gettext_noop("%(amount)s is with the bank, by order %(order)s of a court."),
    "failed": gettext_noop(
        "%(amount)s came back from the bank. Give your local body another account: it is paid again."
    ),
    "no_account": gettext_noop(
        "%(amount)s waits for an account of yours: it is not brought to a home. Give your local body an "
        "account. A second officer checks it, then it is paid."
    ),
    "stopped": gettext_noop(
        "%(amount)s waits, because a death is reported. Go to your local body with this card."
    ),
    "to_sign": gettext_noop(
        "%(amount)s waits until an officer has signed your account. You need do nothing."
    ),
    "to_order": gettext_noop(
        "%(amount)s waits until two officers have ordered its payment. You need do nothing."
    ),
    "to_pay": gettext_noop("%(amount)s is paid in the next days. You need do nothing."),
    "to_release": gettext_noop(
        "A court gives %(amount)s for this line. It waits for the office of your scheme. You need do nothing."
    ),
    "to_claim": gettext_noop("A court gives %(amount)s for this line. Claim on it, and it is paid."),
}
#: place of an open award → sentence
_PLACES = {"no_account": "no_account", "no_route": "no_account", "stopped": "stopped", "unsigned": "to_sign"}
_FAILED = ("rejected", "returned")


def paid_said(line: RollLine, is_claimed: bool) -> str:
    """What became of the compensation of a line of a beneficiary; empty where a court gave nothing yet."""
    paid = CompensationLine.objects.filter(line=line).select_related("release__order").first()
    if paid is None:
        return _not_released(line, is_claimed)
    legs = Leg.objects.filter(release=paid.release, award=paid.award).select_related("route")
    leg = legs.defer("route__number", "route__holder", "route__mark").order_by("pk").last()
    facts = {
        "amount": shown(paid.amount), "order": str(paid.release.order),
        "day": words.day(leg.paid_on) if leg and leg.paid_on else "",
        "tail": leg.route.tail if leg and leg.route else "",
    }  # fmt: skip
    return _(SAYS[_code(paid, leg)]) % facts


def _code(paid: CompensationLine, leg: Leg | None) -> str:
    if leg is not None and leg.state == Leg.State.CREDITED:
        return "credited" if leg.kind == Leg.Kind.BANK else "posted"
    if leg is not None and leg.state == Leg.State.INSTRUCTED:
        return "instructed"
    if not is_ordered_by_both(orders_of_release(paid.release)):
        return "to_order"
    month = Month.of(localdate(business_now()[0]))
    place = next((one.place for one in open_awards(paid.release, month) if one.award == paid.award_id), "")
    if place in _FAILED:
        return "failed"
    return _PLACES.get(place, "to_pay")


def _not_released(line: RollLine, is_claimed: bool) -> str:
    """What waits before a release: her claim, or the office of her scheme."""
    approved = compensations().filter(roll=line.roll_id, decision__outcome="approved").first()
    if approved is None or not Beneficiary.objects.filter(person=line.person).exists():
        return ""
    if (amount := approved.amount_of(line.class_of)) <= 0:
        return ""
    code = "to_release" if is_claimed else "to_claim"
    return _(SAYS[code]) % {"amount": shown(amount)}
