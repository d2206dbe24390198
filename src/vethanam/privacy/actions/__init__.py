"""Writes of this room: purposes and notices, consents, sealed contacts, uses
and their answers, restraints.
"""

from vethanam.privacy.actions.approvals import approve
from vethanam.privacy.actions.consents import (
    Yes,
    give_consent,
    live_consent,
    record_earlier_consent,
    withdraw_consent,
)
from vethanam.privacy.actions.contact_confirmation import confirm_contact, make_code
from vethanam.privacy.actions.contact_erasure import erase_contact
from vethanam.privacy.actions.contacts import (
    Bound,
    bind_contacts,
    choose_sender,
    replace_contact,
    seal_contacts,
    sealed,
    stop_channel,
    store_seals,
)
from vethanam.privacy.actions.day_maps import make_map
from vethanam.privacy.actions.duties import (
    ask,
    ask_about_use,
    escalate,
    open_case,
    require_answerer,
    take_step,
)
from vethanam.privacy.actions.key_days import sign_key_days
from vethanam.privacy.actions.notices import publish_notices
from vethanam.privacy.actions.policies import (
    agree_policy,
    propose_policy,
    require_decidable,
    statement_of_file,
    statement_of_proposal,
)
from vethanam.privacy.actions.positions import (
    Position,
    check_position,
    proposal_of_position,
    propose_position,
    sign_position,
)
from vethanam.privacy.actions.purpose_proposals import approve_purpose, propose_purpose, publish_purpose
from vethanam.privacy.actions.queue_statement import state_queue, unstated_restraints
from vethanam.privacy.actions.registry import register_purposes
from vethanam.privacy.actions.restraints import (
    Filed,
    Filing,
    file_restraint,
    stop_sending,
)
from vethanam.privacy.actions.retention import (
    Holding,
    announce_destructions,
    destroy_announced,
    end_hold,
    set_hold,
    statement_to_end,
)
from vethanam.privacy.actions.returned_messages import record_returns
from vethanam.privacy.actions.text_classes import propose_text_class, sign_text_class, text_class_of
from vethanam.privacy.actions.uses import Answered, request_use
from vethanam.privacy.actions.windows import (
    WindowEntry,
    agree_window_end,
    end_window,
    record_window,
    standing_window,
    statement_to_agree,
    statement_to_end_window,
)

__all__ = [
    "Answered",
    "Bound",
    "Filed",
    "Filing",
    "Holding",
    "Position",
    "WindowEntry",
    "Yes",
    "agree_policy",
    "agree_window_end",
    "announce_destructions",
    "approve",
    "approve_purpose",
    "ask",
    "ask_about_use",
    "bind_contacts",
    "check_position",
    "choose_sender",
    "confirm_contact",
    "destroy_announced",
    "end_hold",
    "end_window",
    "erase_contact",
    "escalate",
    "file_restraint",
    "give_consent",
    "live_consent",
    "make_code",
    "make_map",
    "open_case",
    "proposal_of_position",
    "propose_policy",
    "propose_position",
    "propose_purpose",
    "propose_text_class",
    "publish_notices",
    "publish_purpose",
    "record_earlier_consent",
    "record_returns",
    "record_window",
    "register_purposes",
    "replace_contact",
    "request_use",
    "require_answerer",
    "require_decidable",
    "seal_contacts",
    "sealed",
    "set_hold",
    "sign_key_days",
    "sign_position",
    "sign_text_class",
    "standing_window",
    "state_queue",
    "statement_of_file",
    "statement_of_proposal",
    "statement_to_agree",
    "statement_to_end",
    "statement_to_end_window",
    "stop_channel",
    "stop_sending",
    "store_seals",
    "take_step",
    "text_class_of",
    "unstated_restraints",
    "withdraw_consent",
]
