"""The sentences of this room: code to English template, which is the message id of its translations."""

SENTENCES = {
    "officer_without_number": "is missing. Give the number of an employee, or born.",
}
