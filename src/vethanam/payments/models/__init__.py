"""Tables: instruction files, legs and payees, the bank's answers and events, findings."""

from vethanam.payments.models.answers import Answer, AnswerBody, BankDay, Credit, PaymentFinding
from vethanam.payments.models.banks import Bank, BankTerms, Branch, TreasuryDay
from vethanam.payments.models.benefits import (
    BenefitAccount,
    BenefitCredit,
    BenefitFileBody,
    BenefitRemark,
    BenefitTree,
    FailedBenefit,
)
from vethanam.payments.models.found_files import FoundFile, FoundFileDecision, FoundTransfer
from vethanam.payments.models.institutions import Institution, InstitutionAccount
from vethanam.payments.models.instructions import (
    FailedLeg,
    FileBody,
    LegAccount,
    LegProof,
    PaymasterRemark,
    PaymentFile,
    PaymentLeg,
    Reissue,
)

__all__ = [
    "Answer",
    "AnswerBody",
    "Bank",
    "BankDay",
    "BankTerms",
    "BenefitAccount",
    "BenefitCredit",
    "BenefitFileBody",
    "BenefitRemark",
    "BenefitTree",
    "Branch",
    "Credit",
    "FailedBenefit",
    "FailedLeg",
    "FileBody",
    "FoundFile",
    "FoundFileDecision",
    "FoundTransfer",
    "Institution",
    "InstitutionAccount",
    "LegAccount",
    "LegProof",
    "PaymasterRemark",
    "PaymentFile",
    "PaymentFinding",
    "PaymentLeg",
    "Reissue",
    "TreasuryDay",
]
