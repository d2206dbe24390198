"""The sentences of this room: code to English template, which is the message id of its translations."""

SENTENCES = {
    "kind_sender": "sender",
    "kinds_sender": "Senders",
    "kind_transfer": "transfer of data",
    "kinds_transfer": "Register of transfers",
    "sender_not_a_mailbox": "is not a mailbox, such as salary@finance.example. The value is not shown here.",
    "sender_header_letters": "is not a header of 3 to 11 capital letters and digits.",
    "transfer_purpose_unknown": "is not a registered purpose. Use a code of the register of purposes.",
}
