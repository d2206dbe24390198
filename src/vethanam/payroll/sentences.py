"""The sentences of this room: code to English template, which is the message id of its translations."""

SENTENCES = {
    # -- side-by-side months
    "no_such_difference": "The comparison of %(month)s has no such row now. Open it again.",
    "no_such_drawing_code": "There is no drawing code %(drawing_code)s. Enter one of the list.",
    "nothing_taken_over": "No month of %(drawing_code)s was taken over. Take the sheet drawn over, and have it verified.",
    "differences_open": (
        "%(month)s, %(drawing_code)s: %(count)s differences are open. Settle each, or sign it with its reason."
    ),
    "not_live_yet": (
        "%(drawing_code)s took months over and is not live yet. Compare them, then let the office go live."
    ),
}
