"""Queries of payroll: a run, its differences and checklist; a bill and the treasury's
register; a person's months.
"""

from vethanam.payroll.bills.queries import (
    BillView,
    Payable,
    RefundView,
    RegisterRow,
    bill_view,
    bills_of,
    payables_of,
    refunds_of,
    register_of,
)
from vethanam.payroll.bills.schedules import Schedule, ScheduleRow, schedules_of
from vethanam.payroll.payslips.explanations import explanation, explanations, rulebook_hash
from vethanam.payroll.payslips.months import MonthLine, PersonMonth, history, month_of
from vethanam.payroll.runs.month_checks import MonthChecks, month_checks
from vethanam.payroll.runs.queries import (
    Checklist,
    Differences,
    FindingView,
    RunProgress,
    checklist,
    differences,
    findings_of,
    increments_due,
    latest_run,
    posted_under,
    run_progress,
)

__all__ = [
    "BillView",
    "Checklist",
    "Differences",
    "FindingView",
    "MonthChecks",
    "MonthLine",
    "Payable",
    "PersonMonth",
    "RefundView",
    "RegisterRow",
    "RunProgress",
    "Schedule",
    "ScheduleRow",
    "bill_view",
    "bills_of",
    "checklist",
    "differences",
    "explanation",
    "explanations",
    "findings_of",
    "history",
    "increments_due",
    "latest_run",
    "month_checks",
    "month_of",
    "payables_of",
    "posted_under",
    "refunds_of",
    "register_of",
    "rulebook_hash",
    "run_progress",
    "schedules_of",
]
