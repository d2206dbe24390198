"""Tables: purposes; contacts and seals; uses, subjects, outbox and grants; restraints; duties."""

from vethanam.privacy.models.approvals import Approval, TextClassProposal
from vethanam.privacy.models.consents import Consent, ConsentWithdrawal, Notice
from vethanam.privacy.models.contacts import (
    ChannelChoice,
    CodeAnswer,
    Contact,
    ContactCode,
    ContactErasure,
    ContactReturn,
    DataKey,
    OpenGrant,
    Sealed,
    VaultRotation,
)
from vethanam.privacy.models.duties import Duty, DutyStep
from vethanam.privacy.models.policies import PolicyProposal, PolicySet
from vethanam.privacy.models.registry import (
    Event,
    HighCourtApproval,
    NotifiedRegister,
    Purpose,
    PurposeProposal,
    PurposePublication,
    Transfer,
)
from vethanam.privacy.models.restraints import (
    PositionProposal,
    QueueStatement,
    RecordedWindow,
    RelayHold,
    Restraint,
    RestraintPosition,
    StatedMessage,
)
from vethanam.privacy.models.uses import (
    Delivery,
    Outbox,
    SubjectOutcome,
    Use,
    UseClosing,
    UseProof,
    UseSubject,
)

__all__ = [
    "Approval",
    "ChannelChoice",
    "CodeAnswer",
    "Consent",
    "ConsentWithdrawal",
    "Contact",
    "ContactCode",
    "ContactErasure",
    "ContactReturn",
    "DataKey",
    "Delivery",
    "Duty",
    "DutyStep",
    "Event",
    "HighCourtApproval",
    "Notice",
    "NotifiedRegister",
    "OpenGrant",
    "Outbox",
    "PolicyProposal",
    "PolicySet",
    "PositionProposal",
    "Purpose",
    "PurposeProposal",
    "PurposePublication",
    "QueueStatement",
    "RecordedWindow",
    "RelayHold",
    "Restraint",
    "RestraintPosition",
    "Sealed",
    "StatedMessage",
    "SubjectOutcome",
    "TextClassProposal",
    "Transfer",
    "Use",
    "UseClosing",
    "UseProof",
    "UseSubject",
    "VaultRotation",
]
