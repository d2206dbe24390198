"""Actions of payroll: run, claim, bill, treasury decision, refund, question.

Each takes one :class:`~vethanam.identity.authority.Authority`, runs in one transaction, appends one leaf, and
refuses with a sentence.
"""

from vethanam.payroll.arrears.bills import ArrearBills, make_arrear_bill
from vethanam.payroll.arrears.lists import Listed, list_arrears
from vethanam.payroll.arrears.mass_claims import (
    ClaimableAtOnce,
    ClaimedAtOnce,
    claim_arrears_at_once,
    count_arrears_at_once,
)
from vethanam.payroll.arrears.requests import ask_arrears, complete_arrears
from vethanam.payroll.bills.new_bills import Made, make_bill, make_bill_of_months
from vethanam.payroll.bills.office_actions import (
    cancel_bill,
    check_bill,
    countersign_bill,
    present_bill,
    withdraw_bill,
)
from vethanam.payroll.bills.refunds import (
    Challan,
    confirm_refund,
    enter_refund,
    refunds_of_challan,
    refuse_refund,
)
from vethanam.payroll.bills.treasury_actions import (
    lapse_bill,
    object_bill,
    pass_bill,
    queue_bill,
    settle_bill,
)
from vethanam.payroll.compensation.actions import (
    approve_compensation,
    decline_compensation,
    draw_compensation,
    enter_compensation_tax,
    order_compensation,
)
from vethanam.payroll.costing.actions import ask_cost, complete_cost
from vethanam.payroll.occasions.actions import draw_festival, surrender_leave
from vethanam.payroll.payslips.question_actions import answer_question, ask_about_line, object_to_entry
from vethanam.payroll.register.outside_vouchers import (
    Voucher,
    drop_outside_voucher,
    enter_outside_voucher,
    verify_outside_voucher,
)
from vethanam.payroll.runs.actions import (
    RunOutcome,
    accept_difference,
    ask_run,
    complete_run,
    compute_run,
    compute_runs,
    lock_run,
    resolve_finding,
)
from vethanam.payroll.runs.increment_grants import grant_increments

__all__ = [
    "ArrearBills",
    "Challan",
    "ClaimableAtOnce",
    "ClaimedAtOnce",
    "Listed",
    "Made",
    "RunOutcome",
    "Voucher",
    "accept_difference",
    "answer_question",
    "approve_compensation",
    "ask_about_line",
    "ask_arrears",
    "ask_cost",
    "ask_run",
    "cancel_bill",
    "check_bill",
    "claim_arrears_at_once",
    "complete_arrears",
    "complete_cost",
    "complete_run",
    "compute_run",
    "compute_runs",
    "confirm_refund",
    "count_arrears_at_once",
    "countersign_bill",
    "decline_compensation",
    "draw_compensation",
    "draw_festival",
    "drop_outside_voucher",
    "enter_compensation_tax",
    "enter_outside_voucher",
    "enter_refund",
    "grant_increments",
    "lapse_bill",
    "list_arrears",
    "lock_run",
    "make_arrear_bill",
    "make_bill",
    "make_bill_of_months",
    "object_bill",
    "object_to_entry",
    "order_compensation",
    "pass_bill",
    "present_bill",
    "queue_bill",
    "refunds_of_challan",
    "refuse_refund",
    "resolve_finding",
    "settle_bill",
    "surrender_leave",
    "verify_outside_voucher",
    "withdraw_bill",
]
