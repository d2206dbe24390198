"""Checks for ``vethanam check``: the right persons signed every entry that needs a signature, and which
tables of this room are compared with the log.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import connections

from vethanam.errors import Finding
from vethanam.journal import keys
from vethanam.journal.row_audit import ANY_ACT
from vethanam.ledger.signers import ADMINISTRATOR, signers_in
from vethanam.ledger.verifier import fault_in

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
            "people_program",
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
# Entries on signers, on their signatures, and on acts that need a signature. "kind" is the third member.
_LEAVES = """
SELECT leaf.index, staged.id, staged.leaf
  FROM journal_leaf AS leaf JOIN journal_staged AS staged ON staged.id = leaf.staged_id
 WHERE substring(convert_from(staged.leaf, 'UTF8') FROM '"kind":"([a-z_.]+)"') = ANY(%s) ORDER BY leaf.index
"""
_KINDS = [
    "act.signed", "appointment", "appointment_ended", "approval.given", "campaign.composed", "delegation",
    "delegation_revoked", "key.confirmed", "key.enrolled", "key.revoked", "log.time", "purpose.proposed",
    "purpose.registered", "recipient.proposed", "restraint.filed", "restraint.position",
    "restraint.position_proposed", "text.class_proposed", "text.registered", "use.allowed", "use.asked",
    "use.closed",
]  # fmt: skip
# Appointments that were not made at the machine, with their entry.
_APPOINTMENTS = """
SELECT held.id, held.role, held.leaf, mark.mark FROM people_appointment AS held
  LEFT JOIN identity_personmark AS mark ON mark.person = held.person_id
 WHERE held.ends_id IS NULL AND held.role NOT IN ('service', 'employee') ORDER BY held.id
"""


def broken_invariants(using: str = "default") -> list[Finding]:
    """Every broken invariant, a sentence each; needs a connection that may read all of the log."""
    with connections[using].cursor() as cursor:
        cursor.execute(_LEAVES, [_KINDS])
        rows = [(index, staged, json.loads(bytes(leaf))) for index, staged, leaf in cursor.fetchall()]
        cursor.execute(_APPOINTMENTS)
        held = cursor.fetchall()
    return [*_in_log([(index, leaf) for index, _, leaf in rows]), *_appointments(rows, held)]


def _in_log(leaves: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Finding]:
    fault = fault_in(leaves, keys.public_key())
    if fault is not None:
        _, index, says = fault
        yield Finding("The log", "entry_not_signed_so", blocks=True, facts={"index": index, "why": says})


def _appointments(
    rows: Sequence[tuple[int, int, Mapping[str, Any]]],
    held: Sequence[tuple[int, str, int | None, str | None]],
) -> Iterator[Finding]:
    signers = signers_in([(index, leaf) for index, _, leaf in rows], keys.public_key())
    counted = {one.index for given in signers.appointments.values() for one in given}
    staged = {staged for index, staged, _ in rows if index in counted}
    founders = {mark for mark, given in signers.appointments.items() if any(one.first == "" for one in given)}
    for appointment, role, leaf, mark in held:
        if leaf not in staged and not (role == ADMINISTRATOR and mark in founders):
            yield Finding(f"Appointment {appointment}", "appointment_not_signed", facts={"role": role})
