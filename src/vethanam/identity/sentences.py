"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "act_without_zone": "An act needs an instant with its zone.",
    "key_ended": "This key has been ended already.",
    "key_enrolled": "This key is enrolled already. Use it, or enrol another one.",
    "key_of_another": "A key is ended by the person who holds it.",
    "key_without_person": (
        "Only a person signs, and no person stands behind this account. Ask for an account of your own."
    ),
}
