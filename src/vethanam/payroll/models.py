"""Models of payroll: runs, due and claims, bills and their acts, drawn lines, costings."""

from vethanam.payroll.arrears.models import ArrearList, ArrearMonth, ArrearsRequest
from vethanam.payroll.bills.models import (
    Bill,
    BillAct,
    BillLine,
    LineObjection,
    Presentation,
    for_month,
    made_of,
)
from vethanam.payroll.bills.refund_models import Refund, RefundLine
from vethanam.payroll.compensation.models import (
    CompensatedLine,
    Compensation,
    CompensationDecision,
    CompensationTax,
)
from vethanam.payroll.costing.models import Costing, Scenario
from vethanam.payroll.former_system.models import SignedDifference, WentLive
from vethanam.payroll.occasions.models import Occasion
from vethanam.payroll.pay_calendar.models import GENERAL, PayDay, PayGroup
from vethanam.payroll.payslips.models import PayLine, PayMonth, Payslip, PayslipOpening, Recovery
from vethanam.payroll.payslips.question_models import LineAnswer, LineQuestion
from vethanam.payroll.register.models import (
    Claim,
    Component,
    DrawnElsewhere,
    DueRegister,
    OutsideVoucher,
    OutsideVoucherDecision,
    RecoveredSum,
)
from vethanam.payroll.runs.models import Assessed, Resolution, Run, RunFinding

__all__ = [
    "GENERAL",
    "ArrearList",
    "ArrearMonth",
    "ArrearsRequest",
    "Assessed",
    "Bill",
    "BillAct",
    "BillLine",
    "Claim",
    "CompensatedLine",
    "Compensation",
    "CompensationDecision",
    "CompensationTax",
    "Component",
    "Costing",
    "DrawnElsewhere",
    "DueRegister",
    "LineAnswer",
    "LineObjection",
    "LineQuestion",
    "Occasion",
    "OutsideVoucher",
    "OutsideVoucherDecision",
    "PayDay",
    "PayGroup",
    "PayLine",
    "PayMonth",
    "Payslip",
    "PayslipOpening",
    "Presentation",
    "RecoveredSum",
    "Recovery",
    "Refund",
    "RefundLine",
    "Resolution",
    "Run",
    "RunFinding",
    "Scenario",
    "SignedDifference",
    "WentLive",
    "for_month",
    "made_of",
]
