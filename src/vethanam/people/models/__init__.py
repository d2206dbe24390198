"""Persons and employments; offices and codes; appointments and delegations."""

from vethanam.people.models.officers import (
    Appointment,
    AppointmentDecision,
    AppointmentProposal,
    Delegation,
    Role,
)
from vethanam.people.models.offices import (
    BillArrangement,
    BillClass,
    DrawingCode,
    HeadOfAccount,
    Office,
    OfficeClass,
    Post,
    Treasury,
)
from vethanam.people.models.persons import Employment, Person

__all__ = [
    "Appointment",
    "AppointmentDecision",
    "AppointmentProposal",
    "BillArrangement",
    "BillClass",
    "Delegation",
    "DrawingCode",
    "Employment",
    "HeadOfAccount",
    "Office",
    "OfficeClass",
    "Person",
    "Post",
    "Role",
    "Treasury",
]
