"""Published purposes: their content, and the proof that two persons approved them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import product
from typing import Any

from django.db import connection
from django.db.models import Max

from vethanam.errors import VethanamError
from vethanam.identity.queries import marks_of
from vethanam.identity.signer_refusals import Refusals
from vethanam.journal.queries import entries_under_head, opening_of, stamp_after
from vethanam.ledger.approvals import commitment_to
from vethanam.ledger.commitments import commitment
from vethanam.ledger.leaves import UNREADABLE
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.quorum import LAPSES_AFTER, LEVELS
from vethanam.ledger.signers import LATE
from vethanam.ledger.stamps import is_sample_log
from vethanam.privacy.approval_proofs import name_of, proven_approvals
from vethanam.privacy.models import Approval, PurposePublication
from vethanam.privacy.purposes.purpose import Purpose, purpose_of

_DAYS = ("dormant_until", "valid_from", "valid_until", "review_by")


def publications() -> list[PurposePublication]:
    """Every published purpose with its proposal, oldest first."""
    return list(PurposePublication.objects.select_related("purpose", "proposal").order_by("pk"))


def content_of_publication(row: PurposePublication) -> Purpose:
    """The published version of a purpose."""
    return purpose_in(row.purpose.content, f"{row.purpose.code} version {row.purpose.version}")


def purpose_in(content: Mapping[str, Any], where: str) -> Purpose:
    """A purpose from its stored content, in which days are text."""
    days = {name: date.fromisoformat(content[name]) for name in _DAYS if content.get(name)}
    return purpose_of({**content, **days}, where)


def is_proven(row: PurposePublication, log_key: VerifierKey) -> bool:
    """Whether the log proves that the purpose owner of the office and the data protection officer approved
    exactly this content before it was registered. Neither may be its proposer.
    """
    refusals, began = _refusals(str(connection.settings_dict["NAME"]), log_key), time.monotonic()
    try:
        version = row.pk, content_of_publication(row).hash
    except (*UNREADABLE, VethanamError):
        return False
    if not refusals.without([version]):
        return False
    try:
        _check(*version, log_key)
    except _NotYetError:
        return False
    except (_NotProvenError, *UNREADABLE, VethanamError):
        refusals.add([version], time.monotonic() - began)
        return False
    return True


class _NotProvenError(Exception):
    """Nothing shows the approvals."""


class _NotYetError(Exception):
    """No head covers the entries yet."""


@lru_cache(maxsize=4)
def _refusals(_database: str, _log_key: VerifierKey) -> Refusals[tuple[int, str]]:
    return Refusals(also=lambda: Approval.objects.aggregate(last=Max("pk"))["last"])


@lru_cache(maxsize=1_000)  # what stands under a signed head stays; the content is hashed anew on each call
def _check(publication: int, content_hash: str, log_key: VerifierKey) -> None:
    row = PurposePublication.objects.select_related("purpose", "proposal").get(pk=publication)
    if content_of_publication(row).hash != content_hash or not _is_approved(row, log_key):
        raise _NotProvenError


def _is_approved(row: PurposePublication, log_key: VerifierKey) -> bool:
    leaves = {
        one.staged: one.content for one in entries_under_head([row.purpose.leaf, row.proposal.leaf], log_key)
    }
    if len(leaves) != len({row.purpose.leaf, row.proposal.leaf}):
        raise _NotYetError
    registered, proposed = leaves[row.purpose.leaf], leaves[row.proposal.leaf]
    if (registered["kind"], proposed["kind"]) != ("purpose.registered", "purpose.proposed"):
        return False
    content, approved = content_of_publication(row), commitment_to(proposed)
    public, asked = registered["public"], proposed["public"]
    said = (public.get("purpose"), public.get("hash"), public.get("approved"), asked.get("purpose"))
    first = str(content.valid_from)
    if said != (content.code, content.hash, approved, content.code):
        return False
    if public.get("approvals") != content.approvals:
        return False
    if (asked.get("hash"), asked.get("in_force_from")) != (content.hash, first):
        return False
    asking = _asked_by(row.proposal.leaf, proposed)
    at = registered_at(row, registered, log_key)
    return asking is not None and _by_two(
        str(asked["proposal"]), str(asked["office"]), approved, asking, at, log_key
    )


def registered_at(row: PurposePublication, registered: Mapping[str, Any], log_key: VerifierKey) -> datetime:
    """When a purpose was registered, by its entry, and at most an hour before the sequencer took that entry:
    an earlier time would bring lapsed approvals back. Of a sample: the entry's own time.
    """
    at = datetime.fromisoformat(registered["at"])
    if is_sample_log(log_key.name):
        return at
    stamp, is_of_batch = stamp_after(row.purpose.leaf, log_key)
    if stamp is None:
        raise _NotYetError
    return max(at, stamp.time - LATE) if is_of_batch else at


def _asked_by(staged: int, proposed: Mapping[str, Any]) -> frozenset[int] | None:
    """The humans behind a proposal, from the opening of its leaf; None if nobody can show them."""
    opening = opening_of(staged)
    if opening is None or commitment(opening.salt, dict(opening.private)).hex() != proposed["commitment"]:
        return None
    persons = {opening.private["person"], opening.private["for_person"]} - {None}
    return frozenset(persons) if marks_of(persons) == proposed["public"].get("asked_by") else None


def _by_two(
    reference: str, office: str, approved: str, asking: frozenset[int], at: datetime, log_key: VerifierKey
) -> bool:
    given = [
        one
        for one in proven_approvals("purpose", reference, asking, office=office, log_key=log_key)
        if one.commitment == approved and one.at is not None and one.at <= at <= one.at + LAPSES_AFTER
    ]
    nobody = name_of(min(asking))
    fitting = [
        [one.by for one in given if one.role == role and one.by != nobody] for role in LEVELS["two_person"]
    ]
    return any(len({*chosen}) == len(chosen) for chosen in product(*fitting))
