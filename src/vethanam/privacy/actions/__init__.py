"""What this room writes: purposes registered, contacts sealed, uses asked for and answered."""

from vethanam.privacy.actions.contacts import replace_contact, seal_contacts, stop_channel
from vethanam.privacy.actions.registry import register_purposes
from vethanam.privacy.actions.uses import Answered, request_use

__all__ = ["Answered", "register_purposes", "replace_contact", "request_use", "seal_contacts", "stop_channel"]
