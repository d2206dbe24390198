"""The record of a payslip committed to by the ledger, which a person can keep and prove."""

from __future__ import annotations

from collections.abc import Sequence

from vethanam.ledger.canonical import Json
from vethanam.payroll.models import Bill, Payslip, Presentation
from vethanam.payroll.register.components import known_components
from vethanam.people.models import Employment
from vethanam.periods import Month


def payslip_records(slips: Sequence[Payslip], bill: Bill, voucher: Presentation) -> list[dict[str, Json]]:
    """One record per payslip of a passed bill, in their order. Amounts in paise.

    ``{"bill", "deductions_paise", "drawn_in", "employee", "gross_paise", "lines": [{"amount_paise",
    "component", "for_month"}], "net_paise", "voucher", "voucher_date"}``
    """
    numbers = dict(
        Employment.objects.filter(pk__in=[slip.employment_id for slip in slips]).values_list("pk", "number")
    )
    names = {code: known.name for code, known in known_components().items()}
    return [
        {
            "bill": bill.number,
            "voucher": voucher.voucher_number,
            "voucher_date": f"{voucher.voucher_date:%Y-%m-%d}",
            "employee": numbers[slip.employment_id],
            "drawn_in": str(Month.from_key(slip.drawn_in)),
            "lines": [
                {"component": names[code], "for_month": str(Month.from_key(month)), "amount_paise": amount}
                for code, month, amount in zip(slip.components, slip.for_months, slip.amounts, strict=True)
            ],
            "gross_paise": slip.gross,
            "deductions_paise": slip.deductions,
            "net_paise": slip.net,
        }
        for slip in slips
    ]


def records_of(bill: Bill) -> list[dict[str, Json]]:
    """The records of a passed bill, in the order of its payslips."""
    voucher = bill.presentations.get(outcome=Presentation.Outcome.PASSED)
    slips = list(Payslip.objects.filter(bill=bill, drawn_in=bill.drawn_in).order_by("id"))
    return payslip_records(slips, bill, voucher)
