"""A file of templates from the portal of an operator, as rows of the master *texts of the operators*.

Portals name their columns differently; a column is known by any of its names. A template belongs to the text
with the same registered words, and to the sender with its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vethanam.errors import Sentence, Unsound
from vethanam.messaging.operator_texts import TextNeeded, texts_needed
from vethanam.messaging.sender_views import senders_on
from vethanam.messaging.short_texts import VARIABLE

_COLUMNS: Mapping[str, frozenset[str]] = {
    "template_id": frozenset({"template id", "content template id", "dlt template id", "te id"}),
    "words": frozenset({"template content", "template message", "content", "message", "template"}),
    "category": frozenset({"template type", "category", "type", "content type", "template category"}),
    "header": frozenset({"header", "headers", "sender id", "header name", "header id"}),
    "approved": frozenset({"approved on", "approval date", "approved date", "registered on", "created on"}),
    "until": frozenset({"valid until", "expiry date", "expires on"}),
    "state": frozenset({"status", "approval status", "template status"}),
}
_NEEDED = ("template_id", "words", "header")
_CATEGORIES = {
    "transactional": "transactional", "service implicit": "service_implicit", "si": "service_implicit",
    "service explicit": "service_explicit", "se": "service_explicit", "promotional": "promotional",
    "government": "government",
}  # fmt: skip
_APPROVED = frozenset({"", "approved", "active", "registered"})
#: portals have marks of several kinds, such as {#numeric#}
_ANY_VARIABLE = re.compile(r"\{#[a-z]+#\}", re.IGNORECASE)
ROW = (
    "text", "version", "office", "language", "template_id", "category", "words", "valid_from", "valid_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A line of the file: a row of the master, or the reason why it is none."""

    line: int
    template_id: str
    row: Mapping[str, str] | None = None
    why: Sentence | None = None


def read_export(lines: Sequence[Sequence[str]], day: date) -> Iterator[Template]:
    """Each template of a file; ``day`` is the first day of one without a day.

    Raises
    ------
    Unsound
        The file lacks the column of the number, the words or the header.
    """
    places = _places(lines[0] if lines else ())
    if missing := [name for name in _NEEDED if name not in places]:
        raise Unsound("export_lacks_columns", missing=missing)
    needed = {(one.office, one.words): one for one in texts_needed(day)}
    offices = {one.header: one.office for one in senders_on(day) if one.header}
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            given = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
            yield _template(number, given, needed, offices, day)


def _places(header: Sequence[str]) -> dict[str, int]:
    plain = [re.sub(r"[\s_-]+", " ", cell.strip().lower()) for cell in header]
    found = {}
    for name, names in _COLUMNS.items():
        at = next((place for place, cell in enumerate(plain) if cell in names), None)
        if at is not None:
            found[name] = at
    return found


def _template(
    line: int,
    given: Mapping[str, str],
    needed: Mapping[tuple[str, str], TextNeeded],
    offices: Mapping[str, str],
    day: date,
) -> Template:
    number = given["template_id"].lstrip("'")
    if given.get("state", "").lower() not in _APPROVED:
        return Template(line, number, why=Sentence("template_not_approved"))
    headers = re.findall(r"[A-Za-z0-9]+", given["header"])
    words = " ".join(_ANY_VARIABLE.sub(VARIABLE, given["words"]).split())
    for header in headers:
        office = offices.get(header, "")
        if office and (text := needed.get((office, words))) is not None:
            return Template(line, number, _row(text, number, given, day))
    known = any(header in offices for header in headers)
    return Template(line, number, why=Sentence("template_of_no_text" if known else "template_of_no_sender"))


def _day(written: str) -> str:
    """A day as year-month-day; another form than day, month, year stays, and the row's check refuses it."""
    read = re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b", written)
    return f"{read[3]}-{int(read[2]):02d}-{int(read[1]):02d}" if read else written[:10]


def _row(text: TextNeeded, number: str, given: Mapping[str, str], day: date) -> dict[str, str]:
    said = re.sub(r"[\s_-]+", " ", given.get("category", "").lower()).strip()
    values = (
        text.text, str(text.version), text.office, text.language, number,
        _CATEGORIES.get(said, text.category), text.words,
        _day(given.get("approved", "")) or day.isoformat(), _day(given.get("until", "")),
    )  # fmt: skip
    return dict(zip(ROW, values, strict=True))
