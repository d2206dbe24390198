"""The entry that announces a destruction, and how a verifier reads it (``docs/spec/retention.md``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from vethanam.ledger.canonical import Json

DESTROYED = "openings_destroyed"
#: DPDP Rules, 2025: kept for a year at least, then erased
RULE = "R8.3"
PROCESSING_LOG, RECORD = "processing_log", "record"
#: the leaf that ends a hold, the act under both signatures in it, and the roles of the two
HOLD_ENDED, ENDS = "hold.ended", "end_hold"
HOLDERS = ("law_officer", "data_protection_officer")
_IST = timedelta(hours=5, minutes=30)


def statement_of_end(kept: str) -> dict[str, Json]:
    """The statement that both officers sign to end a hold, or what a breach case keeps, by its reference."""
    return {"hold": kept}


def erases(destroyed: Mapping[str, Any], use: Mapping[str, Any]) -> bool:
    """Whether an announcement covers the records of a use: its purpose, and a month in India that is not
    before that of its entry.
    """
    said = destroyed["public"]
    try:
        logged = datetime.fromisoformat(use["logged_at"]) + _IST
        until = date.fromisoformat(f"{said.get('month')}-01")
    except (ValueError, OverflowError):
        return False
    return (
        destroyed["kind"] == DESTROYED
        and isinstance(said.get("parts"), list)
        and RECORD in said["parts"]
        and said.get("rule") == RULE
        and said.get("purpose") == use["public"].get("purpose")
        and (logged.year, logged.month) <= (until.year, until.month)
    )


def is_erased(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of a file has the place of a person with a destroyed record."""
    return any("commitment" in person for person in entry.get("persons", ()))


def announced_by(entry: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> int | None:
    """The last entry of a file after this one that announced the end of its records; that of a closing by its
    use, which stands before it.
    """
    named = entry["leaf"]["public"].get("use")
    uses = [one["leaf"] for one in entries if one["leaf"]["public"].get("purpose")]
    use = next((leaf for leaf in uses if named and leaf["public"].get("use") == named), entry["leaf"])
    by = [one["index"] for one in entries if one["index"] > entry["index"] and erases(one["leaf"], use)]
    return by[-1] if by else None
