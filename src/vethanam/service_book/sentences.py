"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "account_branch_not_ifsc": (
        "has branch that is no IFSC; write four capital letters, a zero and six capital letters or "
        "digits, such as SMPL0000012"
    ),
    "account_not_whole": "State the account whole: its number, and the number it is sent on to.",
    "account_onward_branch_not_ifsc": (
        "has onward branch that is no IFSC; write four capital letters, a zero and six capital letters or "
        "digits, such as SMPL0000012"
    ),
    "account_tail_differs": "has %(column)s %(tail)s, which is not how the number ends; correct one",
    "account_without_number": "has no account number; enter it",
    "another_rule_pack": (
        "Two administrators agreed that people are paid by the rule pack %(agreed)s, and this machine runs "
        "%(here)s. Set VETHANAM_PACK, or have the setting rule_pack changed under Masters."
    ),
    "already_corrected": "This fact has been corrected already. Correct the later one.",
    "another_office": (
        "%(employment)s was never posted under %(code)s. The office that draws her pay enters this, or "
        "the department."
    ),
    "another_office_corrects": (
        "%(employee)s: the office of %(codes)s has the service book now. An officer of that office corrects."
    ),
    "another_office_has_the_book": (
        "%(employee)s: the office of %(codes)s has the service book now. An officer of that office "
        "writes in it."
    ),
    "another_office_says_of_order": (
        "%(employee)s: the office of %(codes)s has the service book now. An officer of that office must "
        "record the state of the order."
    ),
    "another_office_verifies": (
        "%(employee)s: the office of %(codes)s has the service book now. An officer of that office verifies."
    ),
    "attendance_not_sensible": (
        "%(days)s days are entered for a month of %(length)s. Correct the attendance."
    ),
    "attendance_of_part_not_sensible": (
        "%(days)s days are entered for the %(length)s from %(day)s on. Correct the attendance."
    ),
    "cell_not_allowed": "is not known. Use one of: %(allowed)s.",
    "cells": "has %(cells)s cells, the header %(columns)s. Check commas and quotation marks.",
    "code_closed": "%(code)s is closed since %(day)s. Use another code.",
    "code_not_registered": (
        "“%(code)s” is not a known code. Register the %(fact)s first, or correct the code."
    ),
    "column_not_in_file": "is not a column of this file. Use the names of the template.",
    "column_twice": "stands twice. Keep one of them.",
    "consolidated_pay_missing": "is empty. Consolidated pay needs the sum a month.",
    "contact_in_the_wrong_column": (
        "looks like a phone number or an e-mail address, which have columns of their own. The value is "
        "not shown here."
    ),
    "empty": "The file has no header. Download the template and fill it.",
    "empty_cell": "is empty. Every row fills this column.",
    "ends_before_joining": "ends on %(ends)s, before joining on %(joined)s. Check both dates.",
    "ends_too_late": "ends on %(ends)s, after the age of %(age)s. Check both dates.",
    "entry_after_service": (
        "The %(kind)s begins on %(day)s, after the service ended on %(ended)s. Correct one of the two "
        "entries."
    ),
    "fact_before_birth": "begins on %(since)s, not after the date of birth",
    "fact_before_joining": "begins on %(since)s, before joining on %(joined)s",
    "fact_below_zero": "has %(column)s below zero; correct it",
    "fact_columns_missing": "has no %(columns)s; enter it",
    "fact_ends_before": "ends on %(until)s, before it begins on %(since)s",
    "fact_ends_too_late": (
        "ends on %(until)s, after the age of %(age)s; leave the end out where nobody knows it"
    ),
    "fact_field_unknown": "has a field “%(field)s” that this fact does not know",
    "fact_is_zero": "has 0 for %(column)s; leave it out, or correct it",
    "fact_of_no_tax_year": "is for the tax year “%(year)s”; write it as 2026-27",
    "fact_without_order": "cites no order; enter the order's number and date",
    "figure_not_a_month": "is not a month. Write year and month, such as 2026-11.",
    "figure_unsound": "cannot be taken: %(why)s",
    "file_empty": "The file is empty.",
    "formula": "begins like a formula of a spreadsheet. Write the plain text.",
    "fund_not_in_use": "is of a fund that the rules in use do not have; use one of: %(known)s",
    "half_onward_account": (
        "is empty, so treasury savings are sent on to half an account. Enter branch code and number."
    ),
    "head_not_arranged": (
        "Drawing code %(drawing_code)s has no head of account for bills of class %(bill_class)s. Arrange "
        "the head first."
    ),
    "header_unsound": "The header does not fit. Nothing was imported.",
    "import_unsound": "%(counted)s to mend. Nothing was imported.",
    "instalments_too_few": (
        "has %(count)s instalments of %(instalment)s, which do not reach the %(principal)s owed in all; "
        "correct one of them"
    ),
    "instalments_too_many": (
        "has %(count)s instalments of %(instalment)s, more than the %(owed)s owed with interest; correct "
        "one of them"
    ),
    "joins_too_late": "joins on %(joined)s, more than a year after today. Check the date of joining.",
    "kind_parameter": "figure of the rules",
    "kinds_parameter": "Figures of the rules",
    "leave_past_service": (
        "The leave from %(since)s to %(until)s goes past the end of the service on %(ended)s. Correct one"
        " of the two entries."
    ),
    "lies_on_absence": (
        "(%(kind)s, from %(day)s) lies on days of the leave or suspension (%(kind_other)s) from %(since)s"
        " to "
        "%(until)s; correct or end one of them"
    ),
    "lies_on_open_absence": (
        "(%(kind)s, from %(day)s) lies on days of the leave or suspension (%(kind_other)s) from %(since)s, "
        "which has no end; correct or end one of them"
    ),
    "member_of_two_funds": (
        "is of the %(fund)s on days of the membership of the %(other)s from %(since)s; an employee "
        "subscribes to one of the two, so end or correct one"
    ),
    "memberships_ended": (
        "Memberships ended with the service that ended on %(day)s: %(funds)s. Nothing is taken for them "
        "in the service from %(day_then)s. Record those that she has in it."
    ),
    "missing_column": "is missing. Every file has this column.",
    "money_order_numbered": (
        "is a money order with an account number; leave it out, the branch is the post office's PIN"
    ),
    "money_order_to_no_office": ("is a money order to no post office; write the PIN code of one, six digits"),
    "money_order_with_number": (
        "stands beside a money order, which is paid at the counter. Leave the number out."
    ),
    "more_days_than_month": (
        "has %(days)s days, and the month has %(length)s from %(since)s on; correct one of them"
    ),
    "more_hours_than_month": (
        "has %(hours)s hours, and the month has %(length)s from %(since)s on; correct one of them"
    ),
    "negative": "is negative. Enter an amount of zero or more, in rupees.",
    "not_a_suspension": "The entry from %(day)s is no suspension. Correct it by itself.",
    "no_attendance": "No attendance is recorded. Enter the %(unit)s worked, 0 where there were none.",
    "no_branch": "is empty beside an account number. Enter the branch code of the account.",
    "no_pay": "No pay is recorded for %(day)s. Enter the pay with its order.",
    "no_posting": "No office has the person on %(day)s. Enter the joining date at the office.",
    "no_wage": "No wage is recorded. Enter the rate with its order.",
    "no_wage_from": ("No wage is recorded for the %(unit)s from %(day)s on. Enter the rate with its order."),
    "not_a_date": "is not a date. Write year-month-day, such as 2026-10-17.",
    "not_a_fund_number": (
        "has a number that no fund gives; write it with letters and digits, as on its card, pass book or "
        "policy, and no phone number or e-mail address"
    ),
    "not_a_month_number": "is not the number of a month. Write 1 to 12.",
    "not_a_pin": "is not the PIN code of a post office, six digits. A money order goes to one.",
    "not_a_scale": "is not a scale of revision %(revision)s. Check the scale in the posting order.",
    "not_an_account": "is not an account number of 6 to 20 digits. The value is not shown here.",
    "not_an_ifsc": ("is no IFSC. Write four letters, a zero and six letters or digits, such as SMPL0000012."),
    "not_whole": "is not a whole number.",
    "not_yes_or_no": "is neither yes nor no.",
    "number_of_another": (
        "%(number)s belongs to another person (name or date of birth differ). A number is given once."
    ),
    "number_of_other_scheme": "stands beside a %(other)s. An employee subscribes to one of the two.",
    "number_twice": "%(number)s stands in row %(row)s too. A number is given once.",
    "only_savings_sent_on": (
        "is sent on, which only a treasury savings account is; leave the onward account out"
    ),
    "onward_without_savings": (
        "is for treasury savings that are sent on. Enter the treasury savings account, or leave it empty."
    ),
    "open_absence": (
        "Leave (%(kind)s) from %(day)s has no end date. Enter it, or hold this person for the month."
    ),
    "order_day_after_today": "%(day)s is after today. Check the date of the order.",
    "out_of_scope": (
        "The file has people of drawing code %(codes)s; this appointment is for %(own)s. Nothing was "
        "imported."
    ),
    "pay_falls": (
        "The pay entered as a rise from %(day)s is %(now)s, below the %(before)s from %(since)s. Correct "
        "one of the two entries."
    ),
    "person_in_row": (
        "Row %(row)s has this name and date of birth. For a second employment write its number in "
        "“same_person”; for somebody else write yes in “another_person”. Give the reason."
    ),
    "person_registered": (
        "Employee %(number)s has this name and date of birth. For a second employment write %(number)s in "
        "“same_person”; for somebody else write yes in “another_person”. Give the reason."
    ),
    "posted_on_leave": (
        "The posting begins on %(day)s, within the leave (%(kind_other)s) from %(since)s. Correct or end "
        "one of them."
    ),
    "posted_where_closed": (
        "%(employee)s: the %(noun)s %(named)s is closed since %(day)s. Post her where it is open."
    ),
    "posting_not_ended": (
        "The posting at %(office)s runs to %(until)s, and the one at %(other)s begins on %(day)s. Correct"
        " one of them."
    ),
    "row_not_a_stage": (
        "%(pay)s is not a stage of %(scale)s. The nearest stages are %(below)s and %(above)s."
    ),
    "row_not_the_end_stage": "%(pay)s is not a stage of %(scale)s. The nearest stage is %(stage)s.",
    "scale_pay_incomplete": "is empty. Pay on a scale needs revision, scale and basic pay.",
    "scan_declined_without_reason": "State why the scan stays.",
    "scan_is_withdrawn": "This scan was taken off %(order)s: %(reason)s",
    "scan_withdrawal_not_asked": "Nobody asks to take this scan off %(order)s.",
    "scan_withdrawal_waits": (
        "It is asked already to take this scan off %(order)s. It waits for another officer."
    ),
    "scan_withdrawn_by_two": (
        "You asked to take this scan off %(order)s. Another officer agrees or declines; you can decline to "
        "take the question back."
    ),
    "sent_on_to_half": "is sent on to half an account; enter its branch and its number",
    "two_absences": (
        "Two entries of leave or suspension hold %(day)s, from %(day_first)s and from %(day_then)s. "
        "Correct or end one of them."
    ),
    "two_funds": (
        "The person is a member of two funds: %(one)s from %(day)s, %(other)s from %(day_then)s. An "
        "employee subscribes to one of the two. End one of them, or take it back."
    ),
    "pay_not_by_slip": (
        "The pay of %(now)s from %(day)s is not the one of the Accountant General's pay slip %(slip)s, which "
        "authorises %(by_slip)s from %(since)s. Enter the later slip, or correct the pay."
    ),
    "two_pays": (
        "Two entries of pay begin on %(day)s, %(before)s and %(now)s. The later one counts: correct or "
        "take back the other."
    ),
    "two_postings": (
        "Two postings begin on %(day)s, at %(office)s and at %(other)s. The later one counts: correct or "
        "take back the other."
    ),
    "two_services": (
        "The service from %(since)s had not ended when the service from %(day)s began. Correct one of the"
        " two entries."
    ),
    "unknown_fact": "“%(kind)s” is not a fact of the service book. Use one of: %(kinds)s.",
    "unsound_fact": "%(employment)s: %(kind)s %(faults)s. Nothing was recorded.",
    "unverified": ("The %(kind)s from %(day)s is not verified. Another person checks it against its order."),
    "verified_by_its_maker": (
        "%(employment)s: the %(kind)s of %(day)s was entered by the same account. Another person verifies it."
    ),
    "wage_changes": (
        "The wage changes on %(day)s. Enter the %(unit)s worked from that day on as attendance from "
        "%(day_then)s, and those before it as attendance from %(day_before)s."
    ),
    "wage_missing": "is empty. A wage needs its rate a day or an hour.",
    "zero_pay": "is zero. Enter the pay in rupees, or leave the cell empty.",
    "twin_differs": "Employee %(number)s has another name or date of birth. Correct the number, or the row.",
    "twin_of_both": "This is said of one person only. Choose one of the two.",
    "twin_without_reason": "This is empty. Enter how it is known.",
    # -- imported sheets: the file
    "sheet_has_faults": "%(counted)s to mend in %(file)s. Nothing of it was taken over.",
    "sheets_misnamed": "Some files are named like no sheet. Nothing was taken over.",
    "sheet_of_several_tables": "%(file)s holds several tables: %(tables)s. Keep one table in a file.",
    "sheet_not_csv": "%(file)s is not CSV in UTF-8. Save the table as CSV or XLSX.",
    "sheet_no_header": "%(file)s has no header. Download the template and fill it.",
    "sheet_not_known": "%(file)s is named like no sheet. Name it as one of: %(sheets)s.",
    "sheet_of_another_kind": (
        "These are the columns of the sheet %(sheet)s. Name the file so, or choose that sheet."
    ),
    "sheet_column_unknown": "is not a column of this sheet. Use the names of the template.",
    "sheet_column_missing": "is missing. Every file of this sheet has this column.",
    "sheet_cell_empty": "is empty. Every row fills this column.",
    "sheet_formula": "begins like a formula of a spreadsheet. Write the plain value.",
    "sheet_contact": (
        "looks like a phone number or an e-mail address, which the sheet of employees has columns for. It"
        " is "
        "not shown here."
    ),
    # -- imported sheets: a row
    "sheet_unknown_employee": "%(number)s is not registered. Take over the sheet of employees first.",
    "sheet_unknown_code": "%(code)s is not a known code. Register it first, or correct the code.",
    "sheet_unknown_obligation": (
        "%(reference)s is no one loan or due of this employee. Take over the sheet obligation first."
    ),
    "sheet_order_needed": "is empty. This entry needs the number and the date of its order.",
    "sheet_order_half": "is empty. An order has a number and a date.",
    "sheet_order_number": (
        "is longer than the number of an order, or looks like a contact. Enter it as printed."
    ),
    "sheet_order_from_future": "%(order_dated)s is after today. Check the date of the order.",
    "sheet_ends_before": "%(valid_until)s is before %(valid_from)s, the first day. Check both.",
    "sheet_before_birth": "%(valid_from)s is not after the date of birth. Check it.",
    "sheet_before_joining": "%(valid_from)s is before joining on %(joined)s. Check both.",
    "sheet_ends_too_late": (
        "%(valid_until)s is after the age of %(age)s. Leave the end out where nobody knows it."
    ),
    "sheet_below_zero": "is below zero. Enter zero or more.",
    "sheet_unsound": "%(wrong)s.",
    "sheet_row_twice": "stands in row %(first)s too, for the same employee and day. Keep one of them.",
    "sheet_too_long": (
        "%(file)s has more than %(most)s rows. Give it in parts, each named like its sheet with a dash "
        "and a "
        "part, such as pay-1.csv."
    ),
    "sheet_two_dates": "%(valid_from)s, and row %(first)s has %(other)s for the same entry. Keep one date.",
    "sheet_two_funds": (
        "is of the other fund than row %(first)s on the same days. An employee subscribes to one of the two."
    ),
    "sheet_absences_overlap": "lies on days of row %(first)s. Correct or end one of them.",
    "sheet_overlaps_on_record": (
        "lies on days of the entry of %(other)s on record. Correct or end one of them."
    ),
    "sheet_out_of_scope": "%(number)s is of another drawing code. This appointment is for %(scope)s.",
    # -- imported sheets: the acts
    "sheet_verifier_entered": "Sheet %(sheet)s was entered by the same person. Another person verifies it.",
    "sheet_already_verified": "Sheet %(sheet)s is verified already.",
    "sheet_of_other_codes": (
        "Sheet %(sheet)s has people of %(codes)s. An officer of that drawing code verifies it, or the "
        "department."
    ),
    "sheet_needs_person": "A sheet is verified by a person. This account has none behind it.",
    "sheet_key_ended": "This key does not count at this time. Sign with a key that does.",
    "sheet_not_signed": (
        "The signature does not fit the root of sheet %(sheet)s. Open it again and sign the current root."
    ),
    "sheet_root_differs": (
        "The rows of sheet %(sheet)s are not those that were signed. Stop and call the operator."
    ),
    "no_such_sheet": "There is no sheet %(sheet)s. Take its number from the list of sheets.",
    "only_ended_suspension_settled": (
        "is settled as no duty, but is no suspension with a last day; enter the last day, or leave it out"
    ),
    "suspension_ends_otherwise": (
        "The suspension ends on %(until)s. Leave the last day out, or correct the entry first."
    ),
    "suspension_goes_on": (
        "The suspension from %(day)s has no end on record. Enter its last day, by the order that ends it."
    ),
    "suspension_not_settled": (
        "The suspension from %(since)s to %(until)s ended, and no order says if its days were duty. Enter "
        "the order."
    ),
    "suspension_settled_already": (
        "The suspension from %(day)s is settled as no duty already. Nothing is left to do."
    ),
    "suspension_taken_back": (
        "The suspension from %(day)s was taken back, so its days are duty. Record the entry again if the "
        "order says otherwise."
    ),
}
