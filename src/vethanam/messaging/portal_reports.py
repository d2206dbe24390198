"""Report files of the portal Mobile Seva: the fate of messages that it took, or said it would submit.

The file is CSV with the columns ``message``, ``header`` and ``status``, and no other: a telephone number
never enters. A line is matched by the portal's number of the message. Nothing is sent because of a report.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.db.models import QuerySet

from vethanam.bulk import array_of_texts
from vethanam.errors import Fault, Unsound, UnsoundInput, typed
from vethanam.messaging.gateways.mgov.forms import KNOWN_AS
from vethanam.messaging.models import RegisteredSender
from vethanam.messaging.portal_report_models import PortalReport

COLUMNS = ("message", "header", "status")
MOST_LINES = 100_000
_MOST_FAULTS = 20
DELIVERED, UNDELIVERABLE, WAITING = "delivered", "undeliverable", ""
#: a portal's word, in small letters → the state of the message
STATUSES: Mapping[str, str] = {
    **dict.fromkeys(("delivered", "delivrd"), DELIVERED),
    **dict.fromkeys(
        (
            "undelivered", "undeliverable", "undeliv", "undelivrd", "failed", "expired", "rejected",
            "rejectd", "blocked", "dnd",
        ),
        UNDELIVERABLE,
    ),
    **dict.fromkeys(("submitted", "sent", "accepted", "pending", "queued"), WAITING),
}  # fmt: skip
#: column → the fault of a value that cannot be used
FAULTS = {"header": "count_header", "message": "report_message", "status": "report_status"}
_MESSAGE = re.compile(r"[0-9A-Za-z._-]{1,60}")
_TELEPHONE = re.compile(r"\+?\d{7,15}")

# The row of each portal's number, with its sender and what is known of it.
_KNOWN = """
SELECT x.reference, d.id, u.sender, o.state, d.state, l.state
  FROM unnest(%s::text[]) AS x(reference)
  JOIN LATERAL (SELECT id, message_id, state FROM privacy_delivery
                 WHERE reference = x.reference ORDER BY id DESC LIMIT 1) d ON true
  JOIN privacy_outbox o ON o.id = d.message_id JOIN privacy_use u ON u.id = o.use_id
  LEFT JOIN messaging_portalreportline l ON l.delivery_id = d.id
"""


class Answer(StrEnum):
    """The answer to one line of a report."""

    DELIVERED = "delivered"
    FAILED = "failed"
    WAITING = "waiting"  # the portal knows no end yet
    BEFORE = "before"  # the same was reported before
    OTHERWISE = "otherwise"  # reported before with another end, which stands
    UNKNOWN = "unknown"  # no message of ours under this header has this number


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One message of a report."""

    message: str
    header: str
    state: str

    @property
    def reference(self) -> str:
        """The reference under which the dispatcher keeps the portal's number."""
        return KNOWN_AS + self.message


@dataclass(frozen=True, slots=True)
class Matched:
    """A report against our messages: lines by answer, and the new ends by delivery."""

    counts: Mapping[Answer, int]
    ends: Mapping[int, str]


def portal_reports_of(office: str | None) -> QuerySet[PortalReport]:
    """The reports that an office entered, or of all offices without one; newest first."""
    rows = PortalReport.objects.order_by("-pk")
    return rows.filter(office=office) if office is not None else rows


def read_report(content: bytes) -> list[ReportLine]:
    """The messages of a file, each once.

    Raises
    ------
    Unsound, UnsoundInput
        It is no such file or has another column, or lines of it cannot be used: all of them, up to 20.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Unsound("report_unreadable", columns=", ".join(COLUMNS)) from None
    if not rows or len(rows) > MOST_LINES or {*rows[0]} != {*COLUMNS}:
        raise Unsound("report_unreadable", columns=", ".join(COLUMNS))
    found, faults = dict[str, ReportLine](), list[Fault]()
    headers = {one.upper() for one in RegisteredSender.objects.values_list("header", flat=True) if one}
    for number, row in enumerate(rows, start=2):
        if None in row:  # a cell beyond the columns
            raise Unsound("report_unreadable", columns=", ".join(COLUMNS))
        line = {name: (row[name] or "").strip() for name in COLUMNS}
        fault = _fault_of(line, headers)
        if fault is not None:
            faults.append(Fault(f"line {number}", fault, FAULTS[fault], {"value": typed(line[fault], 24)}))
            continue
        read = ReportLine(line["message"], line["header"].upper(), STATUSES[line["status"].casefold()])
        kept = found.setdefault(read.message, read)
        if kept.state == WAITING:
            found[read.message] = read
        elif read.state not in (WAITING, kept.state):
            faults.append(Fault(f"line {number}", "status", "report_contradicts"))
    if faults:
        raise UnsoundInput("report_faulty", faults[:_MOST_FAULTS])
    return list(found.values())


def _fault_of(line: Mapping[str, str], headers: set[str]) -> str | None:
    """The first column of a line that cannot be used."""
    if line["header"].upper() not in headers:
        return "header"
    if not _MESSAGE.fullmatch(line["message"]) or _TELEPHONE.fullmatch(line["message"]):
        return "message"
    return None if line["status"].casefold() in STATUSES else "status"


def matched(lines: Sequence[ReportLine]) -> Matched:
    """The answer to each line of a report, and the ends that are new."""
    headers = dict(RegisteredSender.objects.order_by("pk").values_list("office", "header"))
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [array_of_texts(one.reference for one in lines)])
        known = {reference: rest for reference, *rest in cursor.fetchall()}
    counts, ends = Counter[Answer](), dict[int, str]()
    for line in lines:
        delivery, sender, state, told, reported = known.get(line.reference, (0, "", "", "", None))
        if headers.get(sender, "").upper() != line.header:
            counts[Answer.UNKNOWN] += 1
        elif line.state == WAITING:
            counts[Answer.WAITING] += 1
        elif before := told or reported:
            counts[Answer.BEFORE if before == line.state else Answer.OTHERWISE] += 1
        elif state not in ("accepted", "uncertain"):
            counts[Answer.UNKNOWN] += 1
        else:
            counts[Answer.DELIVERED if line.state == DELIVERED else Answer.FAILED] += 1
            ends[delivery] = line.state
    return Matched({one: counts[one] for one in Answer}, ends)
