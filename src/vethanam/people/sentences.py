"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "account_without_person": (
        "No person stands behind %(account)s. Bills are signed by persons; choose an officer's account."
    ),
    "age_at_joining": (
        "was %(age)s on joining on %(joined)s; service begins between %(youngest)s and %(oldest)s. Check "
        "both dates."
    ),
    "already_ended": "This appointment has been ended already.",
    "appointment_of_another": (
        "Only the officer who holds an appointment hands it over, or the controlling officer of the same "
        "office."
    ),
    "born_after_joining": "was born on %(born)s, not before joining on %(joined)s. Check both dates.",
    "born_after_today": "was born on %(born)s, after today. Enter the date of birth in the service book.",
    "born_too_early": ("was born on %(born)s, before %(year)s. Enter the date of birth in the service book."),
    "delegated_to_self": ("A power cannot be delegated to the officer who holds it. Choose another person."),
    "delegation_ended": "This delegation has been ended already.",
    "delegation_of_another": "Only the officer who delegated a power can end it.",
    "ends_before_it_began": "The appointment began on %(day)s. Choose a last day from then on.",
    "ends_before_it_begins": "The delegation ends before it begins. Check both dates.",
    "handed_to_self": "An office is handed over to another person than its holder. Choose one.",
    "not_acting_as": (
        "%(account)s does not act as %(wanted)s on %(at)s. Act under an appointment or a delegation of "
        "that day."
    ),
    "powers_of_another": "Only the officer who holds an appointment can delegate its powers.",
    "unknown_power": "“%(power)s” is no power that can be lent. Use one of: %(powers)s.",
}
