"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "recipient_differs": "Recipient %(recipient)s: %(why)s. Nothing is handed over; call the operator.",
    "reveal_fields": "Name contacts to see, of: %(known)s.",
    "reveal_reason": "Give the reason. The person reads it on her page.",
    "feed_fields": "A feed has at least one contact, and fields of: %(known)s.",
    "asker_is_no_person": "A person asks for this, and no person stands behind this account.",
    "asked_purpose_ended": "The purpose %(purpose)s is not registered any more.",
    "asked_by_another": "Another officer asked for this. Ask for it yourself.",
    "asked_is_no_reveal": "This request is not about one contact.",
    "asked_is_no_feed": "This request is not a feed.",
    "answer_key_unreadable": "The answer key is no uncompressed P-256 point of 65 bytes.",
    "feed_allowed_before": "This feed was allowed before. A feed is handed over once; ask for a new one.",
    "recipient_of_another_kind": "Recipient %(recipient)s receives something else.",
    "recipient_not_confirmed": "Recipient %(recipient)s waits for its second person. Have it confirmed first.",
    "recipient_confirmed_already": "Recipient %(recipient)s is confirmed already.",
    "recipient_ended": "Recipient %(recipient)s has ended. Nothing is handed over to it.",
    "recipient_never": "%(recipient)s never receives a contact.",
    "recipient_key_unreadable": "The key is no X25519 key: write its 32 bytes as 64 hexadecimal digits.",
}
