"""The acts that take a scan off an order to which it was attached by mistake."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Words, one_of
from vethanam.acts.orders import ENTERS
from vethanam.acts.readers import DRAWS
from vethanam.acts.scans import OF_STATE, ScanNamed, order_on_record, scan_named, step_shown
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.orders.models import OrderScan, ScanWithdrawal
from vethanam.people.models import Role
from vethanam.people.queries import Hat, hats_within
from vethanam.service_book.scan_withdrawals import decide_scan_withdrawal, withdraw_scan

AGREE, DECLINE = "agree", "decline"


class ScanTakenOff(ScanNamed):
    """A scan to take off, and why."""

    reason: Words = Field(
        title=_("Reason"), description=_("Such as: it is the paper of another order. It stays on record.")
    )


class ScanDecided(ScanNamed):
    """A scan that another officer asks to take off, and the decision."""

    outcome: one_of(AGREE, DECLINE) = Field(title=_("Decision"))  # type: ignore[valid-type]
    reason: Words | None = Field(None, title=_("Reason"), description=_("Needed where you decline."))


@act(
    "withdraw_scan",
    title=_("Take a scan off an order"),
    roles=ENTERS,
    scope="drawing_code",
    power="prepare",
)
def withdraw(authority: Authority, given: ScanTakenOff) -> Answer:
    """Take a scan off an order to which it does not belong; the row stays, with the reason.

    The officer who attached it does so alone before an entry by the order is verified. After that another
    officer agrees (``decide_scan_withdrawal``): of the same office, of the State, or the law officer.
    """
    scan = _to_take_off(authority, given)
    step = withdraw_scan(authority, scan, given.reason)
    code = "scan_taken_off" if step.step == ScanWithdrawal.Step.WITHDRAWN else "scan_withdrawal_asked"
    return _answered(code, scan, step)


@act(
    "decide_scan_withdrawal",
    title=_("Decide whether a scan is taken off"),
    roles=ENTERS,
    scope="drawing_code",
    power="prepare",
)
def decide(authority: Authority, given: ScanDecided) -> Answer:
    """Agree that a scan is taken off its order, as another person than the one who asked; or decline.

    The officer who asked takes the question back with ``decline``.
    """
    scan = _to_take_off(authority, given)
    agrees = given.outcome == AGREE
    step = decide_scan_withdrawal(authority, scan, agrees=agrees, reason=given.reason or "")
    return _answered("scan_taken_off" if agrees else "scan_stays", scan, step)


def may_take_off(authority: Authority, scan: OrderScan) -> bool:
    """Whether this officer attached the scan, or acts for the office or the role of the State that did; a law
    officer always may.
    """
    return scan.attached_by_id == authority.account or any(
        _is_of(hat, scan) for hat in hats_within(authority)
    )


def _is_of(hat: Hat, scan: OrderScan) -> bool:
    if hat.role in (Role.CLERK, Role.DRAWING_OFFICER):
        return scan.drawing_code == hat.scope if hat.scope else scan.role in DRAWS
    return hat.role == Role.LAW_OFFICER or (hat.role in OF_STATE and scan.role in OF_STATE)


def _to_take_off(authority: Authority, given: ScanNamed) -> OrderScan:
    scan = scan_named(authority, order_on_record(given.number, given.dated), given.sha256)
    if not may_take_off(authority, scan):
        raise Refused("scan_of_another_office", order=scan.order)
    return scan


def _answered(code: str, scan: OrderScan, step: ScanWithdrawal) -> Answer:
    state = {
        "order": scan.order.number, "sha256": bytes(scan.sha256).hex(), "taken_off": step_shown(step)
    }  # fmt: skip
    return Answer.of(code, state, order=scan.order)
