"""An operator's own count of our messages beside ours: by header, text and day.

The file is CSV with the columns ``header``, ``template``, ``day`` and ``count``. Ours are the messages that
the SMSC took. More at the operator means that another body sends under our header.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from vethanam.errors import Fault, Unsound, UnsoundInput, typed
from vethanam.messaging.models import CountFile, OperatorText, RegisteredSender

COLUMNS = ("header", "template", "day", "count")
MOST_LINES = 100_000
#: column → the fault of a value that cannot be used
FAULTS = {
    "header": "count_header", "template": "count_template", "day": "count_day", "count": "count_count",
}  # fmt: skip
# Parts that the SMSC took, by sender, text, language of the person and day.
_OURS = """
SELECT u.sender, u.template, CASE WHEN p.language = 'ml' THEN 'ml' ELSE 'en' END,
       (o.done_at AT TIME ZONE 'Asia/Kolkata')::date, count(*)
  FROM privacy_outbox o JOIN privacy_use u ON u.id = o.use_id JOIN people_person p ON p.id = o.person
 WHERE o.channel = 'sms'
   AND (o.state IN ('accepted', 'sent') OR o.state = 'failed' AND o.result = 'told undeliverable')
   AND (o.done_at AT TIME ZONE 'Asia/Kolkata')::date BETWEEN %s AND %s
 GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class CountLine:
    """One header, text and day with both counts."""

    header: str
    template: str
    day: str
    operators: int
    ours: int

    @property
    def over(self) -> int:
        """How many more the operator counted."""
        return max(self.operators - self.ours, 0)

    def as_json(self) -> dict[str, str | int]:
        """The stored form."""
        return asdict(self)


type _Key = tuple[str, str, str]


def count_files_of(office: str | None) -> QuerySet[CountFile]:
    """The count files that an office compared, or of all offices without one; newest first."""
    rows = CountFile.objects.select_related("case").order_by("-pk")
    return rows.filter(office=office) if office is not None else rows


def read_counts(content: bytes) -> dict[_Key, int]:
    """The counts of a file by header, template and day; a key that stands twice is summed.

    Raises
    ------
    Unsound, UnsoundInput
        It is no such file, or lines of it cannot be used: all of them, up to 20.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        raise Unsound("counts_unreadable", columns=", ".join(COLUMNS)) from None
    if not rows or set(COLUMNS) - set(rows[0]) or len(rows) > MOST_LINES:
        raise Unsound("counts_unreadable", columns=", ".join(COLUMNS))
    found, faults = Counter[_Key](), list[Fault]()
    headers = {one.upper() for one in RegisteredSender.objects.values_list("header", flat=True) if one}
    for number, row in enumerate(rows, start=2):
        line = {name: (row[name] or "").strip() for name in COLUMNS}
        fault = _fault_of(line, headers)
        if fault is None:
            found[line["header"].upper(), line["template"], line["day"]] += int(line["count"])
        elif len(faults) < 20:
            faults.append(Fault(f"line {number}", fault, FAULTS[fault], {"value": typed(line[fault], 24)}))
    if faults:
        raise UnsoundInput("counts_faulty", faults)
    return dict(found)


def _fault_of(line: Mapping[str, str], headers: set[str]) -> str | None:
    """The first column of a line that cannot be used."""
    if line["header"].upper() not in headers:
        return "header"
    if not (line["template"].isascii() and line["template"].isdigit()):
        return "template"
    try:
        date.fromisoformat(line["day"])
    except ValueError:
        return "day"
    return None if line["count"].isascii() and line["count"].isdigit() else "count"


def compared(counts: Mapping[_Key, int]) -> list[CountLine]:
    """Both counts of every key of the file or of ours on its days, sorted."""
    if not counts:
        return []
    days = sorted(day for *_, day in counts)
    ours = own_counts(date.fromisoformat(days[0]), date.fromisoformat(days[-1]))
    named = {header for header, *_ in counts}
    keys = sorted(counts.keys() | {key for key in ours if key[0] in named})
    return [CountLine(*key, operators=counts.get(key, 0), ours=ours.get(key, 0)) for key in keys]


def own_counts(first: date, last: date) -> dict[_Key, int]:
    """The messages that the SMSC took on these days, by header, number of the text and day."""
    headers = dict(RegisteredSender.objects.order_by("pk").values_list("office", "header"))
    rows = OperatorText.objects.order_by("pk").values_list(
        "office", "text", "version", "language", "template_id"
    )
    numbers = {
        (office, f"{text}/{version}", language): number for office, text, version, language, number in rows
    }
    found = Counter[_Key]()
    with connection.cursor() as cursor:
        cursor.execute(_OURS, [first, last])
        for sender, text, language, day, count in cursor.fetchall():
            header = headers.get(sender, "").upper()
            found[header, numbers.get((sender, text, language), ""), day.isoformat()] += count
    return dict(found)


def lines_over(lines: Sequence[CountLine]) -> list[CountLine]:
    """The lines on which the operator counted more than we handed over."""
    return [line for line in lines if line.over]
