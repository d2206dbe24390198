"""The sentences of this room: code to English template.

The template is also the message id of its translations.
"""

SENTENCES = {
    "kind_webhook": "webhook",
    "kinds_webhook": "Webhooks",
    "webhook_code_letters": "A webhook's code has small letters, digits and hyphens. Correct it.",
    "webhook_event_unknown": (
        "An event is one of bill.passed, bill.objected, credits.reported, payment.finding, use.refused and "
        "delivery.outcomes. "
        "Write their names with commas between."
    ),
    "webhook_address_unreadable": (
        "This is no web address that can be called. Write it without a name, password or #."
    ),
    "webhook_address_not_https": "The address does not begin with https://. Enter one that does.",
    "webhook_scope_beside_state": "A webhook of the whole State has no code here. Leave it empty.",
    "webhook_scope_unknown": "Nothing has this code. Enter a code that is on record.",
    "webhook_event_outside": (
        "%(events)s: this does not happen within a drawing code or treasury. Choose a department or the "
        "whole State."
    ),
    "webhook_event_of_a_body": (
        "%(events)s: this belongs to one body alone. Choose the department that answers for it."
    ),
    "no_such_webhook": "There is no webhook %(webhook)s. Check its code.",
    "no_such_delivery": "There is no delivery %(delivery)s of this webhook. Check its number.",
    "webhook_is_over": "Webhook %(webhook)s was ended. Propose a new one.",
    "delivery_waits_already": "Delivery %(delivery)s waits for its next try already.",
    "nothing_to_send_again": "Webhook %(webhook)s has no delivery that failed.",
}
