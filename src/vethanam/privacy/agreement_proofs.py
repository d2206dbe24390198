"""Masters that two administrators sign: approvals of the High Court, clearances of the election authority,
notified registers, consent managers.

A row alone proves nothing, since the web process can write one. The agreement that comes last in the log
holds; a false row stands beside it and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from vethanam.errors import Finding
from vethanam.identity.agreements import AGREES, Agreements
from vethanam.identity.models import SignedAct
from vethanam.identity.signed_log import SignedLog
from vethanam.journal import keys
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signers import ADMINISTRATOR
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import (
    ApprovedText,
    ConsentManager,
    ElectionClearance,
    HighCourtApproval,
    NotifiedRegister,
)

APPROVAL, CLEARANCE = "high_court_approval", "election_clearance"
NOTIFIED, MANAGER = "notified_register", "consent_manager"
#: masters that count only as two administrators signed them
AGREED = frozenset({APPROVAL, CLEARANCE, NOTIFIED, MANAGER})
#: the subject of both signatures
SIGNS = "decision"

type Said = Mapping[str, Any]
#: the tables of texts that an authority approved
_TEXTS: Mapping[str, type[ApprovedText]] = {APPROVAL: HighCourtApproval, CLEARANCE: ElectionClearance}
_NAMED = {APPROVAL: "Approval of the High Court", CLEARANCE: "Clearance of the election authority"}


def has_high_court_approval(
    purpose: str, text_hash: str, at: datetime, log_key: VerifierKey | None = None
) -> bool:
    """Whether the High Court lets this very text go to judicial officers at an instant."""
    return _is_approved(APPROVAL, purpose, text_hash, at, log_key)


def has_election_clearance(
    purpose: str, text_hash: str, at: datetime, log_key: VerifierKey | None = None
) -> bool:
    """Whether the election authority lets this very text go in an election window at an instant."""
    return _is_approved(CLEARANCE, purpose, text_hash, at, log_key)


def _is_approved(kind: str, purpose: str, text_hash: str, at: datetime, log_key: VerifierKey | None) -> bool:
    if (
        not text_hash
        or not _TEXTS[kind]._default_manager.filter(purpose=purpose, text_hash=text_hash).exists()
    ):
        return False
    said = [
        one
        for one in agreed(kind, at, log_key)
        if (one.get("purpose"), one.get("text_hash")) == (purpose, text_hash)
    ]
    if not said:
        return False
    until = _day(said[-1].get("until"))
    return until is None or at.astimezone(IST).date() <= until


def notified_registers(at: datetime, log_key: VerifierKey | None = None) -> frozenset[str]:
    """The registers that the Central Government notified by the day of an instant."""
    if not NotifiedRegister.objects.exists():
        return frozenset()
    latest = {str(one.get("code")): _day(one.get("notified_on")) for one in agreed(NOTIFIED, at, log_key)}
    today = at.astimezone(IST).date()
    return frozenset(code for code, day in latest.items() if day is not None and day <= today)


def registered_managers(at: datetime, log_key: VerifierKey | None = None) -> Mapping[str, Said]:
    """The consent managers with a registration in force on the day of an instant, by number."""
    if not ConsentManager.objects.exists():
        return {}
    latest = {str(one.get("number")): one for one in agreed(MANAGER, at, log_key)}
    today = at.astimezone(IST).date()
    return {number: one for number, one in latest.items() if _is_within(one, today)}


def _is_within(said: Said, today: date) -> bool:
    first, last = _day(said.get("valid_from")), _day(said.get("valid_until"))
    return first is not None and last is not None and first <= today <= last


def agreed(kind: str, at: datetime | None = None, log_key: VerifierKey | None = None) -> list[Said]:
    """The statements of a kind that two administrators signed until an instant, in the order of the log."""
    if not SignedAct.objects.filter(act=AGREES, signs=SIGNS).exists():
        return []
    found, _ = _agreements(_database(), log_key or keys.public_key()).read()
    return [one.says for one in found if one.says.get("kind") == kind and (at is None or one.at <= at)]


def agreement_findings() -> Iterator[Finding]:
    """For ``vethanam check``: rows of these masters that no two signatures prove."""
    found, waits = _agreements(_database(), keys.public_key()).read()
    if waits:  # rows of this second may be among those that wait for a head
        return
    known = [one.says for one in found]
    for kind, model in _TEXTS.items():
        for row in model._default_manager.select_related("order").order_by("pk"):
            says = {
                "kind": kind, "purpose": row.purpose, "text_hash": row.text_hash,
                "until": row.until.isoformat() if row.until else None, "order_number": row.order.number,
                "order_dated": row.order.dated.isoformat(),
            }  # fmt: skip
            if says not in known:
                yield Finding(f"{_NAMED[kind]} for {row.purpose}", "agreement_unproven")
    for one in NotifiedRegister.objects.order_by("pk"):
        says = {
            "kind": NOTIFIED, "code": one.code, "gazette_number": one.gazette_number,
            "notified_on": one.notified_on.isoformat(),
        }  # fmt: skip
        if says not in known:
            yield Finding(f"Notified register {one.code}", "agreement_unproven")
    for manager in ConsentManager.objects.order_by("pk"):
        says = {
            "kind": MANAGER, "number": manager.number, "name": manager.name, "name_ml": manager.name_ml,
            "valid_from": manager.valid_from.isoformat(), "valid_until": manager.valid_until.isoformat(),
        }  # fmt: skip
        if says not in known:
            yield Finding(f"Consent manager {manager.number}", "agreement_unproven")


def _database() -> str:
    return str(connection.settings_dict["NAME"])


@lru_cache(maxsize=4)
def _agreements(_database: str, log_key: VerifierKey) -> Agreements:
    """The agreements of this process under heads of one key; each is proven once."""
    return Agreements(SignedLog(log_key), SIGNS, ADMINISTRATOR)


def _day(text: Any) -> date | None:
    """A day of a statement; one that is none is long over."""
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return date.min
