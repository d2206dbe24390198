"""The sentences of acts: faults of fields, records not found, results of acts."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # -- fields
    "the_act": "The act “%(act)s”",
    "part_of_act": "“%(key)s” of the act “%(act)s”",
    "act_key_missing": "%(what)s needs “%(key)s”. Add it.",
    "act_key_unknown": "%(what)s does not know %(key)s. It knows: %(known)s.",
    "value_not_allowed": "“%(typed)s” is not known here. Use one of: %(known)s.",
    "fact_name_unknown": "“%(typed)s” is not a fact. Use one of: %(known)s.",
    "not_one_value": "Write one value here.",
    "not_text": "Write letters, digits and signs here.",
    "too_long": "Write at most %(most)s characters.",
    "event_declared": "Event %(event)s is declared. Messages to %(place)s are allowed until it ends.",
    "event_is_closed": "Event %(event)s is closed. Nothing more is sent for it.",
    "no_such_event": "No event %(event)s was declared. Choose one of the list.",
    "use_is_reviewed": "The review is recorded, and public.",
    "canaries_proposed": (
        "%(count)s canaries for %(holder)s are proposed. They are planted once the other officer agrees."
    ),
    "canaries_are_planted": (
        "%(count)s canaries are planted under the mark %(mark)s. Nobody sees their addresses."
    ),
    "canary_arrival_recorded": "Recorded. Case %(case)s is open for the mark %(mark)s.",
    "counts_agree": "The operator counted no more than we handed over, on %(lines)s lines.",
    "counts_over": (
        "The operator counted %(over)s messages more than we handed over. Another body may send under our "
        "header: case %(case)s is open."
    ),
    "heir_of_the_living": "is for an account from a day after the employee's death. Record the death first.",
    "heir_no_employee": (
        "is not the number of another employee. Leave it empty if the heir is none; the office tells her."
    ),
    "portal_reported": (
        "Messages delivered: %(delivered)s, failed: %(failed)s. Lines with a number that is not ours: "
        "%(unknown)s."
    ),
    "sending_paused": "Paused. %(waiting)s messages wait until another officer resumes it.",
    "sending_resumed": "Resumed. %(waiting)s messages go on.",
    "act_date_unreadable": "“%(typed)s” is not a date. Write year-month-day, such as 2026-10-17.",
    "year_out_of_range": "The year lies between %(lowest)s and %(highest)s. Correct it.",
    "not_a_time": "“%(typed)s” is not a time. Write 2026-10-28T11:00.",
    "not_a_count": "“%(typed)s” is not a whole number. Write one, such as 12.",
    "number_out_of_range": "Write a whole number from %(lowest)s to %(highest)s.",
    "not_true_or_false": "Write true or false.",
    "not_an_id": "Write the id that recording it gave.",
    "not_a_document_hash": "Write the SHA-256 of the document, 64 hexadecimal digits.",
    "not_a_mapping": "Write keys and values here.",
    "not_a_file": "A file has a name, and its content in base64.",
    "file_over": "The file is larger than %(most)s MB. Split it by office.",
    "contact_in_words": "This looks like it holds a phone number or an e-mail address. Write it without.",
    "order_says_otherwise": (
        "%(order)s is already recorded with other terms for its arrears. Leave the authority and these "
        "terms empty: the recorded ones apply."
    ),
    "treasury_not_known": "No treasury has this code. Write it as on the passbook, such as T01.",
    "order_incomplete": "An order has its number and the day it is dated. Enter both.",
    "unusable_value": "This value cannot be used here. See the reference of the act.",
    "acts_faults": "%(count)s things to mend. Nothing was done.",
    # -- acts of a file
    "unknown_verb": "“%(name)s” is not an act. Use one of: %(known)s.",
    "cannot_show": "“%(name)s” cannot be shown. Choose one of: %(known)s.",
    "acts_not_a_list": "%(file)s is not a list of acts. Begin each act with “- at:”.",
    "not_an_act": "An act has at, by, do and with.",
    "act_holds_zero": "A text of the act holds a zero character. Write it anew.",
    "with_is_no_mapping": "The “with” of an act is a set of keys and values.",
    "acts_unreadable": "%(count)s of %(all)s acts cannot be read. Nothing was played.",
    "no_such_act_file": "There is no file %(name)s beside the acts. Check the name.",
    "not_a_sample": (
        "Acts are played on a sample database only, and this one is not. Make one with `vethanam install "
        "--sample` under another VETHANAM_STATE, or act on an installation with --url and --token-file."
    ),
    "no_token": "The token file has no token for %(name)s. Add it: %(name)s: {token: …}.",
    "not_a_token_file": "%(file)s is not a token file. Write names, each with its token: NAME: {token: …}.",
    "installation_silent": "%(url)s does not answer. Check the address and the network.",
    "no_time_given": "The act has no “at”. On a sample every act has one.",
    # -- records that are not found
    "unknown_employee": "No employee has number %(number)s. Check the number.",
    "unknown_officer": "No account is called %(name)s. Check the sign-in name.",
    "bill_number_unknown": "There is no bill %(number)s. Check the number.",
    "no_person_behind": "Only a person does this, about herself. Act as emp- and her number.",
    "value_not_registered": "“%(typed)s” is not a known %(name)s. Register it first, or correct the code.",
    "unknown_order": (
        "No order %(order)s dated %(dated)s is on record. Check its number and day, or enter it first."
    ),
    "no_such_order": "Order %(order)s is not recorded. Enter it with the act “order” first.",
    "fact_not_named": "Name the entry by its id, or by employment and valid_from.",
    "no_such_fact": (
        "There is no standing fact of this kind from that day. Give its id, or employment and valid_from."
    ),
    "several_facts": "Several stand from that day: %(several)s. Give the id of the one meant.",
    "delegation_not_proposed": "No such lent power waits for a superior. Nothing was changed.",
    "several_delegations": "Several powers lent to this account wait. Give the number of the delegation.",
    "no_delegation": ("There is no such delegation to end. Give its number, or the account it was given to."),
    "delegation_not_named": "Name the delegation by its number, or by the account it was given to.",
    "no_appointment": "This account holds no such appointment.",
    "account_number": "An account number has six to eighteen digits. The number you typed was not kept.",
    "run_of_another_code": "One of these runs is not of %(drawing_code)s. Look at its months again.",
    "no_such_list": "%(drawing_code)s has no list of arrears %(number)s. Write the list down first.",
    "nobody_chosen": "Nobody is ticked. Tick those who draw it.",
    "nothing_changed": "Nothing was changed. Change a field, or go back.",
    "no_entry_chosen": "Nothing was ticked. Tick each entry that you compared with its order, then verify.",
    "no_entry_waits": "None of these is waiting for you any more. Open the list again.",
    "account_is_replaced": (
        "A verified account is not taken back, so that nobody is left without one. Record the account that "
        "replaces it."
    ),
    "institution_not_said": "Name the institution, or give the number of the entry.",
    "no_such_bank_finding": "Question %(number)s is not open at your treasury. Look at the list again.",
    "no_such_question_of_pay": "Your office was asked no such question. Look at the list again.",
    "employment_not_named": "You have more than one employment. Name the number.",
    "no_such_use_about_you": "No use of this reference was about you. Look at your own uses.",
    "no_such_costing": "There is no costing %(number)s of yours. Look at the list again.",
    "finding_not_named": "Name the findings by employment, by code, or by both.",
    "no_finding": "%(month)s, %(drawing_code)s: no such finding is open.",
    "no_run": "%(month)s, %(drawing_code)s: the month has not been computed. Run it first.",
    "month_not_named": "Name the month, or several in “months”.",
    "bill_not_named": "Name the bill by its number, or by month and drawing_code.",
    "no_bill_waits": "%(month)s, %(drawing_code)s: no bill waits for this.",
    "payment_not_named": "Name the payment by reference, employment or institution.",
    "no_such_payment": (
        "No payment of this reference, employee or institution was instructed. Pass the bill first."
    ),
    "no_such_challan": "Bill %(bill)s: no challan %(challan)s is entered. Check its number.",
    "challan_not_decided": "Confirm is true; to refuse a challan give “refuse” with the reason.",
    "nobody_surrenders": "Give “days”: employee numbers, and how many days each surrenders.",
    "no_such_institution": "No institution is called %(name)s. Enter it first.",
    "unknown_purpose": "“%(purpose)s” is not a purpose of the register. Check its code.",
    "no_consent": "There is no yes to %(office)s for %(purpose)s to take back.",
    "no_such_duty": "Nothing that is owed is called %(number)s. Take its number from “show duties”.",
    "no_use_about_you": "Nothing was asked about you under %(purpose)s. Look at your own uses.",
    "no_such_message": ("No message of this reference was composed. Give the reference that composing gave."),
    "text_needs_languages": "A text has en and ml, each with subject and body.",
    "no_such_proposal": "No purpose %(purpose)s was proposed. Propose it first.",
    "assertion_missing": (
        "Sign with your key. A program calls prepare for the challenge, and gives the assertion."
    ),
    "signature_unreadable": "The signature cannot be read. Sign again.",
    "key_not_enrolled": "This key is not among your keys to sign with. Enrol it first.",
    "not_known_yet": "Nothing is known of %(at)s yet. Name an earlier instant.",
    "not_made_by_then": "Bill %(bill)s was not made by then. Name a later instant.",
    "shown_of_another": "A person sees only her own records. Name an employment of her own.",
    "pay_of_another_office": "The pay of %(what)s is of another office. Ask an officer of %(offices)s.",
    "duties_of_another_office": (
        "Only the data protection officer and officers of a purpose see the duties. Nothing was shown."
    ),
    "act_database_refused": "The database refused: %(error)s. Nothing of this act was kept.",
    "program_only_reads": "The token of a program does not do this. An officer does this act.",
    "act_of_programs": (
        "The act %(act)s belongs to programs of other bodies. An officer composes a message instead."
    ),
    "delivery_is_taken": "The request is taken: %(count)s numbers. Each has its outcome.",
    "delivery_waits": (
        "The request is taken: %(count)s numbers. It waits for its approvals, and nothing is sent before."
    ),
    "manager_code_made": "Enter this code at your consent manager %(manager)s within 15 minutes.",
    "manager_link_ended": "The link to consent manager %(manager)s is ended. Your consents stay as they are.",
    "manager_linked": "The person is linked. Keep the handle; it is not shown again.",
    "register_people_linked": (
        "Links entered: %(count)s. They do not count until another officer of the body agrees."
    ),
    "register_links_agreed": (
        "Links agreed to: %(count)s. Each person sees hers on her page; it counts from tomorrow."
    ),
    "register_links_declined": "Links declined: %(count)s. Nothing is sent by them.",
    "link_is_ended": "The link is ended. Nothing is sent by this number from now on.",
    "tester_joined": "You are a tester of %(body)s.",
    "tester_left": "You are no tester of %(body)s any more.",
    "no_such_request": "There is no delivery %(delivery)s of this body. Check its reference.",
    "no_such_link": "There is no such link. Check the number.",
    "view_not_for_programs": "The token of a program may not ask for the view %(view)s.",
    "too_many_signed": "One signature covers at most %(most)s; these are %(count)s. Choose fewer.",
    "nothing_to_sign": "The act “%(act)s” asks for no signature before it is done.",
    "to_be_signed": "Your key signs this.",
    "beyond_the_calendar": "A day of this lies beyond the calendar. Correct it.",
    "wrong_in_itself": "Something is wrong in Vethanam itself: %(kind)s. Nothing of this act was kept.",
    "no_such_scan": "No scan of %(order)s with this hash is shown to you. Look at its list.",
    "scan_of_another_office": (
        "Another office attached this scan to %(order)s. Ask an officer there, or the law officer."
    ),
    "order_of_another_office": (
        "Nobody of your office has an entry by %(order)s. Enter what it orders first, or ask the office of "
        "its people."
    ),
    # -- done
    "order_entered": "%(order)s is entered.",
    "scan_is_attached": "The scan is attached to %(order)s.",
    "scan_was_attached": "This scan is attached to %(order)s already.",
    "scan_taken_off": "The scan is taken off %(order)s. It stays on record with the reason.",
    "scan_withdrawal_asked": "Asked. The scan stays with %(order)s until another officer agrees.",
    "scan_stays": "The scan stays with %(order)s.",
    "order_has_effect": "%(order)s: %(state)s from %(day)s.",
    "order_of_the_rulebook": (
        "%(done)s The rulebook counts by this order, and this does not change it: %(figures)s. %(what_next)s"
    ),
    "fact_is_recorded": "%(employment)s: %(kind)s from %(day)s is recorded.",
    "fact_is_corrected": "%(employment)s: %(kind)s from %(day)s is corrected.",
    "fact_verified": "1 fact is verified.",
    "facts_verified": "%(count)s facts are verified.",
    "accounts_signed": "%(count)s accounts are signed as they stand.",
    "nothing_waits": "Nothing waits for verification.",
    "run_under_way": "%(month)s, %(drawing_code)s: the month is being computed. The view “month” follows it.",
    "arrears_under_way": (
        "Request %(number)s: the worker works it out. The view “arrears_requests” follows it."
    ),
    "arrears_counted": "Arrears of %(people)s people can be claimed. Nothing is claimed yet.",
    "arrears_claimed": (
        "Arrears of %(people)s people are claimed on %(lists)s lists. Each office makes the bill of its list."
    ),
    "everybody_alone": (
        "--claim goes with --everybody, and neither with --office, --pen or --post. Leave those out."
    ),
    "no_such_arrears_request": (
        "There is no request %(number)s. Take its number from the view “arrears_requests”."
    ),
    "contact_under_way": (
        "Allowed. The contact is sealed to your key; the view “shown_contact” has it in a moment."
    ),
    "feed_under_way": "Allowed. The feed goes to its recipient.",
    "policy_proposed": (
        "Policy %(policy)s is proposed for %(purpose)s. It waits until the other officer agrees."
    ),
    "policy_is_set": "Policy %(policy)s is set for %(purpose)s, from %(day)s.",
    "no_such_policy_proposal": (
        "There is no proposal %(proposal)s of a policy. Take its number from the list."
    ),
    "evidence_file_made": "File %(file)s is made. Take it once the log has signed its entry.",
    "signed_certificate_recorded": (
        "The signed certificate of file %(file)s is on record by its hash. Keep the PDF. Its signers' "
        "certificates name as issuers: part A %(first)s, part B %(second)s. This installation has no list of "
        "licensed authorities: check both."
    ),
    "hold_end_waits": "The end of %(hold)s is proposed. An officer of the other role agrees to it.",
    "hold_over_now": (
        "Two officers have ended %(hold)s. What is due goes in the next nights, once the log proves it."
    ),
    "hold_set": "%(hold)s keeps it from now on. Two officers end it.",
    "roll_asked": "%(roll)s is asked for. The data protection officer confirms it.",
    "roll_confirmed": "%(roll)s is confirmed. It is made once the log proves both signatures.",
    "roll_claimed": "Your claim on line %(line)s of %(roll)s is recorded.",
    "compensation_released": (
        "Release %(release)s of %(compensation)s: %(sum)s for lines of beneficiaries: %(lines)s. An officer "
        "of the scheme and one of finance order its payment."
    ),
    "compensation_ordered": "%(compensation)s is ordered. Finance approves it; enter its tax.",
    "compensation_approved": "%(compensation)s is approved. Offices draw it for people who have claimed.",
    "compensation_declined": "%(compensation)s is declined.",
    "compensation_tax_entered": "The tax on %(compensation)s is entered.",
    "review_signed": "The review of %(month)s is signed and stands in the log.",
    "recipient_proposed": (
        "Recipient %(recipient)s is entered. It receives nothing until a second person confirms it."
    ),
    "recipient_confirmed": "Recipient %(recipient)s is confirmed.",
    "recipient_is_over": "Recipient %(recipient)s has ended.",
    "recipient_code_unreadable": "The code of a recipient has letters, digits and hyphens only.",
    "no_such_recipient": "No recipient is called %(name)s. Enter it first.",
    "no_such_asked_use": "There is no request %(reference)s. Take the reference that asking gave.",
    "no_such_use_of_yours": "You asked for no such use. Nothing was shown.",
    "finding_settled": "1 finding about 1 person is settled.",
    "findings_settled_of_one": "%(count)s findings about %(people)s person are settled.",
    "held_back_from_bill": (
        "Employee %(number)s is held back from the bill of %(month)s. A supplementary bill can draw the "
        "month later."
    ),
    "findings_settled": "%(count)s findings about %(people)s people are settled.",
    "bill_checked": "Bill %(bills)s is checked.",
    "bill_countersigned": "Bill %(bills)s is countersigned.",
    "bill_presented": "Bill %(bills)s is presented.",
    "bill_withdrawn": "Bill %(bills)s is withdrawn.",
    "bill_cancelled": "Bill %(bills)s is cancelled.",
    "bill_objected": "Bill %(bills)s is objected.",
    "bill_queued": "Bill %(bills)s is queued.",
    "bill_lapsed": "Bill %(bills)s is lapsed.",
    "bill_passed": "Bill %(bills)s is passed.",
    "payment_sent_again": "%(whom)s: payment %(old)s is sent again as %(new)s.",
    "payment_asked_again": "%(whom)s: payment %(old)s is sent again by the worker.",
    "challan_entered": (
        "%(employment)s: %(challan)s of bill %(bill)s is entered. It counts when the treasury confirms it."
    ),
    "challan_confirmed": "%(employment)s: %(challan)s is confirmed.",
    "challan_refused": "%(employment)s: %(challan)s is refused.",
    "institution_entered": (
        "%(institution)s: an account ending %(tail)s is entered; another officer verifies it."
    ),
    "institution_verified": "%(institution)s: the account ending %(tail)s is verified.",
    "channel_stopped": "%(channel)s is stopped for %(purpose)s. The copy on the portal stays.",
    "channel_open": "%(channel)s is open again for %(purpose)s. The copy on the portal stays.",
    "yes_said": "Yes to %(office)s for %(purpose)s, from now on.",
    "yes_taken_back": "Taken back: %(office)s for %(purpose)s.",
    "contact_sealed": "Sealed. A code is on its way to it. It is not confirmed yet.",
    "contact_sealed_untold": "Sealed. No message reaches it from here. It is not confirmed yet.",
    "contact_confirmed": "Confirmed.",
    "contact_not_confirmed": "This is not the code that was sent. Nothing is confirmed.",
    "contact_erased": "Taken back. Its waiting messages are cancelled, and the contact is erased.",
    "guardian_number_sealed": (
        "Sealed. Messages go to it once another person has verified the guardianship after this."
    ),
    "code_sent": "A code is on its way to the contact.",
    "code_not_sent": "The code was not sent.",
    "sender_stopped": "%(channel)s of %(sender)s is stopped.",
    "sender_open": "%(channel)s of %(sender)s is open again.",
    "asked_about_pay": "Asked. Office %(drawing_code)s answers within 30 days.",
    "answered_about_pay": "Answered. The person reads it beside her line.",
    "increments_granted": "%(month)s: increments are recorded: %(count)s. Another person verifies them.",
    "settled_with_bank": "%(record)s: noted. No money moved by this.",
    "cost_under_way": "%(title)s: the worker works out the cost.",
    "costed": "%(title)s is costed.",
    "assessment_recorded": "Recorded. The assessment of %(purpose)s counts until %(day)s.",
    "information_entered": "The request is entered.",
    "information_kept_sealed": "The request stays sealed until %(day)s.",
    "nominee_is_named": "Named. The nominee sees nothing before a death is on record.",
    "nomination_ended": "Taken back. Nobody is named now.",
    "question_asked": "Asked. The answer is owed within 30 days: %(number)s.",
    "case_opened": "Case %(number)s is open. Its clocks run.",
    "duty_stepped": "%(number)s: %(step)s.",
    "restraint_took_effect": "%(restraint)s took effect. %(count)s messages that waited were ended.",
    "restraint_is": "%(restraint)s is %(state)s. Nothing is sent by this.",
    "position_waits": (
        "%(restraint)s: “%(state)s” waits for the signatures of a law officer and the data protection "
        "officer. Until then the restraint stays as it is."
    ),
    "text_class_waits": (
        "The class of the text %(text)s waits for the signatures of a law officer and the data protection "
        "officer. Compose the message after them."
    ),
    "window_end_waits": (
        "The end of window %(window)s is signed. It counts when the data protection officer has agreed."
    ),
    "window_ended": "Two officers have signed the end of window %(window)s. Nothing is sent by this.",
    "window_from": "Window %(window)s is on record from %(first)s.",
    "window_until": "Window %(window)s is on record from %(first)s to %(last)s.",
    "people_counted": "%(rule)s: %(people)s.",
    "approved": "Approved as %(role)s.",
    "message_is_declined": "Declined. The office that composed it reads your reason. Nothing of it is sent.",
    "sent_to_few": "Allowed, and queued for the dispatcher: %(people)s people.",
    "purpose_proposed": "%(purpose)s version %(version)s is proposed. It waits for two approvals.",
    "purpose_published": "%(purpose)s version %(version)s is published, in force from %(day)s.",
    "power_lent": "%(name)s may %(power)s for %(scope)s until %(day)s.",
    "power_proposed": (
        "%(name)s may %(power)s for %(scope)s until %(day)s, once an administrator or the controlling "
        "officer agrees."
    ),
    "power_rejected": "%(name)s is not lent the power to %(power)s for %(scope)s.",
    "power_ended": "%(name)s may no longer %(power)s.",
    "handed_over": "%(role)s of %(scope)s: ends after %(day)s.",
    "successor_proposed": (
        "%(role)s of %(scope)s: %(name)s is proposed from %(first)s. Another person agrees to it."
    ),
    "several_appointments": (
        "You hold several appointments: %(seats)s. Name the role and its office or purpose."
    ),
    "accounts_invited_and_sent": (
        "The dispatcher sends %(sent)s first codes to confirmed contacts. On paper: %(count)s; they are "
        "shown this once."
    ),
    "accounts_invited": "First codes are made: %(count)s. Hand them over on paper; they are shown this once.",
    "nobody_named": "Give numbers, or one drawing code.",
    "reset_asked": "A reset of %(name)s is asked for. Another officer agrees to it.",
    "reset_agreed": "%(name)s has a new first code. Hand it over on paper; it is shown this once.",
    "account_is_closed": "Nobody signs in with %(name)s any more.",
    "device_named": "The device has its new name.",
    "device_forgotten": "The device is forgotten.",
    "confirmed_before": "It was confirmed before, and is stored once.",
    "help_put_away": "The panel is put away.",
    "help_shown_again": "It is shown again.",
    "token_is_made": "The token is made. Copy it now: it is shown this once.",
    "token_makes_none": "A program's token makes no further one. Sign in to make it.",
    "token_role_not_held": "You do not hold this role. Choose one of your own.",
    "token_day_is_over": "The last day is over. Give today or a later one.",
    "token_is_ended": "The token is ended.",
    "token_not_of_program": "Program %(program)s has no such token. Nothing was changed.",
    "token_after_program": "The program ends on %(day)s. Choose that day or an earlier one.",
    "program_not_in_force": "Program %(program)s is not in force today. Look at its days.",
    "no_such_program": "There is no program %(program)s. Check its code.",
    "token_not_yours": "This account has no such token. Nothing was changed.",
    "key_is_enrolled": "The key is enrolled. It signs from %(at)s.",
    "key_waits_for_administrator": (
        "The key is enrolled. It signs once an administrator has countersigned it."
    ),
    "keys_are_confirmed": "Keys countersigned: %(count)s.",
    "key_does_not_wait": "No key %(key)s waits for a countersignature. Look at the list again.",
    "key_is_ended": "The key is ended. Its earlier signatures stay valid.",
    "key_unreadable": "The key cannot be read. Write its DER SubjectPublicKeyInfo in base64url.",
    "passkey_incomplete": "A passkey has a credential and the host it was made for. Give both.",
    "account_activated": (
        "The account is activated. Put the secret into an authenticator app, and sign in with its code."
    ),
    "account_activated_by_passkey": (
        "The account is activated. Sign in with its passkey; keep the recovery codes on paper."
    ),
    "passkey_asked": "Answer the challenge with the device of the account's owner.",
    "appointment_is_proposed": "%(name)s is proposed as %(role)s from %(day)s. Another person agrees to it.",
    "appointment_is_agreed": "%(name)s is appointed as %(role)s.",
    "appointment_is_rejected": "%(name)s is not appointed as %(role)s.",
    "appointment_is_ended": "%(name)s is %(role)s until %(day)s.",
    "appointment_not_proposed": "No such appointment is proposed. Nothing was changed.",
    "sheet_taken": "%(file)s: %(rows)s rows, %(new)s new, %(changed)s of them corrections.",
    "sheet_verified": "Sheet %(sheet)s (%(kind)s) is verified: %(count)s entries count from now on.",
    "employee_registered": "Employee %(number)s is registered. Another person verifies the entries.",
    "earlier_consent_recorded": (
        "The earlier yes of employee %(number)s to %(office)s for %(purpose)s is recorded."
    ),
    "difference_signed": "%(month)s, %(component)s: the difference of %(people)s people is signed.",
    "office_is_live": "%(drawing_code)s draws by this system from %(month)s.",
    "drawn_elsewhere_dropped": "%(employment)s: voucher %(number)s is dropped. It does not count as drawn.",
    "drawn_elsewhere_entered": (
        "%(employment)s: the amounts drawn elsewhere for %(month)s are entered. They count once another "
        "person of the office has verified them."
    ),
    "drawn_elsewhere_verified": "%(employment)s: voucher %(number)s is verified. It counts as drawn.",
    "row_imported": "1 row: %(new)s new, %(changed)s changed.",
    "rows_imported": "%(rows)s rows: %(new)s new, %(changed)s changed.",
    "shown_as_of": "%(what)s as of %(at)s.",
    "enter_rate_of_one": "Enter the person's pay as an authorised rate from %(since)s.",
    "add_value_to_files": (
        "The figure before it comes back by a value: add one to each of these files, with_effect_from "
        "%(since)s, unless the order of the court gives another figure."
    ),
    # -- masters
    "master_titled": "%(noun)s %(key)s",
    "master_titled_many": "%(noun)s %(key)s and %(more)s more",
    "master_proposed": "Proposed: %(title)s. It waits for a second person.",
    "master_agreed": "Agreed: %(title)s. It is in force.",
    "master_declined": "Declined: %(title)s. Nothing was changed.",
    "master_withdrawn": "Withdrawn: %(title)s. Nothing was changed.",
    "calendar_in_a_sheet": (
        "A change of the pay calendar carries a signature. Enter it by itself, on the page of its kind."
    ),
    "calendar_decided_elsewhere": (
        "This proposal changes the pay calendar. Decide it as a proposal of masters."
    ),
    "calendar_change_not_alone": (
        "This proposal changes more than one row that carries a signature. Decline it, and have each "
        "proposed by itself."
    ),
    "signed_master_in_a_sheet": (
        "This master carries the signatures of two administrators. Enter it by itself, on the page of its "
        "kind."
    ),
    "master_not_signed": (
        "Nobody signed this proposal. Decline it, and have it proposed again with a signature."
    ),
    "found_file_in_a_sheet": (
        "That a file of before a restore was never paid carries a signature. Enter it by itself, on the page "
        "of its kind."
    ),
    "found_file_not_signed": (
        "The proposal on %(file)s carries no signature, and this decision needs two. Decline it, and have it "
        "proposed again."
    ),
    "no_such_drawn_entry": (
        "%(employment)s: no entry %(entry)s of pay drawn elsewhere counts. Look up its number on the page of "
        "the person."
    ),
    "no_such_voucher": "Your office has no entered voucher %(entry)s. See the list of vouchers to verify.",
    "no_such_master_proposal": "There is no proposal %(proposal)s. Choose one of the list.",
    "another_office_is_shown": "This is of another office. Nothing was shown.",
    "key_not_given": "Give the attestation of a new passkey, or the public half of a key.",
    "key_needs_second_factor": "Sign in with a second factor, then enrol the key.",
    "webhook_secret_made": "Webhook %(webhook)s has a new secret. It is shown this once: hand it over now.",
    "webhook_ended": "Webhook %(webhook)s is ended. Nothing is sent to it any more.",
    "webhook_sent_again": "Sent again: %(count)s. Each is tried from the start.",
    # -- the inbox
    "inbox_bill_sent_back": "Bill %(name)s came back from the treasury: %(reason)s",
    "inbox_bill_to_present_again": "Bill %(name)s: present it again, or cancel it.",
    "inbox_bill_to_present": "Bill %(name)s: present it.",
    "inbox_bill_to_check": "Bill %(name)s: check it.",
    "inbox_bill_to_countersign": "Bill %(name)s: countersign it.",
    "inbox_application_to_assess": "Application %(name)s: ask the rules.",
    "inbox_application_to_decide": "Application %(name)s: decide it.",
    "inbox_cycle_computed": "%(name)s is computed: look at its differences. Another officer approves it.",
    "inbox_cycle_stopped": "%(month)s of %(name)s could not be computed: see why, and compute it again.",
    "inbox_cycle_to_approve": "%(name)s is computed: look at it and approve it.",
    "inbox_cycle_to_release": "%(name)s is approved: release its money.",
    "inbox_death_notice": "Beneficiary %(name)s: a register tells of a death. Compare it.",
    "inbox_demand_to_check": "Demand %(name)s: a change waits for you. Agree or decline.",
    "inbox_demand_to_decide": "Demand %(name)s: uphold it or drop it.",
    "inbox_payment_to_order": "Release %(name)s: order its payment.",
    "inbox_society_account": (
        "%(name)s is to bring %(count)s payments home and has no account here: enter it."
    ),
    "inbox_advance_failed": (
        "The account of %(society)s did not get the money of list %(name)s: enter the right account. It is "
        "paid once that is verified."
    ),
    "inbox_compensation_to_decide": "Compensation %(name)s: approve or decline it.",
    "inbox_compensation_without_tax": "Compensation %(name)s: enter its tax.",
    "inbox_incentive_failed": (
        "The account of %(society)s did not get the incentive of list %(name)s: enter the right account. It "
        "is paid once that is verified."
    ),
    "inbox_incentive_to_claim": "List %(name)s is delivered to the end: claim the incentive.",
    "inbox_incentive_to_order": "Incentive bill %(name)s: order its payment of %(sum)s.",
    "inbox_list_to_take": (
        "The money of list %(name)s has come, for %(count)s people: take the list for your agents."
    ),
    "inbox_list_to_deliver": "List %(name)s: %(count)s people to be paid and entered until %(day)s.",
    "inbox_deliveries_to_check": "List %(name)s: check the deliveries that are entered: %(count)s.",
    "inbox_money_to_return": "List %(name)s: give back %(sum)s that was not delivered.",
    "inbox_money_to_confirm": "List %(name)s: confirm that %(sum)s came back, or decline.",
    "inbox_transfer": "Award %(name)s comes to you: agree or decline.",
    "inbox_register_links": "Links of your register wait for another officer: %(count)s. Agree or decline.",
    "inbox_paid_elsewhere": "Award %(name)s: agree that an amount was paid elsewhere, or decline.",
    "inbox_entries": "Entries of the service book to verify: %(count)s.",
    "inbox_sheet": "Sheet %(name)s to verify: %(count)s rows.",
    "inbox_objection": "An objection to an entry of the service book: answer it.",
    "inbox_question": "A question about the pay of %(month)s: answer it.",
    "inbox_month_without_bill": "The pay of %(month)s is computed and on no bill: make it.",
    "inbox_held_person": "Held back from the bill of %(month)s: %(reason)s",
    "inbox_credit_returned": "A credit of bill %(name)s came back: enter the right account.",
    "inbox_credit_to_send_again": (
        "A credit of bill %(name)s came back; the new account is verified: have it sent again."
    ),
    "inbox_bill_to_pass": "Bill %(name)s: pass it or send it back.",
    "inbox_scan_to_take_off": "A scan of %(name)s is to be taken off: agree or decline.",
    "inbox_outside_voucher": "Voucher %(name)s of %(employee)s, drawn elsewhere: verify or decline it.",
    "inbox_challan": "Challan %(name)s: confirm or refuse it.",
    "inbox_institution": "The account of %(name)s: verify it.",
    "inbox_operator_text": (
        "The operators have no number of the text %(name)s in one of the languages, or it ends within 30 "
        "days: no short message of it goes out then. Register its words there and enter the number."
    ),
    "inbox_operator_hold": (
        "The operator refused ten short messages of the text %(name)s for our numbers there (%(status)s): "
        "its messages wait. Compare the numbers with the operators' register and enter them anew."
    ),
    "inbox_unheard_webhook": (
        "Webhook %(name)s: %(count)s events were tried for days and not taken. Ask the other system, "
        "then send them again."
    ),
    "inbox_master": "A proposed change: %(name)s. Agree or decline.",
    "inbox_appointment": "An appointment of %(name)s: agree or reject.",
    "inbox_delegation": "A power lent to %(name)s by %(of)s: agree or reject.",
    "inbox_key": "The signing key of %(name)s: countersign it.",
    "inbox_account_to_close": "The service has ended and the account is still open: close it.",
    "inbox_reset": "A reset of the account %(name)s: agree to it.",
    "inbox_found_file": "Payment file %(name)s from before the restore: decide on it.",
    "inbox_message": "A message under %(name)s: read and approve it.",
    "inbox_message_declined_purpose_owner": (
        "The message under %(name)s was declined by the officer of the purpose: %(reason)s"
    ),
    "inbox_message_declined_dpo": (
        "The message under %(name)s was declined by the data protection officer: %(reason)s"
    ),
    "inbox_message_declined_law_officer": (
        "The message under %(name)s was declined by the law officer: %(reason)s"
    ),
    "inbox_request": "A request under %(name)s: read and approve it.",
    "inbox_purpose": "The proposed purpose %(name)s: read and approve it.",
    "inbox_position": "A court's decision on restraint %(name)s: sign it.",
    "inbox_window_end": "A law officer signed the end of window %(name)s: read it and agree.",
    "inbox_text_class": "The class of the text %(name)s: sign it.",
    "inbox_review": "A safety message went without approval. Review it within 24 hours.",
    "inbox_policy": "Policy %(name)s for %(purpose)s: agree to it.",
    "inbox_canaries": "Canaries for %(name)s: agree to them.",
    "inbox_recipient": "Recipient %(name)s: confirm it.",
    "inbox_duty_question": "A question about a use: answer it.",
    "inbox_duty_right": "A request about one's own data: answer it.",
    "inbox_duty_grievance": "A complaint: answer it.",
    "inbox_duty_breach": "An open case: take the next step.",
    # -- lists as files
    "unknown_list": "There is no list “%(name)s”. Use one of: %(known)s.",
    "months_exchanged": "%(last)s lies before %(first)s. Exchange the months.",
    "months_too_many": "A list has at most %(most)s months. Name fewer.",
    "list_too_long": "This list has more than %(most)s rows. Narrow it, by month or office.",
    "unknown_ending": "A list is taken out as %(known)s. “%(typed)s” is none of them.",
    # -- benefits
    "application_received": (
        "Application %(application)s of beneficiary %(beneficiary)s is entered. The answer is owed by "
        "%(day)s."
    ),
    "application_refused": "Application %(application)s is refused. She may appeal until %(day)s.",
    "application_unknown": "There is no application %(number)s. Check the number on the receipt.",
    "appeal_allowed": "Application %(application)s: the appeal is allowed. The secretary decides again.",
    "appeal_dismissed": "Application %(application)s: the appeal is dismissed.",
    "appeal_entered": "Application %(application)s: the appeal is entered.",
    "assessed_eligible": "Application %(application)s is eligible by the rules. The secretary decides.",
    "assessed_held": (
        "Application %(application)s is held: something is not known. Its page names what is missing."
    ),
    "assessed_not_eligible": "Application %(application)s is not eligible by the rules. Its page says why.",
    "award_is_ended": "Award %(award)s has ended.",
    "award_made": "Award %(award)s begins in %(month)s.",
    "award_suspended": "Award %(award)s is suspended.",
    "award_unknown": "There is no award %(number)s. Check the number.",
    "benefit_contact_sealed": (
        "Beneficiary %(number)s: the contact is sealed into the register of %(scheme)s. Nobody sees it again."
    ),
    "benefit_guardian_entered": (
        "The guardian of beneficiary %(number)s is entered. Another person checks the proof."
    ),
    "circumstance_entered": "It is entered for beneficiary %(number)s. Another person checks it.",
    "code_given": "Beneficiary %(number)s has a new reference code. The one before does not work any more.",
    "death_confirmed": "The death of beneficiary %(number)s is confirmed. Her awards have ended.",
    "death_reported": (
        "The death of beneficiary %(number)s is reported. Her payments stop. Another person confirms it."
    ),
    "entries_agreed": "Checked: %(count)s entries. They count from now on.",
    "benefit_entry_not_named": "“%(typed)s” is no entry. Write its kind and number, such as circumstance-12.",
    "entry_agreed": "Checked. It counts from now on.",
    "entry_declined": "Declined. It does not count.",
    "life_proof_entered": "Beneficiary %(number)s: seen alive on %(day)s. It is entered.",
    "likeness_entered": "It is entered. Another person agrees or declines.",
    "local_body_unknown": "No local body has the code “%(code)s”. Choose one of the list.",
    "no_death_reported": "No death of beneficiary %(number)s is reported. Report it first.",
    "cycle_computed": "Cycle %(cycle)s is computed. Another officer looks at it and approves it.",
    "cycle_approved": "Cycle %(cycle)s is approved and frozen. Finance releases the money.",
    "cycle_reopened": "Cycle %(cycle)s is reopened. Compute the month again.",
    "cycle_under_way": "The worker computes %(month)s of %(scheme)s. The page of months shows the result.",
    "cycle_unknown": "There is no cycle “%(number)s”. Check its number, such as SCHEME-2026-11-1.",
    "benefit_released": "Release %(release)s draws %(drawn)s.",
    "benefit_drawn_elsewhere": "It is entered for award %(award)s. It counts once another officer agrees.",
    "benefit_elsewhere_taken_back": (
        "Award %(award)s: the taking back is entered. Until another officer agrees, the entry counts."
    ),
    "benefit_payment_ordered": "Payment of release %(release)s is ordered: %(sum)s. Awards: %(awards)s.",
    "benefit_payment_ordered_by_two": (
        "Payment of release %(release)s is ordered by both: %(sum)s leaves for the bank. Awards: %(awards)s."
    ),
    "beneficiaries_declined": "Sheet %(sheet)s is declined. Nothing of it counts.",
    "beneficiaries_taken": "%(file)s: %(rows)s rows, %(new)s new. Another person verifies the sheet.",
    "beneficiaries_verified": "Sheet %(sheet)s is verified. Awards that stand from now on: %(count)s.",
    "benefit_accounts_signed": "Accounts signed: %(count)s. Money of releases can go into them.",
    "benefit_demanded": (
        "Demand %(demand)s asks for %(sum)s. It can be answered until %(day)s; then another officer decides."
    ),
    "advance_unknown": ("There is no delivery list “%(list)s” here. Check its number, such as L2600000001."),
    "deliveries_agreed": "List %(list)s: deliveries agreed to: %(count)s. They count from now on.",
    "deliveries_declined": "List %(list)s: deliveries declined: %(count)s. Enter their lines anew.",
    "deliveries_entered": "List %(list)s: lines entered: %(count)s. They count once the secretary agrees.",
    "incentive_claimed": (
        "Bill %(bill)s: the incentive for %(count)s deliveries is %(sum)s. It is paid once the scheme and "
        "finance order it."
    ),
    "incentive_ordered": "Bill %(bill)s, %(sum)s: your order is signed. The other office orders it too.",
    "incentive_ordered_by_two": "Bill %(bill)s, %(sum)s: both orders are signed. It is paid now.",
    "delivery_list_taken": "List %(list)s is taken: %(lines)s lines. Who took it is on record.",
    "entry_number_unreadable": "Write the numbers of the entries, such as 12.",
    "money_returned": "List %(list)s: %(sum)s given back is entered. It counts once the scheme confirms it.",
    "money_return_agreed": "List %(list)s: the return of %(sum)s is confirmed.",
    "money_return_declined": "List %(list)s: the return of %(sum)s is declined. The money is still owed.",
    "death_notice_dismissed": "The notice is not about beneficiary %(number)s. Nothing changes for her.",
    "death_notice_unknown": "There is no notice %(notice)s. Look at the page again.",
    "demand_answered": "Demand %(demand)s: the answer is entered. Another officer decides.",
    "demand_change_entered": "Demand %(demand)s: it is entered. Another officer agrees or declines.",
    "demand_dropped": "Demand %(demand)s is dropped. Nothing is to be repaid.",
    "demand_stayed": "Demand %(demand)s is stayed. Nothing is kept back until the stay is lifted.",
    "demand_unknown": "There is no demand “%(number)s”. Check its number, such as D2600000001.",
    "demand_upheld": "Demand %(demand)s is upheld: %(sum)s is to be repaid.",
    "release_unknown": "There is no release “%(number)s”. Check its number, such as R2600000001.",
    "scheme_not_named": "Name the scheme by its code.",
    "money_of_one": "Name a release, a demand or a delivery list.",
    "months_in_order": "%(last)s is before %(first)s. Check the months.",
    "restoration_asked": "Award %(award)s: the restoration waits for another person.",
    "route_entered": "Award %(award)s: the payment is entered. Another person checks it.",
    "scheme_without_office": "No office is entered for the scheme “%(scheme)s”. Known: %(known)s.",
    "transfer_asked": "Award %(award)s: the transfer waits for the receiving local body.",
}
