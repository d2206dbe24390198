"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

from vethanam.ledger.evidence_files import LIMITS_SAID

SENTENCES = {
    "claimed_before": "Line %(line)s of %(roll)s is claimed already. A line is claimed once.",
    "claim_address_slowed": (
        "This number and year open nothing, and too many wrong ones came from here. Try again in %(minutes)s "
        "minutes."
    ),
    "claim_incomplete": "Enter the code of a message or your number, and the year with four digits.",
    "claim_spent": (
        "Five wrong tries with this number or code today. Try again in %(hours)s hours, or ask the office "
        "that has your record."
    ),
    "claim_wrong": (
        "This number or code and this year of birth open nothing here. Who has an account signs in; who has "
        "a card opens its page with it."
    ),
    "no_such_roll": "No roll is called %(roll)s. Take its name from the list of rolls.",
    "roll_asked_before": "There is a roll of %(reference)s already. Open the list of rolls.",
    "roll_asked_by_law": "A law officer asks for a roll, herself and in no other's name.",
    "roll_by_two": "Another person confirms the roll than the one who asked for it.",
    "roll_confirmed_before": "Roll %(roll)s is confirmed already.",
    "roll_confirmed_falsely": (
        "Roll %(roll)s has a confirmation that no signature in the log proves, and is never made. Have a law "
        "officer ask for the roll again."
    ),
    "roll_confirmed_by_officer": (
        "The data protection officer confirms a roll, herself and in no other's name."
    ),
    "roll_line_of_another": (
        "Line %(line)s of %(roll)s is not yours. Each person claims on her own line alone."
    ),
    "roll_not_made": "Roll %(roll)s is not made yet. Wait until both signatures stand in the log.",
    "roll_of_case_by_hand": (
        "Case %(number)s was opened by hand: no account stands behind it, so no roll can be made of it."
    ),
    "roll_of_nobody": (
        "%(reference)s affected nobody: no allowed request and no look named a person. So it has no roll."
    ),
    "roll_subject_missing": (
        "There is no message, restraint or breach case %(reference)s. Take its reference from its page."
    ),
    "certificate_annex_differs": "SHA256SUMS in the certificate is not that of the bundle.json in it.",
    "certificate_bundle_not_proven": "The bundle.json in the certificate does not verify: %(says)s",
    "certificate_field_unknown": (
        "The field %(field)s is signed, and the certificate has no such field. Sign PartA and PartB."
    ),
    "certificate_missing": "The archive holds no certificate.pdf: vethanam evidence certificate make.",
    "certificate_needs_archive": "A certificate goes into an archive. Take the file in the form zip.",
    "certificate_needs_package": (
        "The package for signatures in a PDF is not installed: pip install 'vethanam[evidence]'"
    ),
    "certificate_not_here": "The certificate is of no file of evidence that this installation made.",
    "certificate_not_in_force": (
        "The signer's certificate of %(field)s was not valid at the time that the signature names."
    ),
    "certificate_of_one_signer": (
        "Both fields are signed with one key. The expert is another person than the officer."
    ),
    "certificate_of_other_archive": "The hashes in the certificate are not those of the archive around it.",
    "certificate_of_other_file": "This is the certificate of the file %(file)s. Record it on its own page.",
    "certificate_on_record": "This signed certificate is on record since %(at)s.",
    "certificate_signature_broken": (
        "The signature in %(field)s does not hold, or the certificate was changed after it."
    ),
    "certificate_unreadable": "This is no certificate that can be read.",
    "certificate_unsigned": "The field %(field)s is not signed.",
    "certificate_unsound": "The signed certificate is not recorded.",
    "certificate_without_annex": (
        "The PDF holds no bundle.json and SHA256SUMS. Sign the certificate.pdf of the archive as it is."
    ),
    "fact_actor": (
        "%(office)s, purpose %(purpose)s: %(uses)s requests; %(allowed)s allowed, %(refused)s refused, "
        "%(held)s held. People asked for: %(people)s. Messages handed over: %(handed_over)s."
    ),
    "fact_after": "Messages of its scope that were begun after it took effect and handed over: %(count)s.",
    "fact_answered": (
        "Request %(reference)s of %(office)s, made on %(at)s as %(role)s under the purpose %(purpose)s: "
        "%(outcome)s, for %(allowed)s of %(asked_for)s people. Way of use: %(mode)s."
    ),
    "fact_approved": "It was approved on %(at)s as %(role)s.",
    "fact_attempts": (
        "Refused or held requests for the same purpose by the same office, or with the same text, within "
        "%(days)s days: %(count)s."
    ),
    "fact_board_contained": "Stopped and secured on %(at)s: %(words)s",
    "fact_board_due": "%(form)s: not filed, due by %(at)s.",
    "fact_board_extent": "People concerned, as counted when the case opened: %(people)s.",
    "fact_board_fields": "Fields asked for: %(fields)s.",
    "fact_board_filed": "%(form)s: filed on %(at)s.",
    "fact_board_known": "%(heading)s: on record is what follows. The officer completes it.",
    "fact_board_longer": "%(form)s: recorded on %(at)s, until %(until)s.",
    "fact_board_nature": "Entered as: %(asked)s.",
    "fact_board_not_told": "No notice to the people concerned is on record.",
    "fact_board_nothing": "%(heading)s: nothing is on record. The officer writes it.",
    "fact_board_notice": (
        "A notice to %(people)s people was asked for on %(at)s. Messages handed over: %(handed_over)s."
    ),
    "fact_board_noticed": "Known since %(at)s.",
    "fact_board_part": "%(heading)s: %(words)s",
    "fact_board_place": "Requests of %(office)s for data of the registers: %(registers)s.",
    "fact_board_reached": "Requests refused: %(refused)s. The others were allowed for %(allowed)s people.",
    "fact_board_timing": "%(count)s requests, the first on %(first)s, the last on %(last)s.",
    "fact_board_told": "The notice to the people concerned was recorded on %(at)s.",
    "fact_board_who": "An account acted as %(role)s of %(office)s.",
    "fact_board_words": "Known when it opened: %(words)s",
    "fact_case": "Case %(number)s (%(kind)s, %(asked)s) was opened on %(at)s.",
    "fact_case_people": "People it names: %(people)s.",
    "fact_case_uses": "Requests behind it: %(count)s.",
    "fact_class": "People of the class %(group)s: %(people)s.",
    "fact_cohort": "It was composed for %(people)s people by this rule: %(rule)s.",
    "fact_composed": (
        "Message %(reference)s was composed on %(at)s by the %(role)s of %(office)s, under the purpose "
        "%(purpose)s."
    ),
    "fact_cost": "Cost of its short messages: %(total)s rupees for %(parts)s parts.",
    "fact_district": "People in the district %(district)s: %(people)s.",
    "fact_excepts": "Purposes that it carves out: %(codes)s.",
    "fact_gap": (
        "Between the instant it names as its start and its entry, %(count)s messages of its scope were "
        "handed over, the last on %(last)s."
    ),
    "fact_in_effect": "It took effect on %(at)s, and names %(starts)s as its start.",
    "fact_manager": (
        "On that day %(post)s managed the sender, since %(since)s, and signs in by %(signs_in)s."
    ),
    "fact_no_approval": "No approval is on record.",
    "fact_no_cost": "No cost of short messages is on record.",
    "fact_no_gap": (
        "Between the instant it names as its start and its entry, no message of its scope was handed over."
    ),
    "fact_no_manager": "The register names no manager of the sender on %(day)s.",
    "fact_no_message": "It sent no message outside this site.",
    "fact_no_operator": "No count of the operator is on record for its days, %(first)s to %(last)s.",
    "fact_no_order": "It names no order.",
    "fact_no_other": "No other office made a request in the period: the count of each is 0.",
    "fact_no_sanction": "No sanction of its cost is on record.",
    "fact_no_sender": "The register has no sender of %(sender)s on %(day)s.",
    "fact_no_window": "On %(at)s no election or caution window was open.",
    "fact_operator": (
        "The operator counted %(theirs)s messages under its header from %(first)s to %(last)s; the log has "
        "%(ours)s on the same lines."
    ),
    "fact_order": "It names the order %(order)s dated %(dated)s.",
    "fact_outcome": (
        "Messages handed over: %(handed_over)s. Failed: %(failed)s. Uncertain: %(uncertain)s. Cancelled: "
        "%(cancelled)s."
    ),
    "fact_own": (
        "The log holds %(uses)s uses and refused requests about the person, and %(payments)s entries about "
        "payments."
    ),
    "fact_own_complete": (
        "The list complete.json shows that the log holds no other use about the person until the map of "
        "%(day)s."
    ),
    "fact_own_message": "Message to the person, channel %(channel)s: %(outcome)s.",
    "fact_own_not_complete": "No map of a day lists the uses about the person yet.",
    "fact_own_payments": "The entries that this fact names say each payment to the person: %(count)s.",
    "fact_own_use": (
        "Request %(reference)s of %(office)s, made on %(at)s as %(role)s under the purpose %(purpose)s. "
        "Answer about the person: %(outcome)s."
    ),
    "fact_owed": "Still owed: %(step)s, by %(at)s.",
    "fact_period": (
        "From %(since)s until %(until)s there are %(uses)s requests in this file: %(allowed)s allowed, "
        "%(refused)s refused, %(held)s held."
    ),
    "fact_position": "Later decision, on %(at)s: %(state)s.",
    "fact_purpose": (
        "Version %(version)s of the purpose %(purpose)s held. It is in purpose.json; its hash in the log "
        "is %(sum)s."
    ),
    "fact_queue": (
        "At that instant %(before)s messages of its scope had begun and %(waiting)s were waiting."
    ),
    "fact_reason": "Reason, as recorded: %(why)s (%(code)s)",
    "fact_restraint": (
        "Restraint %(reference)s (%(kind)s): court %(court)s, case %(case)s, dated %(dated)s, entered as "
        "%(role)s."
    ),
    "fact_sanction": "Its cost is sanctioned by the order %(order)s, head of account %(head)s.",
    "fact_scope": "Its scope, %(part)s: %(codes)s.",
    "fact_sender": "It was sent in the name of %(sender)s, SMS header %(header)s, owner %(owner)s.",
    "fact_signed_in": "Sign-in of the officer, as recorded: %(means)s.",
    "fact_step": "Step on %(at)s: %(step)s.",
    "fact_stopped": "Requests that it stopped: %(count)s.",
    "fact_text": (
        "Its text is %(text)s. The words are in the folder texts; their hash in the log is %(sum)s."
    ),
    "fact_times": "The first message was begun on %(first)s, the last was handed over on %(last)s.",
    "fact_windows": "On %(at)s these election or caution windows were open: %(windows)s.",
    "file_does_not_verify": "The file would not verify: %(says)s Nothing was written.",
    "file_has_contact": (
        "“%(part)s” looks like it holds a phone number or an e-mail address. The file was not made."
    ),
    "file_lead": (
        "Each fact is as recorded. Where entries of the log prove it, bundle.json names them. No line is "
        "about one person, and no contact is in this file."
    ),
    "file_lead_person": (
        "Each fact is as recorded about one person. The entries of the log with her own records prove it. "
        "No contact is in this file. It is hers: give it to nobody without her."
    ),
    "file_limits": "Limits",
    "file_not_yours": "A law officer or the data protection officer makes such a file.",
    "file_period_ends_before": "The period ends before it begins.",
    "file_period_missing": "A file of a period needs its first and last day.",
    "file_subject_missing": "There is no %(kind)s %(reference)s.",
    "file_title_campaign": "Facts of a message",
    "file_title_case": "Facts of a case",
    "file_title_period": "Facts of a period",
    "file_title_person": "Facts about a person",
    "file_title_restraint": "Facts of a restraint",
    "file_title_use": "Facts of a use",
    "evidence_page_too_large": "The page would have more than 3 MB. Take the archive.",
    "file_too_many": "The period has %(count)s requests, more than %(most)s. Choose a shorter one.",
    "file_waits": (
        "File %(file)s is made. The log has not signed its entry yet; take it later from the page of files."
    ),
    "map_changed": "The tree of the latest map is not the one of its leaf. Run “vethanam check”.",
    "no_map_yet": "The log has no map of a day yet. It makes one after midnight.",
    "not_concerned": "The log holds no record about this person here.",
    "not_in_map_yet": (
        "The map of %(day)s has no line about this person yet. The next one, after midnight, has it."
    ),
    "not_signed_yet": "The log has not signed this entry yet. Try again in a second.",
    "payslip_not_found": "No payslip of %(month)s is on record. It comes when the treasury passes the bill.",
    "payslip_not_proven": (
        "The payslip and its proof differ: %(says)s Ask the operator to check the installation."
    ),
    "payslip_of_which_bill": "%(month)s has payslips of several bills: %(bills)s. Name one.",
    "payslip_opening_destroyed": (
        "The opening of this payslip's entry is not kept any more. A copy kept earlier still holds."
    ),
    "slip_check_lead": (
        "Scan the code on a payslip, or paste its text here. This page checks it in your browser: nothing "
        "is sent. Save the page, and it works without a network."
    ),
    "slip_check_paste": "Text of the code",
    "slip_check_button": "Check",
    "slip_check_title": "Check a payslip",
    "slip_check_unscripted": "This browser runs no script. Press the button, and this site checks the code.",
    "slip_check_key": (
        "Compare this key with one that you have from elsewhere. A page with another key accepts other "
        "payslips."
    ),
    "slip_check_key_title": "Key of payslips",
    "slip_check_save": "Save this page",
    "slip_code_altered": "Altered. The code is not as it was signed: do not rely on this paper.",
    "slip_code_signed": (
        "Signed by the State. Compare each figure with the paper, and the paper with its holder."
    ),
    "slip_code_unknown_key": (
        "Unknown key. This page does not know the key that signed it: ask for the newest page."
    ),
    "slip_code_unread": "This is no code of a payslip. Scan it again, or copy all of it.",
    "slip_field_deductions": "Deductions",
    "slip_field_dated": "Voucher dated",
    "slip_field_entry": "Entry of the log",
    "slip_field_gross": "Earnings",
    "slip_field_key": "Key",
    "slip_field_month": "Month",
    "slip_field_name": "Name",
    "slip_field_net": "Take-home pay",
    "slip_field_pen": "PEN",
    "slip_field_receipt": "Receipt",
    "statement_key_missing": "%(path)s is missing or holds no key. Ask the operator to run: vethanam install",
    "opening_destroyed": (
        "The opening of this record is not kept any more. A copy kept earlier still verifies."
    ),
    "own_file_changed": (
        "What the log holds about this person has changed since this file was made. Make a new one."
    ),
    "person_in_use": "This person is in the use. What proves it is the file of the use on her page.",
    "use_key_destroyed": (
        "The key of this use was destroyed when its time was over. Nobody can tell any more who was in it."
    ),
    "use_of_nobody": "Nobody is in this use, so nothing proves who is not.",
    "use_without_labels": (
        "This use was recorded when the log could not yet show who is not in a use. The list of your uses "
        "is complete all the same."
    ),
    **{f"limit_{number}": said for number, said in enumerate(LIMITS_SAID)},
    # values of facts
    "word_actions": "Action taken",
    "word_effects": "Effects so far",
    "word_extent": "How many people, which data",
    "word_facts": "The facts: events and circumstances",
    "word_asked_longer": "Longer than 72 hours asked of the Board",
    "word_given_longer": "Longer given by the Board",
    "word_impact": "Likely consequences",
    "word_incident": "Kind of incident",
    "word_mitigation": "Measures taken or proposed to reduce the harm",
    "word_nature": "Nature of the breach",
    "word_noticed": "When it was noticed",
    "word_notices": "The notices given to the people concerned",
    "word_place": "Where it happened",
    "word_reasons": "Causes",
    "word_remedy": "Measures against a repetition",
    "word_systems": "Systems concerned",
    "word_timing": "From when until when",
    "word_told_agency": "Report to CERT-In within 6 hours",
    "word_told_board": "Report to the Data Protection Board at once",
    "word_told_board_in_full": "Report to the Data Protection Board within 72 hours",
    "word_who": "Findings about the person who caused it",
    "word_why_longer": "Why more than 72 hours are needed",
    "word_accepted": "accepted by a mail server",
    "word_allow": "allowed",
    "word_beneficiary": "beneficiary",
    "word_communicating_officer": "communicating officer",
    "word_cancelled": "cancelled",
    "word_continued": "continued",
    "word_court_order": "court order",
    "word_data_protection_officer": "data protection officer",
    "word_deny": "refused",
    "word_dismissed": "dismissed",
    "word_dpo": "data protection officer",
    "word_employee": "employee",
    "word_erased": "its record was destroyed by rule",
    "word_export": "export",
    "word_failed": "not delivered",
    "word_feed": "feed",
    "word_hold": "held",
    "word_judicial_officer": "judicial officer",
    "word_law_officer": "law officer",
    "word_leave": "leave granted",
    "word_left_out": "left out",
    "word_message": "message",
    "word_minor_beneficiary": "beneficiary under age",
    "word_not_strong": "no strong means",
    "word_others": "other districts together",
    "word_partial": "allowed in part",
    "word_pensioner": "pensioner",
    "word_purpose_owner": "purpose owner",
    "word_read": "look-up",
    "word_released": "released",
    "word_reveal": "look at one contact",
    "word_sent": "sent",
    "word_service": "service of the State",
    "word_stop": "stop by an officer",
    "word_strong": "strong means",
    "word_uncertain": "not known",
    "word_undertaking": "undertaking",
    "word_unit_head": "head of the office",
    "word_unknown": "without an office",
    "word_vacated": "vacated",
}
