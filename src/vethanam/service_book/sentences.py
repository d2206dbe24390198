"""The sentences of this room: code to English template, which is the message id of its translations."""

SENTENCES = {
    "posted_where_closed": "%(employee)s: the %(noun)s %(named)s is closed since %(day)s. Post her where it is open.",
    "code_closed": "%(code)s is closed since %(day)s. Use another code.",
    "kind_parameter": "figure of the rules",
    "kinds_parameter": "Figures of the rules",
    "figure_not_a_month": "is not a month. Write year and month, such as 2026-11.",
    "figure_unsound": "cannot be taken: %(why)s",
    "twin_differs": "Employee %(number)s has another name or date of birth. Correct the number, or the row.",
    "twin_of_both": "This is said of one person only. Choose one of the two.",
    "twin_without_reason": "This is empty. Enter how it is known.",
    # -- sheets taken over: the file
    "sheet_of_several_tables": "%(file)s holds several tables: %(tables)s. Keep one table in a file.",
    "sheet_not_csv": "%(file)s is not CSV in UTF-8. Save the table as CSV or XLSX.",
    "sheet_no_header": "%(file)s has no header. Download the template and fill it.",
    "sheet_not_known": "%(file)s is named like no sheet. Name it as one of: %(sheets)s.",
    "sheet_of_another_kind": "These are the columns of the sheet %(sheet)s. Name the file so, or choose that sheet.",
    "sheet_column_unknown": "is not a column of this sheet. Use the names of the template.",
    "sheet_column_missing": "is missing. Every file of this sheet has this column.",
    "sheet_cell_empty": "is empty. Every row fills this column.",
    "sheet_formula": "begins like a formula of a spreadsheet. Write the plain value.",
    "sheet_contact": (
        "looks like a phone number or an e-mail address, which the sheet of employees has columns for. It is not shown here."
    ),
    # -- sheets taken over: a row
    "sheet_unknown_employee": "%(number)s is not registered. Take over the sheet of employees first.",
    "sheet_unknown_code": "%(code)s is not a known code. Register it first, or correct the code.",
    "sheet_unknown_obligation": "%(reference)s is no one loan or due of this employee. Take over the sheet obligation first.",
    "sheet_order_needed": "is empty. This entry needs the number and the date of its order.",
    "sheet_order_half": "is empty. An order has a number and a date.",
    "sheet_order_number": "is longer than the number of an order, or looks like a contact. Enter it as printed.",
    "sheet_order_from_future": "%(order_dated)s is after today. Check the date of the order.",
    "sheet_ends_before": "%(valid_until)s is before %(valid_from)s, the first day. Check both.",
    "sheet_before_birth": "%(valid_from)s is not after the date of birth. Check it.",
    "sheet_before_joining": "%(valid_from)s is before joining on %(joined)s. Check both.",
    "sheet_ends_too_late": "%(valid_until)s is after the age of %(age)s. Leave the end out where nobody knows it.",
    "sheet_below_zero": "is below zero. Enter zero or more.",
    "sheet_unsound": "%(says)s.",
    "sheet_row_twice": "stands in row %(first)s too, for the same employee and day. Keep one of them.",
    "sheet_two_dates": "%(valid_from)s, and row %(first)s has %(other)s for the same entry. Keep one date.",
    "sheet_two_funds": "is of the other fund than row %(first)s on the same days. An employee subscribes to one of the two.",
    "sheet_absences_overlap": "lies on days of row %(first)s. Correct or end one of them.",
    "sheet_overlaps_on_record": "lies on days of the entry of %(other)s on record. Correct or end one of them.",
    "sheet_out_of_scope": "%(number)s is of another drawing code. This appointment is for %(scope)s.",
    # -- sheets taken over: the acts
    "sheet_verifier_entered": "Sheet %(sheet)s was entered by the same person. Another person verifies it.",
    "sheet_already_verified": "Sheet %(sheet)s is verified already.",
    "sheet_of_other_codes": (
        "Sheet %(sheet)s has people of %(codes)s. An officer of that drawing code verifies it, or the department."
    ),
    "sheet_needs_person": "A sheet is verified by a person. This account has none behind it.",
    "sheet_key_ended": "This key does not count at this time. Sign with a key that does.",
    "sheet_not_signed": "The signature does not fit the root of sheet %(sheet)s. Open it again and sign what stands there.",
    "sheet_root_differs": "The rows of sheet %(sheet)s are not those that were signed. Stop and call the operator.",
    "no_such_sheet": "There is no sheet %(sheet)s. Take its number from the list of sheets.",
}
