"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "account_corrected": "%(leg)s: that account was corrected or taken back. Choose the one that holds.",
    "account_not_verified": ("%(leg)s: nobody has verified that account yet. Have another person verify it."),
    "account_of_the_dead": (
        "%(leg)s: the person died on %(died)s, and that account is the person's own. Record that of the "
        "nominee or the legal heirs, from a day after the death, or give the whole back by challan."
    ),
    "already_resolved": "%(record)s: this finding was closed on %(day)s.",
    "another_currency": "An amount is not in %(currency)s. Ask the bank what it paid.",
    "another_institution": "%(leg)s: that account is not one of %(party)s. Enter its account first.",
    "another_key": ("%(bank_key)s is no Ed25519 key. Ask the bank for the key its answers are signed with."),
    "another_message": "It is neither %(report)s nor %(notice)s.",
    "another_person": "%(leg)s: that account is not one of this employee's. Record the account first.",
    "answer_unreadable": ("%(path)s from the bank cannot be read (%(why)s). Check the rights of its folder."),
    "bank_refuses": "The bank's line answers %(status)s to %(method)s. Ask its operator.",
    "bill_not_passed": "Bill %(bill)s is not passed, so nobody is paid on it.",
    "document_type": "The file declares a document type, which no payment message may. It is not read.",
    "entered_it": "%(institution)s: you entered this account. Another officer verifies it.",
    "file_differs": "%(file)s does not carry what its legs come to. Nothing is handed over.",
    "file_of_another_message": (
        "The file is not a %(message)s message. Put each message in the folder it belongs to."
    ),
    "fraction_of_a_paisa": "%(amount)s has a fraction of a paisa. Ask the bank what it paid.",
    "given_back": "%(leg)s was given back to the treasury by %(refund)s, so it is not sent again.",
    "institution_entered_by": (
        "Entering an institution's account is for a clerk, a drawing officer or the treasury."
    ),
    "institution_not_verified": (
        "%(leg)s: nobody has verified that account yet. Have another officer verify it."
    ),
    "institution_verified_by_treasury": "Verifying an institution's account is for a treasury officer.",
    "negative_amount": "A payment message carries no negative amount. Recover it from a later bill.",
    "never_received": (
        "%(employee)s: the payment was never sent, so nothing was received. Give back the whole."
    ),
    "no_amount_or_day": "A booked transfer has no amount or day of its own. Ask the bank for both.",
    "no_bank_folder": "%(folder)s cannot be made (%(why)s). Check its rights and the space.",
    "no_bank_key": ("The bank's public key %(bank_key)s cannot be read. Install the key the bank gave you."),
    "no_bank_token": "The token %(token)s cannot be read. Install the one the bank gave you.",
    "no_day": "Name at least one day that is open or closed.",
    "no_payee_account": "Transfer %(reference)s names no amount in %(currency)s or no account number.",
    "no_payer": "The instruction names no account to pay from, or no day.",
    "no_resolution": "Write what was done about the finding, in a sentence.",
    "no_voucher": "Bill %(bill)s is passed and has no voucher. Nothing is booked.",
    "nobodys_pay": "%(instruction)s is of a schedule and nobody's pay.",
    "not_an_amount": "“%(amount)s” is not an amount. Ask the bank to send the message again.",
    "not_as_published": "The file is not as the published schema of %(message)s demands: %(why)s.",
    "not_on_disk": "%(path)s lies in %(parent)s and may not be on disk (%(why)s). It is written again.",
    "not_positive": "Instruction %(message)s has a transfer of nothing or less.",
    "not_the_bank": "What answers on the bank's line is no bank. Check VETHANAM_BANK.",
    "not_to_be_reissued": (
        "%(leg)s is %(state)s: only a payment that was rejected or came back is sent again, once."
    ),
    "not_what_it_states": "Instruction %(message)s states another number or sum than it carries.",
    "not_xml": "The file is not well-formed XML (line %(line)s). Ask the bank to send it again.",
    "nothing_to_pay": "Instruction %(message)s has no transfer. There is nothing to send.",
    "open_and_closed": "%(day)s is named as open and as closed. Name it once.",
    "open_line": "VETHANAM_BANK is %(url)s: account numbers leave this machine over https only.",
    "other_content": "The bank has another %(name)s than ours. Call the operator of the bank's line.",
    "payables_differ": "Bill %(bill)s passes %(net)s, its payslips another sum.",
    "payment_came_back": (
        "%(leg)s came back from the bank, so nothing was received. Give back the whole, or send it again "
        "first."
    ),
    "payment_not_sent_yet": (
        "%(employee)s: the payment is not with the bank yet. Enter the challan when the bank has answered."
    ),
    "payment_sent_again": "%(leg)s is being sent again. Enter the challan when the bank has answered.",
    "payment_under_way": (
        "%(leg)s is with the bank and not answered yet. Enter the challan when the answer is there."
    ),
    "payment_without_account": "%(leg)s names no account. Call the operator before anything leaves.",
    "reference_twice": "Instruction %(message)s carries one reference twice.",
    "schedule_without_payslip": "Bill %(bill)s is passed and a line of it has no payslip.",
    "schedules_differ": ("Bill %(bill)s deducts %(deductions)s, its schedules another sum. Nothing is paid."),
    "several_accounts": "The notification is about several accounts. Ask for one message for each.",
    "several_batches": "The instruction has several batches. Send one file for each.",
    "too_large": "The file is larger than %(most)s MB. Ask the bank to split it.",
    "unprintable": "A control character stands in %(place)s of %(message)s. Correct the record.",
    "unsound_institution": "The institution %(faults)s. Nothing was entered.",
    "verified_already": "%(institution)s: this account is verified already.",
    "written_not_as_published": "A %(kind)s we wrote is not as published: %(why)s.",
}
