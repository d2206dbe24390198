"""Record a report file of the portal Mobile Seva."""

from __future__ import annotations

import hashlib
import secrets

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from vethanam.bulk import copy_rows
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.messaging.portal_report_models import PortalReport
from vethanam.messaging.portal_reports import matched, read_report

_ONE_AT_A_TIME = 0x706F7274  # "port"


@transaction.atomic
def record_portal_report(authority: Authority, content: bytes) -> PortalReport:
    """Record a report file: the end of each message in it that had none. The dispatcher moves the messages.

    Raises
    ------
    Refused
        No person acts, or this very file was entered before.
    Unsound, UnsoundInput
        As :func:`~vethanam.messaging.portal_reports.read_report`.
    """
    if authority.person is None:
        raise Refused("report_without_person")
    known = hashlib.sha256(content).digest()
    with connection.cursor() as cursor:  # two files may name the same message
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    if PortalReport.objects.filter(hash=known).exists():
        raise Refused("report_entered_before")
    found = matched(read_report(content))
    reference = secrets.token_hex(16)
    counts = {answer.value: count for answer, count in found.counts.items()}
    leaf = append(
        "portal.reported",
        public={"report": reference, "file": known.hex(), "lines": sum(counts.values())},
        private={"account": authority.account, "person": authority.person, "counts": counts},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    report = PortalReport.objects.create(
        reference=reference, hash=known, office=authority.office, counts=counts,
        entered_by_id=authority.account, person=authority.person, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
    if found.ends:
        rows = pl.DataFrame({"delivery_id": list(found.ends), "state": list(found.ends.values())})
        copy_rows("messaging_portalreportline", rows.with_columns(report_id=pl.lit(report.pk)))
    return report
