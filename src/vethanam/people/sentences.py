"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "account_in_use": (
        "%(name)s has an account that is in use. If its holder lost password or device, ask for a reset."
    ),
    "account_not_open": "The account %(name)s is closed. Only an open account is appointed.",
    "account_waits_closed": "The account %(name)s is closed. A reset opens it again.",
    "account_without_person": "No person stands behind %(name)s. Only a person is appointed.",
    "administrators_exist": (
        "This installation has two administrators, so no other is made at the machine. They invite "
        "further ones on the page."
    ),
    "age_at_joining": (
        "was %(age)s on joining on %(joined)s; service begins between %(youngest)s and %(oldest)s. Check "
        "both dates."
    ),
    "appointment_not_signed": (
        "No two officers signed this appointment as %(role)s. Nobody signs under it; end it, or make it "
        "again."
    ),
    "entry_not_signed_so": "Entry %(index)s: %(why)s",
    "already_ended": "This appointment has been ended already.",
    "appointed_by_oneself": "Nobody proposes an appointment of oneself. Another officer proposes it.",
    "appointment_days": "The last day is before the first. Check both.",
    "appointment_of_another": (
        "Only the officer who holds an appointment hands it over, or the controlling officer of the same "
        "office."
    ),
    "born_after_joining": "was born on %(born)s, not before joining on %(joined)s. Check both dates.",
    "born_after_today": "was born on %(born)s, after today. Enter the date of birth in the service book.",
    "born_out_of_range": (
        "The date of birth %(born)s gives an age of %(age)s. An officer is between 18 and 75. Check it."
    ),
    "born_too_early": ("was born on %(born)s, before %(year)s. Enter the date of birth in the service book."),
    "born_unreadable": "The date of birth is written year-month-day, such as 1975-06-30.",
    "change_without_order": (
        "%(key)s was agreed without the order that its kind needs. Nothing was written."
    ),
    "day_is_over": "That day is over. Choose today or a later day as the last one.",
    "decided_already": "This proposal was %(outcome)s already.",
    "decided_before": "This proposal was decided on before. Nothing was changed.",
    "decided_by_oneself": (
        "Neither the person who proposed an appointment nor the person appointed decides on it."
    ),
    "decided_by_the_same": "You proposed this. Another person decides it.",
    "decider_is_nobody": (
        "No person stands behind this account, so it cannot decide. Use an account of a person."
    ),
    "decline_without_reason": "Say why you decline, in a sentence.",
    "delegated_to_self": ("A power cannot be delegated to the officer who holds it. Choose another person."),
    "delegated_already": "This power is lent to that person until %(day)s. End that first.",
    "delegated_days_ended": (
        "This power was lent for the same days and ended. Choose another first or last day."
    ),
    "delegation_of_oneself": (
        "Neither the officer who lends a power nor the person who gets it decides on it."
    ),
    "delegation_not_agreed": (
        "No superior signed this delegation. Nobody signs under it; end it, and lend the power again."
    ),
    "delegation_ended": "This delegation has been ended already.",
    "delegation_of_another": "Only the officer who delegated a power and a superior can end it.",
    "ends_before_it_began": "The appointment began on %(day)s. Choose a last day from then on.",
    "ends_before_it_begins": "The delegation ends before it begins. Check both dates.",
    "handed_to_self": "An office is handed over to another person than its holder. Choose one.",
    "held_already": "%(name)s holds this appointment already.",
    "kind_arrangement": "head of a drawing code",
    "kind_bill_class": "class of bill",
    "kind_department": "department",
    "kind_district": "district",
    "kind_drawing_code": "drawing code",
    "kind_head": "head of account",
    "kind_local_body": "local body",
    "kind_office": "office",
    "kind_office_class": "class of an office",
    "kind_post": "post",
    "kind_program": "program",
    "kind_state_setting": "setting of the State",
    "kind_treasury": "treasury",
    "kinds_arrangement": "Heads of drawing codes",
    "kinds_bill_class": "Classes of bill",
    "kinds_department": "Departments",
    "kinds_district": "Districts",
    "kinds_drawing_code": "Drawing codes",
    "kinds_head": "Heads of account",
    "kinds_local_body": "Local bodies",
    "kinds_office": "Offices",
    "kinds_office_class": "Classes of offices",
    "kinds_post": "Posts",
    "kinds_program": "Programs",
    "kinds_state_setting": "Settings of the State",
    "kinds_treasury": "Treasuries",
    "master_changed_since": (
        "%(key)s was changed after this was proposed. Decline it, and propose the change again."
    ),
    "master_contact": (
        "looks like a phone number or an e-mail address. Leave it out; the value is not shown here."
    ),
    "master_ends_before_it_begins": "is before %(first)s. Check both days.",
    "master_formula": "holds a formula. Write the plain value.",
    "master_is_fixed": (
        "cannot be corrected, because months drawn rest on it. Close this one and enter another."
    ),
    "master_missing": "is empty. Every row fills this column.",
    "master_no_class": "has no class. Add a row for it in the sheet office_classes.",
    "master_no_order": "names no order. Give the number and the date of the order.",
    "master_not_a_code": "is not a code. Use letters, digits, hyphens, dots and slashes.",
    "master_not_a_day": "is not a date. Write year-month-day, such as 2026-10-17.",
    "master_not_registered": "%(code)s is not a registered %(noun)s. Add it, or correct the code.",
    "master_not_there": "%(key)s is not registered. Only a registered %(noun)s can be closed.",
    "master_not_yes_or_no": "is neither yes nor no.",
    "master_order_by_halves": "has half of an order. Give both its number and its date.",
    "master_order_from_future": "is %(day)s, after today. Check the date of the order.",
    "master_own_parent": "is its own parent. Leave the cell empty, or name the office above it.",
    "master_parent_circle": "leads back to %(code)s itself. Correct the parent office.",
    "master_stands_twice": "stands twice; the other is in %(other)s. Keep one of them.",
    "master_too_long": "is longer than %(most)s characters. Shorten it.",
    "master_unknown_field": "is not a column here. The columns are %(columns)s.",
    "master_unknown_word": "is not known. Use one of: %(words)s.",
    "master_unsound_value": "cannot be read. Compare it with the description of this column.",
    "master_was_closed": "%(code)s is closed since %(day)s. Choose another.",
    "needs_administrator": "An administrator does this. Sign in as one.",
    "no_employee": "No employee has the number %(number)s. Check it.",
    "has_account": "This employee has the account %(name)s. Appoint that account.",
    "one_name_one_employee": "One sign-in name is for one employee. Name one number.",
    "nobody_to_invite": "Everybody of drawing code %(drawing_code)s has an account.",
    "not_acting_as": (
        "%(account)s does not act as %(wanted)s on %(at)s. Act under an appointment or a delegation of "
        "that day."
    ),
    "not_for_masters": "Your role does not propose or decide a %(noun)s.",
    "not_of_office": ("Employee %(number)s is not posted under drawing code %(drawing_code)s in this month."),
    "not_of_ones_office": "The clerk or drawing officer of drawing code %(drawing_code)s does this.",
    "not_ones_proposal": "Only the person who proposed this can withdraw it.",
    "not_ones_to_decide": (
        "Another administrator decides on this, or the controlling officer of the drawing code."
    ),
    "not_ones_to_propose": (
        "An administrator proposes this, or the controlling officer of the drawing code for its drawing "
        "officer and clerks."
    ),
    "nothing_proposed": "There is no row that changes anything. Nothing was proposed.",
    "officer_of_administrator": (
        "%(name)s holds an appointment. An administrator invites and resets the accounts of officers."
    ),
    "only_administrators": (
        "At the machine only administrators are made, not %(role)s. They invite everybody else on the page."
    ),
    "order_text_refused": (
        "Write number and date of the order, in at most 120 letters and without a phone number or e-mail "
        "address."
    ),
    "person_known": (
        "A person with this name and date of birth is on record, with account or number %(name)s. Invite "
        "that person."
    ),
    "person_unnamed": (
        "Write the person's name, in at most 120 letters and without a phone number or e-mail address."
    ),
    "powers_of_another": "Only the officer who holds an appointment can delegate its powers.",
    "proposed_before": "This appointment of %(name)s is proposed already and waits for its decision.",
    "proposer_is_nobody": (
        "No person stands behind this account, so it cannot propose. Use an account of a person."
    ),
    "rule_pack_unknown": "is no rule pack of this version. Its packs are: %(packs)s.",
    "reason_with_contact": (
        "The reason looks like it holds a phone number or an e-mail address. Write it without."
    ),
    "rejection_needs_reason": (
        "Write why it is rejected, in at most 200 letters and without a phone number or e-mail address."
    ),
    "replaced_ended": "The appointment to be replaced has ended already.",
    "replaced_other_seat": "The appointment to be replaced has another role or scope.",
    "replaced_too_early": (
        "The appointment to be replaced began on %(began)s. The new one begins after that day."
    ),
    "reset_unknown": "No such reset waits. Nothing was changed.",
    "program_account_taken": "Another account has this program's sign-in name. Choose another code.",
    "program_code_letters": "A program's code has small letters, digits and hyphens. Correct it.",
    "program_days": "The last day is before the first. Check both.",
    "program_scope_is_controller": (
        "It reads for the purposes of its controller. Enter that code here too, or the code of a scheme."
    ),
    "program_manager_unregistered": (
        "No consent manager with this number is registered. Enter the consent manager first."
    ),
    "program_key_without_purpose": (
        "A program that has messages sent has a purpose and a kind of key. Enter both, or neither."
    ),
    "program_purpose_of_another": (
        "This purpose belongs to another controller. Enter a purpose of the controller named here."
    ),
    "program_purpose_unknown": "No purpose in force has this code. Enter a code of the register of purposes.",
    "program_sends_as_owner": "A program that has messages sent reads as purpose_owner. Enter that.",
    "program_scope_not_needed": "A program that reads as finance has no code here. Leave it empty.",
    "program_scope_unknown": "There is no such drawing code or treasury. Enter a code that is on record.",
    "program_was_ended": "This program was ended on %(day)s. Propose a new one.",
    "role_not_given": "%(role)s is no role that an officer is given. Choose one of the list.",
    "scope_needed": "Write the office that the role %(role)s is for.",
    "scope_not_needed": "The role %(role)s is for the whole installation. Leave its scope empty.",
    "seat_body_unknown": (
        "No local body has the code “%(scope)s”. Enter its code in the masters first, from the Local "
        "Government Directory."
    ),
    "seat_code_unknown": "There is no drawing code %(scope)s. Enter it first.",
    "seat_scheme_unknown": "No scheme has the code “%(scope)s”. Enter its office in the masters first.",
    "seat_treasury_unknown": "There is no treasury %(scope)s. Enter it first.",
    "sheet_cells": "has %(cells)s cells, the header %(columns)s. Check commas and quotation marks.",
    "sheet_column_twice": "stands twice. Keep one of them.",
    "sheet_missing_column": "is missing. Every %(sheet)s sheet has this column.",
    "sheet_of_another": (
        "has the columns of %(other)s. Name the sheet %(other)s, or use the template of %(sheet)s."
    ),
    "sheet_unknown": "is not a sheet of this import. The sheets are %(sheets)s.",
    "sheet_unknown_column": "is not a column of this sheet. The columns are %(columns)s.",
    "sheets_unsound": "%(count)s to mend. Nothing was proposed.",
    "unknown_power": "“%(power)s” is no power that can be lent. Use one of: %(powers)s.",
}
