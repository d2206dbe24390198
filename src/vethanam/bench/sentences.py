"""The sentences of this room: code to English template.

The template is also the message id of its translations.
"""

SENTENCES = {
    "bench_needs_sample": (
        "People are drawn into a database born as sample only, and this one is not. Run `vethanam bench`: it "
        "makes its own."
    ),
    "bench_sheet_has_faults": "%(file)s: %(says)s",
    "no_smtp_sink": ("This bench needs Debian's smtp-sink: run `make apt`, or install the package postfix."),
    "no_spark": "%(why)s",
    "spark_not_up": "The Spark cluster did not come up. Its log is %(log)s.",
}
