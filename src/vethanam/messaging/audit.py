"""Recompute the invariants of texts and intimations from the rows, for ``vethanam check``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import connections

from vethanam.errors import Finding
from vethanam.journal.row_audit import ANY_ACT, NO_ACT
from vethanam.messaging.canaries import PLANTED, PROPOSED, REACHED
from vethanam.messaging.canary_audit import canary_findings
from vethanam.messaging.templates import texts

# Intimations that contradict their credit: told as credited without a credit, as returned without a return,
# or to another person than the payee or the heir whose account it went into.
_UNTRUE = """
SELECT i.id, t.code, c.kind FROM messaging_intimation i
  JOIN messaging_messagetext t ON t.id = i.text_id
  JOIN payments_credit c ON c.id = i.credit_id
  JOIN payments_paymentleg l ON l.id = c.leg_id
 WHERE (t.code IN ('salary-came-back', 'salary-back-in-treasury-savings', 'dues-came-back'))
       <> (c.kind = 'returned')
    OR c.kind = 'rejected' OR i.for_month <> l.for_month
    OR i.person_id <> l.person_id AND NOT EXISTS (
       SELECT FROM service_book_payeeaccount a JOIN people_employment h ON h.number = a.heir
        WHERE a.id = l.account_fact_id AND a.heir <> '' AND h.person_id = i.person_id)
"""

#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        (
            "messaging_askeduse",
            "messaging_askeduseanswer",
            "messaging_campaign",
            "messaging_campaignuse",
            "messaging_messagetext",
            "messaging_recipient",
            "messaging_recipientend",
        ),
        ANY_ACT,
    ),
    "messaging_registeredsender": ("sender.registered",),
    "messaging_canaryproposal": (PROPOSED,),
    "messaging_canaryplanting": (PLANTED,),
    "messaging_canary": (PLANTED,),
    "messaging_canaryreached": (REACHED,),
    "messaging_campaigndecline": ("campaign.declined",),
    "messaging_countfile": ("counts.reconciled",),
    "messaging_portalreport": ("portal.reported",),
    "messaging_registerlink": ("register.linked",),
    "messaging_registerlinkdecision": ("register.link_decided",),
    "messaging_registerlinkend": ("register.unlinked",),
    "messaging_tester": ("team.joined", "team.left"),
    **dict.fromkeys(
        (
            "messaging_registeredgateway",
            "messaging_sendermanager",
            "messaging_sendercredential",
            "messaging_operatortext",
            "messaging_operatortariff",
        ),
        ("masters.agreed",),
    ),
    **dict.fromkeys(
        ("messaging_contactnotice", "messaging_factnotice"),
        NO_ACT,
    ),
}


def broken_invariants(using: str = "default") -> list[Finding]:
    """Every broken invariant, a sentence each."""
    with connections[using].cursor() as cursor:
        return [*_texts(cursor), *_intimations(cursor), *canary_findings(cursor)]


def _texts(cursor: Any) -> Iterator[Finding]:
    cursor.execute("SELECT code, version, hash FROM messaging_messagetext")
    known = {(code, version): bytes(value).hex() for code, version, value in cursor.fetchall()}
    for text in texts().values():
        registered = known.get((text.code, text.version))
        if registered != text.hash:
            code = "text_unregistered" if registered is None else "text_registered_otherwise"
            yield Finding(f"Text {text.name}", code)


def _intimations(cursor: Any) -> Iterator[Finding]:
    cursor.execute(_UNTRUE)
    for intimation, text, kind in cursor.fetchall():
        yield Finding(f"Intimation {intimation}", "intimation_untrue", facts={"text": text, "kind": kind})
