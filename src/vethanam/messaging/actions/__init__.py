"""Writes of this room: texts, intimations of credits, uses requested by offices, messages composed from orders."""

from vethanam.messaging.actions.asked_uses import queue_asked
from vethanam.messaging.actions.asking import ask_for_use
from vethanam.messaging.actions.changing import change_contact, queue_notices, say_yes_with, send_code
from vethanam.messaging.actions.intimating import intimate_credits
from vethanam.messaging.actions.registering import register_texts
from vethanam.messaging.actions.sending import queue_allowed

__all__ = [
    "ask_for_use",
    "change_contact",
    "intimate_credits",
    "queue_allowed",
    "queue_asked",
    "queue_notices",
    "register_texts",
    "say_yes_with",
    "send_code",
]
