"""The sentences of this room: code to English template, which is the message id of its translations."""

SENTENCES = {
    "kind_parameter": "figure of the rules",
    "kinds_parameter": "Figures of the rules",
    "figure_not_a_month": "is not a month. Write year and month, such as 2026-11.",
    "figure_unsound": "cannot be taken: %(why)s",
}
