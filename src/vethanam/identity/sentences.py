"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "account_closed": "The account %(name)s is closed.",
    "act_without_zone": "An act needs an instant with its zone.",
    "key_ended": "This key has been ended already.",
    "key_enrolled": "This key is enrolled already. Use it, or enrol another one.",
    "key_of_another": "A key is ended by the person who holds it.",
    "key_without_person": (
        "Only a person signs, and no person stands behind this account. Ask for an account of your own."
    ),
    "token_too_long": "A token lives for at most %(days)s days.",
    "token_without_name": "A token needs a name of at most 60 characters, so that it is found again.",
    "too_many_tokens": "This account has %(most)s tokens that are in force. End one first.",
}
