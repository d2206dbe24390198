"""Checks for ``vethanam check``: the right persons signed every entry that needs a signature, and which
tables of this room are compared with the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connections

from vethanam.errors import Finding
from vethanam.journal import keys
from vethanam.journal.row_audit import ANY_ACT, Change
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.signers import ADMINISTRATOR, Signers, signers_in
from vethanam.ledger.verifier import faults_in

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
    "people_delegationdecision": ("delegation.agreed", "delegation.rejected"),
}
#: changes of their rows: masters, and a person's first account
CHANGES: Mapping[str, Change] = {
    **dict.fromkeys(
        (
            "people_billarrangement",
            "people_billclass",
            "people_department",
            "people_district",
            "people_drawingcode",
            "people_headofaccount",
            "people_localbody",
            "people_office",
            "people_post",
            "people_program",
            "people_treasury",
        ),
        Change(),
    ),
    "people_person": Change(("account.made",)),
}
_MOST = 50
# Entries on signers, on their signatures, and on acts that need a signature. "kind" is the third member.
_LEAVES = """
SELECT leaf.index, staged.id, staged.leaf
  FROM journal_leaf AS leaf JOIN journal_staged AS staged ON staged.id = leaf.staged_id
 WHERE substring(encode(staged.leaf, 'escape') FROM '"kind":"([a-z_.]+)"') = ANY(%s) ORDER BY leaf.index
"""
_KINDS = [
    "act.signed", "appointment", "appointment_ended", "approval.given", "campaign.composed", "delegation",
    "delegation.agreed", "delegation_revoked", "key.confirmed", "key.enrolled", "key.revoked", "log.time",
    "purpose.proposed", "purpose.registered", "recipient.proposed", "restraint.filed", "restraint.position",
    "restraint.position_proposed", "text.class_proposed", "text.registered", "use.allowed", "use.asked",
    "use.closed",
]  # fmt: skip
# Appointments that were not made at the machine, with their entry.
_APPOINTMENTS = """
SELECT held.id, held.role, held.leaf, mark.mark FROM people_appointment AS held
  LEFT JOIN identity_personmark AS mark ON mark.person = held.person_id
 WHERE held.ends_id IS NULL AND held.role NOT IN ('service', 'employee') ORDER BY held.id
"""
# Delegations that a superior agreed to by their rows, with the entry of the agreement.
_DELEGATIONS = "SELECT delegation_id, leaf FROM people_delegationdecision WHERE is_agreed ORDER BY id"


def broken_invariants(using: str = "default") -> list[Finding]:
    """Every broken invariant, a sentence each; needs a connection that may read all of the log."""
    with connections[using].cursor() as cursor:
        cursor.execute(_LEAVES, [_KINDS])
        read = [(index, staged, leaf_in(bytes(leaf))) for index, staged, leaf in cursor.fetchall()]
        rows = [(index, staged, leaf) for index, staged, leaf in read if leaf is not None]
        cursor.execute(_APPOINTMENTS)
        held = cursor.fetchall()
        cursor.execute(_DELEGATIONS)
        lent = cursor.fetchall()
    signers = signers_in([(index, leaf) for index, _, leaf in rows], keys.public_key())
    counted = {one.index for given in signers.appointments.values() for one in given}
    staged = {staged for index, staged, _ in rows if index in counted}
    return [
        *_in_log([(index, leaf) for index, _, leaf in rows]),
        *_appointments(signers, staged, held),
        *_delegations(staged, lent),
    ]


def _in_log(leaves: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Finding]:
    """At most fifty: false entries, which any process can stage, hide no other."""
    for _, index, says in islice(faults_in(leaves, keys.public_key()), _MOST):
        yield Finding("The log", "entry_not_signed_so", blocks=True, facts={"index": index, "why": says})


def _appointments(
    signers: Signers,
    staged: Collection[int],
    held: Sequence[tuple[int, str, int | None, str | None]],
) -> Iterator[Finding]:
    """Appointments that no two signatures gave. ``staged`` are the entries that give a role."""
    founders = {mark for mark, given in signers.appointments.items() if any(one.first == "" for one in given)}
    for appointment, role, leaf, mark in held:
        if leaf not in staged and not (role == ADMINISTRATOR and mark in founders):
            yield Finding(f"Appointment {appointment}", "appointment_not_signed", facts={"role": role})


def _delegations(staged: Collection[int], lent: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Delegations in force by their rows that no superior signed."""
    for delegation, leaf in lent:
        if leaf not in staged:
            yield Finding(f"Delegation {delegation}", "delegation_not_agreed")
