"""The sentences on questions about pay, objections, and certificates of last pay."""

SENTENCES = {
    "answered_before": "This was answered before. Nothing was changed.",
    "answered_by_another": "The employee who asked cannot answer. Another officer of the office must.",
    "draws_herself": (
        "You draw this pay yourself, so nobody else in its office can answer. Correct the entry, or ask "
        "the authority that issued its order."
    ),
    "no_posting_to_certify": "%(employee)s was never posted under %(code)s: there is no pay to certify.",
    "no_office": "No office draws this pay by your service book. Ask the office you joined at.",
    "no_such_entry_of_hers": "Your service book has no such entry. Open the book again and choose one.",
    "no_such_line": "This month has no such line. Ask about the month instead.",
    "not_in_service": "The service book has no service of this person in %(month)s.",
    "outcome_unknown": "Choose the finding from the list.",
    "record_of_another": "You can object to your own record only. Nothing was recorded.",
    "pay_of_another": "A person asks about her own pay. Nothing was recorded.",
    "still_posted": (
        "%(employee)s is still posted under %(code)s. Enter the transfer or the end of service, and have it "
        "verified; then the certificate can be given."
    ),
    "words_contact": ("This looks like a number or an address. Write it without; the office knows who asks."),
    "words_length": "Write it in at most 500 letters.",
}
