"""The state of people's contacts by channel, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from vethanam.privacy.queries import KINDS_OF_CHANNEL, contacts_through


def contact_states(
    persons: Sequence[int], channels: Sequence[str], purpose: str
) -> dict[int, dict[str, str]]:
    """Per person and channel with contacts: ``verified``, ``unverified``, or ``none``."""
    needing = [channel for channel in channels if channel in KINDS_OF_CHANNEL]
    states = {person: dict.fromkeys(needing, "none") for person in persons}
    for person, channel, contact in contacts_through(persons, channels, purpose).iter_rows():
        states[person][channel] = "unverified" if contact is None else "verified"
    return states
