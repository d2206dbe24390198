"""Tables of this room that ``vethanam check`` compares with the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vethanam.journal.row_audit import ANY_ACT

#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        (
            "people_billarrangement",
            "people_billclass",
            "people_department",
            "people_district",
            "people_drawingcode",
            "people_employment",
            "people_headofaccount",
            "people_localbody",
            "people_masterchange",
            "people_masterclosing",
            "people_masterdecision",
            "people_masterproposal",
            "people_office",
            "people_officeclass",
            "people_person",
            "people_post",
            "people_statesetting",
            "people_treasury",
        ),
        ANY_ACT,
    ),
    "people_appointment": ("appointment", "appointment_ended"),
    "people_appointmentdecision": ("appointment.agreed", "appointment.rejected"),
    "people_appointmentproposal": ("appointment.proposed",),
    "people_delegation": ("delegation", "delegation_revoked"),
}
