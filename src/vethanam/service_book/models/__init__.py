"""Facts of service, each appended with two times, its order, and who entered and verified it."""

from vethanam.service_book.models.dues import (
    Membership,
    Obligation,
    PayeeAccount,
    RecoverySuspension,
    TaxChoice,
)
from vethanam.service_book.models.fact import Fact, Standing, Verification
from vethanam.service_book.models.service import (
    Absence,
    Attendance,
    AuthorisedRate,
    Death,
    Guardianship,
    LeaveAccount,
    Pay,
    Posting,
    Quarters,
    ServiceSpell,
    Wage,
)
from vethanam.service_book.models.sheets import Sheet, SheetVerification
from vethanam.service_book.models.signed_accounts import AccountSecret, AccountSignature

FACTS: dict[str, type[Fact]] = {
    model.kind(): model
    for model in (
        ServiceSpell,
        Posting,
        Pay,
        AuthorisedRate,
        Wage,
        Attendance,
        Absence,
        Quarters,
        Membership,
        Obligation,
        RecoverySuspension,
        TaxChoice,
        PayeeAccount,
        LeaveAccount,
        Death,
        Guardianship,
    )
}

__all__ = [
    "FACTS",
    "Absence",
    "AccountSecret",
    "AccountSignature",
    "Attendance",
    "AuthorisedRate",
    "Death",
    "Fact",
    "Guardianship",
    "LeaveAccount",
    "Membership",
    "Obligation",
    "Pay",
    "PayeeAccount",
    "Posting",
    "Quarters",
    "RecoverySuspension",
    "ServiceSpell",
    "Sheet",
    "SheetVerification",
    "Standing",
    "TaxChoice",
    "Verification",
    "Wage",
]
