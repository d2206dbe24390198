"""Acts that stop messages: an order or undertaking, what a court said next, a stop of one sending, an election window."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.messaging.cohorts import ATTRIBUTES
from vethanam.money import grouped
from vethanam.privacy.actions import Filed, file_restraint, record_position, record_window, stop_sending
from vethanam.privacy.filing import read_filing, read_position, read_window
from vethanam.sample.acts import Act, Answer


def restrain(authority: Authority, act: Act) -> Answer:
    """An order or undertaking takes effect; with ``use`` alone, an officer stops that sending."""
    if "use" in act.given:
        act.only("use", "says")
        return _answer(stop_sending(authority, str(act["use"]), str(act.get("says", ""))))
    return _answer(file_restraint(authority, read_filing(act.given, at=authority.at, folder=act.folder)))


def release(authority: Authority, act: Act) -> Answer:
    """What became of a restraint: continued, leave granted, vacated, dismissed, or an officer's stop released."""
    position = read_position(act.given, folder=act.folder)
    record_position(
        authority, position.restraint, position.state, until=position.until, leave=position.leave, dated=position.dated,
        document_hash=position.document_hash, says=position.says,
    )  # fmt: skip
    return Answer(
        f"{position.restraint} is {position.state}. Nothing is sent by this.",
        {"restraint": position.restraint, "state": position.state},
    )


def window(authority: Authority, act: Act) -> Answer:
    """A window begins, or its end is entered."""
    read = read_window(act.given)
    row = record_window(
        authority, read["code"], read["kind"], starts_at=read["from"], area=read.get("area", ("state",)),
        ended_at=read.get("ended"), source=read["source"], said_by=read.get("authority", ""),
        confidence=read.get("confidence", ""), districts=ATTRIBUTES["district"].choices(),
    )  # fmt: skip
    until = f" to {row.ended_at.date()}" if row.ended_at else ""
    return Answer(
        f"Window {row.code} is on record from {row.starts_at.date()}{until}.",
        {"window": row.code, "kind": row.kind, "gap": row.gap},
    )


def _answer(filed: Filed) -> Answer:
    return Answer(
        f"{filed.reference} took effect. {grouped(filed.cancelled)} messages that waited were ended.",
        {
            "restraint": filed.reference, "instant": filed.instant.isoformat(), "queue": dict(filed.counts),
            "cancelled": filed.cancelled, "root": filed.root, "gap": dict(filed.gap),
        },
    )  # fmt: skip
