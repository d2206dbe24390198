"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "date_form": "A date is written year-month-day, such as 2026-10-17.",
    "day_is_over": "That day is over. Choose today or a later day as the last one.",
    "draft_line": "Line %(line)s",
    "no_claim": "The month was drawn elsewhere.",
    "no_file_came": ("No file came, or it is larger than 2.5 MB. Choose one; split a larger one by office."),
    "no_instant": "Not before: this is no day and hour. Choose one, or leave it empty.",
    "no_signature": "The device signed nothing. Try again, or use another device.",
    "office_handed_over": "This office is handed over already.",
    "order_missing": "Enter the order, by its number and day.",
    "passkey_not_enrolled": "This passkey is not among your keys to sign with. Enrol it first.",
    "payslip_opening_destroyed": (
        "What opens this payslip's entry was destroyed on schedule. A copy kept earlier still holds."
    ),
    "sign_in_name_unknown": "No account has this sign-in name. Check it.",
}
