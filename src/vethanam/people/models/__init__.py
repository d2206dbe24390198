"""Persons and employments; offices and codes; appointments and delegations."""

from vethanam.people.models.masters import MasterChange, MasterClosing, MasterDecision, MasterProposal
from vethanam.people.models.officers import (
    Appointment,
    AppointmentDecision,
    AppointmentProposal,
    Delegation,
    DelegationDecision,
    Role,
)
from vethanam.people.models.offices import (
    BillArrangement,
    BillClass,
    Department,
    District,
    DrawingCode,
    HeadOfAccount,
    LocalBody,
    Office,
    OfficeClass,
    Post,
    StateSetting,
    Treasury,
)
from vethanam.people.models.persons import Employment, Person
from vethanam.people.models.programs import (
    CONSENT_MANAGER,
    DEATH_REGISTRY,
    FACES,
    PAYMENT_OPERATOR,
    READING,
    Program,
)

__all__ = [
    "CONSENT_MANAGER",
    "DEATH_REGISTRY",
    "FACES",
    "PAYMENT_OPERATOR",
    "READING",
    "Appointment",
    "AppointmentDecision",
    "AppointmentProposal",
    "BillArrangement",
    "BillClass",
    "Delegation",
    "DelegationDecision",
    "Department",
    "District",
    "DrawingCode",
    "Employment",
    "HeadOfAccount",
    "LocalBody",
    "MasterChange",
    "MasterClosing",
    "MasterDecision",
    "MasterProposal",
    "Office",
    "OfficeClass",
    "Person",
    "Post",
    "Program",
    "Role",
    "StateSetting",
    "Treasury",
]
