"""Ends of election and caution windows, proven from the signatures of two officers in the log.

A row of a window only adds a stop, since the web process writes it. A window ends, or becomes narrower, when
a law officer signs how it stands from now on and the data protection officer signs the same afterwards: that
replaces each entry of the same code before the law officer's signature, and no later one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db import connection

from vethanam.errors import Finding
from vethanam.identity.signed_leaves import signed_leaf
from vethanam.journal import keys
from vethanam.journal.queries import is_under_head, leaf_content, positions_of
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import instant
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signers import Signer
from vethanam.privacy.law.windows import shipped_entries
from vethanam.privacy.models import RecordedWindow, WindowAgreement

RECORDED, AGREED = "window.recorded", "window.agreed"
#: the acts under the two signatures, and the roles of their signers
ENDS, AGREES = "end_window", "agree_window_end"
ENDER, AGREER = "law_officer", "data_protection_officer"
#: places in the log: of a shipped window, and of an entry that the log has not taken yet
SHIPPED, NOT_TAKEN = -1, 2**63


def statement_of_window(row: RecordedWindow) -> dict[str, Json]:
    """The statement that both officers sign: how the window stands from now on."""
    return {
        "window": row.code, "kind": row.kind, "area": list(row.area), "from": instant(row.starts_at),
        "ended": instant(row.ended_at) if row.ended_at else None,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class WindowEntries:
    """The entries of windows and the proven ends among them, as the log has them."""

    rows: tuple[RecordedWindow, ...]
    #: entry → its place in the log; that of the law officer's signature where two signed it, if that is later
    places: Mapping[int, int]
    #: code → the places of the law officers' signatures under its ends
    ends: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def standing(self) -> list[RecordedWindow]:
        """The entries that no end replaced, oldest first."""
        return [row for row in self.rows if not self.is_replaced(row.code, self.place_of(row))]

    def place_of(self, row: RecordedWindow) -> int:
        """The place of an entry in the log."""
        return self.places.get(row.pk, NOT_TAKEN)

    def is_replaced(self, code: str, place: int, before: int = NOT_TAKEN) -> bool:
        """Whether two officers signed an end after a place in the log, and before another."""
        return any(place < end < before for end in self.ends.get(code, ()))


def window_entries(log_key: VerifierKey | None = None, known_at: datetime | None = None) -> WindowEntries:
    """The entries of windows, or those of an instant of business time; an end counts under a head that this
    key signed, else the log's own key.
    """
    until = {"at__lte": known_at} if known_at is not None else {}
    rows = tuple(RecordedWindow.objects.filter(**until).order_by("pk"))
    agreements = list(WindowAgreement.objects.filter(**until).select_related("window").order_by("pk"))
    if not agreements:
        return WindowEntries(rows, {})
    key, places = log_key or keys.public_key(), positions_of(row.leaf for row in rows)
    found = {row.pk: places[row.leaf] for row in rows if row.leaf in places}
    ends: dict[str, tuple[int, ...]] = {}
    for one in agreements:
        if (place := place_of_end(one, key)) is not None:
            code = one.window.code
            ends[code] = (*ends.get(code, ()), place)
            found[one.window.pk] = max(found.get(one.window.pk, SHIPPED), place)
    return WindowEntries(rows, found, ends)


def place_of_end(agreement: WindowAgreement, log_key: VerifierKey) -> int | None:
    """The place of the law officer's signature under an end; None unless the log proves both signatures."""
    proven = _proven(str(connection.settings_dict["NAME"]), log_key)
    salted = leaf_content(agreement.leaf)["commitment"]
    known = (agreement.leaf, agreement.window.pk, str(salted))
    if known not in proven and (place := _place(agreement, log_key)) is not None:
        proven[known] = place
    return proven.get(known)


def is_proposed(row: RecordedWindow) -> bool:
    """Whether a law officer signed this entry as the end of its window: the log proves it, or has not taken
    the signed entry yet.
    """
    said = leaf_content(row.leaf)["public"].get("signed")
    if not isinstance(said, Mapping):
        return False
    return not is_under_head(row.leaf) or place_of_proposal(row, keys.public_key()) is not None


def place_of_proposal(row: RecordedWindow, log_key: VerifierKey) -> int | None:
    """The place of the latest signature of a law officer in the entry of a window; None without one."""
    return max((one.index for one in _proposers(row, log_key)), default=None)


def proposers_of(row: RecordedWindow) -> frozenset[str]:
    """The marks of the law officers with proven signatures in the entry of a window."""
    return frozenset(one.holder for one in _proposers(row, keys.public_key()))


