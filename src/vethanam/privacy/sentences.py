"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "answer_contact": "This looks like a number or an address. Write it without; the person knows hers.",
    "answer_length": "Write your action or finding, in at most 1,000 letters.",
    "approval_self": "Another officer must approve this: you asked for it, or it was asked in your name.",
    "approval_twice": "You have approved this in another role. Another person must.",
    "approval_without_person": "An approval is a person's, and no person stands behind this account.",
    "approved_already": "It is approved already as %(role)s.",
    "assessment_in_future": "is after today.",
    "assessment_purpose": "is no purpose in force.",
    "assessment_unsound": "%(count)s things to mend. Nothing was recorded.",
    "assessment_year": "is not within a year after the assessment.",
    "asked_before": "This was asked before, and its answer is owed or given. Nothing was changed.",
    "asked_for_another": "A person asks for herself. Nothing was recorded.",
    "asked_unknown": "This is none of the things that can be asked. Choose one of the list.",
    "begins_too_early": "is before %(day)s. A purpose stands 72 hours in public before it is used.",
    "beyond_purpose": "This purpose does not need %(fields)s. Leave it out.",
    "cannot_stop": "This cannot be stopped: a law says that it is told. Nothing was changed.",
    "cap_stays": "is at most %(most)s, as it was.",
    "channel_of_another": "A channel is stopped by the person herself. Nothing was changed.",
    "code_over": "There is no code to type, or it is older than a day. Ask for another one.",
    "code_spent": "This code was typed wrongly too often. Ask for another one.",
    "codes_spent": "%(most)s codes were sent within a day. Ask for another tomorrow.",
    "consent_form": "A consent's form is one of %(values)s.",
    "consent_of_another": ("A yes is taken back by the person herself or her guardian. Nothing was changed."),
    "consent_stays": "is s.6: this purpose draws only from people who said yes to it.",
    "consent_to_another_office": (
        "A yes is given to an office that the purpose belongs to. Nothing was recorded."
    ),
    "contact_confirmed_by_another": "A contact is confirmed by the person herself. Nothing was changed.",
    "contact_of_another": "A contact is replaced by the person herself. Nothing was changed.",
    "contact_of_guardian": "A guardian's number is entered by the office. Nothing was changed.",
    "contact_stays": (
        "A contact is not %(what)s. It goes from the door to the seal and from the vault to a gateway."
    ),
    "duty_form_unsound": "%(count)s things to mend. Nothing was recorded.",
    "executive_power_alone": (
        "is executive power alone, which carries acts of an employer only. Name an Act, rule or order."
    ),
    "field_holds_contact": (
        "looks like it holds a phone number or an e-mail address, and is public for ever. Write it without."
    ),
    "forbidden_field": "names %(names)s, which no purpose may use.",
    "form_parts": "is no part of this form. It has: %(parts)s.",
    "given_before": "You have said yes to this before. Nothing was changed.",
    "guardian_without_proof": (
        "A yes is given by the person herself, or by her guardian with a proof of that. Nothing was recorded."
    ),
    "instrument_from_future": "is after today. An instrument must be dated before it is used.",
    "kept_for_a_breach": (
        "A breach case is open that concerns you, and you are still to be told of it. Ask again when you "
        "were told."
    ),
    "kept_for_a_case": (
        "It is kept while %(case_number)s is pending: the message record of that case names you. Stop its "
        "channels meanwhile; ask again when the case is over."
    ),
    "key_stays": "A key of the vault is not pickled.",
    "key_too_new": (
        "This key has ended, or counts only a day after its enrolment (%(at)s). Sign with your earlier "
        "key, or then."
    ),
    "leave_of_what": (
        "A leave must name the purposes, senders or channels that it opens; only a leave names them."
    ),
    "looks_unwritten": "A view of a page about one person could not be written. The page was shown.",
    "longer_not_asked": "The Board gives longer when it was asked in writing. Record that first.",
    "may_not_stop": (
        "A sending is stopped by an officer of its office, a law officer or the data protection officer."
    ),
    "message_without_leave": (
        "It went under use %(reference)s, which was not allowed for its person through this channel."
    ),
    "messages_uncertain": (
        "%(count)s messages were being sent when their sender ended: it is not known whether they "
        "arrived. They are listed under uses and are not sent again by themselves."
    ),
    "never_a_recipient": "names %(names)s, who never receives a contact.",
    "never_chosen_by": "names %(names)s, by which nobody is ever chosen.",
    "no_channel": "Choose at least one way to be told.",
    "manager_code_over": "The code is over. She makes another one on her page.",
    "manager_code_unknown": "This is no code for this consent manager. She makes one on her page.",
    "manager_code_used": "The code was redeemed before. She makes another one on her page.",
    "manager_code_without_person": "A person makes a code for her consent manager herself.",
    "manager_link_ended_before": "The link was ended before. Nothing was changed.",
    "manager_link_of_another": "A link to a consent manager is ended by its person. Nothing was changed.",
    "manager_link_over": "She has ended this link. She can make a new code on her page.",
    "manager_linked_before": "This consent manager is linked already. End that link first.",
    "manager_no_consent": "There is no consent in force to this office for this purpose.",
    "manager_not_linked": "Nobody has linked this consent manager under this handle.",
    "manager_not_registered": "No consent manager with this number is registered today.",
    "no_consent_asked": (
        "Nobody is asked for a yes to this: it is not in use, or it does not rest on consent. Nothing "
        "was recorded."
    ),
    "no_contact": "No contact of this kind is on record. Nothing was changed.",
    "no_document": "%(where)s: there is no readable file of that name beside this one.",
    "no_document_here": "%(where)s: give document_hash here, the SHA-256 of the document.",
    "no_notice": "No notice was published for this, so nobody can say yes to it. Nothing was recorded.",
    "no_public_vault_key": (
        "The vault's public key %(path)s cannot be read. Contacts cannot be sealed; ask the operator."
    ),
    "no_such_restraint": "No restraint is called %(reference)s. Take its id from the list.",
    "no_such_sender": "There is no such sender or channel to choose. Nothing was changed.",
    "label_missing": "A person of the use has no secret for her label. Nothing was recorded; try again.",
    "review_given": "The review of %(month)s is signed already.",
    "review_of_open_month": "%(month)s is not over. A month is reviewed once it is over.",
    "map_moved": "Another process made the map of %(day)s. Nothing was written; the next round goes on.",
    "hold_by_two": (
        "A hold ends when another officer of the other role agrees: law officer or data protection officer."
    ),
    "hold_ends_before": "The hold ends before it begins. Correct one of the days.",
    "hold_over": "Hold %(hold)s is over.",
    "no_such_hold": "No hold has the number %(hold)s. Take it from the list of holds.",
    "not_an_ender": (
        "A law officer and the data protection officer end a hold, each herself and in no other's name."
    ),
    "case_still_open": "Case %(number)s is open. Close it first.",
    "end_unproven": (
        "This end has no signatures of two officers in the log: it ends nothing, and what it held stays."
    ),
    "resume_unproven": (
        "No signature of another officer in the log ends this pause: the dispatcher sends nothing of it."
    ),
    "event_as_before": (
        "Event %(event)s has just these words and times, and was declared before. Name another end."
    ),
    "event_unproven": (
        "No signature of an officer in the log declares this event: the dispatcher sends no message for it."
    ),
    "approval_unproven": (
        "No signature in the log proves this approval: it counts for nothing, and the officer can approve."
    ),
    "agreement_unproven": (
        "No signatures of two administrators in the log agree to this entry: it counts for nothing. Have it "
        "proposed and agreed again."
    ),
    "not_a_holder": "Only a law officer or the data protection officer keeps uses beyond their time.",
    "retention_overdue": (
        "It is due since %(day)s and still stands: %(uses)s uses. Run “vethanam retention run”, and see the "
        "worker's log."
    ),
    "destruction_differs": "This destruction is not the one its entry announced, or its counts differ.",
    "no_such_use": "No use has the number %(use)s. Take it from the list of uses.",
    "no_vault_key": ("The vault's key %(path)s cannot be read. No contact can be opened; ask the operator."),
    "not_a_cap": "is a number of messages from 1 to %(most)s.",
    "kept_too_short": "is a number of days, %(least)s at least (Rule 8(3)).",
    "not_a_contact_kind": "A contact is one of %(kinds)s.",
    "not_a_day": "is no day. Write it as 2026-12-31.",
    "not_a_hash": "%(where)s: write the SHA-256 of the document, 64 hexadecimal digits.",
    "not_a_mail_address": (
        "This e-mail address (%(kind)s) cannot be read. Write one address with one @ and a host name, in "
        "plain Latin letters."
    ),
    "not_a_name": "%(where)s: use at most 40 letters, digits and - _ . signs.",
    "not_a_phone_number": "This mobile number (%(kind)s) cannot be read. Write +91 and ten digits.",
    "not_a_purpose_code": "is capitals, figures and hyphens, 24 at most, such as LIB-DUES.",
    "not_a_purpose_field": "is no field of the form. Leave it out.",
    "not_a_register": "%(register)s is no register of contacts. Nothing was changed.",
    "not_a_sha256": "is no SHA-256: 64 hexadecimal digits, of the text of the instrument.",
    "not_an_address": "This postal address cannot be read. Write it in at most 500 letters.",
    "not_an_approver": (
        "This is approved by: %(roles)s (the purpose owner of %(office)s). You act as another."
    ),
    "not_approved": "%(code)s waits for its approval by: %(roles)s. It is not published.",
    "not_delegable": "An approval is given by the officer appointed for it; it is not delegated.",
    "not_earlier": ("This is no consent from before the Act: the person gives it herself, with its notice."),
    "not_law_officer": "A court's order or an undertaking is entered by a law officer.",
    "not_of_the_words": "is one of %(words)s.",
    "not_signed": (
        "The signature does not fit the message to approve: its people, text, sender, channels and time. "
        "Open it again and sign the current version."
    ),
    "information_in_future": "is after today.",
    "information_is_open": "This request is not sealed any more. Nothing was changed.",
    "information_not_sealable": "is for requests about the security of the country alone.",
    "information_same_officer": "Another officer keeps a request sealed that you entered.",
    "information_seal_length": "is not within a year from today, after the day before it.",
    "information_unsound": "%(count)s things to mend. Nothing was entered.",
    "no_nominee": "You have named nobody. Nothing was changed.",
    "no_such_information_request": "There is no such request for information.",
    "nomination_for_another": "A person names a nominee herself. Nothing was recorded.",
    "nominee_is_herself": "Name another person than yourself.",
    "nominee_named": "You have named somebody already. Take that back first.",
    "not_the_officer": "A case is opened by the data protection officer. Nothing was recorded.",
    "not_with_a_yes": (
        "A contact comes into this list from the person herself, with her yes to the office. Nothing was "
        "changed."
    ),
    "not_your_sending": ("This sending is of another office. Its own officer stops it, or the law officer."),
    "nothing_to_confirm": "No contact of this kind waits to be confirmed. Nothing was changed.",
    "notice_changed": (
        "Notice %(changed)s version %(version)s was published with other words. Give the file the next "
        "version."
    ),
    "notice_unreadable": (
        "Notice %(where)s (%(language)s) must have a title and the six items of Rule 3 and nothing else: "
        "%(what)s. Mend the file; until then nobody is asked for this consent."
    ),
    "duty_of_the_officer": "%(number)s is answered by the data protection officer. Nothing was recorded.",
    "noticed_later": "It was noticed before now. Correct the hour.",
    "office_holder": (
        "cannot be the holder of an office. A contact is used for the person or the public, or not at all."
    ),
    "one_way": (
        "names one way. Name two at least, such as a notice on the portal or in the gazette, and why "
        "each is not enough."
    ),
    "opened_for_no_rotation": (
        "%(count)s contacts were opened without a use while no rotation of the vault's keys was under way."
    ),
    "opened_without_message": "It was opened under use %(reference)s, which had no message for it.",
    "other_notice": "The notice has changed since. Read it again. Nothing was recorded.",
    "other_office": "An earlier consent is recorded by the office it was given to. Nothing was recorded.",
    "people_in_digits": "Write how many people it may concern, in digits; 0 where nobody knows.",
    "permit_without_zone": "A permit needs an instant with its zone.",
    "policy_day_is_over": "The first day is over. Choose today or a later day.",
    "policy_lapsed": "This proposal does not wait any more: it is set, or another took its place.",
    "policy_needs_officers": (
        "A policy of witnesses is set by an administrator and the data protection officer, in person."
    ),
    "policy_of_the_same": (
        "You cannot agree to this policy. One of the two is an administrator, the other the data protection "
        "officer, and they are different people."
    ),
    "policy_without_use": "“%(purpose)s” is no purpose that opens contacts. Take its code from the list.",
    "portal_stays": "The copy on the portal cannot be stopped. Nothing was changed.",
    "position_by_law_officer": "Only a law officer can record a court's decision.",
    "position_unfitting": (
        "A stop by an officer can only be released; a matter before a court is continued, vacated or "
        "dismissed."
    ),
    "processor_unreadable": "Processor %(code)s names no country. Write where it works.",
    "proposal_without_person": (
        "A purpose is proposed by a person, and no person stands behind this account."
    ),
    "protects_less": (
        "%(code)s version %(version)s protects less than version %(former)s (%(lost)s). Propose it anew."
    ),
    "published_already": "%(code)s version %(version)s is published already.",
    "public_vault_key_replaced": (
        "The vault's key was replaced, and %(path)s is the old one. Ask the operator to copy vault.pub from "
        "the dispatcher's machine."
    ),
    "purpose_asks_forbidden": "Purpose %(purpose)s asks for %(forbidden)s, which no purpose may.",
    "purpose_by_barred_attribute": (
        "Purpose %(purpose)s would choose people by an attribute that never chooses people."
    ),
    "purpose_changed": (
        "Purpose %(purpose)s version %(version)s was registered with another content. Give the file the "
        "next version."
    ),
    "purpose_contradicts_itself": "The form contradicts itself. Nothing was registered.",
    "purpose_ends_before": "is before the first day.",
    "purpose_field_empty": "is empty. It says %(asks)s.",
    "purpose_form_unsound": "%(counted)s to mend. Nothing was registered.",
    "purpose_lists_contact": "Purpose %(purpose)s opens no contact and lists one among its fields.",
    "purpose_of_another": "is of another office's purpose. Choose another code.",
    "purpose_of_unknown_office": (
        "Purpose %(purpose)s names %(strange)s, which is no controller of the catalogue."
    ),
    "purpose_prohibited": "is of a purpose that nobody may use. It cannot be registered.",
    "purpose_registered_otherwise": (
        "Version %(version)s of the catalogue was registered with another content. Run: vethanam install"
    ),
    "purpose_twice": "Purpose %(purpose)s version %(version)s stands in two files.",
    "purpose_unreadable": ("Purpose %(where)s: %(why)s. Mend the file; until then the purpose is not used."),
    "purpose_not_approved": (
        "Version %(version)s comes neither with this program nor from a proposal that two persons approved."
    ),
    "purpose_unregistered": ("Version %(version)s of the catalogue is not registered. Run: vethanam install"),
    "register_unreadable": (
        "Register %(register)s is not named after its office. Write the office's code and -OPTIN."
    ),
    "restraint_ends_before": "A restraint ends after it begins. Correct one of the dates.",
    "restraint_key_missing": "“%(key)s” is missing. Write it.",
    "restraint_key_unknown": "“%(key)s” is not known here. Use: %(keys)s.",
    "restraint_known": (
        "Restraint %(id)s is on record already. Give another id, or record the court's next decision."
    ),
    "no_such_position": (
        "No position “%(reference)s” waits for signatures. Look it up on the page of its restraint."
    ),
    "no_such_text_class": "No class “%(reference)s” was proposed. Look it up on the page of the message.",
    "position_in_effect": "This position is in effect already. Nothing was changed.",
    "rotation_lasts": (
        "The rotation of the vault's keys to epoch %(epoch)s lasts more than a day. End it with “vethanam "
        "vault forget”; until then the dispatcher can open contacts without a use."
    ),
    "unknown_text_class": "“%(kind)s” is not a class of a text. Choose one of %(values)s.",
    "restraint_over": "Restraint %(id)s is over. A new one is filed anew.",
    "restraint_unsound": "%(counted)s cannot be used. Nothing was entered.",
    "review_too_early": (
        "is not after the first day. After it the purpose rests until it is registered again."
    ),
    "sealed_not_a_contact": (
        "A sealed contact opened to something that is not a contact. Call the operator."
    ),
    "sender_of_another": "is the office itself, %(office)s. Nobody sends in another's name.",
    "signed_the_same_before": (
        "Your key has given this very signature before, and it counts once. Have the request made anew."
    ),
    "signing_key_of_another": "This key is another person's. Sign with a key of your own.",
    "step_day": "Asking or getting longer names a day that is still to come; nothing else does.",
    "step_not_open": "%(number)s has no such step open. Nothing was changed.",
    "subject_twice": "Subject %(twice)s stands twice in one request. Use count for people alike.",
    "subjects_differ": (
        "The rows of its subjects are not those its leaf commits to. Compare with the persons' own bundles."
    ),
    "subjects_known": "knows: %(words)s.",
    "taken_back": "This yes was taken back before. Nothing was changed.",
    "unknown_code": "%(where)s: %(unknown)s is not known. Use any, or of: %(known)s.",
    "unknown_place": (
        "No district or taluk is called %(places)s. Write state, or one or more of: %(known)s."
    ),
    "unknown_position": "“%(state)s” is not a position. Use one of: %(values)s.",
    "unusable_question": "%(where)s: %(what)s",
    "use_of_another": "One asks about a use of one's own contact. Nothing was recorded.",
    "use_row_differs": "Its row differs from its leaf. Compare with a published head.",
    "rotation_held_up": (
        "A transaction that may seal contacts goes on (%(why)s), such as an import or a backup. Try again "
        "when it is over. Nothing was changed."
    ),
    "unwitnessed_for_a_day": (
        "Its messages go without waiting, and for a day no witness of the policy %(policy)s signed. Ask "
        "whoever runs them."
    ),
    "vault_epoch": "The vault has no key of epoch %(epoch)s; contacts of that time are erased.",
    "vault_key_not_plain": "The vault's key %(path)s is not a plain file.",
    "event_closed": "Event %(event)s is closed already.",
    "event_of_another": "Event %(event)s was declared by another office, and that office closes it.",
    "event_office": "%(office)s declares no emergencies. The disaster authority or the collector does.",
    "event_time": "is no time: an event ends after it begins and after now, within %(days)s days.",
    "event_unsound": "The event cannot be declared. Nothing was recorded.",
    "no_review": "This use needs no review: only an emergency goes without approval.",
    "no_such_hazard": "is none of the known hazards: %(known)s.",
    "review_of_own": "A person reviews this, and never a use that she asked for.",
    "review_says_nothing": "Write what you saw: the public register shows whether the message was due.",
    "reviewed_before": "This use was reviewed already.",
    "not_paused": "This sending is not paused.",
    "nothing_to_pause": "Nothing of this sending waits any more.",
    "pause_by_person": "A person pauses and resumes a sending herself.",
    "pause_of_another": (
        "This sending is of another office. That office, the data protection officer or a law officer pauses "
        "it."
    ),
    "pause_reason": "Write why it is paused. The other officer reads it.",
    "paused_already": "This sending is paused already.",
    "resume_by_another": "You paused this sending. Another officer resumes it.",
    "vault_key_open": "The vault's key %(path)s can be read by others. Set its mode to 0600.",
    "vault_key_owner": (
        "The vault's key %(path)s belongs to another account. Give it to the dispatcher's account."
    ),
    "vault_seal": (
        "A sealed contact does not open for the person, kind and version it stands beside. Call the operator."
    ),
    "policy_unproven": (
        "No two signatures in the log prove this setting of a policy: the dispatcher goes by the one before. "
        "Propose the policy again."
    ),
    "waits_for_witnesses": (
        "Its messages wait for witnesses of the policy %(policy)s for a quarter of an hour. See the "
        "sequencer's log, and ask whoever runs them."
    ),
    "no_such_window": "No window is called %(window)s. Enter it first.",
    "no_such_window_end": (
        "Entry %(entry)s is no end of a window that waits. See the windows on the page of restraints."
    ),
    "window_agreed_by_dpo": (
        "The data protection officer agrees to the end of a window, herself and in no other's name."
    ),
    "window_by_law_officer": "A window is entered by a law officer.",
    "window_end_agreed": "The end of this window is agreed to already.",
    "window_end_by_two": "You signed the end of this window. Another person agrees to it.",
    "window_end_unproven": (
        "This entry ends or narrows the window without the signatures of two officers in the log: it changes "
        "nothing. End the window by its page if it has ended."
    ),
    "window_ends_by_two": (
        "Window %(window)s is on record as wider. Two officers end or narrow it: use its end on the page of "
        "restraints."
    ),
    "window_ends_before": "A window ends after it begins. Correct one of the instants.",
    "window_without_source": "A window needs its source: the press note or letter that says so.",
    "withdrawn_since": "The person has taken her yes back since: she gives it again herself.",
    "word_stays": "is %(word)s, as it was.",
    "use_of_old_tree": (
        "Its people stand in a tree that shows nobody's absence, and uses before it have labels. Nothing is "
        "opened for it."
    ),
    "key_day_differs": (
        "The contacts opened on this day are not those that the dispatcher signed. A row was changed."
    ),
    "key_day_late": (
        "The dispatcher has not signed the contacts opened on this day. See that it runs, and read its log."
    ),
    "key_day_missing": "The openings of this day have no entry in the log, and those of a later day have.",
    "openings_differ": (
        "The database granted %(granted)s contacts of this use, the dispatcher signed %(opened)s as opened "
        "and accounts for %(accounted)s, and gateways took %(taken)s messages. Ask who had the dispatcher's "
        "machine on that day."
    ),
    "look_chain_differs": (
        "Officers' looks at this person are not those that the log signed. A row was changed."
    ),
    "look_day_differs": (
        "The looks of this day are not made of the rows that the log signed. A row was changed."
    ),
    "look_day_missing": "The looks of this day have no entry in the log, and those of a later day have.",
    "look_not_chained": (
        "This look of a day that is signed stands in no chain, so the person does not see it."
    ),
    "map_day_missing": "This day has no map in the log, and a later one has.",
    "map_differs": "This map of the log is not made of the rows that it names. A row was changed.",
    "roll_unproven": (
        "No signature in the log proves this roll or its confirmation. The worker makes nothing of it; the "
        "law officer can ask for a roll of the same people."
    ),
    "roll_differs": (
        "This roll is not the one of its entry in the log, or its lines do not give its counts. A row was "
        "changed."
    ),
    "map_late": (
        "No day has got a map since this one, so no newer list of uses can be shown to be complete. See the "
        "worker's log."
    ),
    "map_line_differs": (
        "The map of the latest day has another list of uses for this person than the uses themselves."
    ),
}
