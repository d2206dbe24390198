"""Writes of this room: texts, intimations of credits, uses requested by offices,
messages composed from orders.
"""

from vethanam.messaging.actions.benefit_intimations import intimate_benefits
from vethanam.messaging.actions.campaign_queue import queue_allowed
from vethanam.messaging.actions.contact_changes import change_contact, queue_notices, say_yes_with, send_code
from vethanam.messaging.actions.fact_notices import tell_facts
from vethanam.messaging.actions.intimations import intimate_credits
from vethanam.messaging.actions.single_uses import queue_asked
from vethanam.messaging.actions.stop_words import end_by_stop_words
from vethanam.messaging.actions.text_registration import register_texts
from vethanam.messaging.actions.transfers import register_transfers
from vethanam.messaging.actions.use_requests import ask_for_use
from vethanam.messaging.registers.queueing import (
    queue_register_messages,
    report_register_messages,
    send_approved_requests,
)

__all__ = [
    "ask_for_use",
    "change_contact",
    "end_by_stop_words",
    "intimate_benefits",
    "intimate_credits",
    "queue_allowed",
    "queue_asked",
    "queue_notices",
    "queue_register_messages",
    "register_texts",
    "register_transfers",
    "report_register_messages",
    "say_yes_with",
    "send_approved_requests",
    "send_code",
    "tell_facts",
]
