"""What this room writes: purposes and notices, consents, contacts sealed, uses asked for and answered."""

from vethanam.privacy.actions.consents import (
    Yes,
    give_consent,
    live_consent,
    record_earlier_consent,
    withdraw_consent,
)
from vethanam.privacy.actions.contacts import choose_sender, replace_contact, seal_contacts, stop_channel
from vethanam.privacy.actions.notices import publish_notices
from vethanam.privacy.actions.registry import register_purposes
from vethanam.privacy.actions.uses import Answered, request_use

__all__ = [
    "Answered",
    "Yes",
    "choose_sender",
    "give_consent",
    "live_consent",
    "publish_notices",
    "record_earlier_consent",
    "register_purposes",
    "replace_contact",
    "request_use",
    "seal_contacts",
    "stop_channel",
    "withdraw_consent",
]
