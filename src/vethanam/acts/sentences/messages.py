"""The sentences on contacts, messages, consents, and bodies that ask for messages."""

SENTENCES = {
    "event_declared": "Event %(event)s is declared. Messages to %(place)s are allowed until it ends.",
    "event_is_closed": "Event %(event)s is closed. Nothing more is sent for it.",
    "no_such_event": "No event %(event)s was declared. Choose one of the list.",
    "use_is_reviewed": "The review is recorded, and public.",
    "counts_agree": "The operator counted no more than we handed over, on %(lines)s lines.",
    "counts_over": (
        "The operator counted %(over)s messages more than we handed over. Another body may send under our "
        "header: case %(case)s is open."
    ),
    "portal_reported": (
        "Messages delivered: %(delivered)s, failed: %(failed)s. Lines with a number that is not ours: "
        "%(unknown)s."
    ),
    "sending_paused": "Paused. %(waiting)s messages wait until another officer resumes it.",
    "sending_resumed": "Resumed. %(waiting)s messages go on.",
    "unknown_purpose": "“%(purpose)s” is not a purpose of the register. Check its code.",
    "no_consent": "There is no yes to %(office)s for %(purpose)s to take back.",
    "no_such_message": ("No message of this reference was composed. Give the reference that composing gave."),
    "text_needs_languages": "A text has en and ml, each with subject and body.",
    "delivery_is_taken": "The request is taken: %(count)s numbers. Each has its outcome.",
    "delivery_waits": (
        "The request is taken: %(count)s numbers. It waits for its approvals, and nothing is sent before."
    ),
    "manager_by_account": "You have an account here. Link a consent manager on its page.",
    "manager_code_made": "Enter this code at your consent manager %(manager)s within 15 minutes.",
    "manager_link_ended": "The link to consent manager %(manager)s is ended. Your consents stay as they are.",
    "manager_linked": "The person is linked. Keep the handle; it is not shown again.",
    "register_people_linked": (
        "Links entered: %(count)s. They do not count until another officer of the body agrees."
    ),
    "register_links_agreed": (
        "Links agreed to: %(count)s. Each person sees hers on her page; it counts from tomorrow."
    ),
    "register_links_declined": "Links declined: %(count)s. Nothing is sent by them.",
    "link_is_ended": "The link is ended. Nothing is sent by this number from now on.",
    "tester_joined": "You are a tester of %(body)s.",
    "tester_left": "You are no tester of %(body)s any more.",
    "no_such_request": "There is no delivery %(delivery)s of this body. Check its reference.",
    "no_such_link": "There is no such link. Check the number.",
    "contact_under_way": (
        "Allowed. The contact is sealed to your key; the view “shown_contact” has it in a moment."
    ),
    "feed_under_way": "Allowed. The feed goes to its recipient.",
    "recipient_proposed": (
        "Recipient %(recipient)s is entered. It receives nothing until a second person confirms it."
    ),
    "recipient_confirmed": "Recipient %(recipient)s is confirmed.",
    "recipient_is_over": "Recipient %(recipient)s has ended.",
    "recipient_code_unreadable": "The code of a recipient has letters, digits and hyphens only.",
    "no_such_recipient": "No recipient is called %(name)s. Enter it first.",
    "no_such_asked_use": "There is no request %(reference)s. Take the reference that asking gave.",
    "no_such_use_of_yours": "You asked for no such use. Nothing was shown.",
    "channel_stopped": "%(channel)s is stopped for %(purpose)s. The copy on the portal stays.",
    "channel_open": "%(channel)s is open again for %(purpose)s. The copy on the portal stays.",
    "yes_said": "Yes to %(office)s for %(purpose)s, from now on.",
    "yes_taken_back": "Taken back: %(office)s for %(purpose)s.",
    "contact_sealed": "Sealed. A code is on its way to it. It is not confirmed yet.",
    "contact_sealed_untold": "Sealed. No message reaches it from here. It is not confirmed yet.",
    "contact_confirmed": "Confirmed.",
    "contact_not_confirmed": "This is not the code that was sent. Nothing is confirmed.",
    "contact_erased": "Taken back. Its waiting messages are cancelled, and the contact is erased.",
    "guardian_number_sealed": (
        "Sealed. Messages go to it once another person has verified the guardianship after this."
    ),
    "code_sent": "A code is on its way to the contact.",
    "code_not_sent": "The code was not sent.",
    "sender_stopped": "%(channel)s of %(sender)s is stopped.",
    "sender_open": "%(channel)s of %(sender)s is open again.",
    "text_class_waits": (
        "The class of the text %(text)s waits for the signatures of a law officer and the data protection "
        "officer. Compose the message after them."
    ),
    "people_counted": "%(rule)s: %(people)s.",
    "approved": "Approved as %(role)s.",
    "message_is_declined": "Declined. The office that composed it reads your reason. Nothing of it is sent.",
    "sent_to_few": "Allowed, and queued for the dispatcher: %(people)s people.",
    "earlier_consent_recorded": (
        "The earlier yes of employee %(number)s to %(office)s for %(purpose)s is recorded."
    ),
}
