"""The sentences of this room: code to English template.

The template is also the message id of its translations.
"""

SENTENCES = {
    "bench_act_refused": "The bench's act %(act)s is refused: %(says)s",
    "bench_counts_differ": "We recorded %(ours)s messages as taken, and the SMSC counted %(theirs)s.",
    "bench_history_differs": "The pay of %(month)s that the bench wrote differs from the pay it repeats.",
    "bench_history_has_no_room": (
        "A history of %(months)s months would take %(gib)s GiB and a copy as much, and %(most)s GiB are "
        "allowed here. Ask for fewer months or people."
    ),
    "bench_history_takes_long": (
        "A history of %(months)s months would take %(minutes)s minutes to write, and %(most)s are allowed. "
        "Ask for fewer months or people."
    ),
    "bench_needs_sample": (
        "People are drawn into a database born as sample only, and this one is not. Run `vethanam bench`: it "
        "makes its own."
    ),
    "bench_not_proven": "The paymaster held %(count)s payments of the bench. Look at its remarks.",
    "bench_not_destroyed": "%(count)s salts, records, keys and private parts are left after the destruction.",
    "bench_not_witnessed": "%(count)s of three witnesses signed the head.",
    "bench_sheet_has_faults": "%(file)s: %(says)s",
    "bench_went_on": (
        "%(count)s messages went while the message was paused, or the officer who paused it could resume it."
    ),
    "no_smtp_sink": ("This bench needs Debian's smtp-sink: run `make apt`, or install the package postfix."),
    "no_spark": "%(why)s",
    "spark_not_up": "The Spark cluster did not come up. Its log is %(log)s.",
}