def ends_waiting(entries: WindowEntries | None = None) -> list[RecordedWindow]:
    """The entries that a law officer signed as an end and that wait for the second signature, by age."""
    known = entries or window_entries()
    agreed = {one.window.pk for one in WindowAgreement.objects.select_related("window") if counts(one)}
    return [row for row in known.standing if row.pk not in agreed and is_proposed(row)]


def counts(agreement: WindowAgreement) -> bool:
    """Whether a page shows an agreement: the log proves it, or has not taken its signed entry yet."""
    if is_under_head(agreement.leaf):
        return place_of_end(agreement, keys.public_key()) is not None
    return isinstance(leaf_content(agreement.leaf)["public"].get("agreed"), Mapping)


def is_narrower(one: RecordedWindow, other: RecordedWindow) -> bool:
    """Whether a window lies within another of its code, and is not the same."""
    if (one.code, one.kind) != (other.code, other.kind) or not _covers(other, one):
        return False
    return not _covers(one, other)


def shipped_rows(code: str = "") -> list[RecordedWindow]:
    """The windows shipped with this version in the form of entries, or those of a code."""
    return [
        RecordedWindow(
            code=window.id, kind=kind, area=list(window.area), starts_at=window.starts_at,
            ended_at=window.ended, authority=entry.get("authority", ""), source=entry.get("source", ""),
            confidence=entry.get("confidence", ""),
        )
        for kind, window, entry in shipped_entries()
        if code in ("", window.id)
    ]  # fmt: skip


def window_findings() -> Iterator[Finding]:
    """For ``vethanam check``: ends of windows that the signatures of two officers do not prove."""
    key, entries, proven = keys.public_key(), window_entries(), list[dict[str, Json]]()
    for one in WindowAgreement.objects.select_related("window").order_by("pk"):
        if place_of_end(one, key) is not None:
            proven.append(statement_of_window(one.window))
        elif is_under_head(one.leaf, key):
            yield Finding(f"Window {one.window.code}", "window_end_unproven")
    for row in entries.rows:
        is_signed = is_proposed(row) or statement_of_window(row) in proven
        if is_under_head(row.leaf, key) and not is_signed and _claims_an_end(row, entries):
            yield Finding(f"Window {row.code}", "window_end_unproven")


def _claims_an_end(row: RecordedWindow, entries: WindowEntries) -> bool:
    """Whether an entry is narrower than one before it that stood at its time."""
    place = entries.place_of(row)
    before = [(one, entries.place_of(one)) for one in entries.rows if one.pk < row.pk]
    before += [(one, SHIPPED) for one in shipped_rows(row.code)]
    return any(
        is_narrower(row, one) and not entries.is_replaced(row.code, since, before=place)
        for one, since in before
    )


def _covers(one: RecordedWindow, other: RecordedWindow) -> bool:
    return (
        one.starts_at <= other.starts_at
        and (one.ended_at is None or (other.ended_at is not None and other.ended_at <= one.ended_at))
        and ("state" in one.area or set(other.area) <= set(one.area))
    )


@lru_cache(maxsize=4)
def _proven(_database: str, _log_key: VerifierKey) -> dict[tuple[int, int, str], int]:
    """Agreement, entry and the agreement's salted commitment → the place of the law officer's signature; each
    is proven once a process.
    """
    return {}


def _place(agreement: WindowAgreement, log_key: VerifierKey) -> int | None:
    leaf = signed_leaf(agreement.leaf, log_key)
    says = statement_of_window(agreement.window)
    if leaf is None or leaf.kind != AGREED:
        return None
    agreers = [one for one in leaf.signers_of("agreed", says, AGREES) if _is_protection(one)]
    return max(
        (
            one.index
            for one in leaf.signers_of("proposed", says, ENDS)
            if _is_law(one)
            and any(one.index < other.index and one.holder != other.holder for other in agreers)
        ),
        default=None,
    )


def _proposers(row: RecordedWindow, log_key: VerifierKey) -> list[Signer]:
    leaf = signed_leaf(row.leaf, log_key)
    if leaf is None or leaf.kind != RECORDED:
        return []
    return [one for one in leaf.signers_of("signed", statement_of_window(row), ENDS) if _is_law(one)]


def _is_law(signer: Signer) -> bool:
    return signer.role == ENDER and signer.holds(ENDER)


def _is_protection(signer: Signer) -> bool:
    return signer.role == AGREER and signer.holds(AGREER)
