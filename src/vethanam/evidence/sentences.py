"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "not_concerned": "The log holds no record about this person here.",
    "not_signed_yet": "The log has not signed this entry yet. Try again in a second.",
    "opening_destroyed": (
        "The opening of this record is not kept any more. A copy kept earlier still verifies."
    ),
}
