"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "already_sent": "This message was allowed and is on its way already.",
    "answer_key_unreadable": "The answer key is no uncompressed P-256 point of 65 bytes.",
    "approval_claimed": (
        "%(claimed)s cannot be claimed: approvals are signatures under a composed message. Compose it, "
        "and have it approved."
    ),
    "asked_by_another": "Another officer asked for this. Ask for it yourself.",
    "asked_is_no_feed": "This request is not a feed.",
    "asked_is_no_reveal": "This request is not about one contact.",
    "asked_purpose_ended": "The purpose %(purpose)s is not registered any more.",
    "asker_is_no_person": "A person asks for this, and no person stands behind this account.",
    "attribute_not_allowed": "never chooses people under %(purpose)s. Its attributes are: %(allowed)s.",
    "campaign_differs": "Message %(campaign)s: %(why)s. Nothing of it is sent; call the operator.",
    "case_missing": "is missing. This purpose reaches only the people of a breach case. Name the case.",
    "code_differs": "The code is not the one that was committed to. Nothing of it is sent.",
    "cohort_by_list": (
        "People are chosen by attributes and their values, never by a list of numbers or names. This "
        "purpose knows: %(attributes)s."
    ),
    "counts_spent": (
        "An officer counts at most %(most)s rules a day, so that counts do not tell who is meant. Go on "
        "tomorrow."
    ),
    "feed_allowed_before": "This feed was allowed before. A feed is handed over once; ask for a new one.",
    "feed_fields": "A feed has at least one contact, and fields of: %(known)s.",
    "grant_over": "The grant ended before its contacts were read. They are opened anew.",
    "intimation_untrue": (
        "It tells %(text)s, while the bank reported the payment as %(kind)s, or of another person or month."
    ),
    "kind_event": "emergency",
    "kind_high_court_approval": "approval of the High Court",
    "kind_notified_register": "notified register",
    "kind_sender": "sender",
    "kind_transfer": "transfer of data",
    "kinds_event": "Emergencies",
    "kinds_high_court_approval": "Approvals of the High Court",
    "kinds_notified_register": "Notified registers",
    "kinds_sender": "Senders",
    "kinds_transfer": "Register of transfers",
    "lone_brace": "a brace stands alone. Write placeholders as {order_number}.",
    "message_declined": (
        "An officer declined this message. It is not sent. Read the reason on its page, and compose it anew."
    ),
    "message_ended": (
        "This message was allowed, and its unsent part was cancelled. It is not sent again: compose a new "
        "one, if nothing blocks it."
    ),
    "message_of_another": "A message is sent by the office that composed it.",
    "message_repeats": "Some of these people were told the same before. Nothing was asked.",
    "message_restrained": (
        "%(restraints)s stops this message. Nobody approves it while the restraint is in force; compose it "
        "anew afterwards."
    ),
    "message_without_person": (
        "A message is asked for by a person, and no person stands behind this account."
    ),
    "no_class": "A message is asked for about a person without an employment. Call the operator.",
    "no_list": (
        "This purpose keeps no list of its own: it uses the contacts you gave for your pay. Nothing was "
        "recorded."
    ),
    "no_purpose_for_cohort": (
        "No purpose is registered that would choose people. Write “%(all)s” to ask for everybody."
    ),
    "no_sender": (
        "%(office)s has no registered sender. Register one before messages are queued in its name."
    ),
    "no_such_cohort": (
        "“%(rule)s” is not a rule that chooses people. Write “%(all)s”, or attributes and values that "
        "the purpose allows."
    ),
    "no_such_purpose": "No purpose %(code)s is registered on this day. Choose one of the register.",
    "no_such_register": "%(register)s is no register of contacts. Choose one of: %(registers)s.",
    "no_such_value": "knows no value “%(value)s”. Choose from the list.",
    "no_time": "The time for sending ends before it begins, or is past. Give another.",
    "nobody_meant": "The rule “%(rule)s” means nobody on this day. Choose another.",
    "not_asked": "%(said)s cannot be given here: people are chosen by a rule, and who asks is known.",
    "not_in_form": (
        "is not of the form that may be told, or says more than a fact. Write a text without it."
    ),
    "not_in_order": "is not recorded with the order. Record it, or write a text without it.",
    "not_joined": (
        "does not choose from the list %(source)s: it is not joined with the service book. Write to all "
        "of it."
    ),
    "one_case": "A message tells of one breach case. Name one.",
    "order_does_not_fill_text": "The text cannot be filled in from the order. Nothing was asked.",
    "recipient_confirmed_already": "Recipient %(recipient)s is confirmed already.",
    "recipient_differs": "Recipient %(recipient)s: %(why)s. Nothing is handed over; call the operator.",
    "recipient_ended": "Recipient %(recipient)s has ended. Nothing is handed over to it.",
    "recipient_key_unreadable": "The key is no X25519 key: write its 32 bytes as 64 hexadecimal digits.",
    "recipient_never": "%(recipient)s never receives a contact.",
    "recipient_not_confirmed": (
        "Recipient %(recipient)s waits for its second person. Have it confirmed first."
    ),
    "recipient_of_another_kind": "Recipient %(recipient)s receives something else.",
    "returned_mail": (
        "The folder of returned mail %(folder)s is missing or open to others. Make it the dispatcher's, "
        "mode 0700."
    ),
    "reveal_fields": "Name contacts to see, of: %(known)s.",
    "reveal_reason": "Give the reason. The person reads it on her page.",
    "rule_unsound": "The rule does not choose people. Nothing was counted.",
    "sender_header_letters": "is not a header of 3 to 11 capital letters and digits.",
    "sender_not_a_mailbox": (
        "is not a mailbox, such as salary@finance.example. The value is not shown here."
    ),
    "sent_before": "This message was allowed and has been sent. It is sent once.",
    "text_changed": "Text %(text)s was registered with other words. Call the operator.",
    "text_file_changed": "Text %(text)s was registered with other words. Give the file the next version.",
    "text_form": "Text %(text)s has values of unknown form: %(unknown)s.",
    "text_missing": "is missing. Write it in both languages.",
    "text_placeholder": (
        "Text %(text)s (%(language)s) has placeholders that are not declared: %(undeclared)s."
    ),
    "unknown_text": "No text of this version has the code “%(code)s”. Choose one of %(codes)s.",
    "text_registered_otherwise": "It was registered with other words. Run: vethanam install",
    "text_to_be_changed": "%(why)s Change the text.",
    "text_unregistered": "It is not registered. Run: vethanam install",
    "text_unsound": "The text cannot be used. Nothing was asked.",
    "text_value_form": ("Text %(text)s: the value of %(name)s is not of the form %(form)s. Nothing is sent."),
    "text_values": "Text %(text)s needs exactly the values %(values)s.",
    "text_words": "Text %(text)s (%(language)s): %(found)s",
    "time_past": "Its time ended %(at)s. Compose it again; approvals bind a time.",
    "told_before": (
        "Message %(reference)s of %(day)s says the same to some of these people. Enter why it is sent again, "
        "or change the text or the people."
    ),
    "too_early": "It may be sent from %(at)s.",
    "event_area_unknown": (
        "names no district or taluk of the State. Separate places by commas, or write state."
    ),
    "hash_unreadable": (
        "is not a SHA-256: 64 letters and figures from 0 to f, as the page of the text shows it."
    ),
    "event_ends_before": "lies before the day on which it begins.",
    "transfer_purpose_unknown": "is not a registered purpose. Use a code of the register of purposes.",
    "unknown_placeholder": "is no placeholder. Use: %(values)s.",
    "use_differs": "Use %(use)s: %(why)s. Nothing of it is sent; call the operator.",
}
