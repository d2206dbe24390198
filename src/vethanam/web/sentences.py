"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "account_number": "An account number has six to eighteen digits. What was typed is not kept.",
    "amount_form": "An amount is written in rupees, such as 1350 or 1350.50.",
    "branch_code": (
        "This is no branch code (IFSC): four letters, a zero and six letters or digits, such as TEST0000001."
    ),
    "code_not_written_so": "No office or code is written like this. Check it.",
    "date_form": "A date is written year-month-day, such as 2026-10-17.",
    "day_is_over": "That day is over. Choose today or a later day as the last one.",
    "draft_line": "Line %(line)s",
    "employee_not_chosen": "Choose an employee of this bill.",
    "left_empty": "This is empty. Enter it.",
    "no_account_yet": "Record the account first.",
    "no_claim": "The month was drawn elsewhere.",
    "no_file_came": ("No file came, or it is larger than 2.5 MB. Choose one; split a larger one by office."),
    "no_instant": "Not before: this is no day and hour. Choose one, or leave it empty.",
    "no_power": "Choose what the colleague may do.",
    "no_signature": "The device signed nothing. Try again, or use another device.",
    "no_stage_stands_above": (
        "No stage of the scale stands above: a stagnation increment or a higher grade has its own order."
    ),
    "not_a_choice": "Choose one of the list.",
    "not_a_number": "A whole number is needed here, such as 12.",
    "not_a_share": "Per cent is a number up to 100, such as 75.",
    "nothing_changed": "Nothing was changed. Change a field, or go back.",
    "number_of_money_order": "A money order has no account number. Leave it empty.",
    "office_handed_over": "This office is handed over already.",
    "order_missing": "Enter the order, by its number and day.",
    "passkey_not_enrolled": "This passkey is not among your keys to sign with. Enrol it first.",
    "payslip_opening_destroyed": (
        "What opens this payslip's entry was destroyed on schedule. A copy kept earlier still holds."
    ),
    "post_office": "A post office is named by its PIN code, six digits.",
    "power_of_another": "Only the drawing officer lends a power of the office.",
    "sign_in_name_unknown": "No account has this sign-in name. Check it.",
    "too_many_characters": "At most %(most)s characters.",
    "provider_away": "The sign-in service does not answer. Sign in with a passkey, or with name and password.",
    "provider_refused": "The sign-in service did not say who you are. Begin again on this page.",
    "provider_unbound": (
        "No account here is bound to this identity. Sign in with name and password, and set it up on your account's page."
    ),
}
