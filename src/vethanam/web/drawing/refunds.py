"""Pay given back by challan: what the office enters of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.money import Paise, rupees
from vethanam.payments.actions import refund_by_challan
from vethanam.payroll.actions import Challan
from vethanam.payroll.models import Refund
from vethanam.payroll.queries import BillView
from vethanam.people.models import Employment
from vethanam.web.names import component_name
from vethanam.web.typed import day_typed


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the bill of which a part may be given back, with what was typed."""

    field: str
    name: str
    typed: str


def parts_of(view: BillView, typed: Mapping[str, str]) -> Sequence[Part]:
    """The earnings and deductions of a bill, each a field of the form."""
    return [
        Part(
            f"line_{total.component}",
            component_name(total.component),
            typed.get(f"line_{total.component}", ""),
        )
        for total in view.sums
        if total.kind in ("earning", "deduction")
    ]


def enter_challan(view: BillView, typed: Mapping[str, str], authority: Authority) -> Refund:
    """Enter a challan as the form gives it; no line filled in means the whole."""
    person = Employment.objects.filter(
        number=typed.get("number", "").strip(), pk__in=[line.employment for line in view.lines]
    ).first()
    if person is None:
        raise Unsound("employee_not_chosen")
    amounts = {
        total.component: _rupees(text)
        for total in view.sums
        if (text := typed.get(f"line_{total.component}", "").strip())
    }
    whole = typed.get("whole", "").strip()
    return refund_by_challan(
        view.id,
        authority,
        employment=person,
        challan=Challan(
            typed.get("challan", ""),
            day_typed(typed.get("dated", "")),
            _rupees(typed.get("amount", "")),
            _rupees(whole) if whole else None,
        ),
        reason=typed.get("reason", ""),
        amounts=amounts or None,
    )


def _rupees(text: str) -> Paise:
    try:
        return rupees(text.replace(",", "").strip())
    except Unsound:
        raise Unsound("amount_form") from None
