"""The sentences of this room: code to English template.

The template is also the message id of its translations.
"""

SENTENCES = {
    "canaries_signed_on_page": (
        "Two officers sign for canaries, each with her own key, on the page Canaries. A command signs "
        "on a sample alone."
    ),
    "canary_file_unreadable": "The file %(file)s cannot be read. Name the message as it came.",
    "epoch_in_use": (
        "The old keys are still needed: %(intake)s contacts are under an intake seal, %(wrapped)s data keys "
        "under an earlier epoch. Let the dispatcher run and look again with “vethanam vault status”. Nothing "
        "is lost."
    ),
    "importer_unknown": "No account is called %(by)s. Name the one who imports with --by.",
    "logs_of_two_keys": "The two files are logs of two keys: there is nothing to compare.",
    "no_officer_named": "A law officer does this. Name the account: --as NAME.",
    "no_such_file": "%(file)s cannot be read: %(why)s.",
    "no_such_law_officer": "No account is called %(name)s. Use the sign-in name of a law officer.",
    "count_file_unreadable": "The file %(file)s cannot be read.",
    "no_such_officer": "There is no account %(officer)s. Enter an officer's sign-in name.",
    "no_such_text_file": "%(file)s: there is no such text file. Check the path.",
    "no_statement_keys": (
        "This installation has no key of payslips. Name one with --key, or run: vethanam install"
    ),
    "nobody_appointed": "%(code)s: no clerk and no drawing officer is appointed on %(at)s. Appoint one.",
    "not_a_restraint": ("%(file)s is not one restraint. Write its keys and values: id, kind, case_number …"),
    "not_a_signed_head": "%(text)s is not a signed head.",
    "not_a_whole_log": "%(file)s is not a whole log. Write one with `vethanam ledger export`.",
    "not_yaml": "%(file)s is neither YAML nor JSON. Correct the file.",
    "question_not_a_map": "%(path)s: a question is a map of id, ask, on, given and then.",
    "restraint_file_unreadable": "There is no readable file %(file)s. Check the name and the folder.",
    "rotation_interrupted": "A rotation was interrupted. Run “vethanam vault %(command)s” first.",
    "signs_for_nobody": (
        "A shell signs for nobody. A clerk or drawing officer locks the month and makes the bill on the "
        "pages."
    ),
    "unknown_language": "“%(language)s” is not spoken here. Ask for %(languages)s.",
    "no_such_folder": "There is no folder %(folder)s. Check the name.",
    "take_over_by_nobody": "No account is called %(name)s. Name the one who takes over with --by.",
}
