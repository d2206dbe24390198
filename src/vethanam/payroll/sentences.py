"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "arrears_end_before": "The arrears end in %(last)s, before they begin in %(first)s. Exchange the months.",
    "arrears_of_too_many_months": (
        "From %(first)s to %(last)s are more than %(most)s months. Enter a later first month."
    ),
    "arrears_done_already": "Another process has claimed these arrears already. Nothing was claimed twice.",
}
