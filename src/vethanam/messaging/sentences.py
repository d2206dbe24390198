"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "already_sent": "This message was allowed and is on its way already.",
    "answer_key_unreadable": "The answer key is no uncompressed P-256 point of 65 bytes.",
    "approval_claimed": (
        "%(claimed)s cannot be claimed: approvals are signatures under a composed message. Compose it, "
        "and have it approved."
    ),
    "asked_by_another": "Another officer asked for this. Ask for it yourself.",
    "asked_is_no_feed": "This request is not a feed.",
    "asked_is_no_reveal": "This request is not about one contact.",
    "asked_purpose_ended": "The purpose %(purpose)s is not registered any more.",
    "asker_is_no_person": "A person asks for this, and no person stands behind this account.",
    "attribute_not_allowed": "never chooses people under %(purpose)s. Its attributes are: %(allowed)s.",
    "campaign_differs": "Message %(campaign)s: %(why)s. Nothing of it is sent; call the operator.",
    "case_missing": "is missing. This purpose reaches the people of a breach case or a roll. Name it.",
    "code_differs": "The code is not the one that was committed to. Nothing of it is sent.",
    "cohort_by_list": (
        "People are chosen by attributes and their values, never by a list of numbers or names. This "
        "purpose knows: %(attributes)s."
    ),
    "counts_spent": (
        "An officer counts at most %(most)s rules a day, so that counts do not tell who is meant. Go on "
        "tomorrow."
    ),
    "export_lacks_columns": (
        "The file lacks the columns %(missing)s. Export the templates with their number, words and header."
    ),
    "template_not_approved": "The operators have not approved it.",
    "template_of_no_sender": "Its header is of no sender here. Enter the sender first.",
    "template_of_no_text": (
        "Its words are those of no text of this version. Compare them with the view of texts for operators."
    ),
    "feed_allowed_before": "This feed was allowed before. A feed is handed over once; ask for a new one.",
    "feed_fields": "A feed has at least one contact, and fields of: %(known)s.",
    "authorities_unreadable": (
        "The file of certificates %(file)s cannot be read. Nothing is sent through its gateway."
    ),
    "gateway_certificate": (
        "The certificate of the gateway %(address)s does not hold: another name, ended, or of an authority "
        "that is not trusted here. Messages wait; name its authority's file in the settings."
    ),
    "gateway_login": (
        "The gateway %(address)s refused the login in the key folder. Messages wait; correct the file."
    ),
    "gateway_tls": (
        "The gateway %(address)s opened no TLS 1.2 or later. Messages wait; nothing goes in plain text."
    ),
    "gateway_without_tls": (
        "The gateway %(address)s offers no STARTTLS or no login. Messages wait; nothing goes in plain text."
    ),
    "gateway_not_a_host": (
        "is no host name and no IP address. Write it as the settings name it, without the port."
    ),
    "gateway_not_registered": (
        "The gateway %(address)s of this machine's settings is not registered, so messages wait. Two "
        "administrators enter it under Masters, Gateways."
    ),
    "login_without_tls": (
        "A login for the mail server %(address)s would go in plain text. Choose TLS in the settings, or take "
        "the file of the login away."
    ),
    "grant_over": "The grant ended before its contacts were read. They are opened anew.",
    "intimation_untrue": (
        "It tells %(text)s, while the bank reported the payment as %(kind)s, or of another person or month."
    ),
    "dkim_key_unreadable": (
        "The DKIM key %(file)s cannot be read. Name it SELECTOR._domainkey.DOMAIN.pem and write an RSA key."
    ),
    "portal_account_unreadable": (
        "The file %(file)s of the key folder cannot be read. Write name:password, and the secure key below."
    ),
    "kind_consent_manager": "consent manager",
    "kind_event": "emergency",
    "kind_gateway": "gateway",
    "kind_election_clearance": "clearance of the election authority",
    "kind_high_court_approval": "approval of the High Court",
    "kind_notified_register": "notified register",
    "kind_operator_text": "text of the operators",
    "kind_processor_contract": "contract of a processor",
    "kind_sender": "sender",
    "kind_sender_credential": "credential of a sender",
    "kind_sender_manager": "manager of a sender",
    "kind_transfer": "transfer of data",
    "kinds_consent_manager": "Consent managers",
    "kinds_event": "Emergencies",
    "kinds_gateway": "Gateways",
    "kinds_election_clearance": "Clearances of the election authority",
    "kinds_high_court_approval": "Approvals of the High Court",
    "kinds_notified_register": "Notified registers",
    "kinds_operator_text": "Texts of the operators",
    "kinds_processor_contract": "Contracts of processors",
    "kinds_sender": "Senders",
    "kinds_sender_credential": "Credentials of senders",
    "kinds_sender_manager": "Managers of senders",
    "kinds_transfer": "Register of transfers",
    "lone_brace": "a brace stands alone. Write placeholders as {order_number}.",
    "message_declined": (
        "An officer declined this message. It is not sent. Read the reason on its page, and compose it anew."
    ),
    "message_ended": (
        "This message was allowed, and its unsent part was cancelled. It is not sent again: compose a new "
        "one, if nothing blocks it."
    ),
    "message_of_another": "A message is sent by the office that composed it.",
    "message_repeats": "Some of these people were told the same before. Nothing was asked.",
    "message_restrained": (
        "%(restraints)s stops this message. Nobody approves it while the restraint is in force; compose it "
        "anew afterwards."
    ),
    "message_without_person": (
        "A message is asked for by a person, and no person stands behind this account."
    ),
    "no_class": "A message is asked for about a person without an employment. Call the operator.",
    "no_list": (
        "This purpose keeps no list of its own: it uses the contacts you gave for your pay. Nothing was "
        "recorded."
    ),
    "no_purpose_for_cohort": (
        "No purpose is registered that would choose people. Write “%(all)s” to ask for everybody."
    ),
    "no_sender_on": "There was no sender %(code)s on %(day)s. `/senders/` lists those of a day.",
    "no_sender": (
        "%(office)s has no registered sender. Register one before messages are queued in its name."
    ),
    "no_such_cohort": (
        "“%(rule)s” is not a rule that chooses people. Write “%(all)s”, or attributes and values that "
        "the purpose allows."
    ),
    "no_such_purpose": "No purpose %(code)s is registered on this day. Choose one of the register.",
    "no_such_register": "%(register)s is no register of contacts. Choose one of: %(registers)s.",
    "no_such_value": "knows no value “%(value)s”. Choose from the list.",
    "no_time": "The time for sending ends before it begins, or is past. Give another.",
    "nobody_meant": "The rule “%(rule)s” means nobody on this day. Choose another.",
    "not_asked": "%(said)s cannot be given here: people are chosen by a rule, and who asks is known.",
    "not_in_form": (
        "is not of the form that may be told, or says more than a fact. Write a text without it."
    ),
    "not_in_order": "is not recorded with the order. Record it, or write a text without it.",
    "not_joined": (
        "does not choose from the list %(source)s: it is not joined with the service book. Write to all "
        "of it."
    ),
    "one_case": "A message tells of one breach case or one roll. Name one.",
    "order_does_not_fill_text": "The text cannot be filled in from the order. Nothing was asked.",
    "recipient_confirmed_already": "Recipient %(recipient)s is confirmed already.",
    "recipient_differs": "Recipient %(recipient)s: %(why)s. Nothing is handed over; call the operator.",
    "recipient_ended": "Recipient %(recipient)s has ended. Nothing is handed over to it.",
    "recipient_key_unreadable": "The key is no X25519 key: write its 32 bytes as 64 hexadecimal digits.",
    "recipient_never": "%(recipient)s never receives a contact.",
    "recipient_not_confirmed": (
        "Recipient %(recipient)s waits for its second person. Have it confirmed first."
    ),
    "recipient_of_another_kind": "Recipient %(recipient)s receives something else.",
    "returned_mail": (
        "The folder of returned mail %(folder)s is missing or open to others. Make it the dispatcher's, "
        "mode 0700."
    ),
    "reveal_fields": "Name contacts to see, of: %(known)s.",
    "reveal_reason": "Give the reason. The person reads it on her page.",
    "rule_unsound": "The rule does not choose people. Nothing was counted.",
    "assessment_lacks": (
        "The impact assessment of %(purpose)s is missing or older than a year. The data protection officer "
        "records one; the message waits until then."
    ),
    "contract_clause_missing": "lacks %(clauses)s. A contract without them does not stand.",
    "contract_processor_unknown": "is no processor of the catalogue.",
    "nominee_not_yet": "Nothing is open to you under this nomination. It opens once a death is verified.",
    "header_unreadable": "“%(header)s” is no header. It reads like VTNPAY or VM-VTNPAY-S.",
    "sender_header_letters": "is not a header of 3 to 11 capital letters and digits.",
    "sender_not_a_mailbox": (
        "is not a mailbox, such as salary@finance.example. The value is not shown here."
    ),
    "sender_short_code": "is not a short code of 3 to 6 digits.",
    "sent_before": "This message was allowed and has been sent. It is sent once.",
    "text_changed": "Text %(text)s was registered with other words. Call the operator.",
    "text_file_changed": "Text %(text)s was registered with other words. Give the file the next version.",
    "operator_number_digits": "is no number of the operators' register: 12 to 19 digits.",
    "operator_refuses_registration": (
        "The operator refuses a short message for our registration there (status %(status)s), not for its "
        "number. Compare the numbers under Masters, Senders and Texts of the operators; messages wait."
    ),
    "operator_text_held": (
        "The operator refused ten short messages of the text %(text)s in a row for our numbers there "
        "(%(status)s). Its messages wait until sender or text is entered anew, or a day."
    ),
    "operator_text_unknown": "is no text of this version. Write its code and its version.",
    "operator_category_suffix": (
        "is another class than that of the purpose, whose header has the suffix %(suffix)s. Register the "
        "text under that class."
    ),
    "operator_words_differ": (
        "differ from the text. Copy them from the operators' register; each variable is {#var#}. If they "
        "were registered otherwise, register them anew there."
    ),
    "short_fixed_part": (
        "Less than %(least)s %% of the text is fixed. Operators refuse it; write more fixed words."
    ),
    "short_variable_long": (
        "The variable %(name)s may be longer than the %(most)s letters that operators take. Leave it out of "
        "the short text."
    ),
    "short_variables": (
        "The text has %(count)s variables; operators take %(most)s. Move the others to the portal."
    ),
    "short_variables_beside": "Two variables stand beside each other. Put fixed words between them.",
    "text_form": "Text %(text)s has values of unknown form: %(unknown)s.",
    "text_missing": "is missing. Write it in both languages.",
    "text_placeholder": (
        "Text %(text)s (%(language)s) has placeholders that are not declared: %(undeclared)s."
    ),
    "unknown_text": "No text of this version has the code “%(code)s”. Choose one of %(codes)s.",
    "text_registered_otherwise": "It was registered with other words. Run: vethanam install",
    "text_to_be_changed": "%(why)s Change the text.",
    "text_unregistered": "It is not registered. Run: vethanam install",
    "text_unsound": "The text cannot be used. Nothing was asked.",
    "text_value_form": ("Text %(text)s: the value of %(name)s is not of the form %(form)s. Nothing is sent."),
    "text_values": "Text %(text)s needs exactly the values %(values)s.",
    "text_words": "Text %(text)s (%(language)s): %(found)s",
    "time_past": "Its time ended %(at)s. Compose it again; approvals bind a time.",
    "told_before": (
        "Message %(reference)s of %(day)s says the same to some of these people. Enter why it is sent again, "
        "or change the text or the people."
    ),
    "too_early": "It may be sent from %(at)s.",
    "event_area_unknown": (
        "names no district or taluk of the State. Separate places by commas, or write state."
    ),
    "hash_unreadable": (
        "is not a SHA-256: 64 letters and figures from 0 to f, as the page of the text shows it."
    ),
    "manager_days": "lies before the first day.",
    "event_ends_before": "lies before the day on which it begins.",
    "transfer_purpose_unknown": "is not a registered purpose. Use a code of the register of purposes.",
    "voice_series": (
        "Safety calls of Government come from the series 1600. Write the ten digits of your number in it."
    ),
    "eligible_told_before": (
        "Message %(reference)s tells some of the same people that they are eligible. Each person is told "
        "once."
    ),
    "scheme_register_needed": (
        "A message on eligibility goes to people of one scheme. Name the register of that scheme."
    ),
    "event_needed": "A safety message is about a declared event. Declare it first, and name it.",
    "order_needed": "A message under %(purpose)s is about an order. Name the recorded order.",
    "roll_told_before": "The people on %(roll)s are told by message %(reference)s. They are told once.",
    "told_once": (
        "Message %(reference)s has told the same people of it. A receipt is given once; a further message is "
        "publicity."
    ),
    "canaries_differ": (
        "These canaries are not those of their entry: one is missing, added or changed. Call the operator, "
        "and compare with a backup."
    ),
    "canaries_need_officers": (
        "Canaries are planted by an administrator and the data protection officer, in person."
    ),
    "canaries_of_the_same": (
        "You cannot agree to these canaries. One of the two is an administrator, the other the data "
        "protection officer, and they are two persons."
    ),
    "canaries_planted_before": "These canaries are planted already.",
    "canaries_unsound": "The canaries cannot be proposed so. Nothing was recorded.",
    "canary_arrival_differs": "What reached this canary is not what its entry says. Call the operator.",
    "canary_day_before": (
        "The day lies before the canary was planted. Enter the day on which the message came."
    ),
    "canary_day_later": "The day lies in the future. Enter the day on which the message came.",
    "canary_domain": "is no mail domain. Write it without the at sign, such as post.example.",
    "canary_holder": "“%(holder)s” is not in today's register of this kind. Take its code from the list.",
    "canary_is_used": (
        "%(count)s of these canaries have an employment, a benefit, an account or a place in a use, or not "
        "one contact. Call the operator: no message may reach a canary."
    ),
    "canary_number": "Plant 1 to %(most)s at a time.",
    "canary_reached_before": "This text to this canary is on record. Nothing was recorded.",
    "canary_unknown": (
        "No canary has this code. Copy the 12 letters between the last full stop and the at sign."
    ),
    "canary_without_person": "A person enters what reached a canary, and none stands behind this account.",
    "no_such_canaries": "There is no proposal %(proposal)s of canaries. Take its number from the list.",
    "count_count": "“%(value)s” is not a count. Write a whole number.",
    "count_day": "“%(value)s” is not a day. Write year-month-day.",
    "count_header": "“%(value)s” is no header of this system. Keep only lines of our own headers.",
    "count_template": "“%(value)s” is not the number of a text. Write its digits.",
    "counts_compared_before": "This very file was compared before. Nothing was recorded.",
    "counts_faulty": "Lines of the file cannot be used. Nothing was recorded.",
    "counts_unreadable": "This is no count file: CSV in UTF-8 with the columns %(columns)s.",
    "counts_without_person": "A person compares counts, and no person stands behind this account.",
    "report_contradicts": "contradicts an earlier line of the same message. Keep the last one of them.",
    "report_entered_before": "This very file was entered before. Nothing was recorded.",
    "report_faulty": "Lines of the report cannot be used. Nothing was recorded.",
    "report_message": "“%(value)s” is not the portal's number of a message. Write it as the portal does.",
    "report_status": "“%(value)s” is no known status. Write delivered, failed or pending.",
    "report_unreadable": (
        "This is no report of the portal: CSV in UTF-8 with the columns %(columns)s and no other. Leave the "
        "column of telephone numbers out."
    ),
    "report_without_person": "A person enters a report, and no person stands behind this account.",
    "kind_operator_tariff": "tariff of short messages",
    "kinds_operator_tariff": "Tariffs of short messages",
    "delivery_too_far": "lies more than %(days)s days ahead. Ask nearer to the day.",
    "delivery_too_long": "lies more than %(hours)s hours after the beginning. Name an earlier time.",
    "delivery_unsound": "The request cannot be used. Nothing was asked, and nothing is sent.",
    "delivery_without_time": "lies before the message may begin, or in the past. Name a later time.",
    "key_of_another_purpose": "This key sends under %(purpose)s alone.",
    "link_decided_before": "One of these links was decided or ended before. Nothing was recorded.",
    "link_decided_by_oneself": "You entered one of these links. Another officer of the body decides on it.",
    "link_decline_needs_reason": "Say why you decline, without a number or an address of anybody.",
    "link_ended_before": "This link was ended before.",
    "link_of_another": "This link is neither yours nor of your office.",
    "link_without_person": "A person links numbers, and no person stands behind this account.",
    "links_of_another": "One of these links is not of your body. Check the numbers.",
    "links_count": "Enter at least one link, and at most %(most)s at a time.",
    "links_unsound": "Numbers cannot be linked. Nothing was recorded.",
    "program_sends_nothing": "This program only reads. Two administrators enter one that has messages sent.",
    "register_number_is_contact": (
        "looks like a telephone number, an address or an Aadhaar number. Use the number of your register, "
        "with letters before its digits."
    ),
    "register_number_reserved": "begins with test-, which is kept for test keys. Use another number.",
    "register_number_taken": "is linked to another person. End that link first.",
    "register_number_unreadable": (
        "is no number of a register: at most 40 letters, digits and the signs . _ / -."
    ),
    "register_people_count": "One to %(most)s numbers stand in one request.",
    "register_order_unknown": "No order with this number and date is recorded. Have it recorded first.",
    "register_people_by_rule": (
        "Messages under %(purpose)s go to the people of an order or a case. The office composes them here."
    ),
    "register_person_unknown": "Nobody of your register has this number here. Check it.",
    "register_text_unknown": "No registered text of this purpose has this code. Choose one of %(known)s.",
    "register_values_differ": (
        "differ from those of the first number. This purpose needs approvals: one text with the same values "
        "for everybody."
    ),
    "register_value_form": "is not of the form of this value. See the text.",
    "register_value_missing": "is missing. The text needs it.",
    "register_value_unknown": "is no value of the text. Its values are %(known)s.",
    "scheme_of_another_department": (
        "The scheme %(scheme)s belongs to another department than the one that answers for this program."
    ),
    "no_testers_wanted": "This body has no key for testers. Check its code.",
    "tester_already": "You are a tester of this body already.",
    "tester_not": "You are no tester of this body.",
    "tester_without_person": "A person becomes a tester, and no person stands behind this account.",
    "unknown_placeholder": "is no placeholder. Use: %(values)s.",
    "use_differs": "Use %(use)s: %(why)s. Nothing of it is sent; call the operator.",
}
