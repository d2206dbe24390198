"""The ``state`` of an answer for all faces: a run, a bill, a refund. Amounts are paise."""

from __future__ import annotations

from typing import Any

from vethanam.payroll.models import Bill, Component, Refund, Run, RunFinding


def run_state(run_id: int) -> dict[str, Any]:
    """A run: version, totals and findings."""
    found = Run.objects.get(pk=run_id)
    findings = RunFinding.objects.filter(run=found).order_by("pk")
    return {
        "run": found.pk,
        "version": found.version,
        "state": found.state,
        "people": found.people,
        "set_aside": found.set_aside,
        "gross_paise": found.gross,
        "deductions_paise": found.deductions,
        "net_paise": found.net,
        "findings": [
            {"record": f.record, "code": f.code, "says": f.says, "blocks": f.blocks} for f in findings
        ],
    }


def bill_state(bill: Bill) -> dict[str, Any]:
    """A bill: number, kind, state, totals."""
    return {
        "bill": bill.number,
        "kind": bill.kind,
        "state": bill.state,
        "people": bill.people,
        "gross_paise": bill.gross,
        "deductions_paise": bill.deductions,
        "net_paise": bill.net,
    }


def refund_state(refund: Refund) -> dict[str, Any]:
    """A refund with its amounts by component."""
    names = dict(Component.objects.values_list("code", "name"))
    lines: dict[str, int] = {}
    for component, amount in refund.lines.order_by("id").values_list("component", "amount"):
        lines[names[component]] = lines.get(names[component], 0) + amount
    return {
        "bill": refund.bill.number,
        "employment": refund.employment.number,
        "challan": refund.challan_number,
        "dated": refund.challan_date.isoformat(),
        "account_year": refund.account_year,
        "state": refund.state,
        "amount_paise": refund.amount,
        "lines": lines,
    }
