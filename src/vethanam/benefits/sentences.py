"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "advance_not_credited": "The money of list %(list)s has not come to the society. Wait for the bank.",
    "advance_not_whole": (
        "its places do not add up to its money. Pay nobody by it; tell whoever runs this machine."
    ),
    "order_unproven": (
        "No signature in the log proves an order of this payment. The paymaster pays nothing by it; the "
        "officer can order the payment herself."
    ),
    "incentive_differs": (
        "its deliveries are not those of its list. Pay nobody by it; tell those who run this machine."
    ),
    "answer_changed": (
        "This answer was changed after it was signed. Sign it again with `vethanam benefits answer-list`."
    ),
    "answer_file_unreadable": (
        "This is no answer to a delivery list. Write it with `vethanam benefits answer-list`."
    ),
    "answer_of_another_list": (
        "This answer is of list %(named)s, not of %(list)s. Open the page of its own list and enter it there."
    ),
    "answer_of_unknown_key": (
        "This answer was signed by a key that opened no list %(list)s taken here. Open the list again and "
        "sign its outcomes."
    ),
    "list_file_unreadable": "This is no sealed delivery list. Take the list again.",
    "list_of_another_key": (
        "List %(list)s is sealed to another key than this one, or was changed on its way. Society "
        "%(society)s opens it with its own key."
    ),
    "list_file_exists": "%(file)s exists already and is not overwritten. Give another name.",
    "list_key_unreadable": "%(file)s is no key of a society. Make one with `vethanam benefits society-key`.",
    "society_key_unreadable": (
        "is no key. Copy the 64 hexadecimal digits that `vethanam benefits society-key` shows."
    ),
    "society_without_key": (
        "Society %(society)s has no key, so its list cannot be sealed. Make one with `vethanam benefits "
        "society-key`; two administrators enter it with the society."
    ),
    "deliveries_unsound": "List %(list)s: %(count)s rows have a fault. Nothing was entered. Correct them.",
    "delivery_day": "is not between %(first)s and %(last)s. Enter the day of the delivery.",
    "delivery_entered_before": (
        "Line %(line)s has an outcome already. A line is delivered once; the secretary can decline a wrong "
        "entry."
    ),
    "delivery_not_waiting": "List %(list)s: nothing of this waits for you. Look at the page again.",
    "delivery_outcome_unknown": "is no outcome. Write one of: %(known)s.",
    "incentive_before_end": (
        "List %(list)s still has %(count)s lines without an outcome. Claim the incentive when all are "
        "entered and checked."
    ),
    "incentive_without_delivery": "Nothing of list %(list)s was delivered: there is no incentive.",
    "incentive_claimed_before": "The incentive of list %(list)s is claimed already, by bill %(bill)s.",
    "incentive_rate_not_read": (
        "No order fixes the incentive on %(day)s. Ask finance to enter it, then claim again."
    ),
    "incentive_ordered_before": "Your office ordered the payment of bill %(bill)s already.",
    "incentive_unknown": "There is no incentive bill %(bill)s in your office. Choose one of the list.",
    "delivery_over": (
        "The last day of list %(list)s was %(day)s. Give the money back that was not delivered."
    ),
    "delivery_proof_unknown": "is no proof. Write one of: %(known)s.",
    "delivery_sheet_columns": "%(file)s needs these columns, each once: %(columns)s. Take the list again.",
    "delivery_sheet_long": "%(file)s has more than %(most)s rows. Enter it in parts.",
    "delivery_without_proof": (
        "A delivery needs its proof: the receipt code, the page of the book with the thumb mark, or the "
        "names of two witnesses."
    ),
    "leg_without_award": "A payment to a society is no payment to a person. Tell whoever runs this machine.",
    "line_not_on_list": "Line %(line)s is not on this list. Check the reference.",
    "line_of_the_dead": ("Line %(line)s: a death is on record. Enter “died”, and give the money back."),
    "no_deliveries": "List %(list)s: no row has an outcome. Fill the column “outcome”.",
    "proof_unusable": "is too long, or holds a phone number or address. Write a page or two names.",
    "proof_without_delivery": "A proof belongs to a delivery. Leave it out.",
    "receipt_code_wrong": (
        "This is not the receipt code of line %(line)s. Ask her again, or take a thumb mark or two witnesses."
    ),
    "return_above_rest": "%(rest)s is still to be given back of this list. Enter that sum or less.",
    "late_interest_above_rest": "%(rest)s of the interest is still to be paid. Enter that sum or less.",
    "late_interest_held": (
        "List %(list)s: the interest is held, because no order that was read names its form. Missing: "
        "%(order)s."
    ),
    "no_late_money": "List %(list)s: nothing that is confirmed came back late. No interest is owed.",
    "return_day": "%(day)s is no possible day of this transfer. Check it.",
    "return_entered_before": "The transfer %(reference)s is entered already.",
    "return_without_reference": (
        "Enter the reference of the bank, 4 to 40 letters and digits, without a phone number."
    ),
    "aadhaar_not_kept": "This looks like an Aadhaar number, which is not kept here. Leave it out.",
    "appeal_by_oneself": (
        "You refused this application. Another officer enters the order on the appeal against it."
    ),
    "appeal_without_grounds": (
        "Enter what the person says against the refusal, without a phone number or address."
    ),
    "appealed_before": (
        "Application %(application)s: this refusal is appealed already. Enter the order on it."
    ),
    "applicant_is_no_employee": (
        "No employee with this name and date of birth has the number %(number)s. Check the number, or "
        "leave it out."
    ),
    "applicant_too_old": "Born on %(born)s: nobody is older than %(years)s years. Check the date of birth.",
    "applicant_without_name": "A new applicant needs her name and date of birth. Enter both.",
    "application_decided": "Application %(application)s is decided. A person may appeal against a refusal.",
    "applied_before": (
        "Beneficiary %(number)s has applied for %(scheme)s, or has an award of it. Open that one."
    ),
    "award_before_application": (
        "Application %(application)s came after %(month)s. An award begins in the month of its "
        "application or later."
    ),
    "award_ended": "Award %(award)s has ended. Nothing follows but a new application.",
    "award_standing_differs": (
        "its derived standing differs from its entries. Pay nobody by it; tell whoever runs this machine."
    ),
    "beneficiary_unknown": "No beneficiary has the number %(number)s. Check it on her card.",
    "benefit_day_ahead": "%(day)s is no possible day here: it is ahead, or too early. Check it.",
    "benefit_not_by_local_bodies": (
        "Local bodies do not receive applications for %(scheme)s. Send her to the office of the scheme."
    ),
    "benefit_not_of_body": (
        "No local body has the code “%(scope)s”. An administrator enters the code of your body."
    ),
    "benefit_of_another_office": "This belongs to another local body or scheme. Its officers act on it.",
    "card_address_slowed": (
        "This code and year do not fit, and too many wrong ones came from here. Try again in %(minutes)s "
        "minutes."
    ),
    "card_incomplete": "The code has 16 letters and digits, and the year four digits. Look at your card.",
    "card_spent": (
        "Five wrong tries with this code today. Try again in %(hours)s hours, or ask your local body for a "
        "new code."
    ),
    "card_wrong": (
        "This code and this year of birth do not fit. Look at your card and at your papers, and try again."
    ),
    "cause_unknown": "This is no cause of such a change. Take one of: %(known)s.",
    "centre_pays_accounts": "The Centre pays into bank accounts only. Enter her account.",
    "change_before_award": "Award %(award)s begins after %(month)s. Enter a month of the award.",
    "change_waits": "Another change of award %(award)s waits for its second officer. Decide that one first.",
    "checked_before": "Another officer has decided this already. Look at the page again.",
    "checked_by_oneself": "You entered this. Another officer checks it.",
    "former_number_form": (
        "is no number of a former system. Write letters, digits, point, slash, hyphen or underscore, "
        "at most 24."
    ),
    "sheet_breaks_off": (
        "%(file)s cannot be read at line %(line)s: it breaks off there, or is no CSV in UTF-8. Export it "
        "again."
    ),
    "sheet_cell_half": "is empty, while “%(other)s” is filled. Fill both, or neither.",
    "sheet_day": "is no day. Write it as 2026-10-28.",
    "sheet_decided_before": "Sheet %(sheet)s is verified or declined already.",
    "sheet_holds_contact": (
        "looks like a phone number or an e-mail address. Contacts have columns of their own. It is not "
        "shown here."
    ),
    "sheet_month_ahead": "is a month that has not come. Check it.",
    "sheet_month_before": "is before the month or the day on which it can begin. Check both cells.",
    "sheet_months_many": "These are more than %(most)s months. Write the last %(most)s.",
    "sheet_names_the_dead": (
        "A death of beneficiary %(number)s is reported. Decline this sheet, and have it entered without her."
    ),
    "sheet_no_contact": "Nothing was confirmed on this day: the row has no contact. Leave the day out.",
    "sheet_number_known": "%(number)s was taken over before, by another sheet. Leave the row out.",
    "sheet_number_of_minor": "She is a minor. Write the number of her guardian, not her own.",
    "sheet_number_twice": "stands in row %(first)s too. Keep one of them.",
    "sheet_of_one_scheme": "A sheet has one scheme, and this one is for %(code)s. Give the others apart.",
    "sheet_other_person": (
        "“%(number)s” belongs to a person with another date of birth, or to nobody. Check number and date."
    ),
    "sheet_rows_differ": "its rows differ from its root. Pay nobody by it; tell whoever runs this machine.",
    "sheet_text_long": "is too long: at most %(most)s letters.",
    "sheet_without_rows": "has no rows. Download the template and fill it.",
    "sheet_word": "is none of the words of this column. Write one of: %(words)s.",
    "waits_with_sheet": "This came with sheet %(sheet)s. Whoever verifies the sheet decides on all of it.",
    "circumstance_ends_before": "It ends on %(until)s, before it begins on %(since)s. Check the days.",
    "guardian_ends_before": "The proof ends on %(until)s, before it begins on %(since)s. Check the days.",
    "guardian_proof_ended": "The proof of the guardian ended on %(until)s. Enter a proof that is still good.",
    "circumstance_of_another": "This entry is of another person or of another kind. Choose the right one.",
    "circumstance_unknown": "The rules read no circumstance “%(kind)s”. Take one of: %(known)s.",
    "circumstance_value": (
        "This is no value of “%(kind)s” (%(unit)s). Write yes or no, a day as 2026-10-28, rupees, whole "
        "years or per cent, or one of the words: %(words)s."
    ),
    "circumstance_without_document": (
        "“%(kind)s” needs its document by number or name, without a phone number or address."
    ),
    "benefit_contact_missing": "Enter a number or an address.",
    "contact_of_no_applicant": (
        "Beneficiary %(number)s has not applied for %(scheme)s. Choose a scheme of hers."
    ),
    "consent_without_day": "Enter both the form of the consent and its day, or neither.",
    "cycle_by_oneself": "You computed this cycle. Another officer approves it.",
    "cycle_computed_already": "Another process computed this month. Look at the page again.",
    "cycle_differs": ("its lines differ from its hashes. Pay nobody by it; tell whoever runs this machine."),
    "cycle_is_approved": (
        "%(month)s of %(scheme)s is approved. A third officer reopens it by order before it is computed "
        "again."
    ),
    "cycle_is_released": "Money is released for cycle %(cycle)s. Differences come with the next month.",
    "cycle_month_ahead": (
        "%(month)s has not come. A cycle is computed for this month, the next one, or an earlier one."
    ),
    "cycle_not_approved": "Cycle %(cycle)s is not approved. Only an approved cycle is reopened.",
    "cycle_not_open": (
        "Cycle %(cycle)s does not wait for approval: it is approved, or a later version stands."
    ),
    "cycle_of_another_hash": (
        "Cycle %(cycle)s has another result hash. Look at its page again, and approve the result shown there."
    ),
    "cycle_reopened_by_oneself": "You computed or approved this cycle. A third officer reopens it.",
    "death_day": "%(day)s is no possible day of death. Check it.",
    "death_notice_settled_before": "This notice is settled already. Look at the page again.",
    "death_reported_before": (
        "A death of beneficiary %(number)s is reported already. Another officer confirms it."
    ),
    "decided_own_application": (
        "You entered or assessed application %(application)s. Another officer decides it."
    ),
    "decline_needs_reason": "Enter why you decline, in a few words, without a phone number or address.",
    "demand_above_rest": "%(rest)s is still to be repaid of this demand. Enter that sum or less.",
    "demand_answer_time": (
        "The person may answer until %(day)s, and no answer is entered. Decide after that day, or enter "
        "the answer first."
    ),
    "demand_answer_without_words": (
        "Enter what the person says, in a few words, without a phone number or address."
    ),
    "demand_by_oneself": "You made demand %(demand)s. Another officer decides it.",
    "demand_change_waits": (
        "A change of this kind of demand %(demand)s waits for another officer. That one comes first."
    ),
    "demand_decided_before": "Demand %(demand)s is decided already. Look at the page again.",
    "demand_form_of_pack": (
        "The order of the rules names the form “%(form)s” of interest. Take that one, or leave it out."
    ),
    "demand_form_not_read": (
        "The interest is held: no order that was read names its form. Missing: %(order)s. Finance enters "
        "that figure by its order; then enter the interest."
    ),
    "demand_interest_changed": (
        "The interest is another by the figure of today. Decline this entry, and enter the interest again."
    ),
    "demand_interest_not_held": "Demand %(demand)s has no interest that is held. Look at the page again.",
    "demand_from_earlier_month": (
        "%(month)s is one of the demanded months, or before. An instalment is kept back from a later month."
    ),
    "demand_is_over": "Demand %(demand)s is dropped or cancelled. Nothing follows it.",
    "demand_limit_not_read": (
        "No order was read that says how much of a month of %(scheme)s may be kept back. Finance enters "
        "that figure by its order; without it the money comes back by challan only."
    ),
    "demand_not_stayed_so": "Nothing of this kind stays demand %(demand)s. Look at the page again.",
    "demand_of_held_month": (
        "What is due for %(month)s is held, because an order was not read. Demand the other months."
    ),
    "demand_of_nothing": (
        "Award %(award)s: nothing was paid above its due for %(month)s, or it is demanded already."
    ),
    "demand_of_the_dead": (
        "The death of beneficiary %(number)s is on record. Send the notice to the heirs, or to the bank "
        "or society that has the money."
    ),
    "demand_overdrawn": (
        "it lost more than it asks, or its months are missing. Keep nothing back by it; tell whoever "
        "runs this machine."
    ),
    "demand_repaid_without_challan": (
        "Enter the number of the challan or of the credit, without a phone number or address."
    ),
    "demand_source_of_another": (
        "Nothing is kept back from another person: choose an award of the person to whom the demand went."
    ),
    "demand_stay_without_case": "Enter the number of the appeal or case, without a phone number or address.",
    "demand_stayed_before": "Demand %(demand)s is stayed in this way already.",
    "demand_terms_not_whole": (
        "Enter the award, the first month and the instalment together, or none of them."
    ),
    "demand_without_interest": (
        "Demand %(demand)s bears no interest: there is no false statement, no rate was read, or the day "
        "of a payment is not known. Leave the form out."
    ),
    "demand_without_months": "Enter the months that are asked back.",
    "demand_without_time": "%(day)s leaves no time to answer. Enter a later last day.",
    "drawn_elsewhere_before": "This payment is entered already for award %(award)s and month.",
    "drawn_elsewhere_without_reference": (
        "Enter the number of the file or paper that shows the payment, without a phone number or address."
    ),
    "elsewhere_does_not_count": (
        "Award %(award)s: this entry does not count, or another officer has still to decide its taking back."
    ),
    "eligible_by_rules": (
        "Application %(application)s is eligible by the rules. If something stands against it, enter that"
        " circumstance and assess again."
    ),
    "entry_unknown": "There is no entry %(entry)s of kind %(kind)s. Look at the page again.",
    "held_for_facts": (
        "Application %(application)s is held because something about the person is not known or not "
        "checked. Have it checked, and assess again."
    ),
    "kind_life_window": "window for life proofs",
    "kind_scheme_office": "office of a scheme",
    "kind_society": "society",
    "kinds_life_window": "Windows for life proofs",
    "kinds_scheme_office": "Offices of schemes",
    "kinds_society": "Societies",
    "life_proof_without_reference": (
        "Enter the reference of the centre or the number of the certificate, without a phone number."
    ),
    "likeness_needs_reason": "Enter how you know it, in a few words, without a phone number or address.",
    "likeness_of_oneself": "Both numbers are of one record. Enter the other number.",
    "likeness_waits": "An answer about these two waits for another officer. That one comes first.",
    "month_not_approved": (
        "Not approved for %(scheme)s: %(months)s. Compute these months and have them approved first."
    ),
    "account_not_to_sign": "An account does not wait for your signature any more. Open the page again.",
    "no_open_appeal": "Application %(application)s has no appeal that waits for an order.",
    "not_assessed": "Application %(application)s is not assessed. A clerk assesses it first.",
    "not_eligible_by_rules": (
        "Application %(application)s is not eligible by the rules. Refuse it with the reasons, or have "
        "its circumstances corrected and assessed again."
    ),
    "not_suspended_so": "Award %(award)s is not stopped by “%(cause)s”. Choose the cause that stands.",
    "nothing_refused": "Application %(application)s was not refused. An appeal is against a refusal.",
    "payment_ordered_before": "The payment of release %(release)s is ordered already for your office.",
    "payment_ordered_by_oneself": "You ordered this payment in another role. Another officer orders it too.",
    "release_not_ordered": "Two officers order the payment of release %(release)s before anything is paid.",
    "release_paid_elsewhere": "Release %(release)s is paid by another payer. Nothing of it is paid here.",
    "nothing_to_release": "Nothing is open in these months for %(scheme)s: everything due is drawn, or held.",
    "reasons_not_of_rules": "Take one or more reasons of the assessment: %(known)s.",
    "refusal_without_words": (
        "Write to the person in English and in Malayalam why, without a phone number or address."
    ),
    "refuted_by_restoration": (
        "If the person lives, the secretary restores her award with the cause “alive”, and another "
        "officer agrees."
    ),
    "release_overdrawn": "its drawals exceed its sum. Pay nobody by it; tell whoever runs this machine.",
    "release_differs": (
        "its drawals differ from the hash in its entry. Pay nobody by it; tell whoever runs this machine."
    ),
    "release_too_small": (
        "The order releases %(sum)s and %(needed)s are due. Enter an order for the whole sum, or for "
        "fewer months."
    ),
    "release_without_months": "A release names one or more months. Enter them.",
    "released_by_oneself": "You computed or approved cycle %(cycle)s. Another officer releases its money.",
    "reopening_needs_reason": "Enter why it is reopened, in a few words, without a phone number or address.",
    "restored_by_wrong_cause": "A stop by a death is lifted with the cause “alive”, and no other stop is.",
    "route_before_award": "Award %(award)s begins after %(month)s. Enter a month of the award.",
    "route_branch_not_ifsc": (
        "The branch is no IFSC: four capital letters, a zero and six capital letters or digits, such as "
        "SMPL0000012."
    ),
    "route_no_post_office": "Enter the PIN code of the post office, six digits.",
    "route_with_account": "Payment by “%(kind)s” has no account. Leave branch, number and holder out.",
    "route_without_number": "Enter the account number as on the passbook, letters and digits only.",
    "scheme_not_of_rules": "The rules have no scheme of this code. Take one of: %(known)s.",
    "society_unknown": "No society has the code “%(society)s”. Choose one of the list.",
    "suspended_before": "Award %(award)s is suspended by “%(cause)s” already.",
    "suspension_ends_before": "%(month)s is before the first month of the suspension. Check the months.",
    "taking_back_needs_reason": (
        "Enter why it is taken back, in a few words, without a phone number or address."
    ),
    "transfer_of_another_body": "An officer of the receiving local body agrees to a transfer.",
    "transferred_to_itself": "The award is with %(body)s already. Choose another local body.",
    "window_closes_before": "The last day is before the first",
    "window_of_another_year": "The year is not that of the first day",
}
