"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "act_date_unreadable": "“%(written)s” is not a date. Write 2026-10-28.",
    "act_key_missing": "The act “%(do)s” needs “%(name)s” in its “with”. Add it.",
    "act_key_unknown": "The act “%(do)s” does not know %(unknown)s. It knows: %(names)s.",
    "act_with_form": "The “with” of an act is a set of keys and values.",
    "actor_unknown": "No account is called %(by)s. Use a name of directorate.yaml, or emp- and a number.",
    "acts_not_a_list": "%(path)s is not a list of acts. Begin each act with “- at:”.",
    "acts_unsound": "%(faults)s of %(listed)s acts cannot be read. Nothing was played.",
    "add_value_to_files": (
        "The figure before it comes back by a value: add one to each of these files, with_effect_from "
        "%(since)s, unless the order of the court gives another figure."
    ),
    "bill_not_made_yet": "Bill %(bill)s was not made by then. Name a later instant.",
    "bill_number_unknown": "There is no bill %(bill)s. Check the number.",
    "birth_date_unreadable": "is not a date. Write year-month-day, such as 1975-01-31.",
    "cannot_show": "“%(what)s” cannot be shown. Choose one of: %(shown)s.",
    "cell_not_a_text": "is not a text. Write it in quotes.",
    "confirm_or_refuse": "Confirm is true; to refuse a challan give “refuse” with the reason.",
    "demo_act_failed": "%(file)s: %(why)s",
    "demo_not_quiet": (
        "The demo waited four minutes and still %(what)s wait. See the logs in the state folder."
    ),
    "directorate_column_missing": "is missing. Add it as in the demo's own folder.",
    "directorate_column_unknown": "is not known. Known are %(known)s.",
    "directorate_incomplete": "%(file)s has no %(missing)s. Add them as in the demo's own folder.",
    "directorate_not_a_list": "%(file)s: %(name)s is a list of rows of keys and values.",
    "directorate_unsound": "%(file)s: %(counted)s to mend. Nothing was registered.",
    "duties_of_another_office": (
        "What is owed is shown to the data protection officer and to officers of a purpose. Nothing was "
        "shown."
    ),
    "enter_rate_of_one": "Enter what the person is to draw as an authorised rate from %(since)s.",
    "fact_name_unknown": "“%(name)s” is not a fact. Use one of: %(kinds)s.",
    "heads_not_a_map": "is a map from bill classes to heads of account.",
    "key_not_here": "“%(name)s” is not a key here. %(has)s",
    "neither_number_nor_born": "is missing. Give the number of an employee, or born.",
    "no_appointment": "This account holds no such appointment.",
    "no_bank_file": "This payment goes through no bank.",
    "no_bill_waits": "%(month)s, %(drawing_code)s: no bill waits for this.",
    "no_consent": "There is no yes to %(office)s for %(code)s to take back.",
    "no_delegation": ("There is no such delegation to end. Give its number, or the account it was given to."),
    "no_directorate": (
        "There is no readable %(file)s in %(parent)s. Copy the demo's own folder and edit it."
    ),
    "no_finding": "%(month)s, %(drawing_code)s: no such finding is open.",
    "no_run": "%(month)s, %(code)s: the month has not been computed. Run it first.",
    "no_smtp_sink": ("This bench needs Debian's smtp-sink: run `make apt`, or install the package postfix."),
    "no_spark": "%(why)s",
    "no_such_challan": "Bill %(bill)s: no challan %(challan)s is entered. Check its number.",
    "no_such_duty": "Nothing that is owed is called %(number)s. Take its number from “show duties”.",
    "no_such_fact": (
        "There is no standing fact of this kind from that day. Give its id, or employment and valid_from."
    ),
    "no_such_institution": "No institution is called %(name)s. Enter it first.",
    "no_such_message": ("No message of this reference was composed. Give the reference that composing gave."),
    "no_such_order": "Order %(number)s is not recorded. Enter it with the act “order” first.",
    "no_such_payment": (
        "No payment of this reference, employee or institution was instructed. Pass the bill first."
    ),
    "no_such_proposal": "No purpose %(code)s was proposed. Propose it first.",
    "no_use_about_you": "Nothing was asked about you under %(purpose)s. Look at your own uses.",
    "not_a_directorate": "%(file)s is a map of %(keys)s.",
    "not_a_mapping": "“%(name)s” of the act “%(do)s” is a set of keys and values.",
    "not_a_person_consenting": "Only a person says yes for herself. Act as emp- and her number.",
    "not_a_person_stopping": "Only a person about herself stops a channel. Act as emp- and her number.",
    "not_a_sample": (
        "Acts are played on a sample database only, and this one is not. Make one with `vethanam install "
        "--sample` under another VETHANAM_STATE."
    ),
    "not_a_time": "“%(written)s” is not a time. Write 2026-10-28T11:00.",
    "not_above_zero": "%(name)s: “%(written)s” is not a whole number above zero.",
    "not_an_act": "An act has at, by, do and with.",
    "not_an_id": "%(name)s is the id that recording it gave.",
    "not_known_yet": "Nothing is known of %(at)s yet. Name an earlier instant.",
    "not_one_value": "%(name)s is one value.",
    "not_ones_office": "The pay of %(what)s is of another office. Ask an officer of %(drawing)s.",
    "not_registered": "%(code)s is not registered. Add it, or correct the code.",
    "not_sent_on": "%(leg)s is sent on to no bank. Leave “hop” out.",
    "not_text": "A text of the act holds a zero character. Write it anew.",
    "not_true_or_false": "%(name)s is true or false.",
    "number_out_of_range": "%(name)s is a whole number from %(lowest)s to %(highest)s.",
    "office_too_small": "Nobody is left in %(code)s for %(name)s. Draw more people.",
    "officer_key_of_another_kind": "%(path)s is a key of another kind. Remove it; another one is made.",
    "officer_keys_closed": (
        "This process cannot read the keys of the sample's officers. Play the act as root, or as the "
        "user of the demo."
    ),
    "officer_not_employed": (
        "%(file)s: officer %(username)s has number %(number)s, which no employee has. Correct one of the "
        "files."
    ),
    "order_incomplete": "An order has its number and the day it is dated. Enter both.",
    "sample_bank_key_closed": (
        "This process cannot read the sample bank's key. Play the act as root, or as the user of the demo."
    ),
    "sample_bank_key_of_another_kind": "%(path)s is no Ed25519 key.",
    "sample_bank_key_unreadable": "The bank's key %(path)s cannot be read.",
    "sample_bank_key_wrong": "The sample bank's key is of another kind. Make the sample anew.",
    "several_facts": "Several stand from that day: %(several)s. Give the id of the one meant.",
    "shown_of_another": "A person is shown what is about herself. Name an employment of her own.",
    "spark_not_up": "The Spark cluster did not come up. Its log is %(log)s.",
    "surrender_days_missing": (
        "The act “surrender” needs “days”: employee numbers, and how many each surrenders."
    ),
    "text_of_a_message_form": "A text has en and ml, each with subject and body.",
    "too_long": "%(name)s has at most %(most)s characters.",
    "unknown_employee": "No employee has number %(number)s. Check the number.",
    "unknown_file": "A file is of employees, drawn or directorate.",
    "unknown_officer": "No account is called %(username)s.",
    "unknown_order": (
        "No order %(number)s dated %(dated)s is on record. Check its number and day, or enter it first."
    ),
    "unknown_outcome": (
        "“%(outcome)s” is no answer of a bank. Write credited, rejected, returned or silent."
    ),
    "unknown_purpose": "“%(code)s” is not a purpose of the register. Check its code.",
    "unknown_verb": "“%(do)s” is not an act. Use one of: %(verbs)s.",
    "value_not_allowed": "“%(value)s” is not known for %(name)s. Use one of: %(allowed)s.",
    "value_not_registered": ("“%(value)s” is not a known %(name)s. Register it first, or correct the code."),
    "word_not_known": "is not known. Write one of %(told)s.",
}
