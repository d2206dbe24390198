"""The sentences on acts and views as such: not known, not readable, not allowed, not signed."""

SENTENCES = {
    "the_act": "The act “%(act)s”",
    "part_of_act": "“%(key)s” of the act “%(act)s”",
    "acts_faults": "%(count)s things to mend. Nothing was done.",
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
    "no_person_behind": "Only a person does this, about herself. Act as emp- and her number.",
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
    "view_not_for_programs": "The token of a program may not ask for the view %(view)s.",
    "too_many_signed": "One signature covers at most %(most)s; these are %(count)s. Choose fewer.",
    "nothing_to_sign": "The act “%(act)s” asks for no signature before it is done.",
    "to_be_signed": "Your key signs this.",
    "wrong_in_itself": "Something is wrong in Vethanam itself: %(kind)s. Nothing of this act was kept.",
    "shown_as_of": "%(what)s as of %(at)s.",
    "another_office_is_shown": "This is of another office. Nothing was shown.",
}
