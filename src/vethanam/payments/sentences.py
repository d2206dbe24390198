"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "account_corrected": "%(leg)s: that account was corrected or taken back. Choose the one that holds.",
    "account_differs_from_sheet": (
        "Sheet %(sheet)s has other rows on record than its verifier signed. Have a person look at it."
    ),
    "account_not_in_force": (
        "Another account of this payee has taken the place of this one. The payment goes to that one with "
        "the next file."
    ),
    "account_not_verified": ("%(leg)s: nobody has verified that account yet. Have another person verify it."),
    "account_of_another": "The account is not one of this payee. Have it entered and verified.",
    "account_of_the_dead": (
        "%(leg)s: the person died on %(died)s, and that account is the person's own. Record that of the "
        "nominee or the legal heirs, from a day after the death, or give the whole back by challan."
    ),
    "account_signed_by_one": "One person alone signed the account. Have another person sign it.",
    "account_unsigned": (
        "No signature verifies the account. Have two persons sign the accounts of the office."
    ),
    "already_resolved": "%(record)s: this finding was closed on %(day)s.",
    "amount_not_named": (
        "Instructed %(amount)s, the bank names no amount. Nothing is credited by it; ask the bank."
    ),
    "amount_not_signed": (
        "The amount is more than the signed bill pays here. Have a person look at the bill."
    ),
    "another_account": (
        "The bank names another account than the one instructed. Nothing is credited by it; ask the bank "
        "at once."
    ),
    "another_amount": (
        "Instructed %(amount)s, the bank says %(stated)s. Nothing is credited by it; ask the bank."
    ),
    "another_currency": "An amount is not in %(currency)s. Ask the bank how much it paid.",
    "another_institution": "%(leg)s: that account is not one of %(party)s. Enter its account first.",
    "another_key": ("%(bank_key)s is no Ed25519 key. Ask the bank for the key its answers are signed with."),
    "another_message": "It is neither %(report)s nor %(notice)s.",
    "another_person": "%(leg)s: that account is not one of this employee's. Record the account first.",
    "another_total": (
        "The bank rejects an instruction of another number or sum. Nobody is rejected by that; ask the bank."
    ),
    "answer_not_readable": "A signed answer cannot be read: %(why)s",
    "answer_refused": "%(name)s from the bank was not read and is set aside in the folder refused: %(why)s",
    "answer_stays": "%(name)s from the bank is not read: %(why)s It is read once that is mended.",
    "answer_unreadable": ("%(path)s from the bank cannot be read (%(why)s). Check the rights of its folder."),
    "answer_unsigned": "An answer has no signature yet and is not read. Ask the bank to sign it.",
    "ask_bank_for_reason": "Ask the bank for the reason; then correct the account or send it again.",
    "ask_for_open_account": "Ask for an open account, record it and have another person verify it.",
    "ask_for_passbook": "Ask for the passbook, correct the account and have another person verify it.",
    "bad_signature": (
        "An answer is not signed by the bank's key. Nothing it says is believed. Find out who put it there."
    ),
    "bank_account_blocked": "The account is blocked.",
    "bank_account_closed": "The account is closed.",
    "bank_away": "The bank's line does not answer (%(why)s). Nothing is lost; it is tried again.",
    "bank_channel_not_https": (
        "is not an https address. Account numbers leave this machine over https only."
    ),
    "bank_code_letters": "is not four capital letters, as its branch codes begin.",
    "bank_holder_died": "The account holder has died.",
    "bank_holder_differs": "The name is not the account holder's.",
    "bank_key_digits": (
        "is not a key of 64 hexadecimal digits in small letters. Copy it from the bank's letter."
    ),
    "bank_knows_no_account": "No account has this number.",
    "bank_knows_no_branch": "No branch has this code.",
    "bank_refuses": "The bank's line answers %(status)s to %(method)s. Ask its operator.",
    "before_pay_day": (
        "Bill %(bill)s is paid from %(day)s on, its pay-day. Paying earlier needs an order of finance that "
        "enters an earlier pay-day."
    ),
    "bill_checked_by_maker": "Bill %(bill)s was checked or passed by its maker.",
    "bill_drawn_for_another": "Bill %(bill)s is self-drawn and pays somebody else.",
    "bill_not_paid_out": (
        "Its instructed, booked, waiting and withdrawn amounts do not add up to its gross. Pay nothing "
        "more on it."
    ),
    "bill_not_passed": "Bill %(bill)s is not passed, so nobody is paid on it.",
    "bill_of_another_class": "Bill %(bill)s has other signers than its class demands.",
    "bill_passed_by_drawer": "Bill %(bill)s was passed by a person who drew it.",
    "bill_state_differs": (
        "It is closed and not everything of it has arrived or was given back, or the other way round. "
        "Call the operator."
    ),
    "bill_step_missing": "Bill %(bill)s has no entry in the log that it was %(step)s.",
    "bill_step_unsigned": ("Nobody in the right office signed bill %(bill)s, as it stands, as %(step)s."),
    "branch_not_ifsc": (
        "is not an IFSC: four letters, a zero and six letters or digits, such as SMPL0000060."
    ),
    "branch_of_another_bank": "begins with %(bank)s, the code of another bank. Correct one of the two.",
    "came_back": "%(amount)s came back from the bank on %(on)s.",
    "compare_passbook": (
        "Compare passbook and service book, correct the error and have it verified. Never pay another "
        "person's account."
    ),
    "contradiction": "The bank said something else before. Ask the bank which holds.",
    "correct_branch_code": "Correct the branch code of the account and have another person verify it.",
    "correct_onward_account": "Correct the account it is sent on to and have another person verify it.",
    "died_before_payment": (
        "%(amount)s is kept back: the person died on %(died)s, and the account on record is the person's "
        "own. Record that of the nominee or the legal heirs, from a day after the death, and have it "
        "verified; the next round pays it."
    ),
    "document_type": "The file declares a document type, which no payment message may. It is not read.",
    "does_not_settle": (
        "Its settled, rejected, returned and open amounts do not add up to the instructed amount."
    ),
    "drawn_beyond_death": (
        "%(amount)s is kept back: the person died on %(died)s, and the bill also covers later days. Give "
        "the whole back by challan and compute the month again. Claim the pay up to and including that "
        "day for the nominee or the legal heirs, in form TR 59(C)."
    ),
    "entered_it": "%(institution)s: you entered this account. Another officer verifies it.",
    "failure_not_answered": (
        "It counts as failed, and no signed answer of the bank says so. It could be paid a second time."
    ),
    "file_differs": "The total in %(file)s is not the sum of its payments. Nothing is handed over.",
    "file_name_taken": "%(file)s was not handed over: %(why)s",
    "file_of_another_message": (
        "The file is not a %(message)s message. Put each message in the folder it belongs to."
    ),
    "file_signed_before": (
        "The paymaster signed file %(message)s before, and the database does not know it. Settle it "
        "with the bank."
    ),
    "found_file_differs": (
        "%(file)s lies in the bank's folder with other bytes than in the database. Compare both with the "
        "bank. Two administrators then decide, under Masters, Files before a restore."
    ),
    "found_file_unsigned": (
        "%(file)s, from before the restore, may have paid it. Ask the bank. If it did not pay that file, two "
        "administrators sign it as void, under Masters, Files before a restore."
    ),
    "found_file_unexplained": (
        "%(file)s went to the bank before the restore, with %(count)s payments of %(amount)s for %(mark)s. "
        "No passed bill here explains all of them. Ask the bank if it was paid. If so, make that bill again: "
        "nobody in the file is paid twice. Two administrators decide, under Masters, Files before a restore."
    ),
    "found_files_missing": (
        "%(file)s went to the bank, but neither the bank's folder nor the paymaster's journal has it. Bring "
        "both from the old machine and run: vethanam restore --here. If they are lost, ask the bank for its "
        "list of files; then two administrators decide on %(epoch)s, under Masters, Files before a restore."
    ),
    "fraction_of_a_paisa": "%(amount)s has a fraction of a paisa. Ask the bank how much it paid.",
    "given_back": "%(leg)s was given back to the treasury by %(refund)s, so it is not sent again.",
    "have_account_freed": "Have the bank free the account, or record another one and have it verified.",
    "institution_entered_by": (
        "Entering an institution's account is for a clerk, a drawing officer or the treasury."
    ),
    "institution_name_holds_contact": (
        "has a phone number or an e-mail address in its name, which is public; leave it out"
    ),
    "institution_not_named": (
        "Money is deducted for an institution that nobody named. Enter the institution as payee of the "
        "obligation and ask the operator to have it paid."
    ),
    "institution_not_paid": "%(amount)s for %(institution)s was not paid.",
    "institution_not_verified": (
        "%(leg)s: nobody has verified that account yet. Have another officer verify it."
    ),
    "institution_of_no_kind": "is of no known kind; choose %(kinds)s",
    "institution_verified_by_treasury": "Verifying an institution's account is for a treasury officer.",
    "institution_without_branch": (
        "has no branch code: an IFSC is four letters, a zero and six letters or digits, such as "
        "SMPL0000060; a treasury has its own code"
    ),
    "institution_without_name": "has no name of up to 120 letters",
    "institution_without_number": "has no account number of 6 to 20 letters and digits",
    "journal_broken": (
        "Line %(place)s of the paymaster's journal %(path)s does not follow the line before. Nothing is paid "
        "until a person has looked."
    ),
    "journal_differs": (
        "The paymaster's journal knows file %(message)s with other bytes. It is not handed over. Compare "
        "both with what the bank received."
    ),
    "journal_held": ("Another paymaster holds the journal %(path)s. Run one."),
    "journal_unreadable": ("Line %(place)s of the paymaster's journal %(path)s cannot be read."),
    "kind_bank": "bank",
    "kind_bank_day": "day of the banks",
    "kind_bank_terms": "key and channel of a bank",
    "kind_branch": "branch",
    "kind_found_file": "file before a restore",
    "kind_treasury_day": "day of the treasuries",
    "kinds_bank": "Banks",
    "kinds_bank_day": "Days of the banks",
    "kinds_bank_terms": "Keys and channels of banks",
    "kinds_branch": "Branches",
    "kinds_found_file": "Files before a restore",
    "kinds_treasury_day": "Days of the treasuries",
    "known_to_bank": (
        "The bank says it has received this before. No payment is rejected by that; ask the bank which "
        "payments it made."
    ),
    "legs_differ_from_file": (
        "Its payments do not come to the number or sum it states. Stop handing over and call the operator."
    ),
    "negative_amount": "A payment message carries no negative amount. Recover it from a later bill.",
    "never_received": (
        "%(employee)s: the payment was never sent, so nothing was received. Give back the whole."
    ),
    "no_amount_or_day": "A booked transfer has no amount or day of its own. Ask the bank for both.",
    "no_answer": (
        "The bank has had the instruction since %(since)s and has not answered for %(count)s payments of "
        "%(amount)s. Ask the bank. Do not send it again: nobody knows yet which payments were made."
    ),
    "no_bank_folder": "%(folder)s cannot be made (%(why)s). Check its rights and the space.",
    "no_bank_key": ("The bank's public key %(bank_key)s cannot be read. Install the key the bank gave you."),
    "no_bank_token": "The token %(token)s cannot be read. Install the one the bank gave you.",
    "no_institution_account": (
        "%(institution)s has no verified account, so its money was not sent. Enter the account and have "
        "another officer verify it; the next round pays it."
    ),
    "no_pay_key": ("The payment key %(path)s is missing or is no Ed25519 key. Run: vethanam install"),
    "no_payee_account": "Transfer %(reference)s names no amount in %(currency)s or no account number.",
    "no_payer": "The instruction names no account to pay from, or no day.",
    "no_resolution": "Write in one sentence how the finding was settled.",
    "no_plain_file": "It is a folder, a link or a device, not a file. Find out who put it there.",
    "no_such_day": "It names a day that does not exist. Ask the bank to send it again.",
    "no_voucher": "Bill %(bill)s is passed and has no voucher. Nothing is booked.",
    "nobody_to_pay": (
        "Somebody on this bill has no account on record. Record it and have it verified; the next round "
        "pays it."
    ),
    "nobodys_pay": "%(instruction)s is of a schedule and nobody's pay.",
    "not_an_amount": "“%(amount)s” is not an amount. Ask the bank to send the message again.",
    "not_as_published": "The file is not as the published schema of %(message)s demands: %(why)s.",
    "not_credited": "%(amount)s was not credited: the bank did not take it.",
    "not_instructed": "This was not given to the bank: %(why)s",
    "not_kept": "It holds a value too long or too large to keep. Ask the bank to send it again.",
    "not_on_disk": "%(path)s lies in %(parent)s and may not be on disk (%(why)s). It is written again.",
    "not_opened": "The machine does not open it (%(why)s).",
    "not_positive": "Instruction %(message)s has a transfer of nothing or less.",
    "not_the_bank": "The server at the bank's address is not a bank. Check VETHANAM_BANK.",
    "not_to_be_reissued": (
        "%(leg)s is %(state)s: only a payment that was rejected or came back is sent again, once."
    ),
    "not_what_it_states": "Instruction %(message)s states another number or sum than it carries.",
    "not_written": "%(file)s could not be written to %(folder)s (%(why)s). Nothing was handed over.",
    "not_xml": "The file is not well-formed XML (line %(line)s). Ask the bank to send it again.",
    "nothing_to_pay": "Instruction %(message)s has no transfer. There is nothing to send.",
    "onward_came_back": "%(amount)s was not sent on: it lies in the treasury savings account.",
    "open_line": "VETHANAM_BANK is %(url)s: account numbers leave this machine over https only.",
    "other_content": "The bank has another %(name)s than ours. Call the operator of the bank's line.",
    "other_content_here": (
        "%(folder)s has another %(name)s than ours. It is not overwritten. Find out who put it there."
    ),
    "out_of_time": "The bank's dates are out of order. Ask the bank for the right dates.",
    "paid_after_death": (
        "%(amount)s went to the person's own account before the death on %(died)s was known. Pay of the "
        "days after is not due: ask the bank to send it back, or recover it from the estate, and enter "
        "the refund by challan."
    ),
    "paid_before": ("This much of the bill was paid here before. Have a person compare it with the bank."),
    "paid_before_restore": (
        "%(amount)s is kept back: a file from before the restore paid this payee another amount, or for "
        "another month. Make the bill of that file again first, or have two administrators decide on the "
        "file."
    ),
    "pay_key_open": (
        "The payment key %(path)s belongs to another OS user, or others may read it. Make a new one."
    ),
    "pay_not_proven": "%(whom)s is not paid %(amount)s: %(why)s",
    "paymaster_journal_unreadable": (
        "Line %(place)s of %(path)s cannot be read. Bring the paymaster's folder from the old machine again."
    ),
    "payables_differ": "Bill %(bill)s passes %(net)s, its payslips another sum.",
    "payment_came_back": (
        "%(leg)s came back from the bank, so nothing was received. Give back the whole, or send it again "
        "first."
    ),
    "payment_going_again": "%(leg)s is being sent again. Enter the challan when the bank has answered.",
    "compensation_for_no_beneficiary": (
        "%(compensation)s: no beneficiary of %(scheme)s has a claimed line that is not paid. Nothing was "
        "released."
    ),
    "compensation_held": (
        "Nothing of this bill leaves: %(order)s is not in force. It goes on by itself once the order is in "
        "force again."
    ),
    "compensation_tax_not_entered": (
        "The tax on %(compensation)s is not known. A law officer enters it before anything is released."
    ),
    "compensation_taxed_for_beneficiaries": (
        "%(compensation)s is taxed. This system pays no tax of beneficiaries to the department, so it "
        "releases compensation to them only where the tax is 0."
    ),
    "compensation_unsigned": (
        "Bill %(bill)s: its compensation is not proven by the signatures of a law officer and of finance."
    ),
    "payment_kept_back": (
        "%(amount)s is not in the payment file: the person died on %(died)s. The office has it paid to "
        "the nominee or the legal heirs, or gives it back by challan."
    ),
    "bill_entry_unread": (
        "Bill %(bill)s waits: the paymaster cannot read an entry behind its signatures. The operator runs "
        "“vethanam check” and looks for the entry."
    ),
    "pay_day_not_proven": (
        "Bill %(bill)s waits until %(day)s: no signatures of two officers of finance prove an earlier "
        "pay-day of %(month)s for drawing code %(code)s. Ask finance to enter the pay-day again; both "
        "sign it."
    ),
    "payment_not_proven": "%(whom)s is not paid %(amount)s: the paymaster cannot prove it. %(why)s",
    "payment_not_sent_yet": (
        "%(employee)s: the payment is not with the bank yet. Enter the challan when the bank has answered."
    ),
    "payment_under_way": (
        "%(leg)s is with the bank and not answered yet. Enter the challan when the answer is there."
    ),
    "record_end_of_service": "Do not send it again. Record the end of service; the heirs claim the dues.",
    "restored_bill_waits": (
        "The rest of this bill is paid once the files from before the restore are settled. Nothing is to be "
        "done here."
    ),
    "reference_twice": "Instruction %(message)s carries one reference twice.",
    "said_again": "The bank says the same again. It counts once; nothing is to be done.",
    "schedule_without_payslip": "Bill %(bill)s is passed and a line of it has no payslip.",
    "schedules_differ": ("Bill %(bill)s deducts %(deductions)s, its schedules another sum. Nothing is paid."),
    "sent_on_before": (
        "The treasury savings account did not keep it, yet it is said to have been sent on. Ask where "
        "the money is."
    ),
    "several_accounts": "The notification is about several accounts. Ask for one message for each.",
    "several_batches": "The instruction has several batches. Send one file for each.",
    "signed_files_unknown": (
        "The paymaster signed %(count)s files that the database does not know, such as %(message)s. Nobody "
        "is paid. Stop the units and run: vethanam restore --here"
    ),
    "state_differs": (
        "It stands otherwise than the bank's answers or the voucher say. Call the operator before "
        "anything is sent again."
    ),
    "told_with_reason": "%(parts)s",
    "too_large": "The file is larger than %(most)s MB. Ask the bank to split it.",
    "unknown_message": "The bank reports on an instruction that we never sent. Ask the bank who sent it.",
    "unknown_reference": (
        "The bank reports a payment that we never instructed. Ask the bank who owns the money."
    ),
    "unknown_token": "The bank does not know our token. Install the one it gave you.",
    "unprintable": "A control character stands in %(place)s of %(message)s. Correct the record.",
    "unsound_institution": "The institution %(faults)s. Nothing was entered.",
    "verified_already": "%(institution)s: this account is verified already.",
    "written_not_as_published": "A %(kind)s we wrote is not as published: %(why)s.",
}
