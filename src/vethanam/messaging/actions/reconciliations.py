"""Compare an operator's count file with our own counts. More there is an incident: a case opens."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.messaging.count_files import compared, lines_over, read_counts
from vethanam.messaging.models import CountFile
from vethanam.privacy.actions.duties import open_incident

#: why a case opens by itself
ELSEWHERE = "header_used_elsewhere"


@transaction.atomic
def reconcile_counts(authority: Authority, content: bytes) -> CountFile:
    """Record an operator's count file with both counts of each line; opens a case if the operator has more.

    Raises
    ------
    Refused
        No person acts, or this very file was compared before.
    Unsound, UnsoundInput
        As :func:`~vethanam.messaging.count_files.read_counts`.
    """
    if authority.person is None:
        raise Refused("counts_without_person")
    known = hashlib.sha256(content).digest()
    if CountFile.objects.filter(hash=known).exists():
        raise Refused("counts_compared_before")
    lines = compared(read_counts(content))
    over = sum(line.over for line in lines_over(lines))
    reference = secrets.token_hex(16)
    leaf = append(
        "counts.reconciled",
        public={
            "counts": reference, "file": known.hex(), "lines": len(lines), "over": over,
        },
        private={
            "account": authority.account, "person": authority.person,
            "lines": [line.as_json() for line in lines],
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    case = None
    if over:
        says = f"The operator counted {over} messages more under our headers than this system handed over."
        case = open_incident(authority, ELSEWHERE, says)
    return CountFile.objects.create(
        reference=reference, hash=known, office=authority.office, lines=[line.as_json() for line in lines],
        over=over, case=case, entered_by_id=authority.account, person=authority.person, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
