"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "account_in_use": (
        "%(name)s has an account that is in use. If its holder lost password or device, ask for a reset."
    ),
    "account_not_open": "The account %(name)s is closed. Only an open account is appointed.",
    "account_waits_closed": "The account %(name)s is closed. A reset opens it again.",
    "account_without_person": "No person stands behind %(name)s. Only a person is appointed.",
    "administrators_exist": (
        "This installation has two administrators, so no other is made at the machine. They invite "
        "further ones on the page."
    ),
    "age_at_joining": (
        "was %(age)s on joining on %(joined)s; service begins between %(youngest)s and %(oldest)s. Check "
        "both dates."
    ),
    "already_ended": "This appointment has been ended already.",
    "appointed_by_oneself": "Nobody proposes an appointment of oneself. Another officer proposes it.",
    "appointment_days": "The last day is before the first. Check both.",
    "appointment_of_another": (
        "Only the officer who holds an appointment hands it over, or the controlling officer of the same "
        "office."
    ),
    "born_after_joining": "was born on %(born)s, not before joining on %(joined)s. Check both dates.",
    "born_after_today": "was born on %(born)s, after today. Enter the date of birth in the service book.",
    "born_out_of_range": (
        "The date of birth %(born)s gives an age of %(age)s. An officer is between 18 and 75. Check it."
    ),
    "born_too_early": (
        "was born on %(born)s, before %(year)s. Enter the date of birth in the service book."
    ),
    "born_unreadable": "The date of birth is written year-month-day, such as 1975-06-30.",
    "decided_before": "This proposal was decided on before. Nothing was changed.",
    "decided_by_oneself": (
        "Neither the person who proposed an appointment nor the person appointed decides on it."
    ),
    "delegated_to_self": (
        "A power cannot be delegated to the officer who holds it. Choose another person."
    ),
    "delegation_ended": "This delegation has been ended already.",
    "delegation_of_another": "Only the officer who delegated a power can end it.",
    "ends_before_it_began": "The appointment began on %(day)s. Choose a last day from then on.",
    "ends_before_it_begins": "The delegation ends before it begins. Check both dates.",
    "handed_to_self": "An office is handed over to another person than its holder. Choose one.",
    "held_already": "%(name)s holds this appointment already.",
    "needs_administrator": "An administrator does this. Sign in as one.",
    "no_employee": "No employee has the number %(number)s. Check it.",
    "nobody_to_invite": "Everybody of drawing code %(drawing_code)s has an account.",
    "not_acting_as": (
        "%(account)s does not act as %(wanted)s on %(at)s. Act under an appointment or a delegation of "
        "that day."
    ),
    "not_of_office": (
        "Employee %(number)s is not posted under drawing code %(drawing_code)s in this month."
    ),
    "not_ones_office": "The clerk or drawing officer of drawing code %(drawing_code)s does this.",
    "not_ones_to_decide": (
        "Another administrator decides on this, or the controlling officer of the drawing code."
    ),
    "not_ones_to_propose": (
        "An administrator proposes this, or the controlling officer of the drawing code for its drawing "
        "officer and clerks."
    ),
    "officer_of_administrator": (
        "%(name)s holds an appointment. An administrator invites and resets the accounts of officers."
    ),
    "only_administrators": (
        "At the machine only administrators are made, not %(role)s. They invite everybody else on the "
        "page."
    ),
    "order_text_refused": (
        "Write number and date of the order, in at most 120 letters and without a phone number or e-mail "
        "address."
    ),
    "person_known": (
        "A person with this name and date of birth is on record, with account or number %(name)s. Invite "
        "that person."
    ),
    "person_unnamed": (
        "Write the person's name, in at most 120 letters and without a phone number or e-mail address."
    ),
    "powers_of_another": "Only the officer who holds an appointment can delegate its powers.",
    "proposed_before": "This appointment of %(name)s is proposed already and waits for its decision.",
    "rejection_needs_reason": (
        "Write why it is rejected, in at most 200 letters and without a phone number or e-mail address."
    ),
    "replaced_ended": "The appointment to be replaced has ended already.",
    "replaced_other_seat": "The appointment to be replaced has another role or scope.",
    "replaced_too_early": (
        "The appointment to be replaced began on %(began)s. The new one begins after that day."
    ),
    "reset_unknown": "No such reset waits. Nothing was changed.",
    "role_not_given": "%(role)s is no role that an officer is given. Choose one of the list.",
    "scope_needed": "Write the office that the role %(role)s is for.",
    "scope_not_needed": "The role %(role)s is for the whole installation. Leave its scope empty.",
    "unknown_drawing_code": "There is no drawing code %(scope)s. Enter it first.",
    "unknown_power": "“%(power)s” is no power that can be lent. Use one of: %(powers)s.",
    "unknown_treasury": "There is no treasury %(scope)s. Enter it first.",
}
