"""What is said about invitations, administrators and appointments."""

from __future__ import annotations

SENTENCES = {
    "needs_administrator": "An administrator does this. Sign in as one.",
    "administrators_exist": (
        "This installation has two administrators, so no other is made at the machine. They invite further ones on the page."
    ),
    "only_administrators": "At the machine only administrators are made, not %(role)s. They invite everybody else on the page.",
    "born_unreadable": "The date of birth is written year-month-day, such as 1975-06-30.",
    "no_employee": "No employee has the number %(number)s. Check it.",
    "account_in_use": "%(name)s has an account that is in use. If its holder lost password or device, ask for a reset.",
    "account_waits_closed": "The account %(name)s is closed. A reset opens it again.",
    "person_known": (
        "A person with this name and date of birth is on record, with account or number %(name)s. Invite that person."
    ),
    "person_unnamed": "Write the person's name, in at most 120 letters and without a phone number or e-mail address.",
    "born_out_of_range": "The date of birth %(born)s gives an age of %(age)s. An officer is between 18 and 75. Check it.",
    "role_not_given": "%(role)s is no role that an officer is given. Choose one of the list.",
    "unknown_drawing_code": "There is no drawing code %(scope)s. Enter it first.",
    "unknown_treasury": "There is no treasury %(scope)s. Enter it first.",
    "scope_not_needed": "The role %(role)s is for the whole installation. Leave its scope empty.",
    "scope_needed": "Write the office that the role %(role)s is for.",
    "account_without_person": "No person stands behind %(name)s. Only a person is appointed.",
    "account_not_open": "The account %(name)s is closed. Only an open account is appointed.",
    "appointed_by_oneself": "Nobody proposes an appointment of oneself. Another officer proposes it.",
    "not_ones_to_propose": (
        "An administrator proposes this, or the controlling officer of the drawing code for its drawing officer and clerks."
    ),
    "not_ones_to_decide": "Another administrator decides on this, or the controlling officer of the drawing code.",
    "decided_by_oneself": "Neither the person who proposed an appointment nor the person appointed decides on it.",
    "decided_before": "This proposal was decided on before. Nothing was changed.",
    "proposed_before": "This appointment of %(name)s is proposed already and waits for its decision.",
    "held_already": "%(name)s holds this appointment already.",
    "replaced_ended": "The appointment to be replaced has ended already.",
    "replaced_other_seat": "The appointment to be replaced has another role or scope.",
    "replaced_too_early": "The appointment to be replaced began on %(began)s. The new one begins after that day.",
    "appointment_days": "The last day is before the first. Check both.",
    "order_text_refused": (
        "Write number and date of the order, in at most 120 letters and without a phone number or e-mail address."
    ),
    "rejection_needs_reason": "Write why it is rejected, in at most 200 letters and without a phone number or e-mail address.",
    "not_of_office": "Employee %(number)s is not posted under drawing code %(drawing_code)s in this month.",
    "not_of_ones_office": "The clerk or drawing officer of drawing code %(drawing_code)s does this.",
    "nobody_to_invite": "Everybody of drawing code %(drawing_code)s has an account.",
    "reset_unknown": "No such reset waits. Nothing was changed.",
    "officer_of_administrator": (
        "%(name)s holds an appointment. An administrator invites and resets the accounts of officers."
    ),
}
