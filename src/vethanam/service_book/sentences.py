"""The sentences of this room: code to English template, which is the message id of its translations."""

SENTENCES = {
    "posted_where_closed": "%(employee)s: the %(noun)s %(named)s is closed since %(day)s. Post her where it is open.",
    "code_closed": "%(code)s is closed since %(day)s. Use another code.",
    "kind_parameter": "figure of the rules",
    "kinds_parameter": "Figures of the rules",
    "figure_not_a_month": "is not a month. Write year and month, such as 2026-11.",
    "figure_unsound": "cannot be taken: %(why)s",
}
