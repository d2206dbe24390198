"""The view of the changes of pay that an order made, for its papers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import view
from vethanam.acts.fields import Code
from vethanam.acts.readers import DRAWS
from vethanam.acts.scans import OrderNamed, order_on_record
from vethanam.identity.authority import Authority
from vethanam.payroll.rulebook import fixed_by_rules
from vethanam.service_book.models import Pay
from vethanam.service_book.queries import PayChange, pay_changes


class PayByOrder(OrderNamed):
    """An order, and the office with the book of its people."""

    drawing_code: Code = Field(title=_("Drawing code"))


@view("pay_by_order", title=_("Pay by an order"), roles=DRAWS, scope="drawing_code", for_programs=True)
def pay_by_order(authority: Authority, given: PayByOrder) -> dict[str, Any]:
    """The verified changes of pay by an order: pay before and after, and for a promotion the pay by the rules
    (null where they do not say). The office reads them of people with their book there.
    """
    order = order_on_record(given.number, given.dated)
    changes = pay_changes(order.pk, given.drawing_code, authority.at)
    return {"order": order.number, "dated": order.dated.isoformat(), "changes": list(map(_shown, changes))}


def _shown(one: PayChange) -> dict[str, Any]:
    return {
        "employment": one.number,
        "reason": one.pay.reason,
        "from": one.pay.valid_from.isoformat(),
        "before": _pay(one.before) if one.before else None,
        "after": _pay(one.pay),
        "by_rules_paise": fixed_by_rules(one.before, one.pay),
    }


def _pay(pay: Pay) -> dict[str, Any]:
    return {
        "scale": pay.scale or None,
        "basic_pay_paise": pay.basic_pay,
        "increment_month": pay.increment_month,
    }
