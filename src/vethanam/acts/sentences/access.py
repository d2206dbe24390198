"""The sentences on accounts, keys, tokens, appointments, and lent powers."""

SENTENCES = {
    "unknown_officer": "No account is called %(name)s. Check the sign-in name.",
    "delegation_not_proposed": "No such lent power waits for a superior. Nothing was changed.",
    "several_delegations": "Several powers lent to this account wait. Give the number of the delegation.",
    "no_delegation": ("There is no such delegation to end. Give its number, or the account it was given to."),
    "delegation_not_named": "Name the delegation by its number, or by the account it was given to.",
    "no_appointment": "This account holds no such appointment.",
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
    "key_not_given": "Give the attestation of a new passkey, or the public half of a key.",
    "key_needs_second_factor": "Sign in with a second factor, then enrol the key.",
    "webhook_secret_made": "Webhook %(webhook)s has a new secret. It is shown this once: hand it over now.",
    "webhook_ended": "Webhook %(webhook)s is ended. Nothing is sent to it any more.",
    "webhook_sent_again": "Sent again: %(count)s. Each is tried from the start.",
}
