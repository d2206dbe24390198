"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "arrears_end_before": "The arrears end in %(last)s, before they begin in %(first)s. Exchange the months.",
    "arrears_of_too_many_months": (
        "From %(first)s to %(last)s are more than %(most)s months. Enter a later first month."
    ),
    "arrears_done_already": "Another process has claimed these arrears already. Nothing was claimed twice.",
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
