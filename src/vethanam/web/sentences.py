"""The sentences of this room: code to English template.

The template is also the message id of its translations.
"""

SENTENCES = {
    "draft_line": "Line %(line)s",
    "no_claim": "The month was drawn elsewhere.",
    "file_over_here": "The file is larger than 2.5 MB and did not come. Send a smaller one.",
    "no_file_came": ("No file came, or it is larger than 2.5 MB. Choose one; split a larger one by office."),
    "order_missing": "Enter the order, by its number and day.",
    "provider_away": (
        "The sign-in service does not answer. Sign in with a passkey, or with name and password."
    ),
    "provider_refused": "The sign-in service did not say who you are. Begin again on this page.",
    "provider_unbound": (
        "No account here is bound to this identity. Sign in with name and password, and set it up on your "
        "account's page."
    ),
}
