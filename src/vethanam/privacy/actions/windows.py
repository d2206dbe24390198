"""Enter election and caution windows, and end them by the signatures of two officers.

An entry takes effect at once and only adds a stop. A law officer signs the end of a window, or a narrower
one, and the data protection officer agrees; it counts once the log proves both signatures. It sends nothing
by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority, signed_part
from vethanam.identity.queries import marks_of
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import refuse_contacts
from vethanam.privacy.actions.queue_statement import gap_of_window, iso
from vethanam.privacy.actions.restraints import LAW_OFFICER, alone, entered
from vethanam.privacy.counts import counted
from vethanam.privacy.current_restraints import Gap
from vethanam.privacy.current_windows import standing_rows
from vethanam.privacy.law.places import taluks_by_district, unknown_places
from vethanam.privacy.models import RecordedWindow, WindowAgreement
from vethanam.privacy.window_proofs import (
    AGREED,
    AGREER,
    RECORDED,
    counts,
    ends_waiting,
    is_narrower,
    proposers_of,
    statement_of_window,
)

#: the name of the item in both signatures
WINDOW = "window"


@dataclass(frozen=True, slots=True)
class WindowEntry:
    """The fields of a window; ``confidence`` names what of it is not sure."""

    code: str
    kind: str
    starts_at: datetime
    source: str
    area: Sequence[str] = ("state",)
    ended_at: datetime | None = None
    said_by: str = ""
    confidence: str = ""


def record_window(
    authority: Authority, code: str, kind: str, *, districts: Collection[str] = (), **details: Any
) -> RecordedWindow:
    """A law officer enters an election or caution window. The result counts messages sent since its start.

    ``details`` are the other fields of :class:`WindowEntry`. ``districts`` are those of the registered
    offices; an area may name them and the listed districts and taluks.

    Raises
    ------
    Refused
        The actor is not a law officer, or a wider entry of this window stands.
    Unsound
        It has no source, ends before it begins, names an unknown place, or a text looks like a contact.
    """
    entry = WindowEntry(code, kind, **details)
    _check(authority, entry, districts)
    row = _row_of(entry)
    if any(is_narrower(row, one) for one in standing_rows(entry.code)):
        raise Refused("window_ends_by_two", window=entry.code)
    return entered(lambda: _enter(authority, entry, {}), authority)


def statement_to_end_window(
    authority: Authority, entry: WindowEntry, districts: Collection[str] = ()
) -> dict[str, Json]:
    """The statement that a law officer signs: how a window that stands is from now on.

    Raises
    ------
    Refused
        The actor is not a law officer in person.
    Unsound
        No such window stands; and as :func:`record_window`.
    """
    _require_herself(authority)
    _check(authority, entry, districts)
    return statement_of_window(_row_of(entry))


def end_window(
    authority: Authority, entry: WindowEntry, *, districts: Collection[str] = ()
) -> RecordedWindow:
    """A law officer ends or narrows a window by her signature. It counts when the data protection officer has
    agreed; until then the window stands as before.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_end_window`.
    """
    statement_to_end_window(authority, entry, districts)
    return entered(lambda: _enter(authority, entry, signed_part(authority, WINDOW)[0]), authority)


def statement_to_agree(authority: Authority, entry: int) -> dict[str, Json]:
    """The statement that the data protection officer signs to agree to the end of a window.

    Raises
    ------
    Refused
        The actor is not a data protection officer in person, or signed the end herself.
    Unsound
        No such end waits.
    """
    return statement_of_window(_waiting(authority, entry))


@transaction.atomic
def agree_window_end(authority: Authority, entry: int) -> WindowAgreement:
    """Agree, as data protection officer, to end or narrow a window that stops messages.

    The stop ends once the dispatcher has proven both signatures in the log: the law officer's and this one.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_agree`.
    """
    row = _waiting(authority, entry)
    leaf = append(
        AGREED,
        public={
            "window": row.code, "as": authority.role,
            "proposed": leaf_content(row.leaf)["public"].get("signed"),
            "agreed": signed_part(authority, WINDOW)[0].get("signed"),
        },
        private={"account": authority.account, "person": authority.person},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return WindowAgreement.objects.create(
        window=row, by_id=authority.account, person=authority.person or 0, role=authority.role,
        at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def _waiting(authority: Authority, entry: int) -> RecordedWindow:
    """The end that waits for this officer."""
    if authority.role != AGREER or authority.delegation is not None or authority.person is None:
        raise Refused("window_agreed_by_dpo")
    row = RecordedWindow.objects.filter(pk=entry).first()
    if row is None or row.pk not in {one.pk for one in ends_waiting()}:
        is_agreed = row is not None and any(counts(one) for one in row.agreements.select_related("window"))
        raise Refused("window_end_agreed") if is_agreed else Unsound("no_such_window_end", entry=entry)
    if (holders := proposers_of(row)) and holders <= {*marks_of([authority.person])}:
        raise Refused("window_end_by_two")
    return row


def _require_herself(authority: Authority) -> None:
    if authority.role != LAW_OFFICER or authority.delegation is not None or authority.person is None:
        raise Refused("window_by_law_officer")


def _check(authority: Authority, entry: WindowEntry, districts: Collection[str]) -> None:
    if authority.role != LAW_OFFICER:
        raise Refused("window_by_law_officer")
    if not entry.source.strip():
        raise Unsound("window_without_source")
    refuse_contacts(
        window=entry.code, said_by=entry.said_by, press_note_or_letter=entry.source,
        area=", ".join(entry.area),
    )  # fmt: skip
    _require_known(entry.area, districts)
    if entry.ended_at is not None and entry.ended_at < entry.starts_at:
        raise Unsound("window_ends_before")


def standing_window(code: str) -> RecordedWindow:
    """The widest entry of a window that stands, or the shipped one.

    Raises
    ------
    Unsound
        There is none of this code.
    """
    rows = standing_rows(code)
    if not rows:
        raise Unsound("no_such_window", window=typed(code, 40))
    return rows[-1]


def _row_of(entry: WindowEntry) -> RecordedWindow:
    return RecordedWindow(
        code=entry.code, kind=entry.kind, area=list(entry.area), starts_at=entry.starts_at,
        ended_at=entry.ended_at, authority=entry.said_by, source=entry.source, confidence=entry.confidence,
    )  # fmt: skip


def _enter(authority: Authority, entry: WindowEntry, signed: Mapping[str, Json]) -> RecordedWindow:
    row, instant = _row_of(entry), alone()
    is_over = entry.starts_at >= authority.at or entry.ended_at is not None
    gap = Gap(0) if is_over else gap_of_window(entry.starts_at, entry.kind)
    row.leaf = append(
        RECORDED,
        public={
            "window": row.code, "kind": row.kind, "area": list(row.area), "from": iso(row.starts_at),
            "ended": iso(row.ended_at), "authority": row.authority, "source": row.source,
            "confidence": row.confidence, "sent_in_gap": counted(gap.count), **signed,
        },
        private={"entered_by": authority.account, "gap": gap.as_json()},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    row.gap, row.at, row.recorded_at = gap.as_json(), authority.at, instant
    row.entered_by_id, row.office, row.role = authority.account, authority.office, authority.role
    row.save(force_insert=True)
    return row


def _require_known(area: Sequence[str], districts: Collection[str]) -> None:
    """Refuse an area with an unknown place: such a window would protect nobody there."""
    unknown = unknown_places(area, districts)
    if unknown or not area:
        named = [*map(typed, unknown)] or ["…"]
        raise Unsound("unknown_place", places=named, known=sorted({*districts, *taluks_by_district()}))
