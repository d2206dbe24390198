"""The sentences of this room: code to English template.

The template is also the message id of its translations.
"""

SENTENCES = {
    "calendar_without_finance": (
        "%(file)s has a pay calendar and fewer than two finance officers. Add one; two persons enter it."
    ),
    "demo_act_failed": "%(file)s: %(why)s",
    "demo_not_quiet": (
        "The demo waited four minutes and still %(what)s wait. See the logs in the state folder."
    ),
    "no_bank_file": "This payment goes through no bank.",
    "not_sent_on": "%(leg)s is sent on to no bank. Leave “hop” out.",
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
    "officer_without_number": "is missing. Give the number of an employee, or born.",
    "sample_bank_key_closed": (
        "This process cannot read the sample bank's key. Play the act as root, or as the user of the demo."
    ),
    "sample_bank_key_of_another_kind": "%(path)s is no Ed25519 key.",
    "sample_bank_key_unreadable": "The bank's key %(path)s cannot be read.",
    "sample_bank_key_wrong": "The sample bank's key is of another kind. Make the sample anew.",
    "directorate_heads": "is not a map from classes of bill to heads of account.",
    "no_directorate": (
        "There is no readable %(file)s in %(folder)s. Copy the demo's own folder and edit it."
    ),
    "not_a_directorate": "%(file)s is not a map of lists, such as treasuries, offices and drawing_codes.",
    "sheet_not_a_list": "%(file)s: %(sheet)s is not a list of rows.",
    "cell_not_a_text": "is not a text. Write one value.",
    "sample_papers_closed": (
        "This process cannot write the first codes of the sample's accounts. Play the act as root, or as the "
        "user of the demo."
    ),
}
