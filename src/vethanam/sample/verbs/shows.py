"""The act ``show``: a person, a bill, claims, what was drawn, or the ledger, as known at the act's time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.queries import latest_head
from vethanam.payroll.models import Bill, Claim, Component, Payslip
from vethanam.sample.acts import Act, Answer
from vethanam.sample.verbs.bills import bill_state
from vethanam.sample.verbs.service import employment_of
from vethanam.service_book.queries import book_of


def show(authority: Authority, act: Act) -> Answer:
    """``{what: person | bill | claims | drawn | ledger, …}``."""
    act.only("what", "employment", "bill", "month")
    shown = SHOWN.get(str(act["what"]))
    if shown is None:
        raise Unsound("cannot_show", f"“{act['what']}” cannot be shown. Choose one of: {', '.join(SHOWN)}.")
    return Answer(f"{str(act['what']).capitalize()} as of {act.at:%d %b %Y, %H:%M}.", shown(act))


def _person(act: Act) -> dict[str, Any]:
    employment = employment_of(act["employment"])
    book = [view for view in book_of(employment.pk) if view.recorded_at <= act.at]
    facts = [
        {
            "fact": v.kind,
            "from": v.valid_from.isoformat(),
            "until": v.valid_until and v.valid_until.isoformat(),
            "order": v.order,
            "verified": v.is_verified,
        }
        for v in book
    ]
    return {"employment": employment.number, "category": employment.category, "facts": facts}


def _bill(act: Act) -> dict[str, Any]:
    found = Bill.objects.filter(number=str(act["bill"])).first()
    if found is None:
        raise Unsound("no_such_bill", f"There is no bill {str(act['bill'])[:40]}. Check the number.")
    slips = (
        Payslip.objects.filter(bill=found)
        .order_by("employment__number")
        .values("employment__number", "gross", "deductions", "net")
    )
    people = [
        {
            "employment": s["employment__number"],
            "gross_paise": s["gross"],
            "deductions_paise": s["deductions"],
            "net_paise": s["net"],
        }
        for s in slips
    ]
    return bill_state(found) | {"payslips": people}


def _claims(act: Act) -> dict[str, Any]:
    rows = (
        Claim.objects.filter(employment=employment_of(act["employment"]))
        .select_related("cause")
        .order_by("for_month", "part", "pk")
    )
    names = _names()
    return {
        "claims": [
            {
                "for_month": claim.for_month,
                "part": claim.part,
                "cause": claim.cause.number if claim.cause else None,
                "instalment": claim.instalment,
                "state": claim.state,
                "lines": {
                    names[c]: amount for c, amount in zip(claim.components, claim.claimed, strict=True)
                },
                "net_paise": claim.net,
            }
            for claim in rows
        ]
    }


def _drawn(act: Act) -> dict[str, Any]:
    names = _names()
    rows = Payslip.objects.filter(employment=employment_of(act["employment"])).order_by("drawn_in", "bill")
    return {
        "drawn": [
            {
                "bill": slip.bill.number,
                "drawn_in": slip.drawn_in,
                "lines": [
                    {"for_month": month, "component": names[component], "amount_paise": amount}
                    for month, component, amount in zip(
                        slip.for_months, slip.components, slip.amounts, strict=True
                    )
                ],
                "net_paise": slip.net,
            }
            for slip in rows
        ]
    }


def _ledger(act: Act) -> dict[str, Any]:
    head = latest_head()
    return {"size": head.size if head else 0, "head": head.root.hex() if head else None}


def _names() -> dict[int, str]:
    return dict(Component.objects.values_list("code", "name"))


SHOWN: dict[str, Callable[[Act], dict[str, Any]]] = {
    "person": _person,
    "bill": _bill,
    "claims": _claims,
    "drawn": _drawn,
    "ledger": _ledger,
}
